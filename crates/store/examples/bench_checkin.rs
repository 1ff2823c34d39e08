//! Measures a check-in on a house of 100,000 stays: guest, stay and queued notice in one durable commit.
//!
//! Prints one line, `store check-in commit median N us p99 M us stays 100000`. The database lies in a folder of its
//! own under the one given, else under the system's folder for temporary files: a disk in memory measures no commit.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock and its arguments")]

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use document::{Birth, Country, Document, Fact, Paper, Sex, Source};
use duty::{Reason, Role, StayKind};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use lodging::{Arrival, Cleanliness, Guest, GuestId, NoticeId, Occupant, Place, Room, RoomId, Stay, StayId};
use private::Private;
use store::{EntryKey, Key, NoticeKind, Queued, Receipt, Store, StoreError, Write};

const STAYS: u64 = 100_000;
const ROOMS: u64 = 200;
const MEASURED: u64 = 1_000;
/// The stays written in one transaction while the house is filled.
const FILLED_AT_ONCE: u64 = 1_000;
/// The size of a notice in bytes.
const PAYLOAD: usize = 600;

fn main() -> Result<(), Box<dyn Error>> {
    let dir = std::env::args_os().nth(1).map_or_else(tempfile::tempdir, tempfile::tempdir_in)?;
    let store = Store::open(&dir.path().join("bench.db"), &Key::from_bytes([0x42; 32]), Timestamp::now())?;
    fill(&store)?;
    let mut times = (STAYS..STAYS + MEASURED)
        .map(|n| {
            let (guest, stay, entry) = check_in(n)?;
            let begun = Instant::now();
            store.write(|w| write(*w, &guest, &stay, &entry))?;
            Ok(begun.elapsed())
        })
        .collect::<Result<Vec<Duration>, Box<dyn Error>>>()?;
    times.sort_unstable();
    let at = |percent: usize| times[times.len() * percent / 100].as_micros();
    let (median, p99) = (at(50), at(99));
    writeln!(std::io::stdout(), "store check-in commit median {median} us p99 {p99} us stays {STAYS}")?;
    Ok(())
}

/// Fills the house with stays that are over and receipted, but for the last in each room.
fn fill(store: &Store) -> Result<(), Box<dyn Error>> {
    store.write(|w| (0..ROOMS).try_for_each(|n| w.rooms().save(&room(n))))?;
    for first in (0..STAYS).step_by(usize::try_from(FILLED_AT_ONCE)?) {
        let people = (first..first + FILLED_AT_ONCE).map(check_in).collect::<Result<Vec<_>, _>>()?;
        store.write(|w| {
            people.into_iter().zip(first..).try_for_each(|((guest, mut stay, entry), n)| {
                if n + ROOMS < STAYS {
                    stay.leave_all(stay.planned_until).map_err(|_| StoreError::Missing)?;
                }
                write(*w, &guest, &stay, &entry)?;
                w.outbox().settle(&receipt(&entry)).map(drop)
            })
        })?;
    }
    Ok(())
}

fn write(w: Write<'_>, guest: &Guest, stay: &Stay, entry: &Queued) -> Result<(), StoreError> {
    w.guests().save(guest)?;
    w.stays().save(stay)?;
    w.outbox().queue(entry)
}

fn room(n: u64) -> Room {
    let floor = i16::try_from(n / 20).unwrap_or(0) + 1;
    let name = format!("{floor}{:02}", n % 20 + 1);
    Room { id: RoomId::new(Timestamp::UNIX_EPOCH, random(n)), floor, name, beds: 2, state: Cleanliness::Ready }
}

/// The n-th guest, their stay and its notice, seven minutes after the one before.
fn check_in(n: u64) -> Result<(Guest, Stay, Queued), Box<dyn Error>> {
    let opening: Timestamp = "2026-07-01T14:00:00+07".parse()?;
    let at = opening + SignedDuration::from_mins(7 * i64::try_from(n)?);
    let guest = Guest { id: GuestId::new(at, random(n)), document: document(n) };
    let notice = NoticeId::new(at, random(n));
    let occupant = Occupant {
        guest: guest.id,
        role: Role::Guest,
        relation: None,
        reason: Reason::Tourism,
        reason_note: None,
        notice: Some(notice),
        arrived: at,
        left: None,
    };
    let stay = Stay::arrive(Arrival {
        id: StayId::new(at, random(n)),
        place: Place::Room(room(n % ROOMS).id),
        kind: StayKind::Overnight,
        at,
        planned_until: lodging::planned_end(at, 1),
        occupants: vec![occupant],
    })?;
    let entry = Queued {
        key: EntryKey { notice, revision: 1 },
        kind: NoticeKind::Arrival,
        payload: Private::new(vec![b'x'; PAYLOAD]),
        sha256: [0x5a; 32],
        at,
        deadline: Some(at + SignedDuration::from_hours(9)),
    };
    Ok((guest, stay, entry))
}

fn document(n: u64) -> Document {
    const FAMILY: [&str; 7] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Vũ"];
    const GIVEN: [&str; 5] = ["An", "Bình", "Cường", "Đức", "Hường"];
    let pick = |names: &[&'static str]| names[usize::try_from(n).unwrap_or(0) % names.len()];
    let mut document = Document::new(Paper::CitizenCard);
    document.number = Some(Fact::new(format!("001099{n:06}"), Source::Chip));
    document.name = Some(Fact::new(format!("{} Văn {}", pick(&FAMILY), pick(&GIVEN)), Source::Chip));
    document.birth = Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Chip));
    document.sex = Some(Fact::new(Sex::Male, Source::Chip));
    document.nationality = Some(Fact::new(Country::VIETNAM, Source::Chip));
    document.address = Some(Fact::new("Số 1, Đội Cấn, Ba Đình, Hà Nội".to_owned(), Source::Qr));
    document
}

fn receipt(entry: &Queued) -> Receipt {
    Receipt {
        key: entry.key,
        sha256: entry.sha256,
        body: vec![b'r'; 400],
        signature: vec![0; 64],
        key_id: "0123456789abcdef".to_owned(),
        code: "4K7P".to_owned(),
        received_at: entry.at,
        on_time: true,
    }
}

/// Ten bytes spread like random ones, so that ids do not come in order within their millisecond.
fn random(n: u64) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    bytes
}
