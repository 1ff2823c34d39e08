//! From a picture to the codes in it: no devices, no clock, no threads.
//!
//! [`decode_picture`] makes brightness of a JPEG or PNG, [`decode`] looks for QR codes in it;
//! [`jpeg_of_jpeg2000`] makes a chip's face fit for a web view. A code's bytes are what
//! stands in the symbol: the citizen card's payload is UTF-8 without an ECI mark, and a decoder that guesses a
//! character set garbles Vietnamese, so nothing is guessed here.
//!
//! # What bounds the work
//! The QR decoder copies the picture for every trio of marks that could be a code, and on noise there are thousands:
//! left alone it runs for minutes. So it sees the picture through a meter that counts every pixel it touches, and
//! that ends the attempt (by unwinding, from inside the decoder) when the pixels are used up
//! ([`VISITS_PER_PIXEL`] times the picture, at most [`LARGEST_ATTEMPT`] pixels) or when the caller's deadline says
//! that the time is over. The deadline is asked after every 65,536 touches, mostly less than a millisecond apart; on
//! the worst picture known, a field of corner marks of 1920 x 1080, 73 ms, while the decoder sorts its marks.
//! No thread is left behind and no child process is needed; it does need a build that unwinds.

mod advice;
mod area;
mod bars;
mod codestream;
mod eye;
mod face;
pub mod jpeg;
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
