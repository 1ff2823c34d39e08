//! A small certificate authority of the hub's own. Devices pin the authority, so the hub's certificate is renewed without
//! their noticing.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use wire::Digest;

use crate::{HubError, write_atomically};

/// The authority's certificate, in the hub's directory.
const CA_FILE: &str = "ca.pem";

/// For how many years the authority stands; a device is enrolled again after that.
const CA_YEARS: i64 = 20;
/// For how many days the hub's certificate is good.
const LEAF_DAYS: i64 = 400;

/// The authority's files in one directory: `ca.pem`, `ca.key`, and the hub's own `tls.pem` and `tls.key`.
pub struct Authority {
    dir: PathBuf,
    certificate: String,
    key: KeyPair,
}

impl Authority {
    /// Reads the authority of a directory, making it the first time. The key is on the disk before a certificate tells of
    /// it: what breaks in between is made whole the next time.
    ///
    /// # Errors
    /// [`HubError::CaKeyMissing`] for an authority that devices may have pinned and whose key is gone;
    /// [`HubError::CaFile`], [`HubError::Ca`]
    pub fn open(dir: &Path, now: Timestamp) -> Result<Self, HubError> {
        let kept = read(&dir.join(CA_FILE))?;
        let key = key(&dir.join("ca.key"), kept.is_none())?.ok_or(HubError::CaKeyMissing)?;
        let certificate = if let Some(certificate) = kept {
            certificate
        } else {
            let made = params(now)?.self_signed(&key)?.pem();
            write_atomically(&dir.join(CA_FILE), made.as_bytes()).map_err(HubError::CaFile)?;
            made
        };
        Ok(Self { dir: dir.to_owned(), certificate, key })
    }

    /// SHA-256 of the authority's certificate: what a device pins.
    ///
    /// # Errors
    /// [`HubError::Pem`]
    pub fn fingerprint(&self) -> Result<Digest, HubError> {
        Ok(Digest::of(&CertificateDer::from_pem_slice(self.certificate.as_bytes())?))
    }

    /// Makes the hub a certificate for these names and addresses, from the day before `now`, in `tls.pem` (with the
    /// authority's behind it), and the first time its key, in `tls.key`. The key stays: two files cannot be replaced at
    /// once, and a certificate with another one's key serves nobody.
    ///
    /// # Errors
    /// [`HubError::Host`] for what is no name and no address, [`HubError::Ca`], [`HubError::CaFile`]
    pub fn give_leaf(&self, hosts: &[String], now: Timestamp) -> Result<(PathBuf, PathBuf), HubError> {
        if !hosts.iter().all(|host| ServerName::try_from(host.as_str()).is_ok()) {
            return Err(HubError::Host);
        }
        let paths = (self.dir.join("tls.pem"), self.dir.join("tls.key"));
        let key = key(&paths.1, true)?.ok_or(HubError::CaKeyMissing)?;
        let mut leaf = CertificateParams::new(hosts)?;
        leaf.distinguished_name = name("luutru hub");
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let today = day(now);
        stand(&mut leaf, today.saturating_sub(1.day()), today.saturating_add(LEAF_DAYS.days()));
        let certificate = leaf.signed_by(&key, &Issuer::new(params(now)?, &self.key))?;
        write_atomically(&paths.0, format!("{}{}", certificate.pem(), self.certificate).as_bytes())
            .map_err(HubError::CaFile)?;
        Ok(paths)
    }
}

/// A file's text; none when it is not there.
fn read(path: &Path) -> Result<Option<String>, HubError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(HubError::CaFile(error)),
    }
}

/// Reads a key; when it is not there, makes it if that is wanted.
fn key(path: &Path, make: bool) -> Result<Option<KeyPair>, HubError> {
    if let Some(text) = read(path)? {
        return Ok(Some(KeyPair::from_pem(&text)?));
    }
    if !make {
        return Ok(None);
    }
    let key = KeyPair::generate()?;
    write_atomically(path, key.serialize_pem().as_bytes()).map_err(HubError::CaFile)?;
    Ok(Some(key))
}

/// The authority's own words; its name is always the same, and its key tells it from others.
fn params(now: Timestamp) -> Result<CertificateParams, HubError> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = name("luutru hub authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let today = day(now);
    stand(&mut params, today.saturating_sub(1.day()), today.saturating_add(CA_YEARS.years()));
    Ok(params)
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

fn day(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

/// Good from the beginning of one day to that of another.
fn stand(params: &mut CertificateParams, from: Date, to: Date) {
    let at = |day: Date| date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs());
    (params.not_before, params.not_after) = (at(from), at(to));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Vec<String> {
        vec!["hub.example".to_owned()]
    }

    #[test]
    fn what_breaks_between_two_files_is_made_whole() {
        let dir = tempfile::tempdir().unwrap();
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let first = Authority::open(dir.path(), now).unwrap();
        fs::remove_file(dir.path().join("ca.pem")).unwrap();
        let again = Authority::open(dir.path(), now).unwrap();
        assert_eq!(again.key.serialize_pem(), first.key.serialize_pem(), "the key alone was written");
        let (certificate, key) = again.give_leaf(&hosts(), now).unwrap();
        fs::remove_file(&certificate).unwrap();
        again.give_leaf(&hosts(), now).unwrap();
        crate::tls::acceptor(&certificate, &key).map(drop).unwrap();
        let renewed = fs::read(&key).unwrap();
        again.give_leaf(&hosts(), now).unwrap();
        assert_eq!(fs::read(&key).unwrap(), renewed, "what serves now goes on serving");
        let half = fs::read_dir(dir.path())
            .unwrap()
            .find(|file| file.as_ref().unwrap().path().extension() == Some("new".as_ref()));
        assert!(half.is_none(), "{half:?}");
    }

    #[test]
    fn an_authority_whose_key_is_gone_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let pinned = Authority::open(dir.path(), now).unwrap().certificate;
        fs::remove_file(dir.path().join("ca.key")).unwrap();
        assert!(matches!(Authority::open(dir.path(), now), Err(HubError::CaKeyMissing)));
        assert_eq!(fs::read_to_string(dir.path().join("ca.pem")).unwrap(), pinned);
    }
}
