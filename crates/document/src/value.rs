use jiff::civil::Date;

use crate::coded::coded;

/// Holds a birth: most people have a day, some papers know only the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Birth {
    /// Full date.
    Day(Date),
    /// Four-digit year; the portal's kind `Y`.
    Year(i16),
}

impl Birth {
    /// Gives the year of birth.
    pub fn year(self) -> i16 {
        match self {
            Self::Day(day) => day.year(),
            Self::Year(year) => year,
        }
    }

    /// Gives the day of birth where it is known.
    pub const fn day(self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(day),
            Self::Year(_) => None,
        }
    }
}

impl From<mrz::PartialDate> for Birth {
    fn from(birth: mrz::PartialDate) -> Self {
        birth.date().map_or(Self::Year(birth.year), Self::Day)
    }
}

/// Holds the end of a paper's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// Last day of validity.
    On(Date),
    /// A card without expiry; its machine readable zone says `991231`, which is never shown as a date.
    Lifelong,
}

impl Expiry {
    /// Takes the day a Vietnamese card ends on; the last day of the century stands for none.
    pub(crate) fn of_card(day: Date) -> Self {
        if day == Date::constant(2099, 12, 31) { Self::Lifelong } else { Self::On(day) }
    }
}

coded! {
    /// Names the sex as papers have it.
    Sex {
        /// Nam.
        Male = "M",
        /// Nữ.
        Female = "F",
        /// Not stated, as some foreign passports have it.
        Unspecified = "X",
    }
}

impl Sex {
    /// Gives the Vietnamese word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Male => "Nam",
            Self::Female => "Nữ",
            Self::Unspecified => "Không rõ",
        }
    }

    /// Reads the word of a card (`Nam`, `Nữ`) or what a person types for it (`nam`, `nu`, `M`, `F`, `X`).
    pub fn parse(text: &str) -> Option<Self> {
        match crate::fold(text.trim()).as_str() {
            "nam" | "m" | "male" => Some(Self::Male),
            "nu" | "f" | "female" => Some(Self::Female),
            "x" => Some(Self::Unspecified),
            _ => None,
        }
    }
}

impl From<mrz::Sex> for Sex {
    fn from(sex: mrz::Sex) -> Self {
        match sex {
            mrz::Sex::Male => Self::Male,
            mrz::Sex::Female => Self::Female,
            mrz::Sex::Unspecified => Self::Unspecified,
        }
    }
}
