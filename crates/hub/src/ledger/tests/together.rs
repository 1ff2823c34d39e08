//! Many writers at once, at two hubs before one ledger.

use stories::wait::LIMIT;
use tokio::task::JoinHandle;

use super::*;

on_every_ledger!(
    writers_to_one_facility_leave_no_gap,
    writers_to_many_facilities_keep_their_chains,
    a_reader_of_the_feed_misses_nothing_and_sees_nothing_twice,
    one_code_at_two_hubs_enrols_one_device,
    one_notice_at_two_hubs_is_kept_once,
);

/// Writers, each at one of two hubs, that store a notice of their own and one that all of them store, again and again.
fn writers(one: &OpenLedger, two: &OpenLedger, house: &Enrolled, count: u128) -> Vec<JoinHandle<Vec<Stored>>> {
    let writers = (0..count).map(|writer| {
        let (ledger, house) = (if writer % 2 == 0 { one } else { two }.clone(), house.clone());
        tokio::spawn(async move {
            let mut given = Vec::new();
            for round in 0..10 {
                let (own, shared) = (entry(writer * 100 + round, 1, "a"), entry(7_000 + round, 1, "b"));
                // Each way round, so that two that lock what they touch one by one would wait for each other.
                let batch = if writer % 3 == 0 { vec![own, shared] } else { vec![shared, own] };
                given.extend(store(&ledger, &house, batch).await);
            }
            given
        })
    });
    writers.collect()
}

async fn given(writers: Vec<JoinHandle<Vec<Stored>>>) -> Vec<Stored> {
    let mut given = Vec::new();
    for writer in writers {
        given.extend(writer.await.unwrap());
    }
    given
}

/// Numbered from 1 without a gap, each chained to the one before.
pub(super) fn assert_chained(receipts: &[SignedReceipt]) {
    let mut before = Digest::NONE;
    for (signed, number) in receipts.iter().zip(1..) {
        let receipt = verify(signed, &[key().public()]).unwrap();
        assert_eq!((receipt.number, receipt.chain), (number, before));
        before = signed.chain_digest();
    }
}

async fn writers_to_one_facility_leave_no_gap(one: OpenLedger, two: OpenLedger) {
    let house = enrolled(&one, "Hoa Sen").await;
    let stored = given(writers(&one, &two, &house, 8)).await;
    let mut accepted: Vec<_> = stored.iter().filter(|stored| matches!(stored, Stored::Accepted(_))).collect();
    assert_eq!(accepted.len(), 90, "each writer's own, and the shared ones once");
    accepted.sort_by_key(|stored| receipt(stored).number);
    let accepted: Vec<_> = accepted.into_iter().map(|stored| signed(stored).clone()).collect();
    assert_chained(&accepted);
    assert_eq!(one.feed(house.facility, 0, 1_000).await.unwrap(), accepted, "what was given is what is kept");
}

async fn writers_to_many_facilities_keep_their_chains(one: OpenLedger, two: OpenLedger) {
    let mut houses = Vec::new();
    for number in 0..12 {
        houses.push(enrolled(&one, &format!("Nhà nghỉ {number}")).await);
    }
    let all: Vec<_> = houses.iter().flat_map(|house| writers(&one, &two, house, 2)).collect();
    assert_eq!(given(all).await.len(), 12 * 2 * 20);
    for house in &houses {
        let feed = one.feed(house.facility, 0, 1_000).await.unwrap();
        assert_eq!(feed.len(), 30);
        assert_chained(&feed);
    }
    assert_eq!(two.count().await.unwrap(), Counts { notices: 360, revisions: 360, receipts: 360 });
}

async fn a_reader_of_the_feed_misses_nothing_and_sees_nothing_twice(one: OpenLedger, two: OpenLedger) {
    let house = enrolled(&one, "Hoa Sen").await;
    let writers = writers(&one, &two, &house, 6);
    let mut read = Vec::new();
    // As fast as it can, while they write.
    let reading = async {
        while read.len() < 70 {
            let after = read.len() as u64;
            read.extend(two.feed(house.facility, after, 3).await.unwrap());
        }
    };
    let ended = tokio::time::timeout(LIMIT, reading).await;
    // A writer that failed says why, and first.
    given(writers).await;
    assert!(ended.is_ok(), "everything that was written is read");
    assert_chained(&read);
    assert_eq!(one.feed(house.facility, 0, 1_000).await.unwrap(), read);
}

async fn one_code_at_two_hubs_enrols_one_device(one: OpenLedger, two: OpenLedger) {
    let (code, expires) = (Digest::of(b"code"), at("14:15"));
    one.add_code("Hoa Sen".to_owned(), Uuid::from_u128(1), code, expires).await.unwrap();
    let enrol = async |ledger: &OpenLedger, key, id| {
        ledger.enrol(code, device_key(key), Uuid::from_u128(id), at("14:00")).await.unwrap()
    };
    let (first, second) = tokio::join!(enrol(&one, 1, 10), enrol(&two, 2, 20));
    assert!(first.is_some() != second.is_some(), "{first:?} {second:?}");
    assert_eq!(one.devices().await.unwrap().len(), 1);
}

async fn one_notice_at_two_hubs_is_kept_once(one: OpenLedger, two: OpenLedger) {
    let house = enrolled(&one, "Hoa Sen").await;
    for notice in 0..20 {
        let batch = || vec![entry(notice, 1, "a")];
        let (first, second) = tokio::join!(store(&one, &house, batch()), store(&two, &house, batch()));
        assert_eq!(signed(&first[0]), signed(&second[0]), "both are told of the one receipt");
        assert!(matches!(&first[0], Stored::Accepted(_)) != matches!(&second[0], Stored::Accepted(_)));
    }
}
