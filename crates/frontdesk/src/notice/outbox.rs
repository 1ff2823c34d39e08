//! The courier's port, over the store.

use jiff::Timestamp;
use lodging::NoticeId;
use store::{Entry, EntryKey, Store, StoreError};
use sync::{Claimed, Outbox, OutboxError, Rejection, Settlement};
use uuid::Uuid;
use wire::{Digest, NoticeKey, PublicKey, Refusal, SignedReceipt};

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
        on_the_side(move || settle(&store, &keys, key, &settlement)).await
    }
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

fn settle(store: &Store, keys: &[PublicKey], key: NoticeKey, settlement: &Settlement) -> Result<(), StoreError> {
    let entry = EntryKey { notice: NoticeId::from_uuid(key.notice), revision: key.revision };
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
        key: EntryKey { notice: NoticeId::from_uuid(key.notice), revision: key.revision },
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
