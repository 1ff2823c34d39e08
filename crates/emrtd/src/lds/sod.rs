//! EF.SOD: signed data around the LDS security object, the hashes of the data groups (Doc 9303-10 clause 4.6.2).

use crypto::Digest;
use iso7816::tlv::{self, Fields};
use pki::SignedData;

/// Why a security object cannot be weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SodError {
    /// Not the structure, or not DER.
    Form,
    /// The groups are hashed by a function that is not known here.
    HashFunction,
}

/// EF.SOD, taken apart. Nothing in it is checked yet.
pub(crate) struct Sod {
    /// The signature around the hashes.
    pub(crate) signed: SignedData,
    digest: Digest,
    hashes: Vec<(u8, Vec<u8>)>,
}

impl Sod {
    /// Takes the file apart. One country writes id-data where id-icao-mrtd-security-ldsSecurityObject belongs: the type
    /// of the content is not looked at.
    pub(crate) fn parse(file: &[u8]) -> Result<Self, SodError> {
        let form = SodError::Form;
        let signed = SignedData::parse(tlv::find(file, 0x77).ok_or(form)?).map_err(|_| form)?;
        let (digest, hashes) = hashes(signed.content())?;
        Ok(Self { signed, digest, hashes })
    }

    /// The numbers of the data groups that are listed: all that the chip holds.
    pub(crate) fn groups(&self) -> impl Iterator<Item = u8> {
        self.hashes.iter().map(|(group, _)| *group)
    }

    /// The signed hash of a data group.
    pub(crate) fn hash(&self, group: u8) -> Option<(Digest, &[u8])> {
        self.hashes.iter().find(|(number, _)| *number == group).map(|(_, hash)| (self.digest, &hash[..]))
    }
}

/// `LDSSecurityObject ::= SEQUENCE { version, hashAlgorithm, SEQUENCE OF SEQUENCE { number, hash }, ... }`
fn hashes(content: &[u8]) -> Result<(Digest, Vec<(u8, Vec<u8>)>), SodError> {
    let form = SodError::Form;
    let mut object = Fields(tlv::find(content, 0x30).ok_or(form)?);
    let _version = object.next(0x02).ok_or(form)?;
    let digest = tlv::find(object.next(0x30).ok_or(form)?.value, 0x06).and_then(Digest::from_oid);
    let list = object.next(0x30).ok_or(form)?.value;
    let list = tlv::objects(list).map(|entry| group_hash(entry.ok()?.value)).collect::<Option<_>>();
    Ok((digest.ok_or(SodError::HashFunction)?, list.ok_or(form)?))
}

fn group_hash(entry: &[u8]) -> Option<(u8, Vec<u8>)> {
    let mut fields = Fields(entry);
    let [number] = fields.next(0x02)?.value else { return None };
    Some((*number, fields.next(0x04)?.value.to_vec()))
}
