//! The outbox: what is claimed in which order, and what ends an entry.

use crate::house::{at, evening, house, key, notice_id, queue, queued, receipt, stay_id};
use store::{Constraint, EntryState, NoticeKind, Settled, Store, StoreError};

const SOON: Option<&str> = Some("2026-11-21T21:00:00+07");
const LATER: Option<&str> = Some("2026-11-21T23:00:00+07");

fn claimed(store: &Store, limit: usize) -> Vec<(u64, u32)> {
    let now = evening();
    let number = |notice: lodging::NoticeId| (1..100).find(|n| notice_id(*n) == notice).unwrap();
    let entries = store.claim(now, limit).unwrap();
    entries.iter().map(|entry| (number(entry.queued.key.notice), entry.queued.key.revision)).collect()
}

fn state(store: &Store, n: u64, revision: u32) -> EntryState {
    store.read(|r| r.outbox().get(key(n, revision))).unwrap().state
}

#[test]
fn the_earliest_deadline_goes_first_and_none_last() {
    let store = house(4);
    for (n, deadline) in [(1, None), (2, LATER), (3, SOON), (4, LATER)] {
        queue(&store, &queued(n, 1, deadline)).unwrap();
    }
    assert_eq!(claimed(&store, 3), [(3, 1), (2, 1), (4, 1)]);
    assert_eq!(claimed(&store, 3), [(1, 1)], "what is being sent is not claimed again");
    assert_eq!(claimed(&store, 3), []);
}

#[test]
fn revisions_of_a_notice_go_out_one_after_the_other() {
    let store = house(1);
    queue(&store, &queued(1, 1, LATER)).unwrap();
    queue(&store, &queued(1, 2, SOON)).unwrap();
    assert_eq!(claimed(&store, 9), [(1, 1)], "although revision 2 is due earlier");
    assert_eq!(claimed(&store, 9), [], "revision 1 has no receipt yet");
    store.write(|w| w.outbox().back_off(key(1, 1), evening())).unwrap();
    assert_eq!(claimed(&store, 9), [(1, 1)]);
    store.write(|w| w.outbox().settle(&receipt(1, 1))).unwrap();
    assert_eq!(claimed(&store, 9), [(1, 2)]);
}

#[test]
fn what_did_not_reach_the_hub_is_ready_again_unless_an_earlier_try_may_have() {
    let store = house(1);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    let state = || {
        let entry = store.read(|r| r.outbox().get(key(1, 1))).unwrap();
        (entry.state, entry.attempts)
    };
    for _ in 0..2 {
        claimed(&store, 1);
        for _ in 0..2 {
            store.write(|w| w.outbox().not_sent(key(1, 1))).unwrap();
            assert_eq!(state(), (EntryState::Ready, 0), "told once or twice");
        }
    }
    claimed(&store, 1);
    store.write(|w| w.outbox().back_off(key(1, 1), evening())).unwrap();
    claimed(&store, 1);
    store.write(|w| w.outbox().not_sent(key(1, 1))).unwrap();
    assert_eq!(state(), (EntryState::Unverified, 1), "the first answer was lost");
    claimed(&store, 1);
    store.write(|w| w.outbox().settle(&receipt(1, 1))).unwrap();
    assert_eq!(store.write(|w| w.outbox().not_sent(key(1, 1))), Err(StoreError::WrongState));
}

#[test]
fn a_rejected_revision_does_not_hold_back_its_correction() {
    let store = house(1);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    claimed(&store, 1);
    store.write(|w| w.outbox().reject(key(1, 1), "NAME_MISSING")).unwrap();
    assert_eq!(claimed(&store, 9), [], "it waits for a person");
    assert_eq!(store.read(|r| r.outbox().summary()).unwrap().rejected, 1);
    queue(&store, &queued(1, 2, SOON)).unwrap();
    assert_eq!(claimed(&store, 9), [(1, 2)]);
    let summary = store.read(|r| r.outbox().summary()).unwrap();
    assert_eq!((summary.waiting, summary.rejected), (1, 0), "the correction has replaced it");
}

#[test]
fn a_person_may_send_a_rejected_entry_again() {
    let store = house(1);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    let resend = || store.write(|w| w.outbox().resend(key(1, 1), evening()));
    assert_eq!(resend(), Err(StoreError::WrongState));
    claimed(&store, 1);
    store.write(|w| w.outbox().reject(key(1, 1), "CONFLICT")).unwrap();
    assert_eq!(resend(), Ok(()));
    assert_eq!(claimed(&store, 9), [(1, 1)]);
}

#[test]
fn a_claim_is_on_record_and_a_crash_leaves_it_unverified() {
    let store = house(2);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    queue(&store, &queued(2, 1, LATER)).unwrap();
    let entry = store.claim(evening(), 1).unwrap().remove(0);
    assert_eq!((entry.state, entry.attempts), (EntryState::Sending, 1));
    assert_eq!(store.read(|r| r.outbox().get(key(1, 1))).unwrap(), entry, "as it stands in the database");
    assert_eq!(store.recover(), Ok(1));
    assert_eq!((state(&store, 1, 1), state(&store, 2, 1)), (EntryState::Unverified, EntryState::Ready));
    let again = store.claim(evening(), 1).unwrap().remove(0);
    assert_eq!(again.queued, entry.queued, "the same key and the same bytes");
    assert_eq!(again.attempts, 2);
}

