//! The slip of a receipt: no name and no number, and a code that `luutru-read receipt` verifies without a network.

use std::path::Path;

use jiff::Timestamp;
use lodging::NoticeId;
use paper::{PaperError, Slip, SlipSize};
use store::{EntryKey, EntryState, Read, Receipt, StoreError};
use wire::SignedReceipt;

use super::{facility, files};
use crate::books::Books;
use crate::view::{ReceptionDone, RefusalCode};

/// Writes the slip of a notice's last receipt, on A5 and for a roll of 80 mm.
///
/// # Errors
///
/// [`RefusalCode::Unknown`] for a notice without a receipt, [`RefusalCode::FileFailed`], and those of the store.
pub(crate) fn slip(
    books: &Books,
    folder: &Path,
    notice: NoticeId,
    now: Timestamp,
) -> Result<ReceptionDone, RefusalCode> {
    let kept = books.store.read(|read| last_receipt(*read, notice))?.ok_or(RefusalCode::Unknown)?;
    let slip = slip_of(&kept).ok_or(RefusalCode::Unknown)?;
    let pages = pages(&slip, books, now).map_err(|error| {
        tracing::error!(%error, "a slip could not be made");
        RefusalCode::FileFailed
    })?;
    let hour = duty::vn_civil(now).strftime("%Y%m%d-%H%M%S").to_string();
    let stem = format!("bien-nhan_{}_{hour}", slip.short_code);
    let file = files::write(folder, &stem, &pages)?;
    books.store.write(|write| write.acts().record(&books.act("receipt.slip", notice.uuid(), now)))?;
    Ok(ReceptionDone::Exported { file: Some(file), records: 1, left_out: Vec::new() })
}

pub(super) fn last_receipt(read: Read<'_>, notice: NoticeId) -> Result<Option<Receipt>, StoreError> {
    let entries = read.outbox().of(notice)?;
    let settled = entries.iter().rev().find(|entry| entry.state == EntryState::Settled);
    let key = settled.map(|entry| EntryKey { notice, revision: entry.queued.key.revision });
    key.map_or(Ok(None), |key| read.receipts().get(key))
}

/// What the slip says; none where what is kept is no receipt, which settling has made impossible.
pub(super) fn slip_of(kept: &Receipt) -> Option<Slip> {
    let key_id = wire::KeyId::parse(&kept.key_id).ok()?;
    let signed = SignedReceipt { body: kept.body.clone(), signature: kept.signature.clone(), key_id };
    // It was verified when it was taken; here it is read.
    let receipt: wire::Receipt = serde_json::from_slice(&kept.body).ok()?;
    Some(Slip {
        short_code: signed.short_code(),
        number: receipt.number,
        received: receipt.received_at,
        deadline: receipt.deadline,
        on_time: receipt.on_time,
        key: key_id.to_string(),
        code: signed.to_text().ok()?,
    })
}

fn pages(slip: &Slip, books: &Books, now: Timestamp) -> Result<Vec<files::File>, PaperError> {
    let facility = facility(books);
    let sizes = [(SlipSize::A5, "a5.pdf"), (SlipSize::Roll80, "80mm.pdf")];
    let page = |(size, ending)| paper::slip(slip, &facility, size, now).map(|bytes| files::File::new(ending, bytes));
    sizes.into_iter().map(page).collect()
}
