//! The papers that come to a counter, flat and in millimetres: what is printed where.

mod grid;
mod ground;
mod invent;
mod pdf417;

use std::sync::LazyLock;

use crate::canvas::{Area, BLACK, Canvas, WHITE};
use crate::dice::Dice;
use crate::ocr_b::{CAPITAL, OcrB, PITCH};

pub use grid::Grid;
pub use invent::papers;

/// What kind of machine-readable print a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TruthKind {
    /// A QR code (ISO/IEC 18004).
    Qr,
    /// A PDF417 code (ISO/IEC 15438).
    Pdf417,
    /// A Code 128 (ISO/IEC 15417).
    Linear,
    /// The zone of a card, three lines of 30 (Doc 9303-5).
    Td1,
    /// The zone of a large card, two lines of 36 (Doc 9303-6).
    Td2,
    /// The zone of a passport, two lines of 44 (Doc 9303-4).
    Td3,
}

impl TruthKind {
    /// Its name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Qr => "qr",
            Self::Pdf417 => "pdf417",
            Self::Linear => "linear",
            Self::Td1 => "td1",
            Self::Td2 => "td2",
            Self::Td3 => "td3",
        }
    }
}

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chip card of 2021, front: a portrait, the code top right.
    Citizen,
    /// The back of a card: the identity card of 2024, and cards of other states.
    Back,
    /// Health insurance card.
    Insurance,
    /// The back of the cards before 2021, with a code along its edge.
    Old,
    /// The data page of a passport, or a large card.
    Page,
    /// A telephone that shows the code.
    Phone,
    /// Nothing that a machine reads, though it looks like it: one of [`ground::DECOYS`].
    Decoy(usize),
}

/// One machine-readable print.
#[derive(Debug, Clone)]
pub struct Mark {
    pub kind: TruthKind,
    /// Its bytes; of a zone, the lines with a line feed between them.
    pub payload: Vec<u8>,
    /// Without its quiet zone.
    pub area: Area,
    pub print: Print,
}

/// How a mark is printed.
#[derive(Debug, Clone)]
pub enum Print {
    Cells(Grid),
    /// Lines of OCR-B, so many millimetres one below the other.
    Lines(f64),
}

/// A paper with its marks; the first is the one that is shown to the camera.
#[derive(Debug, Clone)]
pub struct Paper {
    pub kind: Kind,
    /// Width and height in millimetres.
    pub size: (f64, f64),
    pub marks: Vec<Mark>,
    /// Decides its ornaments.
    pub dice: Dice,
}

/// Width of a stroke of OCR-B in millimetres.
const STROKE: f64 = 0.35;

static LETTERS: LazyLock<Option<OcrB>> = LazyLock::new(OcrB::new);

impl Mark {
    /// A grid of cells, so many units of quiet zone around it not counted.
    pub const fn cells(kind: TruthKind, payload: Vec<u8>, area: Area, grid: Grid) -> Self {
        Self { kind, payload, area, print: Print::Cells(grid) }
    }

    /// A machine readable zone whose first cell begins at a place; its area reaches from the top of the first line's
    /// capitals to the foot of the last's.
    pub fn zone(kind: TruthKind, text: &str, (left, top): (f64, f64), spacing: f64) -> Self {
        let text = text.trim_end();
        let letters = text.lines().next().map_or(0, str::len) as f64;
        let more = text.lines().count().saturating_sub(1) as f64;
        let area = Area::new(left, top, letters * PITCH, more * spacing + CAPITAL);
        Self { kind, payload: text.as_bytes().to_vec(), area, print: Print::Lines(spacing) }
    }

    /// Millimetres of its narrowest line: of a module, or of a letter's stroke.
    pub fn unit(&self) -> f64 {
        match &self.print {
            Print::Cells(grid) => self.area.width / grid.columns as f64,
            Print::Lines(_) => STROKE,
        }
    }

    fn print(&self, canvas: &mut Canvas) {
        match &self.print {
            Print::Cells(grid) => {
                let quiet = if self.kind == TruthKind::Linear { 10.0 } else { 4.0 };
                canvas.fill(self.area.grown(quiet * self.unit()), WHITE);
                canvas.cells(self.area, (grid.columns, grid.rows), (BLACK, WHITE), |x, y| grid.is_dark(x, y));
            }
            Print::Lines(spacing) => {
                for (line, text) in self.payload.split(|&byte| byte == b'\n').enumerate() {
                    self.line(canvas, &String::from_utf8_lossy(text), self.area.top + line as f64 * spacing);
                }
            }
        }
    }

    fn line(&self, canvas: &mut Canvas, text: &str, top: f64) {
        let Some(letters) = LETTERS.as_ref() else { return };
        let left = self.area.left;
        let area = Area::new(left, top - 0.5, self.area.width, CAPITAL + 1.0);
        canvas.shade(area, |x, y, below| {
            let ink = letters.ink(text, x - left, y - top);
            f64::from(below) * (1.0 - ink) + f64::from(BLACK) * ink
        });
    }
}

impl Paper {
    /// What is shown to the camera and its narrowest line, in millimetres: the first mark, or the middle of a paper that has none.
    pub fn target(&self) -> (Area, f64) {
        let (x, y) = self.whole().centre();
        self.marks.first().map_or((Area::square(x, y, 0.0).grown(12.0), 0.3), |mark| (mark.area, mark.unit()))
    }

    /// All of it.
    pub fn whole(&self) -> Area {
        Area::new(0.0, 0.0, self.size.0, self.size.1)
    }

    /// How much light its white gives: a screen shines of itself.
    pub fn gain(&self) -> f64 {
        if self.kind == Kind::Phone { 1.1 } else { 1.0 }
    }

    /// Prints the part of it that is seen, at so many raster pixels a millimetre.
    pub fn print(&self, window: Area, density: f64) -> Canvas {
        let mut canvas = ground::lay(self, window, density);
        for mark in &self.marks {
            mark.print(&mut canvas);
        }
        canvas
    }
}
