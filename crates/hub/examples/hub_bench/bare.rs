//! The floor: the rows that the hub wrote, written again into empty tables of the same shape, in batches of 100, each one
//! transaction that waits for the disk, with nothing else done. What it takes to read them first is not counted.

use std::time::Instant;

use rusqlite::{Connection, params};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::place::Beside;

/// A notice as the tables hold it, with its receipt.
#[derive(Clone)]
struct Row {
    facility: Uuid,
    notice: Uuid,
    revision: i64,
    sha256: Vec<u8>,
    payload: Vec<u8>,
    device: Uuid,
    number: i64,
    body: Vec<u8>,
    signature: Vec<u8>,
    key_id: String,
    day: String,
}

/// Both ends of a copy.
pub enum Bare {
    Sqlite { from: Connection, to: Box<Connection> },
    Postgres { from: Client, to: Vec<Client> },
}

const ROWS: &str = "notice, revision, sha256, payload, device, number, body, signature, key_id,
    CAST(day AS text) FROM revision JOIN receipt USING (facility, notice, revision)";

impl Bare {
    /// Opens both ends, the second as durable as the hub's own.
    pub async fn over(beside: Beside) -> Self {
        match beside {
            Beside::Sqlite { from, to } => {
                let open = |path| Connection::open(path).expect("a file of the hub's can be opened");
                let to = open(to);
                to.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF")
                    .expect("SQLite does as it is told");
                Self::Sqlite { from: open(from), to: Box::new(to) }
            }
            Beside::Postgres { from, to } => {
                let mut clients = Vec::new();
                for _ in 0..16 {
                    clients.push(connect(&to).await);
                }
                Self::Postgres { from: connect(&from).await, to: clients }
            }
        }
    }

    /// Writes the rows of these houses, the houses of a PostgreSQL database at once; rows a second.
    pub async fn upsert(&mut self, facilities: &[Uuid]) -> f64 {
        match self {
            Self::Sqlite { from, to } => {
                let rows: Vec<_> = facilities.iter().flat_map(|facility| sqlite_rows(from, *facility)).collect();
                let begun = Instant::now();
                rows.chunks(100).for_each(|batch| sqlite_batch(to, batch));
                count(rows.len()) / begun.elapsed().as_secs_f64()
            }
            Self::Postgres { from, to } => {
                let (mut houses, mut all) = (Vec::new(), 0.0);
                for facility in facilities {
                    houses.push(postgres_rows(from, *facility).await);
                    all += count(houses.last().map_or(0, Vec::len));
                }
                let begun = Instant::now();
                let mut writing = JoinSet::new();
                for (client, rows) in to.drain(..).zip(houses) {
                    writing.spawn(postgres_house(client, rows));
                }
                *to = writing.join_all().await;
                all / begun.elapsed().as_secs_f64()
            }
        }
    }
}

fn count(rows: usize) -> f64 {
    f64::from(u32::try_from(rows).expect("fewer rows than fit into memory"))
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("the server answers");
    tokio::spawn(connection);
    client
}

fn sqlite_rows(from: &Connection, facility: Uuid) -> Vec<Row> {
    let mut select = from.prepare(&format!("SELECT {ROWS} WHERE facility = ?1 ORDER BY number")).expect("the tables");
    let rows = select.query_map([facility.as_bytes()], |row| {
        Ok(Row {
            facility,
            notice: Uuid::from_bytes(row.get(0)?),
            revision: row.get(1)?,
            sha256: row.get(2)?,
            payload: row.get(3)?,
            device: Uuid::from_bytes(row.get(4)?),
            number: row.get(5)?,
            body: row.get(6)?,
            signature: row.get(7)?,
            key_id: row.get(8)?,
            day: row.get(9)?,
        })
    });
    rows.expect("the rows").collect::<Result<_, _>>().expect("the rows")
}

fn sqlite_batch(to: &mut Connection, batch: &[Row]) {
    const REVISION: &str = "INSERT INTO revision (facility, notice, revision, sha256, payload, device)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
    const RECEIPT: &str = "INSERT INTO receipt (facility, number, notice, revision, body, signature, key_id, day)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";
    let transaction = to.transaction().expect("a transaction begins");
    let mut revision = transaction.prepare_cached(REVISION).expect("the tables");
    let mut receipt = transaction.prepare_cached(RECEIPT).expect("the tables");
    for row in batch {
        let (facility, notice) = (row.facility.as_bytes(), row.notice.as_bytes());
        let device = row.device.as_bytes();
        let kept = revision.execute(params![facility, notice, row.revision, row.sha256, row.payload, device]);
        let values = params![facility, row.number, notice, row.revision, row.body, row.signature, row.key_id, row.day];
        assert_eq!((kept, receipt.execute(values)), (Ok(1), Ok(1)), "each row is new");
    }
    drop((revision, receipt));
    transaction.commit().expect("it is on the disk");
}

async fn postgres_rows(from: &Client, facility: Uuid) -> Vec<Row> {
    let select = format!("SELECT {ROWS} WHERE facility = $1 ORDER BY number");
    let rows = from.query(&select, &[&facility]).await.expect("the rows");
    let row = |row: &tokio_postgres::Row| Row {
        facility,
        notice: row.get(0),
        revision: row.get(1),
        sha256: row.get(2),
        payload: row.get(3),
        device: row.get(4),
        number: row.get(5),
        body: row.get(6),
        signature: row.get(7),
        key_id: row.get(8),
        day: row.get(9),
    };
    rows.iter().map(row).collect()
}

async fn postgres_house(mut client: Client, rows: Vec<Row>) -> Client {
    const REVISIONS: &str = "INSERT INTO revision (facility, notice, revision, sha256, payload, device)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::uuid[])
        ON CONFLICT DO NOTHING";
    const RECEIPTS: &str = "INSERT INTO receipt (facility, number, notice, revision, body, signature, key_id, day)
        SELECT facility, number, notice, revision, body, signature, key_id, day::date
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bytea[], $6::bytea[], $7::text[], $8::text[])
            AS given (facility, number, notice, revision, body, signature, key_id, day) ON CONFLICT DO NOTHING";
    let revisions = client.prepare(REVISIONS).await.expect("the tables");
    let receipts = client.prepare(RECEIPTS).await.expect("the tables");
    for batch in rows.chunks(100) {
        let facility = column(batch, |row| row.facility);
        let (notice, revision) = (column(batch, |row| row.notice), column(batch, |row| row.revision));
        let (sha256, payload) = (column(batch, |row| &row.sha256[..]), column(batch, |row| &row.payload[..]));
        let (device, number) = (column(batch, |row| row.device), column(batch, |row| row.number));
        let (body, signature) = (column(batch, |row| &row.body[..]), column(batch, |row| &row.signature[..]));
        let (key_id, day) = (column(batch, |row| &row.key_id[..]), column(batch, |row| &row.day[..]));
        let transaction = client.transaction().await.expect("a transaction begins");
        let kept = transaction.execute(&revisions, &[&facility, &notice, &revision, &sha256, &payload, &device]).await;
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 8] =
            [&facility, &number, &notice, &revision, &body, &signature, &key_id, &day];
        let given = transaction.execute(&receipts, &values).await;
        let all = batch.len() as u64;
        assert_eq!((kept.expect("kept"), given.expect("kept")), (all, all), "each row is new");
        transaction.commit().await.expect("it is on the disk");
    }
    client
}

fn column<'a, T>(batch: &'a [Row], of: impl Fn(&'a Row) -> T) -> Vec<T> {
    batch.iter().map(of).collect()
}
