use crate::Reason;

/// The words that go with [`Reason::Other`] for a carer, since the portal has no code for one (likely).
pub const CARER_REASON: &str = "Người nuôi bệnh";

/// Says what a person is in the house. In a hospital it is a health fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A guest of a lodging.
    Guest,
    /// An in-patient: the treatment facility notifies (Residence Law art. 30).
    Patient,
    /// Sleeps in to care for a patient; notified too (likely).
    Carer,
}

impl Role {
    /// Lists every role.
    pub const ALL: [Self; 3] = [Self::Guest, Self::Patient, Self::Carer];

    /// Gives the stable code of the role.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Patient => "patient",
            Self::Carer => "carer",
        }
    }

    /// Finds the role by its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Gives the Vietnamese word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Guest => "Khách",
            Self::Patient => "Người bệnh",
            Self::Carer => CARER_REASON,
        }
    }

    /// Gives the reason the role brings with it, and the words where the reason needs them; a guest gives his own.
    pub const fn reason(self) -> Option<(Reason, Option<&'static str>)> {
        match self {
            Self::Guest => None,
            Self::Patient => Some((Reason::Treatment, None)),
            Self::Carer => Some((Reason::Other, Some(CARER_REASON))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hospitals_roles_bring_their_reason() {
        let code = |role: Role| role.reason().map(|(reason, words)| (reason.code(), words));
        assert_eq!(code(Role::Patient), Some((18, None)));
        assert_eq!(code(Role::Carer), Some((20, Some("Người nuôi bệnh"))));
        assert_eq!(code(Role::Guest), None);
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
            let words = role.reason().is_some_and(|(_, words)| words.is_some());
            assert_eq!(words, role.reason().is_some_and(|(reason, _)| reason.needs_words()));
        }
    }
}
