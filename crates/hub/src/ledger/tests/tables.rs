//! Tables of another program's version, and servers that are not to be trusted with a notice.

use stories::postgres::Postgres;
use tokio_postgres::{Client, NoTls};

use super::{postgres::PostgresLedger, sqlite::SqliteLedger, *};

/// How many migrations there are.
const POSTGRES: i64 = 2;

pub(super) async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    // It ends with the client.
    drop(tokio::spawn(connection));
    client
}

async fn opened(url: &str) -> Result<PostgresLedger, LedgerError> {
    PostgresLedger::open(&url.parse().unwrap()).await
}

#[tokio::test]
async fn a_file_of_a_later_program_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    drop(on_file(dir.path()).await);
    let path = dir.path().join("hub.db");
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let refused = SqliteLedger::open(&path).err().unwrap();
    assert!(matches!(refused, LedgerError::Newer { found: 99, known: 2 }), "{refused}");
}

#[tokio::test]
async fn tables_of_a_later_program_are_used_when_it_only_added() {
    let url = Postgres::shared().database();
    drop(at_url(&url).await);
    let client = client(&url).await;
    client.batch_execute("INSERT INTO migration (version, works_from) VALUES (98, 1)").await.unwrap();
    let ledger = at_url(&url).await;
    let house = enrolled(&ledger, "Hoa Sen").await;
    assert_eq!(receipt(&store(&ledger, &house, vec![entry(1, 1, "a")]).await[0]).number, 1);
    client.batch_execute("INSERT INTO migration (version, works_from) VALUES (99, 98)").await.unwrap();
    let refused = opened(&url).await.err().unwrap();
    assert!(matches!(refused, LedgerError::Newer { found: 99, known: 2 }), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hubs_that_start_at_once_make_the_tables_once() {
    let url = Postgres::shared().database();
    let hubs: Vec<_> = (0..6).map(|_| url.clone()).map(|url| tokio::spawn(async move { opened(&url).await })).collect();
    for hub in hubs {
        hub.await.unwrap().unwrap();
    }
    let row = client(&url).await.query_one("SELECT count(*), max(version)::bigint FROM migration", &[]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (POSTGRES, POSTGRES));
}

#[tokio::test]
async fn a_batch_lies_in_its_facilitys_part_alone() {
    let url = Postgres::shared().database();
    let ledger = at_url(&url).await;
    let house = enrolled(&ledger, "Hoa Sen").await;
    store(&ledger, &house, vec![entry(1, 1, "a"), entry(2, 1, "b")]).await;
    let parts = "SELECT count(DISTINCT r.tableoid), count(DISTINCT c.tableoid) FROM revision r, receipt c";
    let client = client(&url).await;
    let row = client.query_one(parts, &[]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (1, 1));
    let all = "SELECT count(*) FROM pg_inherits WHERE inhparent IN ('revision'::regclass, 'receipt'::regclass)";
    assert_eq!(client.query_one(all, &[]).await.unwrap().get::<_, i64>(0), 32);
}

#[tokio::test]
async fn a_fault_is_told_by_its_code_and_quotes_nothing() {
    let url = Postgres::shared().database();
    let ledger = at_url(&url).await;
    let house = enrolled(&ledger, "Hoa Sen").await;
    let narrow = "ALTER TABLE revision ADD CHECK (length(payload) < 10)";
    client(&url).await.batch_execute(narrow).await.unwrap();
    let receiving = Receiving { facility: house.facility, device: house.device, now: at("15:00"), key: &key() };
    let error = ledger.store(receiving, vec![entry(1, 1, "Nguyễn Văn An")]).await.unwrap_err();
    assert_eq!(format!("{error} {error:?}"), "the database failed: SQLSTATE 23514 Database(Postgres(SqlState(23514)))");
    assert_eq!(receipt(&store(&ledger, &house, vec![entry(2, 1, "b")]).await[0]).number, 1, "nothing was kept of it");
    let nowhere = opened("postgres:///hub?user=hub&host=/nowhere").await.err().unwrap();
    assert!(matches!(nowhere, LedgerError::Database(Fault::Unreachable)), "{nowhere}");
}

#[tokio::test]
async fn a_key_that_was_told_cannot_be_taken_back() {
    let (dir, url) = (tempfile::tempdir().unwrap(), Postgres::shared().database());
    let (file, server) = (on_file(dir.path()).await, at_url(&url).await);
    for ledger in [&file, &server] {
        assert!(ledger.add_key(KeyLink::first(&key(), at("08:00")), 1).await.unwrap());
    }
    let (file, server) = (rusqlite::Connection::open(dir.path().join("hub.db")).unwrap(), client(&url).await);
    for change in ["DELETE FROM receipt_key", "UPDATE receipt_key SET link = '{}'"] {
        assert!(file.execute(change, []).is_err() && server.batch_execute(change).await.is_err(), "{change}");
    }
}
