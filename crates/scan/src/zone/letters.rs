//! Tells which letter stands in a cell: a small net of our own, trained on drawn OCR-B (`examples/train_ocr_b.rs`).

use std::sync::LazyLock;

use super::line::{COLUMNS, Cell, ROWS};

/// The letters of a zone, in the order in which they are told; after them comes "no letter, or not in its place".
pub const ALPHABET: &[u8; 37] = b"0123456789<ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The filler's place in it.
pub const FILLER: usize = 10;
/// What a cell can hold: a letter, or none.
pub const CLASSES: usize = ALPHABET.len() + 1;
/// Neurons between what is seen and what is told.
pub const HIDDEN: usize = 96;
/// How likely each class is, as natural logarithms.
pub type Likely = [f32; CLASSES];

const SEEN: usize = COLUMNS * ROWS;

/// For every neuron of the two layers in turn: one weight's unit and the bias as little-endian `f32`, then a signed
/// byte for every weight.
static TABLE: &[u8] = include_bytes!("ocr_b.bin");

static NET: LazyLock<Net> = LazyLock::new(|| Net::read(TABLE));

struct Net {
    hidden: Vec<Neuron<SEEN>>,
    told: Vec<Neuron<HIDDEN>>,
}

struct Neuron<const INPUTS: usize> {
    weights: [f32; INPUTS],
    bias: f32,
}

impl Net {
    fn read(table: &[u8]) -> Self {
        let (hidden, told) = table.split_at((HIDDEN * (SEEN + 8)).min(table.len()));
        Self {
            hidden: hidden.chunks_exact(SEEN + 8).map(Neuron::read).collect(),
            told: told.chunks_exact(HIDDEN + 8).map(Neuron::read).collect(),
        }
    }
}

impl<const INPUTS: usize> Neuron<INPUTS> {
    fn read(bytes: &[u8]) -> Self {
        let float = |at: usize| f32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let unit = float(0);
        let mut weights = [0.0; INPUTS];
        for (weight, byte) in weights.iter_mut().zip(&bytes[8..]) {
            *weight = f32::from(byte.cast_signed()) * unit;
        }
        Self { weights, bias: float(4) }
    }

    fn weigh(&self, inputs: &[f32; INPUTS]) -> f32 {
        // Eight sums side by side: the compiler makes vectors of them.
        let mut sums = [0.0f32; 8];
        for (eight, weights) in inputs.chunks_exact(8).zip(self.weights.chunks_exact(8)) {
            for (sum, (input, weight)) in sums.iter_mut().zip(eight.iter().zip(weights)) {
                *sum += input * weight;
            }
        }
        sums.iter().sum::<f32>() + self.bias
    }
}

/// Tells how likely each letter is in a cell.
pub fn likely(cell: &Cell) -> Likely {
    let mut hidden = [0.0; HIDDEN];
    for (level, neuron) in hidden.iter_mut().zip(&NET.hidden) {
        *level = neuron.weigh(cell).max(0.0);
    }
    let mut told = [0.0; CLASSES];
    for (level, neuron) in told.iter_mut().zip(&NET.told) {
        *level = neuron.weigh(&hidden);
    }
    let most = told.iter().copied().fold(f32::MIN, f32::max);
    let total = told.iter().map(|level| (level - most).exp()).sum::<f32>().ln() + most;
    told.map(|level| level - total)
}
