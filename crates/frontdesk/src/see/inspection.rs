//! R13: who is here, with the proof that the police were told. Money stands nowhere in it.

use std::collections::HashSet;

use duty::Timeliness;
use jiff::Timestamp;
use lodging::{GuestId, NoticeId, Place};
use store::{Entry, EntryState, Present, Read, Receipt, StoreError};

use super::chain::given_twice;
use super::notices::Standing;
use crate::say;
use crate::view::{InspectionLine, InspectionView, ProofName, ProofView};

/// An officer looks.
pub(crate) struct Inspection {
    since: Timestamp,
    /// Whose whole number was asked for.
    shown: HashSet<GuestId>,
    /// The numbers of receipts that the hub has given twice, when the officer began.
    twice: Vec<u64>,
}

impl Inspection {
    /// Begins; nobody's whole number is shown.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn begin(read: Read<'_>, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { since: now, shown: HashSet::new(), twice: given_twice(read, now)? })
    }

    /// Shows somebody's whole number.
    pub(crate) fn show(&mut self, guest: GuestId) {
        self.shown.insert(guest);
    }

    /// Paints it.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn view(&self, read: Read<'_>, now: Timestamp) -> Result<InspectionView, StoreError> {
        let mut people = Vec::new();
        for person in read.plan().present()? {
            people.push(self.line(read, &person, now)?);
        }
        people.sort_by(|one, other| one.place.cmp(&other.place));
        let twice = self.twice.iter().map(u64::to_string).collect();
        Ok(InspectionView { since: say::moment(self.since), twice, people })
    }

    fn line(&self, read: Read<'_>, person: &Present, now: Timestamp) -> Result<InspectionLine, StoreError> {
        let full = self.shown.contains(&person.guest);
        let number = person.number.as_ref().map(|number| number.expose().as_str()).unwrap_or_default();
        Ok(InspectionLine {
            guest: person.guest.to_string(),
            place: match person.place {
                Place::Room(id) => read.rooms().get(id)?.name,
                Place::Department(id) => read.departments().get(id)?.name,
            },
            name: person.name.as_ref().map(|name| name.expose().clone()).unwrap_or_default(),
            number: if full { number.to_owned() } else { document::mask(number) },
            full,
            arrived: say::day_hour(person.arrived),
            until: say::day_hour(person.planned_until),
            proof: person.notice.map_or_else(|| Ok(no_duty()), |notice| proof(read, notice, now))?,
        })
    }
}

const fn no_duty() -> ProofView {
    ProofView {
        state: ProofName::NoDuty,
        deadline: String::new(),
        captured: String::new(),
        received: None,
        code: None,
        number: None,
        told: 0,
        receipted: 0,
    }
}

/// The first telling that has a receipt proves that the police know; without one, the first that was not refused waits.
fn proof(read: Read<'_>, notice: NoticeId, now: Timestamp) -> Result<ProofView, StoreError> {
    let told = read.outbox().of(notice)?;
    let settled = |entry: &&Entry| entry.state == EntryState::Settled;
    let receipted = told.iter().filter(settled).count();
    let open = || told.iter().find(|entry| entry.state != EntryState::Rejected).or(told.last());
    let Some(first) = told.iter().find(settled).or_else(open) else { return Ok(no_duty()) };
    let receipt = read.receipts().get(first.queued.key)?;
    Ok(ProofView {
        state: state(first, receipt.as_ref(), now),
        deadline: first.queued.deadline.map(say::day_hour).unwrap_or_default(),
        captured: say::day_second(first.queued.at),
        received: receipt.as_ref().map(|receipt| say::day_second(receipt.received_at)),
        number: receipt.as_ref().and_then(number),
        code: receipt.map(|receipt| receipt.code),
        told: count(told.len()),
        receipted: count(receipted),
    })
}

fn state(entry: &Entry, receipt: Option<&Receipt>, now: Timestamp) -> ProofName {
    let standing = Standing {
        state: entry.state,
        captured: Some(entry.queued.at),
        deadline: entry.queued.deadline,
        on_time: receipt.map(|receipt| receipt.on_time),
        code: None,
    };
    match (standing.timeliness(now), receipt.is_some()) {
        (Timeliness::InTime, true) => ProofName::InTime,
        (Timeliness::CapturedInTime, true) => ProofName::CapturedInTime,
        (Timeliness::Late, true) => ProofName::Late,
        (Timeliness::InTime, false) => ProofName::Waiting,
        (Timeliness::CapturedInTime, false) => ProofName::Overdue,
        (Timeliness::Late, false) => ProofName::Missed,
    }
}

/// The receipt's place in the facility's chain, as its signed bytes say it.
fn number(receipt: &Receipt) -> Option<u32> {
    let read: wire::Receipt = serde_json::from_slice(&receipt.body).ok()?;
    u32::try_from(read.number).ok()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
