//! One telling of a notice is sent again: a refused one by a person's decision, a waiting one without waiting longer.

use jiff::Timestamp;
use store::{EntryKey, EntryState};

use crate::books::Books;
use crate::view::RefusalCode;

/// Lets an entry be sent now. The caller wakes the courier.
///
/// # Errors
///
/// [`RefusalCode::Unknown`] without such an entry, [`RefusalCode::NotNow`] for one that is settled, or was refused and told
/// otherwise since, and those of the store.
pub(crate) fn resend(books: &Books, key: EntryKey, now: Timestamp) -> Result<(), RefusalCode> {
    // The courier claims by the machine's own clock, not by the hub's.
    let at = books.ambient.now();
    books.store.try_write(|write| {
        let entry = write.read().outbox().get(key)?;
        if !may_be_sent(entry.state, write.read().outbox().next_revision(key.notice)? > key.revision + 1) {
            return Err(RefusalCode::NotNow);
        }
        match entry.state {
            EntryState::Rejected => write.outbox().resend(key, at)?,
            EntryState::Unverified => write.outbox().back_off(key, at)?,
            EntryState::Ready | EntryState::Sending | EntryState::Settled => {}
        }
        write.acts().record(&books.act("notice.resend", key.notice.uuid(), now)).map_err(RefusalCode::from)
    })
}

/// Whether an entry may be sent again: what was refused and then told otherwise would undo what was told after it.
pub(crate) const fn may_be_sent(state: EntryState, told_since: bool) -> bool {
    match state {
        EntryState::Settled => false,
        EntryState::Rejected => !told_since,
        EntryState::Ready | EntryState::Sending | EntryState::Unverified => true,
    }
}
