//! Where files that leave the house are written: the house's choice, else the folder beside its data.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use store::{Read, StoreError};

use super::files;
use crate::books::Books;
use crate::view::RefusalCode;

/// The name of the setting the choice is kept under.
const SETTING: &str = "exports-folder";

/// The folder the house has chosen; none for the usual one.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn chosen(read: Read<'_>) -> Result<Option<PathBuf>, StoreError> {
    Ok(read.settings().get::<Option<PathBuf>>(SETTING)?.flatten())
}

/// The folder that is written to.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn of(read: Read<'_>, usual: &Path) -> Result<PathBuf, StoreError> {
    Ok(chosen(read)?.unwrap_or_else(|| usual.to_path_buf()))
}

/// Writes to another folder from now on, once it has taken a file; an empty text is the usual folder again. What lies in the
/// folder before stays there.
///
/// # Errors
///
/// [`RefusalCode::FolderRefused`] for a folder that is none or takes no file, and those of the store.
pub(crate) fn choose(books: &Books, text: &str, now: Timestamp) -> Result<(), RefusalCode> {
    let text = text.trim();
    let folder = (!text.is_empty()).then(|| PathBuf::from(text));
    if let Some(folder) = &folder {
        if !folder.is_absolute() {
            return Err(RefusalCode::FolderRefused);
        }
        files::try_out(folder, &super::own_id(books))?;
    }
    books.store.try_write(|write| {
        write.settings().set(SETTING, &folder)?;
        write.acts().record(&books.act_of_the_house("exports.folder", now)).map_err(RefusalCode::from)
    })
}
