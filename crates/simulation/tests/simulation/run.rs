//! One seed from beginning to end.

use std::{path::Path, sync::Arc, time::Duration};

use hub::{Ledger, SqliteLedger, answers};
use jiff::SignedDuration;
use simulation::Nature;
use store::EntryState;
use sync::Membership;
use uuid::Uuid;
use wire::{Digest, PublicKey, SecretKey};

use crate::{
    careless::Careless,
    desk::Desk,
    hub::Hub,
    mistakes::Mistake,
    network::Network,
    plan::plan,
    restored::Restored,
    rules::{Broken, broken, of_desk},
    steps::at_once,
    world::{Happened, World},
};

/// How long after the weather has cleared up everything must be receipted, in driven time.
const PATIENCE: Duration = Duration::from_hours(1);

/// How long after that two nights are over, by whatever clock a desk has.
const NIGHTS: Duration = Duration::from_hours(60);

/// What a seed came to.
pub struct Outcome {
    pub world: Arc<World>,
    pub broken: Vec<Broken>,
    pub tellings: usize,
    /// Receipts that a desk holds and the hub has lost.
    pub lost_by_the_hub: usize,
    /// Desks that hold such a one and were not told.
    pub unheard: usize,
}

/// Runs one seed against the delivered ledger.
pub fn run(seed: u64) -> Outcome {
    run_over(seed, delivered())
}

/// Runs one seed against an empty ledger.
pub fn run_over(seed: u64, ledger: impl Ledger + Clone) -> Outcome {
    on_driven_time(async { go(World::new(seed, None), ledger, || {}).await.outcome() })
}

/// Runs one seed in which the hub is restored from an older backup of its ledger. Two nights later the desks have brought
/// it what it lost; in the evening they have not.
pub fn run_restored(seed: u64, nights: bool) -> Outcome {
    on_driven_time(async {
        let (world, ledger) = (World::at_night(seed), Restored::new());
        let again = ledger.clone();
        let mut evening = begin(world, ledger.clone(), move || again.begin_again());
        tokio::spawn(ledger.meet_its_fate(Arc::clone(&evening.world), Arc::clone(&evening.hub)));
        evening.restored = true;
        evening.pass().await;
        while nights && !evening.has_everything() && evening.world.elapsed() < evening.world.calm_at + NIGHTS {
            evening.world.pass(Duration::from_mins(10)).await;
        }
        evening.outcome()
    })
}

/// Runs one seed with a mistake planted at the desks.
pub fn run_mistaken(seed: u64, mistake: Mistake) -> Outcome {
    if mistake.is_the_hubs() {
        return run_careless(seed, Some(mistake));
    }
    on_driven_time(async { go(World::new(seed, Some(mistake)), delivered(), || {}).await.outcome() })
}

/// Runs one seed against the careless ledger, which may have a mistake.
pub fn run_careless(seed: u64, mistake: Option<Mistake>) -> Outcome {
    on_driven_time(async {
        let careless = Careless::new(delivered(), mistake);
        let again = careless.clone();
        go(World::new(seed, mistake), careless, move || again.begin_again()).await.outcome()
    })
}

fn delivered() -> SqliteLedger {
    SqliteLedger::open(Path::new(":memory:")).unwrap()
}

fn on_driven_time<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    // One thread beside this one, see `steps`.
    runtime.enable_time().start_paused(true).max_blocking_threads(1);
    runtime.build().unwrap().block_on(work)
}

/// Desks and their hub, of which one seed becomes what it becomes.
struct Evening<L> {
    world: Arc<World>,
    hub: Arc<Hub>,
    ledger: L,
    desks: Vec<Arc<Desk>>,
    keys: Vec<PublicKey>,
    restored: bool,
}

async fn go<L: Ledger + Clone>(
    world: Arc<World>,
    ledger: L,
    begin_again: impl Fn() + Send + Sync + 'static,
) -> Evening<L> {
    let evening = begin(world, ledger, begin_again);
    evening.pass().await;
    evening
}

