//! A province whose desks come back at once: each with notices that waited, and one more that is captured meanwhile.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use hub::Ledger as _;
use jiff::Timestamp;
use sync::{Courier, Event, Http, Machine, Outgoing, Transport, policy::Answer};
use tokio::{
    select,
    sync::{Notify, Semaphore, watch},
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use wire::{Digest, SecretKey, check_chain};

use crate::{
    notice,
    outbox::Memory,
    place::{Kind, Place},
};

/// Signed requests a second that a hub takes of one device, as it is delivered.
const RATE_DEVICE: u32 = 20;
/// Each captures one more within so long for each desk after they are back: of 4,219, within 21 seconds.
const MEANWHILE: Duration = Duration::from_millis(5);
/// Nobody waits longer for the last receipt.
const PATIENCE: Duration = Duration::from_mins(20);
/// How often the hub's memory is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// How many desks are enrolled at once.
const ENROLLING: usize = 32;

/// What came of it.
pub struct Storm {
    kind: Kind,
    desks: u32,
    /// How many were to be told, and how many have a receipt.
    pub told: usize,
    pub receipted: usize,
    /// What the ledger keeps.
    pub kept: u64,
    took: Duration,
    /// Seconds from capture, or from when the desk was back, to the receipt: of those that waited, and of the others.
    waited: Vec<f64>,
    meanwhile: Vec<f64>,
    pub answers: Answers,
    /// The hub's, in MB: before, at most, after, and the middle of the second half.
    memory: [f64; 4],
    cpu: f64,
}

/// What requests were answered, by status; 0 stands for nobody, 1 for an answer that got lost.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    by_status: BTreeMap<u16, usize>,
    /// Refusals with 429 or 503 that do not say when to come again.
    pub without_wait: usize,
}

impl Answers {
    fn note(&mut self, answer: &Answer) {
        let status = match answer {
            Answer::NoConnection => 0,
            Answer::Lost => 1,
            Answer::Http { status, .. } => *status,
        };
        *self.by_status.entry(status).or_default() += 1;
        self.without_wait += usize::from(matches!(answer, Answer::Http { status: 429 | 503, retry_after: None, .. }));
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (status, count)) in self.by_status.iter().enumerate() {
            let between = if place > 0 { ", " } else { "" };
            match status {
                0 => write!(f, "{between}{count} not connected")?,
                1 => write!(f, "{between}{count} lost")?,
                status => write!(f, "{between}{count} times {status}")?,
            }
        }
        write!(f, "; {} refusals without Retry-After", self.without_wait)
    }
}

impl fmt::Display for Storm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { desks, told, receipted, kept, .. } = self;
        writeln!(
            f,
            "storm  {}: {desks} desks back at once, {receipted} of {told} notices receipted in {:.1} s, {kept} kept; {}",
            self.kind.name(),
            self.took.as_secs_f64(),
            self.answers,
        )?;
        let [before, most, after, middle] = self.memory;
        writeln!(
            f,
            "       the hub's memory {before:.0} MB before, {most:.0} at most, {middle:.0} in the middle of the second half, \
             {after:.0} after; {:.1} s of its processor time",
            self.cpu
        )?;
        write!(
            f,
            "       from capture to receipt: of what waited {}, of what was captured meanwhile {}",
            Lags(&self.waited),
            Lags(&self.meanwhile)
        )
    }
}

/// Sorted.
struct Lags<'a>(&'a [f64]);

impl fmt::Display for Lags<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |percent: usize| self.0.get((self.0.len() * percent / 100).min(self.0.len().saturating_sub(1)));
        let [median, late, last] = [50, 95, 100].map(|percent| at(percent).copied().unwrap_or(f64::NAN));
        write!(f, "{median:.1} s at the median, {late:.1} at 95 %, {last:.1} at most")
    }
}

/// Measures one ledger.
pub async fn measure(kind: Kind, seed: u64, desks: u32, notices: u32) -> Storm {
    let place = Place::start(kind, RATE_DEVICE).await;
    let desks = enrol(&place, seed, desks).await;
    let (came_back, back) = watch::channel(None);
    let (over, all) = (watch::Sender::new(false), Arc::new(Left::of(desks.len() * (notices as usize + 1))));
    let answers = Arc::new(Mutex::new(Answers::default()));
    let mut working = JoinSet::new();
    for desk in &desks {
        let line = Line { http: desk.http.clone(), answers: Arc::clone(&answers) };
        let courier = Arc::clone(desk).deliver(line, Arc::clone(&all), back.clone(), over.subscribe());
        working.spawn(courier);
    }
    for desk in &desks {
        desk.fill(notices);
    }
    let (cpu, begun) = (place.cpu(), Instant::now());
    came_back.send_replace(Some(begun));
    let memory = watch_memory(&place, &all, begun).await;
    let took = begun.elapsed();
    over.send_replace(true);
    working.join_all().await;
    let cpu = place.cpu() - cpu;
    let kept = place.ledger.count().await.expect("the ledger counts").receipts;
    let answers = answers.lock().expect("nobody panics over it").clone();
    let mut storm = Storm {
        kind,
        desks: u32::try_from(desks.len()).expect("they were counted so"),
        told: 0,
        receipted: 0,
        kept,
        took,
        waited: Vec::new(),
        meanwhile: Vec::new(),
        answers,
        memory,
        cpu,
    };
    for desk in &desks {
        storm.count(desk);
    }
    storm.waited.sort_by(f64::total_cmp);
    storm.meanwhile.sort_by(f64::total_cmp);
    storm
}

