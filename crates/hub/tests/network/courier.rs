//! The real courier against the real hub.

use hub::{Counts, Ledger as _};
use jiff::SignedDuration;
use sync::{EnrolError, Event, Machine, Rejection};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use uuid::Uuid;
use wire::{LinkFault, NoticeKey, Refusal, SecretKey, verify};

use super::{
    house::{House, State, payload},
    proxy::Proxy,
    server::{Server, device_key, http},
};

#[tokio::test]
async fn a_queued_notice_comes_back_as_a_true_receipt() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    assert_eq!(membership.name, "Hoa Sen");
    let mut house = House::open(&server.url, membership.clone(), device_key());
    let first = house.queue(1, 1);
    let receipt = house.settled(first).await;
    let proved = verify(&receipt, &membership.keys).unwrap();
    assert_eq!((proved.key(), proved.number), (first, 1));
    let second = house.queue(1, 2);
    let next = verify(&house.settled(second).await, &membership.keys).unwrap();
    assert_eq!((next.number, next.chain, next.deadline), (2, receipt.chain_digest(), None));
    house.close().await;
    server.stop().await;
}

#[tokio::test]
async fn a_lost_answer_brings_the_same_receipt_and_nothing_double() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let proxy = Proxy::before(&server.url).await;
    let mut house = House::open(&proxy.url, membership, device_key());
    proxy.swallow(3, || {});
    let key = house.queue(1, 1);
    let receipt = house.settled(key).await;
    let ledger = server.data().ledger(None).await.unwrap();
    assert_eq!(ledger.count().await.unwrap(), Counts { notices: 1, revisions: 1, receipts: 1 });
    assert_eq!(ledger.trail(key.facility, key.notice).await.unwrap()[0].receipt, receipt);
    house.close().await;
}

#[tokio::test]
async fn a_clock_three_hours_slow_costs_one_more_request() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let mut house = House::open_with_clock(&server.url, membership, device_key(), SignedDuration::from_hours(3));
    let key = house.queue(1, 1);
    house.settled(key).await;
    house.close().await;
}

#[tokio::test]
async fn enrolment_works_by_the_hubs_clock_and_a_code_only_once() {
    let server = Server::start().await;
    server.ahead(7200);
    let code = server.code("Hoa Sen", [5; 8]).await;
    let transport = http(&server.url);
    let too_late = sync::enrol(&transport, &Machine, code.clone(), &device_key()).await;
    assert_eq!(too_late, Err(EnrolError::Refused(Refusal::BadEnrolCode)), "two hours later by the hub's clock");
    server.ahead(600);
    let enrolled = sync::enrol(&transport, &Machine, code.clone(), &device_key()).await.unwrap();
    let again = sync::enrol(&transport, &Machine, code.clone(), &device_key()).await;
    assert_eq!(again, Ok(enrolled), "the first answer may have been lost");
    let other = sync::enrol(&transport, &Machine, code, &SecretKey::from_seed(&[3; 32])).await;
    assert_eq!(other, Err(EnrolError::Refused(Refusal::BadEnrolCode)));
}

#[tokio::test]
async fn a_device_that_is_shut_out_keeps_its_notices() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let ledger = server.data().ledger(None).await.unwrap();
    assert!(ledger.revoke(membership.device, jiff::Timestamp::now()).await.unwrap());
    let mut house = House::open(&server.url, membership, device_key());
    let key = house.queue(1, 1);
    house.hear(|event| *event == Event::EnrolAgain(Refusal::RevokedDevice)).await;
    let outbox = std::sync::Arc::clone(&house.outbox);
    house.close().await;
    assert!(matches!(outbox.state(key), State::Ready(_)));
    assert_eq!(ledger.count().await.unwrap().revisions, 0);
}

#[tokio::test]
async fn a_poison_record_is_rejected_and_the_rest_goes_through() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let mut house = House::open(&server.url, membership, device_key());
    let of = |notice| NoticeKey { facility: house.facility, notice: Uuid::from_u128(notice), revision: 1 };
    let (poison, foreign) = (of(1), of(2));
    house.outbox.queue(poison, b"not a notice".to_vec());
    house.outbox.queue(foreign, payload(NoticeKey { facility: Uuid::nil(), ..foreign }, "Trần Thị Bình"));
    let good = house.queue(3, 1);
    house.settled(good).await;
    let refused = |code| State::Rejected(Rejection::Refused(code));
    assert_eq!(house.outbox.state(poison), refused(Refusal::PayloadUnreadable));
    assert_eq!(house.outbox.state(foreign), refused(Refusal::WrongFacility));
    house.close().await;
}

#[tokio::test]
async fn a_changed_payload_under_a_kept_key_waits_for_a_person() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let mut house = House::open(&server.url, membership.clone(), device_key());
    let key = house.queue(1, 1);
    house.settled(key).await;
    house.close().await;
    let mut restored = House::open(&server.url, membership, device_key());
    restored.outbox.queue(key, payload(key, "Trần Thị Bình"));
    restored.wake.notify_one();
    restored.hear(|event| *event == Event::Rejected(key, Rejection::Conflict)).await;
    restored.close().await;
}

#[tokio::test]
async fn an_empty_success_of_a_false_hub_settles_nothing() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let false_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut asked = vec![0; 1 << 16];
            if client.read(&mut asked).await.is_ok() {
                let _ = client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").await;
            }
        }
    });
    let proxy = Proxy::before(&false_url).await;
    let mut house = House::open(&proxy.url, membership, device_key());
    let key = house.queue(1, 1);
    for _ in 0..3 {
        house.hear(|event| matches!(event, Event::Offline { .. })).await;
    }
    assert!(!matches!(house.outbox.state(key), State::Settled(_)));
    proxy.retarget(&server.url);
    house.settled(key).await;
    house.close().await;
}

#[tokio::test]
async fn a_hub_with_another_key_settles_nothing() {
    let server = Server::start().await;
    let mut membership = server.enrol("Hoa Sen", &device_key()).await;
    membership.keys = vec![SecretKey::from_seed(&[99; 32]).public()];
    let mut house = House::open(&server.url, membership, device_key());
    let key = house.queue(1, 1);
    house.hear(|event| *event == Event::Distrusted(LinkFault::Stranger)).await;
    assert!(matches!(house.outbox.state(key), State::Ready(_)));
    house.close().await;
}

#[tokio::test]
async fn several_houses_at_once_are_numbered_each_without_a_gap() {
    let server = Server::start().await;
    let mut houses = Vec::new();
    for number in 1..=3 {
        let key = SecretKey::from_seed(&[number; 32]);
        let membership = server.enrol(&format!("Nhà {number}"), &key).await;
        houses.push((House::open(&server.url, membership.clone(), key), membership));
    }
    let keys: Vec<Vec<_>> =
        houses.iter().map(|(house, _)| (0..30).map(|notice| house.queue(notice, 1)).collect()).collect();
    for ((house, membership), keys) in houses.iter_mut().zip(keys) {
        let mut left = keys.len();
        while left > 0 {
            house.hear(|event| matches!(event, Event::Settled(_))).await;
            left -= 1;
        }
        let numbers = keys.iter().map(|key| verify(&house.outbox.receipt(*key), &membership.keys).unwrap().number);
        let mut numbers: Vec<_> = numbers.collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
    }
}
