//! What a card may hand over to keep a desk busy.

use iso7816::tlv;
use pki::SignedData;

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv::write(0x30, &parts.concat())
}

/// Signed data with so many certificates and signers, none of which fits another.
fn crowd(certificates: usize, signers: usize) -> Vec<u8> {
    let (number, empty) = (tlv::write(0x02, &[1]), sequence(&[]));
    let body = sequence(&[&number, &empty, &empty, &empty, &empty, &empty]);
    let certificate = sequence(&[&body, &empty, &tlv::write(0x03, &[0])]);
    let signer = sequence(&[&number, &tlv::write(0x80, &[1]), &empty, &empty, &tlv::write(0x04, &[])]);
    let content = sequence(&[&tlv::write(0x06, &[1]), &tlv::write(0xA0, &tlv::write(0x04, &[]))]);
    let data = sequence(&[
        &number,
        &tlv::write(0x31, &[]),
        &content,
        &tlv::write(0xA0, &certificate.repeat(certificates)),
        &tlv::write(0x31, &signer.repeat(signers)),
    ]);
    let kind = tlv::write(0x06, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]);
    sequence(&[&kind, &tlv::write(0xA0, &data)])
}

#[test]
fn a_crowd_of_signers_is_turned_away() {
    // As many as a file of a chip has room for: one look at each pair would take minutes.
    assert!(SignedData::parse(&crowd(5200, 8000)).is_err());
    assert!(SignedData::parse(&crowd(1, 17)).is_err());
    let some = SignedData::parse(&crowd(5200, 16)).unwrap();
    assert_eq!(some.certificates().count(), 5200);
    assert!(some.signer().is_none());
}
