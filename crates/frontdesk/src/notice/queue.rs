//! From a stay to the exact bytes that go to the hub. This is the only place that turns one into the other: whatever is
//! told of a notice is its next revision, with the whole content, frozen in the transaction that changed it.

use duty::{Deadline, Resident, StayKind};
use jiff::Timestamp;
use lodging::NoticeId;
use private::Private;
use store::{Entry, EntryKey, EntryState, NoticeKind, Queued, StoreError, Write};
use wire::NoticePayload;

use super::content::{self, Content};
use crate::books::Books;

/// Why a notice could not be queued.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// This desk has no facility yet under which a hub would know it.
    #[error("this desk is not enrolled at a hub")]
    NotEnrolled,
    /// The facts do not make a notice.
    #[error(transparent)]
    Payload(#[from] wire::PayloadError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is told of a notice.
#[derive(Clone, Copy)]
pub(crate) enum Telling<'a> {
    /// The person has come to stay overnight.
    Arrival {
        /// As day use first: the deadline runs from the turn.
        turned: bool,
    },
    /// What was told is not so any more, or never was.
    Change {
        /// What has changed.
        kind: NoticeKind,
        /// Why, in words.
        why: &'a Private<String>,
    },
}

/// Freezes what the books say of a notice now into its next revision and queues it; gives the deadline, if the law sets
/// one. The stay is saved before, in the same transaction, and the caller wakes the courier after it.
///
/// # Errors
///
/// [`QueueError`]; the whole transaction must be taken back then.
pub(crate) fn tell(
    write: Write<'_>,
    books: &Books,
    notice: NoticeId,
    telling: Telling<'_>,
    now: Timestamp,
) -> Result<Option<Timestamp>, QueueError> {
    let told = write.read().outbox().of(notice)?;
    let payload = payload(write, books, notice, (telling, &told), now)?;
    let deadline = deadline(&payload, &told)?.map(|deadline| deadline.at);
    let bytes = payload.encode()?;
    write.outbox().queue(&Queued {
        key: EntryKey { notice, revision: payload.revision },
        kind: telling.kind(),
        sha256: *NoticePayload::digest(&bytes).bytes(),
        payload: Private::new(bytes),
        at: now,
        deadline,
    })?;
    Ok(deadline)
}

/// When the person leaves by the last that counts as told of a notice, and by what was refused after it, which stands to
/// be sent again until something else is told; nothing if nothing was told.
///
/// # Errors
///
/// Those of the store, and of reading what was told.
pub(crate) fn told_ends(write: Write<'_>, notice: NoticeId) -> Result<Vec<Timestamp>, QueueError> {
    let told = write.read().outbox().of(notice)?;
    let ends = [standing(&told), told.last()].into_iter().flatten();
    ends.map(|entry| decoded(entry).map(|payload| payload.leaves_at)).collect()
}

/// When the person leaves by the last that counts as told of a notice; nothing if nothing was told.
///
/// # Errors
///
/// Those of the store, and of reading what was told.
pub(crate) fn known_end(write: Write<'_>, notice: NoticeId) -> Result<Option<Timestamp>, QueueError> {
    let told = write.read().outbox().of(notice)?;
    Ok(standing(&told).map(decoded).transpose()?.map(|payload| payload.leaves_at))
}

impl Telling<'_> {
    const fn kind(self) -> NoticeKind {
        match self {
            Self::Arrival { .. } => NoticeKind::Arrival,
            Self::Change { kind, .. } => kind,
        }
    }
}

