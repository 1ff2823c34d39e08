//! Many seeds, and every planted mistake.

use std::{
    env, fmt,
    io::{self, Write as _},
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::{
    mistakes::Mistake,
    province::Province,
    run::{Outcome, run, run_careless, run_mistaken, run_restored},
};

/// How long fresh seeds are tried where nobody says how many.
const BUDGET: Duration = Duration::from_secs(20);

/// Fresh seeds on PostgreSQL, and with a hub that is restored, where nobody says how many.
const A_FEW: u64 = 30;

/// Among so many seeds each mistake must show.
const ENOUGH: u64 = 300;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// `SEED=n` runs that one and shows all that happened in it; `SEEDS=n` runs so many from a fresh one on.
#[test]
fn no_seed_breaks_a_rule() {
    each_fresh("on SQLite", "no_seed", number("SEEDS"), || run);
}

#[test]
fn no_seed_breaks_a_rule_on_postgres() {
    each_fresh("on PostgreSQL", "postgres", number("SEEDS").or(Some(A_FEW)), || {
        let province = Province::new();
        move |seed| province.run(seed)
    });
}

#[test]
fn what_a_restored_hub_has_lost_comes_back_and_is_seen() {
    each_fresh("restored", "restored_hub", number("SEEDS").or(Some(A_FEW)), || |seed| run_restored(seed, true));
}

/// One named by `SEED`, or fresh ones, each worker with a runner of its own.
fn each_fresh<R: Fn(u64) -> Outcome>(what: &str, test: &str, count: Option<u64>, runner: impl Fn() -> R + Sync) {
    if let Some(seed) = number("SEED") {
        let outcome = runner()(seed);
        println!("{}", outcome.world);
        assert!(outcome.broken.is_empty(), "{}", verdict(seed, test, &outcome));
        return;
    }
    let first = u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos());
    let (begun, next) = (Instant::now(), AtomicU64::new(first));
    let work = || {
        let (run, mut sum) = (runner(), [0; 4]);
        while count.map_or(begun.elapsed() < BUDGET, |count| next.load(Ordering::SeqCst) < first + count) {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            let outcome = run(seed);
            assert!(outcome.broken.is_empty(), "{}\n{}", outcome.world, verdict(seed, test, &outcome));
            sum = add(sum, [1, outcome.tellings, outcome.lost_by_the_hub, outcome.unheard]);
        }
        sum
    };
    let [seeds, tellings, lost, unheard] = thread::scope(|scope| {
        let workers = (0..thread::available_parallelism().map_or(1, usize::from)).map(|_| scope.spawn(work));
        workers.collect::<Vec<_>>().into_iter().map(|worker| worker.join().unwrap()).fold([0; 4], add)
    });
    let took = begun.elapsed().as_secs_f64();
    tell(format_args!(
        "seeds  {what}: {seeds} from {first} on, {tellings} tellings, {lost} receipts lost by the hub, of which {unheard} \
         desks were not told, no rule broken, in {took:.0} s"
    ));
}

fn add(one: [usize; 4], other: [usize; 4]) -> [usize; 4] {
    std::array::from_fn(|place| one[place] + other[place])
}

/// Says it also where a test that passes is not heard.
fn tell(what: fmt::Arguments<'_>) {
    writeln!(io::stderr(), "{what}").unwrap();
}

fn verdict(seed: u64, test: &str, outcome: &Outcome) -> String {
    let broken: Vec<_> = outcome.broken.iter().map(ToString::to_string).collect();
    format!("seed {seed}: {}\nrepeat it: SEED={seed} cargo test -p simulation {test} -- --nocapture", broken.join("; "))
}

/// With `SEEDS` it is also counted in how many seeds each shows.
#[test]
fn every_planted_mistake_is_caught() {
    for mistake in Mistake::ALL {
        let mut caught = (1..=ENOUGH).filter_map(|seed| {
            let outcome = run_mistaken(seed, mistake);
            (!outcome.broken.is_empty()).then_some((seed, outcome))
        });
        let Some((seed, outcome)) = caught.next() else { panic!("{mistake:?} shows in none of {ENOUGH} seeds") };
        println!("{mistake:?}, seed {seed}:\n{}", outcome.world);
        let broken: Vec<_> = outcome.broken.iter().map(ToString::to_string).collect();
        let often = match number("SEEDS") {
            Some(_) => format!("in {} of {ENOUGH} seeds, first in {seed}", 1 + caught.count()),
            None => format!("by seed {seed}"),
        };
        tell(format_args!("mistake  {mistake:?} is caught {often}: {}", broken.join("; ")));
        assert!(run(seed).broken.is_empty(), "seed {seed} breaks a rule without {mistake:?} too");
    }
}

/// The ledger that makes the mistakes makes none by itself.
#[test]
fn the_careless_ledger_without_a_mistake_keeps_every_rule() {
    each(1..40, |seed| run_careless(seed, None).broken);
}

fn each<T: fmt::Debug>(seeds: Range<u64>, run: impl Fn(u64) -> Vec<T>) {
    for seed in seeds {
        let broken = run(seed);
        assert!(broken.is_empty(), "seed {seed}: {broken:?}");
    }
}

/// What a restored hub has lost is missing in the evening, or the rules would see nothing.
#[test]
fn a_restored_hub_lacks_what_it_lost_before_the_night() {
    let lacks = (1..=ENOUGH).find(|seed| !run_restored(*seed, false).broken.is_empty());
    let Some(seed) = lacks else { panic!("it lacks nothing in any of {ENOUGH} seeds") };
    assert!(run_restored(seed, true).lost_by_the_hub > 0, "seed {seed}");
}

#[test]
fn a_seed_is_the_same_every_time_and_on_every_ledger() {
    let province = Province::new();
    for seed in 1..40 {
        let (one, other) = (run(seed).world, run(seed).world);
        assert_eq!(one.to_string(), other.to_string());
        assert_eq!(one.trace(), other.trace());
        if seed < 10 {
            assert_eq!(one.to_string(), province.run(seed).world.to_string());
        }
    }
    assert_eq!(run_restored(1, true).world.trace(), run_restored(1, true).world.trace());
    assert_ne!(run(1).world.trace(), run(2).world.trace());
}
