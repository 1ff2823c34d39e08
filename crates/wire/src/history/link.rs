//! One link: a key, since when it signs receipts, and the signature of the key before it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{KeyId, PublicKey, SecretKey, bytes::base64_bytes};

/// The version of the link this program writes, and the only one it reads.
pub const KEY_LINK_VERSION: u16 = 1;

/// What is signed begins with this, so that no other signature of the key can be taken for a link's.
const PURPOSE: &[u8] = b"luutru receipt key link\n";

/// Tells a receipt key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyLink {
    /// [`KEY_LINK_VERSION`].
    pub version: u16,
    /// The key.
    pub key: PublicKey,
    /// Its short name, under which receipts name it.
    pub key_id: KeyId,
    /// The key that was the newest before it; none for a hub's first.
    pub after: Option<KeyId>,
    /// Since when it signs, in whole milliseconds.
    pub from: Timestamp,
    /// For how many seconds more the key before it may sign: until every hub before the ledger has the new one.
    pub overlap_seconds: u32,
    /// The key that signed this: the one before; or itself, when there is none or it was lost.
    pub signed_by: KeyId,
    /// Ed25519 over [`KeyLink::signed_bytes`]; 64 bytes.
    #[serde(with = "base64_bytes")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, content_encoding = "base64", pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"))]
    pub signature: Vec<u8>,
}

/// Why a link proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// A link of another version of the program.
    #[error("a key's link of version {0}, which this program does not read")]
    Version(u16),
    /// It does not say what it signs, or was signed by another key than it must be.
    #[error("the link of key {0} is forged")]
    Forged(KeyId),
    /// The key before it was lost: nothing leads to it, and a person must trust the hub anew.
    #[error("key {0} does not follow on the one before it: enrol again")]
    Broken(KeyId),
    /// Another key follows on the same one.
    #[error("key {0} follows on a key that another one follows on")]
    Fork(KeyId),
    /// Another link of this key was known before.
    #[error("the link of key {0} is another than before")]
    Changed(KeyId),
    /// It begins before the key it follows on.
    #[error("key {0} is older than the one before it")]
    Order(KeyId),
    /// No trusted key is in the history.
    #[error("none of the keys is known here: enrol again")]
    Stranger,
}

impl KeyLink {
    /// A hub's first key, which signs for itself.
    pub fn first(key: &SecretKey, from: Timestamp) -> Self {
        Self::signed((key.public(), None), from, 0, key)
    }

    /// The key that follows on `old`, which may sign for so many seconds more.
    pub fn next(old: &SecretKey, key: &PublicKey, from: Timestamp, overlap_seconds: u32) -> Self {
        Self::signed((*key, Some(old.public().id())), from, overlap_seconds, old)
    }

    /// A key in place of one that was lost, which therefore signs for itself.
    pub fn broken(key: &SecretKey, lost: KeyId, from: Timestamp) -> Self {
        Self::signed((key.public(), Some(lost)), from, 0, key)
    }

    fn signed(
        (key, after): (PublicKey, Option<KeyId>),
        from: Timestamp,
        overlap_seconds: u32,
        signer: &SecretKey,
    ) -> Self {
        // Cut to what is signed. It is within the bounds of a time, for it was one.
        let from = Timestamp::from_millisecond(from.as_millisecond()).unwrap_or(from);
        let signed_by = signer.public().id();
        let (version, key_id, signature) = (KEY_LINK_VERSION, key.id(), Vec::new());
        let mut link = Self { version, key, key_id, after, from, overlap_seconds, signed_by, signature };
        link.signature = signer.sign(&link.signed_bytes()).to_vec();
        link
    }

    /// What the signature covers: the purpose, the version (2 bytes), the key (32), the id of the one before or zeros (8),
    /// `from` in milliseconds since 1970 (8), the overlap (4) and the signer's id (8); numbers big-endian.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let after = self.after.map_or([0; 8], |id| *id.bytes());
        [
            PURPOSE,
            &self.version.to_be_bytes(),
            &self.key.bytes(),
            &after,
            &self.from.as_millisecond().to_be_bytes(),
            &self.overlap_seconds.to_be_bytes(),
            self.signed_by.bytes(),
        ]
        .concat()
    }

    /// Whether it stands in place of a lost key.
    pub fn breaks(&self) -> bool {
        self.after.is_some() && self.signed_by == self.key_id
    }

    /// Checks that it says what it signs, and that this key signed it.
    pub(super) fn is_signed(&self, signer: &PublicKey) -> Result<(), LinkFault> {
        if self.version != KEY_LINK_VERSION {
            return Err(LinkFault::Version(self.version));
        }
        let forged = LinkFault::Forged(self.key_id);
        let whole = self.key_id == self.key.id() && self.from.subsec_nanosecond() % 1_000_000 == 0;
        let signature = self.signature.as_slice().try_into().map_err(|_| forged)?;
        let true_one = whole && self.signed_by == signer.id() && signer.verifies(&self.signed_bytes(), signature);
        if true_one { Ok(()) } else { Err(forged) }
    }

    /// Checks that it is the next of a history, which this one ended so far.
    pub(super) fn follows(&self, before: Option<&Self>) -> Result<(), LinkFault> {
        let signer = match before {
            _ if self.signed_by == self.key_id => &self.key,
            Some(before) => &before.key,
            None => return Err(LinkFault::Forged(self.key_id)),
        };
        self.is_signed(signer)?;
        match before {
            before if self.after != before.map(|before| before.key_id) => Err(LinkFault::Forged(self.key_id)),
            Some(before) if self.from < before.from => Err(LinkFault::Order(self.key_id)),
            _ => Ok(()),
        }
    }
}
