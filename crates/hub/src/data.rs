//! The hub's directory: the ledger and the key that signs receipts, open to their owner alone.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use uuid::{Builder, Uuid};
use wire::{KeyId, KeyLink, SecretKey};

use crate::{Authority, HubError, LedgerUrl, OpenLedger};

/// A directory of mode 0700 with files of mode 0600.
#[derive(Clone, Debug)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Opens the directory, making it when it is not there.
    ///
    /// # Errors
    /// [`HubError::DataDir`] when it cannot be made, [`HubError::DataDirOpen`] when others can enter it.
    pub fn open(path: &Path) -> Result<Self, HubError> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(HubError::DataDir)?;
        let mode = fs::metadata(path).map_err(HubError::DataDir)?.permissions().mode() & 0o777;
        let of_others = mode & 0o077;
        if of_others == 0 { Ok(Self(path.to_owned())) } else { Err(HubError::DataDirOpen { mode }) }
    }

    /// Opens the ledger that the URL names, or else the directory's own file, making or migrating it as needed.
    ///
    /// # Errors
    /// [`HubError::Ledger`] when it cannot be opened or is newer than this program.
    pub async fn ledger(&self, url: Option<&LedgerUrl>) -> Result<OpenLedger, HubError> {
        let path = self.0.join("hub.db");
        if url.is_none() {
            OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(HubError::DataDir)?;
        }
        Ok(OpenLedger::open(url, &path).await?)
    }

    /// Opens the authority that stands for the hub's certificate, making it the first time.
    ///
    /// # Errors
    /// As [`Authority::open`].
    pub fn authority(&self, now: Timestamp) -> Result<Authority, HubError> {
        Authority::open(&self.0, now)
    }

    /// Waits until no other process, nor another task, changes the receipt key; they wait until what is returned is dropped.
    pub(crate) async fn lock_key(&self) -> Result<KeyLock, HubError> {
        let path = self.0.join("receipt.lock");
        let lock = move || -> io::Result<File> {
            let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
            file.lock()?;
            Ok(file)
        };
        let file = tokio::task::spawn_blocking(lock).await.map_err(io::Error::from).flatten();
        let lock = KeyLock { data: self.clone(), _file: file.map_err(HubError::KeyFile)? };
        lock.sweep().map(|()| lock).map_err(HubError::KeyFile)
    }

    /// Changes when another file takes the receipt key's place.
    pub(crate) fn key_mark(&self) -> Option<KeyMark> {
        let found = fs::metadata(self.0.join(KEY_FILE)).ok()?;
        Some(KeyMark { inode: found.ino(), changed: (found.ctime(), found.ctime_nsec()) })
    }
}

/// What signs.
const KEY_FILE: &str = "receipt.key";

/// The history of the key that signs, as the ledger told it last.
const HISTORY_FILE: &str = "receipt.history";

/// The receipt key's files, in the hands of one alone.
pub(crate) struct KeyLock {
    data: DataDir,
    _file: File,
}

impl KeyLock {
    /// Reads the key that signs; none when it is not there.
    ///
    /// # Errors
    /// [`HubError::KeyFile`], [`HubError::KeyDamaged`]
    pub(crate) fn key(&self) -> Result<Option<SecretKey>, HubError> {
        let Some(bytes) = self.read(KEY_FILE)? else { return Ok(None) };
        let seed = bytes.as_slice().try_into().map_err(|_| HubError::KeyDamaged)?;
        Ok(Some(SecretKey::from_seed(seed)))
    }

    /// Writes a key down, which is on the disk when this returns and waits to be taken. One that no history came to name
    /// stays there: that it never will is hard to know.
    pub(crate) fn keep_waiting(&self, key: &SecretKey) -> Result<(), HubError> {
        self.write(&waiting(key.public().id()), key.seed().expose())
    }

    /// Puts the waiting key of this name, when there is one, in the place of the one that signs.
    pub(crate) fn take_key(&self, id: KeyId) -> Result<(), HubError> {
        let dir = &self.data.0;
        match fs::rename(dir.join(waiting(id)), dir.join(KEY_FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            taken => taken.and_then(|()| File::open(dir)?.sync_all()).map_err(HubError::KeyFile),
        }
    }

    /// The history that was kept; empty when there is none.
    ///
    /// # Errors
    /// [`HubError::KeyFile`], [`HubError::KeyDamaged`]
    pub(crate) fn history(&self) -> Result<Vec<KeyLink>, HubError> {
        let Some(bytes) = self.read(HISTORY_FILE)? else { return Ok(Vec::new()) };
        serde_json::from_slice(&bytes).map_err(|_| HubError::KeyDamaged)
    }

    /// Keeps the history beside the key, from where it is put back into a ledger that lost it.
    pub(crate) fn keep_history(&self, history: &[KeyLink]) -> Result<(), HubError> {
        let bytes = serde_json::to_vec(history).map_err(|error| HubError::KeyFile(error.into()))?;
        self.write(HISTORY_FILE, &bytes)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, HubError> {
        match fs::read(self.data.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(HubError::KeyFile(error)),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), HubError> {
        write_atomically(&self.data.0.join(name), bytes).map_err(HubError::KeyFile)
    }

    /// Removes what a crash left unfinished: it may be a key.
    fn sweep(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.data.0)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with("receipt.") && name.ends_with(UNFINISHED)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// The file of a key that will sign once the ledger names it.
fn waiting(id: KeyId) -> String {
    format!("{KEY_FILE}.{id}")
}

/// Which file the receipt key is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyMark {
    inode: u64,
    changed: (i64, i64),
}

/// Random bytes of the system.
///
/// # Errors
/// [`HubError::Random`]
pub fn random<const N: usize>() -> Result<[u8; N], HubError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| HubError::Random)?;
    Ok(bytes)
}

/// A `UUIDv7` of the given time.
///
/// # Errors
/// [`HubError::Random`]
pub fn new_id(now: Timestamp) -> Result<Uuid, HubError> {
    let millis = now.as_millisecond().try_into().unwrap_or_default();
    Ok(Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid())
}

/// Ends the name of a file that is being written.
const UNFINISHED: &str = ".new";

/// Writes a file of mode 0600 so that a reader sees all of it or none, also after a power cut.
///
/// # Errors
/// As the system reports them.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir)?.sync_all()
}
