//! The slip of a receipt: no name and no number, and a code that `luutru-read receipt` verifies without a network.

use std::path::Path;

use jiff::Timestamp;
use paper::{PaperError, Slip, SlipSize};
use store::{EntryKey, Receipt};
use wire::SignedReceipt;

use super::{facility, files, folder, own_id};
use crate::books::Books;
use crate::view::{ReceptionDone, RefusalCode};

/// Writes the slip of the receipt for one telling of a notice, on A5 and for a roll of 80 mm. Asked for twice, it is written
/// twice: each file has a name of its own.
///
/// # Errors
///
/// [`RefusalCode::Unknown`] for what has no receipt, [`RefusalCode::FileFailed`], and those of the store.
pub(crate) fn slip(books: &Books, folder: &Path, key: EntryKey, now: Timestamp) -> Result<ReceptionDone, RefusalCode> {
    let kept = books.store.read(|read| read.receipts().get(key))?.ok_or(RefusalCode::Unknown)?;
    let slip = slip_of(&kept).ok_or(RefusalCode::Unknown)?;
    let pages = pages(&slip, books, now).map_err(|error| {
        tracing::error!(%error, "a slip could not be made");
        RefusalCode::FileFailed
    })?;
    let hour = duty::vn_civil(now).strftime("%Y%m%d-%H%M%S").to_string();
    let stem = format!("bien-nhan_{}_{hour}-{}", slip.short_code, &own_id(books)[..4]);
    let folder = books.store.read(|read| folder::of(*read, folder))?;
    let file = files::write(&folder, &stem, &pages)?;
    books.store.write(|write| write.acts().record(&books.act("receipt.slip", key.notice.uuid(), now)))?;
    Ok(ReceptionDone::Exported { file: Some(file), records: 1, left_out: Vec::new(), lacking: Vec::new() })
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
