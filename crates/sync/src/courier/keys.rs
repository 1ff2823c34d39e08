//! The hub's receipt keys: followed from those that are trusted, when a receipt names another, and each night.

use tokio::sync::Notify;
use wire::{Followed, Keys, LinkFault, ReceiptFault, RecordVerdict};

use super::{Courier, Event, nightly::Unfinished};
use crate::{
    Ambient, Claimed, Outbox, Transport,
    policy::{self, Judgement},
};

/// The address that tells them.
const PATH: &str = "/v1/keys";

impl<O: Outbox, T: Transport, A: Ambient> Courier<O, T, A> {
    /// Follows the hub's keys when a receipt among these is of one that is not trusted; why not all were trusted.
    pub(super) async fn meet_keys(&mut self, part: &[Claimed], verdicts: &[RecordVerdict]) -> Option<LinkFault> {
        let is_unknown = |(entry, told): (&Claimed, &RecordVerdict)| {
            let judged = policy::judge(&told.verdict, &entry.expected(), &self.ring);
            matches!(judged, Judgement::Distrusted(ReceiptFault::UnknownKey(_)))
        };
        if !part.iter().zip(verdicts).any(is_unknown) {
            return None;
        }
        self.follow_keys(&Notify::new()).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the hub's keys were not had");
            None
        })
    }

    /// Asks for the history and keeps what it proves; why not all of it was trusted. What wakes gives it up.
    pub(super) async fn follow_keys(&mut self, wake: &Notify) -> Result<Option<LinkFault>, Unfinished> {
        let told: Keys = self.get(PATH, wake).await?;
        let mut ring = self.ring.clone();
        let Followed { links, fault } = ring.follow(&told.history);
        if !links.is_empty() {
            tracing::info!(known = ring.keys().len(), "followed the hub's receipt keys");
            // Kept before it is used: what settles a notice must be provable after a restart.
            self.outbox.trust(links).await?;
            self.ring = ring;
        }
        Ok(fault)
    }

    /// Tells a person, once the rest of the answer was told.
    pub(super) fn tell_distrust(&self, fault: Option<LinkFault>) {
        if let Some(fault) = fault {
            tracing::error!(%fault, "the hub has a receipt key that is not trusted");
            (self.tell)(Event::Distrusted(fault));
        }
    }
}
