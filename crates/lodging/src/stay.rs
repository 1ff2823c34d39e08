//! A stay: one place taken from a moment of arrival, and what may happen to it.

use duty::{PeriodError, StayKind};
use jiff::Timestamp;

use crate::{GuestId, LodgingError, NoticeId, Occupant, Place, StayId};

/// One place taken from a moment of arrival until everybody has left it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stay {
    /// Its id.
    pub id: StayId,
    /// Where it is.
    pub place: Place,
    /// Over night, or by the hour and outside the duty.
    pub kind: StayKind,
    /// When the first person arrived.
    pub arrived: Timestamp,
    /// When it is planned to end: a notice needs an end.
    pub planned_until: Timestamp,
    /// When the last person left; none while somebody is here.
    pub left: Option<Timestamp>,
    /// When it was found that it did not take place; none for one that did.
    pub voided: Option<Timestamp>,
    /// Everybody who has slept or sleeps here, in the order they came.
    pub occupants: Vec<Occupant>,
}

/// What is known when people arrive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// The id the stay will have.
    pub id: StayId,
    /// Where they go.
    pub place: Place,
    /// Over night, or by the hour.
    pub kind: StayKind,
    /// When they arrive.
    pub at: Timestamp,
    /// When they plan to leave.
    pub planned_until: Timestamp,
    /// Who they are.
    pub occupants: Vec<Occupant>,
}

impl Stay {
    /// Begins a stay.
    ///
    /// # Errors
    ///
    /// [`LodgingError::NobodyArrives`] without a person, [`LodgingError::AlreadyHere`] with the same person twice,
    /// [`LodgingError::EndsBeforeArrival`], and [`LodgingError::TooLong`] from 30 days on.
    pub fn arrive(arrival: Arrival) -> Result<Self, LodgingError> {
        if arrival.occupants.is_empty() {
            return Err(LodgingError::NobodyArrives);
        }
        check_length(arrival.at, arrival.planned_until)?;
        let mut stay = Self {
            id: arrival.id,
            place: arrival.place,
            kind: arrival.kind,
            arrived: arrival.at,
            planned_until: arrival.planned_until,
            left: None,
            voided: None,
            occupants: Vec::with_capacity(arrival.occupants.len()),
        };
        for occupant in arrival.occupants {
            stay.join(occupant)?;
        }
        Ok(stay)
    }

    /// Adds a person who comes later, or comes back.
    ///
    /// # Errors
    ///
    /// [`LodgingError::Over`], and [`LodgingError::AlreadyHere`] for somebody who has not left.
    pub fn join(&mut self, occupant: Occupant) -> Result<(), LodgingError> {
        self.check_open()?;
        if self.present().any(|other| other.guest == occupant.guest) {
            return Err(LodgingError::AlreadyHere);
        }
        self.occupants.push(occupant);
        Ok(())
    }

    /// Lets one person go; the stay ends with the last one.
    ///
    /// # Errors
    ///
    /// [`LodgingError::Over`], [`LodgingError::NotHere`], and [`LodgingError::LeavesBeforeArrival`].
    pub fn leave(&mut self, guest: GuestId, at: Timestamp) -> Result<(), LodgingError> {
        self.check_open()?;
        let occupant = self.present_mut(guest).ok_or(LodgingError::NotHere)?;
        if at < occupant.arrived {
            return Err(LodgingError::LeavesBeforeArrival);
        }
        occupant.left = Some(at);
        if self.present().next().is_none() {
            self.left = self.occupants.iter().filter_map(|occupant| occupant.left).max();
        }
        Ok(())
    }

    /// Lets everybody go who is still here, and ends the stay.
    ///
    /// # Errors
    ///
    /// As [`Stay::leave`]; then nobody has left.
    pub fn leave_all(&mut self, at: Timestamp) -> Result<(), LodgingError> {
        self.check_open()?;
        if self.present().any(|occupant| at < occupant.arrived) {
            return Err(LodgingError::LeavesBeforeArrival);
        }
        let here: Vec<GuestId> = self.present().map(|occupant| occupant.guest).collect();
        here.into_iter().try_for_each(|guest| self.leave(guest, at))
    }

    /// Moves the planned end to a later moment. It is notified before the old end (Residence Law art. 30).
    ///
    /// # Errors
    ///
    /// [`LodgingError::Over`], [`LodgingError::NotLater`], and [`LodgingError::TooLong`] from 30 days on.
    pub fn extend(&mut self, until: Timestamp) -> Result<(), LodgingError> {
        self.check_open()?;
        if until <= self.planned_until {
            return Err(LodgingError::NotLater);
        }
        check_length(self.arrived, until)?;
        self.planned_until = until;
        Ok(())
    }

