//! A PostgreSQL server of one's own, beside any that runs: its own `initdb` in a temporary folder, a Unix socket there and
//! no port, every commit on the disk. It ends with the program that started it, however that ends.

use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Pid, getuid};

use crate::process::{Running, command, family, kill_nine};

/// The user that Debian's package makes. The server refuses to run as root.
const USER: &str = "postgres";
/// Kills the server and clears its folder once its standard input ends, which it does with whoever holds the other end.
const WATCH: &str = r#"
    read -r _
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
    while grep -q '^State:.[^Z]' "/proc/${pid:-none}/status" 2>/dev/null; do sleep 0.02; done
    rm -rf "$1"
"#;

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    server: Option<Running>,
    watch: Child,
    databases: AtomicU32,
}

impl Postgres {
    /// The server of this program, started at the first call.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Starts a server over a new folder.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, with the command that installs it, or does not start.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("luutru-pg-").tempdir().expect("a temporary folder can be made");
        let folder = folder.keep();
        own(&folder);
        let watch = watch(&folder);
        let data = folder.join("data");
        let mut initdb =
            program("initdb", &["-U", "hub", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]);
        let output = initdb.arg(&data).output().expect("initdb can be started");
        assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        let mut started = Self { folder, server: None, watch, databases: AtomicU32::new(0) };
        started.start_again();
        started
    }

    /// Makes an empty database and gives its address.
    ///
    /// # Panics
    /// When the server does not make it.
    pub fn database(&self) -> String {
        let name = format!("hub{}", self.databases.fetch_add(1, Ordering::SeqCst));
        self.say(&format!("CREATE DATABASE {name}"));
        format!("postgres:///{name}?user=hub&host={}", self.folder.display())
    }

    /// Has the server do something as its owner, outside of any ledger.
    ///
    /// # Panics
    /// When it refuses.
    pub fn say(&self, sql: &str) {
        let mut psql = program("psql", &["-X", "-q", "-U", "hub", "-d", "postgres", "-c", sql, "-h"]);
        let output = psql.arg(&self.folder).output().expect("psql can be started");
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The server's first process, the parent of the others, while it runs.
    pub fn pid(&self) -> Option<Pid> {
        self.server.as_ref().map(Running::pid)
    }

    /// Kills the server and all its processes at once, as a power cut would.
    pub fn kill(&mut self) {
        let Some(server) = self.server.take() else { return };
        for pid in family(server.pid()) {
            kill_nine(pid);
        }
    }

    /// Starts it on the same folder, after [`Self::kill`].
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&mut self) {
        let (data, socket) = (self.folder.join("data"), format!("unix_socket_directories={}", self.folder.display()));
        // As many as all tests over it, each with its pools, could ever open at once.
        let mut server =
            program("postgres", &["-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=1500"]);
        server.args(["-c", "shared_buffers=64MB", "-c", &socket, "-D"]).arg(&data);
        let mut server = Running::start("postgres", server, &self.folder);
        let pid = server.pid();
        server.until("PostgreSQL to be ready", || is_ready(&data.join("postmaster.pid"), pid).then_some(()));
        self.server = Some(server);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Its standard input ends here, and with it the server.
        drop(self.watch.stdin.take());
        let _ended = self.watch.wait();
    }
}

fn watch(folder: &Path) -> Child {
    let mut watch = command("sh", &["-c", WATCH, "sh"]);
    // In a group of its own, or a Ctrl-C would end it too.
    watch.arg(folder).stdin(Stdio::piped()).process_group(0).spawn().expect("sh can be started")
}

/// The server's own file tells its id in the first line and its state in the eighth.
fn is_ready(file: &Path, pid: Pid) -> bool {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    lines.first().is_some_and(|line| *line == pid.as_raw_nonzero().to_string()) && lines.get(7) == Some(&"ready")
}

/// Gives the folder to the user that the server runs as.
fn own(folder: &Path) {
    if !getuid().is_root() {
        return;
    }
    let known = command("id", &["-u", USER]).output().expect("id can be started");
    let id = String::from_utf8_lossy(&known.stdout).trim().parse().unwrap_or_else(|_| panic!("{MISSING}"));
    chown(folder, Some(id), None).expect("root may give a folder away");
    assert_eq!(std::fs::metadata(folder).expect("it was just made").uid(), id);
}

const MISSING: &str = "PostgreSQL is not installed: run script/setup --test";

/// A program of the server's, to be run as a user whom it accepts.
fn program(name: &str, arguments: &[&str]) -> Command {
    let path = found(name).unwrap_or_else(|| panic!("{MISSING}"));
    if !getuid().is_root() {
        return command(path, arguments);
    }
    let mut as_user = command("setpriv", &["--reuid", USER, "--regid", USER, "--init-groups"]);
    as_user.arg(path).args(arguments).current_dir("/");
    as_user
}

/// Where Debian keeps the newest version, or else the first in the path.
fn found(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).collect();
    versions.sort_unstable();
    let debian = versions.into_iter().rev().map(|version| format!("/usr/lib/postgresql/{version}/bin").into());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = debian.chain(std::env::split_paths(&path)).collect();
    folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wait::until;

    #[test]
    fn it_keeps_what_was_committed_and_leaves_nothing_behind() {
        let mut server = Postgres::start();
        server.say("CREATE TABLE kept (n int)");
        server.kill();
        server.start_again();
        server.say("INSERT INTO kept VALUES (1)");
        let (folder, pid) = (server.folder.clone(), server.server.as_ref().map(Running::pid).unwrap());
        drop(server);
        assert!(!folder.exists());
        assert!(family(pid).len() == 1 && !is_ready(&folder.join("data/postmaster.pid"), pid));
    }

    #[test]
    fn it_ends_with_whoever_started_it() {
        let mut server = Postgres::start();
        drop(server.watch.stdin.take()); // what the kernel does for a program that was killed
        until("the folder to be gone", || (!server.folder.exists()).then_some(()));
        assert!(!server.server.as_mut().unwrap().is_running());
    }
}
