//! What a chip can do and how it behaves.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer};

pub use crate::crypto::offer::{Cipher, Mapping, PaceOffer};
use crate::files::FileId;
use crate::pki::Hash;

/// What the chip can do and how it behaves; every key may be left out, and is then as on the citizen card of 2021.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a simulated chip, each on its own; not states")]
pub struct Chip {
    /// What EF.CardAccess offers, in this order; without an offer there is no PACE.
    pub pace: Vec<PaceOffer>,
    /// PACE takes the card access number too, not the MRZ alone.
    pub can: bool,
    /// BAC is offered.
    pub bac: bool,
    /// The keys of chip authentication.
    pub chip_authentication: Vec<ChipKey>,
    /// The key of active authentication; in TOML `"none"` takes the citizen card's away.
    #[serde(deserialize_with = "key_or_none")]
    pub active_authentication: Option<ActiveKey>,
    /// Terminal authentication is announced, as where fingerprints are guarded.
    pub terminal_authentication: bool,
    /// The chip is a copy: its files are right, its own keys are not those in the files.
    pub cloned: bool,
    /// The copy's EF.CardSecurity is about a key that it holds, and rightly signed.
    pub own_mapping: bool,
    /// Commands of extended length are honoured, and the ATR says so.
    pub extended: bool,
    /// The historical bytes of the ATR, in place of those that tell the truth about extended length.
    pub historical: Option<[u8; 8]>,
    /// Answers longer than so many bytes arrive cut off there, as through a reader whose buffer is too small.
    pub longest_answer: Option<usize>,
    /// SELECT MF answers `9000`. The citizen card answers `6D00`; only a foreign reader that cannot do without needs it.
    pub accept_select_mf: bool,
    /// DG3 (fingerprints) is there, and answers `6982` for want of terminal authentication.
    pub dg3: bool,
    /// DG13, the citizen card's details, is there.
    pub dg13: bool,
    /// READ BINARY for more plain bytes than this is refused; without it only the answer's own length limits.
    pub largest_read: Option<usize>,
    /// How a READ BINARY for too much is refused.
    pub long_read: LongRead,
    /// Command data of more bytes is refused with `6700`; it may be chained where `chaining` says so.
    pub largest_command: Option<usize>,
    /// Commands in several parts are honoured.
    pub chaining: bool,
    /// An answer longer than Le is given in parts, by `61xx` and GET RESPONSE.
    pub get_response: bool,
    /// Files that were made and signed and are not on the chip.
    pub absent: Vec<FileId>,
    /// Files that answer every reading with this status word.
    pub refused: BTreeMap<FileId, u16>,
    /// Milliseconds every command takes longer.
    pub delay: Option<u64>,
    /// Milliseconds every agreement takes longer, in PACE and chip authentication.
    pub pace_delay: Option<u64>,
    /// Wrong passwords until the chip is blocked (`6983`), counted down in `63Cx`.
    pub tries: Option<u8>,
    /// Milliseconds PACE takes longer after a wrong password.
    pub try_delay: Option<u64>,
}

impl Default for Chip {
    fn default() -> Self {
        Self {
            pace: vec![PaceOffer { mapping: Mapping::Gm, cipher: Cipher::Aes128, parameter: 13 }],
            can: true,
            bac: true,
            chip_authentication: vec![ChipKey::default()],
            active_authentication: Some(ActiveKey::Ecdsa {
                parameter: 12,
                hash: Hash::Sha256,
                form: SignatureForm::Plain,
                explicit: false,
            }),
            terminal_authentication: true,
            cloned: false,
            own_mapping: false,
            extended: false,
            historical: None,
            longest_answer: None,
            accept_select_mf: false,
            dg3: true,
            dg13: true,
            largest_read: None,
            long_read: LongRead::WrongLength,
            largest_command: None,
            chaining: false,
            get_response: false,
            absent: Vec::new(),
            refused: BTreeMap::new(),
            delay: None,
            pace_delay: None,
            tries: None,
            try_delay: None,
        }
    }
}

