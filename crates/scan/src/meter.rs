//! Lets a decoder look at a picture only as long as its caller pays.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use image::{GenericImage, GenericImageView, Luma as Level, Pixel};

use crate::luma::Luma;

/// How often the decoder may touch each pixel of a picture on average before an attempt ends. A card in a frame takes
/// 6; a field of corner marks would take thousands.
pub const VISITS_PER_PIXEL: u64 = 200;

/// After how many touches the caller is asked whether there is time left.
pub const ASK_EVERY: u64 = 1 << 16;

/// What a decoder may still spend.
pub struct Meter<'a> {
    left: Cell<u64>,
    until_asked: Cell<u64>,
    time_left: RefCell<&'a mut dyn FnMut() -> bool>,
}

/// Unwinds through the decoder. It is no fault, so the panic hook never sees it.
struct Spent;

impl<'a> Meter<'a> {
    /// A meter for a picture of that many pixels.
    pub fn new(pixels: usize, time_left: &'a mut dyn FnMut() -> bool) -> Self {
        let left = VISITS_PER_PIXEL * u64::try_from(pixels).unwrap_or(u64::MAX / VISITS_PER_PIXEL);
        Self { left: Cell::new(left), until_asked: Cell::new(0), time_left: RefCell::new(time_left) }
    }

    /// Runs a decoder on the picture; `None` when it was ended, or when it panicked on its own.
    pub fn run<T>(&self, picture: Luma, decoder: impl FnOnce(Metered<'_, 'a>) -> T) -> Option<T> {
        // Nothing outlives the unwinding but the two cells, which are valid at every step.
        catch_unwind(AssertUnwindSafe(|| decoder(Metered { picture, meter: self }))).ok()
    }

    fn pay(&self, touches: u64) {
        let left = self.left.get().checked_sub(touches).unwrap_or_else(|| resume_unwind(Box::new(Spent)));
        self.left.set(left);
        match self.until_asked.get().checked_sub(touches) {
            Some(later) => self.until_asked.set(later),
            None if (self.time_left.borrow_mut())() => self.until_asked.set(ASK_EVERY),
            None => resume_unwind(Box::new(Spent)),
        }
    }
}

/// A picture whose every touch is counted.
pub struct Metered<'m, 'a> {
    picture: Luma,
    meter: &'m Meter<'a>,
}

impl Metered<'_, '_> {
    fn index(&self, x: u32, y: u32) -> usize {
        y as usize * self.picture.width() + x as usize
    }
}

impl Clone for Metered<'_, '_> {
    /// A copy moves about 16 bytes in the time of one touch, and is paid for like that.
    fn clone(&self) -> Self {
        self.meter.pay(self.picture.pixels().len() as u64 / 16);
        Self { picture: self.picture.clone(), meter: self.meter }
    }
}

impl GenericImageView for Metered<'_, '_> {
    type Pixel = Level<u8>;

    fn dimensions(&self) -> (u32, u32) {
        let side = |length| u32::try_from(length).unwrap_or(u32::MAX);
        (side(self.picture.width()), side(self.picture.height()))
    }

    fn get_pixel(&self, x: u32, y: u32) -> Level<u8> {
        self.meter.pay(1);
        Level([self.picture.pixels()[self.index(x, y)]])
    }
}

impl GenericImage for Metered<'_, '_> {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Level<u8> {
        self.meter.pay(1);
        let index = self.index(x, y);
        Level::from_slice_mut(&mut self.picture.pixels_mut()[index..=index])
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Level<u8>) {
        self.meter.pay(1);
        let index = self.index(x, y);
        self.picture.pixels_mut()[index] = pixel.0[0];
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Level<u8>) {
        self.put_pixel(x, y, pixel);
    }
}
