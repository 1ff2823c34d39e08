//! A small file that only its owner can read, and that is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use super::VaultError;

/// No key file is longer, sealed or not; what is has been put there by somebody else.
const LONGEST: u64 = 16 * 1024;

/// Whether the file is there; a folder that cannot be looked into is an error, not an absence.
pub(super) fn is_there(path: &Path) -> Result<bool, VaultError> {
    path.try_exists().map_err(told(path))
}

/// Reads the file, and refuses one that others can read or write.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, VaultError> {
    let file = File::open(path).map_err(told(path))?;
    let mode = file.metadata().map_err(told(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(VaultError::Open { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(told(path))?;
    Ok(bytes)
}

/// Writes a new file, on disk when this returns. It never writes over one: `link` fails where the name is taken.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let draft = path.with_extension("new");
    // What a start that was killed left behind is half a key nothing was encrypted with.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(told(&draft)(error)),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).map_err(told(&draft))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(told(&draft))?;
    fs::hard_link(&draft, path).map_err(told(path))?;
    fs::remove_file(&draft).map_err(told(&draft))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(told(path))
}

fn told(path: &Path) -> impl FnOnce(Error) -> VaultError {
    let path = path.to_owned();
    move |error| VaultError::File { path, kind: error.kind() }
}
