//! EF.SOD: signed data around the LDS security object, the hashes of the data groups (Doc 9303-10 clause 4.6.2).

use crypto::Digest;
use iso7816::tlv::{self, Fields};
use pki::SignedData;

/// Groups there are; no number is above it (Doc 9303-10 clause 4.6.2.3).
const MOST_GROUPS: u8 = 16;

/// Why a security object cannot be weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SodError {
    /// Not the structure, or not DER.
    Form,
    /// The groups are hashed by a function that is not known here.
    HashFunction,
}

/// EF.SOD, taken apart. Nothing in it is checked yet.
pub struct Sod {
    /// The signature around the hashes.
    pub signed: SignedData,
    digest: Digest,
    hashes: GroupHashes,
}

/// Numbers of data groups with their hashes.
type GroupHashes = Vec<(u8, Vec<u8>)>;

impl Sod {
    /// Takes the file apart. One country writes id-data where id-icao-mrtd-security-ldsSecurityObject belongs: the type
    /// of the content is not looked at.
    ///
    /// # Errors
    /// [`SodError`] when it is another structure, or hashes by a function that is not known.
    pub fn parse(file: &[u8]) -> Result<Self, SodError> {
        let form = SodError::Form;
        let signed = SignedData::parse(tlv::find(file, 0x77).ok_or(form)?).map_err(|_| form)?;
        let (digest, hashes) = hashes(signed.content())?;
        Ok(Self { signed, digest, hashes })
    }

    /// The numbers of the data groups that are listed: all that the chip holds.
    pub fn groups(&self) -> impl Iterator<Item = u8> {
        self.hashes.iter().map(|(group, _)| *group)
    }

    /// The signed hash of a data group.
    pub fn hash(&self, group: u8) -> Option<(Digest, &[u8])> {
        self.hashes.iter().find(|(number, _)| *number == group).map(|(_, hash)| (self.digest, &hash[..]))
    }
}

/// `LDSSecurityObject ::= SEQUENCE { version, hashAlgorithm, SEQUENCE OF SEQUENCE { number, hash }, ... }`; version 1
/// brings the versions of data structure and Unicode behind it, which nothing hangs on.
fn hashes(content: &[u8]) -> Result<(Digest, GroupHashes), SodError> {
    let form = SodError::Form;
    let content = &pki::definite(content).ok_or(form)?;
    let mut object = Fields(tlv::find(content, 0x30).ok_or(form)?);
    let _version = object.next(0x02).ok_or(form)?;
    let digest = tlv::find(object.next(0x30).ok_or(form)?.value, 0x06).and_then(Digest::from_oid);
    let list = object.next(0x30).ok_or(form)?.value;
    let list = tlv::objects(list).map(|entry| group_hash(entry.ok()?.value)).collect::<Option<GroupHashes>>();
    let list = list.filter(|list| list.len() <= MOST_GROUPS.into());
    Ok((digest.ok_or(SodError::HashFunction)?, list.ok_or(form)?))
}

fn group_hash(entry: &[u8]) -> Option<(u8, Vec<u8>)> {
    let mut fields = Fields(entry);
    let &[number @ 1..=MOST_GROUPS] = fields.next(0x02)?.value else { return None };
    Some((number, fields.next(0x04)?.value.to_vec()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    macro_rules! sod {
        ($name:literal) => {
            &include_bytes!(concat!("../../pki/tests/chains/", $name, ".sod"))[..]
        };
    }

    /// By OpenSSL: version 0 and 1, DER and BER, with and without a type of its own.
    #[test]
    fn every_form_lists_the_same_groups() {
        let table = [
            (sod!("signer"), Digest::Sha256),
            (sod!("ber"), Digest::Sha256),
            (sod!("key-id"), Digest::Sha256),
            (sod!("bare-hash"), Digest::Sha256),
            (sod!("data"), Digest::Sha512),
        ];
        for (file, digest) in table {
            let object = Sod::parse(file).unwrap_or_else(|error| panic!("{error:?}"));
            assert_eq!(object.groups().collect::<Vec<_>>(), [1, 2]);
            for (group, bytes) in [(1, [0x61, 0]), (2, [0x75, 0])] {
                assert_eq!(object.hash(group), Some((digest, &digest.of(&bytes)[..])));
            }
            assert_eq!(object.hash(3), None);
        }
    }

    #[test]
    fn a_content_of_indefinite_length_and_one_that_is_none() {
        let algorithm = tlv::write(0x30, &tlv::write(0x06, Digest::Sha1.oid()));
        let entry = tlv::write(0x30, &[tlv::write(0x02, &[1]), tlv::write(0x04, &[7; 20])].concat());
        let fields = [tlv::write(0x02, &[0]), algorithm, tlv::write(0x30, &entry)].concat();
        let indefinite = [&[0x30, 0x80][..], &fields, &[0, 0]].concat();
        assert_eq!(hashes(&indefinite), Ok((Digest::Sha1, vec![(1, vec![7; 20])])));
        assert_eq!(hashes(&tlv::write(0x30, &fields[3..])), Err(SodError::Form));
        let unknown = tlv::write(0x30, &tlv::write(0x06, &[0x2A, 3]));
        let fields = [tlv::write(0x02, &[0]), unknown, tlv::write(0x30, &entry)].concat();
        assert_eq!(hashes(&tlv::write(0x30, &fields)), Err(SodError::HashFunction));
    }

    #[test]
    fn no_group_is_numbered_beyond_sixteen_and_no_more_are_listed() {
        let algorithm = tlv::write(0x30, &tlv::write(0x06, Digest::Sha1.oid()));
        let entry = |number| tlv::write(0x30, &[tlv::write(0x02, &[number]), tlv::write(0x04, &[7; 20])].concat());
        let object = |numbers: &[u8]| {
            let list: Vec<u8> = numbers.iter().flat_map(|&number| entry(number)).collect();
            tlv::write(0x30, &[tlv::write(0x02, &[0]), algorithm.clone(), tlv::write(0x30, &list)].concat())
        };
        assert!(hashes(&object(&(1..=16).collect::<Vec<_>>())).is_ok());
        for numbers in [&[0][..], &[1, 17], &[1; 17]] {
            assert_eq!(hashes(&object(numbers)), Err(SodError::Form), "{numbers:?}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let _ = (hashes(&bytes), Sod::parse(&tlv::write(0x77, &bytes)).is_ok());
        }

        #[test]
        fn a_damaged_object_never_panics(place: prop::sample::Index, value: u8) {
            let mut damaged = sod!("ber").to_vec();
            let place = place.index(damaged.len());
            damaged[place] = value;
            let _ = Sod::parse(&damaged).is_ok();
        }
    }
}
