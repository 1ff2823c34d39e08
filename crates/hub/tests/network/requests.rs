//! Requests signed by hand: what each address answers, and what it refuses.

use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, StatusCode};
use uuid::Uuid;
use wire::{
    BATCH_LIMIT, Batch, BatchReply, DayDigest, Digest, Health, Keys, NoticeTrail, Problem, RecordVerdict, Refusal,
    Status, Verdict,
};

use super::{
    by_hand::{Device, Request, read},
    house::payload,
};

#[tokio::test]
async fn one_notice_is_put_under_its_own_name() {
    let device = Device::enrolled().await;
    let payload = payload(device.name(1), "Nguyễn Văn An");
    let target = format!("/v1/notices/{}/1", Uuid::from_u128(1));
    let put = |body: &[u8]| device.signed(Method::PUT, &target, body.to_vec());
    let first = device.send(put(&payload)).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    let Verdict::Accepted { receipt } = read::<RecordVerdict>(first).await.verdict else { panic!() };
    let again = device.send(put(&payload)).await;
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(read::<RecordVerdict>(again).await.verdict, Verdict::Duplicate { receipt });
    let changed = device.send(put(&super::house::payload(device.name(1), "Trần Thị Bình"))).await;
    assert_eq!(changed.status(), StatusCode::CONFLICT);
    assert_eq!(read::<RecordVerdict>(changed).await.verdict, Verdict::Conflict);
    let nonsense = device.send(put(b"{}")).await;
    assert_eq!(nonsense.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let code = Refusal::PayloadUnreadable;
    assert_eq!(read::<RecordVerdict>(nonsense).await.verdict, Verdict::Rejected { code });
    for target in ["/v1/notices/x/1", "/v1/notices/00000000-0000-0000-0000-000000000001/x", "/v1/else"] {
        let request = device.signed(Method::PUT, target, payload.clone());
        assert_eq!(device.refused(request).await, (404, Refusal::NotFound), "{target}");
    }
}

#[tokio::test]
async fn a_batch_answers_each_record_in_order_and_adds_up() {
    let device = Device::enrolled().await;
    let mut mismatched = device.record(3);
    mismatched.sha256 = Digest::NONE;
    let batch = Batch { records: vec![device.record(1), mismatched, device.record(2)] };
    let reply: BatchReply = read(device.send(device.batch(batch.records.clone())).await).await;
    let verdicts = wire::check(&batch, &reply).unwrap();
    assert!(matches!(verdicts[0].verdict, Verdict::Accepted { .. }));
    assert_eq!(verdicts[1].verdict, Verdict::Rejected { code: Refusal::DigestMismatch });
    assert!(matches!(verdicts[2].verdict, Verdict::Accepted { .. }));
}

#[tokio::test]
async fn a_request_caught_and_sent_again_changes_nothing() {
    let device = Device::enrolled().await;
    let write = device.batch(vec![device.record(1)]);
    let first: BatchReply = read(device.send(write.clone()).await).await;
    let again: BatchReply = read(device.send(write).await).await;
    let Verdict::Accepted { receipt } = first.verdicts[0].verdict.clone() else { panic!() };
    assert_eq!(again.verdicts[0].verdict, Verdict::Duplicate { receipt });
    let reading = device.get(&format!("/v1/notices/{}", Uuid::from_u128(1)));
    assert_eq!(device.send(reading.clone()).await.status(), StatusCode::OK);
    assert_eq!(device.refused(reading).await, (401, Refusal::Replayed));
}

#[tokio::test]
async fn whatever_is_wrong_with_a_signature_is_refused_before_anything_is_kept() {
    type Spoil = fn(&mut Request);
    let device = Device::enrolled().await;
    let cases: [(Spoil, u16, Refusal); 6] = [
        (|request| request.body[20] ^= 1, 400, Refusal::BodyChanged),
        (|request| request.headers.content_digest = wire::content_digest(b"other"), 401, Refusal::BadSignature),
        (|request| request.headers.signature = "none".to_owned(), 401, Refusal::Unsigned),
        (|request| request.target = "/v1/digest".to_owned(), 401, Refusal::BadSignature),
        (
            |request| {
                let input = &mut request.headers.signature_input;
                *input = input.replace("keyid=\"", "keyid=\"x");
            },
            401,
            Refusal::UnknownDevice,
        ),
        (
            |request| {
                let input = &mut request.headers.signature_input;
                *input = input.replace("nonce=\"", "nonce=\"0");
            },
            401,
            Refusal::BadSignature,
        ),
    ];
    for (number, (spoil, status, code)) in cases.into_iter().enumerate() {
        let mut request = device.batch(vec![device.record(1)]);
        if number == 3 {
            request.method = Method::GET;
        }
        spoil(&mut request);
        assert_eq!(device.refused(request).await, (status, code), "case {number}");
    }
    let unsigned = device.client.post(format!("{}/v1/batch", device.server.url)).send().await.unwrap();
    assert_eq!(read::<Problem>(unsigned).await.code, Refusal::Unsigned);
    assert_eq!(device.kept().await, 0);
}

#[tokio::test]
async fn a_wrong_clock_is_told_the_hubs_time() {
    let device = Device::enrolled().await;
    for hours in [-3, 3] {
        let created = Timestamp::now() + SignedDuration::from_hours(hours);
        let response = device.send(device.signed_at(Method::POST, "/v1/batch", b"{}".to_vec(), created)).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let problem: Problem = read(response).await;
        assert_eq!(problem.code, Refusal::ClockSkew);
        assert!(Timestamp::now().duration_since(problem.server_time).abs() < SignedDuration::from_mins(1));
    }
}

#[tokio::test]
async fn an_envelope_has_its_bounds() {
    let device = Device::enrolled().await;
    assert_eq!(device.refused(device.batch(vec![])).await, (422, Refusal::BadEnvelope));
    let nonsense = device.signed(Method::POST, "/v1/batch", b"[]".to_vec());
    assert_eq!(device.refused(nonsense).await, (422, Refusal::BadEnvelope));
    let many = device.batch(vec![device.record(1); BATCH_LIMIT + 1]);
    assert_eq!(device.refused(many).await, (413, Refusal::TooLarge));
    let long = device.signed(Method::POST, "/v1/batch", vec![b' '; (1 << 20) + 1]);
    assert_eq!(device.refused(long).await, (413, Refusal::TooLarge));
    assert_eq!(device.kept().await, 0);
}

#[tokio::test]
async fn the_hub_tells_what_it_keeps() {
    let device = Device::enrolled().await;
    let records = vec![device.record(1), device.record(2)];
    let reply: BatchReply = read(device.send(device.batch(records.clone())).await).await;
    let trail = format!("/v1/notices/{}", records[0].notice);
    let trail: NoticeTrail = read(device.send(device.get(&trail)).await).await;
    assert_eq!((trail.revisions[0].revision, trail.revisions[0].sha256), (1, records[0].sha256));
    let Verdict::Accepted { receipt } = &reply.verdicts[0].verdict else { panic!() };
    assert_eq!(trail.revisions[0].receipt, *receipt);
    let received = wire::verify(receipt, &device.membership.keys).unwrap().received_at;
    let day = duty::vn_date(received);
    let digest: DayDigest = read(device.send(device.get(&format!("/v1/digest?day={day}"))).await).await;
    let both = records.iter().map(|record| (record.notice, record.revision, record.sha256)).collect();
    assert_eq!((digest.day, digest.count, digest.sha256), (day, 2, DayDigest::over(both)));
    for (target, refused) in [
        ("/v1/digest", (422, Refusal::BadEnvelope)),
        ("/v1/digest?day=today", (422, Refusal::BadEnvelope)),
        ("/v1/notices/00000000-0000-0000-0000-000000000009", (404, Refusal::NotFound)),
    ] {
        assert_eq!(device.refused(device.get(target)).await, refused, "{target}");
    }
}

#[tokio::test]
async fn anyone_may_ask_for_health_and_keys() {
    let device = Device::enrolled().await;
    let get = async |path| device.client.get(format!("{}{path}", device.server.url)).send().await.unwrap();
    assert_eq!(read::<Health>(get("/v1/health").await).await.status, Status::Ok);
    assert_eq!(read::<Keys>(get("/v1/keys").await).await.keys, device.membership.keys);
}
