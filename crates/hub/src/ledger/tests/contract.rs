//! What every ledger owes the routes.

use jiff::SignedDuration;

use super::*;

on_every_ledger!(
    receipts_are_numbered_and_chained,
    the_same_again_gets_the_same_receipt,
    other_bytes_under_the_same_key_are_a_conflict,
    what_is_kept_is_not_judged_again,
    one_batch_may_say_the_same_twice,
    a_batch_is_kept_whole_or_not_at_all,
    the_first_revision_is_judged_by_the_arrival,
    a_cancellation_tells_nothing,
    a_trail_and_a_day_tell_what_is_kept,
    a_code_enrols_one_device_once,
    a_device_changes_its_key_once,
    a_feed_goes_on_where_it_was_left,
    what_one_hub_keeps_another_knows,
    the_history_of_keys_only_grows,
    whose_receipts_there_are_is_told,
    a_ledger_that_takes_writes_says_so,
);

async fn receipts_are_numbered_and_chained(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let other = enrolled(&ledger, "Bệnh viện").await;
    let first = store(&ledger, &house, vec![entry(1, 1, "a"), entry(2, 1, "b")]).await;
    store(&ledger, &other, vec![entry(1, 1, "a")]).await;
    let second = store(&ledger, &house, vec![entry(3, 1, "c")]).await;
    let all: Vec<_> = first.iter().chain(&second).collect();
    let mut chain = Digest::NONE;
    for (stored, number) in all.into_iter().zip(1..) {
        let Stored::Accepted(signed) = stored else { panic!("{stored:?}") };
        let receipt = receipt(stored);
        assert_eq!((receipt.number, receipt.chain, receipt.facility), (number, chain, house.facility));
        assert_eq!(receipt.received_at, at("15:00"));
        chain = signed.chain_digest();
    }
    assert_eq!(ledger.count().await.unwrap(), Counts { notices: 4, revisions: 4, receipts: 4 });
}

async fn the_same_again_gets_the_same_receipt(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let first = store(&ledger, &house, vec![entry(1, 1, "a")]).await;
    let Stored::Accepted(given) = &first[0] else { panic!("{first:?}") };
    let again = store_at(&ledger, &house, at("23:30"), vec![entry(1, 1, "a"), entry(2, 1, "b")]).await;
    assert_eq!(again[0], Stored::Duplicate(given.clone()));
    assert_eq!(receipt(&again[1]).number, 2, "a duplicate takes no number");
    assert_eq!(ledger.count().await.unwrap().receipts, 2);
}

