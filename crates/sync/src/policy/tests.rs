use uuid::Uuid;
use wire::{Digest, NoticeKey, Private, RECEIPT_VERSION, Receipt, Record, SecretKey};

use super::*;

const SERVER_TIME: &str = "2026-11-21T13:00:00Z";

fn batch() -> Batch {
    let record = |number: u128| Record::new(Uuid::from_u128(number), 1, Private::new(vec![1]));
    Batch { records: vec![record(1), record(2)] }
}

fn verdicts() -> Vec<RecordVerdict> {
    let verdict = |record: Record| RecordVerdict {
        notice: record.notice,
        revision: record.revision,
        sha256: record.sha256,
        verdict: Verdict::Conflict,
    };
    batch().records.into_iter().map(verdict).collect()
}

fn answer(status: u16, body: &str) -> Answer {
    Answer::Http { status, retry_after: None, body: body.as_bytes().to_vec() }
}

fn problem(code: &str) -> String {
    format!(r#"{{"code":"{code}","server_time":"{SERVER_TIME}"}}"#)
}

fn reply(spoil: impl FnOnce(&mut BatchReply)) -> String {
    let mut reply = BatchReply::of(verdicts(), SERVER_TIME.parse().unwrap());
    spoil(&mut reply);
    serde_json::to_string(&reply).unwrap()
}

#[test]
fn an_answer_leads_to_one_action() {
    let waits = |why| pause(why, None);
    let sign_again = Action::SignAgain { server_time: SERVER_TIME.parse().unwrap() };
    let count = |answered| waits(Trouble::Reply(ReplyFault::Count { sent: 2, answered }));
    let cases = [
        (Answer::NoConnection, waits(Trouble::NoConnection)),
        (Answer::Lost, waits(Trouble::Lost)),
        (answer(200, &reply(|_| {})), Action::Read(verdicts())),
        (answer(200, ""), waits(Trouble::Nonsense)),
        (answer(200, "{}"), waits(Trouble::Nonsense)),
        (answer(200, "<html>Xin mời đăng nhập Wi-Fi</html>"), waits(Trouble::Nonsense)),
        (answer(200, &reply(|reply| *reply = BatchReply::of(vec![], reply.server_time))), count(0)),
        (answer(200, &reply(|reply| drop(reply.verdicts.pop()))), count(1)),
        (answer(200, &reply(|reply| reply.accepted = 2)), waits(Trouble::Reply(ReplyFault::Totals))),
        (
            answer(200, &reply(|reply| reply.verdicts.swap(0, 1))),
            waits(Trouble::Reply(ReplyFault::OtherRecord { index: 0 })),
        ),
        (
            answer(200, &reply(|reply| reply.verdicts[1].sha256 = Digest::NONE)),
            waits(Trouble::Reply(ReplyFault::OtherRecord { index: 1 })),
        ),
        (answer(202, &reply(|_| {})), waits(Trouble::Nonsense)),
        (answer(204, ""), waits(Trouble::Nonsense)),
        (answer(302, ""), waits(Trouble::Status(302))),
        (answer(400, ""), waits(Trouble::Status(400))),
        (answer(401, &problem("clock_skew")), sign_again.clone()),
        (answer(401, &problem("replayed")), sign_again),
        (answer(401, &problem("unknown_device")), Action::EnrolAgain(Refusal::UnknownDevice)),
        (answer(401, &problem("revoked_device")), Action::EnrolAgain(Refusal::RevokedDevice)),
        (answer(401, &problem("bad_signature")), Action::EnrolAgain(Refusal::BadSignature)),
        (answer(401, &problem("not_invented_yet")), waits(Trouble::Status(401))),
        (answer(401, "a proxy's page"), waits(Trouble::Status(401))),
        (answer(403, ""), waits(Trouble::Status(403))),
        (answer(404, &problem("not_found")), waits(Trouble::Status(404))),
        (answer(413, ""), Action::Halve),
        (answer(422, &problem("bad_envelope")), Action::Bisect),
        (answer(429, ""), waits(Trouble::Busy)),
        (answer(500, ""), waits(Trouble::Status(500))),
        (answer(503, &problem("unavailable")), waits(Trouble::Busy)),
    ];
    for (number, (answer, expected)) in cases.into_iter().enumerate() {
        assert_eq!(action(&answer, &batch()), expected, "case {number}");
    }
}

#[test]
fn the_hub_may_ask_for_a_wait() {
    for status in [429, 503, 500] {
        let retry_after = Some(Duration::from_secs(7));
        let answer = Answer::Http { status, retry_after, body: vec![] };
        assert!(matches!(action(&answer, &batch()), Action::Pause { at_least, .. } if at_least == retry_after));
    }
    let for_ever = Answer::Http { status: 503, retry_after: Some(Duration::MAX), body: vec![] };
    assert_eq!(action(&for_ever, &batch()), pause(Trouble::Busy, Some(LONGEST_PAUSE)));
}

#[test]
fn a_lone_record_is_rejected_only_by_our_hubs_word() {
    let rejected = Some(Rejection::Refused(Refusal::BadName));
    assert_eq!(lone_rejection(&answer(422, &problem("bad_name"))), rejected);
    for other in [answer(422, &problem("bad_envelope")), answer(422, ""), answer(413, &problem("bad_name"))] {
        assert_eq!(lone_rejection(&other), None);
    }
    assert_eq!(lone_rejection(&Answer::Lost), None);
}

#[test]
fn only_a_true_receipt_for_the_very_record_settles_it() {
    let key = SecretKey::from_seed(&[1; 32]);
    let expected = Expected {
        key: NoticeKey { facility: Uuid::nil(), notice: Uuid::from_u128(1), revision: 1 },
        sha256: Digest::of(b"payload"),
    };
    let receipt = Receipt {
        version: RECEIPT_VERSION,
        key_id: key.public().id(),
        chain: Digest::NONE,
        number: 1,
        facility: expected.key.facility,
        notice: expected.key.notice,
        revision: expected.key.revision,
        payload_sha256: expected.sha256,
        received_at: SERVER_TIME.parse().unwrap(),
        deadline: None,
        on_time: true,
    };
    let good = wire::sign(&receipt, &key).unwrap();
    let other = wire::sign(&Receipt { revision: 2, ..receipt }, &key).unwrap();
    let cases = [
        (Verdict::Accepted { receipt: good.clone() }, Judgement::Settled(good.clone())),
        (Verdict::Duplicate { receipt: good.clone() }, Judgement::Settled(good)),
        (Verdict::Accepted { receipt: other }, Judgement::Distrusted(ReceiptFault::OtherNotice)),
        (Verdict::Conflict, Judgement::Rejected(Rejection::Conflict)),
        (Verdict::Rejected { code: Refusal::BadName }, Judgement::Rejected(Rejection::Refused(Refusal::BadName))),
        (Verdict::Rejected { code: Refusal::Unknown }, Judgement::Rejected(Rejection::Refused(Refusal::Unknown))),
        (Verdict::Rejected { code: Refusal::Unavailable }, Judgement::NotNow(Refusal::Unavailable)),
    ];
    for (verdict, judgement) in cases {
        assert_eq!(judge(&verdict, &expected, &KeyRing::new(vec![key.public()], Vec::new())), judgement);
    }
}

#[test]
fn every_answer_of_the_hub_tells_its_time_and_nothing_else_does() {
    let time = Some(SERVER_TIME.parse().unwrap());
    let body = |text: &str| Answer::Http { status: 200, retry_after: None, body: text.as_bytes().to_vec() };
    assert_eq!(server_time(&body(&format!(r#"{{"server_time":"{SERVER_TIME}","verdicts":[]}}"#))), time);
    assert_eq!(server_time(&body(r#"{"server_time":5}"#)), None);
    assert_eq!(server_time(&body("<html>")), None);
    assert_eq!((server_time(&Answer::Lost), server_time(&Answer::NoConnection)), (None, None));
}
