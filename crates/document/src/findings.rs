use jiff::ToSpan;
use jiff::civil::{Date, date};
use private::Private;

use crate::{
    Birth, Country, Document, Expiry, Fact, Field, Finding, FindingCode, NumberKind, Paper, Source, expiry, number,
};

/// First day on which a notice needs the birth date and the personal number or a passport number (Residence Law art.
/// 30 as replaced by Law 118/2025/QH15). Before it a CMND was enough.
pub const PERSONAL_NUMBER_SINCE: Date = date(2026, 7, 1);

/// Age in years beyond which a birth is looked at again.
const VERY_OLD: i16 = 120;

/// Age in years below which a person is a child: has no card of their own accord (Law on Identification 2023 art. 19).
const CHILD: i16 = 14;

impl Document {
    /// Lists what is missing, wrong or odd for a notice sent on `today`, hard findings first.
    pub fn findings(&self, today: Date) -> Vec<Finding> {
        let mut findings = self.missing(today);
        findings.extend(self.number_findings(today));
        findings.extend(self.name_findings());
        findings.extend(self.birth_findings(today));
        findings.extend(self.validity_findings(today));
        findings.extend(self.doubts.iter().map(|field| Finding::soft(*field, FindingCode::CheckDigit)));
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }

    /// Tells whether the person is a Vietnamese citizen, as far as the paper says; unknown counts as foreign only on a
    /// passport.
    pub fn is_citizen(&self) -> bool {
        match known(self.nationality.as_ref()) {
            Some(country) => *country == Country::VIETNAM,
            None => self.paper != Paper::Passport,
        }
    }

    /// Judges the form of the number.
    pub fn number_kind(&self) -> Option<NumberKind> {
        let number = known(self.number.as_ref())?;
        Some(NumberKind::of(number, self.paper == Paper::Passport))
    }

    /// Before 01/07/2026 a citizen's notice could go without a birth. The sex is not in the law, but the portal wants it.
    fn missing(&self, today: Date) -> Vec<Finding> {
        let optional = self.is_citizen() && today < PERSONAL_NUMBER_SINCE;
        let needed = [
            (Field::Name, self.name.is_none()),
            (Field::Number, self.number.is_none()),
            (Field::Birth, self.birth.is_none()),
            (Field::Sex, self.sex.is_none()),
            (Field::Nationality, self.nationality.is_none()),
        ];
        let gone = needed.into_iter().filter(|(_, gone)| *gone);
        gone.map(|(field, _)| match field {
            Field::Birth if optional => Finding::soft(field, FindingCode::Missing),
            _ => Finding::hard(field, FindingCode::Missing),
        })
        .collect()
    }

    fn number_findings(&self, today: Date) -> Vec<Finding> {
        let (Some(number), Some(kind)) = (known(self.number.as_ref()), self.number_kind()) else { return Vec::new() };
        if self.paper == Paper::Passport {
            let wrong = kind != NumberKind::Passport;
            return wrong
                .then_some(Finding::hard(Field::Number, FindingCode::NotAPassportNumber))
                .into_iter()
                .collect();
        }
        if !self.is_citizen() {
            return vec![Finding::hard(Field::Paper, FindingCode::NotForForeigners)];
        }
        let birth = known(self.birth.as_ref()).copied();
        match kind {
            NumberKind::Personal => number::structure(number, birth, known(self.sex.as_ref()).copied()),
            _ => self.not_personal(kind, today).map(|code| Finding::hard(Field::Number, code)).into_iter().collect(),
        }
    }

    /// Judges a citizen's number that is not the personal one. Before 01/07/2026 any paper other than a card would do.
    fn not_personal(&self, kind: NumberKind, today: Date) -> Option<FindingCode> {
        let old = today < PERSONAL_NUMBER_SINCE;
        match self.paper {
            Paper::OldIdentityCard if kind != NumberKind::OldIdentity => Some(FindingCode::NotNineDigits),
            Paper::OldIdentityCard if old => None,
            Paper::OldIdentityCard => Some(FindingCode::OldNumberNotAccepted),
            Paper::CitizenCard | Paper::IdentityCard2024 | Paper::PersonalNumberNotice => {
                Some(FindingCode::NotTwelveDigits)
            }
            _ if old => None,
            _ => Some(FindingCode::NotTwelveDigits),
        }
    }

    /// In many countries people have one name: on a passport that a machine has read it is not odd.
    fn name_findings(&self) -> Option<Finding> {
        let name = known(self.name.as_ref())?;
        let odd = |code| Some(Finding::soft(Field::Name, code));
        let read = self.name.as_ref().is_some_and(|name| name.source != Source::Typed);
        match name.split_whitespace().count() {
            _ if !crate::name::plausible(name) => odd(FindingCode::NotAName),
            _ if self.name.as_ref().is_some_and(|name| name.source == Source::Mrz) => odd(FindingCode::Unchecked),
            1 if read && self.paper == Paper::Passport => None,
            1 => odd(FindingCode::OneWord),
            _ => None,
        }
    }

    fn birth_findings(&self, today: Date) -> Vec<Finding> {
        let Some(birth) = known(self.birth.as_ref()) else { return Vec::new() };
        let issued = known(self.issued.as_ref());
        let future = match birth {
            Birth::Day(day) => *day > today,
            Birth::Year(year) => *year > today.year(),
        };
        let before_birth = issued.is_some_and(|issued| birth.day().is_some_and(|day| *issued < day));
        [
            future.then_some(Finding::hard(Field::Birth, FindingCode::InFuture)),
            (today.year() - birth.year() > VERY_OLD).then_some(Finding::soft(Field::Birth, FindingCode::VeryOld)),
            before_birth.then_some(Finding::soft(Field::Issued, FindingCode::BeforeBirth)),
            (!future && is_child(*birth, today)).then_some(Finding::soft(Field::Birth, FindingCode::Child)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether a card whose expiry is not known has ended by the age of its holder when it was issued. On which day
    /// exactly is not settled, so a day is given.
    fn may_have_ended(&self, today: Date) -> bool {
        let card = matches!(self.paper, Paper::CitizenCard | Paper::IdentityCard2024) && self.expiry.is_none();
        let birth = known(self.birth.as_ref()).and_then(|birth| birth.day());
        let Some((birth, issued)) = birth.zip(known(self.issued.as_ref())).filter(|_| card) else { return false };
        matches!(expiry::expected_expiry(birth, *issued), Expiry::On(end) if end.saturating_add(1.day()) < today)
    }

    fn validity_findings(&self, today: Date) -> Vec<Finding> {
        let expired = matches!(known(self.expiry.as_ref()), Some(Expiry::On(end)) if *end < today);
        let unborn = known(self.issued.as_ref()).is_some_and(|issued| *issued > today.saturating_add(1.day()));
        [
            expired.then_some(Finding::soft(Field::Expiry, FindingCode::Expired)),
            self.may_have_ended(today).then_some(Finding::soft(Field::Expiry, FindingCode::MaybeExpired)),
            unborn.then_some(Finding::soft(Field::Issued, FindingCode::InFuture)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Whether the person is under 14. Of a birth that is only a year, the year in which one turns 14 still counts.
fn is_child(birth: Birth, today: Date) -> bool {
    match birth {
        Birth::Day(birth) => expiry::age_on(birth, today) < CHILD,
        Birth::Year(year) => today.year() - year <= CHILD,
    }
}

fn known<T>(fact: Option<&Fact<T>>) -> Option<&T> {
    fact.map(|fact| &fact.value).map(Private::expose)
}

#[cfg(test)]
mod tests;
