//! The hub's receipt key is changed between two notices.

use sync::Event;
use wire::{KeyRing, Keys, LinkFault, SecretKey};

use super::{
    by_hand::read,
    house::{House, State},
    server::{Server, client, device_key},
};

async fn told(server: &Server) -> Keys {
    read(client().get(format!("{}/v1/keys", server.url)).send().await.unwrap()).await
}

#[tokio::test]
async fn a_hub_that_runs_changes_its_key_and_both_receipts_are_true() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    assert_eq!(membership.links, told(&server).await.history, "the history begins with the first key");
    let mut house = House::open(&server.url, membership.clone(), device_key());
    let first = house.queue(1, 1);
    let before = house.settled(first).await;
    let new = server.rotate_key(0).await.public();
    let second = house.queue(2, 1);
    let after = house.settled(second).await;
    assert_eq!((before.key_id, after.key_id), (membership.keys[0].id(), new.id()));
    let mut ring = KeyRing::new(membership.keys, membership.links);
    let links = house.outbox.links.lock().unwrap().clone();
    assert_eq!((ring.follow(&links).fault, links.len()), (None, 1), "the house was led there");
    let told = told(&server).await;
    let public = KeyRing::whole(&told.keys, &told.history).unwrap();
    for ring in [ring, public] {
        assert_eq!(ring.verify(&before).unwrap().number, 1);
        assert_eq!(ring.verify(&after).unwrap().chain, before.chain_digest());
        wire::check_chain(&[before.clone(), after.clone()], ring.keys()).unwrap();
    }
    for receipt in [&before, &after] {
        assert!(verify_page(&server, &receipt.to_text().unwrap()).await.contains("Biên nhận thật"));
    }
    house.close().await;
    let late = enrolled_anew(&server).await;
    assert_eq!((late.keys, late.links), (told.keys, told.history), "who enrols later has both");
}

async fn enrolled_anew(server: &Server) -> sync::Membership {
    server.enrol("Bệnh viện", &SecretKey::from_seed(&[6; 32])).await
}

async fn verify_page(server: &Server, receipt: &str) -> String {
    let form: String = receipt.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
    let response = client().post(format!("{}/verify", server.url)).body(format!("receipt={form}"));
    response.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn what_a_key_signs_after_it_was_given_up_is_found() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let old = server.receipt_key().await;
    let mut house = House::open(&server.url, membership, device_key());
    let key = house.queue(1, 1);
    let given = house.settled(key).await;
    server.rotate_key(0).await;
    let read: wire::Receipt = serde_json::from_slice(&given.body).unwrap();
    let received_at = read.received_at + jiff::SignedDuration::from_hours(1);
    let stolen = wire::sign(&wire::Receipt { received_at, ..read }, &old).unwrap();
    let page = verify_page(&server, &stolen.to_text().unwrap()).await;
    assert!(page.contains("khóa đó không được dùng"), "{page}");
    house.close().await;
}

#[tokio::test]
async fn a_key_in_place_of_a_lost_one_is_trusted_only_after_enrolment_anew() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let url = server.url.clone();
    let (data, ledger) = (server.data(), server.data().ledger(None).await.unwrap());
    std::fs::remove_file(server.path().join("receipt.key")).unwrap();
    let new = hub::replace_lost_key(&data, &ledger, jiff::Timestamp::now()).await.unwrap().public();
    let mut house = House::open(&url, membership, device_key());
    let key = house.queue(1, 1);
    house.hear(|event| *event == Event::Distrusted(LinkFault::Broken(new.id()))).await;
    let outbox = std::sync::Arc::clone(&house.outbox);
    house.close().await;
    assert!(matches!(outbox.state(key), State::Ready(_)), "and nothing is lost");
    let another = SecretKey::from_seed(&[6; 32]);
    let anew = server.enrol("Hoa Sen", &another).await;
    let mut house = House::over(outbox, &url, anew, another);
    // It would wait before it asks again: its clock goes on.
    house.ahead(250);
    house.wake.notify_one();
    assert_eq!(house.settled(key).await.key_id, new.id());
    house.close().await;
}
