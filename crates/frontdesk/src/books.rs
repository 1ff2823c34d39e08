//! The books of the house: where its stays, notices, acts and consents are written, and in whose name.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lodging::StaffId;
use store::{Act, Consent, Store, StoreError};
use uuid::Uuid;

use crate::ambient::Ambient;
use crate::keep::clock::Clock;
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
    /// The time, and on what it rests.
    pub(crate) clock: Clock,
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

    /// An act of the person at the desk, with what the device knows of the time.
    pub(crate) fn act(&self, what: &'static str, subject: Uuid, now: Timestamp) -> Act {
        Act { subject: Some(subject), ..self.act_of_the_house(what, now) }
    }

    /// An act that was done to nobody.
    pub(crate) fn act_of_the_house(&self, what: &'static str, now: Timestamp) -> Act {
        let clock = serde_json::to_string(&self.clock.evidence()).ok();
        Act { clock, ..Act::new(now, self.staff, what, None) }
    }

    /// Records an act that was done to nobody.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn record(&self, what: &'static str, subject: Option<Uuid>, now: Timestamp) -> Result<(), StoreError> {
        let act = Act { subject, ..self.act_of_the_house(what, now) };
        self.store.write(|write| write.acts().record(&act))
    }

    /// Takes in what the hub said of the time, and records it when the device's clock turns out wrong, or right again.
    pub(crate) fn hear_time(&mut self, offset: SignedDuration, round_trip: Duration) {
        self.clock.learn(offset, round_trip);
        self.look_at_the_clock();
    }

    /// Records what has become of the clock.
    pub(crate) fn look_at_the_clock(&mut self) {
        let Some(what) = self.clock.news() else { return };
        tracing::warn!(what, state = ?self.clock.state(), "the device's clock");
        if let Err(error) = self.record(what, None, self.clock.now()) {
            tracing::error!(%error, "the state of the clock was not recorded");
        }
    }
}

fn consent_id(now: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
