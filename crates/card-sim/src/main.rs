//! Lays emulated cards on vpcd's reader: `card-sim --card fixtures/cards/an.toml --stats counts.json`.
#![expect(clippy::disallowed_methods, reason = "a program: it starts a thread and draws its seed from the system")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use card_sim::{Card, Control, Faults, Pad, Profile, SimError, files, pki};
use clap::{Args, Parser, Subcommand};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Emulates identity cards and passports on the virtual reader of vsmartcard's vpcd.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    /// Profile of the card that lies there from the start.
    #[arg(long, value_name = "FILE", required_unless_present = "empty")]
    card: Option<PathBuf>,
    /// Start without a card.
    #[arg(long, conflicts_with = "card")]
    empty: bool,
    /// Folder of profiles that `lay NAME` takes cards from; the folder of --card if not given.
    #[arg(long, value_name = "DIR")]
    cards: Option<PathBuf>,
    #[command(flatten)]
    seat: Seat,
}

/// Where and how a card lies.
#[derive(Args)]
struct Seat {
    /// Where vpcd listens.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:35963")]
    vpcd: String,
    /// Write counts as JSON at every lift and at the end.
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
    /// Lift the card after so many answered commands.
    #[arg(long, value_name = "N")]
    lift_at: Option<usize>,
    /// Let every command take so many milliseconds longer.
    #[arg(long, value_name = "N")]
    delay_ms: Option<u64>,
    /// Take commands on a Unix socket: lay, lift, stats, quit, and faults; see the library's `Control`.
    #[arg(long, value_name = "SOCKET")]
    control: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Task {
    /// Invent the issuers and keys of the fixtures anew (the same each time).
    Fixtures {
        /// The folder of fixtures.
        #[arg(long, value_name = "DIR", default_value = "fixtures")]
        out: PathBuf,
    },
    /// Lay the card of a recorded conversation (luutru-trace); its CAN is 000000.
    Replay {
        /// The trace.
        trace: PathBuf,
        #[command(flatten)]
        seat: Seat,
    },
    /// Write the files of a card, as they stand in it, to look at with other tools.
    Files {
        /// Profile of the card.
        card: PathBuf,
        /// An existing folder.
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.task {
        Some(Task::Fixtures { out }) => pki::save_fixtures(&out.join("pki")).map_err(Into::into),
        Some(Task::Files { card, out }) => {
            Profile::load(card).and_then(|profile| files::save(&profile, out)).map_err(Into::into)
        }
        Some(Task::Replay { trace, seat }) => emulate(Some(trace), None, seat),
        None => emulate(arguments.card.as_deref(), arguments.cards.as_deref(), &arguments.seat),
    };
    outcome.map_or_else(|error| report(&error), |()| ExitCode::SUCCESS)
}

fn report(error: &SimError) -> ExitCode {
    #[expect(clippy::print_stderr, reason = "a command-line program says why it fails")]
    {
        eprintln!("card-sim: {error}");
    }
    ExitCode::FAILURE
}

fn emulate(card: Option<&Path>, cards: Option<&Path>, seat: &Seat) -> Result<(), SimError> {
    let pad = Pad::new(seat.stats.clone());
    let delay = seat.delay_ms.map(Duration::from_millis);
    pad.set_faults(Faults { lift_at: seat.lift_at, delay, ..Faults::default() });
    stop_on_signal(&pad)?;
    if let Some(socket) = &seat.control {
        let folder = cards.or_else(|| card.and_then(Path::parent)).unwrap_or(Path::new("fixtures/cards"));
        Control::new(pad.clone(), folder.to_owned(), seed).listen(socket)?;
    }
    if let Some(path) = card {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        // The pad is empty: nobody but the control socket could have been faster, and then its card stays.
        let _first_come = pad.lay(&name, Card::load(path, seed()?)?);
    }
    let outcome = pad.serve(&seat.vpcd);
    if let Some(socket) = &seat.control {
        let _gone_already = std::fs::remove_file(socket);
    }
    outcome
}

fn stop_on_signal(pad: &Pad) -> Result<(), SimError> {
    let mut signals = Signals::new([SIGTERM, SIGINT]).map_err(SimError::Signals)?;
    let pad = pad.clone();
    thread::spawn(move || {
        if signals.forever().next().is_some()
            && let Err(error) = pad.stop()
        {
            report(&error);
        }
    });
    Ok(())
}

fn seed() -> Result<[u8; 32], SimError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| SimError::Random)?;
    Ok(seed)
}
