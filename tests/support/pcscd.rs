//! A PC/SC service of one's own, beside any that runs: the real `pcscd` with the emulated reader `vpcd`, in a mount
//! namespace in which a folder of ours lies over `/run`. It reaches no USB reader, for its folder of drivers is empty.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use crate::process::{Running, command};
use crate::wait::{free_port, until};

/// The driver of the emulated reader, of Debian's package `vsmartcard-vpcd`.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// What the emulated reader is called; the service adds the slot's number.
const READER: &str = "Luutru Practice Reader";

/// A running service with one emulated reader.
#[derive(Debug)]
pub struct Pcscd {
    // Dropped before its folder.
    process: Running,
    place: PathBuf,
    port: u16,
    own_folder: Option<TempDir>,
}

impl Pcscd {
    /// What this machine lacks for such a service, as a sentence with its remedy; `None` when nothing.
    pub fn missing() -> Option<&'static str> {
        if !Path::new(DRIVER).exists() || program().is_none() {
            return Some("pcscd or its emulated reader is not installed: run script/setup --test");
        }
        let enters = enter().is_some();
        (!enters).then_some("no right to make a mount namespace: run as root, or allow unprivileged user namespaces")
    }

    /// Starts a service in a folder of its own.
    ///
    /// # Panics
    /// When it does not start; see [`Self::missing`].
    pub fn start(logs: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("luutru-").tempdir().expect("a temporary folder can be made");
        let mut started = Self::start_in(folder.path(), logs);
        started.own_folder = Some(folder);
        started
    }

    /// Starts a service that lives in `place`, so that its socket is known before it runs: [`Self::socket_in`].
    ///
    /// # Panics
    /// When it does not start; see [`Self::missing`].
    pub fn start_in(place: &Path, logs: &Path) -> Self {
        if let Some(reason) = Self::missing() {
            panic!("{reason}");
        }
        let port = two_free_ports();
        let process = launch(place, port, logs);
        Self { process, place: place.to_owned(), port, own_folder: None }
    }

    /// Where the socket of a service that lives in `place` is: what `PCSCLITE_CSOCK_NAME` must say in a client.
    pub fn socket_in(place: &Path) -> PathBuf {
        place.join("run/pcscd/pcscd.comm")
    }

    /// What `PCSCLITE_CSOCK_NAME` must say in a client.
    pub fn socket(&self) -> PathBuf {
        Self::socket_in(&self.place)
    }

    /// The port on which the emulated reader waits for a card.
    pub fn vpcd_port(&self) -> u16 {
        self.port
    }

    /// The name of the reader in which the card of [`Self::vpcd_port`] lies.
    pub fn reader_name(&self) -> String {
        format!("{READER} 00 00")
    }

    /// The name and the port of the other place for a card, which the emulated reader has too.
    pub fn second_slot(&self) -> (String, u16) {
        (format!("{READER} 00 01"), self.port + 1)
    }

    /// Kills the service as a power cut would.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again at the same place, after [`Self::kill`].
    pub fn start_again(&mut self, logs: &Path) {
        // What the killed one left behind would be taken for the new one.
        let _none = std::fs::remove_file(self.socket());
        self.process = launch(&self.place, self.port, logs);
    }

    /// Starts it again as [`Self::start_again`] does, with its reader unplugged.
    pub fn start_again_unplugged(&mut self, logs: &Path) {
        let _none = std::fs::remove_file(self.socket());
        self.process = launch_with(&self.place, "", logs);
    }
}

fn launch(place: &Path, port: u16, logs: &Path) -> Running {
    launch_with(place, &reader_file(port), logs)
}

/// The driver takes the port from the device's name; the second slot listens on the next one.
fn reader_file(port: u16) -> String {
    let file =
        format!("FRIENDLYNAME \"{READER}\"\nDEVICENAME /dev/null:{port:#X}\nLIBPATH {DRIVER}\nCHANNELID {port:#X}\n");
    file.replace("0X", "0x")
}

fn launch_with(place: &Path, reader: &str, logs: &Path) -> Running {
    let [run, readers, drivers] = ["run", "readers", "drivers"].map(|name| place.join(name));
    for folder in [&run, &readers, &drivers] {
        std::fs::create_dir_all(folder).expect("a folder of the service can be made");
    }
    std::fs::write(readers.join("luutru"), reader).expect("a reader's file can be written");
    let flags = enter().expect("asked for before");
    let inside = r#"mount --bind "$1" /run && exec "$2" --foreground --info --config "$3""#;
    let program = program().expect("asked for before");
    let mut unshare = command("unshare", flags);
    unshare.args(["sh", "-c", inside, "sh"]).arg(&run).arg(program).arg(&readers);
    unshare.env("PCSCLITE_HP_DROPDIR", &drivers);
    let process = Running::start("pcscd", unshare, logs);
    let socket = Pcscd::socket_in(place);
    until("pcscd to listen on its socket", || UnixStream::connect(&socket).ok());
    process
}

fn program() -> Option<PathBuf> {
    ["/usr/sbin/pcscd", "/usr/bin/pcscd"].map(PathBuf::from).into_iter().find(|path| path.exists())
}

/// The flags with which `unshare` may make a mount namespace here: as root, or as root of a user namespace.
fn enter() -> Option<&'static [&'static str]> {
    const WAYS: [&[&str]; 2] = [&["-m"], &["-Urm"]];
    let enters = |flags: &[&str]| {
        let mut attempt = command("unshare", flags);
        let status = attempt.arg("true").stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    WAYS.into_iter().find(|flags| enters(flags))
}

/// A free port whose neighbour is free, too.
fn two_free_ports() -> u16 {
    until("two free ports side by side", || {
        let port = free_port();
        let next = port.checked_add(1)?;
        std::net::TcpListener::bind(crate::wait::local(next)).ok().map(|_| port)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_of_ones_own_starts_and_starts_again() {
        if let Some(reason) = Pcscd::missing() {
            assert!(std::env::var_os("CI").is_none(), "{reason}");
            eprintln!("skipped: {reason}");
            return;
        }
        let logs = tempfile::tempdir().unwrap();
        let mut service = Pcscd::start(logs.path());
        assert!(UnixStream::connect(service.socket()).is_ok());
        service.kill();
        assert!(UnixStream::connect(service.socket()).is_err());
        service.start_again(logs.path());
        assert!(UnixStream::connect(service.socket()).is_ok());
    }
}