impl Storm {
    /// Counts what a desk has, and checks that its house's receipts make one chain.
    fn count(&mut self, desk: &Desk) {
        let lags = desk.outbox.lags();
        self.told += lags.len();
        let (last, waited) = lags.split_last().expect("each has told something");
        self.waited.extend(waited.iter().flatten());
        self.meanwhile.extend(last);
        self.receipted += lags.iter().flatten().count();
        let receipts = desk.outbox.receipts();
        let chain = check_chain(&receipts, &desk.membership.keys).expect("a house's receipts make one chain");
        assert_eq!(chain.map_or(0, |chain| chain.last), receipts.len() as u64, "none is missing in it");
    }
}

/// How many receipts are awaited.
struct Left {
    count: AtomicUsize,
    none: Notify,
}

impl Left {
    fn of(count: usize) -> Self {
        Self { count: AtomicUsize::new(count), none: Notify::new() }
    }

    fn one_less(&self) {
        if self.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.none.notify_one();
        }
    }
}

/// Waits for the last receipt, and looks at the hub's memory meanwhile.
async fn watch_memory(place: &Place, left: &Left, begun: Instant) -> [f64; 4] {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (before, mut seen) = (place.memory(), Vec::new());
    loop {
        select! {
            () = left.none.notified() => break,
            () = sleep_until(begun + PATIENCE) => break,
            _ = looks.tick() => seen.push(place.memory()),
        }
    }
    let after = place.memory();
    let mut second = seen[seen.len() / 2..].to_vec();
    second.sort_by(f64::total_cmp);
    let middle = second.get(second.len() / 2).copied().unwrap_or(after);
    [before, seen.into_iter().fold(after, f64::max), after, middle]
}

/// A desk that is enrolled: key, outbox, and a connection of its own to the hub.
struct Desk {
    number: u32,
    seed: u64,
    key: SecretKey,
    membership: sync::Membership,
    outbox: Arc<Memory>,
    http: Http,
    /// Within this time it captures one more.
    meanwhile: Duration,
}

async fn enrol(place: &Place, seed: u64, desks: u32) -> Vec<Arc<Desk>> {
    let places = Arc::new(Semaphore::new(ENROLLING));
    // One way for all: a connection that each kept for itself would take its place from the next.
    let enrolment = place.http();
    let mut enrolling = JoinSet::new();
    for number in 0..desks {
        let code = place.code(format!("Nhà nghỉ {number}"), u128::from(seed) << 64 | u128::from(number)).await;
        let (places, enrolment, http) = (Arc::clone(&places), enrolment.clone(), place.http());
        enrolling.spawn(async move {
            let _place = places.acquire().await;
            let key = notice::device_key(seed, number);
            let membership = sync::enrol(&enrolment, &Machine, code, &key).await.expect("the hub takes the code");
            let (outbox, meanwhile) = (Arc::default(), MEANWHILE * desks);
            Arc::new(Desk { number, seed, key, membership, outbox, http, meanwhile })
        });
    }
    enrolling.join_all().await
}

impl Desk {
    /// What waited while there was no network.
    fn fill(&self, notices: u32) {
        let (now, since) = (Timestamp::now(), Instant::now());
        for place in 0..notices {
            let key = notice::key(self.membership.facility, now, (self.number, place));
            self.outbox.queue(key, notice::payload(key, now), since);
        }
    }

    /// Waits for the network, and then works until all is over.
    async fn deliver(
        self: Arc<Self>,
        line: Line,
        left: Arc<Left>,
        mut back: watch::Receiver<Option<Instant>>,
        mut over: watch::Receiver<bool>,
    ) {
        let begun = back.wait_for(Option::is_some).await.ok().and_then(|begun| *begun).expect("they come back");
        let tell = move |event| {
            if matches!(event, Event::Settled(_)) {
                left.one_less();
            }
        };
        let (outbox, membership) = (Arc::clone(&self.outbox), self.membership.clone());
        let courier = Courier::new(outbox, line, Machine, membership, self.key.clone(), tell);
        let wake = Arc::new(Notify::new());
        let working = courier.run(Arc::clone(&wake), async move { drop(over.wait_for(|over| *over).await) });
        tokio::join!(working, self.capture(begun, &wake));
    }

    /// One more comes at some moment.
    async fn capture(&self, begun: Instant, wake: &Notify) {
        let drawn = Digest::of(&[self.seed.to_be_bytes(), u64::from(self.number).to_be_bytes()].concat());
        let after = self.meanwhile.mul_f64(f64::from(drawn.bytes()[0]) / 256.0);
        sleep_until(begun + after).await;
        let now = Timestamp::now();
        let key = notice::key(self.membership.facility, now, (self.number, u32::MAX));
        self.outbox.queue(key, notice::payload(key, now), Instant::now());
        wake.notify_one();
    }
}

/// The desk's way to the hub, which notes what it is answered.
struct Line {
    http: Http,
    answers: Arc<Mutex<Answers>>,
}

impl Transport for Line {
    async fn send(&self, request: Outgoing) -> Answer {
        let answer = self.http.send(request).await;
        self.answers.lock().expect("nobody panics over it").note(&answer);
        answer
    }
}
