//! The receipt: the hub's signed word that it holds a revision, since when, and whether that was in time.
//!
//! The signature covers the stored bytes. Checking never writes the receipt anew, so a later version of the program
//! still proves an old receipt.

mod chain;
#[cfg(test)]
mod tests;
mod text;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use chain::{Chain, ChainFault, check_chain};
pub use text::TextError;

use crate::{Digest, KeyId, NoticeKey, PublicKey, SecretKey, bytes::base64_bytes};

/// The version of the receipt this program writes, and the only one it reads.
pub const RECEIPT_VERSION: u16 = 1;

/// What the hub attests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// [`RECEIPT_VERSION`].
    pub version: u16,
    /// The hub's key that signs it.
    pub key_id: KeyId,
    /// SHA-256 of the body of the facility's receipt before this one; [`Digest::NONE`] for its first.
    pub chain: Digest,
    /// Counts the facility's receipts from 1, without a gap.
    pub number: u64,
    /// Whose notice.
    pub facility: Uuid,
    /// Which notice.
    pub notice: Uuid,
    /// Which revision of it.
    pub revision: u32,
    /// SHA-256 of the payload's bytes.
    pub payload_sha256: Digest,
    /// When the hub took it, by the hub's clock.
    pub received_at: Timestamp,
    /// By when the law asked for it; none where a revision has no deadline of its own.
    pub deadline: Option<Timestamp>,
    /// Received before the deadline, or without one.
    pub on_time: bool,
}

impl Receipt {
    /// The revision it is for.
    pub const fn key(&self) -> NoticeKey {
        NoticeKey { facility: self.facility, notice: self.notice, revision: self.revision }
    }
}

/// A receipt as it is sent and kept: the signed bytes, the signature, and which key made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedReceipt {
    /// The signed bytes, JSON of a [`Receipt`].
    #[serde(with = "base64_bytes")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, content_encoding = "base64", pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"))]
    pub body: Vec<u8>,
    /// Ed25519 over `body`; 64 bytes.
    #[serde(with = "base64_bytes")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, content_encoding = "base64", pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"))]
    pub signature: Vec<u8>,
    /// The hub's key.
    pub key_id: KeyId,
}

impl SignedReceipt {
    /// Four letters and digits a person can read out, like `4K7P`: the first 20 bits of the signature's SHA-256 in
    /// Crockford's alphabet. It helps to find a receipt and proves nothing.
    pub fn short_code(&self) -> String {
        let digest = Digest::of(&self.signature);
        let bytes = digest.bytes();
        let bits = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]) >> 4;
        (0..4).rev().map(|place| crate::enrol::letter((bits >> (5 * place)) & 31)).collect()
    }

    /// What the next receipt of the facility is chained to.
    pub fn chain_digest(&self) -> Digest {
        Digest::of(&self.body)
    }
}

/// What a receipt must be for to settle an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Facility, notice and revision.
    pub key: NoticeKey,
    /// SHA-256 of the bytes that were sent.
    pub sha256: Digest,
}

/// Why a receipt proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// It names a key that is not among the trusted ones.
    #[error("signed with key {0}, which is not trusted")]
    UnknownKey(KeyId),
    /// The signature is not that key's over these bytes.
    #[error("the signature does not fit the receipt")]
    BadSignature,
    /// The signed bytes are no receipt.
    #[error("the signed bytes are not a receipt")]
    Unreadable,
    /// A receipt of another version of the program.
    #[error("a receipt of version {0}, which this program does not read")]
    Version(u16),
    /// The key named inside the signed bytes is another than the one that signed.
    #[error("the receipt names another key than the one that signed it")]
    KeyMismatch,
    /// The key had been given up, or was not in use yet, when the receipt says it was given.
    #[error("signed with key {0} at a time when that key was not in use")]
    OutOfTime(KeyId),
    /// A true receipt, but for another facility, notice or revision.
    #[error("the receipt is for another notice")]
    OtherNotice,
    /// A true receipt of this revision, but for other bytes.
    #[error("the receipt is for another payload")]
    OtherPayload,
}

/// Writes the receipt down and signs those bytes. `receipt.key_id` must be the key's own.
///
/// # Errors
/// [`ReceiptFault::KeyMismatch`] when the receipt names another key; [`ReceiptFault::Unreadable`] when it cannot be
/// written as JSON.
pub fn sign(receipt: &Receipt, key: &SecretKey) -> Result<SignedReceipt, ReceiptFault> {
    let key_id = key.public().id();
    if receipt.key_id != key_id {
        return Err(ReceiptFault::KeyMismatch);
    }
    let body = serde_json::to_vec(receipt).map_err(|_| ReceiptFault::Unreadable)?;
    let signature = key.sign(&body).to_vec();
    Ok(SignedReceipt { body, signature, key_id })
}

/// Checks the signature over the stored bytes against the trusted keys, and only then reads them.
///
/// # Errors
/// [`ReceiptFault`] for an untrusted key, a signature that does not fit, or bytes that are no receipt.
pub fn verify(signed: &SignedReceipt, trusted: &[PublicKey]) -> Result<Receipt, ReceiptFault> {
    let key = trusted.iter().find(|key| key.id() == signed.key_id).ok_or(ReceiptFault::UnknownKey(signed.key_id))?;
    let signature = signed.signature.as_slice().try_into().map_err(|_| ReceiptFault::BadSignature)?;
    if !key.verifies(&signed.body, signature) {
        return Err(ReceiptFault::BadSignature);
    }
    let receipt: Receipt = serde_json::from_slice(&signed.body).map_err(|_| ReceiptFault::Unreadable)?;
    match receipt {
        Receipt { version, .. } if version != RECEIPT_VERSION => Err(ReceiptFault::Version(version)),
        Receipt { key_id, .. } if key_id != signed.key_id => Err(ReceiptFault::KeyMismatch),
        receipt => Ok(receipt),
    }
}

/// Checks that the receipt is true and for this very entry. Nothing else may settle it.
///
/// # Errors
/// As [`verify`], and [`ReceiptFault::OtherNotice`] or [`ReceiptFault::OtherPayload`].
pub fn verify_for(signed: &SignedReceipt, expected: &Expected, trusted: &[PublicKey]) -> Result<Receipt, ReceiptFault> {
    let receipt = verify(signed, trusted)?;
    if receipt.key() != expected.key {
        return Err(ReceiptFault::OtherNotice);
    }
    if receipt.payload_sha256 != expected.sha256 {
        return Err(ReceiptFault::OtherPayload);
    }
    Ok(receipt)
}
