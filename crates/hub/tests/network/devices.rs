//! A device's life: six digits to compare, another key, shut out.

use hub::Ledger as _;
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use wire::{Refusal, RotateRequest, Rotated, SecretKey, check_digits};

use super::{
    by_hand::{Device, read},
    house::House,
    server::http,
};

fn new_key() -> SecretKey {
    SecretKey::from_seed(&[77; 32])
}

fn rotation(device: &Device, key: &SecretKey) -> super::by_hand::Request {
    let request = RotateRequest::new(device.membership.device, key);
    device.signed(Method::POST, "/v1/device/key", serde_json::to_vec(&request).unwrap())
}

#[tokio::test]
async fn both_screens_show_the_same_six_digits() {
    let device = Device::enrolled().await;
    let (known, facility) = device.server.data().ledger(None).await.unwrap().devices().await.unwrap().remove(0);
    assert_eq!(facility, "Hoa Sen");
    let at_the_hub = check_digits(&known.key, known.id, known.facility);
    assert_eq!(check_digits(&device.key.public(), device.membership.device, device.membership.facility), at_the_hub);
}

#[tokio::test]
async fn a_device_takes_another_key_and_the_old_one_is_worth_nothing() {
    let mut device = Device::enrolled().await;
    let caught = rotation(&device, &new_key());
    let write_before = device.batch(vec![device.record(1)]);
    let rotated: Rotated = read(device.send(caught.clone()).await).await;
    assert_eq!(rotated.key_id, new_key().public().id());
    assert_eq!(device.refused(caught).await, (401, Refusal::BadSignature), "sent again by a stranger");
    assert_eq!(device.refused(write_before).await, (401, Refusal::BadSignature));
    device.key = new_key();
    assert_eq!(device.send(rotation(&device, &new_key())).await.status(), StatusCode::OK, "the answer was lost");
    assert_eq!(device.send(device.batch(vec![device.record(1)])).await.status(), StatusCode::OK);
    let mut house = House::open(&device.server.url, device.membership.clone(), new_key());
    let key = house.queue(2, 1);
    house.settled(key).await;
    house.close().await;
}

#[tokio::test]
async fn a_key_is_taken_only_from_whoever_holds_it() {
    let device = Device::enrolled().await;
    let proved = RotateRequest::new(uuid::Uuid::nil(), &new_key());
    let body = serde_json::to_vec(&proved).unwrap();
    let foreign = device.signed(Method::POST, "/v1/device/key", body);
    assert_eq!(device.refused(foreign).await, (401, Refusal::BadSignature), "a proof for another device");
    let nonsense = device.signed(Method::POST, "/v1/device/key", b"{}".to_vec());
    assert_eq!(device.refused(nonsense).await, (422, Refusal::BadEnvelope));
    assert!(
        device
            .server
            .data()
            .ledger(None)
            .await
            .unwrap()
            .revoke(device.membership.device, Timestamp::now())
            .await
            .unwrap()
    );
    assert_eq!(device.refused(rotation(&device, &new_key())).await, (401, Refusal::RevokedDevice));
}

#[tokio::test]
async fn the_courier_side_changes_its_key() {
    let device = Device::enrolled().await;
    let transport = http(&device.server.url);
    for _ in 0..2 {
        sync::rotate(&transport, &sync::Machine, &device.membership, &device.key, &new_key()).await.unwrap();
    }
    let mut house = House::open(&device.server.url, device.membership.clone(), new_key());
    let key = house.queue(1, 1);
    house.settled(key).await;
    house.close().await;
}
