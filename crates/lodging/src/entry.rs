//! How a foreigner entered the country: what register NA17 asks for beside the passport.

use std::fmt;

use jiff::civil::Date;
use private::Private;

/// With what paper a foreigner entered the country, where, and until when they may stay. All of it is typed from the
/// passport's pages; what nobody has typed is empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct EntryPaper {
    /// Kind of the paper.
    pub kind: Option<EntryKind>,
    /// Its number.
    pub number: Option<Private<String>>,
    /// Last day it is good for.
    pub until: Option<Date>,
    /// Day of issue.
    pub issued: Option<Date>,
    /// Who issued it.
    pub authority: String,
    /// Day of entry.
    pub entered: Option<Date>,
    /// Border gate of entry.
    pub gate: String,
    /// What the person came to the country for, where it is another reason than that of the stay.
    pub purpose: String,
    /// Last day the person may stay in the country (thời hạn tạm trú). It stands in the visa or the stamp of entry and is
    /// never the passport's expiry.
    pub permitted_until: Option<Date>,
}

/// Where somebody is from and may stay until is theirs: nothing of it is printed.
impl fmt::Debug for EntryPaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryPaper { .. }")
    }
}

/// A kind of paper to enter the country with (Law on Entry 47/2014, as amended).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// A visa, electronic ones too.
    Visa,
    /// Exempt from a visa: there is no paper, and so no number.
    Exempt,
    /// A certificate of visa exemption.
    Exemption,
    /// A card of temporary residence.
    TemporaryCard,
    /// A card of permanent residence.
    PermanentCard,
    /// An APEC card of a business traveller.
    ApecCard,
    /// Any other.
    Other,
}

impl EntryKind {
    /// Every kind, in the order a screen offers them.
    pub const ALL: [Self; 7] = [
        Self::Visa,
        Self::Exempt,
        Self::Exemption,
        Self::TemporaryCard,
        Self::PermanentCard,
        Self::ApecCard,
        Self::Other,
    ];

    /// The word it is kept under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visa => "visa",
            Self::Exempt => "exempt",
            Self::Exemption => "exemption",
            Self::TemporaryCard => "temporary-card",
            Self::PermanentCard => "permanent-card",
            Self::ApecCard => "apec-card",
            Self::Other => "other",
        }
    }

    /// The kind kept under a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The Vietnamese word, as a register has it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Visa => "Thị thực",
            Self::Exempt => "Miễn thị thực",
            Self::Exemption => "Giấy miễn thị thực",
            Self::TemporaryCard => "Thẻ tạm trú",
            Self::PermanentCard => "Thẻ thường trú",
            Self::ApecCard => "Thẻ ABTC",
            Self::Other => "Giấy tờ khác",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word_and_nothing_is_printed() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(EntryKind::from_code("passport"), None);
        let paper = EntryPaper { gate: "Nội Bài".to_owned(), ..EntryPaper::default() };
        assert_eq!(format!("{paper:?}"), "EntryPaper { .. }");
    }
}
