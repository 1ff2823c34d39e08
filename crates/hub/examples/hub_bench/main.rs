//! Measures the hub: notices a second on both ledgers, beside a bare batched upsert of the same rows, and a province of
//! desks that come back at once after an hour without network.
//!
//! Real are the hub (its own process, built beside this program), HTTP, every signature, both databases and their disk,
//! and the desks' courier with its rules for waiting. The desks keep their outbox in memory, and all of them share this
//! machine with the hub.

#![expect(clippy::print_stdout, reason = "a tool that says what it measured")]
#![expect(clippy::expect_used, clippy::panic, reason = "a tool that stops when it cannot measure")]
#![expect(clippy::disallowed_methods, reason = "it measures time, and reads /proc")]

mod bare;
mod notice;
mod outbox;
mod place;
mod rate;
mod storm;
#[cfg(test)]
mod tests;

use clap::Parser;
use place::Kind;

/// What is measured, and with how much.
#[derive(Clone, Debug, Parser)]
struct Options {
    /// All that is drawn comes from it; a fresh one without.
    #[arg(long)]
    seed: Option<u64>,
    /// Desks that come back at once.
    #[arg(long, default_value_t = 4_219)]
    desks: u32,
    /// Notices that wait at each of them.
    #[arg(long, default_value_t = 50)]
    notices: u32,
    /// Batches of 100 in each of three rounds, and as many bare ones.
    #[arg(long, default_value_t = 320)]
    batches: u32,
    /// Only this ledger: sqlite or postgres.
    #[arg(long)]
    ledger: Option<Kind>,
    /// What the script measures by itself.
    #[arg(long, hide = true)]
    seeds: Option<u64>,
}

fn main() {
    let options = Options::parse();
    let seed = options.seed.unwrap_or_else(notice::fresh_seed);
    println!("hub    seed {seed}");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be started");
    let kinds = [Kind::Sqlite, Kind::Postgres].into_iter();
    for kind in kinds.filter(|kind| options.ledger.is_none_or(|only| only == *kind)) {
        println!("{}", runtime.block_on(rate::measure(kind, seed, options.batches)));
        println!("{}", runtime.block_on(storm::measure(kind, seed, options.desks, options.notices)));
    }
}
