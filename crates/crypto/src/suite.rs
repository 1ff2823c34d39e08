//! The symmetric suites of access control and secure messaging (Doc 9303-11 clauses 9.7 and 9.8).

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{
    Block, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit,
    block_padding::NoPadding,
};
use cmac::{Cmac, Mac};
use des::{Des, TdesEde2};
use zeroize::Zeroizing;

use crate::Digest;

/// A block cipher with its message authentication code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// Two-key 3DES in CBC mode with the retail MAC.
    TripleDes,
    /// AES-128 in CBC mode with CMAC.
    Aes128,
    /// AES-192 in CBC mode with CMAC.
    Aes192,
    /// AES-256 in CBC mode with CMAC.
    Aes256,
}

/// What a derived key is for; the number is the counter of the derivation (Doc 9303-11 clause 9.7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Encryption.
    Encrypt = 1,
    /// Authentication.
    Authenticate = 2,
    /// A PACE password.
    Password = 3,
}

impl Suite {
    /// Bytes of a cipher block, which is also the length of the send sequence counter.
    pub const fn block_len(self) -> usize {
        match self {
            Self::TripleDes => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// Bytes of a key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::TripleDes | Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Derives a key from a shared secret: the first bytes of SHA-1, or of SHA-256 for the longer AES keys.
    pub fn derive(self, secret: &[u8], purpose: Purpose) -> Zeroizing<Vec<u8>> {
        let digest = match self {
            Self::TripleDes | Self::Aes128 => Digest::Sha1,
            Self::Aes192 | Self::Aes256 => Digest::Sha256,
        };
        let counter = [0, 0, 0, purpose as u8];
        let mut key = Zeroizing::new(digest.of(&Zeroizing::new([secret, &counter].concat())));
        key.truncate(self.key_len());
        key
    }

    /// Encrypts whole blocks in CBC mode with a zero initial vector.
    pub fn encrypt(self, key: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        self.encrypt_from(key, &vec![0; self.block_len()], plain)
    }

    /// Decrypts whole blocks in CBC mode with a zero initial vector.
    pub fn decrypt(self, key: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
        self.decrypt_from(key, &vec![0; self.block_len()], secret)
    }

    /// The eight-byte authentication code: retail MAC over the padded message, or CMAC cut to eight bytes.
    pub fn mac(self, key: &[u8], message: &[u8]) -> Option<[u8; 8]> {
        match self {
            Self::TripleDes => retail_mac(key, &pad(message, 8)),
            Self::Aes128 => cmac::<Cmac<Aes128>>(key, message),
            Self::Aes192 => cmac::<Cmac<Aes192>>(key, message),
            Self::Aes256 => cmac::<Cmac<Aes256>>(key, message),
        }
    }

    fn encrypt_from(self, key: &[u8], iv: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::TripleDes => cbc_encrypt::<TdesEde2>(key, iv, plain),
            Self::Aes128 => cbc_encrypt::<Aes128>(key, iv, plain),
            Self::Aes192 => cbc_encrypt::<Aes192>(key, iv, plain),
            Self::Aes256 => cbc_encrypt::<Aes256>(key, iv, plain),
        }
    }

    fn decrypt_from(self, key: &[u8], iv: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::TripleDes => cbc_decrypt::<TdesEde2>(key, iv, secret),
            Self::Aes128 => cbc_decrypt::<Aes128>(key, iv, secret),
            Self::Aes192 => cbc_decrypt::<Aes192>(key, iv, secret),
            Self::Aes256 => cbc_decrypt::<Aes256>(key, iv, secret),
        }
    }
}

/// The two keys of an open channel.
pub struct Keys {
    /// The suite they are for.
    pub suite: Suite,
    encryption: Zeroizing<Vec<u8>>,
    authentication: Zeroizing<Vec<u8>>,
}

