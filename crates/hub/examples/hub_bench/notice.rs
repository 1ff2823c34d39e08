//! What is told: invented people, as their desks freeze them.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use wire::{
    Birth, Channel, NoticeKey, NoticeKind, NoticePayload, PAYLOAD_VERSION, Person, Private, Reason, Resident, Role,
    SecretKey, Sex,
};

/// A seed that was not used before.
pub fn fresh_seed() -> u64 {
    u64::from(SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").subsec_nanos())
}

/// The key of a desk.
pub fn device_key(seed: u64, desk: u32) -> SecretKey {
    let mut bytes = [0x5D; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    bytes[8..12].copy_from_slice(&desk.to_be_bytes());
    SecretKey::from_seed(&bytes)
}

/// A `UUIDv7` of this moment, with the desk and the number in it, as a desk would make it.
pub fn key(facility: Uuid, now: Timestamp, (desk, number): (u32, u32)) -> NoticeKey {
    let millis = u64::try_from(now.as_millisecond()).expect("it is later than 1970");
    let (desk, number) = (desk.to_be_bytes(), number.to_be_bytes());
    let random = [0, 0, desk[0], desk[1], desk[2], desk[3], number[0], number[1], number[2], number[3]];
    let notice = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    NoticeKey { facility, notice, revision: 1 }
}

/// The frozen bytes of a guest who came a minute before.
pub fn payload(key: NoticeKey, captured_at: Timestamp) -> Vec<u8> {
    let arrived_at = captured_at - SignedDuration::from_mins(1);
    let person = Person {
        name: Private::new("Nguyễn Văn An".to_owned()),
        birth: Some(Private::new(Birth::Year(1999))),
        sex: Sex::Male,
        nationality: "VNM".to_owned(),
        paper: 1,
        number: Private::new("001099000123".to_owned()),
        address: None,
    };
    let notice = NoticePayload {
        version: PAYLOAD_VERSION,
        facility: key.facility,
        notice: key.notice,
        revision: key.revision,
        kind: NoticeKind::Arrival,
        captured_at,
        arrived_at,
        leaves_at: arrived_at + SignedDuration::from_hours(20),
        old_leaves_at: None,
        turned_overnight: false,
        place: Private::new("Phòng 203, tầng 2".to_owned()),
        person,
        resident: Resident::Vietnamese,
        reason: Private::new(Reason { code: 1, text: None }),
        role: Private::new(Role::Guest),
        relation: None,
        channel: Channel::Chip,
        change: None,
        clock: None,
    };
    notice.encode().expect("an invented notice can be written")
}
