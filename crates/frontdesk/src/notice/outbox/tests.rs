//! The courier's port over a real store, with receipts really signed.

use lodging::Place;
use store::{EntryState, HubKey};
use wire::{KeyLink, RECEIPT_VERSION, Receipt, SecretKey};

use super::*;
use crate::arrive::check_in::check_in;
use crate::books::Books;
use crate::testing::{FACILITY, an, at, binh, enrolled, evening, one_night, queued, room};

const LATER: &str = "2026-11-21T19:00:05+07:00";

fn hub() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

/// A house with An and Bình in it, and the outbox its courier has.
fn house() -> (Books, HouseOutbox) {
    let mut books = enrolled();
    for (person, name) in [(an(), "101"), (binh(), "102")] {
        let new = one_night(person, Place::Room(room(&books, name)));
        check_in(&mut books, &new, evening()).unwrap();
    }
    let outbox = HouseOutbox { store: books.store.clone(), facility: FACILITY, keys: vec![hub().public()] };
    (books, outbox)
}

fn receipt(claimed: &Claimed, key: &SecretKey) -> SignedReceipt {
    let receipt = Receipt {
        version: RECEIPT_VERSION,
        key_id: key.public().id(),
        chain: Digest::NONE,
        number: 1,
        facility: claimed.key.facility,
        notice: claimed.key.notice,
        revision: claimed.key.revision,
        payload_sha256: claimed.sha256,
        received_at: at(LATER),
        deadline: Some(at("2026-11-21T23:00:00+07:00")),
        on_time: true,
    };
    wire::sign(&receipt, key).unwrap()
}

fn entry_of(key: NoticeKey) -> EntryKey {
    EntryKey { notice: NoticeId::from_uuid(key.notice), revision: key.revision }
}

fn entry(books: &Books, key: NoticeKey) -> Entry {
    books.store.read(|read| read.outbox().get(entry_of(key))).unwrap()
}

#[tokio::test]
async fn what_is_claimed_is_what_was_queued_and_a_receipt_settles_it() {
    let (books, outbox) = house();
    let claimed = outbox.claim(evening(), 10).await.unwrap();
    let told = queued(&books);
    assert_eq!(claimed.len(), 2);
    for (claimed, (entry, payload)) in claimed.iter().zip(&told) {
        assert_eq!((claimed.key, claimed.attempts), (payload.key(), 0));
        assert_eq!((&claimed.payload, *claimed.sha256.bytes()), (&entry.queued.payload, entry.queued.sha256));
        assert_eq!(entry.state, EntryState::Sending);
    }
    let signed = receipt(&claimed[0], &hub());
    for _ in ["first", "told again"] {
        outbox.settle(claimed[0].key, Settlement::Receipted(signed.clone())).await.unwrap();
        assert_eq!(entry(&books, claimed[0].key).state, EntryState::Settled);
    }
    let kept = books.store.read(|read| read.receipts().get(entry_of(claimed[0].key))).unwrap().unwrap();
    assert_eq!((kept.body, kept.signature), (signed.body.clone(), signed.signature.clone()), "the very bytes");
    assert_eq!((kept.code, kept.key_id), (signed.short_code(), signed.key_id.to_string()));
    assert_eq!((kept.received_at, kept.on_time), (at(LATER), true));
    assert_eq!(entry(&books, claimed[1].key).state, EntryState::Sending, "the other one waits for its own");
}

