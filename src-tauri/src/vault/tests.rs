use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{VaultError, open_with};

/// No TPM answers there.
const NOBODY: &str = "swtpm:host=127.0.0.1,port=1";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn names(dir: &Path) -> Vec<String> {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn without_a_tpm_the_key_is_a_file_of_the_user_alone() {
    let dir = tempfile::tempdir().unwrap();
    let key = open_with(dir.path(), Some(NOBODY)).unwrap();
    assert_eq!(names(dir.path()), ["key.raw"]);
    assert_eq!(mode(&dir.path().join("key.raw")), 0o600);
    assert_eq!(open_with(dir.path(), Some(NOBODY)).unwrap(), key, "the next start finds it");
    let other = tempfile::tempdir().unwrap();
    assert_ne!(open_with(other.path(), Some(NOBODY)).unwrap(), key);
}

#[test]
fn a_key_others_can_read_is_refused_with_the_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key.raw");
    open_with(dir.path(), Some(NOBODY)).unwrap();
    for wide in [0o604, 0o640, 0o660, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(wide)).unwrap();
        let error = open_with(dir.path(), Some(NOBODY)).unwrap_err();
        assert!(matches!(&error, VaultError::Open { path: told } if *told == path), "{wide:o}: {error}");
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}

#[test]
fn half_a_key_is_never_taken_or_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key.raw");
    for bytes in [vec![], vec![1; 31], vec![1; 33]] {
        fs::write(&path, &bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(open_with(dir.path(), Some(NOBODY)), Err(VaultError::Broken { .. })));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_killed_first_start_does_not_lock_the_house_out() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("key.new"), [1; 7]).unwrap();
    open_with(dir.path(), Some(NOBODY)).unwrap();
    assert_eq!(names(dir.path()), ["key.raw"]);
}

#[test]
fn a_sealed_key_without_its_tpm_is_an_error_and_not_a_new_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key.tpm");
    let blob =
        super::tpm::Blob::decode(&[b"luutru key sealed by TPM 2.0, v1\n".as_slice(), &[0, 1, 9, 0, 1, 9]].concat());
    fs::write(&path, blob.unwrap().encode()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(open_with(dir.path(), Some(NOBODY)), Err(VaultError::TpmGone { .. })));
    assert_eq!(names(dir.path()), ["key.tpm"]);
    fs::write(dir.path().join("key.raw"), [0; 32]).unwrap();
    assert!(matches!(open_with(dir.path(), Some(NOBODY)), Err(VaultError::Two { .. })));
}

#[test]
fn a_sealed_file_that_is_cut_or_longer_is_broken() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key.tpm");
    for bytes in [b"".as_slice(), b"luutru key", b"luutru key sealed by TPM 2.0, v1\n\0\x09", &[7; 300]] {
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(open_with(dir.path(), Some(NOBODY)), Err(VaultError::Broken { .. })));
    }
}

#[test]
fn a_database_whose_key_is_lost_gets_no_new_one() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("luutru.db"), [1; 64]).unwrap();
    assert!(matches!(open_with(dir.path(), Some(NOBODY)), Err(VaultError::Lost { .. })));
    assert_eq!(names(dir.path()), ["luutru.db"]);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(open_with(&dir.path().join("none"), Some(NOBODY)), Err(VaultError::File { .. })));
}

/// A software TPM with a state of its own; ends with the value.
struct Swtpm {
    process: Child,
    state: tempfile::TempDir,
    port: u16,
}

impl Swtpm {
    /// Starts one; none where swtpm is not installed, which fails under CI.
    fn start() -> Option<Self> {
        let state = tempfile::tempdir().unwrap();
        let swtpm = Self::start_in(state);
        let needed = std::env::var_os("CI").is_some_and(|ci| ci == "true");
        assert!(swtpm.is_some() || !needed, "swtpm is not installed");
        swtpm
    }

