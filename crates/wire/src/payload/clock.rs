//! What a device knew of the time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a device knew of the time at one moment. `captured_at` of the notice is the time the device reckoned with; this
/// shows on what that rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockEvidence {
    /// The device's own clock, right or wrong.
    pub wall: Timestamp,
    /// Since the device was switched on, suspend included, in milliseconds; none where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_boot_ms: Option<u64>,
    /// Which time it was switched on; a random id of the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<Uuid>,
    /// What the hub said of the time last, since the device was switched on; none if it said nothing yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub: Option<HubTime>,
    /// Without the hub's word: the device has a clock that goes on while it is off, and shows no time that is past.
    pub plausible: bool,
}

/// The hub's clock against the device's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubTime {
    /// The hub's clock minus the device's, in milliseconds.
    pub offset_ms: i64,
    /// How long the exchange took that told it, in milliseconds: it is not more exact than half of this.
    pub round_trip_ms: u64,
    /// How long ago that was, in milliseconds.
    pub age_ms: u64,
}

impl ClockEvidence {
    /// The time by the hub's clock, as far as the device knew it; none if the hub had said nothing.
    pub fn corrected(&self) -> Option<Timestamp> {
        self.wall.checked_add(SignedDuration::from_millis(self.hub?.offset_ms)).ok()
    }
}