#[tokio::test]
async fn only_a_true_receipt_of_this_very_entry_is_stored() {
    let (books, outbox) = house();
    let claimed = outbox.claim(evening(), 10).await.unwrap();
    let (own, other) = (&claimed[0], &claimed[1]);
    let mut bent = receipt(own, &hub());
    bent.signature[0] ^= 1;
    let elsewhere = Claimed { key: NoticeKey { facility: Uuid::from_u128(1), ..own.key }, ..own.clone() };
    let other_bytes = Claimed { sha256: other.sha256, ..own.clone() };
    let table = [
        ("another hub's key", receipt(own, &SecretKey::from_seed(&[4; 32]))),
        ("a bent signature", bent),
        ("another notice's", receipt(other, &hub())),
        ("another house's", receipt(&elsewhere, &hub())),
        ("of other bytes", receipt(&other_bytes, &hub())),
    ];
    for (name, signed) in table {
        let settled = outbox.settle(own.key, Settlement::Receipted(signed)).await;
        assert_eq!(settled, Err(OutboxError::Unavailable), "{name}");
        assert_eq!(entry(&books, own.key).state, EntryState::Sending, "{name}");
    }
    assert_eq!(books.store.read(|read| read.receipts().count()), Ok(0));
}

#[tokio::test]
async fn a_rejection_waits_for_a_person_with_a_sentence() {
    let table = [
        (Rejection::Conflict, "conflict", "Hub đang giữ nội dung khác"),
        (Rejection::Refused(Refusal::BadName), "bad_name", Refusal::BadName.sentence()),
        (Rejection::Refused(Refusal::TooLong), "too_long", Refusal::TooLong.sentence()),
        (Rejection::Refused(Refusal::Unknown), "unknown", Refusal::Unknown.sentence()),
    ];
    for (rejection, word, said) in table {
        let (books, outbox) = house();
        let claimed = outbox.claim(evening(), 1).await.unwrap().remove(0);
        outbox.settle(claimed.key, Settlement::Rejected(rejection)).await.unwrap();
        let entry = entry(&books, claimed.key);
        assert_eq!((entry.state, entry.rejected.as_deref()), (EntryState::Rejected, Some(word)));
        assert!(sentence(word).starts_with(said), "{word}");
        let left = outbox.claim(at("2027-01-01T00:00:00+07:00"), 10).await.unwrap();
        assert!(left.iter().all(|other| other.key != claimed.key), "it is not sent by itself");
    }
    assert_eq!(sentence("a word of a later program"), Refusal::Unknown.sentence());
}

#[tokio::test]
async fn a_retry_comes_back_under_the_same_key_and_not_before_its_time() {
    let (books, outbox) = house();
    let claimed = outbox.claim(evening(), 1).await.unwrap().remove(0);
    outbox.settle(claimed.key, Settlement::Retry { not_before: at(LATER) }).await.unwrap();
    assert_eq!(entry(&books, claimed.key).state, EntryState::Unverified, "the hub may have it");
    let early = outbox.claim(at("2026-11-21T19:00:04.999+07:00"), 10).await.unwrap();
    assert!(early.iter().all(|other| other.key != claimed.key));
    let again = outbox.claim(at(LATER), 10).await.unwrap().remove(0);
    assert_eq!(again, Claimed { attempts: 1, ..claimed });
}

#[tokio::test]
async fn a_day_tells_what_was_receipted_and_the_frozen_bytes_stay_to_be_had() {
    let (_books, outbox) = house();
    let claimed = outbox.claim(evening(), 10).await.unwrap();
    let first = &claimed[0];
    outbox.settle(first.key, Settlement::Receipted(receipt(first, &hub()))).await.unwrap();
    let of = |day: &str| outbox.day(day.parse().unwrap());
    let held = Held { notice: first.key.notice, revision: first.key.revision, sha256: first.sha256 };
    assert_eq!(of("2026-11-21").await.unwrap(), [held]);
    assert_eq!(of("2026-11-20").await.unwrap(), []);
    assert_eq!(of("2026-11-22").await.unwrap(), []);
    let frozen = outbox.frozen(first.key).await.unwrap().unwrap();
    assert_eq!((frozen.payload, frozen.sha256), (first.payload.clone(), first.sha256));
    let unknown = NoticeKey { revision: 9, ..first.key };
    assert_eq!(outbox.frozen(unknown).await, Ok(None));
}

