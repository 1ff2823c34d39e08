//! From what is believed of each module to the payload: format, blocks, errors and erasures.

use super::payload;
use super::reed_solomon::correct;
use super::spec::{Layout, Level, format_bits, masked};

const LEVELS: [Level; 4] = [Level::L, Level::M, Level::Q, Level::H];

/// What the format information says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Format {
    /// Error correction level.
    level: Level,
    /// Mask, 0 to 7.
    mask: u8,
}

/// A code that was read.
pub struct Decoded {
    /// The payload's bytes.
    pub bytes: Vec<u8>,
    /// The least share of a block's error correction that was left over.
    pub margin: f32,
}

/// A block once corrected: its codewords, data first, and the share of its checks that was left over.
struct Block {
    corrected: Vec<u8>,
    margin: f32,
}

/// Reads a code from what is believed of its modules, light positive, row by row.
pub fn decode(layout: &Layout, beliefs: &[f32]) -> Option<Decoded> {
    formats(layout, beliefs).into_iter().find_map(|format| {
        let codewords = Codewords::read(layout, format.mask, beliefs);
        let (places, checks) = blocks(layout, format.level);
        let mut corrected = Vec::with_capacity(places.len());
        for places in places {
            corrected.push(correct_block(&codewords, &places, checks)?);
        }
        join(layout, &corrected, checks)
    })
}

