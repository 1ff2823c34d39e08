//! What leaves the house on paper or as a file: the files of today's portal and its own list read back, registers and reports
//! for the police, the slip of a receipt, and the packet for hours without network.
//!
//! Each function takes facts and gives the bytes of a file together with the number of records in it, because a file that
//! "was exported" says nothing: the number is compared with what the portal took ([`portal::reconcile`]). A [`Row`] that
//! cannot go into a file is told with its reason ([`Why`]) and never left out in silence.
//!
//! Pure: nothing is read or written and the time of making is an argument, so that the same facts give the same bytes.
//! Fonts are `fonts/`, Be Vietnam Pro under the SIL Open Font License.

mod code;
mod error;
mod export;
mod packet;
mod pdf;
pub mod portal;
mod register;
pub mod report;
mod row;
mod slip;
mod table;
#[cfg(test)]
mod testing;
mod words;

pub use error::PaperError;
pub use export::{Export, Why};
pub use packet::{Packet, packet};
pub use register::{Form, foreigners_register, guests_register};
pub use row::{Facility, More, Row};
pub use slip::{Slip, SlipSize, slip};
