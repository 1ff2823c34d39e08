//! The books of the house: where its stays, notices, acts and consents are written, and in whose name.

use std::sync::Arc;

use jiff::Timestamp;
use lodging::StaffId;
use store::{Act, Consent, Store, StoreError};
use uuid::Uuid;

use crate::ambient::Ambient;
use crate::keep::house::House;

/// To what a guest consents before the chip is read (Law on Identification 2023 art. 22(5)).
const CHIP_READ: &str = "chip.read";
/// The version of the sentence the screens show for it.
const CHIP_READ_TEXT: &str = "2026-11";

/// Everything a change to the house is written with. It knows no device and no network.
pub(crate) struct Books {
    pub(crate) house: House,
    pub(crate) store: Store,
    /// Whose acts these are.
    pub(crate) staff: StaffId,
    pub(crate) ambient: Arc<dyn Ambient>,
    /// The consent to read a chip that is at hand, until it is bound to a guest or the visit ends.
    pub(crate) consent: Option<Uuid>,
}

impl Books {
    /// Records that the person in front of the desk consents to the reading of their chip.
    ///
    /// # Errors
    ///
    /// Those of the store; the chip must not be read then.
    pub(crate) fn record_consent(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let id = consent_id(now, self.ambient.id_bytes());
        let consent =
            Consent { id, at: now, purpose: CHIP_READ.into(), text_version: CHIP_READ_TEXT.into(), guest: None };
        self.store.write(|write| write.consents().record(&consent))?;
        self.consent = Some(id);
        Ok(())
    }

    /// An act of the person at the desk.
    pub(crate) fn act(&self, what: &'static str, subject: Uuid, now: Timestamp) -> Act {
        Act::new(now, self.staff, what, Some(subject))
    }
}

fn consent_id(now: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
