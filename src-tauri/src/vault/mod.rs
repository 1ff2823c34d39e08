//! Where the key of the database is kept: sealed by the machine's TPM where there is one, else in a file only its
//! owner can read. Never in the Secret Service, which wants a person at a prompt.
//!
//! The first start decides, and later starts go by the file they find: a TPM that turns up later changes nothing, and
//! one that is gone is an error, not a new key.

mod file;
mod tpm;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tss_esapi::constants::Tss2ResponseCodeKind;

/// Names the TPM to use, as tpm2-tss writes it, such as `swtpm:host=127.0.0.1,port=2321`; without it the kernel's.
const TCTI: &str = "LUUTRU_TCTI";

/// The database the key is for. Where it is there and its key is not, a new key would only hide the loss.
const DATABASE: &str = "luutru.db";

/// Why the key cannot be had. The person at the machine reads it before any window is there, so it is in Vietnamese
/// and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Others could read the key.
    #[error("người khác đọc được {0}: chạy `chmod 600 {0}`, và coi như khóa đã lộ", path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// The file does not hold a key, or not a whole one.
    #[error("{} không phải là khóa nguyên vẹn: khôi phục từ bản sao lưu, cùng với cơ sở dữ liệu", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
    },
    /// Both kinds of file are there, and the vault cannot know which key opens the database.
    #[error("có cả {} và {}: chuyển đi tệp không thuộc về cơ sở dữ liệu này", sealed.display(), raw.display())]
    Two {
        /// The sealed key.
        sealed: PathBuf,
        /// The raw key.
        raw: PathBuf,
    },
    /// The database is there and its key is not.
    #[error("có {} nhưng không có khóa của nó: khôi phục key.tpm hoặc key.raw từ bản sao lưu", path.display())]
    Lost {
        /// The database.
        path: PathBuf,
    },
    /// The key is sealed by a TPM, and this machine shows none.
    #[error("{} do TPM niêm phong mà không dùng được TPM: bật TPM trong BIOS, cho người dùng của dịch vụ vào nhóm tss ({answer:?})", path.display())]
    TpmGone {
        /// The sealed key.
        path: PathBuf,
        /// What it answered, if something did.
        answer: Option<Tss2ResponseCodeKind>,
    },
    /// The key is sealed by another TPM, or this one was cleared since.
    #[error("TPM không mở được {}: của máy khác, hoặc TPM đã bị xóa; khôi phục từ bản sao lưu ({answer:?})", path.display())]
    TpmRefused {
        /// The sealed key.
        path: PathBuf,
        /// The TPM's answer; none when the fault lies before the TPM.
        answer: Option<Tss2ResponseCodeKind>,
    },
    /// The file cannot be read or written.
    #[error("không đọc hay ghi được {} ({kind})", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        kind: ErrorKind,
    },
    /// The system gives no random bytes.
    #[error("hệ điều hành không cho số ngẫu nhiên")]
    Random,
}

/// Gives the 32 bytes the database is encrypted with, making them at the first start.
///
/// # Errors
///
/// [`VaultError`], each with what to do about it.
pub fn open(data: &Path) -> Result<[u8; 32], VaultError> {
    open_with(data, std::env::var(TCTI).ok().as_deref())
}

fn open_with(data: &Path, tcti: Option<&str>) -> Result<[u8; 32], VaultError> {
    let (sealed, raw) = (data.join("key.tpm"), data.join("key.raw"));
    match (file::is_there(&sealed)?, file::is_there(&raw)?) {
        (true, true) => Err(VaultError::Two { sealed, raw }),
        (true, false) => unseal(&sealed, tcti),
        (false, true) => file::read(&raw)?.try_into().map_err(|_| VaultError::Broken { path: raw }),
        (false, false) if file::is_there(&data.join(DATABASE))? => Err(VaultError::Lost { path: data.join(DATABASE) }),
        (false, false) => make(&sealed, &raw, tcti),
    }
}

fn unseal(path: &Path, tcti: Option<&str>) -> Result<[u8; 32], VaultError> {
    let blob = tpm::Blob::decode(&file::read(path)?).ok_or_else(|| VaultError::Broken { path: path.to_owned() })?;
    let mut tpm =
        tpm::Tpm::connect(tcti).map_err(|fault| VaultError::TpmGone { path: path.to_owned(), answer: fault.answer })?;
    tpm.unseal(blob).map_err(|fault| VaultError::TpmRefused { path: path.to_owned(), answer: fault.answer })
}

/// Makes the key. A TPM that is there but may not be used, as for a desktop user outside group tss, does not keep the
/// house from opening: the key goes into the file then, and the log says so.
fn make(sealed: &Path, raw: &Path, tcti: Option<&str>) -> Result<[u8; 32], VaultError> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|_| VaultError::Random)?;
    match tpm::Tpm::connect(tcti).and_then(|mut tpm| tpm.seal(&key)) {
        Ok(blob) => {
            tracing::info!("the key of the database is sealed by the TPM");
            file::create(sealed, &blob.encode())?;
        }
        Err(fault) => {
            tracing::info!(answer = ?fault.answer, "no TPM to use: the key of the database is a file of this user");
            file::create(raw, &key)?;
        }
    }
    Ok(key)
}

#[cfg(test)]
mod tests;
