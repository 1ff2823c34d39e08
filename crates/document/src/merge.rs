use crate::name::{same_address, same_name};
use crate::{Birth, Document, Fact, Field, Paper, Source};

/// Joins two readings of one paper: what a person typed stays, then the chip beats the printed zone, and that beats the
/// QR. The address comes from the QR first, since a chip of 2024 may not show it; and of two spellings of one name the
/// one with its marks is kept. Each fact keeps the source it was taken from; of equals that of `a` stays.
///
/// Gives nothing where these are not two readings of one paper: nothing of two persons is mixed.
pub fn merge(a: Document, b: Document) -> Option<Document> {
    if !a.is_one_paper_with(&b) {
        return None;
    }
    let mut document = Document {
        paper: paper(&a, &b),
        verdict: a.verdict.join(b.verdict),
        number: stronger(a.number, b.number),
        name: name(a.name, b.name),
        birth: birth(a.birth, b.birth),
        sex: stronger(a.sex, b.sex),
        nationality: stronger(a.nationality, b.nationality),
        address: address(a.address, b.address),
        residence: a.residence.or(b.residence),
        issued: stronger(a.issued, b.issued),
        expiry: stronger(a.expiry, b.expiry),
        old_number: stronger(a.old_number, b.old_number),
        birth_place: stronger(a.birth_place, b.birth_place),
        personal_number: stronger(a.personal_number, b.personal_number),
        zone_key: a.zone_key.or(b.zone_key),
        doubts: [a.doubts, b.doubts].concat(),
    };
    if let (Paper::CitizenCard | Paper::IdentityCard2024, Some(issued)) = (document.paper, &document.issued) {
        document.paper = Paper::card_issued_on(*issued.value.expose());
    }
    Some(document)
}

impl Document {
    /// Tells whether this and another reading are of one paper: the same number; or, where one of them has no number, one
    /// name and one birth, which both must know. A birth alone is shared by many.
    pub fn is_one_paper_with(&self, other: &Self) -> bool {
        let apart = disagreements(self, other);
        if self.number.is_some() && other.number.is_some() {
            return !apart.contains(&Field::Number);
        }
        let knows = |document: &Self| document.name.is_some() && document.birth.is_some();
        knows(self) && knows(other) && !apart.contains(&Field::Name) && !apart.contains(&Field::Birth)
    }
}

const fn rank(source: Source) -> u8 {
    match source {
        Source::Typed => 4,
        Source::Chip => 3,
        Source::Mrz => 2,
        Source::Qr => 1,
        Source::HealthInsurance => 0,
    }
}

/// Tells whether `one` is there and outranks `other`; of equals the first reading stays.
fn beats<T>(one: Option<&Fact<T>>, other: Option<&Fact<T>>) -> bool {
    let rank = |fact: Option<&Fact<T>>| fact.map(|fact| rank(fact.source));
    rank(one) > rank(other)
}

fn stronger<T>(a: Option<Fact<T>>, b: Option<Fact<T>>) -> Option<Fact<T>> {
    if beats(b.as_ref(), a.as_ref()) { b } else { a.or(b) }
}

fn paper(a: &Document, b: &Document) -> Paper {
    if beats(b.number.as_ref(), a.number.as_ref()) { b.paper } else { a.paper }
}

fn name(a: Option<Fact<String>>, b: Option<Fact<String>>) -> Option<Fact<String>> {
    let (Some(one), Some(other)) = (&a, &b) else { return a.or(b) };
    let bare = |fact: &Fact<String>| fact.value.expose().is_ascii() && fact.source != Source::Typed;
    let alike = same_name(one.value.expose(), other.value.expose());
    match (bare(one), bare(other)) {
        (true, false) if alike => b,
        (false, true) if alike => a,
        _ => stronger(a, b),
    }
}

/// A day says more than the year of the same birth.
fn birth(a: Option<Fact<Birth>>, b: Option<Fact<Birth>>) -> Option<Fact<Birth>> {
    let (Some(one), Some(other)) = (&a, &b) else { return a.or(b) };
    let typed = one.source == Source::Typed || other.source == Source::Typed;
    match (one.value.expose(), other.value.expose()) {
        (Birth::Day(day), Birth::Year(year)) if !typed && day.year() == *year => a,
        (Birth::Year(year), Birth::Day(day)) if !typed && day.year() == *year => b,
        _ => stronger(a, b),
    }
}

fn address(a: Option<Fact<String>>, b: Option<Fact<String>>) -> Option<Fact<String>> {
    let from = |fact: &Option<Fact<String>>, source| fact.as_ref().is_some_and(|fact| fact.source == source);
    let typed = from(&a, Source::Typed) || from(&b, Source::Typed);
    match () {
        () if typed => stronger(a, b),
        () if from(&a, Source::Qr) => a,
        () if from(&b, Source::Qr) => b,
        () => stronger(a, b),
    }
}

/// Lists the facts on which two readings do not agree, in the order of [`Field`]; the screen shows both and a person
/// chooses. Marks that one of them lacks, and the words for kinds of units in an address, are no disagreement.
pub fn disagreements(a: &Document, b: &Document) -> Vec<Field> {
    let found = [
        (Field::Number, differ(a.number.as_ref(), b.number.as_ref(), PartialEq::eq)),
        (Field::Name, differ(a.name.as_ref(), b.name.as_ref(), |one, other| same_name(one, other))),
        (Field::Birth, differ(a.birth.as_ref(), b.birth.as_ref(), |one, other| same_birth(*one, *other))),
        (Field::Sex, differ(a.sex.as_ref(), b.sex.as_ref(), PartialEq::eq)),
        (Field::Nationality, differ(a.nationality.as_ref(), b.nationality.as_ref(), PartialEq::eq)),
        (Field::Address, differ(a.address.as_ref(), b.address.as_ref(), |one, other| same_address(one, other))),
        (Field::Issued, differ(a.issued.as_ref(), b.issued.as_ref(), PartialEq::eq)),
        (Field::Expiry, differ(a.expiry.as_ref(), b.expiry.as_ref(), PartialEq::eq)),
        (Field::OldNumber, differ(a.old_number.as_ref(), b.old_number.as_ref(), PartialEq::eq)),
    ];
    found.into_iter().filter(|(_, differ)| *differ).map(|(field, _)| field).collect()
}

fn differ<T>(a: Option<&Fact<T>>, b: Option<&Fact<T>>, same: impl Fn(&T, &T) -> bool) -> bool {
    a.zip(b).is_some_and(|(a, b)| !same(a.value.expose(), b.value.expose()))
}

fn same_birth(one: Birth, other: Birth) -> bool {
    match (one, other) {
        (Birth::Day(one), Birth::Day(other)) => one == other,
        _ => one.year() == other.year(),
    }
}

#[cfg(test)]
mod tests;