impl Keys {
    /// Derives both keys from a shared secret.
    pub fn derive(suite: Suite, secret: &[u8]) -> Self {
        Self {
            suite,
            encryption: suite.derive(secret, Purpose::Encrypt),
            authentication: suite.derive(secret, Purpose::Authenticate),
        }
    }

    /// Encrypts whole blocks; `counter` makes the initial vector where the suite has one.
    pub fn encrypt(&self, counter: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        self.suite.encrypt_from(&self.encryption, &self.vector(counter)?, plain)
    }

    /// Decrypts whole blocks; `counter` makes the initial vector where the suite has one.
    pub fn decrypt(&self, counter: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
        self.suite.decrypt_from(&self.encryption, &self.vector(counter)?, secret)
    }

    /// The eight-byte authentication code of a message.
    pub fn mac(&self, message: &[u8]) -> Option<[u8; 8]> {
        self.suite.mac(&self.authentication, message)
    }

    /// 3DES starts from zero, AES from the encrypted counter (Doc 9303-11 clause 9.8.6).
    fn vector(&self, counter: &[u8]) -> Option<Vec<u8>> {
        match self.suite {
            Suite::TripleDes => Some(vec![0; 8]),
            suite => suite.encrypt(&self.encryption, counter),
        }
    }
}

/// Appends `80` and zeros up to a whole block (ISO/IEC 9797-1 padding method 2).
pub fn pad(message: &[u8], block_len: usize) -> Vec<u8> {
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(block_len), 0);
    padded
}

/// Takes the padding off again; `None` when there is none.
pub fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let end = padded.iter().rposition(|&b| b != 0)?;
    (padded[end] == 0x80).then(|| &padded[..end])
}

fn cbc_encrypt<C: KeyInit + BlockCipherEncrypt>(key: &[u8], iv: &[u8], plain: &[u8]) -> Option<Vec<u8>>
where
    cbc::Encryptor<C>: InnerIvInit<Inner = C> + BlockModeEncrypt,
{
    let cipher = C::new_from_slice(key).ok()?;
    let mode = cbc::Encryptor::inner_iv_slice_init(cipher, iv).ok()?;
    let mut out = plain.to_vec();
    mode.encrypt_padded::<NoPadding>(&mut out, plain.len()).ok()?;
    Some(out)
}

fn cbc_decrypt<C: KeyInit + BlockCipherDecrypt>(key: &[u8], iv: &[u8], secret: &[u8]) -> Option<Vec<u8>>
where
    cbc::Decryptor<C>: InnerIvInit<Inner = C> + BlockModeDecrypt,
{
    let cipher = C::new_from_slice(key).ok()?;
    let mode = cbc::Decryptor::inner_iv_slice_init(cipher, iv).ok()?;
    let mut out = secret.to_vec();
    mode.decrypt_padded::<NoPadding>(&mut out).ok()?;
    Some(out)
}

fn cmac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Option<[u8; 8]> {
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    mac.update(message);
    mac.finalize().into_bytes().first_chunk().copied()
}

