use jiff::civil::date;

use super::*;

fn notice() -> NoticePayload {
    NoticePayload {
        version: PAYLOAD_VERSION,
        facility: Uuid::from_u128(0xFA),
        notice: Uuid::from_u128(0x01),
        revision: 1,
        kind: NoticeKind::Arrival,
        captured_at: "2026-11-21T12:30:00Z".parse().unwrap(),
        arrived_at: "2026-11-21T12:29:00Z".parse().unwrap(),
        leaves_at: "2026-11-22T05:00:00Z".parse().unwrap(),
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
            address: Some(Private::new("Số 1, Tràng Tiền, Hoàn Kiếm, Hà Nội".to_owned())),
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

#[test]
fn the_frozen_bytes_are_pinned() {
    let bytes = notice().encode().unwrap();
    let expected = concat!(
        r#"{"version":1,"facility":"00000000-0000-0000-0000-0000000000fa","#,
        r#""notice":"00000000-0000-0000-0000-000000000001","revision":1,"kind":"arrival","#,
        r#""captured_at":"2026-11-21T12:30:00Z","arrived_at":"2026-11-21T12:29:00Z","#,
        r#""leaves_at":"2026-11-22T05:00:00Z","turned_overnight":false,"place":"P.203","#,
        r#""person":{"name":"Nguyễn Văn An","birth":"1999-05-15","sex":"male","nationality":"VNM","paper":1,"#,
        r#""number":"001099000123","address":"Số 1, Tràng Tiền, Hoàn Kiếm, Hà Nội"},"#,
        r#""resident":"vietnamese","reason":{"code":1},"role":"guest","channel":"chip"}"#,
    );
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), expected);
    assert_eq!(NoticePayload::decode(&bytes), Ok(notice()));
}

#[test]
fn every_optional_fact_survives_the_way() {
    let mut full = notice();
    full.kind = NoticeKind::Extension;
    full.old_leaves_at = Some(full.leaves_at);
    full.leaves_at = "2026-11-24T05:00:00Z".parse().unwrap();
    full.turned_overnight = true;
    full.resident = Resident::Foreign { remote: true };
    full.person.birth = Some(Private::new(Birth::Year(1999)));
    full.person.nationality = "D".to_owned();
    full.person.address = None;
    full.reason = Private::new(Reason { code: 20, text: Some("Người nuôi bệnh".to_owned()) });
    full.role = Private::new(Role::Carer);
    full.relation = Some(Private::new(Relation::Child));
    full.change = Some(change("Ở thêm hai đêm", "Cô Lan"));
    full.clock = Some(ClockEvidence {
        wall: full.captured_at,
        since_boot_ms: Some(3_600_000),
        boot: Some(Uuid::from_u128(0xB0)),
        hub: Some(HubTime { offset_ms: -1_500, round_trip_ms: 40, age_ms: 60_000 }),
        plausible: true,
    });
    assert_eq!(full.clock.and_then(|clock| clock.corrected()), Some("2026-11-21T12:29:58.5Z".parse().unwrap()));
    assert_eq!(NoticePayload::decode(&full.encode().unwrap()), Ok(full));
}

