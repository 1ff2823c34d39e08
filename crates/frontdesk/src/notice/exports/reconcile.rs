//! The portal's own list beside the books: it has no other answer for what it took.

use duty::{PortalWay, StayKind};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use paper::Row;
use paper::portal::{Difference, Listed, ListedField, PortalList, pairs, reconcile};

use store::{CallState, PortalCall};

use super::Days;
use super::rows::{Came, came};
use crate::books::Books;
use crate::notice::portal::decisive;
use crate::view::{DifferenceLine, DifferenceName, PortalListAsk, ReceptionDone, RefusalCode};

/// More bytes than this are no list of a house.
const LARGEST: usize = 16 << 20;
/// A list may have been fetched so long before it is compared: it says nothing against a call that is younger.
const OLDEST_LIST: SignedDuration = SignedDuration::from_hours(1);

/// Compares a list with everybody under the duty who arrived in these days.
///
/// # Errors
///
/// [`RefusalCode::NotAList`], [`RefusalCode::NotADay`], and those of the store.
pub(crate) fn portal_list(books: &Books, ask: &PortalListAsk, now: Timestamp) -> Result<ReceptionDone, RefusalCode> {
    let days = Days::of(&ask.from, &ask.to)?;
    let list = Some(&ask.file).filter(|file| file.len() <= LARGEST).ok_or(RefusalCode::NotAList)?;
    let list = PortalList::read(list).map_err(|_| RefusalCode::NotAList)?;
    let mut people = books.store.read(|read| came(*read, days.span()))?;
    people.retain(|came| came.row.kind == StayKind::Overnight);
    let ours: Vec<Row> = people.iter().map(|came| came.row.clone()).collect();
    look_for_calls(books, &people, &list, now)?;
    let found = reconcile(&ours, &list.people);
    let what = if found.is_empty() && list.unread.is_empty() { "portal.agrees" } else { "portal.differs" };
    books.record(what, None, now)?;
    Ok(ReceptionDone::Reconciled {
        ours: count(ours.len()),
        theirs: count(list.people.len()),
        differences: found.into_iter().map(|difference| line(difference, &ours, &list.people)).collect(),
        unread: list.unread,
    })
}

/// What the list says of calls whose end is open. Nobody is missing in a list without anybody of their day, in one that may be
/// older than their call, or in one in which a row that cannot be read may be theirs: they would be sent twice.
fn look_for_calls(books: &Books, people: &[Came], list: &PortalList, now: Timestamp) -> Result<(), RefusalCode> {
    let ours: Vec<Row> = people.iter().map(|came| came.row.clone()).collect();
    let pairs = pairs(&ours, &list.people);
    let has_day = |day: Date| list.people.iter().any(|listed| listed.arrived == day);
    let is_whole = |came: &Came| list.unread.is_empty() && has_day(duty::vn_date(came.row.arrived));
    let is_older = |call: &PortalCall| now.duration_since(call.at) < OLDEST_LIST;
    books.store.try_write(|write| {
        for (came, pair) in people.iter().zip(&pairs) {
            let calls = came.notice.map_or(Ok(Vec::new()), |key| write.read().portal_calls().of(key.notice))?;
            let Some(call) = decisive(&calls).filter(|call| waits(call.state)) else { continue };
            match is_there(call, pair.and_then(|at| list.people.get(at))) {
                Some(false) if call.state == CallState::Missing || is_older(call) || !is_whole(came) => {}
                Some(there) => write.portal_calls().looked(call.id, there, books.staff, now)?,
                None => {}
            }
        }
        Ok(())
    })
}

/// What was missing may have come late.
const fn waits(state: CallState) -> bool {
    matches!(state, CallState::Accepted | CallState::Uncertain | CallState::Missing)
}

/// Whether the portal has what a call told; none where its list does not say. Of who leaves early it takes the day of the
/// call for the day of leaving (likely).
fn is_there(call: &PortalCall, listed: Option<&Listed>) -> Option<bool> {
    let Some(listed) = listed else { return Some(false) };
    if call.way != PortalWay::Departure {
        return Some(true);
    }
    let until = listed.until?;
    Some(until == call.until || (call.until..=duty::vn_date(call.at)).contains(&until))
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

fn line(difference: Difference, ours: &[Row], theirs: &[Listed]) -> DifferenceLine {
    let (what, row, listed) = match difference {
        Difference::MissingThere(place) => (DifferenceName::MissingThere, ours.get(place), None),
        Difference::UnknownHere(place) => (DifferenceName::UnknownHere, None, theirs.get(place)),
        Difference::Twice { ours: place, theirs: at } => (DifferenceName::Twice, ours.get(place), theirs.get(at)),
        Difference::Differs { ours: place, theirs: at, field } => (name(field), ours.get(place), theirs.get(at)),
    };
    let our_name = row.and_then(|row| row.person.name.as_ref()).map(|name| name.value.expose().clone());
    let their_name = listed.map(|listed| listed.name.expose().clone());
    DifferenceLine {
        what,
        place: row.map(|row| row.place.expose().clone()),
        name: our_name.or(their_name).unwrap_or_default(),
        row: listed.map(|listed| listed.row),
    }
}

const fn name(field: ListedField) -> DifferenceName {
    match field {
        ListedField::Number => DifferenceName::Number,
        ListedField::Name => DifferenceName::Name,
        ListedField::Birth => DifferenceName::Birth,
        ListedField::Until => DifferenceName::Until,
    }
}