async fn other_bytes_under_the_same_key_are_a_conflict(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    store(&ledger, &house, vec![entry(1, 1, "a")]).await;
    let stored = store(&ledger, &house, vec![entry(1, 1, "changed"), entry(1, 2, "changed")]).await;
    assert_eq!(stored[0], Stored::Conflict);
    assert!(matches!(stored[1], Stored::Accepted(_)), "a conflict holds nothing else back");
    let trail = ledger.trail(house.facility, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(trail[0].sha256, Digest::of(b"a"), "what was kept first stays");
}

async fn what_is_kept_is_not_judged_again(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let refused = |notice, payload| Entry { judged: Err(Refusal::MissingBirth), ..entry(notice, 1, payload) };
    let first = store(&ledger, &house, vec![entry(1, 1, "a"), refused(2, "b")]).await;
    let Stored::Accepted(given) = &first[0] else { panic!("{first:?}") };
    assert_eq!(first[1], Stored::Refused(Refusal::MissingBirth));
    let again = store(&ledger, &house, vec![refused(1, "a"), refused(1, "changed"), refused(2, "b")]).await;
    let refused = Stored::Refused(Refusal::MissingBirth);
    assert_eq!(again, [Stored::Duplicate(given.clone()), refused.clone(), refused]);
    assert_eq!(ledger.count().await.unwrap(), Counts { notices: 1, revisions: 1, receipts: 1 });
    let next = store(&ledger, &house, vec![entry(3, 1, "c")]).await;
    assert_eq!(receipt(&next[0]).number, 2, "a refusal takes no number");
}

async fn one_batch_may_say_the_same_twice(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let batch = vec![entry(1, 1, "a"), entry(1, 1, "a"), entry(1, 1, "b")];
    let stored = store(&ledger, &house, batch).await;
    let Stored::Accepted(given) = &stored[0] else { panic!("{stored:?}") };
    assert_eq!(stored[1..], [Stored::Duplicate(given.clone()), Stored::Conflict]);
}

async fn a_batch_is_kept_whole_or_not_at_all(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let stranger = Enrolled { facility: Uuid::from_u128(9), ..house.clone() };
    let receiving = Receiving { facility: stranger.facility, device: stranger.device, now: at("15:00"), key: &key() };
    assert!(ledger.store(receiving, vec![entry(1, 1, "a")]).await.is_err());
    assert_eq!(ledger.count().await.unwrap(), Counts { notices: 0, revisions: 0, receipts: 0 });
    assert_eq!(store(&ledger, &house, vec![]).await, []);
}

async fn the_first_revision_is_judged_by_the_arrival(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let cases = [
        (1, 1, "22:59:59", "23:00", true),
        (1, 2, "23:30", "20:00", false),
        (2, 1, "23:00", "23:00", false),
        (3, 5, "19:00", "23:00", true),
        (3, 6, "19:59", "20:00", true),
    ];
    for (notice, revision, now, deadline, on_time) in cases {
        let stored = store_at(&ledger, &house, at(now), vec![entry(notice, revision, "a")]).await;
        let receipt = receipt(&stored[0]);
        assert_eq!((receipt.deadline, receipt.on_time), (Some(at(deadline)), on_time), "{notice}/{revision}");
    }
}

async fn a_cancellation_tells_nothing(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let cancel = |notice, revision| {
        let none = Ok(Deadlines { first: None, later: None });
        Entry { judged: none, ..entry(notice, revision, "cancelled") }
    };
    let deadlines = |stored: Vec<Stored>| stored.iter().map(|stored| receipt(stored).deadline).collect::<Vec<_>>();
    let late = at("23:30");
    assert_eq!(deadlines(store_at(&ledger, &house, late, vec![cancel(1, 1)]).await), [None]);
    let told = store_at(&ledger, &house, late, vec![entry(1, 2, "a")]).await;
    assert_eq!((receipt(&told[0]).deadline, receipt(&told[0]).on_time), (Some(at("23:00")), false));
    let batch = vec![cancel(2, 1), entry(2, 2, "a"), cancel(2, 3), entry(2, 4, "b"), cancel(1, 3), entry(1, 4, "b")];
    let (first, later) = (Some(at("23:00")), Some(at("20:00")));
    assert_eq!(deadlines(store(&ledger, &house, batch).await), [None, first, None, later, None, later]);
}

async fn a_trail_and_a_day_tell_what_is_kept(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let other = enrolled(&ledger, "Bệnh viện").await;
    let stored = store(&ledger, &house, vec![entry(1, 2, "b"), entry(1, 1, "a")]).await;
    store_at(&ledger, &house, at("23:59:59") + SignedDuration::from_secs(1), vec![entry(2, 1, "c")]).await;
    let trail = ledger.trail(house.facility, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(trail.iter().map(|kept| kept.revision).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(Stored::Accepted(trail[1].receipt.clone()), stored[0]);
    assert_eq!(ledger.trail(other.facility, Uuid::from_u128(1)).await.unwrap(), []);
    let mut day = ledger.day(house.facility, "2026-11-21".parse().unwrap()).await.unwrap();
    day.sort_unstable();
    let one = Uuid::from_u128(1);
    assert_eq!(day, [(one, 1, Digest::of(b"a")), (one, 2, Digest::of(b"b"))]);
    assert_eq!(ledger.day(house.facility, "2026-11-22".parse().unwrap()).await.unwrap().len(), 1);
}

async fn a_code_enrols_one_device_once(ledger: impl Ledger, _: impl Ledger) {
    let (code, expires) = (Digest::of(b"code"), at("14:15"));
    ledger.add_code("Hoa Sen".to_owned(), Uuid::from_u128(1), code, expires).await.unwrap();
    let enrol = async |code, key, id, now| ledger.enrol(code, key, Uuid::from_u128(id), now).await.unwrap();
    assert_eq!(enrol(Digest::of(b"other"), device_key(1), 10, at("14:00")).await, None, "unknown");
    assert_eq!(enrol(code, device_key(1), 10, expires).await, None, "old");
    let given = enrol(code, device_key(1), 10, at("14:14")).await.unwrap();
    assert_eq!((given.device, given.facility), (Uuid::from_u128(10), Uuid::from_u128(1)));
    assert_eq!(enrol(code, device_key(1), 11, at("14:14")).await, Some(given.clone()), "the answer was lost");
    assert_eq!(enrol(code, device_key(2), 12, at("14:14")).await, None, "used up");
    ledger.add_code("Hoa Sen".to_owned(), Uuid::from_u128(2), Digest::of(b"second"), expires).await.unwrap();
    let second = enrol(Digest::of(b"second"), device_key(2), 13, at("14:00")).await.unwrap();
    assert_eq!(second.facility, given.facility, "the same name is the same facility");
    assert!(ledger.revoke(given.device, at("14:20")).await.unwrap());
    assert!(ledger.device(given.device).await.unwrap().unwrap().revoked);
    assert_eq!(enrol(code, device_key(1), 14, at("14:14")).await, None, "shut out");
    let device = ledger.device(second.device).await.unwrap().unwrap();
    assert_eq!((device.key, device.facility, device.revoked), (device_key(2), given.facility, false));
    assert_eq!(ledger.device(Uuid::from_u128(99)).await.unwrap(), None);
    assert!(!ledger.revoke(Uuid::from_u128(99), at("14:20")).await.unwrap());
}

async fn a_device_changes_its_key_once(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let other = enrolled(&ledger, "Bệnh viện").await;
    let rotate = async |old, new| ledger.rotate(house.device, device_key(old), device_key(new)).await.unwrap();
    assert!(rotate(7, 8).await && rotate(7, 8).await, "the first answer may have been lost");
    assert!(!rotate(7, 9).await, "it has another key by now");
    let all = ledger.devices().await.unwrap();
    assert_eq!(all.len(), 2);
    let (device, name) = all.iter().find(|(device, _)| device.id == house.device).unwrap();
    assert_eq!((device.key, name.as_str()), (device_key(8), "Hoa Sen"));
    ledger.revoke(other.device, at("14:20")).await.unwrap();
    assert!(!ledger.rotate(other.device, device_key(7), device_key(8)).await.unwrap(), "shut out");
}

async fn a_feed_goes_on_where_it_was_left(ledger: impl Ledger, _: impl Ledger) {
    let house = enrolled(&ledger, "Hoa Sen").await;
    let other = enrolled(&ledger, "Bệnh viện").await;
    let first = store(&ledger, &house, vec![entry(2, 1, "a"), entry(1, 1, "b")]).await;
    store(&ledger, &other, vec![entry(2, 1, "a")]).await;
    let second = store(&ledger, &house, vec![entry(1, 2, "c")]).await;
    let given: Vec<_> = first.iter().chain(&second).map(|stored| signed(stored).clone()).collect();
    let feed = async |after, limit| ledger.feed(house.facility, after, limit).await.unwrap();
    assert_eq!(feed(0, 2).await, given[..2]);
    assert_eq!(feed(2, usize::MAX).await, given[2..]);
    assert_eq!(feed(3, 2).await, []);
    assert_eq!(feed(u64::MAX, 2).await, []);
}

async fn what_one_hub_keeps_another_knows(one: impl Ledger, two: impl Ledger) {
    let house = enrolled(&one, "Hoa Sen").await;
    let given = store(&one, &house, vec![entry(1, 1, "a")]).await;
    let again = store(&two, &house, vec![entry(1, 1, "a"), entry(2, 1, "b")]).await;
    assert_eq!(again[0], Stored::Duplicate(signed(&given[0]).clone()));
    assert_eq!(receipt(&again[1]).chain, signed(&given[0]).chain_digest());
}

async fn the_history_of_keys_only_grows(one: impl Ledger, two: impl Ledger) {
    assert_eq!(one.key_history().await.unwrap(), []);
    let first = KeyLink::first(&key(), at("08:00"));
    let next = |number| KeyLink::next(&key(), &device_key(number), at("12:00:00.123"), 3_600);
    assert!(one.add_key(first.clone(), 1).await.unwrap());
    assert!(
        !two.add_key(KeyLink::first(&SecretKey::from_seed(&[9; 32]), at("08:00")), 1).await.unwrap(),
        "one is first"
    );
    let (ours, theirs) = tokio::join!(one.add_key(next(2), 2), two.add_key(next(3), 2));
    let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
    assert!(ours != theirs, "of two hubs that change the key at once one does");
    let kept = next(if ours { 2 } else { 3 });
    assert!(!one.add_key(first.clone(), 3).await.unwrap(), "a key is told once");
    assert_eq!(two.key_history().await.unwrap(), [first, kept]);
}

async fn whose_receipts_there_are_is_told(ledger: impl Ledger, _: impl Ledger) {
    let (ours, other) = (key().public().id(), device_key(9).id());
    let house = enrolled(&ledger, "Hoa Sen").await;
    assert!(!ledger.holds_only_others(other).await.unwrap(), "there are none");
    store(&ledger, &house, vec![entry(1, 1, "a")]).await;
    assert!(ledger.holds_only_others(other).await.unwrap());
    assert!(!ledger.holds_only_others(ours).await.unwrap());
}

async fn a_ledger_that_takes_writes_says_so(one: impl Ledger, two: impl Ledger) {
    let house = enrolled(&one, "Hoa Sen").await;
    one.try_write().await.unwrap();
    two.try_write().await.unwrap();
    assert_eq!(receipt(&store(&one, &house, vec![entry(1, 1, "a")]).await[0]).number, 1, "and nothing has changed");
}
