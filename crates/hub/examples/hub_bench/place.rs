//! A hub in a process of its own, over a ledger of its own, and what it costs the machine.

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use hub::{Ledger as _, OpenLedger};
use jiff::{SignedDuration, Timestamp};
use rustix::process::Pid;
use stories::{
    postgres::Postgres,
    process::{Running, built, command, family},
    wait::written,
};
use sync::{Http, HubUrl};
use tempfile::TempDir;
use uuid::Uuid;
use wire::{Digest, EnrolCode};

/// Which ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// Its name in what is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl FromStr for Kind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Sqlite, Self::Postgres].into_iter().find(|kind| kind.name() == text).ok_or("sqlite or postgres")
    }
}

/// A hub that runs, with its database. Both end with it.
pub struct Place {
    url: String,
    /// A second hand on its ledger.
    pub ledger: OpenLedger,
    hub: Running,
    folder: TempDir,
    server: Option<Postgres>,
    database: Option<String>,
}

impl Place {
    /// Starts it. All desks have one address here, so it bounds nothing by address; the rate of a device as it is told.
    pub async fn start(kind: Kind, rate_device: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let server = (kind == Kind::Postgres).then(Postgres::start);
        let database = server.as_ref().map(Postgres::database);
        let (hub, port) = serve(folder.path(), database.as_deref(), rate_device);
        let ledger = open(database.as_deref(), &folder.path().join("data/hub.db")).await;
        Self { url: format!("http://127.0.0.1:{port}"), ledger, hub, folder, server, database }
    }

    /// An empty database beside the hub's, with its tables: the same server, or a file in the same folder.
    pub async fn beside(&self) -> Beside {
        let database = self.server.as_ref().map(Postgres::database);
        let file = tempfile::tempdir_in(self.folder.path()).expect("a folder can be made").keep().join("hub.db");
        drop(open(database.as_deref(), &file).await);
        match (database, &self.database) {
            (Some(to), Some(from)) => Beside::Postgres { from: from.clone(), to },
            _ => Beside::Sqlite { from: self.folder.path().join("data/hub.db"), to: file },
        }
    }

    /// A single-use code for a house of that name.
    pub async fn code(&self, house: String, number: u128) -> EnrolCode {
        let (now, id) = (Timestamp::now(), Uuid::from_u128(number));
        let code = EnrolCode::from_random(Digest::of(house.as_bytes()).bytes()[..8].try_into().expect("eight of 32"));
        let added = self.ledger.add_code(house, id, code.digest(), now + SignedDuration::from_mins(15)).await;
        added.expect("the ledger takes a code");
        code
    }

    /// A way to it, with a connection of its own.
    pub fn http(&self) -> Http {
        Http::new(HubUrl::parse(&self.url).expect("the hub's own address")).expect("a client can be made")
    }

    /// The hub's processor time so far, in seconds.
    pub fn cpu(&self) -> f64 {
        cpu(self.hub.pid())
    }

    /// The database server's processor time so far, over all its processes, in seconds.
    pub fn cpu_of_server(&self) -> f64 {
        let server = self.server.as_ref().and_then(Postgres::pid);
        server.map_or(0.0, |pid| family(pid).into_iter().map(cpu).sum())
    }

    /// The hub's resident memory in MB.
    pub fn memory(&self) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/statm", self.hub.pid().as_raw_nonzero())).unwrap_or_default();
        let pages: Option<u32> = text.split_whitespace().nth(1).and_then(|pages| pages.parse().ok());
        f64::from(pages.unwrap_or_default()) * 4096.0 / 1e6
    }
}

/// Where a hub's rows are, and where the same ones may be written bare.
pub enum Beside {
    Sqlite { from: PathBuf, to: PathBuf },
    Postgres { from: String, to: String },
}

async fn open(database: Option<&str>, file: &Path) -> OpenLedger {
    let url = database.map(|url| url.parse().expect("a server's address can be read"));
    OpenLedger::open(url.as_ref(), file).await.expect("a ledger can be opened")
}

fn serve(folder: &Path, database: Option<&str>, rate_device: u32) -> (Running, u16) {
    let (data, file) = (folder.join("data"), folder.join("port"));
    let (data, path, rate) = (data.to_string_lossy(), file.to_string_lossy(), rate_device.to_string());
    let listen = ["serve", "--data", &data, "--listen", "127.0.0.1:0", "--port-file", &path];
    let mut hub = command(built("hub"), &listen);
    hub.args(["--rate-address", "0", "--connections-address", "0", "--rate-device", &rate]);
    if let Some(database) = database {
        hub.args(["--ledger", database]);
    }
    let mut hub = Running::start("hub", hub, folder);
    let port = hub.until("the hub's port", || written(&file)?.parse().ok());
    (hub, port)
}

/// User and system time of a process, the 14th and 15th field of its `stat`, in ticks of 1/100 s.
fn cpu(pid: Pid) -> f64 {
    let text = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let ticks: u32 = fields.filter_map(|field| field.parse::<u32>().ok()).sum();
    f64::from(ticks) / 100.0
}
