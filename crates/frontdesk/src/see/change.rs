//! A person in a stay as they are about to be changed, with everything that was told of them.

use duty::Role;
use jiff::Timestamp;
use lodging::{GuestId, NoticeId, Occupant, Place, Relation, Stay, StayId};
use store::{Entry, Read, StoreError};
use wire::NoticePayload;

use super::notices::{Standing, badge, telling};
use crate::arrive::entry;
use crate::say;
use crate::view::{ChangeView, PurposeForm, RelationName, RoleName, StayKindName, ToldLine};

/// Paints it.
///
/// # Errors
///
/// [`StoreError::Missing`] for a stay without this guest.
pub(crate) fn view(read: Read<'_>, (stay, guest): (StayId, GuestId), now: Timestamp) -> Result<ChangeView, StoreError> {
    let stay = read.stays().get(stay)?;
    let occupant = stay.occupants.iter().rev().find(|one| one.guest == guest).ok_or(StoreError::Missing)?;
    let document = read.guests().get(guest)?.document;
    let known = read.entry_papers().of(stay.id, guest)?;
    Ok(ChangeView {
        stay: stay.id.to_string(),
        guest: guest.to_string(),
        place: place(read, &stay)?,
        kind: match stay.kind {
            duty::StayKind::Overnight => StayKindName::Overnight,
            duty::StayKind::DayUse => StayKindName::DayUse,
        },
        until: say::day_hour(stay.planned_until),
        ends: say::moment(stay.planned_until),
        purpose: purpose(occupant),
        facts: say::facts(&document),
        entry: entry::is_foreign(&document).then(|| entry::form(known.as_ref())),
        residence: document.residence.map(private::Private::into_exposed),
        scanned: false,
        over: stay.left.is_some(),
        cancelled: stay.voided.is_some(),
        told: occupant.notice.map(|notice| told(read, notice, now)).transpose()?.unwrap_or_default(),
    })
}

fn purpose(occupant: &Occupant) -> PurposeForm {
    PurposeForm {
        role: match occupant.role {
            Role::Guest => RoleName::Guest,
            Role::Patient => RoleName::Patient,
            Role::Carer => RoleName::Carer,
        },
        relation: occupant.relation.map(|relation| match relation {
            Relation::Spouse => RelationName::Spouse,
            Relation::Parent => RelationName::Parent,
            Relation::Child => RelationName::Child,
            Relation::Sibling => RelationName::Sibling,
            Relation::Other => RelationName::Other,
        }),
        reason: occupant.reason.code().into(),
        reason_text: occupant.reason_note.as_ref().map(|note| note.expose().clone()).unwrap_or_default(),
    }
}

fn place(read: Read<'_>, stay: &Stay) -> Result<String, StoreError> {
    match stay.place {
        Place::Room(id) => Ok(read.rooms().get(id)?.name),
        Place::Department(id) => Ok(read.departments().get(id)?.name),
    }
}

fn told(read: Read<'_>, notice: NoticeId, now: Timestamp) -> Result<Vec<ToldLine>, StoreError> {
    read.outbox().of(notice)?.into_iter().map(|entry| line(read, &entry, now)).collect()
}

fn line(read: Read<'_>, entry: &Entry, now: Timestamp) -> Result<ToldLine, StoreError> {
    let receipt = read.receipts().get(entry.queued.key)?;
    let standing = Standing {
        state: entry.state,
        captured: Some(entry.queued.at),
        deadline: entry.queued.deadline,
        on_time: receipt.as_ref().map(|receipt| receipt.on_time),
        code: receipt.as_ref().map(|receipt| receipt.code.as_str()),
    };
    let payload = NoticePayload::decode(entry.queued.payload.expose()).ok();
    let change = payload.and_then(|payload| payload.change);
    Ok(ToldLine {
        revision: entry.queued.key.revision,
        telling: telling(entry.queued.kind),
        at: say::day_hour(entry.queued.at),
        badge: badge(&standing, now),
        why: change.as_ref().map(|change| change.why.expose().clone()),
        by: change.map(|change| change.by.into_exposed()),
    })
}
