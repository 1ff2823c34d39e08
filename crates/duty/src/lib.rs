//! The duty to notify a stay to the commune police: who must be notified, with what, by when, and the fine for not
//! doing it.
//!
//! Residence Law art. 30 as replaced by Law 118/2025/QH15, in force since 01/07/2026; before that its older text.
//! Every number here names its article. What the statute does not settle is in one named constant whose doc says
//! "likely". All times are Vietnamese, +07 without daylight saving; the crate is pure and knows no clock.

mod content;
mod deadline;
mod exposure;
mod period;
mod province;
mod reason;
mod role;
mod vietnam;

pub use content::{LawVersion, missing, version};
pub use deadline::{
    Deadline, Resident, Rule, StayKind, deadline, extension_deadline, is_late, turned_deadline, turns_overnight_at,
};
pub use exposure::{Exposure, Fine, exposure};
pub use period::{MOST_NIGHTS, PeriodError, check_period, nights};
pub use province::Province;
pub use reason::Reason;
pub use role::{CARER_REASON, Role};
pub use vietnam::{VIETNAM, vn_civil, vn_date, vn_instant};
