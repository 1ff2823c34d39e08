//! RSA signatures that carry part of their message: ISO/IEC 9796-2 scheme 1, as active authentication uses it
//! (Doc 9303-11 clause 6.1.2.2).

use num_bigint::BigUint;

use super::dice::Dice;
use super::field::{bytes_for, fixed};
use issuer::pki::Hash;

/// First byte of a representative: part of the message is recovered, and no padding stands before it.
const PARTIAL_RECOVERY: u8 = 0x6A;

/// Signs a challenge together with as many bytes of the chip's own drawing as the modulus has room for.
/// `None` when the modulus is too short or its bits are not whole bytes.
pub fn sign(modulus: &BigUint, secret: &BigUint, hash: Hash, challenge: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let length = bytes_for(modulus.bits());
    let drawn = length.checked_sub(1 + hash.size() + trailer(hash).len())?;
    let representative = represent(hash, &dice.bytes(drawn), challenge);
    (modulus.bits().is_multiple_of(8)).then(|| raise(&representative, secret, modulus))
}

/// RSA itself, in full length.
fn raise(number: &[u8], exponent: &BigUint, modulus: &BigUint) -> Vec<u8> {
    fixed(&BigUint::from_bytes_be(number).modpow(exponent, modulus), bytes_for(modulus.bits()))
}

/// The representative F: header, recoverable part, hash of both parts, trailer.
fn represent(hash: Hash, recoverable: &[u8], challenge: &[u8]) -> Vec<u8> {
    let digest = hash.digest(&[recoverable, challenge].concat());
    [&[PARTIAL_RECOVERY], recoverable, &digest, trailer(hash)].concat()
}

/// Option 1 for SHA-1, whose name is implied; option 2 names the hash.
const fn trailer(hash: Hash) -> &'static [u8] {
    match hash {
        Hash::Sha1 => &[0xBC],
        Hash::Sha224 => &[0x38, 0xCC],
        Hash::Sha256 => &[0x34, 0xCC],
        Hash::Sha384 => &[0x36, 0xCC],
        Hash::Sha512 => &[0x35, 0xCC],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    const CHALLENGE: [u8; 8] = hex!("F173589974BF40C6");

    /// Appendix F.1, which ends with the representative.
    #[test]
    fn appendix_f_1_gives_the_representative() {
        let drawn = hex!(
            "9D2784A67F8E7C659973EA1AEA25D95B6C8F91E5002F369F0FBDCE8A3CEC1991B543F1696546C5524CF23A5303CD6C98599F40B7"
            "9F377B5F3A1406B3B4D8F96784D23AA88DB7E1032A405E69325FA91A6E86F5C71AEA978264C4A207446DAD4E7292E2DCDA3024B4"
            "7DA8"
        );
        let digest = hex!("C063AA1E6D22FBD976AB0FE73D94D2D9C6D88127");
        let expected = [&[0x6A][..], &drawn, &digest, &[0xBC]].concat();
        assert_eq!(represent(Hash::Sha1, &drawn, &CHALLENGE), expected);
        assert_eq!(expected.len(), 128);
        // The standard prints neither key nor signature: these were computed apart from this code.
        let modulus = BigUint::from_bytes_be(&hex!(
            "BCFF1B03DA7C15B74D6BBB8E68D47C227F2BF7B918E65A66972568F84633210A6300A62AD8F82A079ADA7338EE7F5D92"
            "F8548FCE0672DA554CE5D78ECA38DCAE6B59B09E54E1F60F74F3A9309F6041B1D7454B6AAABEBB034DB2C2A81F4BF0F8"
            "BD0F666C3B42A0EBAAB96012C745CE37F9D2BB05B9C6367E6ED62A777D77F21D"
        ));
        let secret = BigUint::from_bytes_be(&hex!(
            "327B2D5B1523A9A5415FB2443289F6F23BE7A18E6631391A47EAED23CB946291E4A9CAB88D25940C5DF755697282C09A"
            "BE0BD03166958CEDD5D15A87404A79DF02B7E925AC808C90D5343DC3E42214B1F7143209A4D4F2EE494BA9220CB578E0"
            "6960998A678B6EC083505146EBA5149463E7A4D15725FAF7D510759E6F44847D"
        ));
        let signature = hex!(
            "B719A8C80358884D989A45D4D4C23CAEA7FAEEF98E93055C17805FCF9F5A7EF2EBDB53DFDE3BA1977D932E9D23D5D9B5"
            "60DA90196ABA170FC18EF885E3A7CFA102F5B48F012EDC682BB4B668F399CBAD92ED49D300572D31B3CE05A1FA2FE883"
            "18E22CB17D6166BF48B69988FE2D26F51BEF9D54894D696FD696AE313EB1410B"
        );
        assert_eq!(raise(&expected, &secret, &modulus), signature);
        assert_eq!(raise(&signature, &65_537_u32.into(), &modulus), expected);
    }

    #[test]
    fn a_modulus_too_short_or_of_broken_bytes_signs_nothing() {
        let mut dice = Dice::new([1; 32]);
        let mut sign = |bits: u64| {
            sign(&((BigUint::from(1_u8) << bits) - 1_u8), &3_u8.into(), Hash::Sha512, &CHALLENGE, &mut dice)
        };
        assert!(sign(512).is_none() && sign(1022).is_none());
        assert_eq!(sign(1024).map(|signature| signature.len()), Some(128));
    }
}
