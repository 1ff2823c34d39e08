//! What crosses the network between a house and its hub, and how each side proves what it said.
//!
//! A [`NoticePayload`] is one person in one stay, told to the commune police (Residence Law art. 30). It is encoded
//! once, when it is queued; from then on those exact bytes and their SHA-256 are what is sent, stored and receipted.
//! The hub gives each [`Record`] exactly one [`Verdict`], and only a [`SignedReceipt`] for that very record ends it.
//!
//! Pure: keys, time and random bytes are arguments.

mod bytes;
mod catalogue;
mod enrol;
mod history;
mod key;
mod number;
mod outlook;
mod payload;
mod receipt;
mod record;
mod refusal;
mod reply;
mod request;
#[cfg(feature = "openapi")]
mod schema;

pub use bytes::{Digest, DigestError};
pub use catalogue::{About, CATALOGUE_VERSION, Catalogue, CatalogueEntry};
pub use enrol::{ENROL_CODE_MINUTES, EnrolCode, EnrolReply, EnrolRequest, RotateRequest, Rotated, check_digits};
pub use history::{Followed, KEY_LINK_VERSION, KeyLink, KeyRing, LinkFault, Term};
pub use key::{KeyError, KeyId, PublicKey, SecretKey};
pub use outlook::{CheckReply, Outlook, RecordOutlook};
pub use payload::{
    Birth, Change, Channel, ClockEvidence, Field, HubTime, NoticeKind, NoticePayload, PAYLOAD_VERSION, PayloadError,
    Person, Reason, Relation, Resident, Role, Sex,
};
pub use private::Private;
pub use receipt::{
    Chain, ChainFault, Expected, RECEIPT_VERSION, Receipt, ReceiptFault, SignedReceipt, TextError, check_chain, sign,
    verify, verify_for,
};
pub use record::{BATCH_LIMIT, Batch, BatchReply, Record, RecordVerdict, ReplyFault, Verdict, check};
pub use refusal::{Problem, Refusal, Severity};
pub use reply::{DayDigest, DayList, FEED_LIMIT, Feed, Health, Held, Keys, NoticeTrail, Revision, Status};
pub use request::{
    CLOCK_TOLERANCE_SECONDS, RequestFault, RequestSignature, SignatureHeaders, SignedParts, content_digest,
    sign_request, verify_request,
};

/// Names a notice's revision in one facility: the key under which the hub stores it, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeKey {
    /// The facility the hub gave at enrolment.
    pub facility: uuid::Uuid,
    /// One person in one stay.
    pub notice: uuid::Uuid,
    /// Counts from 1; a later revision replaces an earlier one.
    pub revision: u32,
}
