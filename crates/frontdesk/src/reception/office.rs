//! What a clerk changes after it was told, and what an officer is shown. Whoever sees a whole number is recorded, never
//! the number itself.

use jiff::Timestamp;
use lodging::{GuestId, Place, RoomId, StayId};
use store::{Read, StoreError};

use super::{id, refused};
use crate::arrive::draft::Draft;
use crate::arrive::entry::write_entry;
use crate::arrive::registration::Purpose;
use crate::backroom::Backroom;
use crate::books::Books;
use crate::notice::cancel::cancel;
use crate::notice::correct::correct;
use crate::notice::extend::extend;
use crate::notice::relocate::relocate;
use crate::notice::reopen::reopen;
use crate::notice::replan::replan;
use crate::notice::restate::restate;
use crate::say;
use crate::see::change;
use crate::see::inspection::Inspection;
use crate::view::{
    ChangeForm, ChangeView, ChangeWhat, FieldName, InspectionView, ReceptionAct, Refusal, RefusalCode, TypedFacts,
};

/// What lies open on the desk besides the plan.
#[derive(Default)]
pub(super) struct Office {
    change: Option<(StayId, GuestId)>,
    /// A paper was scanned while something was being changed.
    scanned: bool,
    inspection: Option<Inspection>,
}

impl Office {
    /// Carries out one request; others are not for this place.
    pub(super) fn act(&mut self, act: ReceptionAct, room: &mut Backroom, now: Timestamp) -> Result<(), Refusal> {
        match act {
            ReceptionAct::OpenChange { stay, guest } => self.open_change((&stay, &guest), room, now)?,
            ReceptionAct::CloseChange => self.put_away(),
            ReceptionAct::Change(form) => self.submit(form, room, now)?,
            ReceptionAct::WriteEntry(form) => {
                let who = self.change.ok_or(RefusalCode::NotNow)?;
                write_entry(&room.books, who, &form, now)?;
                self.put_away();
            }
            ReceptionAct::OpenInspection => {
                room.books.record("inspection.open", None, now).map_err(RefusalCode::from)?;
                let begun = room.books.store.read(|read| Inspection::begin(*read, now)).map_err(RefusalCode::from)?;
                self.put_away();
                self.inspection = Some(begun);
            }
            ReceptionAct::ShowNumber(guest) => self.show_number(GuestId::from_uuid(id(&guest)?), room, now)?,
            ReceptionAct::CloseInspection => self.inspection = None,
            _ => return Err(RefusalCode::NotNow.into()),
        }
        Ok(())
    }

    /// Puts everything away: something else is on the desk.
    pub(super) fn put_away(&mut self) {
        *self = Self::default();
    }

    /// Whether something is being changed: what was typed of it is not taken away by the next person's card.
    pub(super) const fn is_changing(&self) -> bool {
        self.change.is_some()
    }

    /// Keeps nothing of what was scanned meanwhile, and says so of a paper.
    pub(super) const fn pass_over(&mut self, is_paper: bool) {
        self.scanned |= is_paper;
    }

    /// The stay that is being changed.
    pub(super) fn change(&self, read: Read<'_>, now: Timestamp) -> Result<Option<ChangeView>, StoreError> {
        let view = self.change.map(|who| change::view(read, who, now)).transpose()?;
        Ok(view.map(|view| ChangeView { scanned: self.scanned, ..view }))
    }

    /// What the officer sees.
    pub(super) fn inspection(&self, read: Read<'_>, now: Timestamp) -> Result<Option<InspectionView>, StoreError> {
        self.inspection.as_ref().map(|inspection| inspection.view(read, now)).transpose()
    }

    fn open_change(&mut self, who: (&str, &str), room: &Backroom, now: Timestamp) -> Result<(), RefusalCode> {
        let who = (StayId::from_uuid(id(who.0)?), GuestId::from_uuid(id(who.1)?));
        room.books.store.read(|read| change::view(*read, who, now))?;
        room.books.record("guest.view", Some(who.1.uuid()), now).map_err(RefusalCode::from)?;
        self.put_away();
        self.change = Some(who);
        Ok(())
    }

    fn submit(&mut self, form: ChangeForm, room: &Backroom, now: Timestamp) -> Result<(), Refusal> {
        let books = &room.books;
        let (stay, guest) = (StayId::from_uuid(id(&form.stay)?), GuestId::from_uuid(id(&form.guest)?));
        // A second Enter finds it put away. A check-out is taken back from where it was done.
        if self.change != Some((stay, guest)) && form.what != ChangeWhat::Reopen {
            return Err(RefusalCode::NotNow.into());
        }
        match form.what {
            ChangeWhat::Correct(facts) => {
                let document = corrected(books, guest, &facts, now)?;
                correct(books, (stay, guest), document, &form.why, now)?;
            }
            ChangeWhat::Restate(purpose) => restate(books, (stay, guest), Purpose::of(&purpose)?, &form.why, now)?,
            ChangeWhat::Replan(until) => replan(books, stay, &until, &form.why, now)?,
            ChangeWhat::Extend(by) => extend(books, stay, by, &form.why, now)?,
            ChangeWhat::Move(to) => {
                relocate(books, stay, Place::Room(RoomId::from_uuid(id(&to)?)), &form.why, now)?;
            }
            ChangeWhat::Reopen => reopen(books, stay, &form.why, now)?,
            ChangeWhat::Cancel => cancel(books, stay, &form.why, now)?,
        }
        if self.change == Some((stay, guest)) {
            self.put_away();
        }
        room.wake_courier();
        Ok(())
    }

    fn show_number(&mut self, guest: GuestId, room: &Backroom, now: Timestamp) -> Result<(), RefusalCode> {
        let inspection = self.inspection.as_mut().ok_or(RefusalCode::NotNow)?;
        room.books.record("inspection.number", Some(guest.uuid()), now).map_err(RefusalCode::from)?;
        inspection.show(guest);
        Ok(())
    }
}

/// The person's document with what the form says otherwise. What the old address was taken for is not so for another one.
fn corrected(books: &Books, guest: GuestId, facts: &TypedFacts, now: Timestamp) -> Result<document::Document, Refusal> {
    let known = books.store.read(|read| read.guests().get(guest)).map_err(RefusalCode::from)?.document;
    let moved = facts.address.trim() != say::said(&known, FieldName::Address);
    let submitted = Draft::of_guest(0, None, known).submit(facts, duty::vn_date(now));
    let document = submitted.map_err(|found| refused(&found))?;
    Ok(document::Document { residence: document.residence.filter(|_| !moved), ..document })
}

#[cfg(test)]
mod tests;
