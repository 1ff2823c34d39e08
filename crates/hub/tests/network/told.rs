//! What the hub tells of itself, the dry run, and the page for receipts.

use reqwest::{Method, StatusCode};
use stories::postgres::Postgres;
use wire::{
    About, BATCH_LIMIT, Batch, BatchReply, CATALOGUE_VERSION, Catalogue, CheckReply, DayList, Digest, Feed, Outlook,
    PAYLOAD_VERSION, Private, Problem, RECEIPT_VERSION, Record, Refusal, SignedReceipt, Verdict,
};

use super::{
    by_hand::{Device, read},
    server::{Server, client},
};

#[tokio::test]
async fn anyone_may_ask_what_the_hub_reads_and_takes() {
    let device = Device::enrolled().await;
    let about: About = read(device.unsigned(Method::GET, "/v1/about").await).await;
    assert_eq!((about.payload_version, about.receipt_version), (PAYLOAD_VERSION, RECEIPT_VERSION));
    assert_eq!((about.batch_limit, about.body_limit, about.requests_per_second), (BATCH_LIMIT, 1 << 20, Some(20)));
    let catalogue: Catalogue = read(device.unsigned(Method::GET, "/v1/catalogue").await).await;
    assert_eq!((catalogue.version, about.catalogue_version), (CATALOGUE_VERSION, CATALOGUE_VERSION));
    assert_eq!(catalogue, Catalogue::current());
}

#[tokio::test]
async fn what_is_asked_in_a_wrong_way_is_said_to_be() {
    let device = Device::enrolled().await;
    let cases = [
        (Method::DELETE, "/v1/health", 405, Refusal::WrongMethod),
        (Method::POST, "/v1/digest", 405, Refusal::WrongMethod),
        (Method::GET, "/v1/batch", 405, Refusal::WrongMethod),
        (Method::GET, "/v1/nothing", 404, Refusal::NotFound),
        (Method::GET, "/", 404, Refusal::NotFound),
        (Method::GET, "/v1/health?x=1", 422, Refusal::BadEnvelope),
        (Method::POST, "/v1/batch?dry=1", 422, Refusal::BadEnvelope),
    ];
    for (method, target, status, code) in cases {
        let response = device.unsigned(method.clone(), target).await;
        assert_eq!(response.headers().contains_key("allow"), status == 405, "{method} {target}");
        assert_eq!(response.status().as_u16(), status, "{method} {target}");
        assert_eq!(read::<Problem>(response).await.code, code, "{method} {target}");
    }
    for target in ["/v1/digest?day=2026-11-21&x=1", "/v1/day?day=2026-11-21&day=2026-11-22", "/v1/day"] {
        assert_eq!(device.refused(device.get(target)).await, (422, Refusal::BadEnvelope), "{target}");
    }
}

#[tokio::test]
async fn a_dry_run_says_what_a_batch_would_get_and_stores_nothing() {
    let device = Device::enrolled().await;
    let check = |records: Vec<Record>| {
        device.signed(Method::POST, "/v1/check", serde_json::to_vec(&Batch { records }).unwrap())
    };
    let changed = |notice| {
        let name = device.name(notice);
        Record::new(name.notice, 1, Private::new(super::house::payload(name, "Trần Thị Bình")))
    };
    let broken = Record { sha256: Digest::NONE, ..device.record(3) };
    let first = device.record(1);
    let asked = vec![first.clone(), changed(1), broken, first.clone()];
    let reply: CheckReply = read(device.send(check(asked.clone())).await).await;
    assert_eq!((reply.received, device.kept().await), (4, 0));
    let outlooks: Vec<_> = reply.outlooks.iter().map(|told| told.outlook.clone()).collect();
    let arrived = first.read().unwrap().arrived_at;
    let due = duty::deadline(arrived, duty::StayKind::Overnight, duty::Resident::Vietnamese).unwrap();
    let on_time = !duty::is_late(due, reply.server_time);
    assert_eq!(outlooks[0], Outlook::WouldAccept { deadline: Some(due.at), on_time });
    assert_eq!(outlooks[1..3], [Outlook::Conflict, Outlook::Rejected { code: Refusal::DigestMismatch }]);
    assert!(matches!(outlooks[3], Outlook::WouldAccept { .. }));
    let stored: BatchReply = read(device.send(device.batch(vec![first])).await).await;
    let Verdict::Accepted { receipt } = stored.verdicts[0].verdict.clone() else { panic!() };
    let again: CheckReply = read(device.send(check(asked)).await).await;
    assert_eq!(again.outlooks[0].outlook, Outlook::Duplicate { receipt });
    assert_eq!(again.outlooks[1].outlook, Outlook::Conflict);
    assert_eq!(device.refused(check(vec![])).await, (422, Refusal::BadEnvelope));
    assert_eq!(device.kept().await, 1);
}

