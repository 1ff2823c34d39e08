//! The envelope: records out, and exactly one verdict back for each, in order.

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use private::Private;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Digest, NoticePayload, PayloadError, Refusal, SignedReceipt, bytes::base64_private, number::whole};

/// The most records one batch may hold.
pub const BATCH_LIMIT: usize = 100;

/// A queued revision as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Record {
    /// Which notice.
    pub notice: Uuid,
    /// Which revision of it.
    #[serde(deserialize_with = "whole")]
    #[cfg_attr(feature = "openapi", schema(maximum = 4_294_967_295_u32))]
    pub revision: u32,
    /// SHA-256 of `payload`.
    pub sha256: Digest,
    /// The frozen bytes.
    #[serde(with = "base64_private")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, content_encoding = "base64", pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"))]
    pub payload: Private<Vec<u8>>,
}

/// The records of one request, an older revision of a notice before a newer one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Batch {
    /// At most [`BATCH_LIMIT`].
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
    pub records: Vec<Record>,
}

/// What the hub says to one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Stored now.
    Accepted {
        /// Its receipt.
        receipt: SignedReceipt,
    },
    /// Stored before, the very same bytes.
    Duplicate {
        /// The receipt given then.
        receipt: SignedReceipt,
    },
    /// Another payload is stored under this notice and revision.
    Conflict,
    /// Not stored, and never will be as it is.
    Rejected {
        /// Why.
        code: Refusal,
    },
}

/// One verdict, with the record it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordVerdict {
    /// Which notice.
    pub notice: Uuid,
    /// Which revision of it.
    pub revision: u32,
    /// SHA-256 of the payload the hub read.
    pub sha256: Digest,
    /// What the hub says.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// The answer to a batch. The totals are redundant on purpose: an answer that was cut or made up does not add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchReply {
    /// How many records the hub read.
    pub received: usize,
    /// How many verdicts are [`Verdict::Accepted`].
    pub accepted: usize,
    /// How many verdicts are [`Verdict::Duplicate`].
    pub duplicate: usize,
    /// How many verdicts are [`Verdict::Conflict`].
    pub conflict: usize,
    /// How many verdicts are [`Verdict::Rejected`].
    pub rejected: usize,
    /// The hub's clock.
    pub server_time: Timestamp,
    /// One for each record, in the order sent.
    pub verdicts: Vec<RecordVerdict>,
}

/// Why an answer to a batch proves nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplyFault {
    /// Not one verdict for each record.
    #[error("{sent} records sent, {answered} verdicts received")]
    Count {
        /// Records sent.
        sent: usize,
        /// Verdicts in the answer.
        answered: usize,
    },
    /// The totals are not those of the verdicts.
    #[error("the totals of the answer do not add up")]
    Totals,
    /// The verdict at this place is for another notice, revision or payload.
    #[error("verdict {index} is for another record")]
    OtherRecord {
        /// Counts from 0.
        index: usize,
    },
}

impl Record {
    /// Wraps frozen bytes with their digest.
    pub fn new(notice: Uuid, revision: u32, payload: Private<Vec<u8>>) -> Self {
        Self { notice, revision, sha256: Digest::of(payload.expose()), payload }
    }

    /// Whether the payload is the one the digest was made of.
    pub fn is_whole(&self) -> bool {
        Digest::of(self.payload.expose()) == self.sha256
    }

    /// Reads and checks the payload.
    ///
    /// # Errors
    /// As [`NoticePayload::decode`].
    pub fn read(&self) -> Result<NoticePayload, PayloadError> {
        NoticePayload::decode(self.payload.expose())
    }
}

impl RecordVerdict {
    /// Whether it speaks of this very record.
    pub fn is_for(&self, record: &Record) -> bool {
        (self.notice, self.revision, self.sha256) == (record.notice, record.revision, record.sha256)
    }
}

impl BatchReply {
    /// Makes the answer, with the totals counted from the verdicts.
    pub fn of(verdicts: Vec<RecordVerdict>, server_time: Timestamp) -> Self {
        let [accepted, duplicate, conflict, rejected] = count(&verdicts);
        Self { received: verdicts.len(), accepted, duplicate, conflict, rejected, server_time, verdicts }
    }
}

/// Checks that the answer holds exactly one verdict for each record of the batch, in order, and that its totals add
/// up. Receipts are checked one by one afterwards, with [`crate::verify_for`].
///
/// # Errors
/// [`ReplyFault`]: the whole batch counts as not receipted.
pub fn check<'a>(batch: &Batch, reply: &'a BatchReply) -> Result<&'a [RecordVerdict], ReplyFault> {
    let (sent, answered) = (batch.records.len(), reply.verdicts.len());
    if sent != answered {
        return Err(ReplyFault::Count { sent, answered });
    }
    let totals = [reply.accepted, reply.duplicate, reply.conflict, reply.rejected];
    if reply.received != sent || totals != count(&reply.verdicts) {
        return Err(ReplyFault::Totals);
    }
    let mut pairs = batch.records.iter().zip(&reply.verdicts);
    match pairs.position(|(record, verdict)| !verdict.is_for(record)) {
        Some(index) => Err(ReplyFault::OtherRecord { index }),
        None => Ok(&reply.verdicts),
    }
}

fn count(verdicts: &[RecordVerdict]) -> [usize; 4] {
    let mut totals = [0; 4];
    for verdict in verdicts {
        let kind = match verdict.verdict {
            Verdict::Accepted { .. } => 0,
            Verdict::Duplicate { .. } => 1,
            Verdict::Conflict => 2,
            Verdict::Rejected { .. } => 3,
        };
        totals[kind] += 1;
    }
    totals
}
