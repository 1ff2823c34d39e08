//! `hub`: serve, make certificates and enrolment codes, list devices and shut them out, count.
#![expect(clippy::disallowed_methods, reason = "the command line reads the clock once and hands it on")]

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand, builder::NonEmptyStringValueParser};
use hub::{Config, DataDir, Hub, HubError, Ledger as _, LedgerUrl, OpenLedger, Rate, Rates};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tracing_subscriber::{EnvFilter, filter::LevelFilter};
use uuid::Uuid;
use wire::{ENROL_CODE_MINUTES, EnrolCode};

/// Where a hub keeps what it has.
#[derive(Args)]
struct Place {
    /// The hub's directory, mode 0700; made when it is not there.
    #[arg(long)]
    data: PathBuf,
    /// `postgres://…`: a database that keeps the ledger instead of a file in the directory. Every command of the hub
    /// is told the same.
    #[arg(long, env = "HUB_LEDGER", hide_env_values = true)]
    ledger: Option<LedgerUrl>,
}

impl Place {
    async fn ledger(&self) -> Result<OpenLedger, HubError> {
        DataDir::open(&self.data)?.ledger(self.ledger.as_ref()).await
    }
}

/// Takes stay notices and answers with signed receipts.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Listens until it gets SIGTERM or SIGINT.
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// Gets the port as text, whole, once the hub listens.
        #[arg(long)]
        port_file: Option<PathBuf>,
        #[command(flatten)]
        bounds: Bounds,
    },
    /// Makes the hub's authority, the first time, and a certificate for these names and addresses; prints what devices
    /// add to the hub's address to pin the authority. Again before 400 days are over: devices do not notice.
    Ca {
        #[command(flatten)]
        place: Place,
        /// A name or an address under which devices reach this hub; may be given again.
        #[arg(long, required = true, value_parser = NonEmptyStringValueParser::new())]
        host: Vec<String>,
    },
    /// Lists devices: id, facility, the six digits its screen shows, and whether it was shut out.
    Devices {
        #[command(flatten)]
        place: Place,
    },
    /// Prints a single-use enrolment code, valid for 15 minutes.
    Code {
        #[command(flatten)]
        place: Place,
        /// The facility's name; made when it is new.
        #[arg(long, value_parser = NonEmptyStringValueParser::new())]
        facility: String,
    },
    /// Shuts a device out for good.
    Revoke {
        #[command(flatten)]
        place: Place,
        /// The device's id.
        #[arg(long)]
        device: Uuid,
    },
    /// Makes another receipt key, which the one before tells: desks follow. Prints its id. A hub that runs takes it at
    /// once; to every other hub before this ledger copy `receipt.key` before the overlap is over. Only when no older hub
    /// runs before it, which would sign on, and with a clock that is right: a key signs nothing before its time.
    RotateKey {
        #[command(flatten)]
        place: Place,
        /// For how many hours other hubs may still sign with the old key; 0 when it was stolen.
        #[arg(long, default_value_t = 24, conflicts_with = "lost")]
        overlap_hours: u16,
        /// The key is gone for good. Desks do not follow: each must be enrolled anew.
        #[arg(long)]
        lost: bool,
    },
    /// Prints how many notices, revisions and receipts are kept, as JSON.
    Count {
        #[command(flatten)]
        place: Place,
    },
}

/// What serving is bounded and protected by.
#[derive(Args)]
struct Bounds {
    /// PEM file of the certificate with its CA's behind it, for TLS; `hub ca` makes tls.pem.
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// PEM file of its key; `hub ca` makes tls.key.
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Address and port for Prometheus, `/metrics`; nothing is told without it.
    #[arg(long)]
    metrics: Option<SocketAddr>,
    /// Signed requests a second of one device; 0 for any number.
    #[arg(long, default_value_t = 20)]
    rate_device: u32,
    /// Unsigned requests a second of one address; 0 for any number.
    #[arg(long, default_value_t = 10)]
    rate_address: u32,
    /// Connections at once of one address; 0 for any number, as behind a proxy, which has one address for all.
    #[arg(long, default_value_t = 100)]
    connections_address: usize,
}

