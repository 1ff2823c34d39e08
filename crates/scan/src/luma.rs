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
    fn debug_shows_no_pixel() {
        assert_eq!(format!("{:?}", Luma::even(2, 1, 7)), "Luma { width: 2, height: 1, .. }");
    }
}