/// The formats that agree best with what is believed, the best first.
fn formats(layout: &Layout, beliefs: &[f32]) -> Vec<Format> {
    let places = layout.format_places();
    let mut scored: Vec<(f32, Format)> = Vec::with_capacity(32);
    for (level, mask) in LEVELS.into_iter().flat_map(|level| (0..8).map(move |mask| (level, mask))) {
        let bits = format_bits(level, mask);
        let score = places.iter().flat_map(|copy| copy.iter().enumerate()).map(|(bit, &place)| {
            // A bit set is dark; no single module decides.
            let light = beliefs[place].clamp(-6.0, 6.0);
            if bits >> (14 - bit) & 1 == 1 { -light } else { light }
        });
        scored.push((score.sum(), Format { level, mask }));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(2).map(|(_, format)| format).collect()
}

/// The codewords as read, each with its eight beliefs that a bit is set.
struct Codewords {
    bits: Vec<[f32; 8]>,
}

impl Codewords {
    /// Takes the mask off and puts the bits in their order.
    fn read(layout: &Layout, mask: u8, beliefs: &[f32]) -> Self {
        let set = |place: &usize| {
            let dark = -beliefs[*place];
            if masked(mask, place % layout.side, place / layout.side) { -dark } else { dark }
        };
        let bits = layout.order.chunks_exact(8).map(|places| std::array::from_fn(|bit| set(&places[bit])));
        Self { bits: bits.collect() }
    }

    fn value(&self, at: usize) -> u8 {
        self.bits[at].iter().fold(0, |value, &belief| value << 1 | u8::from(belief > 0.0))
    }

    /// The logarithm of the chance that all bits are right: the higher, the surer.
    fn sureness(&self, at: usize) -> f32 {
        self.bits[at].iter().map(|belief| -(-belief.abs()).exp().ln_1p()).sum()
    }

    /// What it costs to believe another value, and what such a belief costs on the average where the beliefs are honest.
    fn cost(&self, at: usize, value: u8) -> f32 {
        let flipped = value ^ self.value(at);
        (0..8).filter(|bit| flipped >> (7 - bit) & 1 == 1).map(|bit| self.bits[at][bit].abs()).sum()
    }

    fn honest_cost(&self, at: usize) -> (f32, f32) {
        self.bits[at].iter().fold((0.0, 0.0), |(mean, spread), belief| {
            let odds = 1.0 / (1.0 + belief.abs().exp());
            (mean + odds * belief.abs(), spread + odds * (1.0 - odds) * belief * belief)
        })
    }
}

/// Which codewords make up each block (clause 7.6), data first, and how many of each are checks.
fn blocks(layout: &Layout, level: Level) -> (Vec<Vec<usize>>, usize) {
    let (count, checks) = layout.blocks(level);
    let all = layout.codewords();
    let short = all / count - checks;
    let long = all % count;
    let begins_long = count - long;
    let interleaved = short * count;
    let blocks = (0..count).map(|block| {
        let data = (0..short).map(|at| at * count + block);
        let last = (block >= begins_long).then(|| interleaved + block - begins_long);
        let check = (0..checks).map(|at| interleaved + long + at * count + block);
        data.chain(last).chain(check).collect()
    });
    (blocks.collect(), checks)
}

/// Corrects a block: as it is, then with more and more of its least sure codewords taken for unknown.
fn correct_block(codewords: &Codewords, places: &[usize], checks: usize) -> Option<Block> {
    let read: Vec<u8> = places.iter().map(|&at| codewords.value(at)).collect();
    let sureness: Vec<f32> = places.iter().map(|&at| codewords.sureness(at)).collect();
    let mut doubtful: Vec<usize> = (0..places.len()).collect();
    doubtful.sort_by(|&a, &b| sureness[a].total_cmp(&sureness[b]));
    for erased in (0..=checks.saturating_sub(SPARE)).step_by(2) {
        let mut block = read.clone();
        let Some(errors) = correct(&mut block, checks, &doubtful[..erased]) else { continue };
        let spent = 2 * errors + erased;
        if believable(codewords, places, &block, checks - spent.min(checks)) {
            let needed = block.iter().zip(&read).filter(|(a, b)| a != b).count();
            let margin = 1.0 - (needed.max(spent / 2) as f32 / checks as f32).min(1.0);
            return Some(Block { corrected: block, margin });
        }
    }
    None
}

/// Check codewords that are always left to check with: a wrong block passes two of them once in 65,536 times.
const SPARE: usize = 2;
/// With so many left over, no wrong block passes.
const PLENTY: usize = 6;

/// A block far from what was read is believed only if the bits that it overrules were doubtful.
fn believable(codewords: &Codewords, places: &[usize], block: &[u8], left: usize) -> bool {
    if left >= PLENTY {
        return true;
    }
    let (mut cost, mut mean, mut spread) = (0.0, 0.0, 0.0);
    for (&at, &value) in places.iter().zip(block) {
        let (expected, square) = codewords.honest_cost(at);
        cost += codewords.cost(at, value);
        (mean, spread) = (mean + expected, spread + square);
    }
    left >= SPARE && cost < 1.5 * mean + 4.0 * spread.sqrt() + 4.0
}

/// Puts corrected blocks together; `None` when they hold no payload.
fn join(layout: &Layout, blocks: &[Block], checks: usize) -> Option<Decoded> {
    let mut data = Vec::new();
    let mut margin: f32 = 1.0;
    for block in blocks {
        data.extend_from_slice(&block.corrected[..block.corrected.len() - checks]);
        margin = margin.min(block.margin);
    }
    Some(Decoded { bytes: payload::read(&data, layout.version())?, margin })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qrcode::{Color, EcLevel, QrCode};

    use super::*;

    const PAYLOAD: &str = "001099000123||Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|01082024||||";

    /// Another encoder's code, each module believed a little.
    fn beliefs(level: EcLevel) -> (Layout, Vec<f32>) {
        let code = QrCode::with_error_correction_level(PAYLOAD, level).unwrap();
        let layout = Layout::new((code.width() - 17) / 4).unwrap();
        (layout, code.into_colors().into_iter().map(|color| if color == Color::Dark { -3.0 } else { 3.0 }).collect())
    }

    #[test]
    fn codes_of_another_encoder_are_read() {
        for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
            let (layout, beliefs) = beliefs(level);
            let decoded = decode(&layout, &beliefs).unwrap();
            assert_eq!((decoded.bytes.as_slice(), decoded.margin), (PAYLOAD.as_bytes(), 1.0));
        }
    }

    #[test]
    fn what_is_known_to_be_unknown_counts_half() {
        let (layout, whole) = beliefs(EcLevel::L);
        let (_, checks) = layout.blocks(Level::L);
        // So many codewords of one block: too many errors, and not too many erasures.
        let lost = checks - SPARE;
        let spoilt = |belief: f32| {
            let mut spoilt = whole.clone();
            let block = &blocks(&layout, Level::L).0[0];
            for bit in block[block.len() - lost..].iter().flat_map(|codeword| codeword * 8..codeword * 8 + 8) {
                spoilt[layout.order[bit]] = if bit % 2 == 0 { belief } else { -belief };
            }
            spoilt
        };
        assert!(decode(&layout, &spoilt(3.0)).is_none());
        assert_eq!(decode(&layout, &spoilt(0.01)).unwrap().bytes, PAYLOAD.as_bytes());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn rubbish_is_no_code(version in 1usize..=20, rubbish in proptest::collection::vec(-9.0f32..9.0, 97 * 97)) {
            let layout = Layout::new(version).unwrap();
            prop_assert!(decode(&layout, &rubbish).is_none());
        }
    }
}
