//! What the hub tells of itself: versions, limits, and everything it can refuse.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{BATCH_LIMIT, CLOCK_TOLERANCE_SECONDS, PAYLOAD_VERSION, RECEIPT_VERSION, Refusal, Severity};

/// Grows by one whenever a code is added or a sentence changed.
pub const CATALOGUE_VERSION: u16 = 1;

/// `GET /v1/about`: what a device must know before it sends anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct About {
    /// The version of notices the hub reads.
    pub payload_version: u16,
    /// The version of the receipts it writes.
    pub receipt_version: u16,
    /// The version of its catalogue.
    pub catalogue_version: u16,
    /// The most records one batch may hold.
    pub batch_limit: usize,
    /// The most bytes the body of one request may have.
    pub body_limit: usize,
    /// By how many seconds the time of signing may differ from the hub's clock.
    pub clock_tolerance_seconds: u64,
    /// How many requests a second a device may send for long; none where it is not bounded.
    pub requests_per_second: Option<u32>,
    /// The hub's clock.
    pub server_time: Timestamp,
}

impl About {
    /// What this program reads, writes and takes, with the limits of the hub that answers.
    pub const fn of(body_limit: usize, requests_per_second: Option<u32>, server_time: Timestamp) -> Self {
        Self {
            payload_version: PAYLOAD_VERSION,
            receipt_version: RECEIPT_VERSION,
            catalogue_version: CATALOGUE_VERSION,
            batch_limit: BATCH_LIMIT,
            body_limit,
            clock_tolerance_seconds: CLOCK_TOLERANCE_SECONDS,
            requests_per_second,
            server_time,
        }
    }
}

/// `GET /v1/catalogue`: every reason the hub gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalogue {
    /// [`CATALOGUE_VERSION`].
    pub version: u16,
    /// Each code once.
    pub refusals: Vec<CatalogueEntry>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueEntry {
    /// As it stands in a verdict or a problem.
    pub code: Refusal,
    /// What it asks of the house.
    pub severity: Severity,
    /// In Vietnamese, for the person at the desk.
    pub sentence: String,
}

impl Catalogue {
    /// The catalogue of this program.
    pub fn current() -> Self {
        let entry = |code: &Refusal| CatalogueEntry {
            code: *code,
            severity: code.severity(),
            sentence: code.sentence().to_owned(),
        };
        Self { version: CATALOGUE_VERSION, refusals: Refusal::ALL.iter().map(entry).collect() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A code that was added and not listed, or a sentence that was changed under the same version, fails here.
    #[test]
    fn the_catalogue_is_whole_and_its_version_tells_its_words() {
        for (place, code) in Refusal::ALL.iter().enumerate() {
            assert_eq!(*code as usize, place, "{code:?}");
        }
        assert_eq!(Refusal::Unknown as usize, Refusal::ALL.len(), "all but what a later hub may say");
        let json = serde_json::to_vec(&Catalogue::current()).unwrap();
        let pinned = "8709daf21f78b5e55c733d53675f002eeecb906ea9c9208b69d32bb05b92eded";
        assert_eq!((CATALOGUE_VERSION, crate::Digest::of(&json).to_string().as_str()), (1, pinned));
    }

    #[test]
    fn every_code_has_its_own_word_and_a_sentence() {
        let words: BTreeSet<String> = Refusal::ALL.iter().map(|code| serde_json::to_string(code).unwrap()).collect();
        assert_eq!(words.len(), Refusal::ALL.len());
        for entry in Catalogue::current().refusals {
            assert!(entry.sentence.ends_with('.') && entry.sentence.len() > 10, "{:?}", entry.code);
            assert_eq!(
                serde_json::from_str::<Refusal>(&serde_json::to_string(&entry.code).unwrap()).unwrap(),
                entry.code
            );
        }
    }
}