    /// Puts the planned end right: what was written down first was wrong.
    ///
    /// # Errors
    ///
    /// [`LodgingError::Over`], [`LodgingError::EndsBeforeArrival`] of anybody who is here, and [`LodgingError::TooLong`]
    /// from 30 days on.
    pub fn replan(&mut self, until: Timestamp) -> Result<(), LodgingError> {
        self.check_open()?;
        if self.present().any(|occupant| until <= occupant.arrived) {
            return Err(LodgingError::EndsBeforeArrival);
        }
        check_length(self.arrived, until)?;
        self.planned_until = until;
        Ok(())
    }

    /// Turns a day use that is still open at 23:00 into a stay over night, which falls under the duty.
    ///
    /// # Errors
    ///
    /// [`LodgingError::Over`], [`LodgingError::NotDayUse`], and those of the new length.
    pub fn turn_overnight(&mut self, until: Timestamp) -> Result<(), LodgingError> {
        self.check_open()?;
        if self.kind != StayKind::DayUse {
            return Err(LodgingError::NotDayUse);
        }
        check_length(self.arrived, until)?;
        self.kind = StayKind::Overnight;
        self.planned_until = until;
        Ok(())
    }

    /// Moves everybody who is here to another place.
    ///
    /// # Errors
    ///
    /// [`LodgingError::Over`], and [`LodgingError::SamePlace`].
    pub fn move_to(&mut self, place: Place) -> Result<(), LodgingError> {
        self.check_open()?;
        if place == self.place {
            return Err(LodgingError::SamePlace);
        }
        self.place = place;
        Ok(())
    }

    /// Takes the end back: who left with it is here again.
    ///
    /// # Errors
    ///
    /// [`LodgingError::NotOver`], and [`LodgingError::Void`] for a stay that did not take place.
    pub fn reopen(&mut self) -> Result<(), LodgingError> {
        if self.voided.is_some() {
            return Err(LodgingError::Void);
        }
        let left = self.left.ok_or(LodgingError::NotOver)?;
        self.left = None;
        self.occupants.iter_mut().filter(|occupant| occupant.left == Some(left)).for_each(|one| one.left = None);
        Ok(())
    }

    /// Says that the stay did not take place; nobody is here any more. It stays readable, as what it is.
    ///
    /// # Errors
    ///
    /// [`LodgingError::Void`] when that was said before.
    pub fn void(&mut self, at: Timestamp) -> Result<(), LodgingError> {
        if self.voided.is_some() {
            return Err(LodgingError::Void);
        }
        for occupant in self.occupants.iter_mut().filter(|occupant| occupant.left.is_none()) {
            occupant.left = Some(at.max(occupant.arrived));
        }
        self.left = self.left.or_else(|| self.occupants.iter().filter_map(|occupant| occupant.left).max());
        self.voided = Some(at);
        Ok(())
    }

    /// Joins a person who is here to the notice about them.
    ///
    /// # Errors
    ///
    /// [`LodgingError::NotHere`].
    pub fn notify(&mut self, guest: GuestId, notice: NoticeId) -> Result<(), LodgingError> {
        self.present_mut(guest).ok_or(LodgingError::NotHere)?.notice = Some(notice);
        Ok(())
    }

    /// The people who have not left, in the order they came.
    pub fn present(&self) -> impl Iterator<Item = &Occupant> {
        self.occupants.iter().filter(|occupant| occupant.left.is_none())
    }

    fn present_mut(&mut self, guest: GuestId) -> Option<&mut Occupant> {
        self.occupants.iter_mut().find(|occupant| occupant.guest == guest && occupant.left.is_none())
    }

    fn check_open(&self) -> Result<(), LodgingError> {
        if self.left.is_some() { Err(LodgingError::Over) } else { Ok(()) }
    }
}

/// Checks the time from arrival to the planned end, in nights by the Vietnamese calendar.
fn check_length(arrived: Timestamp, until: Timestamp) -> Result<(), LodgingError> {
    duty::check_period(arrived, until).map(drop).map_err(|error| match error {
        PeriodError::EndsBeforeItBegins => LodgingError::EndsBeforeArrival,
        PeriodError::RegisterTemporaryResidence { nights } => LodgingError::TooLong { nights },
    })
}

#[cfg(test)]
#[path = "stay_tests.rs"]
mod tests;