impl Bounds {
    fn config(&self, place: Place) -> Config {
        let rates = Rates { device: Rate::per_second(self.rate_device), address: Rate::per_second(self.rate_address) };
        let config = Config::new(place.data).with_ledger(place.ledger).with_rates(rates);
        let config = config.with_connections_of_one(Some(self.connections_address).filter(|most| *most > 0));
        match (&self.tls_cert, &self.tls_key) {
            (Some(certificates), Some(key)) => config.with_tls(certificates, key),
            _ => config,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(io::stderr).init();
    match run(arguments.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "failed");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), HubError> {
    match command {
        Command::Serve { place, listen, port_file, bounds } => {
            serve(bounds.config(place), listen, port_file.as_deref(), bounds.metrics).await
        }
        Command::Ca { place, host } => ca(&place, &host),
        Command::Devices { place } => devices(&place).await,
        Command::Code { place, facility } => code(&place, facility).await,
        Command::Revoke { place, device } => revoke(&place, device).await,
        Command::RotateKey { place, overlap_hours, lost } => rotate_key(&place, overlap_hours, lost).await,
        Command::Count { place } => count(&place).await,
    }
}

async fn serve(
    config: Config,
    listen: SocketAddr,
    port_file: Option<&Path>,
    metrics: Option<SocketAddr>,
) -> Result<(), HubError> {
    if let Some(stale) = port_file {
        // Whoever waits for the file must not read the port of a hub that is gone. It is rarely there.
        let _ = std::fs::remove_file(stale);
    }
    let mut hub = Hub::open(&config).await?;
    if let Some(address) = metrics {
        hub = hub.with_metrics(TcpListener::bind(address).await.map_err(HubError::Listen)?);
    }
    let listener = TcpListener::bind(listen).await.map_err(HubError::Listen)?;
    let port = listener.local_addr().map_err(HubError::Listen)?.port();
    let mut terminate = signal(SignalKind::terminate()).map_err(HubError::Listen)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(HubError::Listen)?;
    if let Some(path) = port_file {
        hub::write_atomically(path, port.to_string().as_bytes()).map_err(HubError::PortFile)?;
    }
    let shutdown = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    hub.serve(listener, shutdown).await;
    Ok(())
}

/// Plain http is for the hub's own machine; what is printed goes behind the address that another one is given.
fn ca(place: &Place, hosts: &[String]) -> Result<(), HubError> {
    let (authority, now) = (DataDir::open(&place.data)?.authority(Timestamp::now())?, Timestamp::now());
    authority.give_leaf(hosts, now)?;
    print(&format!("/#sha256={}", authority.fingerprint()?))
}

async fn devices(place: &Place) -> Result<(), HubError> {
    for (device, facility) in place.ledger().await?.devices().await? {
        let digits = wire::check_digits(&device.key, device.id, device.facility);
        let state = if device.revoked { "shut out" } else { "enrolled" };
        print(&format!("{}\t{facility}\t{digits}\t{state}", device.id))?;
    }
    Ok(())
}

async fn code(place: &Place, facility: String) -> Result<(), HubError> {
    let now = Timestamp::now();
    let code = EnrolCode::from_random(hub::random()?);
    let expires = now.saturating_add(SignedDuration::from_mins(ENROL_CODE_MINUTES)).unwrap_or(now);
    let id = hub::new_id(now)?;
    place.ledger().await?.add_code(facility, id, code.digest(), expires).await?;
    print(&code.grouped())
}

async fn revoke(place: &Place, device: Uuid) -> Result<(), HubError> {
    let known = place.ledger().await?.revoke(device, Timestamp::now()).await?;
    if known { Ok(()) } else { Err(HubError::NoSuchDevice) }
}

async fn rotate_key(place: &Place, overlap_hours: u16, lost: bool) -> Result<(), HubError> {
    let (data, ledger, now) = (DataDir::open(&place.data)?, place.ledger().await?, Timestamp::now());
    let key = if lost {
        hub::replace_lost_key(&data, &ledger, now).await?
    } else {
        hub::rotate_key(&data, &ledger, now, u32::from(overlap_hours) * 3_600).await?
    };
    print(&key.public().id().to_string())
}

async fn count(place: &Place) -> Result<(), HubError> {
    let counts = place.ledger().await?.count().await?;
    print(&serde_json::to_string(&counts).map_err(|error| HubError::Print(error.into()))?)
}

fn print(line: &str) -> Result<(), HubError> {
    writeln!(io::stdout(), "{line}").map_err(HubError::Print)
}