    fn start_in(state: tempfile::TempDir) -> Option<Self> {
        let command = Command::new("swtpm").arg("--version").stdout(Stdio::null()).status();
        command.is_ok().then(|| {
            // Another program may take a free port before swtpm does: it ends then, and two others are tried.
            let (process, port) = (0..20).find_map(|_| listening(state.path())).expect("a port for swtpm");
            Self { process, state, port }
        })
    }

    fn tcti(&self) -> String {
        format!("swtpm:host=127.0.0.1,port={}", self.port)
    }

    /// Switches the machine off and on again.
    fn restart(mut self) -> Self {
        self.stop();
        let empty = tempfile::tempdir().unwrap();
        let state = std::mem::replace(&mut self.state, empty);
        Self::start_in(state).expect("swtpm was there a moment ago")
    }

    fn stop(&mut self) {
        // Gone already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Swtpm {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts swtpm on two free ports; none when it ended instead of listening.
fn listening(state: &Path) -> Option<(Child, u16)> {
    // tpm2-tss takes the port after the server's for the control channel.
    let port = (0..100).find_map(|_| two_free_ports()).expect("two free ports beside each other");
    let mut command = Command::new("swtpm");
    command.args(["socket", "--tpm2", "--flags", "not-need-init,startup-clear"]);
    command.arg("--tpmstate").arg(format!("dir={}", state.display()));
    command.arg("--server").arg(format!("type=tcp,bindaddr=127.0.0.1,port={port}"));
    command.arg("--ctrl").arg(format!("type=tcp,bindaddr=127.0.0.1,port={}", port + 1));
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while TcpStream::connect(("127.0.0.1", port + 1)).is_err() {
        if process.try_wait().unwrap().is_some() {
            return None;
        }
        std::thread::yield_now();
    }
    Some((process, port))
}

fn two_free_ports() -> Option<u16> {
    let first = TcpListener::bind("127.0.0.1:0").ok()?;
    let port = first.local_addr().ok()?.port();
    TcpListener::bind(("127.0.0.1", port.checked_add(1)?)).ok().map(|_| port)
}

#[test]
fn a_tpm_seals_the_key_and_opens_it_after_a_restart() {
    let Some(swtpm) = Swtpm::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let key = open_with(dir.path(), Some(&swtpm.tcti())).unwrap();
    assert_eq!(names(dir.path()), ["key.tpm"]);
    let path = dir.path().join("key.tpm");
    assert_eq!(mode(&path), 0o600);
    assert!(!fs::read(&path).unwrap().windows(8).any(|bytes| bytes == &key[..8]), "the key stands in the file");
    for _ in 0..5 {
        assert_eq!(open_with(dir.path(), Some(&swtpm.tcti())).unwrap(), key, "no start leaves anything in the TPM");
    }
    let swtpm = swtpm.restart();
    assert_eq!(open_with(dir.path(), Some(&swtpm.tcti())).unwrap(), key);
}

#[test]
fn another_tpm_does_not_open_it() {
    let (Some(ours), Some(other)) = (Swtpm::start(), Swtpm::start()) else { return };
    let dir = tempfile::tempdir().unwrap();
    let key = open_with(dir.path(), Some(&ours.tcti())).unwrap();
    let refused = open_with(dir.path(), Some(&other.tcti())).unwrap_err();
    assert!(matches!(refused, VaultError::TpmRefused { answer: Some(_), .. }), "{refused}");
    assert_eq!(open_with(dir.path(), Some(&ours.tcti())).unwrap(), key);
}

#[test]
fn a_sealed_key_that_was_tampered_with_is_refused() {
    let Some(swtpm) = Swtpm::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    open_with(dir.path(), Some(&swtpm.tcti())).unwrap();
    let path = dir.path().join("key.tpm");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(matches!(open_with(dir.path(), Some(&swtpm.tcti())), Err(VaultError::TpmRefused { .. })));
}
