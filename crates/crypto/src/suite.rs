//! The symmetric suites of access control and secure messaging (Doc 9303-11 clauses 9.7 and 9.8).

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{
    Block, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit,
    block_padding::NoPadding,
};
use cmac::{Cmac, Mac};
use des::{Des, TdesEde2};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use zeroize::Zeroizing;

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
        let counter = [0, 0, 0, purpose as u8];
        let digest = match self {
            Self::TripleDes | Self::Aes128 => {
                Sha1::new().chain_update(secret).chain_update(counter).finalize()[..16].to_vec()
            }
            Self::Aes192 => Sha256::new().chain_update(secret).chain_update(counter).finalize()[..24].to_vec(),
            Self::Aes256 => Sha256::new().chain_update(secret).chain_update(counter).finalize().to_vec(),
        };
        Zeroizing::new(digest)
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
