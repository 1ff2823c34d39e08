/// Says who notifies: the one in whose place people sleep (Residence Law art. 30).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notifier {
    /// A member of the household.
    Household,
    /// The treatment facility, for its in-patients and those who sleep in to care for them.
    TreatmentFacility,
    /// The tourist lodging, or any other lodging.
    Lodging,
}

/// Names the kinds of facility that the national portal knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facility {
    /// A hotel, a guesthouse.
    TouristLodging,
    /// A dormitory.
    Dormitory,
    /// A hospital.
    TreatmentFacility,
    /// A household.
    Household,
    /// Rooms divided and let.
    RentedRooms,
    /// Anything else.
    Other,
}

impl Facility {
    /// Lists every kind in the portal's order.
    pub const ALL: [Self; 6] = [
        Self::TouristLodging,
        Self::Dormitory,
        Self::TreatmentFacility,
        Self::Household,
        Self::RentedRooms,
        Self::Other,
    ];

    /// Gives the portal's label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TouristLodging => "Cơ sở lưu trú du lịch",
            Self::Dormitory => "Ký túc xá",
            Self::TreatmentFacility => "Cơ sở khám chữa bệnh",
            Self::Household => "Hộ gia đình",
            Self::RentedRooms => "Nhà ngăn phòng cho thuê",
            Self::Other => "Cơ sở khác",
        }
    }

    /// Says who notifies there.
    pub const fn notifier(self) -> Notifier {
        match self {
            Self::Household => Notifier::Household,
            Self::TreatmentFacility => Notifier::TreatmentFacility,
            Self::TouristLodging | Self::Dormitory | Self::RentedRooms | Self::Other => Notifier::Lodging,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_facility_has_who_notifies() {
        let of = |notifier| Facility::ALL.into_iter().filter(|kind| kind.notifier() == notifier).collect::<Vec<_>>();
        assert_eq!(of(Notifier::Household), [Facility::Household]);
        assert_eq!(of(Notifier::TreatmentFacility), [Facility::TreatmentFacility]);
        assert_eq!(of(Notifier::Lodging).len(), 4);
    }
}
