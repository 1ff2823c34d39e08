//! What both files and the API ask of a person, and the codes they share.

use document::{Birth, Field, Sex, Source};
use duty::{Province, StayKind, check_period, missing, version};
use jiff::civil::Date;

use crate::words::line;
use crate::{Row, Why};

/// A row that may be notified, as far as both files ask the same.
pub(super) struct Person<'a> {
    pub(super) name: &'a str,
    pub(super) number: &'a str,
    pub(super) birth: Birth,
    pub(super) sex: Sex,
}

impl<'a> Person<'a> {
    /// Looks at what the law and the portal want of everybody; `foreign` says for which of the two files.
    pub(super) fn of(row: &'a Row, foreign: bool) -> Result<Self, Why> {
        if row.is_foreign() != foreign {
            return Err(Why::OtherFile);
        }
        if row.kind == StayKind::DayUse {
            return Err(Why::DayUse);
        }
        check_period(row.arrived, row.planned_until)?;
        let person = &row.person;
        if let Some(field) = missing(person, version(row.arrived)).first() {
            let refused = *field == Field::Number && person.number.is_some();
            return Err(if refused { Why::NotAccepted } else { Why::no(*field) });
        }
        Ok(Self {
            name: person.name.as_ref().ok_or(Why::NoName)?.value.expose(),
            number: person.number.as_ref().ok_or(Why::NoNumber)?.value.expose(),
            birth: *person.birth.as_ref().ok_or(Why::NoBirth)?.value.expose(),
            sex: *person.sex.as_ref().ok_or(Why::NoSex)?.value.expose(),
        })
    }
}

/// Where a citizen lives, as the portal asks for it.
pub(super) struct Residence {
    /// A card stated it, and a card states where its holder lives permanently; of an address that was typed nobody has said
    /// what it is.
    pub(super) permanent: bool,
    /// The province it ends with.
    pub(super) province: Option<Province>,
    /// The whole of it.
    pub(super) address: String,
}

impl Residence {
    pub(super) fn of(row: &Row) -> Self {
        let address = line(row.address().unwrap_or_default());
        let of_a_card = |source| matches!(source, Source::Chip | Source::Qr);
        let permanent = row.person.address.as_ref().is_some_and(|raw| of_a_card(raw.source));
        Self { permanent, province: Province::of_address(&address), address }
    }
}

/// The portal's letter of a sex; it knows two.
pub(super) const fn letter(sex: Sex) -> Result<&'static str, Why> {
    match sex {
        Sex::Male => Ok("M"),
        Sex::Female => Ok("F"),
        Sex::Unspecified => Err(Why::SexUnspecified),
    }
}

/// The words of the reason, where it needs them.
pub(super) fn reason_words(row: &Row) -> Result<Option<String>, Why> {
    if !row.reason.needs_words() {
        return Ok(None);
    }
    let words = row.reason_note.as_ref().map(|note| line(note.expose())).filter(|words| !words.is_empty());
    words.map(Some).ok_or(Why::ReasonUnnamed)
}

/// Until when a foreigner may stay, which is typed and stands in no passport's zone. `day` is the first on which it must
/// still hold.
pub(super) fn permitted(row: &Row, day: Date) -> Result<Date, Why> {
    match row.permitted_until() {
        None => Err(Why::NoPermittedStay),
        Some(until) if until < day => Err(Why::PermittedStayOver),
        Some(until) => Ok(until),
    }
}