#[test]
fn each_rule_names_its_field() {
    type Break = fn(&mut NoticePayload);
    let cases: [(Field, Break); 25] = [
        (Field::Revision, |notice| notice.revision = 0),
        (Field::LeavesAt, |notice| notice.leaves_at = notice.arrived_at),
        (Field::OldLeavesAt, |notice| notice.kind = NoticeKind::Extension),
        (Field::OldLeavesAt, |notice| notice.old_leaves_at = Some(notice.leaves_at)),
        (Field::Place, |notice| notice.place = Private::new("  ".to_owned())),
        (Field::Name, |notice| notice.person.name = Private::new(String::new())),
        (Field::Name, |notice| notice.person.name = Private::new("An\nBình".to_owned())),
        (Field::Name, |notice| notice.person.name = Private::new("a".repeat(201))),
        (Field::Birth, |notice| notice.person.birth = Some(Private::new(Birth::Day(date(2026, 11, 22))))),
        (Field::Birth, |notice| notice.person.birth = Some(Private::new(Birth::Year(1849)))),
        (Field::Nationality, |notice| notice.person.nationality = "vnm".to_owned()),
        (Field::Nationality, |notice| notice.person.nationality = String::new()),
        (Field::Paper, |notice| notice.person.paper = 0),
        (Field::Paper, |notice| notice.person.paper = 10),
        (Field::Number, |notice| notice.person.number = Private::new("001 099".to_owned())),
        (Field::Number, |notice| notice.person.number = Private::new("0".repeat(21))),
        (Field::Address, |notice| notice.person.address = Some(Private::new(String::new()))),
        (Field::Reason, |notice| notice.reason = Private::new(Reason { code: 21, text: None })),
        (Field::Reason, |notice| notice.reason = Private::new(Reason { code: 20, text: None })),
        (Field::Change, |notice| notice.kind = NoticeKind::Correction),
        (Field::Change, |notice| notice.kind = NoticeKind::Cancel),
        (Field::Change, |notice| notice.change = Some(change("Gõ nhầm", "Cô Lan"))),
        (Field::Change, |notice| (notice.kind, notice.change) = (NoticeKind::Correction, Some(change(" ", "Cô Lan")))),
        (Field::Change, |notice| (notice.kind, notice.change) = (NoticeKind::Cancel, Some(change("Gõ nhầm", "")))),
        (Field::LeavesAt, |notice| {
            (notice.kind, notice.leaves_at) =
                (NoticeKind::Departure, notice.arrived_at - jiff::SignedDuration::from_secs(1));
        }),
    ];
    for (field, spoil) in cases {
        let mut spoiled = notice();
        spoil(&mut spoiled);
        assert_eq!(spoiled.encode(), Err(PayloadError::Invalid(field)));
        // What another program writes past its own rules is refused here too.
        let bytes = row::write(&spoiled).unwrap();
        assert_eq!(NoticePayload::decode(&bytes), Err(PayloadError::Invalid(field)));
    }
}

fn change(why: &str, by: &str) -> Change {
    Change { why: Private::new(why.to_owned()), by: Private::new(by.to_owned()) }
}

#[test]
fn who_turns_round_at_the_door_leaves_as_they_came() {
    for (kind, may) in [
        (NoticeKind::Departure, true),
        (NoticeKind::Correction, true),
        (NoticeKind::Cancel, true),
        (NoticeKind::Arrival, false),
    ] {
        let mut gone = notice();
        (gone.kind, gone.leaves_at) = (kind, gone.arrived_at);
        gone.change = (kind != NoticeKind::Arrival).then(|| change("Gõ nhầm", "Cô Lan"));
        assert_eq!(gone.encode().is_ok(), may, "{kind:?}");
    }
}

#[test]
fn a_child_may_be_born_on_the_day_it_arrives_in_vietnam() {
    let mut newborn = notice();
    newborn.arrived_at = "2026-11-21T17:30:00Z".parse().unwrap();
    newborn.person.birth = Some(Private::new(Birth::Day(date(2026, 11, 22))));
    assert!(newborn.encode().is_ok(), "17:30 UTC is 00:30 of the next day in Vietnam");
}

#[test]
fn another_version_is_named_whatever_else_it_holds() {
    assert_eq!(NoticePayload::decode(br#"{"version":2,"who":"knows"}"#), Err(PayloadError::Version(2)));
    let mut later = notice();
    later.version = 2;
    assert_eq!(later.encode(), Err(PayloadError::Version(2)));
}

#[test]
fn neither_debug_nor_an_error_shows_a_personal_fact() {
    let secrets = ["Nguyễn", "001099000123", "1999", "Tràng", "P.203", "Guest", "Patient"];
    let changed = NoticePayload { change: Some(change("Nguyễn sai", "Tràng")), ..notice() };
    let mut shown = format!("{changed:?}");
    for spoiled in [
        r#"{"version":1,"person":{"name":"Nguyễn Văn An","birth":"1999-99-99"}}"#,
        r#"{"version":1,"role":"Patient 001099000123"}"#,
        r#"{"version":"Nguyễn Văn An"}"#,
        "Nguyễn Văn An 001099000123",
        "",
    ] {
        let error = NoticePayload::decode(spoiled.as_bytes()).unwrap_err();
        shown.extend([error.to_string(), format!("{error:?}")]);
    }
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
