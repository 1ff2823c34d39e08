//! TLS: the authority is pinned, and nothing else is trusted.

use hub::{Authority, Ledger as _};
use jiff::{SignedDuration, Timestamp};
use sync::{EnrolError, Event, HubUrl, Machine};
use wire::Digest;

use super::{
    house::House,
    server::{Server, device_key, http},
};

const LOCAL: &str = "127.0.0.1";

#[tokio::test]
async fn a_notice_travels_under_the_pinned_authority_and_survives_a_new_certificate() {
    let server = Server::start_tls(&[LOCAL], Timestamp::now()).await;
    let pinned = server.pinned();
    let membership = server.enrol_at(&pinned, "Hoa Sen", &device_key()).await;
    let mut house = House::open(&pinned, membership.clone(), device_key());
    let key = house.queue(1, 1);
    house.settled(key).await;
    house.close().await;
    let again = server.restart_with_new_certificate(&[LOCAL], Timestamp::now()).await;
    let mut house = House::open(&again.pinned(), membership, device_key());
    let key = house.queue(2, 1);
    let receipt = house.settled(key).await;
    assert_eq!(wire::verify(&receipt, &[again.receipt_key().await.public()]).unwrap().number, 2);
    house.close().await;
}

#[tokio::test]
async fn another_authority_an_old_certificate_and_another_name_are_refused() {
    let server = Server::start_tls(&[LOCAL], Timestamp::now()).await;
    let code = server.code("Hoa Sen", [5; 8]).await;
    let other = tempfile::tempdir().unwrap();
    let stranger = Authority::open(other.path(), Timestamp::now()).unwrap().fingerprint().unwrap();
    let origin = HubUrl::parse(&server.pinned()).unwrap().origin().to_owned();
    let old = Timestamp::now() - SignedDuration::from_hours(24 * 500);
    let expired = Server::start_tls(&[LOCAL], old).await;
    let misnamed = Server::start_tls(&["hub.example"], Timestamp::now()).await;
    let cases = [
        (format!("{origin}/#sha256={stranger}"), "another authority"),
        (format!("{origin}/#sha256={}", Digest::of(b"leaf")), "no authority"),
        (expired.pinned(), "expired"),
        (misnamed.pinned(), "another name"),
    ];
    for (url, what) in cases {
        let answer = sync::enrol(&http(&url), &Machine, code.clone(), &device_key()).await;
        assert_eq!(answer, Err(EnrolError::NoConnection), "{what}");
    }
    let plain = server.url.replace("https://", "http://");
    assert_eq!(sync::enrol(&http(&plain), &Machine, code, &device_key()).await, Err(EnrolError::Lost));
    assert_eq!(server.data().ledger(None).await.unwrap().devices().await.unwrap(), []);
}

#[tokio::test]
async fn a_desk_before_a_false_hub_waits_and_keeps_everything() {
    let server = Server::start_tls(&[LOCAL], Timestamp::now()).await;
    let membership = server.enrol_at(&server.pinned(), "Hoa Sen", &device_key()).await;
    let false_hub = Server::start_tls(&[LOCAL], Timestamp::now()).await;
    let origin = HubUrl::parse(&false_hub.pinned()).unwrap().origin().to_owned();
    let pin = HubUrl::parse(&server.pinned()).unwrap().pin().unwrap();
    let mut house = House::open(&format!("{origin}/#sha256={pin}"), membership, device_key());
    let key = house.queue(1, 1);
    house.hear(|event| matches!(event, Event::Offline { .. })).await;
    let outbox = std::sync::Arc::clone(&house.outbox);
    house.close().await;
    assert!(matches!(outbox.state(key), super::house::State::Ready(_)));
}
