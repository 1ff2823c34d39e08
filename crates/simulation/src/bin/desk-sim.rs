//! A desk without a window, to be killed: the store, the outbox and the courier of the delivered program, and tellings as
//! fast as the hub takes them.
//!
//! `desk-sim DATA HUB CODE DESK TELLINGS` writes a line `told NOTICE REVISION` for each telling that is committed, and
//! `all` once everything has its receipt. Killed and started again it goes on where its store is.
#![expect(clippy::disallowed_methods, reason = "this program has a clock and files of its own")]

use std::{
    error::Error,
    fs,
    io::{self, Write as _},
    path::Path,
    sync::{Arc, mpsc},
};

use frontdesk::HouseOutbox;
use jiff::Timestamp;
use private::Private;
use simulation::{At, Nature, Telling, room, tell};
use store::{Device, EntryState, HubKey, Key, Store, StoreError};
use sync::{Courier, EnrolError, Http, HubUrl, Machine, Membership};
use tokio::{runtime::Runtime, sync::Notify};
use wire::{EnrolCode, PublicKey, SecretKey};

/// No more than this waits at once.
const WAITING: u64 = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, hub, code, desk, tellings] = arguments.as_slice() else {
        return Err("desk-sim DATA HUB CODE DESK TELLINGS".into());
    };
    let (desk, tellings): (u16, u64) = (desk.parse()?, tellings.parse()?);
    let store = open(Path::new(data))?;
    let key = SecretKey::from_seed(&seed(desk)?);
    let http = Http::new(HubUrl::parse(hub)?)?;
    let runtime = Runtime::new()?;
    let member = membership(&store, &runtime, (&http, code), desk)?;
    store.recover()?;

    let outbox = HouseOutbox { store: store.clone(), facility: member.facility, keys: member.keys.clone() };
    let (happens, happened) = mpsc::channel();
    let (wake, facility) = (Arc::new(Notify::new()), member.facility);
    let courier = Courier::new(outbox, http, Machine, member, key, move |_event| {
        // The other end lives as long as this program.
        let _heard = happens.send(());
    });
    runtime.spawn(courier.run(Arc::clone(&wake), std::future::pending()));
    loop {
        let (told, waiting) = counts(&store)?;
        if told >= tellings && waiting == 0 {
            writeln!(io::stdout(), "all")?;
        } else if told < tellings && waiting < WAITING {
            let now = Timestamp::now();
            let told = tell(&store, &At { facility, desk, now, arrived: now }, telling(told)?)?;
            writeln!(io::stdout(), "told {} {}", told.key.notice, told.key.revision)?;
            wake.notify_one();
            continue;
        }
        happened.recv()?;
    }
}

fn open(data: &Path) -> Result<Store, Box<dyn Error>> {
    let key: [u8; 32] = fs::read(data.join("key.raw"))?.as_slice().try_into()?;
    let store = Store::open(&data.join("luutru.db"), &Key::from_bytes(key), Timestamp::now())?;
    store.write(|write| write.rooms().save(&room()))?;
    Ok(store)
}

fn seed(desk: u16) -> Result<[u8; 32], Box<dyn Error>> {
    Ok([100 + u8::try_from(desk)?; 32])
}

/// The enrolment that is kept, or a new one. A code and a key give the same device every time.
fn membership(
    store: &Store,
    runtime: &Runtime,
    (http, code): (&Http, &str),
    desk: u16,
) -> Result<Membership, Box<dyn Error>> {
    let kept = store.read(|read| Ok((read.device().get()?, read.hub_keys().all()?)))?;
    if let (Some(device), keys) = kept {
        let keys = keys.iter().filter_map(|key| PublicKey::from_bytes(&key.public_key).ok()).collect();
        return Ok(Membership {
            facility: device.facility,
            device: device.id,
            name: String::new(),
            keys,
            links: Vec::new(),
        });
    }
    let signing_key = seed(desk)?;
    let member = loop {
        let code = EnrolCode::parse(code).ok_or("no code")?;
        match runtime.block_on(sync::enrol(http, &Machine, code, &SecretKey::from_seed(&signing_key))) {
            Ok(member) => break member,
            // The hub is being killed too.
            Err(EnrolError::NoConnection | EnrolError::Lost) => {}
            Err(other) => return Err(other.into()),
        }
    };
    let (facility, id) = (member.facility, member.device);
    let device =
        Device { hub_url: "http://127.0.0.1".to_owned(), facility, id, signing_key: Private::new(signing_key) };
    store.write(|write| {
        write.device().enrol(&device, Timestamp::now())?;
        member.keys.iter().try_for_each(|key| {
            write.hub_keys().keep(&HubKey { key_id: key.id().to_string(), public_key: key.bytes(), link: None })
        })
    })?;
    Ok(member)
}

/// How much is told, and how much of it waits.
fn counts(store: &Store) -> Result<(u64, u64), StoreError> {
    store.read(|read| {
        let count = |state| read.outbox().count(state);
        let waiting = count(EntryState::Ready)? + count(EntryState::Sending)? + count(EntryState::Unverified)?;
        Ok((waiting + count(EntryState::Settled)? + count(EntryState::Rejected)?, waiting))
    })
}

/// Two guests come, and of the first something is told again.
fn telling(number: u64) -> Result<Telling, Box<dyn Error>> {
    let (pair, place) = (u16::try_from(number / 3)?, number % 3);
    let (guest, revision) = if place == 2 { (2 * pair, 2) } else { (2 * pair + u16::try_from(place)?, 1) };
    Ok(Telling { guest, revision, nature: Nature::Good })
}
