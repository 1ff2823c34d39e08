//! The `hub` binary: its commands, and what is left when it is killed.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
};

use rustix::process::{Pid, Signal, kill_process};
use sync::{Machine, Membership};
use tempfile::TempDir;
use wire::EnrolCode;

use super::{
    house::{House, payload},
    proxy::Proxy,
    server::{device_key, http},
};

struct Process {
    child: Child,
    url: String,
    log: mpsc::Receiver<String>,
}

impl Process {
    /// Starts the hub and waits until it says that it serves.
    fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    fn start_with(data: &Path, more: &[&Path]) -> Self {
        let port_file = data.join("port");
        let mut command = Command::new(env!("CARGO_BIN_EXE_hub"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .arg("--port-file")
            .arg(&port_file)
            .args(more);
        let mut child = command.env("RUST_LOG", "trace").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (say, log) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| say.send(line)));
        assert!(log.iter().any(|line| line.contains("\"serving\"")), "the hub ended");
        let port = std::fs::read_to_string(port_file).unwrap();
        Self { child, url: format!("http://127.0.0.1:{port}"), log }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hub"));
    command.args(arguments).arg("--data").arg(data).env("RUST_LOG", "trace").output().unwrap()
}

fn printed(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn enrol(data: &Path, url: &str) -> Membership {
    let code = printed(data, &["code", "--facility", "Hoa Sen"]);
    sync::enrol(&http(url), &Machine, EnrolCode::parse(&code).unwrap(), &device_key()).await.unwrap()
}

/// How a payload begins in base64: as it travels in a batch.
fn house_payload(key: wire::NoticeKey) -> String {
    let record = wire::Record::new(key.notice, 1, wire::Private::new(payload(key, "Nguyễn Văn An")));
    serde_json::to_value(record).unwrap()["payload"].as_str().unwrap()[..40].to_owned()
}

/// A directory of mode 0700: the hub takes no other.
fn data_dir() -> TempDir {
    tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o700)).tempdir().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_commit_and_answer_it_gives_the_same_receipt_afterwards() {
    let dir = data_dir();
    let hub = Arc::new(Mutex::new(Process::start(dir.path())));
    let url = hub.lock().unwrap().url.clone();
    let membership = enrol(dir.path(), &url).await;
    let proxy = Proxy::before(&url).await;
    let victim = Arc::clone(&hub);
    proxy.swallow(1, move || victim.lock().unwrap().kill());
    let mut house = House::open(&proxy.url, membership.clone(), device_key());
    let key = house.queue(1, 1);
    house.hear(|event| matches!(event, sync::Event::Offline { .. })).await;
    assert_eq!(printed(dir.path(), &["count"]), r#"{"notices":1,"revisions":1,"receipts":1}"#);
    let again = Process::start(dir.path());
    proxy.retarget(&again.url);
    let receipt = house.settled(key).await;
    assert_eq!(wire::verify(&receipt, &membership.keys).unwrap().number, 1);
    let second = house.queue(2, 1);
    assert_eq!(wire::verify(&house.settled(second).await, &membership.keys).unwrap().chain, receipt.chain_digest());
    assert_eq!(printed(dir.path(), &["count"]), r#"{"notices":2,"revisions":2,"receipts":2}"#);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_ends_by_itself_and_says_nothing_personal_over_a_file() {
    says_nothing_personal(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_ends_by_itself_and_says_nothing_personal_over_a_server() {
    let url = stories::postgres::Postgres::shared().database();
    says_nothing_personal(&["--ledger", &url]).await;
}

async fn says_nothing_personal(ledger: &[&str]) {
    let dir = data_dir();
    let more: Vec<_> = ledger.iter().map(Path::new).collect();
    let mut hub = Process::start_with(dir.path(), &more);
    let told = run(dir.path(), &[&["code", "--facility", "Hoa Sen"], ledger].concat());
    let code = String::from_utf8(told.stdout).unwrap().trim().to_owned();
    let devices = run(dir.path(), &[&["devices"], ledger].concat());
    assert!(told.status.success() && devices.status.success());
    let used = EnrolCode::parse(&code).unwrap();
    let membership = sync::enrol(&http(&hub.url), &Machine, used, &device_key()).await.unwrap();
    let mut house = House::open(&hub.url, membership, device_key());
    let key = house.queue(1, 1);
    house.settled(key).await;
    kill_process(Pid::from_child(&hub.child), Signal::TERM).unwrap();
    assert!(hub.child.wait().unwrap().success());
    house.close().await;
    let mut log: Vec<_> = hub.log.iter().collect();
    assert!(log.iter().any(|line| line.contains("\"accepted\"")), "{log:?}");
    log.extend([told.stderr, devices.stderr].map(|said| String::from_utf8(said).unwrap()));
    let payload = house_payload(key);
    for secret in ["Nguyễn", "001099000123", "P.203", "Hoa Sen", &code, &code.replace('-', ""), &payload] {
        assert!(!log.concat().contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn its_files_are_its_owners_alone() {
    let dir = data_dir();
    let data = dir.path().join("hub");
    let hub = Process::start(&data);
    enrol(&data, &hub.url).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(!run(&data, &["count"]).status.success(), "a directory open to others is refused");
}

#[test]
fn a_device_is_shut_out_by_a_command() {
    let dir = data_dir();
    let output = run(dir.path(), &["revoke", "--device", "00000000-0000-0000-0000-000000000001"]);
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("no such device"));
}

#[tokio::test]
async fn its_commands_make_certificates_that_a_desk_pins_and_list_the_desk_with_its_digits() {
    let dir = data_dir();
    let at = |name: &str| dir.path().join(name);
    let pin = printed(dir.path(), &["ca", "--host", "127.0.0.1", "--host", "hub.example"]);
    let (certificates, key) = (at("tls.pem"), at("tls.key"));
    let tls = ["--tls-cert".as_ref(), certificates.as_path(), "--tls-key".as_ref(), key.as_path()];
    let hub = Process::start_with(dir.path(), &tls);
    let pinned = format!("{}{pin}", hub.url.replace("http://", "https://"));
    let membership = enrol(dir.path(), &pinned).await;
    let digits = wire::check_digits(&device_key().public(), membership.device, membership.facility);
    let line = format!("{}\tHoa Sen\t{digits}\tenrolled", membership.device);
    assert_eq!(printed(dir.path(), &["devices"]), line);
    assert_eq!(printed(dir.path(), &["ca", "--host", "127.0.0.1"]), pin, "a new certificate, the same authority");
    printed(dir.path(), &["revoke", "--device", &membership.device.to_string()]);
    assert!(printed(dir.path(), &["devices"]).ends_with("shut out"));
    assert!(!run(dir.path(), &["ca", "--host", "not a name"]).status.success());
}
