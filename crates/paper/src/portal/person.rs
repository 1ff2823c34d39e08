use document::{Birth, Field, Sex};
use duty::{StayKind, check_period, missing, version};

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
        check_period(row.arrived, row.planned_until).map_err(Why::Period)?;
        let person = &row.person;
        if let Some(field) = missing(person, version(row.arrived)).first() {
            let refused = *field == Field::Number && person.number.is_some();
            return Err(if refused { Why::NotAccepted } else { Why::Missing(*field) });
        }
        Ok(Self {
            name: person.name.as_ref().ok_or(Why::Missing(Field::Name))?.value.expose(),
            number: person.number.as_ref().ok_or(Why::Missing(Field::Number))?.value.expose(),
            birth: *person.birth.as_ref().ok_or(Why::Missing(Field::Birth))?.value.expose(),
            sex: *person.sex.as_ref().ok_or(Why::Missing(Field::Sex))?.value.expose(),
        })
    }
}
