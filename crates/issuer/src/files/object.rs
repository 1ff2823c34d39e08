//! EF.SOD: the hashes of the data groups in a signed message (Doc 9303-10 clause 4.6.2).

use iso7816::tlv;

use super::{FileId, Files, pad};
use crate::der::{EXAMPLE, Oid, explicit, integer, octets, oid, printable, sequence, set_of};
use crate::error::IssuerError;
use crate::holder::compact;
use crate::pki::{DATA, Message};
use crate::profile::{Profile, Sod, Tampered};

/// id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1.
const LDS_SECURITY_OBJECT: Oid = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x01];

/// The SOD over `files`, brought to a size by an attribute that is not signed.
pub fn file(files: &Files, profile: &Profile) -> Result<Vec<u8>, IssuerError> {
    let sod = profile.sod;
    let message = Message {
        kind: if sod.id_data { DATA } else { LDS_SECURITY_OBJECT },
        content: &hashes(files, sod),
        hash: sod.signature_hash.unwrap_or(sod.hash),
        pss: sod.pss,
        time: &format!("{}000000Z", compact(&profile.holder.issued).unwrap_or_default()),
        encoding: sod.encoding,
        by_key: sod.by_key,
        spoilt: profile.tampered.contains(&Tampered::SOD),
    };
    let signed = message.sign(&profile.signer, &[])?;
    pad::to(FileId::Sod, profile.sizes.sod, |padding| tlv::write(0x77, &signed.write(&unsigned(padding))))
}

/// `LDSSecurityObject`: number and hash of every data group.
fn hashes(files: &Files, sod: Sod) -> Vec<u8> {
    let hash = |(file, bytes): (&FileId, &Vec<u8>)| {
        FileId::group(*file).map(|(number, _)| sequence(&[integer(number), octets(&sod.hash.digest(bytes))]))
    };
    let all: Vec<Vec<u8>> = files.iter().filter_map(hash).collect();
    let versions = sequence(&[printable("0107"), printable("040000")]);
    sequence(&[
        integer(u8::from(sod.version_1)),
        sequence(&[oid(sod.hash.oid())]),
        sequence(&all),
        if sod.version_1 { versions } else { Vec::new() },
    ])
}

fn unsigned(padding: usize) -> Vec<u8> {
    if padding == 0 {
        return Vec::new();
    }
    explicit(1, &sequence(&[oid(EXAMPLE), set_of(vec![octets(&vec![0; padding])])]))
}
