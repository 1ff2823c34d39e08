//! Ids: UUID version 7 in a newtype each, so that a room's id cannot be given where a guest's is wanted.
//!
//! The time inside an id comes from the device and orders nothing: it only keeps index pages together.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes an id from the moment it is made at and ten random bytes.
            pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
                Self(version_7(now, random))
            }

            /// Takes an id back from where it was kept.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The id as a plain UUID, for what keeps or sends it.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A room.
    RoomId,
    /// A department of a hospital.
    DepartmentId,
    /// A person as this house knows them.
    GuestId,
    /// One taking of one place.
    StayId,
    /// A member of the staff.
    StaffId,
    /// One person's notice in one stay, over all its revisions.
    NoticeId,
}

/// A UUID version 7 (RFC 9562 section 5.7); a moment before 1970 counts as 1970.
fn version_7(now: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_version_7_uuid_of_its_moment() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let id = GuestId::new(now, [0xff; 10]);
        assert_eq!(id.uuid().get_version_num(), 7);
        let (seconds, _) = id.uuid().get_timestamp().unwrap().to_unix();
        assert_eq!(i64::try_from(seconds).unwrap(), now.as_second());
        assert_eq!(GuestId::from_uuid(id.uuid()), id);
    }

    #[test]
    fn ids_of_one_moment_differ_by_their_random_bytes() {
        let now = Timestamp::UNIX_EPOCH;
        assert_ne!(StayId::new(now, [1; 10]), StayId::new(now, [2; 10]));
    }
}
