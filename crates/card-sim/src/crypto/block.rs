//! Block ciphers and message authentication: one key of one of four ciphers.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};
use cmac::{Cmac, Mac};
use des::{Des, TdesEde2};

use super::offer::Cipher;

/// A key with the cipher it is for.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    cipher: Cipher,
    bytes: Vec<u8>,
}

/// Runs CBC without padding over whole blocks; an IV or input of the wrong length gives `None`.
macro_rules! cbc {
    ($mode:ident, $run:ident, $key:expr, $iv:expr, $blocks:expr) => {{
        let (key, iv, blocks) = ($key.bytes.as_slice(), $iv, $blocks);
        match $key.cipher {
            Cipher::Des3 => {
                cbc::$mode::<TdesEde2>::new_from_slices(key, iv).ok().map(|mode| mode.$run::<NoPadding>(blocks))
            }
            Cipher::Aes128 => {
                cbc::$mode::<Aes128>::new_from_slices(key, iv).ok().map(|mode| mode.$run::<NoPadding>(blocks))
            }
            Cipher::Aes192 => {
                cbc::$mode::<Aes192>::new_from_slices(key, iv).ok().map(|mode| mode.$run::<NoPadding>(blocks))
            }
            Cipher::Aes256 => {
                cbc::$mode::<Aes256>::new_from_slices(key, iv).ok().map(|mode| mode.$run::<NoPadding>(blocks))
            }
        }
    }};
}

impl Key {
    /// Takes the first bytes of `material` as a key; what is missing is zero.
    pub fn new(cipher: Cipher, material: &[u8]) -> Self {
        let mut bytes = material.to_vec();
        bytes.resize(cipher.key_len(), 0);
        Self { cipher, bytes }
    }

    /// The cipher the key is for.
    pub const fn cipher(&self) -> Cipher {
        self.cipher
    }

    /// The key itself.
    #[cfg(test)]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Encrypts in CBC mode whole blocks from an IV of zeros.
    pub fn encrypt(&self, blocks: &[u8]) -> Vec<u8> {
        self.encrypt_from(&vec![0; self.cipher.block_len()], blocks)
    }

    /// The inverse of [`Key::encrypt`]; `None` when the input is not whole blocks.
    pub fn decrypt(&self, blocks: &[u8]) -> Option<Vec<u8>> {
        self.decrypt_from(&vec![0; self.cipher.block_len()], blocks)
    }

    /// Encrypts in CBC mode whole blocks; `iv` has the length of one.
    pub fn encrypt_from(&self, iv: &[u8], blocks: &[u8]) -> Vec<u8> {
        cbc!(Encryptor, encrypt_padded_vec, self, iv, blocks).unwrap_or_default()
    }

    /// The inverse of [`Key::encrypt_from`]; `None` when the input is not whole blocks.
    pub fn decrypt_from(&self, iv: &[u8], blocks: &[u8]) -> Option<Vec<u8>> {
        cbc!(Decryptor, decrypt_padded_vec, self, iv, blocks)?.ok()
    }

    /// Authenticates a message with eight bytes: the retail MAC, which pads the message itself, or the front of AES-CMAC,
    /// which takes it as it stands (Doc 9303-11 clauses 9.8.6.1 and 9.8.6.2).
    pub fn mac(&self, message: &[u8]) -> [u8; 8] {
        match self.cipher {
            Cipher::Des3 => retail_mac(&self.bytes, message),
            Cipher::Aes128 => cmac::<Cmac<Aes128>>(&self.bytes, message),
            Cipher::Aes192 => cmac::<Cmac<Aes192>>(&self.bytes, message),
            Cipher::Aes256 => cmac::<Cmac<Aes256>>(&self.bytes, message),
        }
    }

    /// Pads by ISO/IEC 9797-1 method 2 to whole blocks of the cipher.
    pub fn pad(&self, message: &[u8]) -> Vec<u8> {
        pad(message, self.cipher.block_len())
    }
}

fn cmac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> [u8; 8] {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return [0; 8] };
    mac.update(message);
    let whole = mac.finalize().into_bytes();
    std::array::from_fn(|at| whole[at])
}

