//! The duty to notify a stay to the commune police: who must be notified, with what, by when, and the fine for not
//! doing it.
//!
//! Residence Law art. 30 as replaced by Law 118/2025/QH15, in force since 01/07/2026; before that its older text.
//! Every number here names its article. What the statute does not settle is in one named constant whose doc says
//! "likely". All times are Vietnamese, +07 without daylight saving; the crate is pure and knows no clock.
//!
//! | rule | where | from |
//! |---|---|---|
//! | who notifies, the six kinds of facility | `facility.rs` | Residence Law art. 30 |
//! | overnight or by the hour, deadlines A and B, after midnight, the turn at 23:00, foreigners | `deadline.rs` | art. 30; Law 47/2014 art. 33 |
//! | in time, captured in time but delivered late, late | `deadline.rs` | art. 30 |
//! | what a notice holds, by the day of arrival | `content.rs` | art. 30, both texts |
//! | one notice from-to, under 30 days | `period.rs` | art. 27 and 30 |
//! | what is told when something changes, and by when | `change.rs` | art. 30 |
//! | patients and carers, reasons, calls of the portal | `role.rs`, `reason.rs`, `way.rs` | art. 30; the portal's codes |
//! | the fine for not notifying | `exposure.rs` | Decree 282/2025 art. 10 |
//! | when the reports are cut and due | `report.rs` | the police's request |

mod change;
mod content;
mod deadline;
mod exposure;
mod facility;
mod period;
mod province;
mod reason;
mod report;
mod role;
mod vietnam;
mod way;

pub use change::{Before, Telling, ends_otherwise, revision_deadline};
pub use content::{LawVersion, missing, version};
pub use deadline::{
    Deadline, Resident, Rule, StayKind, Timeliness, deadline, extension_deadline, is_late, timeliness, turned_deadline,
    turns_overnight_at,
};
pub use exposure::{Exposure, Fine, exposure};
pub use facility::{Facility, Notifier};
pub use period::{MOST_NIGHTS, PeriodError, check_period, nights};
pub use province::Province;
pub use reason::Reason;
pub use report::{Report, daily_report, next_report, weekly_report};
pub use role::{CARER_REASON, Role};
pub use vietnam::{VIETNAM, vn_civil, vn_date, vn_instant};
pub use way::PortalWay;
