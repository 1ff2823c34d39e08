//! The devices at the desk: card readers over PC/SC, cameras, and barcode scanners.
//!
//! Everything here blocks, and so runs on threads of its own that end when their handle is dropped. What the devices
//! say leaves as events and typed errors; what is on a card leaves in [`private::Private`]. Frames of a camera are
//! kept in memory only, the newest one, and are never written anywhere.
#![expect(
    clippy::disallowed_methods,
    reason = "this crate is the devices: it opens them, waits for them, and owns the threads that do"
)]

pub mod camera;
pub mod chip;
mod readers;
pub mod scanner;
pub mod trust;
pub mod usb;

pub use readers::{ReaderEvent, Readers, Watch, passes_extended};
