//! The portal's own list beside the books: it has no other answer for what it took.

use duty::StayKind;
use jiff::Timestamp;
use paper::Row;
use paper::portal::{Difference, Listed, ListedField, PortalList, reconcile};

use super::Days;
use super::rows::came;
use crate::books::Books;
use crate::view::{DifferenceLine, DifferenceName, PortalListAsk, ReceptionDone, RefusalCode};

/// More bytes than this are no list of a house.
const LARGEST: usize = 16 << 20;

/// Compares a list with everybody under the duty who arrived in these days.
///
/// # Errors
///
/// [`RefusalCode::NotAList`], [`RefusalCode::NotADay`], and those of the store.
pub(crate) fn portal_list(books: &Books, ask: &PortalListAsk, now: Timestamp) -> Result<ReceptionDone, RefusalCode> {
    let days = Days::of(&ask.from, &ask.to)?;
    let list = Some(&ask.file).filter(|file| file.len() <= LARGEST).ok_or(RefusalCode::NotAList)?;
    let list = PortalList::read(list).map_err(|_| RefusalCode::NotAList)?;
    let people = books.store.read(|read| came(*read, days.span()))?;
    let ours = people.into_iter().map(|came| came.row).filter(|row| row.kind == StayKind::Overnight);
    let ours: Vec<Row> = ours.collect();
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

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

fn line(difference: Difference, ours: &[Row], theirs: &[Listed]) -> DifferenceLine {
    let (what, row, listed) = match difference {
        Difference::MissingThere(place) => (DifferenceName::MissingThere, ours.get(place), None),
        Difference::UnknownHere(place) => (DifferenceName::UnknownHere, None, theirs.get(place)),
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
