//! The pseudo-random number of integrated mapping (Doc 9303-11 clause 4.4.3.3.2).

use hex_literal::hex;
use zeroize::Zeroizing;

use crate::{GroupError, Suite};

/// The constants for blocks of 128 bits.
const SHORT: [&[u8]; 2] = [&hex!("A668892A7C41E3CA739F40B057D85904"), &hex!("A4E136AC725F738B01C1F60217C188AD")];
/// The constants for blocks of 256 bits.
const LONG: [&[u8]; 2] = [
    &hex!("D463D65234124EF7897054986DCA0A174E28DF758CBAA03F240616414D5A1676"),
    &hex!("54BD7255F0AAF831BEC3423FCF39D69B6CBF066677D0FAAE5AADD99DF8E53517"),
];
/// How many bits more than the prime the number has, so that what is left of it modulo the prime is even.
const MARGIN: usize = 64;

/// `R(s, t)` for a prime of so many bits. `nonce` is s, as long as the constants; `terminal` is t, as long as a key.
pub(crate) fn number(
    suite: Suite,
    nonce: &[u8],
    terminal: &[u8],
    prime_bits: usize,
) -> Result<Zeroizing<Vec<u8>>, GroupError> {
    let [for_key, for_number] = if suite.key_len() == 16 { SHORT } else { LONG };
    if nonce.len() != for_key.len() || terminal.len() != suite.key_len() {
        return Err(GroupError::Nonce);
    }
    let encrypt = |key: &[u8], data: &[u8]| suite.encrypt(key, data).map(Zeroizing::new).ok_or(GroupError::Nonce);
    let mut number = Zeroizing::new(Vec::new());
    let mut key = encrypt(terminal, nonce)?;
    while number.len() * 8 < prime_bits + MARGIN {
        number.extend_from_slice(&encrypt(&key[..suite.key_len()], for_number)?);
        key = encrypt(&key[..suite.key_len()], for_key)?;
    }
    Ok(number)
}
