//! The files of the eMRTD application (Doc 9303-10) and what stands in them.
//!
//! Pure, and of a file by itself: which files are read, and what is proven of them, is the business of `emrtd`. Every parser takes any
//! bytes; what it does not understand is `None` or an error, and personal facts come in `Private`.

mod com;
mod dg1;
mod dg11;
mod dg12;
mod dg13;
mod dg16;
mod dg2;
mod dg7;
mod file;
mod picture;
mod sod;
mod text;

pub use com::Com;
pub use dg1::{Dg1, Dg1Error};
pub use dg7::Dg7;
pub use dg11::Dg11;
pub use dg12::Dg12;
pub use dg13::Dg13;
pub use dg16::{Contact, Dg16};
pub use file::{FileId, Files};
pub use picture::{Face, FaceFormat};
pub use sod::{Sod, SodError};
pub use text::FullName;
