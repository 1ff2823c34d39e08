//! The committed issuers: one that readers are told to trust, a stranger's, and one for every way to sign and to fail.

use std::path::Path;

use super::{
    Certificate, Curve, Encoding, Hash, Issuing, Message, Pki, Plan, PrivateKey, Role, Scheme, Signer, VALID,
    distinguished, names, revocation_list,
};
use crate::crypto::dice::Dice;
use crate::der::{Oid, integer, sequence, set_of};
use crate::error::{IssuerError, write};

/// id-icao-cscaMasterList, 2.23.136.1.1.2.
const MASTER_LIST: Oid = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x02];

/// What a key is drawn as.
#[derive(Clone, Copy)]
enum Kind {
    Ec(Curve),
    Rsa(u64),
}

/// An issuer with a folder of its own.
struct Issuer {
    folder: &'static str,
    authority: Kind,
    signer: Kind,
    hash: Hash,
    pss: bool,
    explicit: bool,
    validity: [&'static str; 2],
}

const fn on(folder: &'static str, curve: Curve, hash: Hash) -> Issuer {
    let kind = Kind::Ec(curve);
    Issuer { folder, authority: kind, signer: kind, hash, pss: false, explicit: false, validity: VALID }
}

const fn rsa(folder: &'static str, authority: u64, hash: Hash) -> Issuer {
    let (authority, signer) = (Kind::Rsa(authority), Kind::Rsa(2048));
    Issuer { folder, authority, signer, hash, pss: false, explicit: false, validity: VALID }
}

/// Every issuer but the flat ones.
const ISSUERS: [Issuer; 12] = [
    on("p256", Curve::P256, Hash::Sha256),
    on("p384", Curve::P384, Hash::Sha384),
    on("p521", Curve::P521, Hash::Sha512),
    on("brainpool256", Curve::BrainpoolP256r1, Hash::Sha256),
    on("brainpool384", Curve::BrainpoolP384r1, Hash::Sha384),
    // As the one Vietnamese certificate in public master lists: brainpoolP512r1, its parameters written out.
    Issuer { explicit: true, ..on("brainpool512-explicit", Curve::BrainpoolP512r1, Hash::Sha512) },
    Issuer { explicit: true, ..on("p256-explicit", Curve::P256, Hash::Sha256) },
    rsa("rsa", 3072, Hash::Sha256),
    Issuer { pss: true, ..rsa("rsa-pss", 3072, Hash::Sha256) },
    rsa("rsa-sha1", 2048, Hash::Sha1),
    Issuer { validity: ["100101000000Z", "130401000000Z"], ..on("expired", Curve::P256, Hash::Sha256) },
    on("revoked", Curve::P256, Hash::Sha256),
];

/// Writes every issuer into `folder`. RSA keys that are there already are kept: drawing them anew takes seconds, and
/// gives the same.
///
/// # Errors
/// [`IssuerError::Write`], and [`IssuerError::Key`] for a spoilt key file.
pub fn save_fixtures(folder: &Path) -> Result<(), IssuerError> {
    make_folder(folder)?;
    let test = Pki::invent("luutru test", [0x4C; 32])?;
    test.save(folder, "")?;
    Pki::invent("luutru stranger", [0x53; 32])?.save(folder, "stranger-")?;
    let mut authorities = vec![test.authority.certificate];
    for issuer in &ISSUERS {
        authorities.push(issuer.save(folder)?.authority.certificate);
    }
    authorities.extend(save_rollover(&folder.join("rollover"))?);
    save_master_list(&folder.join("list"), &authorities)?;
    save_chip_keys(&folder.join("chip"))
}

impl Issuer {
    fn save(&self, folder: &Path) -> Result<Pki, IssuerError> {
        let folder = folder.join(self.folder);
        make_folder(&folder)?;
        let name = format!("luutru {}", self.folder);
        let pki = Pki::issue(Plan {
            name: &name,
            country: "VN",
            authority: key(&folder.join("csca.key"), self.authority)?,
            signer: key(&folder.join("ds.key"), self.signer)?,
            scheme: Scheme { hash: self.hash, pss: self.pss },
            explicit: self.explicit,
            validity: self.validity,
        })?;
        pki.save(&folder, "")?;
        if self.folder == "revoked" {
            let by = Issuing { key: &pki.authority.key, scheme: Scheme::default() };
            let list = revocation_list(&names("VN", &name)[0], ["240101000000Z", "450101000000Z"], &[2], by)?;
            write(&folder.join("csca.crl"), &list)?;
        }
        Ok(pki)
    }
}

/// An authority that changed its key: `csca.der` is the old one, `link.der` certifies the new key by the old, `csca-2.der`
/// is the new one, and the document signer is under it. Gives the old certificate.
fn save_rollover(folder: &Path) -> Result<Option<Vec<u8>>, IssuerError> {
    make_folder(folder)?;
    let issuer = on("rollover", Curve::P256, Hash::Sha256);
    let old = issuer.save(folder.parent().unwrap_or(folder))?;
    let new = Signer { certificate: Vec::new(), key: key(&folder.join("csca-2.key"), Kind::Ec(Curve::P384))? };
    let signer = key(&folder.join("ds.key"), Kind::Ec(Curve::P384))?;
    let names = names("VN", "luutru rollover");
    let certificate = Certificate {
        serial: 3,
        issuer: &names[0],
        subject: &names[0],
        validity: VALID,
        key: &new.key,
        explicit: false,
        role: Role::Authority,
    };
    let by_new = Issuing { key: &new.key, scheme: Scheme { hash: Hash::Sha384, pss: false } };
    let link = certificate.issue(Issuing { key: &old.authority.key, scheme: Scheme::default() })?;
    write(&folder.join("link.der"), &link)?;
    let itself = Certificate { serial: 4, ..certificate.clone() }.issue(by_new)?;
    Signer { certificate: itself, ..new.clone() }.save(&folder.join("csca-2"))?;
    let of_signer =
        Certificate { serial: 5, subject: &names[1], key: &signer, role: Role::DocumentSigner, ..certificate };
    Signer { certificate: of_signer.issue(by_new)?, key: signer.clone() }.save(&folder.join("ds"))?;
    Ok(Some(old.authority.certificate))
}

/// A master list (Doc 9303-12 clause 9) of these authorities, signed under an authority of its own.
fn save_master_list(folder: &Path, authorities: &[Vec<u8>]) -> Result<(), IssuerError> {
    make_folder(folder)?;
    let (authority, signer) = (
        key(&folder.join("csca.key"), Kind::Ec(Curve::P256))?,
        key(&folder.join("signer.key"), Kind::Ec(Curve::P256))?,
    );
    let (issuer, subject) = (distinguished("UT", "luutru list CSCA"), distinguished("UT", "luutru master list signer"));
    let by = Issuing { key: &authority, scheme: Scheme::default() };
    let certificate = Certificate {
        serial: 1,
        issuer: &issuer,
        subject: &issuer,
        validity: VALID,
        key: &authority,
        explicit: false,
        role: Role::Authority,
    };
    let of_authority = certificate.issue(by)?;
    let of_signer =
        Certificate { serial: 2, subject: &subject, key: &signer, role: Role::MasterListSigner, ..certificate }
            .issue(by)?;
    let mut listed = authorities.to_vec();
    listed.push(of_authority.clone());
    let message = Message {
        kind: MASTER_LIST,
        content: &sequence(&[integer(0), set_of(listed)]),
        hash: Hash::Sha256,
        pss: false,
        time: "250101000000Z",
        encoding: Encoding::Der,
        by_key: true,
        spoilt: false,
    };
    let signer = Signer { certificate: of_signer, key: signer };
    write(&folder.join("luutru.ml"), &message.sign(&signer, &[&of_authority])?.write(&[]))?;
    signer.save(&folder.join("signer"))?;
    Signer { certificate: of_authority, key: authority }.save(&folder.join("csca"))
}

/// RSA keys of chips, for active authentication.
fn save_chip_keys(folder: &Path) -> Result<(), IssuerError> {
    make_folder(folder)?;
    for bits in [1024, 2048] {
        let path = folder.join(format!("rsa-{bits}.key"));
        key(&path, Kind::Rsa(bits))?.save(&path)?;
    }
    Ok(())
}

/// The key that belongs at `path`, drawn by the path's last two names.
fn key(path: &Path, kind: Kind) -> Result<PrivateKey, IssuerError> {
    let mut seed = [0x59; 32];
    let names: Vec<&std::ffi::OsStr> = path.iter().rev().take(2).collect();
    let bytes = names.iter().flat_map(|name| name.as_encoded_bytes());
    seed.iter_mut().zip(bytes).for_each(|(seed, byte)| *seed ^= byte);
    let mut dice = Dice::new(seed);
    match kind {
        Kind::Ec(curve) => Ok(PrivateKey::draw(curve, &mut dice)),
        Kind::Rsa(_) if path.exists() => PrivateKey::load(path),
        Kind::Rsa(bits) => Ok(PrivateKey::draw_rsa(bits, &mut dice)),
    }
}

fn make_folder(folder: &Path) -> Result<(), IssuerError> {
    std::fs::create_dir_all(folder).map_err(|source| IssuerError::Write { path: folder.to_owned(), source })
}
