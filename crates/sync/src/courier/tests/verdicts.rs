//! What becomes of a record by what the hub says of it, and by what the store can take.

use super::*;

#[tokio::test(start_paused = true)]
async fn each_record_gets_its_own_end() {
    let running = Running::start(queued(&[(1, 0), (2, 0), (3, 0), (4, 0)]), |_, batch| {
        reply_with(batch, |notice, receipt| match notice {
            1 => Verdict::Duplicate { receipt },
            2 => Verdict::Conflict,
            3 => Verdict::Rejected { code: Refusal::MissingBirth },
            _ => Verdict::Rejected { code: Refusal::Unavailable },
        })
    });
    running.pass(1).await;
    let (outbox, _, _) = running.stop().await;
    let states = outbox.states();
    assert!(matches!(states[0], State::Settled(_)));
    assert_eq!(states[1], State::Rejected(Rejection::Conflict));
    assert_eq!(states[2], State::Rejected(Rejection::Refused(Refusal::MissingBirth)));
    assert!(matches!(states[3], State::Ready(_)));
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_proves_nothing_settles_nothing() {
    let stranger = SecretKey::from_seed(&[9; 32]);
    let running = Running::start(queued(&[(1, 0), (2, 0), (3, 0)]), move |exchange, batch| {
        if exchange > 1 {
            return accept(batch);
        }
        reply_with(batch, |notice, mut receipt| {
            let of = |notice, sha256| (Uuid::from_u128(notice), 1, sha256);
            match notice {
                1 => receipt = receipt_for(of(1, Digest::of(&1u128.to_be_bytes())), &stranger),
                2 => receipt = receipt_for(of(1, Digest::of(&1u128.to_be_bytes())), &hub_key()),
                _ => receipt.signature[5] ^= 1,
            }
            Verdict::Accepted { receipt }
        })
    });
    running.pass(1).await;
    assert_eq!(running.outbox.settled(), []);
    running.pass(10).await;
    assert_eq!(running.outbox.settled(), [1, 2, 3], "asked again, and answered truly");
}

#[tokio::test(start_paused = true)]
async fn a_verdict_the_store_could_not_take_is_not_lost() {
    let outbox = queued(&[(1, 0), (2, 0)]);
    *outbox.refuses_to_settle.lock().unwrap() = 3;
    let running = Running::start(outbox, |_, batch| accept(batch));
    running.pass(60).await;
    let (outbox, seen, _) = running.stop().await;
    assert_eq!(outbox.settled(), [1, 2]);
    assert_eq!(seen.len(), 1, "the hub was not asked again for it");
}

#[tokio::test(start_paused = true)]
async fn a_verdict_the_store_never_takes_holds_up_nothing_else() {
    let outbox = Memory { never_settles: Some(1), ..queued(&[(1, 0), (2, 0)]) };
    let running = Running::start(outbox, |_, batch| accept(batch));
    running.pass(1).await;
    running.outbox.queue(3, 0);
    running.pass(30).await;
    let (outbox, seen, _) = running.stop().await;
    assert_eq!(outbox.settled(), [2, 3]);
    assert_eq!((seen.len(), &outbox.states()[0]), (2, &State::Sending));
}
