//! The hub's directory: the ledger and the key that signs receipts, open to their owner alone.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use uuid::{Builder, Uuid};
use wire::SecretKey;

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

    /// Reads a receipt key; none when it is not there.
    ///
    /// # Errors
    /// [`HubError::KeyFile`], [`HubError::KeyDamaged`]
    pub(crate) fn key(&self, file: KeyFile) -> Result<Option<SecretKey>, HubError> {
        match fs::read(self.path_of(file)) {
            Ok(bytes) => {
                let seed = bytes.as_slice().try_into().map_err(|_| HubError::KeyDamaged)?;
                Ok(Some(SecretKey::from_seed(seed)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(HubError::KeyFile(error)),
        }
    }

    /// Makes a key, which is on the disk when this returns and is not used before [`DataDir::take_next_key`].
    pub(crate) fn make_next_key(&self) -> Result<SecretKey, HubError> {
        let seed = random::<32>()?;
        write_atomically(&self.path_of(KeyFile::Next), &seed).map_err(HubError::KeyFile)?;
        Ok(SecretKey::from_seed(&seed))
    }

    /// Puts the next key in the place of the current one.
    pub(crate) fn take_next_key(&self) -> Result<(), HubError> {
        let taken = fs::rename(self.path_of(KeyFile::Next), self.path_of(KeyFile::Current));
        taken.and_then(|()| File::open(&self.0)?.sync_all()).map_err(HubError::KeyFile)
    }

    /// Changes when another file takes the receipt key's place.
    pub(crate) fn key_mark(&self) -> Option<KeyMark> {
        let found = fs::metadata(self.path_of(KeyFile::Current)).ok()?;
        Some(KeyMark { inode: found.ino(), changed: (found.ctime(), found.ctime_nsec()) })
    }

    fn path_of(&self, file: KeyFile) -> PathBuf {
        self.0.join(match file {
            KeyFile::Current => "receipt.key",
            KeyFile::Next => "receipt.key.next",
        })
    }
}

/// The files of receipt keys.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KeyFile {
    /// What signs.
    Current,
    /// What will, once the ledger names it.
    Next,
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

/// Writes a file of mode 0600 so that a reader sees all of it or none, also after a power cut.
///
/// # Errors
/// As the system reports them.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir)?.sync_all()
}
