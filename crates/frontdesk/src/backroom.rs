//! What stands behind both faces: the books, the devices and the courier.

use std::path::PathBuf;

use document::Document;
use jiff::Timestamp;
use reader::chip::Consent;

use crate::books::Books;
use crate::courier::CourierDesk;
use crate::devices::DeviceDesk;
use crate::keep::units::UnitTable;
use crate::notice::night::Night;
use crate::notice::warn::Watch;
use crate::view::SyncState;

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
    }

    /// Takes in the courier's news.
    pub(crate) fn hear(&mut self, event: &sync::Event, now: Timestamp) {
        self.courier.hear(event);
        if let Err(error) = self.night.hear(&self.books, event, now) {
            tracing::error!(%error, "what the night found was not recorded");
        }
        self.look_out(now);
    }

    /// The link to the hub.
    pub(crate) const fn sync_state(&self) -> SyncState {
        self.courier.state()
    }
}
