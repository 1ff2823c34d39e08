use document::{Birth, fold};
use jiff::civil::Date;

use super::Listed;
use crate::Row;

/// Names what two lines that are of one person say differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListedField {
    /// Number of the paper.
    Number,
    /// Name, marks and capitals aside.
    Name,
    /// Birth, as far as both know it.
    Birth,
    /// Planned day of leaving.
    Until,
}

/// Points at one difference between what the house told and what the portal's list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Difference {
    /// The portal does not have this row of ours.
    MissingThere(usize),
    /// The portal has a line, by its place among theirs, that we do not know.
    UnknownHere(usize),
    /// The portal has a row of ours once more, in another line.
    Twice {
        /// Place among ours.
        ours: usize,
        /// Place among theirs.
        theirs: usize,
    },
    /// Both have it, and a fact differs.
    Differs {
        /// Place among ours.
        ours: usize,
        /// Place among theirs.
        theirs: usize,
        /// Which fact.
        field: ListedField,
    },
}

/// Finds the line of the portal's list, by its place, that is of each row: first by number and day of arrival, each line once;
/// then, among what is left, by name without marks and the day.
pub fn pairs(ours: &[Row], theirs: &[Listed]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; ours.len()];
    pair(&mut pairs, ours, theirs, |row, listed| number(row) == bare(listed.number.expose()));
    pair(&mut pairs, ours, theirs, |row, listed| name(row) == words(listed.name.expose()));
    pairs
}

/// Compares rows with the portal's list, by their [`pairs`]. In the order of ours, then what only the portal has.
pub fn reconcile(ours: &[Row], theirs: &[Listed]) -> Vec<Difference> {
    let pairs = pairs(ours, theirs);
    let mut found = Vec::new();
    for (place, (row, pair)) in ours.iter().zip(&pairs).enumerate() {
        match pair {
            None => found.push(Difference::MissingThere(place)),
            Some(theirs_at) => {
                let fields = differing(row, &theirs[*theirs_at]);
                found.extend(fields.map(|field| Difference::Differs { ours: place, theirs: *theirs_at, field }));
            }
        }
    }
    let unknown = (0..theirs.len()).filter(|theirs_at| !pairs.contains(&Some(*theirs_at)));
    found.extend(unknown.map(|at| {
        let twice =
            ours.iter().position(|row| is_of(row, &theirs[at]) && number(row) == bare(theirs[at].number.expose()));
        twice.map_or(Difference::UnknownHere(at), |place| Difference::Twice { ours: place, theirs: at })
    }));
    found
}

/// Pairs what has no partner yet, is of one day, and is the same.
fn pair(pairs: &mut [Option<usize>], ours: &[Row], theirs: &[Listed], same: impl Fn(&Row, &Listed) -> bool) {
    for (place, row) in ours.iter().enumerate() {
        if pairs[place].is_none() {
            let free = |at: &usize| !pairs.contains(&Some(*at));
            let fits = |at: &usize| is_of(row, &theirs[*at]) && same(row, &theirs[*at]);
            pairs[place] = (0..theirs.len()).filter(free).find(fits);
        }
    }
}

/// Of the same day.
fn is_of(row: &Row, listed: &Listed) -> bool {
    listed.arrived == duty::vn_date(row.arrived)
}

fn differing(row: &Row, listed: &Listed) -> impl Iterator<Item = ListedField> {
    // Who left on another day than planned may have been told with either.
    let until: [Option<Date>; 2] = [Some(row.planned_until), row.left].map(|at| at.map(duty::vn_date));
    let born = row.person.birth.as_ref().map(|birth| *birth.value.expose());
    let their_birth = listed.birth.as_ref().map(|birth| *birth.expose());
    let differs = [
        (ListedField::Number, number(row) != bare(listed.number.expose())),
        (ListedField::Name, name(row) != words(listed.name.expose())),
        (ListedField::Birth, born.zip(their_birth).is_some_and(|(one, other)| !same_birth(one, other))),
        (ListedField::Until, listed.until.is_some_and(|theirs| !until.contains(&Some(theirs)))),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field)
}

fn same_birth(one: Birth, other: Birth) -> bool {
    match (one, other) {
        (Birth::Day(one), Birth::Day(other)) => one == other,
        _ => one.year() == other.year(),
    }
}

fn number(row: &Row) -> String {
    row.person.number.as_ref().map(|number| bare(number.value.expose())).unwrap_or_default()
}

fn name(row: &Row) -> String {
    row.person.name.as_ref().map(|name| words(name.value.expose())).unwrap_or_default()
}

/// Letters and digits in capitals.
fn bare(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect()
}

/// Folded letters without anything between them.
fn words(name: &str) -> String {
    fold(name).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
