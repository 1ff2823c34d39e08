//! What stands behind both faces: the house, its store, its devices and its courier.

use std::sync::Arc;

use document::Document;
use jiff::Timestamp;
use lodging::StaffId;
use store::{Consent, Store, StoreError};
use uuid::Uuid;

use crate::ambient::Ambient;
use crate::courier::CourierDesk;
use crate::devices::DeviceDesk;
use crate::keep::house::House;
use crate::view::SyncState;

/// To what a guest consents before the chip is read (Law on Identification 2023 art. 22(5)).
const CHIP_READ: &str = "chip.read";
/// The version of the sentence the screens show for it.
const CHIP_READ_TEXT: &str = "2026-11";

/// What stands behind both faces.
pub(crate) struct Backroom {
    pub(crate) house: House,
    pub(crate) store: Store,
    /// Whose acts these are.
    pub(crate) staff: StaffId,
    pub(crate) ambient: Arc<dyn Ambient>,
    pub(crate) devices: DeviceDesk,
    pub(crate) courier: CourierDesk,
    /// Emulated devices are in use.
    pub(crate) training: bool,
    /// The consent to read a chip that is at hand, until it is bound to a guest or the visit ends.
    pub(crate) consent: Option<Uuid>,
}

impl Backroom {
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

    /// Begins to read the chip on the reader; without a recorded consent nothing is read.
    pub(crate) fn read_chip(&mut self, shown: &Document) {
        if self.consent.is_some() {
            self.devices.read_chip(shown, self.ambient.seed());
        } else {
            tracing::error!("a chip was to be read without a recorded consent");
        }
    }

    /// The visit is over: nothing of the person stays at hand.
    pub(crate) fn forget(&mut self) {
        self.consent = None;
        self.devices.stop_reading();
        self.devices.forget_face();
    }

    /// Tells the courier that something was queued.
    pub(crate) fn wake_courier(&self) {
        self.courier.wake();
    }

    /// The link to the hub.
    pub(crate) const fn sync_state(&self) -> SyncState {
        self.courier.state()
    }
}

fn consent_id(now: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
