//! What all share: the seed's chance, the time, the weather, and the record of what happened.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use simulation::Dice;
use tokio::time::Instant;
use wire::NoticeKey;

use crate::mistakes::Mistake;

/// One evening in Vietnam, before the deadline of 23:00.
const EVENING: &str = "2026-11-21T18:00:00+07:00";
/// Later on the same, with midnight in the midst of it and the night's comparison not far.
const NIGHT: &str = "2026-11-21T23:56:00+07:00";

/// What happened, in the order it did.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Happened {
    Queued { desk: usize, notice: u32, revision: u32 },
    Claimed { desk: usize, records: usize },
    Sent { desk: usize, bytes: usize, copies: u64 },
    Answered { desk: usize, what: Met },
    Wrote { desk: usize, notice: u32, revision: u32, what: &'static str },
    DeskEnded { desk: usize },
    DeskBegan { desk: usize, unverified: usize },
    ClockSet { desk: usize, seconds: i64 },
    HubEnded,
    HubBegan,
    BackedUp { receipts: u64 },
    DiskLost { receipts: u64 },
    Repaired { desk: usize, pushed: usize, taken: usize },
    Calm,
    Holds { notice: u32, revision: u32, digest: Option<[u8; 32]> },
}

/// What a request met with.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Met {
    Nobody,
    Silence,
    Status(u16),
}

/// The world of one seed.
pub struct World {
    /// What is wrong with the programs, if anything is.
    pub mistake: Option<Mistake>,
    /// When it began, and when every guest came.
    pub evening: Timestamp,
    begun: Instant,
    /// When the weather clears up.
    pub calm_at: Duration,
    dice: Mutex<Dice>,
    record: Mutex<Vec<(Duration, Happened)>>,
}

impl World {
    /// Begins now, by the driven clock.
    pub fn new(seed: u64, mistake: Option<Mistake>) -> Arc<Self> {
        Self::at(EVENING, seed, mistake)
    }

    /// Begins before midnight.
    pub fn at_night(seed: u64) -> Arc<Self> {
        Self::at(NIGHT, seed, None)
    }

    fn at(evening: &str, seed: u64, mistake: Option<Mistake>) -> Arc<Self> {
        let evening = evening.parse().unwrap();
        let mut dice = Dice::new(seed);
        let calm_at = Duration::from_secs(60 + dice.below(400));
        let (dice, record) = (Mutex::new(dice), Mutex::default());
        Arc::new(Self { mistake, evening, begun: Instant::now(), calm_at, dice, record })
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&self, bound: u64) -> u64 {
        self.dice.lock().unwrap().below(bound)
    }

    /// A moment before the weather clears up.
    pub fn stormy_moment(&self) -> Duration {
        let milliseconds = u64::try_from(self.calm_at.as_millis()).unwrap();
        Duration::from_millis(self.below(milliseconds))
    }

    /// True so often out of a thousand, while the weather is bad.
    pub fn befalls(&self, often: u64) -> bool {
        self.is_stormy() && self.below(1000) < often
    }

    pub fn is_stormy(&self) -> bool {
        self.elapsed() < self.calm_at
    }

    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// True time.
    pub fn now(&self) -> Timestamp {
        self.evening + SignedDuration::try_from(self.elapsed()).unwrap()
    }

    /// Lets driven time pass.
    pub async fn pass(&self, time: Duration) {
        tokio::time::sleep_until(Instant::now() + time).await;
    }

    /// Lets a chance time pass, below so many milliseconds.
    pub async fn pass_below(&self, milliseconds: u64) {
        let time = Duration::from_millis(self.below(milliseconds));
        self.pass(time).await;
    }

    pub fn note(&self, happened: Happened) {
        self.record.lock().unwrap().push((self.elapsed(), happened));
    }

    /// Stands for all that happened.
    pub fn trace(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.record.lock().unwrap().hash(&mut hasher);
        hasher.finish()
    }
}

/// The whole record, a line for each thing that happened.
impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, happened) in self.record.lock().unwrap().iter() {
            writeln!(f, "{:10.3} s  {happened:?}", at.as_secs_f64())?;
        }
        Ok(())
    }
}

/// The number a notice has in the record: its desk's number and its own.
pub fn number(key: NoticeKey) -> u32 {
    u32::try_from(key.notice.as_u128() & 0xFFFF_FFFF).unwrap()
}
