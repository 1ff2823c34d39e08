//! The server is killed in the midst: nothing acknowledged is lost, and what was asked again is told as it was.

use std::collections::HashMap;

use rustix::process::Pid;
use stories::{postgres::Postgres, process::kill_nine, wait::LIMIT};
use tokio::sync::mpsc;

use super::*;

/// Stores notice after notice, tells each that was acknowledged, and ends at the first that was not; gives that one.
async fn write_until_it_fails(
    ledger: OpenLedger,
    house: Enrolled,
    writer: u128,
    tell: mpsc::UnboundedSender<(u128, SignedReceipt)>,
) -> u128 {
    for notice in writer * 10_000.. {
        let receiving = Receiving { facility: house.facility, device: house.device, now: at("15:00"), key: &key() };
        match ledger.store(receiving, vec![entry(notice, 1, "a")]).await {
            Ok(stored) => tell.send((notice, signed(&stored[0]).clone())).unwrap(),
            Err(error) => {
                assert!(matches!(error, LedgerError::Database(_)), "{error}");
                return notice;
            }
        }
    }
    unreachable!()
}

/// Asks until it is answered: a server that lost a process recovers first, and refuses meanwhile.
async fn in_the_end<T>(ask: impl AsyncFn() -> Result<T, LedgerError>) -> T {
    let answered = async {
        loop {
            if let Ok(answer) = ask().await {
                return answer;
            }
        }
    };
    tokio::time::timeout(LIMIT, answered).await.expect("the server recovers")
}

/// Lets writers write until `fell` has felled the server under them, and asks again for what they are unsure of.
async fn write_while(
    ledger: &OpenLedger,
    house: &Enrolled,
    kept: &mut HashMap<u128, SignedReceipt>,
    round: u128,
    fell: impl AsyncFnOnce(),
) {
    let (tell, mut told) = mpsc::unbounded_channel();
    let writers = (0..4).map(|writer| {
        tokio::spawn(write_until_it_fails(ledger.clone(), house.clone(), round * 10 + writer, tell.clone()))
    });
    let writers: Vec<_> = writers.collect();
    drop(tell);
    for _ in 0..30 {
        kept.extend(told.recv().await);
    }
    fell().await;
    while let Some(acknowledged) = told.recv().await {
        kept.extend([acknowledged]);
    }
    for writer in writers {
        let unsure = writer.await.unwrap();
        let stored = in_the_end(async || {
            let receiving = Receiving { facility: house.facility, device: house.device, now: at("15:00"), key: &key() };
            ledger.store(receiving, vec![entry(unsure, 1, "a")]).await
        });
        let stored = stored.await;
        kept.insert(unsure, signed(&stored[0]).clone());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_loses_nothing_it_acknowledged() {
    let mut server = Postgres::start();
    let ledger = at_url(&server.database()).await;
    let house = enrolled(&ledger, "Hoa Sen").await;
    let mut kept = HashMap::new();
    for round in 0..3 {
        write_while(&ledger, &house, &mut kept, round, async || {
            server.kill();
            server.start_again();
        })
        .await;
        assert_kept(&ledger, &house, &kept).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_servers_process_that_is_killed_loses_nothing_it_acknowledged() {
    let server = Postgres::start();
    let url = server.database();
    let ledger = at_url(&url).await;
    let house = enrolled(&ledger, "Hoa Sen").await;
    let mut kept = HashMap::new();
    let victim = "SELECT pid FROM pg_stat_activity WHERE application_name = 'hub' LIMIT 1";
    let victim: i32 = tables::client(&url).await.query_one(victim, &[]).await.unwrap().get(0);
    write_while(&ledger, &house, &mut kept, 0, async || {
        // The server notices, ends all of its processes, and begins anew.
        kill_nine(Pid::from_raw(victim).unwrap());
    })
    .await;
    assert_kept(&ledger, &house, &kept).await;
}

/// Each receipt that was given is in the feed, which has no gap.
async fn assert_kept(ledger: &OpenLedger, house: &Enrolled, kept: &HashMap<u128, SignedReceipt>) {
    let feed = in_the_end(async || ledger.feed(house.facility, 0, 100_000).await).await;
    together::assert_chained(&feed);
    for (notice, given) in kept {
        assert!(feed.contains(given), "{notice}");
    }
    assert_eq!(feed.len(), kept.len(), "nothing is kept that nobody was told of");
}
