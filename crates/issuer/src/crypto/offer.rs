//! What a chip offers: ciphers, mappings, and PACE in one combination of them (Doc 9303-11 clause 9.2.1).

use serde::Deserialize;

/// The cipher of a session and how its messages are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Cipher {
    /// Two-key 3DES in CBC mode with the retail MAC.
    #[serde(rename = "3des")]
    Des3,
    /// AES-128 in CBC mode with CMAC.
    #[serde(rename = "aes-128")]
    Aes128,
    /// AES-192 in CBC mode with CMAC.
    #[serde(rename = "aes-192")]
    Aes192,
    /// AES-256 in CBC mode with CMAC.
    #[serde(rename = "aes-256")]
    Aes256,
}

impl Cipher {
    /// Every cipher.
    pub const ALL: [Self; 4] = [Self::Des3, Self::Aes128, Self::Aes192, Self::Aes256];

    /// The last number of an object identifier that names the cipher.
    pub const fn arc(self) -> u8 {
        1 + self as u8
    }

    /// Bytes of a key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Des3 | Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Bytes of a block.
    pub const fn block_len(self) -> usize {
        match self {
            Self::Des3 => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }
}

/// How PACE makes a generator of the nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mapping {
    /// Generic.
    Gm,
    /// Integrated.
    Im,
    /// Generic, with chip authentication in the same run; elliptic curves only.
    Cam,
}

/// PACE as one line of EF.CardAccess offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaceOffer {
    /// The mapping.
    pub mapping: Mapping,
    /// The cipher.
    pub cipher: Cipher,
    /// The standardised domain parameters: 0 to 2 are MODP groups, 8 to 18 curves.
    pub parameter: u8,
}

impl PaceOffer {
    /// The protocol's object identifier 0.4.0.127.0.7.2.2.4.x.y, value bytes.
    pub const fn oid(self) -> [u8; 10] {
        let mapping = match (self.mapping, self.is_elliptic()) {
            (Mapping::Gm, false) => 1,
            (Mapping::Gm, true) => 2,
            (Mapping::Im, false) => 3,
            (Mapping::Im, true) => 4,
            (Mapping::Cam, _) => 6,
        };
        [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, mapping, self.cipher.arc()]
    }

    /// Says whether the parameters are a curve's.
    pub const fn is_elliptic(self) -> bool {
        self.parameter >= 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_are_those_of_the_table() {
        let cases = [
            (Mapping::Gm, Cipher::Des3, 0, [1, 1]),
            (Mapping::Gm, Cipher::Aes128, 13, [2, 2]),
            (Mapping::Im, Cipher::Aes192, 2, [3, 3]),
            (Mapping::Im, Cipher::Aes256, 18, [4, 4]),
            (Mapping::Cam, Cipher::Aes128, 12, [6, 2]),
        ];
        for (mapping, cipher, parameter, last) in cases {
            assert_eq!(PaceOffer { mapping, cipher, parameter }.oid()[8..], last);
        }
    }
}
