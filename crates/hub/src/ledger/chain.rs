//! A facility's chain of receipts, what is answered to what was kept before, and how a key's link is written down: the
//! same in every ledger.

use duty::Deadline;
use wire::{Digest, KeyLink, RECEIPT_VERSION, Receipt, SignedReceipt};

use super::{Entry, LedgerError, Receiving, Stored};

/// Where a facility's chain of receipts stands: the number of its last and the SHA-256 of that one's body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tip {
    pub(super) number: u64,
    pub(super) hash: Digest,
}

impl Tip {
    /// Signs the next receipt. Of a notice that was never receipted the arrival's deadline counts, whatever the
    /// revision tells.
    pub(super) fn give(
        &mut self,
        receiving: &Receiving<'_>,
        entry: &Entry,
        deadline: Option<Deadline>,
    ) -> Result<SignedReceipt, LedgerError> {
        let receipt = Receipt {
            version: RECEIPT_VERSION,
            key_id: receiving.key.public().id(),
            chain: self.hash,
            number: self.number + 1,
            facility: receiving.facility,
            notice: entry.notice,
            revision: entry.revision,
            payload_sha256: entry.sha256,
            received_at: receiving.now,
            deadline: deadline.map(|deadline| deadline.at),
            on_time: deadline.is_none_or(|deadline| !duty::is_late(deadline, receiving.now)),
        };
        let signed = wire::sign(&receipt, receiving.key)?;
        *self = Self { number: receipt.number, hash: signed.chain_digest() };
        Ok(signed)
    }
}

/// Answers an entry that was not kept now, by what is kept under its key.
pub(super) fn compare(entry: &Entry, kept: Option<(Digest, SignedReceipt)>) -> Result<Stored, LedgerError> {
    match (kept, entry.judged) {
        (Some((sha256, receipt)), _) if sha256 == entry.sha256 => Ok(Stored::Duplicate(receipt)),
        (_, Err(code)) => Ok(Stored::Refused(code)),
        (Some(_), Ok(_)) => Ok(Stored::Conflict),
        (None, Ok(_)) => Err(LedgerError::Damaged),
    }
}

/// A key's link as it is kept.
pub(super) fn text(link: &KeyLink) -> Result<String, LedgerError> {
    serde_json::to_string(link).map_err(|_| LedgerError::Damaged)
}

/// Reads what [`text`] wrote.
pub(super) fn link(text: &str) -> Result<KeyLink, LedgerError> {
    serde_json::from_str(text).map_err(|_| LedgerError::Damaged)
}
