//! The files of the eMRTD application (Doc 9303-10) and what stands in them.

mod dg1;
mod dg13;
mod dg2;
mod file;
mod sod;

pub use dg1::Dg1;
pub use dg2::{Face, FaceFormat};
pub use dg13::Dg13;
pub use file::{FileId, Files};
pub(crate) use sod::{Sod, SodError};
