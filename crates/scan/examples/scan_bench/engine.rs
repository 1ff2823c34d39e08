//! The other engines that are crates, each as its documentation says to use it on a grey picture.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use image::{GenericImage, GenericImageView, Luma as Level, Pixel};
use rqrr::PreparedImage;
use rxing::{BarcodeFormat, RXingResultMetadataType, RXingResultMetadataValue, helpers};
use scan::Luma;

use crate::clock::Clock;

/// What an engine made of a frame.
#[derive(Default)]
pub struct Answer {
    /// The payloads; each with all the forms in which the engine gives it, of which one must be right.
    pub payloads: Vec<Vec<Vec<u8>>>,
    /// Milliseconds of one thread.
    pub millis: f64,
}

/// Reads QR codes.
pub trait Engine {
    fn name(&self) -> &'static str;
    fn read(&mut self, frame: &Luma) -> Answer;
}

/// Times work on a frame.
pub fn timed(work: impl FnOnce() -> Vec<Vec<Vec<u8>>>) -> Answer {
    let clock = Clock::start();
    let payloads = work();
    Answer { payloads, millis: clock.millis() }
}

/// rqrr on the frame as it is. It can run for minutes, so it is ended after two seconds.
pub struct Rqrr;

impl Engine for Rqrr {
    fn name(&self) -> &'static str {
        "rqrr"
    }

    fn read(&mut self, frame: &Luma) -> Answer {
        timed(|| {
            let mut found = Vec::new();
            let clock = Clock::start();
            let ended = catch_unwind(AssertUnwindSafe(|| {
                let mut prepared = PreparedImage::prepare(Bounded::new(frame, &clock));
                for grid in prepared.detect_grids() {
                    let mut bytes = Vec::new();
                    if grid.decode_to(&mut bytes).is_ok() {
                        found.push(vec![bytes]);
                    }
                }
            }));
            // What was read before the end counts.
            drop(ended);
            found
        })
    }
}

/// A picture that asks for the time every 65,536 touches.
#[derive(Clone)]
struct Bounded<'a> {
    size: (u32, u32),
    pixels: Vec<u8>,
    touches: Cell<u32>,
    clock: &'a Clock,
}

impl<'a> Bounded<'a> {
    const MOST: f64 = 2000.0;

    fn new(frame: &Luma, clock: &'a Clock) -> Self {
        let size = (side(frame.width()), side(frame.height()));
        Self { size, pixels: frame.pixels().to_vec(), touches: Cell::new(0), clock }
    }

    fn index(&self, x: u32, y: u32) -> usize {
        self.touches.set(self.touches.get().wrapping_add(1));
        if self.touches.get().is_multiple_of(1 << 16) && self.clock.millis() > Self::MOST {
            resume_unwind(Box::new(()));
        }
        y as usize * self.size.0 as usize + x as usize
    }
}

impl GenericImageView for Bounded<'_> {
    type Pixel = Level<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.size
    }

    fn get_pixel(&self, x: u32, y: u32) -> Level<u8> {
        Level([self.pixels[self.index(x, y)]])
    }
}

impl GenericImage for Bounded<'_> {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Level<u8> {
        let index = self.index(x, y);
        Level::from_slice_mut(&mut self.pixels[index..=index])
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Level<u8>) {
        let index = self.index(x, y);
        self.pixels[index] = pixel.0[0];
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Level<u8>) {
        self.put_pixel(x, y, pixel);
    }
}

fn side(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or(u32::MAX)
}

/// rxing trying harder, as its helpers do.
pub struct Rxing {
    /// The kind that it is to look for, or every kind.
    pub only: Option<BarcodeFormat>,
}

impl Engine for Rxing {
    fn name(&self) -> &'static str {
        "rxing"
    }

    fn read(&mut self, frame: &Luma) -> Answer {
        let (width, height) = (side(frame.width()), side(frame.height()));
        timed(|| {
            let read = || helpers::detect_in_luma_slice(frame.pixels(), width, height, self.only).ok();
            let found = catch_unwind(read).ok().flatten();
            found.into_iter().map(|found| vec![found.getText().as_bytes().to_vec(), segments(&found)]).collect()
        })
    }
}

/// The bytes as they stand in the symbol, without a guess at a character set.
fn segments(found: &rxing::RXingResult) -> Vec<u8> {
    match found.getRXingResultMetadata().get(&RXingResultMetadataType::BYTE_SEGMENTS) {
        Some(RXingResultMetadataValue::ByteSegments(segments)) => segments.concat(),
        _ => Vec::new(),
    }
}

/// zxing-cpp as it comes: it tries harder, turns, inverts and shrinks by itself.
#[cfg(feature = "zxing-cpp")]
pub struct ZxingCpp {
    /// Whether it looks for more than QR codes.
    pub every_kind: bool,
}

#[cfg(feature = "zxing-cpp")]
impl Engine for ZxingCpp {
    fn name(&self) -> &'static str {
        "zxing-cpp"
    }

    fn read(&mut self, frame: &Luma) -> Answer {
        use zxingcpp::{BarcodeFormat, ImageFormat, ImageView};
        let only: &[BarcodeFormat] = if self.every_kind { &[] } else { &[BarcodeFormat::QRCode] };
        let reader = zxingcpp::read().formats(only);
        timed(|| {
            let view = ImageView::from_slice(frame.pixels(), frame.width(), frame.height(), ImageFormat::Lum);
            let found = view.and_then(|view| reader.from(view)).unwrap_or_default();
            found.iter().filter(|code| code.is_valid()).map(|code| vec![code.bytes()]).collect()
        })
    }
}
