//! What stands behind both faces: the books, the devices and the courier.

use std::path::PathBuf;

use document::Document;
use jiff::Timestamp;
use reader::chip::Consent;

use crate::books::Books;
use crate::courier::CourierDesk;
use crate::devices::DeviceDesk;
use crate::keep::enrol;
use crate::keep::key::{self, KeyChange};
use crate::keep::units::UnitTable;
use crate::notice::night::Night;
use crate::notice::warn::Watch;
use crate::view::{RefusalCode, SyncState};

/// What stands behind both faces.
pub(crate) struct Backroom {
    pub(crate) books: Books,
    pub(crate) devices: DeviceDesk,
    pub(crate) courier: CourierDesk,
    pub(crate) units: UnitTable,
    /// Where files that leave the house are written.
    pub(crate) exports: PathBuf,
    /// What was recorded of deadlines that came near while the hub was away.
    pub(crate) watch: Watch,
    /// What the last night that differed from the hub was like.
    pub(crate) night: Night,
    /// The change of this device's key.
    pub(crate) key_change: KeyChange,
    /// Emulated devices are in use.
    pub(crate) training: bool,
}

impl Backroom {
    /// Begins to read the chip on the reader; without a recorded consent nothing is read.
    pub(crate) fn read_chip(&mut self, shown: &Document) {
        if let Some(consent) = self.books.consent {
            let mut occasion = [0; 32];
            occasion[..16].copy_from_slice(consent.as_bytes());
            self.devices.read_chip(shown, Consent::recorded(occasion), self.books.ambient.seed());
        } else {
            tracing::error!("a chip was to be read without a recorded consent");
        }
    }

    /// The visit is over: nothing of the person stays at hand.
    pub(crate) fn forget(&mut self) {
        self.books.consent = None;
        self.devices.forget(duty::vn_date(self.books.clock.now()));
    }

    /// Tells the courier that something was queued.
    pub(crate) fn wake_courier(&self) {
        self.courier.wake();
    }

    /// Records that a deadline is near and the hub away, and what has become of the clock.
    pub(crate) fn look_out(&mut self, now: Timestamp) {
        self.books.look_at_the_clock();
        if let Err(error) = self.watch.look(&self.books, self.courier.state(), now) {
            tracing::error!(%error, "a near deadline was not recorded");
        }
        if let Err(error) = self.key_change.look(&self.books, &self.courier, now) {
            tracing::error!(%error, "the age of the device's key cannot be read");
        }
    }

    /// Takes in the courier's news.
    pub(crate) fn hear(&mut self, event: &sync::Event, now: Timestamp) {
        self.courier.hear(event);
        if let Err(error) = self.night.hear(&self.books, event, now) {
            tracing::error!(%error, "what the night found was not recorded");
        }
        self.look_out(now);
    }

    /// A person has compared the digits of an enrolment that waits: the courier sets out, or the key is thrown away.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NotNow`] when nothing waits, and those of the store.
    pub(crate) fn enrolment_compared(&mut self, same: bool, now: Timestamp) -> Result<(), RefusalCode> {
        if !same {
            return enrol::reject(&self.books, now);
        }
        let enrolment = enrol::confirm(&self.books, now)?;
        self.courier.start_met(&self.books.store, &enrolment.device, &enrolment.ring);
        Ok(())
    }

    /// A person wants another key for this device.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NotEnrolled`], and those of the store.
    pub(crate) fn change_key(&mut self, now: Timestamp) -> Result<(), RefusalCode> {
        key::change(&mut self.key_change, &self.books, &self.courier, now)
    }

    /// The hub has taken the new key, or not: with it the courier sets out anew.
    pub(crate) fn key_changed(&mut self, answer: Result<(), sync::EnrolError>, now: Timestamp) {
        match self.key_change.ended(&self.books, answer, now) {
            Ok(false) => return,
            Ok(true) => {}
            Err(error) => return tracing::error!(%error, "the new key is not the device's yet"),
        }
        match enrol::kept(&self.books.store) {
            Ok(Some(kept)) => self.courier.start_met(&self.books.store, &kept.device, &kept.ring),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the courier stays at home"),
        }
    }

    /// The link to the hub.
    pub(crate) const fn sync_state(&self) -> SyncState {
        self.courier.state()
    }
}