fn payload(
    write: Write<'_>,
    books: &Books,
    notice: NoticeId,
    (telling, told): (Telling<'_>, &[Entry]),
    now: Timestamp,
) -> Result<NoticePayload, QueueError> {
    let read = write.read();
    let device = read.device().get()?.ok_or(QueueError::NotEnrolled)?;
    let revision = read.outbox().next_revision(notice)?;
    let content = Content::read(read, notice)?;
    let before = told.last().map(decoded).transpose()?;
    let document = &content.guest.document;
    Ok(NoticePayload {
        version: wire::PAYLOAD_VERSION,
        facility: device.facility,
        notice: notice.uuid(),
        revision,
        kind: wire_kind(telling.kind()),
        captured_at: now,
        arrived_at: content.occupant.arrived,
        leaves_at: content.leaves_at(),
        old_leaves_at: match telling.kind() {
            NoticeKind::Extension => standing(told).map(decoded).transpose()?.map(|before| before.leaves_at),
            _ => None,
        },
        turned_overnight: match telling {
            Telling::Arrival { turned } => turned,
            Telling::Change { .. } => before.is_some_and(|before| before.turned_overnight),
        },
        place: Private::new(content.place.clone()),
        person: content::person(document)?,
        resident: content::resident(Resident::of(document, books.house.remote)),
        reason: Private::new(content.reason()),
        role: Private::new(content::role(content.occupant.role)),
        relation: content.occupant.relation.map(|to| Private::new(content::relation(to))),
        channel: content::channel(document),
        change: match telling {
            Telling::Arrival { .. } => None,
            Telling::Change { why, .. } => {
                Some(wire::Change { why: why.clone(), by: read.staff().get(books.staff)?.name })
            }
        },
        clock: Some(books.clock.evidence()),
    })
}

/// By when the law asks for this revision, as the hub will judge it: the first that reaches it is the arrival.
fn deadline(payload: &NoticePayload, told: &[Entry]) -> Result<Option<Deadline>, QueueError> {
    let resident = match payload.resident {
        wire::Resident::Vietnamese => Resident::Vietnamese,
        wire::Resident::Foreign { remote } => Resident::Foreign { remote },
    };
    let arrival = if payload.turned_overnight {
        Some(duty::turned_deadline(duty::turns_overnight_at(payload.arrived_at), resident))
    } else {
        duty::deadline(payload.arrived_at, StayKind::Overnight, resident)
    };
    let telling = match (payload.kind, payload.old_leaves_at) {
        (wire::NoticeKind::Arrival, _) => duty::Telling::Arrival,
        (wire::NoticeKind::Extension, Some(old_end)) => duty::Telling::Extension { old_end },
        (wire::NoticeKind::Correction | wire::NoticeKind::Extension, _) => duty::Telling::Correction,
        (wire::NoticeKind::Departure, _) => duty::Telling::Departure,
        (wire::NoticeKind::Cancel, _) => duty::Telling::Cancel,
    };
    Ok(duty::revision_deadline(telling, before(told), arrival.ok_or(StoreError::Missing)?))
}

/// What the police know of a notice, as the hub reckons it too: a receipt makes it told, a cancellation tells nothing, and
/// neither does what was refused.
fn before(told: &[Entry]) -> duty::Before {
    let telling = || told.iter().filter(|entry| entry.queued.kind != NoticeKind::Cancel);
    if telling().any(|entry| entry.state == EntryState::Settled) {
        duty::Before::Told
    } else if telling().any(|entry| entry.state != EntryState::Rejected) {
        duty::Before::OnItsWay
    } else {
        duty::Before::Nothing
    }
}

/// The last that counts as told: what the hub refused, the police do not know. Where it refused everything, the last of it.
fn standing(told: &[Entry]) -> Option<&Entry> {
    told.iter().rfind(|entry| entry.state != EntryState::Rejected).or(told.last())
}

fn decoded(entry: &Entry) -> Result<NoticePayload, QueueError> {
    Ok(NoticePayload::decode(entry.queued.payload.expose())?)
}

const fn wire_kind(kind: NoticeKind) -> wire::NoticeKind {
    match kind {
        NoticeKind::Arrival => wire::NoticeKind::Arrival,
        NoticeKind::Correction => wire::NoticeKind::Correction,
        NoticeKind::Extension => wire::NoticeKind::Extension,
        NoticeKind::Departure => wire::NoticeKind::Departure,
        NoticeKind::Cancel => wire::NoticeKind::Cancel,
    }
}
