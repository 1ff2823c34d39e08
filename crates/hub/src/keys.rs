//! The key that signs receipts, and its history in the ledger.
//!
//! A key is on the disk before the ledger names it, as `receipt.key.next`, and becomes `receipt.key` after; whatever
//! breaks in between, the hub finds the one that the ledger names. Hubs before one ledger have the same key.

#[cfg(test)]
mod tests;

use std::sync::{PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use wire::{KeyLink, KeyRing, SecretKey};

use crate::{
    DataDir, HubError, Ledger,
    data::{KeyFile, KeyMark},
};

/// After so long the ledger is asked again whether another hub has changed the key.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Finds the key to sign with, the first time making it and beginning its history.
///
/// # Errors
/// [`HubError::KeyMissing`], [`HubError::KeyUnknown`] and [`HubError::KeyRetired`] when receipts signed with what lies in
/// the directory would be trusted by no device; [`HubError`] when directory or ledger fail.
pub async fn receipt_key(data: &DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<SecretKey, HubError> {
    let history = ledger.key_history().await?;
    let ring = KeyRing::whole(&[], &history)?;
    let Some(KeyLink { key_id: newest, .. }) = history.last() else { return begin(data, ledger, now).await };
    if data.key(KeyFile::Next)?.is_some_and(|next| next.public().id() == *newest) {
        data.take_next_key()?;
    }
    let key = data.key(KeyFile::Current)?.ok_or(HubError::KeyMissing { newest: *newest })?;
    let id = key.public().id();
    if history.iter().all(|link| link.key_id != id) {
        return Err(HubError::KeyUnknown { key: id, newest: *newest });
    }
    match ring.ends(id) {
        Some(ends) if now > ends => return Err(HubError::KeyRetired { key: id, newest: *newest }),
        Some(ends) => {
            tracing::warn!(key = %id, %newest, %ends, "the receipt key was changed: this hub needs the new one before then");
        }
        None => {}
    }
    Ok(key)
}

/// Of a ledger that names no key yet. One with receipts is of before there was a history: then one of them must be ours.
async fn begin(data: &DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<SecretKey, HubError> {
    let found = data.key(KeyFile::Current)?;
    let key = found.clone().map_or_else(|| data.make_next_key(), Ok)?;
    let id = key.public().id();
    if ledger.holds_only_others(id).await? {
        return Err(HubError::KeyOfOthers { key: id });
    }
    if !ledger.add_key(KeyLink::first(&key, now), 1).await? {
        return Err(HubError::KeyOvertaken);
    }
    if found.is_none() {
        data.take_next_key()?;
    }
    tracing::info!(key = %id, "began the history of the receipt key");
    Ok(key)
}

/// Makes another key, told by the one before, which other hubs before this ledger may use for so many seconds more.
///
/// # Errors
/// As [`receipt_key`], and [`HubError::KeyOvertaken`]; the hub goes on with the key it had.
pub async fn rotate_key(
    data: &DataDir,
    ledger: &impl Ledger,
    now: Timestamp,
    overlap_seconds: u32,
) -> Result<SecretKey, HubError> {
    let old = receipt_key(data, ledger, now).await?;
    let history = ledger.key_history().await?;
    let newest = history.last().filter(|newest| newest.key == old.public()).ok_or(HubError::KeyOvertaken)?;
    let new = data.make_next_key()?;
    let link = KeyLink::next(&old, &new.public(), now.max(newest.from), overlap_seconds);
    announce(data, ledger, link, history.len() + 1).await?;
    Ok(new)
}

/// Makes a key in place of one that is gone for good. Nothing leads to it: every device must be enrolled anew.
///
/// # Errors
/// [`HubError::KeyNotLost`] when the key is there; [`HubError`] when directory or ledger fail.
pub async fn replace_lost_key(data: &DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<SecretKey, HubError> {
    let found = match receipt_key(data, ledger, now).await {
        Ok(key) => Some(key.public()),
        Err(error) if error.is_a_keys() => None,
        Err(error) => return Err(error),
    };
    let history = ledger.key_history().await?;
    let newest = history.last();
    if found.is_some() && found == newest.map(|newest| newest.key) {
        return Err(HubError::KeyNotLost);
    }
    let new = data.make_next_key()?;
    let link = match newest {
        Some(newest) => KeyLink::broken(&new, newest.key_id, now.max(newest.from)),
        None => KeyLink::first(&new, now),
    };
    announce(data, ledger, link, history.len() + 1).await?;
    Ok(new)
}

async fn announce(data: &DataDir, ledger: &impl Ledger, link: KeyLink, number: usize) -> Result<(), HubError> {
    let key_id = link.key_id;
    if !ledger.add_key(link, number).await? {
        return Err(HubError::KeyOvertaken);
    }
    data.take_next_key()?;
    tracing::warn!(key = %key_id, "receipts are signed with another key from now on");
    Ok(())
}

/// The key of a hub that runs. It notices when the key is changed.
pub(crate) struct Signer {
    data: Option<DataDir>,
    held: RwLock<Held>,
}

struct Held {
    key: SecretKey,
    mark: Option<KeyMark>,
    asked: Timestamp,
}

impl Signer {
    /// A key that stays, of a hub without a directory.
    pub(crate) const fn fixed(key: SecretKey) -> Self {
        Self { data: None, held: RwLock::new(Held { key, mark: None, asked: Timestamp::MIN }) }
    }

    /// The key of a directory and a ledger.
    pub(crate) async fn open(data: DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<Self, HubError> {
        let mark = data.key_mark();
        let key = receipt_key(&data, ledger, now).await?;
        Ok(Self { data: Some(data), held: RwLock::new(Held { key, mark, asked: now }) })
    }

    /// The key that was used last.
    pub(crate) fn last(&self) -> SecretKey {
        self.held.read().unwrap_or_else(PoisonError::into_inner).key.clone()
    }

    /// The key to sign with now.
    pub(crate) async fn key(&self, ledger: &impl Ledger, now: Timestamp) -> Result<SecretKey, HubError> {
        let Some(data) = &self.data else { return Ok(self.last()) };
        let mark = data.key_mark();
        {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            if held.mark == mark && now.duration_since(held.asked).abs() < ASK_AGAIN {
                return Ok(held.key.clone());
            }
        }
        let key = receipt_key(data, ledger, now).await?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held { key: key.clone(), mark, asked: now };
        Ok(key)
    }
}
