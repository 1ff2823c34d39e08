//! What the lens and the hand do to sharpness: defocus, soft optics, movement.

/// Blur of a frame, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Optics {
    /// Radius of the disk into which a point out of focus spreads.
    pub defocus: f64,
    /// Deviation of a Gaussian blur.
    pub gaussian: f64,
    /// Length of the movement while the shutter is open.
    pub motion: f64,
    /// Its direction, degrees from the frame's lower edge.
    pub motion_angle: f64,
}

/// A rectangle of pixels: columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub left: usize,
    pub top: usize,
    pub right: usize,
    pub bottom: usize,
}

/// Light on the sensor, linear; white paper in full light is about 0.84.
#[derive(Debug, Clone)]
pub struct Field {
    pub width: usize,
    pub height: usize,
    pub light: Vec<f32>,
}

/// One point of a spread: columns right, rows down, share of the light.
type Tap = (isize, isize, f32);

impl Optics {
    /// The deviation of a Gaussian of the same variance, the mean of both directions.
    pub fn sigma(&self) -> f64 {
        (self.gaussian.powi(2) + self.defocus.powi(2) / 4.0 + self.motion.powi(2) / 24.0).sqrt()
    }

    /// How far light is spread, in pixels.
    fn reach(&self) -> usize {
        (self.defocus + self.motion / 2.0 + 3.0 * self.gaussian).ceil() as usize + 2
    }

    /// Blurs a region and what it bleeds into.
    pub fn blur(&self, field: &mut Field, region: Region) {
        let reach = self.reach();
        let region = Region {
            left: region.left.saturating_sub(reach),
            top: region.top.saturating_sub(reach),
            right: (region.right + reach).min(field.width),
            bottom: (region.bottom + reach).min(field.height),
        };
        for taps in [disk(self.defocus), streak(self.motion, self.motion_angle)] {
            spread(field, region, &taps);
        }
        let bell = bell(self.gaussian);
        spread(field, region, &bell.iter().map(|&(at, share)| (at, 0, share)).collect::<Vec<_>>());
        spread(field, region, &bell.iter().map(|&(at, share)| (0, at, share)).collect::<Vec<_>>());
    }
}

/// A disk, each pixel as far as it is covered: 8 x 8 points of it are asked.
fn disk(radius: f64) -> Vec<Tap> {
    if radius < 0.05 {
        return Vec::new();
    }
    let end = (radius + 0.5).ceil() as isize;
    let points = |at: isize| (0..8).map(move |part| at as f64 + (f64::from(part) - 3.5) / 8.0);
    let covered = |x: isize, y: isize| {
        points(x)
            .flat_map(|x| points(y).map(move |y| x * x + y * y))
            .filter(|&square| square <= radius * radius)
            .count()
    };
    let all = (-end..=end).flat_map(|y| (-end..=end).map(move |x| (x, y)));
    whole(all.map(|(x, y)| (x, y, covered(x, y) as f32)).collect())
}

/// A straight stroke, its light shared among the pixels it passes.
fn streak(length: f64, angle: f64) -> Vec<Tap> {
    if length < 0.1 {
        return Vec::new();
    }
    let (sin, cos) = angle.to_radians().sin_cos();
    let end = (length / 2.0).ceil() as isize + 1;
    let side = (2 * end + 1) as usize;
    let mut shares = vec![0.0f32; side * side];
    for step in 0..64 {
        let along = (f64::from(step) - 31.5) / 64.0 * length;
        let (x, y) = (along * cos + end as f64, along * sin + end as f64);
        let (part_x, part_y) = (x.fract() as f32, y.fract() as f32);
        let at = y as usize * side + x as usize;
        shares[at] += (1.0 - part_x) * (1.0 - part_y);
        shares[at + 1] += part_x * (1.0 - part_y);
        shares[at + side] += (1.0 - part_x) * part_y;
        shares[at + side + 1] += part_x * part_y;
    }
    let place = |at: usize| ((at % side) as isize - end, (at / side) as isize - end);
    whole(shares.into_iter().enumerate().map(|(at, share)| (place(at).0, place(at).1, share)).collect())
}

/// One axis of a Gaussian.
fn bell(sigma: f64) -> Vec<(isize, f32)> {
    if sigma < 0.05 {
        return Vec::new();
    }
    let end = (3.0 * sigma).ceil() as isize;
    let taps = (-end..=end).map(|at| (at, 0, (-(at as f64 / sigma).powi(2) / 2.0).exp() as f32)).collect();
    whole(taps).into_iter().map(|(at, _, share)| (at, share)).collect()
}

/// Without what carries nothing, the shares adding up to one.
fn whole(taps: Vec<Tap>) -> Vec<Tap> {
    let sum: f32 = taps.iter().map(|tap| tap.2).sum();
    taps.into_iter().filter(|tap| tap.2 > 0.0).map(|(x, y, share)| (x, y, share / sum)).collect()
}

/// Convolves a region; beyond the frame its edge goes on.
fn spread(field: &mut Field, region: Region, taps: &[Tap]) {
    if taps.is_empty() || region.left >= region.right {
        return;
    }
    let (width, columns) = (field.width, region.right - region.left);
    let reach = taps.iter().map(|tap| tap.0.unsigned_abs()).max().unwrap_or(0);
    let padded = columns + 2 * reach;
    let rows_reach = taps.iter().map(|tap| tap.1.unsigned_abs()).max().unwrap_or(0);
    let first = region.top as isize - rows_reach as isize;
    let source = copy(field, region, reach, rows_reach);
    for row in region.top..region.bottom {
        let out = &mut field.light[row * width + region.left..row * width + region.right];
        out.fill(0.0);
        for &(x, y, share) in taps {
            let from = (row as isize + y - first) as usize * padded + (reach as isize + x) as usize;
            for (to, light) in out.iter_mut().zip(&source[from..from + columns]) {
                *to += share * light;
            }
        }
    }
}

/// The region with a margin, its outermost pixels repeated where the frame ends.
fn copy(field: &Field, region: Region, across: usize, down: usize) -> Vec<f32> {
    let mut copied =
        Vec::with_capacity((region.right - region.left + 2 * across) * (region.bottom - region.top + 2 * down));
    let clamped = |at: isize, end: usize| at.clamp(0, end as isize - 1) as usize;
    for row in region.top as isize - down as isize..(region.bottom + down) as isize {
        let line = &field.light[clamped(row, field.height) * field.width..][..field.width];
        copied.extend((1..=across as isize).rev().map(|by| line[clamped(region.left as isize - by, field.width)]));
        copied.extend_from_slice(&line[region.left..region.right]);
        copied.extend((0..across).map(|by| line[(region.right + by).min(field.width - 1)]));
    }
    copied
}