#[tokio::test]
async fn a_receipt_the_hub_held_is_taken_over_once_and_only_for_a_known_entry() {
    let (books, outbox) = house();
    let claimed = outbox.claim(evening(), 10).await.unwrap();
    let first = &claimed[0];
    let signed = receipt(first, &hub());
    assert_eq!(outbox.take(first.key, signed.clone()).await, Ok(Taken::Now));
    assert_eq!(entry(&books, first.key).state, EntryState::Settled);
    assert_eq!(outbox.take(first.key, signed).await, Ok(Taken::Before));
    let unknown = Claimed { key: NoticeKey { revision: 9, ..first.key }, ..first.clone() };
    assert_eq!(outbox.take(unknown.key, receipt(&unknown, &hub())).await, Ok(Taken::Unknown));
    let other = Claimed { sha256: Digest::of(b"other"), ..claimed[1].clone() };
    assert_eq!(outbox.take(other.key, receipt(&other, &hub())).await, Ok(Taken::Unknown));
    assert_eq!(entry(&books, other.key).state, EntryState::Sending);
}

#[tokio::test]
async fn a_receipt_of_a_key_that_was_followed_settles_from_then_on() {
    let (books, outbox) = house();
    let claimed = outbox.claim(evening(), 1).await.unwrap().remove(0);
    let next = SecretKey::from_seed(&[4; 32]);
    let signed = receipt(&claimed, &next);
    let settled = async || outbox.settle(claimed.key, Settlement::Receipted(signed.clone())).await;
    assert_eq!(settled().await, Err(OutboxError::Unavailable), "nothing has led to it yet");
    let link = KeyLink::next(&hub(), &next.public(), at(LATER), 3_600);
    outbox.trust(vec![link.clone()]).await.unwrap();
    assert_eq!(settled().await, Ok(()));
    assert_eq!(entry(&books, claimed.key).state, EntryState::Settled);
    let kept = enrol::ring(&books.store).unwrap();
    assert_eq!((kept.links(), kept.keys().contains(&next.public())), (&[link][..], true), "after a restart too");
}

/// A hub that was restored from an older backup counts on from there.
#[tokio::test]
async fn the_receipt_a_restored_hub_gives_is_kept_beside_the_first_and_a_number_given_twice_is_told() {
    let (books, outbox) = house();
    let claimed = outbox.claim(evening(), 10).await.unwrap();
    let numbered = |claimed: &Claimed, number, received_at| {
        let read = wire::verify(&receipt(claimed, &hub()), &[hub().public()]).unwrap();
        wire::sign(&Receipt { number, received_at, ..read }, &hub()).unwrap()
    };
    let key = HubKey { key_id: hub().public().id().to_string(), public_key: hub().public().bytes(), link: None };
    books.store.write(|write| write.hub_keys().keep(&key)).unwrap();
    let twice = || books.store.read(|read| crate::see::chain::given_twice(*read, at(LATER))).unwrap();
    let first = numbered(&claimed[0], 7, at(LATER));
    outbox.settle(claimed[0].key, Settlement::Receipted(first.clone())).await.unwrap();
    outbox.settle(claimed[1].key, Settlement::Receipted(numbered(&claimed[1], 8, at(LATER)))).await.unwrap();
    assert!(twice().is_empty(), "that the numbers before are missing says nothing");
    let again = numbered(&claimed[0], 8, at("2026-11-23T03:00:00+07:00"));
    assert_eq!(outbox.take(claimed[0].key, again.clone()).await, Ok(Taken::Beside));
    assert_eq!(outbox.take(claimed[0].key, again.clone()).await, Ok(Taken::Before));
    let kept = books.store.read(|read| read.receipts().of(entry_of(claimed[0].key))).unwrap();
    assert_eq!(kept.into_iter().map(|one| one.body).collect::<Vec<_>>(), [first.body, again.body]);
    assert_eq!(twice(), [8]);
    let of = |day: &str| outbox.day(day.parse().unwrap());
    assert_eq!((of("2026-11-21").await.unwrap().len(), of("2026-11-23").await.unwrap().len()), (1, 1));
}
