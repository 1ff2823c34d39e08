//! Whether the hub is there, when nothing is sent that would tell.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use wire::About;

use super::{Courier, Event};
use crate::{Ambient, Backoff, Method, Outbox, Transport, policy, reconcile};

/// What anyone may ask of a hub.
const PATH: &str = "/v1/about";
/// A hub that was heard is asked again after so long a silence.
const EVERY: Duration = Duration::from_mins(5);

impl<O: Outbox, T: Transport, A: Ambient> Courier<O, T, A> {
    /// Whether it is time. One that lies further ahead than any was set by a clock that was put back.
    pub(super) fn may_greet(&self, now: Timestamp) -> bool {
        now >= self.greet_at || self.greet_at.duration_since(now).unsigned_abs() > EVERY
    }

    /// Asks the hub what it is, and tells whether it answered.
    pub(super) async fn greet(&mut self, wake: &Notify) {
        let Ok(answer) = self.question((Method::Get, PATH), Vec::new(), wake).await else { return };
        match policy::told::<About>(&answer) {
            Ok(_) => {
                self.heard();
                // It answers anyone: that says nothing of whether it takes this device's notices.
                if !self.shut_out && self.online.replace(true) != Some(true) {
                    (self.tell)(Event::Online);
                }
            }
            Err((why, wait)) => {
                let until = self.later(wait.unwrap_or_default().max(Backoff::HUB.bound(u32::MAX)));
                self.greet_at = until;
                if !self.shut_out && self.online.replace(false) != Some(false) {
                    tracing::warn!(%why, "the hub does not answer");
                    (self.tell)(Event::Offline { why, until });
                }
            }
        }
    }

    /// The hub was heard just now.
    pub(super) fn heard(&mut self) {
        self.greet_at = self.later(EVERY);
    }

    /// What comes next by the clock alone, of what is not due already.
    pub(super) fn next_errand(&self) -> Option<Timestamp> {
        let now = self.ambient.now();
        [self.compare_at, self.greet_at].into_iter().filter(|at| *at > now && !reconcile::is_due(*at, now)).min()
    }
}
