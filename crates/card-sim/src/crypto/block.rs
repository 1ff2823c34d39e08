//! Block ciphers and message authentication, in the four uses the chip has for them.

use aes::Aes128;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};
use cmac::{Cmac, Mac};
use des::{Des, TdesEde2};

use super::kdf::Key;

/// AES-128 in CBC mode over whole blocks.
pub fn aes_encrypt(key: &Key, iv: &[u8; 16], blocks: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<Aes128>::new(key.into(), iv.into()).encrypt_padded_vec::<NoPadding>(blocks)
}

/// The inverse of [`aes_encrypt`]; `None` when the input is not whole blocks.
pub fn aes_decrypt(key: &Key, iv: &[u8; 16], blocks: &[u8]) -> Option<Vec<u8>> {
    cbc::Decryptor::<Aes128>::new(key.into(), iv.into()).decrypt_padded_vec::<NoPadding>(blocks).ok()
}

/// AES-CMAC, cut to the first eight bytes (Doc 9303-11 clause 9.8.6.2).
pub fn cmac8(key: &Key, message: &[u8]) -> [u8; 8] {
    let mut mac = <Cmac<Aes128> as KeyInit>::new(key.into());
    mac.update(message);
    let whole = mac.finalize().into_bytes();
    std::array::from_fn(|at| whole[at])
}

/// Two-key 3DES in CBC mode over whole blocks with an IV of zeros (clause 9.8.6.1).
pub fn des3_encrypt(key: &Key, blocks: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<TdesEde2>::new(key.into(), &[0; 8].into()).encrypt_padded_vec::<NoPadding>(blocks)
}

/// The inverse of [`des3_encrypt`]; `None` when the input is not whole blocks.
pub fn des3_decrypt(key: &Key, blocks: &[u8]) -> Option<Vec<u8>> {
    cbc::Decryptor::<TdesEde2>::new(key.into(), &[0; 8].into()).decrypt_padded_vec::<NoPadding>(blocks).ok()
}

/// The retail MAC, ISO/IEC 9797-1 algorithm 3 with DES, over a message that is padded here by method 2.
pub fn retail_mac(key: &Key, message: &[u8]) -> [u8; 8] {
    let (first, second) = halves(key);
    let mut block = [0_u8; 8];
    for chunk in pad::<8>(message).as_chunks::<8>().0 {
        block = std::array::from_fn(|at| block[at] ^ chunk[at]);
        first.encrypt_block((&mut block).into());
    }
    second.decrypt_block((&mut block).into());
    first.encrypt_block((&mut block).into());
    block
}

fn halves(key: &Key) -> (Des, Des) {
    let half = |from: usize| -> [u8; 8] { std::array::from_fn(|at| key[from + at]) };
    (Des::new(&half(0).into()), Des::new(&half(8).into()))
}

/// Pads by ISO/IEC 9797-1 method 2: `80`, then zeros up to the next whole block, always at least one byte.
pub fn pad<const BLOCK: usize>(message: &[u8]) -> Vec<u8> {
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(BLOCK), 0);
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
        let key = hex!("2b7e151628aed2a6abf7158809cf4f3c");
        assert_eq!(cmac8(&key, b""), hex!("bb1d6929e9593728"));
        assert_eq!(cmac8(&key, &hex!("6bc1bee22e409f96e93d7e117393172a")), hex!("070a16b46b4d4144"));
    }

    #[test]
    fn appendix_d_gives_the_retail_mac() {
        let cryptogram = hex!("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2");
        assert_eq!(retail_mac(&hex!("7962D9ECE03D1ACD4C76089DCE131543"), &cryptogram), hex!("5F1448EEA8AD90A7"));
    }

    #[test]
    fn padding_comes_off_again_and_only_if_it_is_there() {
        for len in 0..40 {
            assert_eq!(unpad(pad::<16>(&vec![0; len])), Some(vec![0; len]));
            assert!(pad::<8>(&vec![7; len]).len().is_multiple_of(8));
        }
        assert_eq!(unpad(vec![0; 16]), None);
        assert_eq!(unpad(vec![1; 16]), None);
        assert_eq!(unpad(Vec::new()), None);
    }
}
