//! From a picture to what a machine can read in it: no devices, no clock, no threads.
//!
//! [`decode_picture`] makes brightness of a JPEG or PNG; an [`Eye`] looks at one picture after the other and gives a
//! [`Sighting`]: codes, machine readable zones ([`zone`]), and codes that were located and not read, by which an [`Adviser`]
//! says how to hold the card. [`jpeg_of_jpeg2000`] makes a chip's face fit for a web view. A code's bytes are what stands in the
//! symbol: the citizen card's payload is UTF-8 without an ECI mark, and a decoder that guesses a character set garbles
//! Vietnamese, so nothing is guessed here.
//!
//! # How a QR code is read
//! The [`Stage`]s, each only if the one before found nothing. *Swift*: rxing finds and samples what a threshold can read, a
//! threshold of our own (`qr/dark.rs`); the codewords are decoded here. *Observed*, for what blur, glare, noise and few pixels have brought below that: finder patterns are
//! looked for in brightness against its small neighbourhood (`qr/marks.rs`), three of them, or two and the place of the third, make
//! a grid (`trio.rs`, `locate.rs`), and an observer (`qr/observer.rs`) takes every sample for a sum over the modules around it
//! under uneven light with noise. It learns light and blur from the fixed patterns, disentangles all modules at once, and learns
//! again from what it has read. Modules are beliefs, not bits: the least sure codewords are erasures, which cost Reed-Solomon half
//! of what errors cost (`decode.rs`); what overrules sure modules is not believed, and the padding behind the payload must be right.
//! A code that is still unread votes: the beliefs of several pictures of it are added up (`ballot.rs`). *Second*: rqrr.
//!
//! # What bounds the work
//! Every loop asks the caller's [`Patience`], mostly less than ten milliseconds apart, and what is tried is counted: marks, trios, grids. rqrr
//! copies the picture for every trio of marks that could be a code, and on noise there are thousands: left alone it runs for
//! minutes. So it sees the picture through a meter that counts every pixel it touches, and that ends the attempt (by unwinding, from
//! inside the decoder) when the pixels are used up ([`VISITS_PER_PIXEL`] times the picture, at most [`LARGEST_ATTEMPT`] pixels)
//! or when the time is over. rxing cannot be metered: its QR detector is called in parts, with few marks at a time, and its readers of bars, whose
//! work grows with the picture and no more, see no picture larger than [`LARGEST_ATTEMPT`]. No thread is
//! left behind and no child process is needed; it does need a build that unwinds.

mod advice;
mod area;
mod bars;
mod codestream;
mod eye;
mod face;
pub mod jpeg;
mod linear;
mod luma;
mod meter;
mod patience;
mod picture;
mod qr;
mod second;
mod sighting;
pub mod zone;

pub use advice::{Advice, Adviser};
pub use area::{Area, GUIDE};
pub use codestream::MOST_FACE_PIXELS;
pub use eye::{Eye, LARGEST_ATTEMPT};
pub use face::jpeg_of_jpeg2000;
pub use luma::Luma;
pub use meter::VISITS_PER_PIXEL;
pub use patience::{Patience, Stage};
pub use picture::{LONGEST_SIDE, MOST_PIXELS, PictureError, decode_picture, encode_jpeg, encode_rgb_jpeg};
pub use sighting::{Code, Corners, Located, Sighting, Symbology, Zone};

#[cfg(panic = "abort")]
compile_error!("scan ends a runaway decoder by unwinding: build with panic = \"unwind\"");
