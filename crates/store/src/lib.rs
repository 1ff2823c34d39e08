//! The house's database: everything luutru knows, in one encrypted SQLite file.
//!
//! [`Store::read`] and [`Store::write`] are one transaction each, and hand out a handle per table: one file under
//! `table/` holds a table's row, its read handle and its write handle. A stay and the notice entry it causes are
//! written in one `write`, so they are both there after a power cut or neither is (invariant 4). What several tables
//! have to say together, such as the room plan, stands under `view/`.
//!
//! The file is SQLCipher with a raw key, WAL and `synchronous=FULL`, without mmap. Ids are 16-byte blobs, instants
//! integer microseconds since 1970 (UTC; finer parts are cut off), calendar days ISO text. Payloads are opaque bytes
//! with the hash the caller computed.
//!
//! The rules that must hold even against our own mistakes stand in the schema: an entry is settled only by a receipt
//! with its key and hash, a settled entry and a payload never change, revisions count up by one, and neither stays
//! nor acts can be deleted.

mod error;
mod key;
mod migrate;
mod open;
mod sql;
mod table;
mod transaction;
mod view;

pub use error::{Constraint, StoreError};
pub use key::Key;
pub use open::Store;
pub use table::act::{Act, ActRead, ActWrite};
pub use table::choice::{Choice, ChoiceRead, ChoiceWrite, DeviceKind};
pub use table::consent::{Consent, ConsentRead, ConsentWrite};
pub use table::department::{DepartmentRead, DepartmentWrite};
pub use table::device::{Device, DeviceRead, DeviceWrite, KeyAge, WaitingDevice};
pub use table::entry_paper::{EntryPaperRead, EntryPaperWrite};
pub use table::export::{Export, ExportKind, ExportRead, ExportWrite};
pub use table::guest::{GuestRead, GuestWrite};
pub use table::hub_key::{HubKey, HubKeyRead, HubKeyWrite};
pub use table::notice::{Notice, NoticeRead};
pub use table::outbox::{Entry, EntryKey, EntryState, NoticeKind, OutboxRead, OutboxWrite, Queued, Settled, Summary};
pub use table::portal_call::{CallState, PortalCall, PortalCallRead, PortalCallWrite};
pub use table::receipt::{Receipt, ReceiptRead};
pub use table::room::{RoomRead, RoomWrite};
pub use table::settings::{SettingsRead, SettingsWrite};
pub use table::staff::{FIRST_STAFF, StaffRead, StaffWrite};
pub use table::stay::{StayRead, StayWrite};
pub use transaction::{Read, Write};
pub use view::notice::{NoticeBadge, NoticeBoard};
pub use view::plan::{Gone, PlanRead, Present, RoomNow};