#[test]
fn what_backs_off_waits_for_its_time() {
    let store = house(1);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    claimed(&store, 1);
    let back = at("2026-11-21T19:00:30+07");
    store.write(|w| w.outbox().back_off(key(1, 1), back)).unwrap();
    assert_eq!(state(&store, 1, 1), EntryState::Unverified);
    assert_eq!(claimed(&store, 1), []);
    assert_eq!(store.claim(back, 1).unwrap().len(), 1);
}

/// A machine whose clock ran seven hours ahead, as with local time taken for UTC, until the network told it better.
#[test]
fn a_clock_that_is_set_back_holds_nothing_up() {
    let store = house(2);
    let ahead = at("2026-11-22T02:00:00+07");
    for n in [1, 2] {
        queue(&store, &store::Queued { at: ahead, ..queued(n, 1, SOON) }).unwrap();
    }
    store.claim(ahead, 1).unwrap();
    store.write(|w| w.outbox().back_off(key(1, 1), ahead)).unwrap();
    assert_eq!(claimed(&store, 9), [(1, 1), (2, 1)]);
}

#[test]
fn only_a_receipt_of_that_key_and_hash_settles() {
    let store = house(2);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    claimed(&store, 1);
    let settle = |receipt| store.write(|w| w.outbox().settle(&receipt));
    let mut other_bytes = receipt(1, 1);
    other_bytes.sha256[31] ^= 1;
    assert_eq!(settle(other_bytes), Err(StoreError::OtherBytes));
    assert_eq!(settle(receipt(1, 2)), Err(StoreError::Missing));
    assert_eq!(settle(receipt(2, 1)), Err(StoreError::Missing));
    assert_eq!(state(&store, 1, 1), EntryState::Sending);
    assert_eq!(settle(receipt(1, 1)), Ok(Settled::Now));
    assert_eq!(settle(receipt(1, 1)), Ok(Settled::Before));
    assert_eq!(state(&store, 1, 1), EntryState::Settled);
    assert_eq!(store.read(|r| r.receipts().get(key(1, 1))).unwrap(), Some(receipt(1, 1)));
    assert_eq!(store.read(|r| r.receipts().count()), Ok(1));
}

/// A hub that was restored from a backup gives a new receipt for what it had forgotten.
#[test]
fn another_receipt_of_a_settled_entry_is_kept_beside_the_first() {
    let store = house(1);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    claimed(&store, 1);
    let settle = |receipt: &store::Receipt| store.write(|w| w.outbox().settle(receipt));
    let first = receipt(1, 1);
    let later = at("2026-11-23T03:00:00+07");
    let again = store::Receipt { body: b"signed again".to_vec(), received_at: later, ..receipt(1, 1) };
    let given = |day: &str| {
        let from = at(&format!("{day}T00:00:00+07"));
        store.read(|r| r.receipts().given(from, from + jiff::SignedDuration::from_hours(24))).unwrap().len()
    };
    assert_eq!(settle(&first), Ok(Settled::Now));
    assert_eq!((given("2026-11-21"), given("2026-11-23")), (1, 0));
    for expected in [Settled::Beside, Settled::Before] {
        assert_eq!(settle(&again), Ok(expected));
    }
    assert_eq!(settle(&first), Ok(Settled::Before));
    assert_eq!(store.read(|r| r.receipts().get(key(1, 1))).unwrap(), Some(first.clone()), "the first settled it");
    assert_eq!(store.read(|r| r.receipts().of(key(1, 1))).unwrap(), [first, again]);
    assert_eq!((given("2026-11-21"), given("2026-11-23")), (0, 1), "the hub knows of the newest only");
    assert_eq!(store.read(|r| r.receipts().since(at("2026-11-01T00:00:00+07"))).unwrap().len(), 2);
}

#[test]
fn a_settled_entry_stays_settled() {
    let store = house(1);
    queue(&store, &queued(1, 1, SOON)).unwrap();
    claimed(&store, 1);
    store.write(|w| w.outbox().settle(&receipt(1, 1))).unwrap();
    assert_eq!(store.write(|w| w.outbox().reject(key(1, 1), "LATE")), Err(StoreError::WrongState));
    assert_eq!(store.write(|w| w.outbox().back_off(key(1, 1), evening())), Err(StoreError::WrongState));
    assert_eq!(store.recover(), Ok(0));
    assert_eq!(claimed(&store, 1), []);
}

