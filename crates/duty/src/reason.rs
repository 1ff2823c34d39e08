/// Names the reasons for a stay that the national portal knows, 1 to 20 (integration guide v1.4, "lý do cư trú").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Tourism.
    Tourism,
    /// Work travel.
    Business,
    /// Study.
    Study,
    /// A visit.
    Visit,
    /// A conference.
    Conference,
    /// A visit to relatives.
    FamilyVisit,
    /// Charity.
    Charity,
    /// An international organisation.
    InternationalOrganisation,
    /// Marriage.
    Marriage,
    /// A consulate.
    Consulate,
    /// Aid.
    Aid,
    /// An embassy.
    Embassy,
    /// Settling.
    Settlement,
    /// Marketing.
    Marketing,
    /// Press.
    Press,
    /// Trade.
    Trade,
    /// A visa extension.
    VisaExtension,
    /// Medical treatment: an in-patient.
    Treatment,
    /// Labour.
    Labour,
    /// Another reason, given in words (a carer: [`crate::CARER_REASON`]).
    Other,
}

impl Reason {
    /// Lists every reason in the order of its code.
    pub const ALL: [Self; 20] = [
        Self::Tourism,
        Self::Business,
        Self::Study,
        Self::Visit,
        Self::Conference,
        Self::FamilyVisit,
        Self::Charity,
        Self::InternationalOrganisation,
        Self::Marriage,
        Self::Consulate,
        Self::Aid,
        Self::Embassy,
        Self::Settlement,
        Self::Marketing,
        Self::Press,
        Self::Trade,
        Self::VisaExtension,
        Self::Treatment,
        Self::Labour,
        Self::Other,
    ];

    /// Gives the portal's code, 1 to 20.
    pub const fn code(self) -> u8 {
        self as u8 + 1
    }

    /// Finds the reason by the portal's code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code.checked_sub(1)?)).copied()
    }

    /// Gives the portal's label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tourism => "Du lịch",
            Self::Business => "Công tác",
            Self::Study => "Học tập",
            Self::Visit => "Thăm viếng",
            Self::Conference => "Hội nghị",
            Self::FamilyVisit => "Thăm thân",
            Self::Charity => "Từ thiện",
            Self::InternationalOrganisation => "Tổ chức quốc tế",
            Self::Marriage => "Kết hôn",
            Self::Consulate => "Lãnh sự quán",
            Self::Aid => "Viện trợ",
            Self::Embassy => "Đại sứ quán",
            Self::Settlement => "Định cư",
            Self::Marketing => "Tiếp thị",
            Self::Press => "Báo chí, phóng viên",
            Self::Trade => "Thương mại",
            Self::VisaExtension => "Gia hạn thị thực",
            Self::Treatment => "Chữa bệnh",
            Self::Labour => "Lao động",
            Self::Other => "Mục đích khác",
        }
    }

    /// Tells whether the reason must be given in words too.
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_portals() {
        for (reason, code) in Reason::ALL.into_iter().zip(1..) {
            assert_eq!((reason.code(), Reason::from_code(code)), (code, Some(reason)));
        }
        assert_eq!((Reason::from_code(0), Reason::from_code(21)), (None, None));
        assert_eq!((Reason::Treatment.code(), Reason::Treatment.label()), (18, "Chữa bệnh"));
        assert_eq!((Reason::Other.code(), Reason::Other.needs_words()), (20, true));
    }
}
