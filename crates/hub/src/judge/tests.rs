use jiff::civil::date;
use private::Private;
use wire::{Birth, Channel, Digest, PAYLOAD_VERSION, Person, Reason, Role, Sex};

use super::*;

const FACILITY: Uuid = Uuid::from_u128(0xFA);

fn at(text: &str) -> Timestamp {
    format!("{text}+07").parse().unwrap()
}

fn notice(kind: NoticeKind, arrived: &str, leaves: &str) -> NoticePayload {
    NoticePayload {
        version: PAYLOAD_VERSION,
        facility: FACILITY,
        notice: Uuid::from_u128(1),
        revision: 1,
        kind,
        captured_at: at(arrived),
        arrived_at: at(arrived),
        leaves_at: at(leaves),
        old_leaves_at: None,
        turned_overnight: false,
        place: Private::new("P.203".to_owned()),
        person: Person {
            name: Private::new("Nguyễn Văn An".to_owned()),
            birth: Some(Private::new(Birth::Day(date(1999, 5, 15)))),
            sex: Sex::Male,
            nationality: "VNM".to_owned(),
            paper: 1,
            number: Private::new("001099000123".to_owned()),
            address: None,
        },
        resident: Resident::Vietnamese,
        reason: Private::new(Reason { code: 1, text: None }),
        role: Private::new(Role::Guest),
        relation: None,
        channel: Channel::Chip,
        change: None,
        clock: None,
    }
}

fn arrival() -> NoticePayload {
    notice(NoticeKind::Arrival, "2026-11-21T14:00", "2026-11-22T12:00")
}

fn judged(payload: &NoticePayload) -> Result<Deadlines, Refusal> {
    judge(payload, NoticeKey { facility: FACILITY, notice: Uuid::from_u128(1), revision: 1 }, at("2026-11-21T14:05"))
}

#[test]
fn the_deadline_is_the_dutys() {
    type Change = fn(&mut NoticePayload);
    let cases: [(Change, Option<&str>, Option<&str>); 8] = [
        (|_| {}, Some("2026-11-21T23:00"), None),
        (|notice| notice.arrived_at = at("2026-11-21T23:00"), Some("2026-11-22T08:00"), None),
        (|notice| notice.turned_overnight = true, Some("2026-11-22T08:00"), None),
        (|notice| notice.resident = Resident::Foreign { remote: false }, Some("2026-11-22T02:00"), None),
        (|notice| notice.resident = Resident::Foreign { remote: true }, Some("2026-11-22T14:00"), None),
        (|notice| notice.kind = NoticeKind::Correction, Some("2026-11-21T23:00"), None),
        (|notice| notice.kind = NoticeKind::Cancel, None, None),
        (
            |notice| {
                notice.kind = NoticeKind::Extension;
                notice.old_leaves_at = Some(notice.leaves_at);
                notice.leaves_at = at("2026-11-24T12:00");
            },
            Some("2026-11-21T23:00"),
            Some("2026-11-22T12:00"),
        ),
    ];
    for (number, (change, first, later)) in cases.into_iter().enumerate() {
        let mut payload = arrival();
        change(&mut payload);
        let deadlines = judged(&payload).unwrap();
        assert_eq!(deadlines.first.map(|deadline| deadline.at), first.map(at), "case {number}");
        assert_eq!(deadlines.later.map(|deadline| deadline.at), later.map(at), "case {number}");
    }
}

#[test]
fn what_the_hub_does_not_keep_has_a_code() {
    type Change = fn(&mut NoticePayload);
    let cases: [(Change, Refusal); 6] = [
        (|notice| notice.facility = Uuid::from_u128(2), Refusal::WrongFacility),
        (|notice| notice.notice = Uuid::from_u128(2), Refusal::KeyMismatch),
        (|notice| notice.revision = 2, Refusal::KeyMismatch),
        (|notice| notice.arrived_at = at("2026-11-22T14:06"), Refusal::FutureArrival),
        (|notice| notice.person.birth = None, Refusal::MissingBirth),
        (|notice| notice.leaves_at = at("2026-12-21T12:00"), Refusal::TooLong),
    ];
    for (change, refusal) in cases {
        let mut payload = arrival();
        change(&mut payload);
        assert_eq!(judged(&payload), Err(refusal));
    }
}

#[test]
fn the_day_of_arrival_decides_whether_a_birth_is_asked() {
    let mut old = notice(NoticeKind::Arrival, "2026-06-30T14:00", "2026-07-02T12:00");
    old.person.birth = None;
    assert!(judged(&old).is_ok());
    old.resident = Resident::Foreign { remote: false };
    assert_eq!(judged(&old), Err(Refusal::MissingBirth));
}

#[test]
fn a_departure_may_close_a_stay_that_became_long() {
    let departure = notice(NoticeKind::Departure, "2026-10-01T14:00", "2026-11-21T12:00");
    assert!(judged(&departure).is_ok());
}

#[test]
fn who_turned_round_at_the_door_can_be_corrected() {
    let there_and_gone = |kind| judged(&notice(kind, "2026-11-21T14:00", "2026-11-21T14:00"));
    assert!(there_and_gone(NoticeKind::Correction).is_ok());
    assert_eq!(there_and_gone(NoticeKind::Arrival), Err(Refusal::BadPeriod));
}

#[test]
fn a_record_must_fit_its_digest_and_be_a_notice() {
    let payload = arrival().encode().unwrap();
    let good = Record::new(Uuid::from_u128(1), 1, Private::new(payload.clone()));
    let now = at("2026-11-21T14:05");
    assert!(judge_record(&good, FACILITY, now).is_ok());
    let other_digest = Record { sha256: Digest::NONE, ..good.clone() };
    assert_eq!(judge_record(&other_digest, FACILITY, now), Err(Refusal::DigestMismatch));
    let nonsense = Record::new(Uuid::from_u128(1), 1, Private::new(b"{}".to_vec()));
    assert_eq!(judge_record(&nonsense, FACILITY, now), Err(Refusal::PayloadUnreadable));
    let later = String::from_utf8(payload).unwrap().replace("\"version\":1", "\"version\":9");
    let later = Record::new(Uuid::from_u128(1), 1, Private::new(later.into_bytes()));
    assert_eq!(judge_record(&later, FACILITY, now), Err(Refusal::PayloadVersion));
}