#[test]
fn the_first_telling_is_one_and_they_count_up() {
    let store = house(1);
    let next = || store.read(|r| r.outbox().next_revision(notice_id(1))).unwrap();
    assert_eq!(next(), 1);
    assert_eq!(queue(&store, &queued(1, 2, SOON)), Err(StoreError::Refused(Constraint::Rule)));
    queue(&store, &queued(1, 1, SOON)).unwrap();
    assert_eq!(queue(&store, &queued(1, 1, SOON)), Err(StoreError::Refused(Constraint::Rule)));
    assert_eq!(queue(&store, &queued(1, 3, SOON)), Err(StoreError::Refused(Constraint::Rule)));
    assert_eq!(next(), 2);
    assert_eq!(queue(&store, &queued(8, 1, SOON)), Err(StoreError::Refused(Constraint::Reference)), "no such notice");
}

#[test]
fn the_summary_is_of_what_waits() {
    let store = house(3);
    let summary = || store.read(|r| r.outbox().summary()).unwrap();
    assert_eq!((summary().waiting, summary().oldest_since, summary().next_deadline), (0, None, None));
    queue(&store, &queued(1, 1, LATER)).unwrap();
    queue(&store, &queued(2, 1, SOON)).unwrap();
    queue(&store, &queued(3, 1, None)).unwrap();
    let soon = SOON.map(at);
    assert_eq!((summary().waiting, summary().oldest_since, summary().next_deadline), (3, Some(evening()), soon));
    claimed(&store, 1);
    store.write(|w| w.outbox().settle(&receipt(2, 1))).unwrap();
    assert_eq!((summary().waiting, summary().next_deadline), (2, LATER.map(at)));
}

#[test]
fn the_badge_is_of_the_oldest_revision_that_is_not_done() {
    let store = house(1);
    let badge = || {
        let badge = store.read(|r| r.board().get(notice_id(1))).unwrap();
        (badge.key.revision, badge.state, badge.code.is_some())
    };
    queue(&store, &queued(1, 1, LATER)).unwrap();
    queue(&store, &queued(1, 2, LATER)).unwrap();
    assert_eq!(badge(), (1, EntryState::Ready, false));
    claimed(&store, 1);
    store.write(|w| w.outbox().settle(&receipt(1, 1))).unwrap();
    assert_eq!(badge(), (2, EntryState::Ready, false));
    claimed(&store, 1);
    store.write(|w| w.outbox().reject(key(1, 2), "CONFLICT")).unwrap();
    assert_eq!(badge(), (2, EntryState::Rejected, false), "the last word is a refusal");
    queue(&store, &queued(1, 3, LATER)).unwrap();
    claimed(&store, 1);
    store.write(|w| w.outbox().settle(&receipt(1, 3))).unwrap();
    assert_eq!(badge(), (3, EntryState::Settled, true), "the refusal has been replaced");
    let shown = store.read(|r| r.board().of_stay(stay_id(1))).unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].kind, shown[0].place_name.as_str()), (NoticeKind::Extension, "305"));
}

#[test]
fn the_radar_shows_what_has_no_receipt_by_deadline() {
    let store = house(3);
    for (n, deadline) in [(1, LATER), (2, None), (3, SOON)] {
        queue(&store, &queued(n, 1, deadline)).unwrap();
    }
    let radar = store.read(|r| r.board().radar(10)).unwrap();
    assert_eq!(radar.iter().map(|badge| badge.key).collect::<Vec<_>>(), [key(3, 1), key(1, 1), key(2, 1)]);
    let overdue = |now: &str| store.read(|r| r.board().count_overdue(at(now))).unwrap();
    assert_eq!(overdue("2026-11-21T20:59:59+07"), 0);
    assert_eq!(overdue("2026-11-21T21:00:00+07"), 1, "the deadline itself is late");
    assert_eq!(store.read(|r| r.board().list(None, 2)).unwrap().len(), 2);
    assert_eq!(store.read(|r| r.board().list(Some(EntryState::Settled), 9)).unwrap(), []);
}

#[test]
fn what_is_not_told_and_not_replaced_is_found_with_every_deadline() {
    let store = house(4);
    for (n, deadline) in [(1, LATER), (2, SOON), (3, LATER), (4, None)] {
        queue(&store, &queued(n, 1, deadline)).unwrap();
    }
    let untold = || store.read(|r| r.outbox().untold()).unwrap();
    let deadlines = |until| store.read(|r| r.outbox().deadlines(at(until))).unwrap();
    assert_eq!(untold(), [1, 2, 3, 4].map(notice_id));
    assert_eq!(deadlines(LATER.unwrap()), [(at(SOON.unwrap()), 1), (at(LATER.unwrap()), 2)]);
    assert_eq!(deadlines("2026-11-21T22:59:59+07"), [(at(SOON.unwrap()), 1)]);
    claimed(&store, 3);
    store.write(|w| w.outbox().settle(&receipt(1, 1))).unwrap();
    for n in [2, 3] {
        store.write(|w| w.outbox().reject(key(n, 1), "NO")).unwrap();
    }
    let departure = store::Queued { kind: NoticeKind::Departure, ..queued(3, 2, None) };
    queue(&store, &departure).unwrap();
    assert_eq!(untold(), [2, 4].map(notice_id), "1 is told, 3 is replaced");
    assert_eq!(deadlines(LATER.unwrap()), []);
}
