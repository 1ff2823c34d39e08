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
    /// Reads the authority of a directory, making it the first time.
    ///
    /// # Errors
    /// [`HubError::CaFile`], [`HubError::Ca`]
    pub fn open(dir: &Path, now: Timestamp) -> Result<Self, HubError> {
        let key_file = dir.join("ca.key");
        match fs::read_to_string(&key_file) {
            Ok(key) => {
                let certificate = fs::read_to_string(dir.join(CA_FILE)).map_err(HubError::CaFile)?;
                Ok(Self { dir: dir.to_owned(), certificate, key: KeyPair::from_pem(&key)? })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = KeyPair::generate()?;
                let certificate = params(now)?.self_signed(&key)?.pem();
                write_atomically(&dir.join(CA_FILE), certificate.as_bytes()).map_err(HubError::CaFile)?;
                write_atomically(&key_file, key.serialize_pem().as_bytes()).map_err(HubError::CaFile)?;
                Ok(Self { dir: dir.to_owned(), certificate, key })
            }
            Err(error) => Err(HubError::CaFile(error)),
        }
    }

    /// SHA-256 of the authority's certificate: what a device pins.
    ///
    /// # Errors
    /// [`HubError::Pem`]
    pub fn fingerprint(&self) -> Result<Digest, HubError> {
        Ok(Digest::of(&CertificateDer::from_pem_slice(self.certificate.as_bytes())?))
    }

    /// Makes the hub a new key and a certificate for these names and addresses, from the day before `now`, and writes
    /// `tls.pem` (with the authority's behind it) and `tls.key`.
    ///
    /// # Errors
    /// [`HubError::Host`] for what is no name and no address, [`HubError::Ca`], [`HubError::CaFile`]
    pub fn give_leaf(&self, hosts: &[String], now: Timestamp) -> Result<(PathBuf, PathBuf), HubError> {
        if !hosts.iter().all(|host| ServerName::try_from(host.as_str()).is_ok()) {
            return Err(HubError::Host);
        }
        let key = KeyPair::generate()?;
        let mut leaf = CertificateParams::new(hosts)?;
        leaf.distinguished_name = name("luutru hub");
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let today = day(now);
        stand(&mut leaf, today.saturating_sub(1.day()), today.saturating_add(LEAF_DAYS.days()));
        let certificate = leaf.signed_by(&key, &Issuer::new(params(now)?, &self.key))?;
        let paths = (self.dir.join("tls.pem"), self.dir.join("tls.key"));
        // The key first: a new certificate with an old key would be worse than an old one with its own.
        write_atomically(&paths.1, key.serialize_pem().as_bytes()).map_err(HubError::CaFile)?;
        write_atomically(&paths.0, format!("{}{}", certificate.pem(), self.certificate).as_bytes())
            .map_err(HubError::CaFile)?;
        Ok(paths)
    }
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
