//! Chance that can be repeated.

/// The `SplitMix64` sequence (Steele, Lea and Flood 2014): enough for sensor noise, nothing secret comes from it.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A sequence of its own for one purpose, so that another draw more for one does not change all others.
    pub const fn apart(&self, purpose: u64) -> Self {
        let mut fork = Self(self.0 ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        fork.next();
        fork
    }

    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in 0.0 .. 1.0, evenly spread.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number between two, evenly spread.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A number in -1.0 .. 1.0, evenly spread.
    pub fn around_zero(&mut self) -> f64 {
        self.between(-1.0, 1.0)
    }

    /// True so often out of a hundred.
    pub fn percent(&mut self, often: u32) -> bool {
        self.unit() * 100.0 < f64::from(often)
    }

    /// A number of about normal distribution around 0 with deviation 1: four even ones added (Irwin and Hall).
    pub fn normal(&mut self) -> f32 {
        let bits = self.next();
        let parts = [bits, bits >> 16, bits >> 32, bits >> 48].map(|part| (part & 0xFFFF) as u32);
        // Four even numbers of 0 ..= 65535 have the mean 131070 and the deviation 37837.
        (parts.into_iter().sum::<u32>() as f32 - 131_070.0) / 37_837.0
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % bound
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.below(several.len())]
    }
}
