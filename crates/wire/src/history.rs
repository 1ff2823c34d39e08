//! The history of a hub's receipt keys: every key after the first is told by a link that the key before it signed.
//!
//! Whoever trusts one key follows the links from it to the newest. A key that was lost cannot sign for its successor: that
//! link is signed by the new key alone, nothing leads over it, and a person must trust the hub anew.

mod link;
#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

pub use link::{KEY_LINK_VERSION, KeyLink, LinkFault};

use crate::{CLOCK_TOLERANCE_SECONDS, Expected, KeyId, PublicKey, Receipt, ReceiptFault, SignedReceipt, receipt};

/// By how much the clocks of hubs before one ledger may differ, and a receipt be under way while the key changes.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(CLOCK_TOLERANCE_SECONDS.cast_signed());

/// The keys that are trusted, and what is known of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRing {
    keys: Vec<PublicKey>,
    links: Vec<KeyLink>,
}

/// When a hub signs with a key. A receipt counts a little longer: see [`KeyRing::verify`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// From then on; none for a hub's first, whose receipts may be older than its history.
    pub begins: Option<Timestamp>,
    /// Until then; none while it has no successor.
    pub ends: Option<Timestamp>,
}

/// How far a published history led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The links that were proved and not known before, to be kept.
    pub links: Vec<KeyLink>,
    /// Why the rest is not trusted.
    pub fault: Option<LinkFault>,
}

impl KeyRing {
    /// Trusts these keys, of which these links were proved.
    pub const fn new(keys: Vec<PublicKey>, links: Vec<KeyLink>) -> Self {
        Self { keys, links }
    }

    /// Trusts the keys a hub names and all of its history, as a device does at enrolment and the hub with its own ledger.
    ///
    /// # Errors
    /// [`LinkFault`] when a link does not follow on the one before it.
    pub fn whole(keys: &[PublicKey], history: &[KeyLink]) -> Result<Self, LinkFault> {
        let mut before: Option<&KeyLink> = None;
        for link in history {
            link.follows(before)?;
            before = Some(link);
        }
        let mut all: Vec<_> = history.iter().map(|link| link.key).collect();
        all.extend(keys.iter().filter(|key| history.iter().all(|link| link.key != **key)));
        Ok(Self { keys: all, links: history.to_vec() })
    }

    /// Every trusted key, old ones too.
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }

    /// What is known of them.
    pub fn links(&self) -> &[KeyLink] {
        &self.links
    }

    /// Follows a published history from what is trusted. What is proved is trusted from here on; the first link that is
    /// not ends it.
    pub fn follow(&mut self, published: &[KeyLink]) -> Followed {
        let mut followed = Followed { links: Vec::new(), fault: None };
        let met =
            |link: &KeyLink| [Some(link.key_id), link.after].into_iter().flatten().any(|id| self.key(id).is_some());
        if !published.is_empty() && !published.iter().any(met) {
            followed.fault = Some(LinkFault::Stranger);
            return followed;
        }
        for link in published {
            match self.takes(link) {
                Ok(true) => followed.links.push(link.clone()),
                Ok(false) => continue,
                Err(fault) => {
                    followed.fault = Some(fault);
                    break;
                }
            }
            self.links.push(link.clone());
            if self.key(link.key_id).is_none() {
                self.keys.push(link.key);
            }
        }
        followed
    }

    /// Whether a link is news, and proved by what is trusted.
    fn takes(&self, link: &KeyLink) -> Result<bool, LinkFault> {
        if let Some(known) = self.link(link.key_id) {
            // A hub that lost its history begins another with the key it has. What was proved stays.
            let begun_anew = link.after.is_none() && link.is_signed(&known.key).is_ok();
            return if known == link || begun_anew { Ok(false) } else { Err(LinkFault::Changed(link.key_id)) };
        }
        let (pinned, before) = (self.key(link.key_id), link.after.and_then(|id| self.key(id)));
        let signer = match (pinned, before) {
            (Some(key), _) if link.signed_by == link.key_id => key,
            (None, Some(_)) if link.breaks() => return Err(LinkFault::Broken(link.key_id)),
            (_, Some(before)) => before,
            // Of before what is trusted: nothing leads back.
            _ => return Ok(false),
        };
        link.is_signed(signer)?;
        self.places(link).map(|()| true)
    }

    /// Checks that a signed link is the only one after the key it names, and not older than it, nor than its own successor.
    fn places(&self, link: &KeyLink) -> Result<(), LinkFault> {
        if link.after.is_some() && self.links.iter().any(|other| other.after == link.after) {
            return Err(LinkFault::Fork(link.key_id));
        }
        let early = link.after.and_then(|id| self.link(id)).is_some_and(|before| link.from < before.from);
        let late = self.successors(link.key_id).any(|next| next.from < link.from);
        if early || late { Err(LinkFault::Order(link.key_id)) } else { Ok(()) }
    }

    fn key(&self, id: KeyId) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.id() == id)
    }

    fn link(&self, id: KeyId) -> Option<&KeyLink> {
        self.links.iter().find(|link| link.key_id == id)
    }

    fn successors(&self, id: KeyId) -> impl Iterator<Item = &KeyLink> {
        self.links.iter().filter(move |link| link.after == Some(id))
    }

    /// When this key signs.
    pub fn term(&self, id: KeyId) -> Term {
        let begins = self.link(id).filter(|link| link.after.is_some()).map(|link| later(link.from, -TOLERANCE));
        let over = |link: &KeyLink| later(link.from, SignedDuration::from_secs(link.overlap_seconds.into()));
        Term { begins, ends: self.successors(id).map(over).min() }
    }

    /// Checks a receipt's signature as [`crate::verify`] does, and that its key was in use when the receipt says it was
    /// given: who holds a key that was given up can still sign, but not under a later date. Five minutes after the end
    /// of its [`KeyRing::term`] are let pass: a hub may not know yet that another has changed the key.
    ///
    /// # Errors
    /// [`ReceiptFault`]
    pub fn verify(&self, signed: &SignedReceipt) -> Result<Receipt, ReceiptFault> {
        let read = receipt::verify(signed, &self.keys)?;
        let (id, at) = (read.key_id, read.received_at);
        let Term { begins, ends } = self.term(id);
        if begins.is_some_and(|begins| at < begins) || ends.is_some_and(|ends| at > later(ends, TOLERANCE)) {
            return Err(ReceiptFault::OutOfTime(id));
        }
        Ok(read)
    }

    /// Checks that a receipt is true, of its time, and for this very entry. Nothing else may settle it.
    ///
    /// # Errors
    /// As [`KeyRing::verify`] and [`crate::verify_for`].
    pub fn verify_for(&self, signed: &SignedReceipt, expected: &Expected) -> Result<Receipt, ReceiptFault> {
        receipt::verify_for(signed, expected, &self.keys)?;
        self.verify(signed)
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}