/// ISO/IEC 9797-1 algorithm 3 with DES, over a message that is padded here by method 2.
fn retail_mac(key: &[u8], message: &[u8]) -> [u8; 8] {
    let half = |from: usize| -> [u8; 8] { std::array::from_fn(|at| key[from + at]) };
    let (first, second) = (Des::new(&half(0).into()), Des::new(&half(8).into()));
    let mut block = [0_u8; 8];
    for chunk in pad(message, 8).as_chunks::<8>().0 {
        block = std::array::from_fn(|at| block[at] ^ chunk[at]);
        first.encrypt_block((&mut block).into());
    }
    second.decrypt_block((&mut block).into());
    first.encrypt_block((&mut block).into());
    block
}

/// Pads by ISO/IEC 9797-1 method 2: `80`, then zeros up to the next whole block, always at least one byte.
pub fn pad(message: &[u8], block: usize) -> Vec<u8> {
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(block), 0);
    padded
}

/// Takes the padding of [`pad`] off; `None` when there is none.
pub fn unpad(mut padded: Vec<u8>) -> Option<Vec<u8>> {
    let mark = padded.iter().rposition(|&byte| byte != 0)?;
    (padded[mark] == 0x80).then(|| {
        padded.truncate(mark);
        padded
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn rfc_4493_gives_the_cmac() {
        let key = Key::new(Cipher::Aes128, &hex!("2b7e151628aed2a6abf7158809cf4f3c"));
        assert_eq!(key.mac(b""), hex!("bb1d6929e9593728"));
        assert_eq!(key.mac(&hex!("6bc1bee22e409f96e93d7e117393172a")), hex!("070a16b46b4d4144"));
    }

    /// NIST SP 800-38B appendix D.2 and D.3: the longer keys.
    #[test]
    fn sp_800_38b_gives_the_cmac_of_longer_keys() {
        let message = hex!("6bc1bee22e409f96e93d7e117393172a");
        let key = Key::new(Cipher::Aes192, &hex!("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"));
        assert_eq!((key.mac(b""), key.mac(&message)), (hex!("d17ddf46adaacde5"), hex!("9e99a7bf31e71090")));
        let key = Key::new(Cipher::Aes256, &hex!("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"));
        assert_eq!((key.mac(b""), key.mac(&message)), (hex!("028962f61b7bf89e"), hex!("28a7023f452e8f82")));
    }

    /// FIPS 197 appendix C, as one block of CBC from zeros.
    #[test]
    fn fips_197_gives_the_blocks() {
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let block: [u8; 16] = hex!("00112233445566778899aabbccddeeff");
        let cases = [
            (Cipher::Aes128, hex!("69c4e0d86a7b0430d8cdb78070b4c55a")),
            (Cipher::Aes192, hex!("dda97ca4864cdfe06eaf70a0ec0d7191")),
            (Cipher::Aes256, hex!("8ea2b7ca516745bfeafc49904b496089")),
        ];
        for (cipher, expected) in cases {
            let key = Key::new(cipher, &key);
            assert_eq!((key.encrypt(&block), key.decrypt(&expected)), (expected.to_vec(), Some(block.to_vec())));
        }
    }

    #[test]
    fn appendix_d_gives_the_retail_mac() {
        let cryptogram = hex!("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2");
        let key = Key::new(Cipher::Des3, &hex!("7962D9ECE03D1ACD4C76089DCE131543"));
        assert_eq!(key.mac(&cryptogram), hex!("5F1448EEA8AD90A7"));
    }

    #[test]
    fn only_whole_blocks_come_out_of_any_cipher() {
        for cipher in Cipher::ALL {
            let key = Key::new(cipher, &[7; 32]);
            assert_eq!(key.bytes().len(), cipher.key_len());
            let plain = key.pad(b"nineteen characters");
            let iv = vec![5; cipher.block_len()];
            let cryptogram = key.encrypt_from(&iv, &plain);
            assert_eq!(key.decrypt_from(&iv, &cryptogram), Some(plain.clone()));
            assert_ne!(cryptogram, key.encrypt(&plain));
            assert_eq!(key.decrypt(&cryptogram[1..]), None);
        }
    }

    #[test]
    fn padding_comes_off_again_and_only_if_it_is_there() {
        for len in 0..40 {
            assert_eq!(unpad(pad(&vec![0; len], 16)), Some(vec![0; len]));
            assert!(pad(&vec![7; len], 8).len().is_multiple_of(8));
        }
        assert_eq!(unpad(vec![0; 16]), None);
        assert_eq!(unpad(vec![1; 16]), None);
        assert_eq!(unpad(Vec::new()), None);
    }
}
