//! A hub in this process, on a free port, by a clock the test sets.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use hub::{Config, DataDir, Hub, Ledger as _};
use jiff::{SignedDuration, Timestamp};
use sync::{Http, HubUrl, Machine, Membership};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use wire::{EnrolCode, SecretKey};

pub struct Server {
    pub url: String,
    dir: TempDir,
    ahead: Arc<AtomicI64>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(|config| config).await
    }

    /// A hub with rates, counts or a certificate of its own.
    pub async fn start_with(change: impl FnOnce(Config) -> Config) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let hub = dir.path().join("hub");
        Self::over(dir, "http", change(Config::new(hub))).await
    }

    /// A hub whose clock stands, but for what the test says.
    pub async fn standing(change: impl FnOnce(Config) -> Config) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (hub, begun) = (dir.path().join("hub"), Timestamp::now());
        Self::by_clock(dir, "http", change(Config::new(hub)), move || begun).await
    }

    /// A hub with an authority of its own and a certificate for these hosts, given at that time.
    pub async fn start_tls(hosts: &[&str], given: Timestamp) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self::tls_over(dir, hosts, given).await
    }

    async fn tls_over(dir: TempDir, hosts: &[&str], given: Timestamp) -> Self {
        let data = DataDir::open(&dir.path().join("hub")).unwrap();
        let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let (certificates, key) = data.authority(given).unwrap().give_leaf(&hosts, given).unwrap();
        let config = Config::new(dir.path().join("hub")).with_tls(certificates, key);
        Self::over(dir, "https", config).await
    }

    async fn over(dir: TempDir, scheme: &str, config: Config) -> Self {
        Self::by_clock(dir, scheme, config, Timestamp::now).await
    }

    async fn by_clock(
        dir: TempDir,
        scheme: &str,
        config: Config,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let ahead = Arc::new(AtomicI64::new(0));
        let seconds = Arc::clone(&ahead);
        let clock = move || clock() + SignedDuration::from_secs(seconds.load(Ordering::SeqCst));
        let hub = Hub::open(&config.with_clock(clock)).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(hub.serve(listener, async { drop(stopped.await) }));
        Self { url, dir, ahead, stop, task }
    }

    /// Where its files lie.
    pub fn path(&self) -> std::path::PathBuf {
        self.dir.path().join("hub")
    }

    /// Stops it and leaves its directory.
    pub async fn close(self) -> TempDir {
        drop(self.stop);
        self.task.await.unwrap();
        self.dir
    }

    /// A hub over what lies in a backup.
    pub async fn restored(dir: TempDir, backup: &Path, copy: impl FnOnce(&Path, &Path)) -> Self {
        let hub = dir.path().join("hub");
        drop(DataDir::open(&hub).unwrap());
        copy(backup, &hub);
        Self::over(dir, "http", Config::new(hub)).await
    }

    /// The same hub, once it was stopped, under a new certificate of the same authority.
    pub async fn restart_with_new_certificate(self, hosts: &[&str], given: Timestamp) -> Self {
        Self::tls_over(self.close().await, hosts, given).await
    }

    /// The address with the authority's fingerprint.
    pub fn pinned(&self) -> String {
        format!("{}/#sha256={}", self.url, self.data().authority(Timestamp::now()).unwrap().fingerprint().unwrap())
    }

    pub async fn receipt_key(&self) -> SecretKey {
        let (data, ledger) = (self.data(), self.data().ledger(None).await.unwrap());
        hub::receipt_key(&data, &ledger, Timestamp::now()).await.unwrap()
    }

    /// Gives the hub another receipt key while it runs.
    pub async fn rotate_key(&self, overlap_seconds: u32) -> SecretKey {
        let (data, ledger) = (self.data(), self.data().ledger(None).await.unwrap());
        let now = Timestamp::now() + SignedDuration::from_secs(self.ahead.load(Ordering::SeqCst));
        hub::rotate_key(&data, &ledger, now, overlap_seconds).await.unwrap()
    }

    /// Sets the hub's clock against the machine's.
    pub fn ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }

    pub fn data(&self) -> DataDir {
        DataDir::open(&self.dir.path().join("hub")).unwrap()
    }

    /// The code a person at the hub makes, as the command line does.
    pub async fn code(&self, name: &str, random: [u8; 8]) -> EnrolCode {
        let code = EnrolCode::from_random(random);
        let (id, expires) = (hub::new_id(Timestamp::now()).unwrap(), Timestamp::now() + SignedDuration::from_mins(15));
        self.data().ledger(None).await.unwrap().add_code(name.to_owned(), id, code.digest(), expires).await.unwrap();
        code
    }

    pub async fn enrol(&self, name: &str, key: &SecretKey) -> Membership {
        self.enrol_at(&self.url, name, key).await
    }

    pub async fn enrol_at(&self, url: &str, name: &str, key: &SecretKey) -> Membership {
        let code = self.code(name, key.public().bytes()[..8].try_into().unwrap()).await;
        sync::enrol(&http(url), &Machine, code, key).await.unwrap()
    }

    /// Asks the hub to end, and waits until it has.
    pub async fn stop(self) {
        drop(self.close().await);
    }
}

pub fn http(url: &str) -> Http {
    Http::new(HubUrl::parse(url).unwrap()).unwrap()
}

pub fn device_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

/// A bare client, which speaks no TLS.
pub fn client() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(config).build().unwrap()
}
