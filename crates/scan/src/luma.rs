//! Brightness, one byte a pixel.

/// A picture as brightness, row by row from the top left, one byte a pixel.
#[derive(Clone, PartialEq, Eq)]
pub struct Luma {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Luma {
    /// Takes `width` x `height` bytes; more are cut off, and `None` says that there are fewer or that a side is 0.
    pub fn new(width: usize, height: usize, mut pixels: Vec<u8>) -> Option<Self> {
        let count = width.checked_mul(height)?;
        if count == 0 || pixels.len() < count {
            return None;
        }
        pixels.truncate(count);
        Some(Self { width, height, pixels })
    }

    /// A picture of one even brightness, at least 1 x 1.
    pub fn even(width: usize, height: usize, level: u8) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self { width, height, pixels: vec![level; width * height] }
    }

    /// Width in pixels.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// All pixels, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// All pixels, row by row, without the size.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    pub(crate) fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }

    /// The brightness at a pixel, the nearest edge pixel when it lies outside.
    fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }

    /// The brightness between four pixels, whose middles stand at whole numbers; beyond the edge that of the edge.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the picture first")]
    #[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
    pub(crate) fn between(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.clamp(0.0, (self.width - 1) as f32), y.clamp(0.0, (self.height - 1) as f32));
        let (left, top) = (x as usize, y as usize);
        let (across, down) = (x - left as f32, y - top as f32);
        let next = usize::from(left + 1 < self.width);
        let row = |top: usize| {
            let row = &self.pixels[top * self.width + left..];
            let (one, other) = (f32::from(row[0]), f32::from(row[next]));
            one + across * (other - one)
        };
        let (upper, lower) = (row(top), row((top + 1).min(self.height - 1)));
        upper + down * (lower - upper)
    }

    /// Whether a place lies further than a pixel inside the middles of the edge's pixels.
    #[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
    pub(crate) const fn is_inside(&self, (x, y): (f32, f32)) -> bool {
        x >= 1.0 && y >= 1.0 && x < self.width as f32 - 2.0 && y < self.height as f32 - 2.0
    }

    /// Half the size: each pixel is the mean of four.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let sum = [(0, 0), (1, 0), (0, 1), (1, 1)]
                    .map(|(right, down)| u16::from(self.at(2 * x + right, 2 * y + down)))
                    .iter()
                    .sum();
                pixels.push(quarter(sum));
            }
        }
        Self { width, height, pixels }
    }
}

/// Shows the size only: a picture of a card is personal.
impl std::fmt::Debug for Luma {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Luma").field("width", &self.width).field("height", &self.height).finish_non_exhaustive()
    }
}

fn quarter(sum: u16) -> u8 {
    u8::try_from(sum / 4).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_all_its_pixels_or_is_none() {
        assert_eq!(Luma::new(2, 2, vec![1, 2, 3]), None);
        assert_eq!(Luma::new(0, 2, vec![]), None);
        assert_eq!(Luma::new(usize::MAX, 2, vec![1]), None);
        assert_eq!(Luma::new(2, 1, vec![1, 2, 3]).unwrap().pixels(), [1, 2]);
    }

    #[test]
    fn halving_takes_the_mean() {
        let four = Luma::new(2, 2, vec![0, 40, 80, 120]).unwrap();
        assert_eq!(four.halved().pixels(), [60]);
        assert_eq!(Luma::even(5, 1, 9).halved().width(), 2);
    }

    #[test]
    fn between_pixels_brightness_goes_evenly_and_ends_at_the_edge() {
        let four = Luma::new(2, 2, vec![0, 40, 80, 120]).unwrap();
        let at = [(0.0, 0.0), (0.5, 0.0), (0.25, 0.5), (1.0, 1.0), (9.0, -3.0), (-1.0, 9.0)];
        assert_eq!(at.map(|(x, y)| four.between(x, y).to_string()), ["0", "20", "50", "120", "40", "80"]);
    }

    #[test]
    fn debug_shows_no_pixel() {
        assert_eq!(format!("{:?}", Luma::even(2, 1, 7)), "Luma { width: 2, height: 1, .. }");
    }
}
