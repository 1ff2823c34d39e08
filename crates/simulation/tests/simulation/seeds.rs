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
    run::{Outcome, run, run_careless, run_mistaken},
};

/// How long fresh seeds are tried where nobody says how many.
const BUDGET: Duration = Duration::from_secs(20);

/// Among so many seeds each mistake must show.
const ENOUGH: u64 = 300;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// `SEED=n` runs that one and shows all that happened in it; `SEEDS=n` runs so many from a fresh one on.
#[test]
fn no_seed_breaks_a_rule() {
    if let Some(seed) = number("SEED") {
        let outcome = run(seed);
        println!("{}", outcome.world);
        assert!(outcome.broken.is_empty(), "{}", verdict(seed, &outcome));
        return;
    }
    let first = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
    let first = u64::from(first);
    let count = number("SEEDS");
    let begun = Instant::now();
    let next = AtomicU64::new(first);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let tellings: usize = thread::scope(|scope| {
        let work = || {
            let mut tellings = 0;
            while count.map_or(begun.elapsed() < BUDGET, |count| next.load(Ordering::SeqCst) < first + count) {
                tellings += hold(next.fetch_add(1, Ordering::SeqCst));
            }
            tellings
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    let last = next.load(Ordering::SeqCst) - 1;
    let (seeds, took) = (last + 1 - first, begun.elapsed().as_secs_f64());
    tell(format_args!("seeds {first} to {last}: {seeds} of them, {tellings} tellings, no rule broken, in {took:.1} s"));
}

/// Says it also where a test that passes is not heard.
fn tell(what: fmt::Arguments<'_>) {
    writeln!(io::stderr(), "{what}").unwrap();
}

fn hold(seed: u64) -> usize {
    let outcome = run(seed);
    assert!(outcome.broken.is_empty(), "{}\n{}", outcome.world, verdict(seed, &outcome));
    outcome.tellings
}

fn verdict(seed: u64, outcome: &Outcome) -> String {
    let broken: Vec<_> = outcome.broken.iter().map(ToString::to_string).collect();
    format!("seed {seed}: {}\nrepeat it: SEED={seed} cargo test -p simulation seed -- --nocapture", broken.join("; "))
}

#[test]
fn every_planted_mistake_is_caught() {
    for mistake in Mistake::ALL {
        let runs = (1..=ENOUGH).map(|seed| (seed, run_mistaken(seed, mistake)));
        let caught = runs.into_iter().find(|(_, outcome)| !outcome.broken.is_empty());
        let Some((seed, outcome)) = caught else { panic!("{mistake:?} shows in none of {ENOUGH} seeds") };
        println!("{mistake:?}, seed {seed}:\n{}", outcome.world);
        let broken: Vec<_> = outcome.broken.iter().map(ToString::to_string).collect();
        tell(format_args!("{mistake:?} is caught by seed {seed}: {}", broken.join("; ")));
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

#[test]
fn a_seed_is_the_same_every_time() {
    for seed in 1..40 {
        let (one, other) = (run(seed).world, run(seed).world);
        assert_eq!(one.to_string(), other.to_string());
        assert_eq!(one.trace(), other.trace());
    }
    assert_ne!(run(1).world.trace(), run(2).world.trace());
}
