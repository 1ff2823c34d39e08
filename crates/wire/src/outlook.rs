//! The dry run: what the hub would say to records, with nothing stored.
//!
//! It has an address and words of its own. A hub that does not know the address refuses it, where an unknown parameter
//! might be overlooked and the records stored; and no outlook can be taken for a verdict.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Digest, Refusal, SignedReceipt};

/// What the hub would say to one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outlook", rename_all = "snake_case")]
pub enum Outlook {
    /// It would be stored.
    WouldAccept {
        /// By when the law asks for it; none where a revision has no deadline of its own.
        deadline: Option<Timestamp>,
        /// Whether that would be in time, were it sent now.
        on_time: bool,
    },
    /// It is stored already, the very same bytes.
    Duplicate {
        /// The receipt given then.
        receipt: SignedReceipt,
    },
    /// Another payload is stored, or stands earlier in this batch, under this notice and revision.
    Conflict,
    /// It would not be stored.
    Rejected {
        /// Why.
        code: Refusal,
    },
}

/// One outlook, with the record it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordOutlook {
    /// Which notice.
    pub notice: Uuid,
    /// Which revision of it.
    pub revision: u32,
    /// SHA-256 of the payload the hub read.
    pub sha256: Digest,
    /// What the hub would say.
    #[serde(flatten)]
    pub outlook: Outlook,
}

/// `POST /v1/check`: the answer to a [`crate::Batch`] of which nothing is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckReply {
    /// How many records the hub read.
    pub received: usize,
    /// One for each record, in the order sent.
    pub outlooks: Vec<RecordOutlook>,
    /// The hub's clock.
    pub server_time: Timestamp,
}