/// Says whether a parameter of table 6 names a curve, else a group of numbers modulo a prime.
const fn is_curve(parameter: u8) -> bool {
    parameter >= 8
}

/// A key of chip authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChipKey {
    /// The domain in table 6.
    pub parameter: u8,
    /// The cipher of the session that follows.
    pub cipher: Cipher,
    /// What tells it from the chip's other keys.
    pub key_id: Option<u8>,
    /// How its public half is written in DG14.
    pub form: KeyForm,
    /// `ChipAuthenticationInfo` names the protocol; without it a reader takes 3DES for granted.
    pub announced: bool,
    /// It serves chip authentication mapping: it stands in EF.CardSecurity, and not in DG14.
    pub for_cam: bool,
}

impl Default for ChipKey {
    fn default() -> Self {
        Self {
            parameter: 13,
            cipher: Cipher::Aes128,
            key_id: None,
            form: KeyForm::Named,
            announced: true,
            for_cam: false,
        }
    }
}

impl ChipKey {
    /// Value bytes of the protocol's object identifier, 0.4.0.127.0.7.2.2.3.x.y.
    pub const fn oid(self) -> [u8; 10] {
        let kind = if is_curve(self.parameter) { 2 } else { 1 };
        [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, kind, self.cipher.arc()]
    }
}

/// How a public key of an agreement is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyForm {
    /// A curve by its name.
    #[default]
    Named,
    /// A curve with its parameters written out.
    Explicit,
    /// A domain by its number in table 6.
    Standard,
    /// PKCS#3 `dhKeyAgreement`.
    Pkcs3,
    /// X9.42 `dhpublicnumber`.
    X942,
}

/// The key of active authentication.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum ActiveKey {
    /// RSA with message recovery (ISO/IEC 9796-2 scheme 1).
    Rsa {
        /// The key file, without its extension, beside the profile.
        rsa: PathBuf,
        /// The hash.
        #[serde(default)]
        hash: Hash,
    },
    /// A key of an algorithm nobody knows, which the chip cannot use either: there is a DG15 and no authentication.
    Unknown {
        /// Bytes of the key.
        unknown: usize,
    },
    /// ECDSA.
    Ecdsa {
        /// The curve in table 6.
        parameter: u8,
        /// The hash.
        #[serde(default)]
        hash: Hash,
        /// How the signature is written.
        #[serde(default)]
        form: SignatureForm,
        /// DG15 writes the curve's parameters out.
        #[serde(default)]
        explicit: bool,
    },
}

impl ActiveKey {
    /// The hash it signs with.
    pub const fn hash(&self) -> Hash {
        match self {
            Self::Rsa { hash, .. } | Self::Ecdsa { hash, .. } => *hash,
            Self::Unknown { .. } => Hash::Sha256,
        }
    }
}

/// TOML knows no null: a word says that there is no key.
fn key_or_none<'de, D: Deserializer<'de>>(input: D) -> Result<Option<ActiveKey>, D::Error> {
    #[derive(Deserialize)]
    enum Nothing {
        #[serde(rename = "none")]
        None,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Choice {
        Nothing(Nothing),
        Key(ActiveKey),
    }
    Ok(match Choice::deserialize(input)? {
        Choice::Nothing(Nothing::None) => None,
        Choice::Key(key) => Some(key),
    })
}

/// How an ECDSA signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureForm {
    /// r and s, each as long as the order (BSI TR-03111 clause 5.2.1).
    #[default]
    Plain,
    /// SEQUENCE of r and s.
    Der,
}

/// How a chip refuses a READ BINARY for more than it can carry; chips differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LongRead {
    /// `6700`.
    WrongLength,
    /// `6Cxx`, with what it could carry.
    ExactLength,
    /// `6B00`.
    WrongOffset,
}
