//! The first look: rxing finds and samples codes that a threshold can read; the codewords are decoded here, so that no character
//! set is guessed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

use super::dark::dark;
use super::decode::decode;
use super::spec::Layout;
use crate::luma::Luma;
use crate::sighting::{Code, Symbology, module};

/// The most finder patterns of which codes are made up, and the most codes that are tried: a field of marks has thousands.
const MOST_MARKS: usize = 48;
const MOST_TRIED: usize = 24;
/// How sure a module is that a threshold has read, as logarithm of the odds.
const BELIEF: f32 = 4.0;

/// Finds the codes that are plain to see. A decoder that stumbles has found nothing.
pub fn look(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Vec<Code> {
    let mut codes = Vec::new();
    // What was found before it stumbled is kept.
    let _ = catch_unwind(AssertUnwindSafe(|| find(picture, time_left, &mut codes)));
    codes
}

fn find(picture: &Luma, time_left: &mut dyn FnMut() -> bool, codes: &mut Vec<Code>) -> Option<()> {
    let matrix = &dark(picture)?;
    if !time_left() {
        return None;
    }
    let mut marks = FindFinderPatterns(matrix, false, 0);
    marks.truncate(MOST_MARKS);
    let mut used = Vec::new();
    for set in GenerateFinderPatternSets(&mut marks).into_iter().take(MOST_TRIED) {
        if !time_left() {
            return None;
        }
        if [&set.bl, &set.tl, &set.tr].into_iter().any(|mark| used.contains(mark)) {
            continue;
        }
        let Ok(sampled) = SampleQR(matrix, &set) else { continue };
        if let Some(code) = read(sampled.getBits(), sampled.getPoints()) {
            used.extend([set.bl, set.tl, set.tr]);
            if codes.iter().all(|other| other.bytes != code.bytes) {
                codes.push(code);
            }
        }
    }
    Some(())
}

fn read(modules: &BitMatrix, corners: &[rxing::Point]) -> Option<Code> {
    let side = modules.width() as usize;
    let layout = Layout::new(side.checked_sub(17)? / 4).filter(|layout| layout.side == side)?;
    let belief = |i: usize| if modules.get((i % side) as u32, (i / side) as u32) { -BELIEF } else { BELIEF };
    let decoded = decode(&layout, &(0..side * side).map(belief).collect::<Vec<f32>>())?;
    // Row by row, as rxing has them.
    let &[top_left, top_right, bottom_left, bottom_right] = corners else { return None };
    let corners = [top_left, top_right, bottom_right, bottom_left].map(|corner| (corner.x, corner.y));
    let module = Some(module(&corners, side));
    Some(Code { symbology: Symbology::Qr, bytes: decoded.bytes, corners, margin: decoded.margin, module })
}
