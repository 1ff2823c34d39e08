//! Keys from passwords and shared secrets (Doc 9303-11 clause 9.7.1).

use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::block::Key;
use super::offer::Cipher;

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

/// Derives a key: the front of a hash over the seed and a four-byte counter, SHA-1 for keys of 128 bits and SHA-256
/// for longer ones.
///
/// DES parity bits are left as they fall; no DES implementation reads them.
pub fn derive(cipher: Cipher, seed: &[u8], purpose: Purpose) -> Key {
    let counter = [0, 0, 0, purpose as u8];
    match cipher {
        Cipher::Des3 | Cipher::Aes128 => {
            Key::new(cipher, &Sha1::new().chain_update(seed).chain_update(counter).finalize())
        }
        Cipher::Aes192 | Cipher::Aes256 => {
            Key::new(cipher, &Sha256::new().chain_update(seed).chain_update(counter).finalize())
        }
    }
}

/// The BAC key seed: the first sixteen bytes of SHA-1 over the MRZ information (clause 9.7.2).
pub fn bac_seed(mrz_information: &str) -> [u8; 16] {
    let hash = Sha1::digest(mrz_information);
    std::array::from_fn(|at| hash[at])
}

/// The PACE secret of an MRZ, which is taken as the whole SHA-1 of the MRZ information (clause 9.7.3). That of a CAN is
/// its characters.
pub fn mrz_secret(mrz_information: &str) -> Vec<u8> {
    Sha1::digest(mrz_information).to_vec()
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
        let parity_off = |key: &[u8]| key.iter().map(|byte| byte & 0xFE).collect::<Vec<_>>();
        let derived = |purpose| parity_off(derive(Cipher::Des3, &seed, purpose).bytes());
        assert_eq!(derived(Purpose::Encrypt), parity_off(&hex!("AB94FDECF2674FDFB9B391F85D7F76F2")));
        assert_eq!(derived(Purpose::Authenticate), parity_off(&hex!("7962D9ECE03D1ACD4C76089DCE131543")));
    }

    #[test]
    fn appendix_g_derives_the_password_key() {
        let key = derive(Cipher::Aes128, &mrz_secret("T22000129364081251010318"), Purpose::Password);
        assert_eq!(key.bytes(), hex!("89DED1B26624EC1E634C1989302849DD"));
        let key = derive(Cipher::Aes128, b"123456", Purpose::Password);
        assert_eq!(key.bytes(), hex!("591468CDA83D65219CCCB8560233600F"));
    }

    /// Computed apart from this code, over the secret of the worked example of chip authentication.
    #[test]
    fn longer_keys_come_of_sha_256() {
        let secret = hex!("791DA04273CCFE862E52DF60347E2557192E1F8D7517822CE3D306056C1CDEB4");
        let authenticate = hex!("6C30460B17316956C8731E306D403B1809F0B348BFE9CF938EE2655B636BA446");
        assert_eq!(derive(Cipher::Aes256, &secret, Purpose::Authenticate).bytes(), authenticate);
        assert_eq!(derive(Cipher::Aes192, &secret, Purpose::Authenticate).bytes(), &authenticate[..24]);
        let encrypt = hex!("74DFF1029B548FA273C13D86CE775A5B");
        assert_eq!(derive(Cipher::Aes128, &secret, Purpose::Encrypt).bytes(), encrypt);
    }

    #[test]
    fn the_citizen_card_derives_its_bac_seed() {
        assert_eq!(bac_seed("099000123299051533905151"), hex!("c749767e803b272aceea39ccecdf0c3d"));
    }
}