#[tokio::test]
async fn a_day_is_told_with_all_its_revisions() {
    let device = Device::enrolled().await;
    let record = device.record(1);
    let reply: BatchReply = read(device.send(device.batch(vec![record.clone()])).await).await;
    let Verdict::Accepted { receipt } = &reply.verdicts[0].verdict else { panic!() };
    let day = duty::vn_date(wire::verify(receipt, &device.membership.keys).unwrap().received_at);
    let list: DayList = read(device.send(device.get(&format!("/v1/day?day={day}"))).await).await;
    let held: Vec<_> = list.revisions.iter().map(|held| (held.notice, held.revision, held.sha256)).collect();
    assert_eq!((list.day, held), (day, vec![(record.notice, 1, record.sha256)]));
}

#[tokio::test]
async fn the_feed_tells_every_receipt_once_in_the_order_of_its_number() {
    let device = Device::enrolled().await;
    let records = (1..=5).map(|notice| device.record(notice)).collect();
    let reply: BatchReply = read(device.send(device.batch(records)).await).await;
    let given: Vec<_> = reply.verdicts.iter().map(|told| told.verdict.clone()).collect();
    let (mut after, mut heard) = (0, Vec::new());
    loop {
        let feed: Feed = read(device.send(device.get(&format!("/v1/feed?after={after}&limit=2"))).await).await;
        if feed.receipts.is_empty() {
            assert_eq!(feed.next, after);
            break;
        }
        heard.extend(feed.receipts);
        after = feed.next;
    }
    let told: Vec<_> = heard.iter().map(|receipt| Verdict::Accepted { receipt: receipt.clone() }).collect();
    assert_eq!(told, given);
    let chain = wire::check_chain(&heard, &device.membership.keys).unwrap().unwrap();
    assert_eq!((chain.first, chain.last), (1, 5));
    for target in ["/v1/feed?limit=0", "/v1/feed?limit=501", "/v1/feed?after=-1", "/v1/feed?after=1&x=2"] {
        assert_eq!(device.refused(device.get(target)).await, (422, Refusal::BadEnvelope), "{target}");
    }
    assert_eq!(device.send(device.get("/v1/feed")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_page_tells_a_true_receipt_from_a_forged_one() {
    let device = Device::enrolled().await;
    let reply: BatchReply = read(device.send(device.batch(vec![device.record(1)])).await).await;
    let Verdict::Accepted { receipt } = reply.verdicts[0].verdict.clone() else { panic!() };
    let forged = SignedReceipt { signature: vec![0; 64], ..receipt.clone() };
    let foreign = SignedReceipt { key_id: device.key.public().id(), ..receipt.clone() };
    let json = serde_json::to_string(&receipt).unwrap();
    let cases = [
        (receipt.to_text().unwrap(), "Biên nhận thật"),
        (json, "Biên nhận thật"),
        (forged.to_text().unwrap(), "giả hoặc đã bị sửa"),
        (foreign.to_text().unwrap(), "không do máy chủ này cấp"),
        ("<script>".to_owned(), "không phải là mã"),
    ];
    for (text, said) in cases {
        let form: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        let url = format!("{}/verify", device.server.url);
        let response = device.client.post(url).body(format!("receipt={form}")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        let page = response.text().await.unwrap();
        assert!(page.contains(said), "{said}: {page}");
        assert!(!page.contains("<script>"), "what was sent is not shown");
        assert_eq!(page.contains(&receipt.short_code()), said == "Biên nhận thật");
    }
    assert_eq!(device.unsigned(Method::GET, "/verify").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_whose_ledger_takes_no_writes_says_so_and_asks_it_only_now_and_then() {
    let url = Postgres::shared().database();
    let name = url.trim_start_matches("postgres:///").split('?').next().unwrap().to_owned();
    let ledger = url.parse().unwrap();
    let server = Server::standing(|config| config.with_ledger(Some(ledger))).await;
    let health = async || client().get(format!("{}/v1/health", server.url)).send().await.unwrap().status();
    assert_eq!(health().await, StatusCode::OK);
    Postgres::shared().say(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"));
    Postgres::shared().say(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    ));
    assert_eq!(health().await, StatusCode::OK, "as it was found a moment ago");
    server.ahead(5);
    assert_eq!(health().await, StatusCode::SERVICE_UNAVAILABLE);
    Postgres::shared().say(&format!("ALTER DATABASE {name} RESET default_transaction_read_only"));
    server.ahead(10);
    assert_eq!(health().await, StatusCode::OK, "and it comes back");
}