fn begin<L: Ledger + Clone>(
    world: Arc<World>,
    ledger: L,
    begin_again: impl Fn() + Send + Sync + 'static,
) -> Evening<L> {
    let key = SecretKey::from_seed(&[1; 32]);
    let keys = vec![key.public()];
    let (kept, clock) = (ledger.clone(), Arc::clone(&world));
    let hub = Hub::new(&world, move || {
        begin_again();
        let clock = Arc::clone(&clock);
        answers(kept.clone(), key.clone(), move || clock.now())
    });
    let network = Arc::new(Network { world: Arc::clone(&world), hub: Arc::clone(&hub) });
    let poisoned = world.below(8);
    let desks: Vec<_> = (0..=usize::try_from(world.below(3)).unwrap())
        .map(|number| Arc::new(desk(&world, number, &ledger, &keys, poisoned == number as u64)))
        .collect();
    for desk in &desks {
        tokio::spawn(Arc::clone(desk).live(Arc::clone(&network)));
    }
    Evening { world, hub, ledger, desks, keys, restored: false }
}

impl<L: Ledger> Evening<L> {
    /// Lets the storm pass, and then so much time as everything needs to be receipted.
    async fn pass(&self) {
        let world = &self.world;
        tokio::time::sleep_until(tokio::time::Instant::now() + world.calm_at).await;
        world.note(Happened::Calm);
        while !self.desks.iter().all(|desk| is_done(desk)) && world.elapsed() < world.calm_at + PATIENCE {
            world.pass(Duration::from_secs(5)).await;
        }
    }

    /// Whether the hub holds all that its desks have receipts for.
    fn has_everything(&self) -> bool {
        let is_lost = |broken: &Broken| matches!(broken, Broken::Lost(..));
        !self.desks.iter().any(|desk| of_desk(desk, &self.ledger, &self.keys, true).broken.iter().any(is_lost))
    }

    fn outcome(self) -> Outcome {
        for desk in &self.desks {
            desk.note_receipts();
        }
        let tellings = self.desks.iter().map(|desk| desk.plan.len()).sum();
        let (broken, lost_by_the_hub, unheard) = broken(&self.desks, &self.ledger, &self.keys, self.restored);
        Outcome { broken, world: self.world, tellings, lost_by_the_hub, unheard }
    }
}

/// Two facilities, of which one may have two desks.
fn desk(world: &Arc<World>, number: usize, ledger: &impl Ledger, keys: &[PublicKey], poison: bool) -> Desk {
    let place = u8::try_from(number).unwrap();
    let (key, now) = (SecretKey::from_seed(&[100 + place; 32]), world.now());
    let (facility, device) = (Uuid::from_u128(0xFA00 + number as u128 % 2), Uuid::from_u128(0xDE00 + number as u128));
    let code = Digest::of(&[place]);
    let name = format!("Nhà nghỉ {}", number % 2);
    at_once(ledger.add_code(name.clone(), facility, code, now + SignedDuration::from_mins(15))).unwrap();
    let enrolled = at_once(ledger.enrol(code, key.public(), device, now)).unwrap().unwrap();
    let membership = Membership { facility: enrolled.facility, device, name, keys: keys.to_vec(), links: Vec::new() };
    Desk::new(world, number, membership, key, plan(world, poison))
}

/// Whether nothing is left to do for a desk but what no time will mend.
fn is_done(desk: &Desk) -> bool {
    let count = |state| desk.store.read(|read| read.outbox().count(state)).unwrap();
    let poison = desk.plan.iter().filter(|planned| planned.telling.nature == Nature::Poison).count();
    let done = count(EntryState::Settled) + count(EntryState::Rejected);
    desk.told().len() == desk.plan.len() && done == (desk.plan.len() - poison) as u64
}
