//! Where a sheet lies before a pinhole camera, and the way between its millimetres and the frame's pixels.

/// How a sheet is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Pixels a millimetre at the anchor, seen straight.
    pub pixels_per_mm: f64,
    /// The point of the sheet, in millimetres, about which it is turned.
    pub anchor: (f64, f64),
    /// Where the anchor stands in the frame, in pixels.
    pub place: (f64, f64),
    /// Turned in its plane, degrees clockwise.
    pub roll: f64,
    /// Tilted away from the camera, degrees.
    pub tilt: f64,
    /// The axis of the tilt within the sheet, degrees from its lower edge.
    pub tilt_axis: f64,
    /// Curvature of the bend in 1/mm, 0 for flat: a cylinder touching the anchor.
    pub bend: f64,
    /// The direction across which it bends, degrees from its lower edge.
    pub bend_axis: f64,
}

/// The focal length of an ordinary webcam as a multiple of the frame's width: 58 degrees from side to side.
const FOCAL: f64 = 0.9;

type Vector = [f64; 3];

/// A pose made ready to be asked.
#[derive(Debug, Clone)]
pub struct Projection {
    middle: (f64, f64),
    focal: f64,
    /// Rows: the sheet's axes in the camera's.
    turn: [Vector; 3],
    anchor: (f64, f64),
    at: Vector,
    bend: f64,
    across: (f64, f64),
}

impl Projection {
    /// For a frame of so many pixels.
    pub fn new(pose: &Pose, (width, height): (u32, u32)) -> Self {
        let middle = (f64::from(width) / 2.0, f64::from(height) / 2.0);
        let focal = FOCAL * f64::from(width);
        let scale = pose.pixels_per_mm;
        let at = [(pose.place.0 - middle.0) / scale, (pose.place.1 - middle.1) / scale, focal / scale];
        let (sin, cos) = pose.bend_axis.to_radians().sin_cos();
        Self { middle, focal, turn: turned(pose), anchor: pose.anchor, at, bend: pose.bend, across: (cos, sin) }
    }

    /// From millimetres on the sheet to pixels of the frame, whose first pixel reaches from 0 to 1.
    pub fn to_frame(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let local = self.bent((x - self.anchor.0, y - self.anchor.1));
        let seen: Vector = std::array::from_fn(|axis| {
            self.at[axis] + (0..3).map(|own| self.turn[own][axis] * local[own]).sum::<f64>()
        });
        (self.middle.0 + self.focal * seen[0] / seen[2], self.middle.1 + self.focal * seen[1] / seen[2])
    }

    /// From a pixel to millimetres on the sheet, which go on beyond its edges; nothing where the ray passes the sheet.
    pub fn to_sheet(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let ray = [(x - self.middle.0) / self.focal, (y - self.middle.1) / self.focal, 1.0];
        let from = self.turn.map(|axis| -dot(axis, self.at));
        let along = self.turn.map(|axis| dot(axis, ray));
        let (x, y) = if self.bend == 0.0 { flat(from, along) } else { self.unbent(from, along) }?;
        Some((x + self.anchor.0, y + self.anchor.1))
    }

    /// A point of the sheet on the cylinder, from the anchor.
    fn bent(&self, (x, y): (f64, f64)) -> Vector {
        if self.bend == 0.0 {
            return [x, y, 0.0];
        }
        let (cos, sin) = self.across;
        let (across, along) = (x * cos + y * sin, y * cos - x * sin);
        let angle = across * self.bend;
        let across = angle.sin() / self.bend;
        [across * cos - along * sin, across * sin + along * cos, (1.0 - angle.cos()) / self.bend]
    }

