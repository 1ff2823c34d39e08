//! Keys from passwords and shared secrets (Doc 9303-11 clause 9.7.1).

use sha1::{Digest, Sha1};

/// A key of AES-128 or of two-key 3DES.
pub type Key = [u8; 16];

/// What a derived key is for; the number is the counter of clause 9.7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// Encryption of messages.
    Encrypt = 1,
    /// Authentication of messages.
    Authenticate = 2,
    /// Encryption of the PACE nonce under a password.
    Password = 3,
}

/// Derives a 128-bit key: the first sixteen bytes of SHA-1 over the seed and a four-byte counter.
///
/// DES parity bits are left as they fall; no DES implementation reads them.
pub fn derive(seed: &[u8], purpose: Purpose) -> Key {
    first16(&Sha1::new().chain_update(seed).chain_update([0, 0, 0, purpose as u8]).finalize())
}

/// The BAC key seed: the first sixteen bytes of SHA-1 over the MRZ information (clause 9.7.2).
pub fn bac_seed(mrz_information: &str) -> Key {
    first16(&Sha1::digest(mrz_information))
}

/// The PACE key of a CAN, which is taken as its characters (clause 9.7.3).
pub fn can_key(can: &str) -> Key {
    derive(can.as_bytes(), Purpose::Password)
}

/// The PACE key of an MRZ, which is taken as the whole SHA-1 of the MRZ information (clause 9.7.3).
pub fn mrz_key(mrz_information: &str) -> Key {
    derive(&Sha1::digest(mrz_information), Purpose::Password)
}

fn first16(hash: &[u8]) -> Key {
    std::array::from_fn(|at| hash[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn appendix_d_derives_the_bac_keys() {
        let seed = bac_seed("L898902C<369080619406236");
        assert_eq!(seed, hex!("239AB9CB282DAF66231DC5A4DF6BFBAE"));
        // Appendix D prints the keys with odd parity; ours differ from them in the lowest bit of a byte at most.
        let parity_off = |key: Key| key.map(|byte| byte & 0xFE);
        assert_eq!(parity_off(derive(&seed, Purpose::Encrypt)), parity_off(hex!("AB94FDECF2674FDFB9B391F85D7F76F2")));
        assert_eq!(
            parity_off(derive(&seed, Purpose::Authenticate)),
            parity_off(hex!("7962D9ECE03D1ACD4C76089DCE131543"))
        );
    }

    #[test]
    fn appendix_g_derives_the_password_key() {
        assert_eq!(mrz_key("T22000129364081251010318"), hex!("89DED1B26624EC1E634C1989302849DD"));
    }

    #[test]
    fn the_citizen_card_derives_its_bac_seed() {
        assert_eq!(bac_seed("099000123299051533905151"), hex!("c749767e803b272aceea39ccecdf0c3d"));
    }
}
