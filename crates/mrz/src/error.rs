use thiserror::Error;

/// Says which check digit did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The document number.
    Number,
    /// The date of birth.
    Birth,
    /// The date of expiry.
    Expiry,
    /// The optional data of a TD3 (personal number).
    Optional,
    /// The digit over all of them at the end of the zone.
    Composite,
}

/// Says why a text is not a machine readable zone; holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MrzError {
    /// The length without white space is not 90 (TD1), 72 (TD2) or 88 (TD3).
    #[error("no machine readable zone has {0} characters")]
    Length(usize),
    /// A character outside `A-Z 0-9 <`, counted from 0 without white space.
    #[error("character {0} cannot stand in a machine readable zone")]
    Character(usize),
    /// A check digit is wrong: most often a misread character.
    #[error("check digit of {0:?} does not fit")]
    CheckDigit(Checked),
    /// Six characters are neither `YYMMDD` nor that with fillers for what is unknown.
    #[error("a date of the zone is not a date")]
    Date,
    /// The sex is none of `M`, `F`, `<` (and `X`, which some issuers print).
    #[error("the sex of the zone is not M, F or a filler")]
    Sex,
    /// A document number is empty, or holds something other than letters, digits and fillers.
    #[error("the document number is not letters and digits")]
    Number,
}
