use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::OctetString;
use der::{Decode, Encode};
use ecdsa::signature::Verifier;
use hex_literal::hex;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::*;
use crate::pki::Pki;
use crate::tests::profile;

const DG13: &[u8] = &hex!(
    "6d82017830820174020101060628d316010008318201653011020101130c30303130393930303031323330150201020c104e677579e1bb85"
    "6e2056c4836e20416e300f020103130a31352f30352f3139393930080201040c034e616d300f0201050c0a5669e1bb8774204e616d300902"
    "01060c044b696e68300b0201070c064b68c3b46e6730190201080c14426120c490c3ac6e682c2048c3a0204ee1bb9969302f0201090c2a53"
    "e1bb9120312c20c490e1bb99692043e1baa56e2c20426120c490c3ac6e682c2048c3a0204ee1bb9969302b02010a0c264ee1bb9174207275"
    "e1bb936920433a31636d2064c6b0e1bb9b69206dc3a970207068e1baa369300f02010b130a32302f30352f32303232300f02010c0c0a3135"
    "2f30352f32303339302e02010d30150c134e677579e1bb856e2056c4836e2042c3ac6e6830120c105472e1baa76e205468e1bb8b20486169"
    "300302010e300e02010f13093031323334353637383015020110131030313233343536373839414243444546"
);

#[test]
fn the_documented_person_has_the_documented_files() {
    let files = make(&profile("an")).unwrap();
    assert_eq!(files[&FileId::Dg13], DG13);
    assert_eq!(files[&FileId::CardAccess].len(), 54);
    assert_eq!(files[&FileId::Com], hex!("60185F0104303130375F36063034303030305C066175636D6E6F"));
    assert!(!files.contains_key(&FileId::AtrInfo));
}

#[test]
fn the_bench_card_has_the_sizes_of_the_measure() {
    for name in ["bench", "bench-extended"] {
        let files = make(&profile(name)).unwrap();
        let sizes = [
            (FileId::Com, 25),
            (FileId::Sod, 1720),
            (FileId::Dg1, 93),
            (FileId::Dg13, 623),
            (FileId::Dg14, 395),
            (FileId::Dg15, 93),
            (FileId::Dg2, 16097),
        ];
        for (file, size) in sizes {
            assert_eq!(files[&file].len(), size, "{file:?}");
            assert_eq!(tlv::Header::read(&files[&file]).unwrap().total(), size, "{file:?} is one object");
        }
    }
}

/// What a verifier sees: the content, the signed attributes and their signature, all read by foreign parsers.
struct Seen {
    hashes: Vec<(u8, Vec<u8>)>,
    content_fits: bool,
    signature_fits: bool,
}

fn see(sod: &[u8]) -> Seen {
    let info = ContentInfo::from_der(tlv::find(sod, 0x77).unwrap()).unwrap();
    let message: SignedData = info.content.decode_as().unwrap();
    let content = message.encap_content_info.econtent.as_ref().unwrap().decode_as::<OctetString>().unwrap();
    let signer = message.signer_infos.0.get(0).unwrap();
    let attributes = signer.signed_attrs.as_ref().unwrap();
    let digest = attributes.iter().find(|a| a.oid.to_string() == "1.2.840.113549.1.9.4").unwrap();
    let digest = digest.values.get(0).unwrap().decode_as::<OctetString>().unwrap();
    let certificate = message.certificates.as_ref().unwrap().0.get(0).unwrap().to_der().unwrap();
    let point = Certificate::from_der(&certificate).unwrap();
    let point = point.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes().to_vec();
    let key = ecdsa::VerifyingKey::<bp256::r1::BrainpoolP256r1>::from_sec1_bytes(&point).unwrap();
    let signature = ecdsa::der::Signature::from_bytes(signer.signature.as_bytes()).unwrap();
    let list = tlv::find(content.as_bytes(), 0x30).unwrap();
    let list = tlv::objects(list).nth(2).unwrap().unwrap();
    let hash =
        |entry: tlv::Tlv<'_>| (tlv::find(entry.value, 2).unwrap()[0], tlv::find(entry.value, 4).unwrap().to_vec());
    Seen {
        hashes: tlv::objects(list.value).map(|entry| hash(entry.unwrap())).collect(),
        content_fits: digest.as_bytes() == &Sha256::digest(content.as_bytes())[..],
        signature_fits: key.verify(&attributes.to_der().unwrap(), &signature).is_ok(),
    }
}