/// ISO/IEC 9797-1 MAC algorithm 3 with DES and a zero initial vector; `message` is padded.
fn retail_mac(key: &[u8], message: &[u8]) -> Option<[u8; 8]> {
    let (left, right) = key.split_at_checked(8)?;
    let (left, right) = (Des::new_from_slice(left).ok()?, Des::new_from_slice(right).ok()?);
    let mut state = Block::<Des>::default();
    for block in message.chunks_exact(8) {
        state.iter_mut().zip(block).for_each(|(s, b)| *s ^= b);
        left.encrypt_block(&mut state);
    }
    right.decrypt_block(&mut state);
    left.encrypt_block(&mut state);
    Some(state.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// Doc 9303-11 appendix D.2.
    #[test]
    fn basic_access_keys_of_appendix_d2() {
        let seed = hex!("239AB9CB282DAF66231DC5A4DF6BFBAE");
        // The worked example prints DES keys with adjusted parity bits, which DES ignores.
        let odd = |key: &[u8]| {
            key.iter().map(|b| (b & 0xFE) | u8::from((b & 0xFE).count_ones() % 2 == 0)).collect::<Vec<_>>()
        };
        assert_eq!(odd(&Suite::TripleDes.derive(&seed, Purpose::Encrypt)), hex!("AB94FDECF2674FDFB9B391F85D7F76F2"));
        assert_eq!(
            odd(&Suite::TripleDes.derive(&seed, Purpose::Authenticate)),
            hex!("7962D9ECE03D1ACD4C76089DCE131543")
        );
    }

    /// The keys of the agreement on brainpoolP256r1 in BSI's worked example, derived by an independent implementation.
    #[test]
    fn keys_of_every_suite() {
        let secret = hex!("791DA04273CCFE862E52DF60347E2557192E1F8D7517822CE3D306056C1CDEB4");
        let cases: [(Suite, [&[u8]; 2]); 3] = [
            (Suite::Aes128, [&hex!("74DFF1029B548FA273C13D86CE775A5B"), &hex!("4AE4F2F70ABC8C4C3DA7588BE9A1C9E2")]),
            (
                Suite::Aes192,
                [
                    &hex!("B82D6850069074B582275B79F9BA690593791A9E1928F6A1"),
                    &hex!("6C30460B17316956C8731E306D403B1809F0B348BFE9CF93"),
                ],
            ),
            (
                Suite::Aes256,
                [
                    &hex!("B82D6850069074B582275B79F9BA690593791A9E1928F6A1C6315895F7146F1C"),
                    &hex!("6C30460B17316956C8731E306D403B1809F0B348BFE9CF938EE2655B636BA446"),
                ],
            ),
        ];
        for (suite, [encryption, authentication]) in cases {
            assert_eq!(suite.derive(&secret, Purpose::Encrypt)[..], *encryption);
            assert_eq!(suite.derive(&secret, Purpose::Authenticate)[..], *authentication);
            assert_eq!(encryption.len(), suite.key_len());
        }
    }

    /// NIST SP 800-38B appendix D for the empty message, and Doc 9303-11 appendix D.3.
    #[test]
    fn authentication_codes_of_every_suite() {
        type Case<'a> = (Suite, &'a [u8], &'a [u8], [u8; 8]);
        let message = hex!("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2");
        let cases: [Case<'_>; 4] = [
            (Suite::TripleDes, &hex!("7962D9ECE03D1ACD4C76089DCE131543"), &message, hex!("5F1448EEA8AD90A7")),
            (Suite::Aes128, &hex!("2B7E151628AED2A6ABF7158809CF4F3C"), &[], hex!("BB1D6929E9593728")),
            (Suite::Aes192, &hex!("8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B"), &[], hex!("D17DDF46ADAACDE5")),
            (
                Suite::Aes256,
                &hex!("603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4"),
                &[],
                hex!("028962F61B7BF89E"),
            ),
        ];
        for (suite, key, message, code) in cases {
            assert_eq!(suite.mac(key, message), Some(code), "{suite:?}");
        }
    }

    #[test]
    fn padding_comes_off_as_it_went_on() {
        for size in 0..40 {
            for block in [8, 16] {
                let message = vec![0x80; size];
                let padded = pad(&message, block);
                assert_eq!((padded.len() % block, unpad(&padded)), (0, Some(&message[..])));
            }
        }
        assert_eq!(unpad(&[0, 0, 0]), None);
        assert_eq!(unpad(&[1, 2, 3]), None);
    }

    #[test]
    fn half_a_block_is_no_message() {
        assert_eq!(Suite::Aes128.decrypt(&[0; 16], &[0; 15]), None);
        assert_eq!(Suite::Aes128.decrypt(&[0; 15], &[0; 16]), None);
        assert_eq!(Suite::TripleDes.mac(&[0; 7], &[]), None);
    }
}
