//! The key that signs receipts, and its history in the ledger.
//!
//! A key is on the disk before the ledger names it, as `receipt.key.ID`, and becomes `receipt.key` after; whatever breaks
//! in between, the hub finds the one that the ledger names. The history lies beside the key too: a ledger that was lost or
//! restored gets it back, so that desks find the keys they know. Hubs before one ledger have the same key.

#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use wire::{KeyId, KeyLink, KeyRing, SecretKey, Term};

use crate::{
    DataDir, HubError, Ledger,
    data::{KeyLock, KeyMark, random},
};

/// After so long the ledger is asked again whether another hub has changed the key.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Finds the key to sign with, the first time making it and beginning its history.
///
/// # Errors
/// [`HubError::KeyMissing`], [`HubError::KeyUnknown`], [`HubError::KeyRetired`] and [`HubError::KeyEarly`] when receipts
/// signed with what lies in the directory would be trusted by no device; [`HubError`] when directory or ledger fail.
pub async fn receipt_key(data: &DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<SecretKey, HubError> {
    find(&data.lock_key().await?, ledger, now).await?.signs(now)
}

/// A key that the ledger names, and when it may sign.
struct Found {
    key: SecretKey,
    newest: KeyId,
    term: Term,
}

impl Found {
    /// The key, when a receipt of this very time will count.
    fn signs(&self, now: Timestamp) -> Result<SecretKey, HubError> {
        let key = self.key.public().id();
        match self.term {
            Term { ends: Some(ends), .. } if now > ends => Err(HubError::KeyRetired { key, newest: self.newest }),
            Term { begins: Some(begins), .. } if now < begins => Err(HubError::KeyEarly { key, begins }),
            _ => Ok(self.key.clone()),
        }
    }
}

async fn find(lock: &KeyLock, ledger: &impl Ledger, now: Timestamp) -> Result<Found, HubError> {
    let history = history(lock, ledger, now).await?;
    let ring = KeyRing::whole(&[], &history)?;
    let newest = history.last().ok_or(HubError::KeyOvertaken)?.key_id;
    lock.take_key(newest)?;
    let key = lock.key()?.ok_or(HubError::KeyMissing { newest })?;
    let id = key.public().id();
    if history.iter().all(|link| link.key_id != id) {
        return Err(HubError::KeyUnknown { key: id, newest });
    }
    if lock.history()? != history {
        lock.keep_history(&history)?;
    }
    let term = ring.term(id);
    if let Some(ends) = term.ends {
        tracing::warn!(key = %id, %newest, %ends, "the receipt key was changed: this hub needs the new one before then");
    }
    Ok(Found { key, newest, term })
}

/// The ledger's history. What it lost of the end of the one beside the key is put back; where there is none at all, it
/// begins with the key that is there, or another.
async fn history(lock: &KeyLock, ledger: &impl Ledger, now: Timestamp) -> Result<Vec<KeyLink>, HubError> {
    let (mut kept, told) = (lock.history()?, ledger.key_history().await?);
    if told.is_empty() && kept.is_empty() {
        kept.push(begin(lock, ledger, now).await?);
    }
    if !kept.starts_with(&told) || kept.len() == told.len() {
        return Ok(told);
    }
    KeyRing::whole(&[], &kept)?;
    if told.is_empty() {
        is_of_this_ledger(&kept, ledger).await?;
    }
    for (number, link) in (1..).zip(kept).skip(told.len()) {
        tracing::warn!(key = %link.key_id, number, "told the ledger a receipt key");
        // Another hub may put it back at the same time: what is there is read again.
        ledger.add_key(link, number).await?;
    }
    Ok(ledger.key_history().await?)
}

async fn begin(lock: &KeyLock, ledger: &impl Ledger, now: Timestamp) -> Result<KeyLink, HubError> {
    let found = lock.key()?;
    let key = found.clone().map_or_else(new_key, Ok)?;
    let link = KeyLink::first(&key, now);
    is_of_this_ledger(std::slice::from_ref(&link), ledger).await?;
    if found.is_none() {
        lock.keep_waiting(&key)?;
    }
    Ok(link)
}

fn new_key() -> Result<SecretKey, HubError> {
    Ok(SecretKey::from_seed(&random()?))
}

/// A ledger may hold receipts of before there was a history: then one of these keys must have signed them.
async fn is_of_this_ledger(kept: &[KeyLink], ledger: &impl Ledger) -> Result<(), HubError> {
    let mut others = None;
    for link in kept {
        if !ledger.holds_only_others(link.key_id).await? {
            return Ok(());
        }
        others = Some(link.key_id);
    }
    others.map_or(Ok(()), |key| Err(HubError::KeyOfOthers { key }))
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
    let lock = data.lock_key().await?;
    let old = find(&lock, ledger, now).await?.signs(now)?;
    let history = ledger.key_history().await?;
    let newest = history.last().filter(|newest| newest.key == old.public()).ok_or(HubError::KeyOvertaken)?;
    let new = new_key()?;
    lock.keep_waiting(&new)?;
    let link = KeyLink::next(&old, &new.public(), now.max(newest.from), overlap_seconds);
    announce(&lock, ledger, link, history.len() + 1).await
}

/// Makes a key in place of one that is gone for good. Nothing leads to it: every device must be enrolled anew.
///
/// # Errors
/// [`HubError::KeyNotLost`] when the key is there, [`HubError::KeyEarly`] when the lost one was to sign later only;
/// [`HubError`] when directory or ledger fail.
pub async fn replace_lost_key(data: &DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<SecretKey, HubError> {
    let lock = data.lock_key().await?;
    let found = match find(&lock, ledger, now).await {
        Ok(found) => Some(found.key.public().id()),
        Err(error) if error.is_a_keys() => None,
        Err(error) => return Err(error),
    };
    let history = ledger.key_history().await?;
    let newest = history.last();
    if found.is_some() && found == newest.map(|newest| newest.key_id) {
        return Err(HubError::KeyNotLost);
    }
    let new = new_key()?;
    let link = match newest {
        Some(newest) => {
            let (key, ring) = (newest.key_id, KeyRing::whole(&[], &history)?);
            if let Some(begins) = ring.term(key).begins.filter(|begins| now < *begins) {
                return Err(HubError::KeyEarly { key, begins });
            }
            KeyLink::broken(&new, key, now.max(newest.from))
        }
        None => KeyLink::first(&new, now),
    };
    lock.keep_waiting(&new)?;
    announce(&lock, ledger, link, history.len() + 1).await
}

/// Tells the ledger a key that waits, and takes it.
async fn announce(lock: &KeyLock, ledger: &impl Ledger, link: KeyLink, number: usize) -> Result<SecretKey, HubError> {
    let (key_id, from) = (link.key_id, link.from);
    if !ledger.add_key(link, number).await? {
        return Err(HubError::KeyOvertaken);
    }
    tracing::warn!(key = %key_id, "receipts are signed with another key from now on");
    Ok(find(lock, ledger, from).await?.key)
}

/// The key of a hub that runs. It notices when the key is changed.
pub(crate) struct Signer {
    data: Option<DataDir>,
    held: RwLock<Arc<Held>>,
    /// Held by the one request that asks the ledger.
    asks: Mutex<()>,
}

struct Held {
    found: Found,
    mark: Option<KeyMark>,
    asked: Timestamp,
}

impl Signer {
    /// A key that stays, of a hub without a directory.
    pub(crate) fn fixed(key: SecretKey) -> Self {
        let found = Found { newest: key.public().id(), key, term: Term::default() };
        Self::holding(None, Held { found, mark: None, asked: Timestamp::MIN })
    }

    /// The key of a directory and a ledger. One that begins later signs nothing yet: the clock may not be set so soon
    /// after the machine's start.
    pub(crate) async fn open(data: DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<Self, HubError> {
        let held = ask(&data, ledger, now).await?;
        match held.found.signs(now) {
            Err(error @ HubError::KeyEarly { .. }) => tracing::error!(%error, "no receipt can be signed yet"),
            signs => drop(signs?),
        }
        Ok(Self::holding(Some(data), held))
    }

    fn holding(data: Option<DataDir>, held: Held) -> Self {
        Self { data, held: RwLock::new(Arc::new(held)), asks: Mutex::default() }
    }

    /// The key that was used last.
    pub(crate) fn last(&self) -> SecretKey {
        self.held().found.key.clone()
    }

    /// The key to sign receipts of this very time with.
    pub(crate) async fn key(&self, ledger: &impl Ledger, now: Timestamp) -> Result<SecretKey, HubError> {
        let Some(data) = &self.data else { return Ok(self.last()) };
        if let Some(held) = self.known(data, now, ASK_AGAIN) {
            return held.found.signs(now);
        }
        let _one = match (self.asks.try_lock(), self.known(data, now, ASK_AGAIN * 2)) {
            (Ok(one), _) => one,
            // One asks. The others go on with what was known a moment ago.
            (Err(_), Some(held)) => return held.found.signs(now),
            (Err(_), None) => self.asks.lock().await,
        };
        if let Some(held) = self.known(data, now, ASK_AGAIN) {
            return held.found.signs(now);
        }
        let held = Arc::new(ask(data, ledger, now).await?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&held);
        held.found.signs(now)
    }

    /// What is held, if it is of the file that is there, and not older.
    fn known(&self, data: &DataDir, now: Timestamp, than: SignedDuration) -> Option<Arc<Held>> {
        let held = self.held();
        (held.mark == data.key_mark() && now.duration_since(held.asked).abs() < than).then_some(held)
    }

    fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn ask(data: &DataDir, ledger: &impl Ledger, now: Timestamp) -> Result<Held, HubError> {
    let lock = data.lock_key().await?;
    // Before the file is read: who copies another to its place takes no lock.
    let mark = data.key_mark();
    Ok(Held { found: find(&lock, ledger, now).await?, mark, asked: now })
}
