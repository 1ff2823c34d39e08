//! The courier's port, over the store.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan as _};
use lodging::NoticeId;
use store::{Entry, EntryKey, Settled, Store, StoreError};
use sync::{Claimed, Outbox, OutboxError, Rejection, Settlement, Taken};
use uuid::Uuid;
use wire::{Digest, Held, KeyLink, NoticeKey, PublicKey, Refusal, SignedReceipt};

use crate::keep::enrol;

/// The outbox of one enrolled house.
pub struct HouseOutbox {
    /// Where the entries are.
    pub store: Store,
    /// The house, as the hub knows it.
    pub facility: Uuid,
    /// The hub's receipt keys, pinned at enrolment.
    pub keys: Vec<PublicKey>,
}

impl Outbox for HouseOutbox {
    async fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Claimed>, OutboxError> {
        let store = self.store.clone();
        let entries = on_the_side(move || store.claim(now, limit)).await?;
        Ok(entries.into_iter().map(|entry| claimed(self.facility, entry)).collect())
    }

    async fn settle(&self, key: NoticeKey, settlement: Settlement) -> Result<(), OutboxError> {
        let (store, keys) = (self.store.clone(), self.keys.clone());
        on_the_side(move || settle(&store, &trusted(&store, keys)?, key, &settlement)).await
    }

    async fn day(&self, day: Date) -> Result<Vec<Held>, OutboxError> {
        let store = self.store.clone();
        let midnight = |day: Date| duty::vn_instant(day.to_datetime(Time::midnight()));
        let (from, until) = (midnight(day), midnight(day.saturating_add(1.day())));
        let receipts = on_the_side(move || store.read(|read| read.receipts().given(from, until))).await?;
        let held = |(key, sha256): (EntryKey, [u8; 32])| Held {
            notice: key.notice.uuid(),
            revision: key.revision,
            sha256: sha256.into(),
        };
        Ok(receipts.into_iter().map(held).collect())
    }

    async fn frozen(&self, key: NoticeKey) -> Result<Option<Claimed>, OutboxError> {
        let store = self.store.clone();
        let entry = on_the_side(move || match store.read(|read| read.outbox().get(name(key))) {
            Err(StoreError::Missing) => Ok(None),
            other => other.map(Some),
        });
        Ok(entry.await?.map(|entry| claimed(self.facility, entry)))
    }

    async fn take(&self, key: NoticeKey, signed: SignedReceipt) -> Result<Taken, OutboxError> {
        let (store, keys) = (self.store.clone(), self.keys.clone());
        on_the_side(move || {
            let keys = trusted(&store, keys)?;
            match store.write(|write| write.outbox().settle(&receipt(key, &signed, &keys)?)) {
                Ok(Settled::Now) => Ok(Taken::Now),
                Ok(Settled::Beside) => Ok(Taken::Beside),
                Ok(Settled::Before) => Ok(Taken::Before),
                Err(StoreError::Missing | StoreError::OtherBytes) => Ok(Taken::Unknown),
                Err(error) => Err(error),
            }
        })
        .await
    }

    async fn trust(&self, links: Vec<KeyLink>) -> Result<(), OutboxError> {
        let store = self.store.clone();
        on_the_side(move || enrol::trust(&store, &links)).await
    }
}

/// The pinned keys, and those they have led to since.
fn trusted(store: &Store, mut pinned: Vec<PublicKey>) -> Result<Vec<PublicKey>, StoreError> {
    pinned.extend(enrol::ring(store)?.keys());
    Ok(pinned)
}

/// The disk may be slow: it is waited for where it holds up no timer.
async fn on_the_side<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, OutboxError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(%error, "the outbox is not to be had");
            Err(OutboxError::Unavailable)
        }
        Err(_) => Err(OutboxError::Unavailable),
    }
}

fn claimed(facility: Uuid, entry: Entry) -> Claimed {
    let EntryKey { notice, revision } = entry.queued.key;
    Claimed {
        key: NoticeKey { facility, notice: notice.uuid(), revision },
        sha256: Digest::from(entry.queued.sha256),
        payload: entry.queued.payload,
        attempts: entry.attempts.saturating_sub(1),
    }
}

const fn name(key: NoticeKey) -> EntryKey {
    EntryKey { notice: NoticeId::from_uuid(key.notice), revision: key.revision }
}

fn settle(store: &Store, keys: &[PublicKey], key: NoticeKey, settlement: &Settlement) -> Result<(), StoreError> {
    let entry = name(key);
    store.write(|write| match settlement {
        Settlement::Receipted(signed) => write.outbox().settle(&receipt(key, signed, keys)?).map(|_| ()),
        Settlement::Rejected(rejection) => write.outbox().reject(entry, &code(*rejection)),
        Settlement::NotSent => write.outbox().not_sent(entry),
        Settlement::Retry { not_before } => write.outbox().back_off(entry, *not_before),
    })
}

/// Takes the receipt apart for the columns that are shown, and no receipt but a verified one of this very entry; that
/// it is of the same bytes, the store holds against what it queued.
fn receipt(key: NoticeKey, signed: &SignedReceipt, keys: &[PublicKey]) -> Result<store::Receipt, StoreError> {
    let read = wire::verify(signed, keys).map_err(|_| StoreError::OtherBytes)?;
    if read.key() != key {
        return Err(StoreError::OtherBytes);
    }
    Ok(store::Receipt {
        key: name(key),
        sha256: *read.payload_sha256.bytes(),
        body: signed.body.clone(),
        signature: signed.signature.clone(),
        key_id: signed.key_id.to_string(),
        code: signed.short_code(),
        received_at: read.received_at,
        on_time: read.on_time,
    })
}

/// The word of a conflict, which is no refusal of the hub's catalogue.
const CONFLICT: &str = "conflict";

/// The word a rejection is kept under.
fn code(rejection: Rejection) -> String {
    match rejection {
        Rejection::Conflict => CONFLICT.to_owned(),
        Rejection::Refused(refusal) => word(refusal),
    }
}

/// The sentence that belongs to a word a rejection is kept under.
pub(crate) fn sentence(code: &str) -> &'static str {
    if code == CONFLICT {
        return "Hub đang giữ nội dung khác cho thông báo này. Mời người phụ trách đối chiếu.";
    }
    let refusal = serde_json::from_value(serde_json::Value::String(code.to_owned()));
    refusal.unwrap_or(Refusal::Unknown).sentence()
}

/// The catalogue's own word, as it stands in JSON.
fn word(refusal: Refusal) -> String {
    let word = serde_json::to_value(refusal).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests;