fn disagreeing(files: &Files) -> Vec<u8> {
    let seen = see(&files[&FileId::Sod]);
    let group = |number: u8| FileId::ALL.into_iter().find(|f| f.group().is_some_and(|(n, _)| n == number)).unwrap();
    seen.hashes
        .into_iter()
        .filter(|(n, hash)| &Sha256::digest(&files[&group(*n)])[..] != hash)
        .map(|(n, _)| n)
        .collect()
}

#[test]
fn every_hash_and_the_signature_of_the_sod_hold() {
    for (name, groups) in
        [("an", vec![1, 2, 3, 13, 14, 15]), ("binh", vec![1, 2, 3, 13, 14, 15]), ("bench", vec![1, 2, 13, 14, 15])]
    {
        let files = make(&profile(name)).unwrap();
        let seen = see(&files[&FileId::Sod]);
        assert!(seen.content_fits && seen.signature_fits, "{name}");
        assert_eq!(seen.hashes.iter().map(|(number, _)| *number).collect::<Vec<_>>(), groups, "{name}");
        assert_eq!(disagreeing(&files), [0; 0], "{name}");
    }
}

#[test]
fn a_tampered_file_disagrees_and_still_parses() {
    let cases =
        [(Tampered::DG1, 1), (Tampered::DG2, 2), (Tampered::DG13, 13), (Tampered::DG14, 14), (Tampered::DG15, 15)];
    for (what, number) in cases {
        let files = make(&Profile { tampered: vec![what], ..profile("an") }).unwrap();
        assert_eq!(disagreeing(&files), [number], "{what:?}");
        assert!(see(&files[&FileId::Sod]).signature_fits);
    }
    let files = make(&Profile { tampered: vec![Tampered::DG1], ..profile("an") }).unwrap();
    assert!(mrz::parse(std::str::from_utf8(&files[&FileId::Dg1][5..]).unwrap()).is_ok());
}

#[test]
fn a_spoilt_signature_does_not_hold_though_the_hashes_do() {
    let files = make(&Profile { tampered: vec![Tampered::SOD], ..profile("bench") }).unwrap();
    assert!(!see(&files[&FileId::Sod]).signature_fits);
    assert_eq!(disagreeing(&files), [0; 0]);
    assert_eq!(files[&FileId::Sod].len(), 1720);
}

#[test]
fn a_stranger_signs_as_well_but_is_not_the_authority() {
    let stranger = Pki::invent("stranger", [9; 32]).unwrap().signer;
    let files = make(&Profile { signer: stranger, ..profile("an") }).unwrap();
    assert!(see(&files[&FileId::Sod]).signature_fits);
}

#[test]
fn the_face_is_the_committed_picture_in_its_record() {
    let profile = profile("an");
    let jpeg = profile.face.clone().unwrap();
    let files = make(&profile).unwrap();
    let record = tlv::find_path(&files[&FileId::Dg2], &[0x75, 0x7F61, 0x7F60, 0x5F2E]).unwrap();
    assert_eq!(record[..8], *b"FAC\x00010\x00");
    assert_eq!(u32::from_be_bytes(record[8..12].try_into().unwrap()) as usize, record.len());
    assert_eq!(record[14 + 20 + 2..][..4], [0, 240, 1, 64], "width and height");
    assert_eq!(record[46..], jpeg);
}

#[test]
fn a_padded_face_is_the_same_picture_with_a_comment() {
    let files = make(&profile("bench")).unwrap();
    let record = tlv::find_path(&files[&FileId::Dg2], &[0x75, 0x7F61, 0x7F60, 0x5F2E]).unwrap();
    assert_eq!(record[46..50], [0xFF, 0xD8, 0xFF, 0xFE]);
    let comment = 2 + usize::from(u16::from_be_bytes([record[50], record[51]]));
    assert_eq!(record[48 + comment..], profile("bench").face.unwrap()[2..]);
}

#[test]
fn a_size_below_what_a_file_needs_is_an_error_that_names_it() {
    let profile = Profile { sizes: Sizes { dg13: Some(100), ..Sizes::default() }, ..profile("an") };
    let Err(IssuerError::Size { file, wanted, natural }) = make(&profile) else { panic!("100 bytes are not enough") };
    assert_eq!((file, wanted, natural), (FileId::Dg13, 100, 380));
}

#[test]
fn a_child_has_no_face_and_a_picture_that_is_none_is_refused() {
    let files = make(&Profile { face: None, ..profile("an") }).unwrap();
    assert!(!files.contains_key(&FileId::Dg2));
    assert_eq!(disagreeing(&files), [0; 0]);
    let refused = make(&Profile { face: Some(b"GIF89a".to_vec()), ..profile("an") });
    assert!(matches!(refused, Err(IssuerError::Face)));
}