    /// Where a ray meets the cylinder, laid flat again.
    fn unbent(&self, from: Vector, along: Vector) -> Option<(f64, f64)> {
        let (cos, sin) = self.across;
        let rolled = |v: Vector| [v[0] * cos + v[1] * sin, v[1] * cos - v[0] * sin, v[2]];
        let (from, along) = (rolled(from), rolled(along));
        let radius = 1.0 / self.bend;
        // The times at which the ray meets the circle solve square * t^2 + 2 * half * t + rest = 0.
        let square = along[0].powi(2) + along[2].powi(2);
        let half = from[0] * along[0] + (from[2] - radius) * along[2];
        let rest = from[0].powi(2) + (from[2] - radius).powi(2) - radius.powi(2);
        let inner = half * half - square * rest;
        let root = inner.max(0.0).sqrt();
        let depth = |time: f64| (from[2] + time * along[2]).abs();
        let (near, far) = ((-half - root) / square, (-half + root) / square);
        let time = if depth(near) < depth(far) { near } else { far };
        let (side, high) = (from[0] + time * along[0], from[2] + time * along[2]);
        let across = (side * self.bend).atan2(1.0 - high * self.bend) / self.bend;
        let down = from[1] + time * along[1];
        (inner >= 0.0 && time > 0.0).then_some((across * cos - down * sin, across * sin + down * cos))
    }
}

fn flat(from: Vector, along: Vector) -> Option<(f64, f64)> {
    let t = -from[2] / along[2];
    (t > 0.0).then_some((from[0] + t * along[0], from[1] + t * along[1]))
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The sheet's three axes as the camera sees them: tilted about an axis in the sheet, then rolled.
fn turned(pose: &Pose) -> [Vector; 3] {
    let (sin, cos) = pose.tilt.to_radians().sin_cos();
    let (dy, dx) = pose.tilt_axis.to_radians().sin_cos();
    let tilted = [
        [cos + dx * dx * (1.0 - cos), dx * dy * (1.0 - cos), -dy * sin],
        [dx * dy * (1.0 - cos), cos + dy * dy * (1.0 - cos), dx * sin],
        [dy * sin, -dx * sin, cos],
    ];
    let (sin, cos) = pose.roll.to_radians().sin_cos();
    tilted.map(|[x, y, z]| [x * cos - y * sin, x * sin + y * cos, z])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (u32, u32) = (1280, 720);

    fn pose(tilt: f64, bend: f64) -> Pose {
        Pose {
            pixels_per_mm: 9.0,
            anchor: (40.0, 25.0),
            place: (700.0, 300.0),
            roll: 20.0,
            tilt,
            tilt_axis: 70.0,
            bend,
            bend_axis: 15.0,
        }
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        for (tilt, bend) in [(0.0, 0.0), (50.0, 0.0), (20.0, 0.03), (35.0, -0.03)] {
            let projection = Projection::new(&pose(tilt, bend), SIZE);
            for point in [(40.0, 25.0), (10.0, 5.0), (70.0, 20.0), (55.0, 45.0)] {
                let (x, y) = projection.to_sheet(projection.to_frame(point)).unwrap();
                assert!((x - point.0).hypot(y - point.1) < 1e-6, "{tilt} {bend} {point:?}: {x} {y}");
            }
        }
    }

    #[test]
    fn straight_on_a_millimetre_has_its_pixels_and_a_tilt_takes_some() {
        let length = |tilt: f64| {
            let projection = Projection::new(&Pose { tilt_axis: 90.0, ..pose(tilt, 0.0) }, SIZE);
            let (a, b) = (projection.to_frame((39.0, 25.0)), projection.to_frame((41.0, 25.0)));
            (a.0 - b.0).hypot(a.1 - b.1) / 2.0
        };
        assert!((length(0.0) - 9.0).abs() < 1e-6);
        assert!((length(60.0) - 4.5).abs() < 0.3, "{}", length(60.0));
    }

    #[test]
    fn a_bend_curves_what_was_straight() {
        let off = |bend: f64| {
            let projection = Projection::new(&Pose { bend_axis: 0.0, ..pose(30.0, bend) }, SIZE);
            let [a, b, c] = [10.0, 40.0, 70.0].map(|x| projection.to_frame((x, 25.0)));
            ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).abs() / (c.0 - a.0).hypot(c.1 - a.1)
        };
        assert!(off(0.0) < 1e-6 && off(0.02) > 5.0, "{} {}", off(0.0), off(0.02));
    }
}
