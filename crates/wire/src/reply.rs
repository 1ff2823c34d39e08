//! What the hub tells when it is asked.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Digest, KeyLink, PublicKey, SignedReceipt};

/// How the hub is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It can store.
    Ok,
    /// It answers, and cannot store.
    Degraded,
}

/// `GET /v1/health`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// How the hub is.
    pub status: Status,
    /// The hub's clock.
    pub server_time: Timestamp,
}

/// `GET /v1/keys`: the keys that sign receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Keys {
    /// Old ones stay, for the receipts they signed.
    pub keys: Vec<PublicKey>,
    /// How each of them came to be trusted, oldest first.
    #[serde(default)]
    pub history: Vec<KeyLink>,
    /// The hub's clock.
    pub server_time: Timestamp,
}

/// One stored revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revision {
    /// Counts from 1.
    pub revision: u32,
    /// SHA-256 of the stored payload.
    pub sha256: Digest,
    /// The receipt it was given.
    pub receipt: SignedReceipt,
}

/// `GET /v1/notices/{id}`: what the hub holds of one notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeTrail {
    /// Which notice.
    pub notice: Uuid,
    /// Oldest first.
    pub revisions: Vec<Revision>,
    /// The hub's clock.
    pub server_time: Timestamp,
}

/// `GET /v1/digest?day=`: one number and one digest to compare a day on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayDigest {
    /// The day of receipt in Vietnam, UTC+7.
    pub day: civil::Date,
    /// How many receipts the facility was given that day.
    pub count: u64,
    /// [`DayDigest::over`] of them.
    pub sha256: Digest,
    /// The hub's clock.
    pub server_time: Timestamp,
}

impl DayDigest {
    /// Digests a day's revisions, given in any order: sorted by notice and revision, each as the notice's 16 bytes,
    /// the revision as 4 bytes big-endian, and the payload's SHA-256.
    pub fn over(mut revisions: Vec<(Uuid, u32, Digest)>) -> Digest {
        revisions.sort_unstable();
        let mut bytes = Vec::with_capacity(revisions.len() * 52);
        for (notice, revision, sha256) in revisions {
            bytes.extend_from_slice(notice.as_bytes());
            bytes.extend_from_slice(&revision.to_be_bytes());
            bytes.extend_from_slice(sha256.bytes());
        }
        Digest::of(&bytes)
    }
}

/// A revision by its name and its bytes' digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Held {
    /// Which notice.
    pub notice: Uuid,
    /// Which revision of it.
    pub revision: u32,
    /// SHA-256 of its payload.
    pub sha256: Digest,
}

/// `GET /v1/day?day=`: what the day's digest is made of, for whoever finds that it differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayList {
    /// The day of receipt in Vietnam, UTC+7.
    pub day: civil::Date,
    /// Each revision the facility was given a receipt for that day.
    pub revisions: Vec<Held>,
    /// The hub's clock.
    pub server_time: Timestamp,
}

/// The most receipts one answer of the feed holds.
pub const FEED_LIMIT: usize = 500;

/// `GET /v1/feed?after=N&limit=`: a facility's receipts in the order of their numbers, which have no gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Feed {
    /// Numbered from `after` + 1, one after the other; at most [`FEED_LIMIT`].
    pub receipts: Vec<SignedReceipt>,
    /// What to ask after next: the number of the last of these, or the one asked after.
    pub next: u64,
    /// The hub's clock.
    pub server_time: Timestamp,
}
