use crate::coded::coded;

coded! {
    /// Names each fact of a [`crate::Document`].
    Field {
        /// Kind of paper.
        Paper = "paper",
        /// Number of the paper.
        Number = "number",
        /// Full name.
        Name = "name",
        /// Date or year of birth.
        Birth = "birth",
        /// Sex.
        Sex = "sex",
        /// Nationality.
        Nationality = "nationality",
        /// Address.
        Address = "address",
        /// Day of issue.
        Issued = "issued",
        /// Expiry.
        Expiry = "expiry",
        /// Number of the replaced paper.
        OldNumber = "old-number",
    }
}

coded! {
    /// Says whether a finding stops the notice.
    Severity {
        /// The person looks again and may go on.
        Soft = "soft",
        /// The notice cannot be sent like this.
        Hard = "hard",
    }
}

coded! {
    /// Says what is wrong with a fact; the UI has a sentence and a remedy for each.
    FindingCode {
        /// The fact is not there.
        Missing = "missing",
        /// A personal number is not 12 digits.
        NotTwelveDigits = "not-12-digits",
        /// An old CMND number is not 9 or 12 digits.
        NotNineDigits = "not-9-digits",
        /// A passport number is not 1 to 10 letters and digits.
        NotAPassportNumber = "not-a-passport-number",
        /// Since 01/07/2026 a notice needs the personal number or a passport number, not an old CMND.
        OldNumberNotAccepted = "old-number-not-accepted",
        /// The first three digits are no province and no country of birth registration.
        NumberPlace = "number-place",
        /// The sex in the number is not the sex of the paper.
        NumberSex = "number-sex",
        /// The year in the number is not the year of birth.
        NumberYear = "number-year",
        /// It is not a date of the calendar.
        NotADate = "not-a-date",
        /// The date is after today.
        InFuture = "in-future",
        /// The birth is more than 120 years ago.
        VeryOld = "very-old",
        /// The issue is before the birth.
        BeforeBirth = "before-birth",
        /// The paper has expired.
        Expired = "expired",
        /// A name holds digits or signs no name has.
        NotAName = "not-a-name",
        /// A name is a single word.
        OneWord = "one-word",
        /// The sex is not one of the words for it.
        NotASex = "not-a-sex",
        /// No country has this code.
        NotACountry = "not-a-country",
        /// A foreigner is declared with a passport.
        NotForForeigners = "not-for-foreigners",
        /// Two readings of the paper do not say the same.
        Disagrees = "disagrees",
        /// The name was read from the lines of a zone, which have no check digit over it: a person compares.
        Unchecked = "unchecked",
        /// A check digit of the zone speaks against it.
        CheckDigit = "check-digit",
        /// By the holder's age when it was issued the card has ended; it does not say so in its QR code.
        MaybeExpired = "maybe-expired",
        /// The person is a child under 14, for whom an adult answers.
        Child = "child",
        /// The fact cannot be corrected by typing.
        NotTyped = "not-typed",
    }
}

/// Points at one thing that is wrong or odd in a document. Holds nothing of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Which fact.
    pub field: Field,
    /// Whether it stops the notice.
    pub severity: Severity,
    /// What it is.
    pub code: FindingCode,
}

impl Finding {
    /// Makes a finding that stops the notice.
    pub const fn hard(field: Field, code: FindingCode) -> Self {
        Self { field, severity: Severity::Hard, code }
    }

    /// Makes a finding that asks for a second look.
    pub const fn soft(field: Field, code: FindingCode) -> Self {
        Self { field, severity: Severity::Soft, code }
    }
}
