//! The papers that come to a counter, flat and in millimetres: what is printed where.

mod ground;

use qrcode::{Color, EcLevel, QrCode, Version};

use crate::DrawError;
use crate::canvas::{Area, BLACK, Canvas, WHITE};
use crate::dice::Dice;

/// Width and height of an ID-1 card in millimetres (ISO/IEC 7810).
const ID1: (f64, f64) = (85.6, 53.98);

/// What kind of machine-readable print a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TruthKind {
    /// A QR code (ISO/IEC 18004).
    Qr,
}

impl TruthKind {
    /// Its name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Qr => "qr",
        }
    }
}

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chip card of 2021, front: the code top right, 11 to 12 mm.
    Citizen,
    /// Identity card of 2024, back: the code 18 mm.
    Identity,
    /// A telephone that shows the code.
    Phone,
}

/// One machine-readable print.
#[derive(Debug, Clone)]
pub struct Mark {
    pub kind: TruthKind,
    pub payload: Vec<u8>,
    /// Without its quiet zone.
    pub area: Area,
    pub grid: Grid,
}

/// Cells edge to edge.
#[derive(Debug, Clone)]
pub struct Grid {
    pub columns: usize,
    pub rows: usize,
    pub dark: Vec<bool>,
}

/// A paper with its marks.
#[derive(Debug, Clone)]
pub struct Paper {
    pub kind: Kind,
    /// Width and height in millimetres.
    pub size: (f64, f64),
    pub marks: Vec<Mark>,
    /// Decides its ornaments.
    pub dice: Dice,
}

impl Mark {
    /// Millimetres of a cell.
    pub fn module(&self) -> f64 {
        self.area.width / self.grid.columns as f64
    }
}

impl Grid {
    fn is_dark(&self, column: usize, row: usize) -> bool {
        self.dark[row * self.columns + column]
    }

    /// A QR code in the smallest version that holds the payload, or some versions more.
    ///
    /// # Errors
    /// [`DrawError::PayloadTooLong`] when no version holds it.
    pub fn qr(payload: &[u8], level: EcLevel, more: i16) -> Result<Self, DrawError> {
        let smallest = QrCode::with_error_correction_level(payload, level).map_err(|_| DrawError::PayloadTooLong)?;
        if more == 0 {
            return Ok(Self::of(smallest));
        }
        let version = match smallest.version() {
            Version::Normal(number) | Version::Micro(number) => Version::Normal((number + more).min(40)),
        };
        Ok(Self::of(QrCode::with_version(payload, version, level).map_err(|_| DrawError::PayloadTooLong)?))
    }

    fn of(code: QrCode) -> Self {
        let side = code.width();
        let dark = code.into_colors().into_iter().map(|cell| cell == Color::Dark).collect();
        Self { columns: side, rows: side, dark }
    }
}

impl Paper {
    /// A paper of its kind with a QR code.
    pub fn with_qr(kind: Kind, payload: Vec<u8>, grid: Grid, dice: &mut Dice) -> Self {
        let (size, area) = match kind {
            Kind::Citizen => (ID1, Area::square(69.5, 4.5, dice.between(11.0, 12.0))),
            Kind::Identity => (ID1, Area::square(62.0, 6.0, 18.0)),
            Kind::Phone => ((68.0, 140.0), Area::square(9.0, 42.0, 50.0 * dice.between(0.7, 1.0))),
        };
        let marks = vec![Mark { kind: TruthKind::Qr, payload, area, grid }];
        Self { kind, size, marks, dice: dice.apart(1) }
    }

    /// All of it.
    pub fn whole(&self) -> Area {
        Area::new(0.0, 0.0, self.size.0, self.size.1)
    }

    /// Whether it shines of itself.
    pub fn shines(&self) -> bool {
        self.kind == Kind::Phone
    }

    /// Prints the part of it that is seen, at so many raster pixels a millimetre.
    pub fn print(&self, window: Area, density: f64) -> Canvas {
        let mut canvas = ground::lay(self, window, density);
        for mark in &self.marks {
            canvas.fill(mark.area.grown(4.0 * mark.module()), WHITE);
            let grid = &mark.grid;
            canvas.cells(mark.area, (grid.columns, grid.rows), (BLACK, WHITE), |x, y| grid.is_dark(x, y));
        }
        canvas
    }
}
