//! One desk on one data folder: a second would send the same notices, and take the first's for what a crash left.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// So long a program that was killed may take to let go, before the folder counts as another's.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why the folder is not this desk's alone.
#[derive(Debug, thiserror::Error)]
pub enum AloneError {
    /// Another program has it open.
    #[error("một luutru khác đang mở thư mục dữ liệu này: đóng cửa sổ kia trước")]
    AlreadyOpen,
    /// The folder cannot be written.
    #[error("không ghi được vào thư mục dữ liệu: {0}")]
    Folder(std::io::Error),
}

/// Takes the folder for as long as the file that is given is held; a killed program holds none.
///
/// # Errors
///
/// [`AloneError`].
pub(crate) fn alone(data: &Path) -> Result<File, AloneError> {
    let lock = File::options().create(true).append(true).open(data.join("luutru.lock")).map_err(AloneError::Folder)?;
    let (tell, told) = channel();
    std::thread::spawn(move || tell.send(lock.lock().map(|()| lock)));
    match told.recv_timeout(PATIENCE) {
        Ok(locked) => locked.map_err(AloneError::Folder),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(AloneError::AlreadyOpen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_desks_until_it_closes() {
        let folder = tempfile::tempdir().unwrap();
        let first = alone(folder.path()).unwrap();
        assert!(matches!(alone(folder.path()), Err(AloneError::AlreadyOpen)));
        drop(first);
        alone(folder.path()).unwrap();
        assert!(matches!(alone(&folder.path().join("none")), Err(AloneError::Folder(_))));
    }
}
