//! Notices a second through the hub, beside the same rows written bare.

use std::time::Instant;

use hub::Ledger as _;
use jiff::Timestamp;
use sync::{Http, Machine, Membership, Method, Outgoing, Transport as _, policy::Answer};
use tokio::task::JoinSet;
use wire::{BATCH_LIMIT, Batch, BatchReply, Private, Record, SecretKey, SignedParts, SignedReceipt, check_chain};

use crate::{
    bare, notice,
    place::{Kind, Place},
};

/// Desks that send at once, each of a house of its own: as many as the hub has connections to a database.
const DESKS: u32 = 16;
/// Of these the one in the middle counts: the machine is not always equally quiet.
pub const ROUNDS: u32 = 3;

/// What came of all rounds.
pub struct Rate {
    kind: Kind,
    /// Of each round: notices a second through the hub, and bare.
    rounds: Vec<(f64, f64)>,
    /// Of each round: milliseconds of processor time for a notice, of the hub and of the database's server.
    cpu: Vec<(f64, f64)>,
    /// How many of how many bytes of payload.
    pub notices: u64,
    bytes: usize,
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let through = middle(self.rounds.iter().map(|(through, _)| *through));
        let bare = middle(self.rounds.iter().map(|(_, bare)| *bare));
        let ratio = 100.0 * middle(self.rounds.iter().map(|(through, bare)| through / bare));
        let (hub, server) = (middle(self.cpu.iter().map(|cpu| cpu.0)), middle(self.cpu.iter().map(|cpu| cpu.1)));
        write!(
            f,
            "rate   {}: {through:.0} notices a second in batches of {BATCH_LIMIT}, signed and durable; the same rows bare \
             {bare:.0}; {ratio:.0} % of it (the middle of {ROUNDS} rounds, {} notices of {} bytes); a notice costs the hub \
             {hub:.3} ms of processor time, the database's server {server:.3} ms",
            self.kind.name(),
            self.notices,
            self.bytes,
        )
    }
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Measures one ledger.
pub async fn measure(kind: Kind, seed: u64, batches: u32) -> Rate {
    let place = Place::start(kind, 0).await;
    let mut rate = Rate { kind, rounds: Vec::new(), cpu: Vec::new(), notices: 0, bytes: 0 };
    let mut bare = bare::Bare::over(place.beside().await).await;
    for round in 0..ROUNDS {
        let desks = enrol(&place, seed, round).await;
        let letters: Vec<_> = desks.iter().map(|desk| letters(&place, desk, batches.div_ceil(DESKS))).collect();
        let notices = f64::from(batches.div_ceil(DESKS) * DESKS) * 100.0;
        rate.bytes = letters[0].bytes;
        let (cpu, server, begun) = (place.cpu(), place.cpu_of_server(), Instant::now());
        let replies = send_all(letters).await;
        let through = notices / begun.elapsed().as_secs_f64();
        rate.cpu.push((place.cpu() - cpu, place.cpu_of_server() - server));
        let cpu = rate.cpu.last_mut().expect("one was just added");
        *cpu = (1000.0 * cpu.0 / notices, 1000.0 * cpu.1 / notices);
        rate.notices += hold(&desks, &replies);
        let facilities: Vec<_> = desks.iter().map(|desk| desk.membership.facility).collect();
        rate.rounds.push((through, bare.upsert(&facilities).await));
    }
    let kept = place.ledger.count().await.expect("the ledger counts");
    assert_eq!((kept.notices, kept.receipts), (rate.notices, rate.notices), "what was receipted is kept");
    rate
}

/// A desk of a house of its own.
struct Desk {
    key: SecretKey,
    membership: Membership,
    number: u32,
}

async fn enrol(place: &Place, seed: u64, round: u32) -> Vec<Desk> {
    let mut desks = Vec::new();
    for number in round * DESKS..(round + 1) * DESKS {
        let (key, id) = (notice::device_key(seed, number), u128::from(seed) << 64 | u128::from(number));
        let code = place.code(format!("Nhà nghỉ {number}"), id).await;
        let membership = sync::enrol(&place.http(), &Machine, code, &key).await.expect("the hub takes the code");
        desks.push(Desk { key, membership, number });
    }
    desks
}

/// A desk's requests, written and signed before the clock starts: desks have processors of their own.
struct Letters {
    http: Http,
    requests: Vec<Outgoing>,
    /// Of each payload.
    bytes: usize,
}

fn letters(place: &Place, desk: &Desk, batches: u32) -> Letters {
    let now = Timestamp::now();
    let mut bytes = 0;
    let mut one = |batch: u32| {
        let records = (0..100).map(|place| {
            let key = notice::key(desk.membership.facility, now, (desk.number, batch * 100 + place));
            let payload = notice::payload(key, now);
            bytes = payload.len();
            Record::new(key.notice, key.revision, Private::new(payload))
        });
        let body = serde_json::to_vec(&Batch { records: records.collect() }).expect("a batch can be written");
        signed(desk, body, batch)
    };
    let requests = (0..batches).map(&mut one).collect();
    Letters { http: place.http(), requests, bytes }
}

fn signed(desk: &Desk, body: Vec<u8>, nonce: u32) -> Outgoing {
    let (parts, nonce) =
        (SignedParts { method: "POST", path: "/v1/batch", query: None, body: &body }, u128::from(nonce).to_be_bytes());
    let device = desk.membership.device.to_string();
    let headers = wire::sign_request(&parts, &desk.key, &device, Timestamp::now(), nonce);
    Outgoing { method: Method::Post, target: "/v1/batch".to_owned(), headers, body: Private::new(body) }
}

/// Sends each desk's batches one after the other, all desks at once; the answers, by desk, as they came.
async fn send_all(letters: Vec<Letters>) -> Vec<Vec<Vec<u8>>> {
    let mut desks = JoinSet::new();
    for (desk, Letters { http, requests, .. }) in letters.into_iter().enumerate() {
        desks.spawn(async move {
            let mut replies = Vec::new();
            for request in requests {
                let Answer::Http { status: 200, body, .. } = http.send(request).await else {
                    panic!("the hub does not take it");
                };
                replies.push(body);
            }
            (desk, replies)
        });
    }
    let mut replies = desks.join_all().await;
    replies.sort_by_key(|(desk, _)| *desk);
    replies.into_iter().map(|(_, replies)| replies).collect()
}

/// Checks every receipt, and that each house's make one chain; how many there are.
fn hold(desks: &[Desk], replies: &[Vec<Vec<u8>>]) -> u64 {
    let of_desk = |(desk, replies): (&Desk, &Vec<Vec<u8>>)| {
        let receipts: Vec<_> = replies.iter().flat_map(|reply| receipts(reply)).collect();
        let chain =
            check_chain(&receipts, &desk.membership.keys).expect("the receipts make a chain").expect("there are some");
        assert_eq!((chain.first, chain.last), (1, receipts.len() as u64), "of {}", desk.number);
        receipts.len() as u64
    };
    desks.iter().zip(replies).map(of_desk).sum()
}

fn receipts(reply: &[u8]) -> Vec<SignedReceipt> {
    let reply: BatchReply = serde_json::from_slice(reply).expect("the hub answers in its own form");
    let receipts = reply.verdicts.into_iter().map(|told| match told.verdict {
        wire::Verdict::Accepted { receipt } => receipt,
        other => panic!("{other:?}"),
    });
    receipts.collect()
}
