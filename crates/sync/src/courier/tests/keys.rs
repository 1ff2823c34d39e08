//! The hub changes its receipt key while the courier runs.

use wire::{KeyLink, Keys, LinkFault};

use super::*;

fn secret(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

/// The hub's first key, and one that follows on it since the receipts' time.
fn history() -> Vec<KeyLink> {
    let begun = Timestamp::UNIX_EPOCH;
    vec![KeyLink::first(&hub_key(), begun), KeyLink::next(&hub_key(), &secret(8).public(), begun, 3_600)]
}

/// Accepts with receipts of this key.
fn signed_by(key: &SecretKey, batch: &Batch) -> Answer {
    reply_with(batch, |_, receipt| {
        let Receipt { notice, revision, payload_sha256, .. } = wire::verify(&receipt, &[hub_key().public()]).unwrap();
        Verdict::Accepted { receipt: receipt_for((notice, revision, payload_sha256), key) }
    })
}

fn tells(history: Vec<KeyLink>) -> impl FnMut(&str) -> Answer + Send + 'static {
    move |target| {
        assert_eq!(target, "/v1/keys");
        let told = Keys { keys: vec![], history: history.clone(), server_time: Timestamp::UNIX_EPOCH };
        Answer::Http { status: 200, retry_after: None, body: serde_json::to_vec(&told).unwrap() }
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_follows_on_a_trusted_one_is_trusted_at_once() {
    let by_either = |exchange, batch: &Batch| signed_by(&if exchange == 1 { hub_key() } else { secret(8) }, batch);
    let running = Running::start_asked(queued(&[(1, 0)]), by_either, tells(history()));
    running.pass(1).await;
    assert_eq!(*running.outbox.links.lock().unwrap(), [], "nothing is asked while the keys are known");
    running.outbox.queue(2, 0);
    running.wake.notify_one();
    running.pass(1).await;
    let (outbox, seen, events) = running.stop().await;
    assert_eq!((outbox.settled(), seen.len()), (vec![1, 2], 2), "in the very exchange that named it");
    assert_eq!(*outbox.links.lock().unwrap(), history(), "and kept");
    assert!(!events.iter().any(|event| matches!(event, Event::Delayed { .. } | Event::Distrusted(_))), "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_nothing_trusted_leads_to_settles_nothing_and_a_person_is_told() {
    let forged = KeyLink { signed_by: hub_key().public().id(), ..history()[1].clone() };
    let forged = KeyLink { signature: secret(8).sign(&forged.signed_bytes()).to_vec(), ..forged };
    let lost = KeyLink::broken(&secret(8), hub_key().public().id(), Timestamp::UNIX_EPOCH);
    let id = secret(8).public().id();
    let first = history()[0].clone();
    let cases = [
        (vec![first.clone(), forged], LinkFault::Forged(id)),
        (vec![first, lost], LinkFault::Broken(id)),
        (vec![KeyLink::first(&secret(8), Timestamp::UNIX_EPOCH)], LinkFault::Stranger),
    ];
    for (history, fault) in cases {
        let running = Running::start_asked(queued(&[(1, 0)]), |_, batch| signed_by(&secret(8), batch), tells(history));
        running.pass(2).await;
        let (outbox, _, events) = running.stop().await;
        assert_eq!(outbox.settled(), [0_u128; 0]);
        assert!(outbox.links.lock().unwrap().iter().all(|link| link.key != secret(8).public()));
        let told = events.iter().filter(|event| matches!(event, Event::Online | Event::Distrusted(_)));
        assert_eq!(told.collect::<Vec<_>>()[..2], [&Event::Online, &Event::Distrusted(fault)], "the last word");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_given_up_settles_nothing_from_then_on() {
    let asked = Arc::new(Mutex::new(tells(history())));
    let answer = move |target: &str| match target {
        "/v1/keys" => (asked.lock().unwrap())(target),
        _ => Answer::NoConnection,
    };
    let late = |_, batch: &Batch| {
        reply_with(batch, |_, receipt| {
            let read = wire::verify(&receipt, &[hub_key().public()]).unwrap();
            let received_at = Timestamp::from_second(WALL).unwrap();
            Verdict::Accepted { receipt: wire::sign(&Receipt { received_at, ..read }, &hub_key()).unwrap() }
        })
    };
    let running = Running::start_asked(Memory::default(), late, answer);
    running.pass(15 * 60).await;
    assert_eq!(*running.outbox.links.lock().unwrap(), history(), "each night's question tells it");
    running.outbox.queue(1, 0);
    running.wake.notify_one();
    running.pass(1).await;
    let (outbox, _, events) = running.stop().await;
    assert_eq!(outbox.settled(), [0_u128; 0]);
    assert!(events.iter().any(|event| matches!(event, Event::Delayed { .. })), "{events:?}");
}
