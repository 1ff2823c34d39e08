//! The folder in which an operator keeps the certificates that this desk trusts.

use std::path::{Path, PathBuf};

pub use emrtd::{Trust, TrustError};

/// What is looked at in the folder; anything else may lie there unread.
const ENDINGS: [&str; 6] = ["der", "cer", "crt", "pem", "ml", "crl"];
/// The largest master list of the trade has 2 MB.
const LONGEST_FILE: u64 = 32 << 20;

/// What became of a folder.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Everything that could be taken.
    pub trust: Trust,
    /// How many files that was.
    pub taken: usize,
    /// Files that could not be taken, each with its reason, in the order of their names.
    pub refused: Vec<Refused>,
}

/// A file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct Refused {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::ErrorKind),
    /// It is a folder, a pipe or a device.
    #[error("is no file")]
    NoFile,
    /// It is longer than any certificate or list.
    #[error("is too long for a certificate or a list")]
    TooLong,
    /// What it holds is not to be trusted.
    #[error(transparent)]
    Content(TrustError),
}

/// Takes every certificate, list of revoked certificates and master list of a folder: files that end in `.der`, `.cer`,
/// `.crt`, `.pem`, `.ml` or `.crl`, in any case. What they hold is told by their bytes, not by their names.
///
/// # Errors
/// When the folder itself cannot be read. A file that cannot be taken is told in [`Loaded::refused`], and the rest counts.
pub fn load(folder: &Path) -> Result<Loaded, std::io::Error> {
    let entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<PathBuf> =
        entries.into_iter().map(|entry| entry.path()).filter(|path| is_wanted(path)).collect();
    paths.sort();
    let mut loaded = Loaded { trust: Trust::none(), taken: 0, refused: Vec::new() };
    for path in paths {
        match add(&mut loaded.trust, &path) {
            Ok(()) => loaded.taken += 1,
            Err(why) => loaded.refused.push(Refused { path, why }),
        }
    }
    Ok(loaded)
}

fn is_wanted(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted)))
}

fn add(trust: &mut Trust, path: &Path) -> Result<(), Why> {
    let unreadable = |error: std::io::Error| Why::Unreadable(error.kind());
    let about = std::fs::metadata(path).map_err(unreadable)?;
    // A pipe would be waited on for ever.
    if !about.is_file() {
        return Err(Why::NoFile);
    }
    if about.len() > LONGEST_FILE {
        return Err(Why::TooLong);
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    trust.add(&bytes).map(drop).map_err(Why::Content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_and_each_bad_file_is_named() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pki");
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        let csca = std::fs::read(fixtures.join("csca.der")).unwrap();
        put("csca.DER", &csca);
        put("stranger.crt", &std::fs::read(fixtures.join("stranger-csca.der")).unwrap());
        put("signer.cer", &std::fs::read(fixtures.join("ds.der")).unwrap());
        put("half.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n");
        put("cut.der", &csca[..csca.len() - 1]);
        put("key.txt", b"no certificate, and not looked at");
        std::fs::create_dir(folder.path().join("folder.cer")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("gone.ml")).unwrap();
        std::fs::File::create(folder.path().join("huge.crl")).unwrap().set_len(LONGEST_FILE + 1).unwrap();

        let loaded = load(folder.path()).unwrap();
        assert_eq!((loaded.taken, loaded.trust.len()), (2, 2));
        let refused: Vec<_> =
            loaded.refused.iter().map(|one| (one.path.file_name().unwrap().to_str().unwrap(), one.why)).collect();
        assert_eq!(
            refused,
            [
                ("cut.der", Why::Content(TrustError::Form)),
                ("folder.cer", Why::NoFile),
                ("gone.ml", Why::Unreadable(std::io::ErrorKind::NotFound)),
                ("half.pem", Why::Content(TrustError::Form)),
                ("huge.crl", Why::TooLong),
                ("signer.cer", Why::Content(TrustError::NotAnAuthority)),
            ]
        );
        assert!(load(&folder.path().join("missing")).is_err());
    }

    #[test]
    fn a_master_list_and_a_list_of_revoked_certificates_are_taken() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pki");
        let folder = tempfile::tempdir().unwrap();
        for (from, name) in [("list/luutru.ml", "all.ml"), ("revoked/csca.crl", "revoked.crl")] {
            std::fs::copy(fixtures.join(from), folder.path().join(name)).unwrap();
        }
        let loaded = load(folder.path()).unwrap();
        assert_eq!((loaded.taken, loaded.refused), (2, vec![]));
        assert!(!loaded.trust.is_empty());
    }
}
