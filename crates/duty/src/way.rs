/// Names what a call of the national portal's API is about (integration guide v1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortalWay {
    /// A citizen has come.
    Citizen,
    /// A foreigner has come.
    Foreigner,
    /// A citizen leaves on another day than was told.
    Departure,
}

impl PortalWay {
    /// Lists every way.
    pub const ALL: [Self; 3] = [Self::Citizen, Self::Foreigner, Self::Departure];

    /// Gives the word it is kept under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Foreigner => "foreigner",
            Self::Departure => "departure",
        }
    }

    /// Finds the way by its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}
