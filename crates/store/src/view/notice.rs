//! Where each notice stands: the badge beside a guest, the radar of deadlines and the outbox list.

use jiff::Timestamp;
use lodging::{GuestId, NoticeId, Place, StayId};
use private::Private;
use rusqlite::{Row, ToSql};

use crate::StoreError;
use crate::sql::{get, get_id, get_time, get_time_opt, get_word};
use crate::table::outbox::{EntryKey, EntryState, NoticeKind, read_key};
use crate::table::stay::read_place;
use crate::transaction::Sql;

/// One telling of a notice, with whom it is about and the receipt that ended it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeBadge {
    /// The entry.
    pub key: EntryKey,
    /// What it tells.
    pub kind: NoticeKind,
    /// Where it stands.
    pub state: EntryState,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// By when the hub must have it.
    pub deadline: Option<Timestamp>,
    /// How often it was sent.
    pub attempts: u32,
    /// It is not sent before this.
    pub next_try_at: Timestamp,
    /// Why the hub refused it, as the hub's code.
    pub rejected: Option<String>,
    /// When the hub had it, by the hub's clock; none before the receipt.
    pub received_at: Option<Timestamp>,
    /// Whether that was before the deadline.
    pub on_time: Option<bool>,
    /// The short code of the receipt.
    pub code: Option<String>,
    /// The stay it is of.
    pub stay: StayId,
    /// Where that stay is.
    pub place: Place,
    /// The room's or department's name.
    pub place_name: String,
    /// The person it is about.
    pub guest: GuestId,
    /// Their name.
    pub name: Option<Private<String>>,
}

const SELECT: &str = "
    SELECT outbox.notice, outbox.revision, outbox.kind, outbox.state, outbox.queued_at, outbox.deadline,
        outbox.attempts, outbox.next_try_at, outbox.rejected_code, receipt.received_at, receipt.on_time, receipt.code,
        notice.stay, notice.guest, guest.name, stay.room, stay.department,
        coalesce(room.name, department.name) AS place_name
    FROM outbox
    JOIN notice ON notice.id = outbox.notice
    JOIN guest ON guest.id = notice.guest
    JOIN stay ON stay.id = notice.stay
    LEFT JOIN room ON room.id = stay.room
    LEFT JOIN department ON department.id = stay.department
    LEFT JOIN receipt ON receipt.notice = outbox.notice AND receipt.revision = outbox.revision";

/// Leaves out what the hub refused and a later revision has replaced.
const NOT_REPLACED: &str = "NOT (outbox.state = 'rejected' AND EXISTS (
    SELECT 1 FROM outbox AS later WHERE later.notice = outbox.notice AND later.revision > outbox.revision))";

/// The revision a notice is shown by: the oldest that is not settled or replaced, else the last one.
pub(crate) const SHOWN: &str = "outbox.row = (
    SELECT shown.row FROM outbox AS shown WHERE shown.notice = outbox.notice
    ORDER BY shown.state = 'settled' OR (shown.state = 'rejected' AND EXISTS (
            SELECT 1 FROM outbox AS later WHERE later.notice = shown.notice AND later.revision > shown.revision)),
        CASE WHEN shown.state IN ('settled', 'rejected') THEN -shown.revision ELSE shown.revision END
    LIMIT 1)";

/// Reads where the notices stand.
#[derive(Clone, Copy)]
pub struct NoticeBoard<'a>(pub(crate) Sql<'a>);

impl NoticeBoard<'_> {
    /// Where a notice stands: by its oldest revision that is not settled, else by its last.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] when nothing was queued for it.
    pub fn get(&self, notice: NoticeId) -> Result<NoticeBadge, StoreError> {
        let mut found = self.ask(&format!("outbox.notice = ?1 AND {SHOWN}"), &[&notice.uuid().into_bytes()])?;
        found.pop().ok_or(StoreError::Missing)
    }

    /// Where the notices of a stay stand, one for each, in the order they were first queued.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of_stay(&self, stay: StayId) -> Result<Vec<NoticeBadge>, StoreError> {
        self.ask(&format!("notice.stay = ?1 AND {SHOWN} ORDER BY outbox.row"), &[&stay.uuid().into_bytes()])
    }

    /// Everything without a receipt, earliest deadline first: the radar.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn radar(&self, limit: u32) -> Result<Vec<NoticeBadge>, StoreError> {
        let with = format!(
            "outbox.state <> 'settled' AND {NOT_REPLACED} ORDER BY outbox.deadline NULLS LAST, outbox.row LIMIT ?1"
        );
        self.ask(&with, &[&limit])
    }

    /// The entries that stand somewhere, or all of them, newest first: the outbox list.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn list(&self, state: Option<EntryState>, limit: u32) -> Result<Vec<NoticeBadge>, StoreError> {
        match state {
            Some(state) => self.ask("outbox.state = ?1 ORDER BY outbox.row DESC LIMIT ?2", &[&state.code(), &limit]),
            None => self.ask("1 ORDER BY outbox.row DESC LIMIT ?1", &[&limit]),
        }
    }

    /// How many entries without a receipt had to be with the hub before a moment.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count_overdue(&self, now: Timestamp) -> Result<u64, StoreError> {
        let select =
            format!("SELECT count(*) FROM outbox WHERE state <> 'settled' AND deadline <= ?1 AND {NOT_REPLACED}");
        self.0.count(&select, [now.as_microsecond()])
    }

    fn ask(self, with: &str, params: &[&dyn ToSql]) -> Result<Vec<NoticeBadge>, StoreError> {
        self.0.all(&format!("{SELECT} WHERE {with}"), params, read)
    }
}

fn read(row: &Row<'_>) -> Result<NoticeBadge, StoreError> {
    Ok(NoticeBadge {
        key: read_key(row)?,
        kind: get_word(row, "kind", NoticeKind::from_code)?,
        state: get_word(row, "state", EntryState::from_code)?,
        queued_at: get_time(row, "queued_at")?,
        deadline: get_time_opt(row, "deadline")?,
        attempts: get(row, "attempts")?,
        next_try_at: get_time(row, "next_try_at")?,
        rejected: get(row, "rejected_code")?,
        received_at: get_time_opt(row, "received_at")?,
        on_time: get(row, "on_time")?,
        code: get(row, "code")?,
        stay: get_id(row, "stay", StayId::from_uuid)?,
        place: read_place(row)?,
        place_name: get(row, "place_name")?,
        guest: get_id(row, "guest", GuestId::from_uuid)?,
        name: get::<Option<String>>(row, "name")?.map(Private::new),
    })
}
