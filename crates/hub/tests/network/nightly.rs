//! The nightly comparison between a real house and a real hub that was restored from an old backup.

use std::path::Path;

use hub::Ledger as _;
use sync::Event;

use super::{
    house::{House, State},
    proxy::Proxy,
    server::{Server, device_key},
};

const A_DAY: i64 = 86_400;

/// Copies a ledger at rest.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

#[tokio::test]
async fn a_hub_restored_from_a_backup_gets_back_what_it_lost() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let proxy = Proxy::before(&server.url).await;
    let mut house = House::open(&proxy.url, membership.clone(), device_key());
    let first = house.queue(1, 1);
    let kept = house.settled(first).await;
    let backup = tempfile::tempdir().unwrap();
    copy(&server.path(), backup.path());
    let lost = [house.queue(2, 1), house.queue(3, 1)];
    for key in lost {
        house.hear(|event| *event == Event::Settled(key)).await;
    }
    let dir = server.close().await;
    std::fs::remove_dir_all(dir.path().join("hub")).unwrap();
    let server = Server::restored(dir, backup.path(), copy).await;
    assert_eq!(server.data().ledger(None).await.unwrap().count().await.unwrap().receipts, 1);
    proxy.retarget(&server.url);
    house.ahead(A_DAY);
    server.ahead(A_DAY);
    house.wake.notify_one();
    let told = house.hear(|event| matches!(event, Event::Reconciled { .. } | Event::Differs { .. })).await;
    assert!(matches!(told, Event::Reconciled { pushed: 2, taken: 0, .. }), "{told:?}");
    let ledger = server.data().ledger(None).await.unwrap();
    assert_eq!(ledger.count().await.unwrap().receipts, 3);
    assert_eq!(ledger.trail(first.facility, first.notice).await.unwrap()[0].receipt, kept);
    for key in lost {
        assert_eq!(ledger.trail(key.facility, key.notice).await.unwrap()[0].revision, 1);
    }
    house.close().await;
}

#[tokio::test]
async fn a_house_that_lost_its_receipts_takes_them_over() {
    let server = Server::start().await;
    let membership = server.enrol("Hoa Sen", &device_key()).await;
    let mut house = House::open(&server.url, membership.clone(), device_key());
    let key = house.queue(1, 1);
    let receipt = house.settled(key).await;
    let outbox = std::sync::Arc::clone(&house.outbox);
    house.close().await;
    outbox.forget(key);
    let mut restored = House::over(outbox, &server.url, membership, device_key());
    let other = restored.queue(2, 1);
    restored.settled(other).await;
    restored.ahead(A_DAY);
    server.ahead(A_DAY);
    restored.wake.notify_one();
    let told = restored.hear(|event| matches!(event, Event::Reconciled { .. })).await;
    assert!(matches!(told, Event::Reconciled { pushed: 0, taken: 1, .. }), "{told:?}");
    assert_eq!(restored.outbox.state(key), State::Settled(receipt));
    restored.close().await;
}
