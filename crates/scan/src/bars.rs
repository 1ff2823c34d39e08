//! PDF417 and linear codes, as older cards have them on their backs. rxing reads both.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::HybridBinarizer;
use rxing::oned::MultiFormatOneDReader;
use rxing::pdf417::PDF417Reader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, Reader};

use crate::luma::Luma;
use crate::sighting::{Code, Corners, Symbology};

/// Linear codes that are told: those with a check over all characters. Shops' short codes are seen in any row of print.
const LINEAR: [BarcodeFormat; 1] = [BarcodeFormat::CODE_128];
/// The fewest characters of a linear code; an old CMND's number has nine.
const SHORTEST: usize = 9;

/// Finds at most one code of each kind. A decoder that stumbles has found nothing. The bytes are the text that stands in the code, in
/// UTF-8: what these codes hold on a card is not published, and no more than a number is taken from it.
pub fn look(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Vec<Code> {
    let mut codes = Vec::new();
    for symbology in [Symbology::Pdf417, Symbology::Linear] {
        if time_left() {
            codes.extend(catch_unwind(AssertUnwindSafe(|| find(picture, symbology))).ok().flatten());
        }
    }
    codes
}

fn find(picture: &Luma, symbology: Symbology) -> Option<Code> {
    let (width, height) = (u32::try_from(picture.width()).ok()?, u32::try_from(picture.height()).ok()?);
    let source = Luma8Source::new_with_slice(picture.pixels(), width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let formats = (symbology == Symbology::Linear).then(|| LINEAR.into());
    let hints = DecodeHints { TryHarder: Some(true), PossibleFormats: formats, ..DecodeHints::default() };
    let found = match symbology {
        Symbology::Pdf417 => PDF417Reader::new().decode_with_hints(&mut bitmap, &hints),
        Symbology::Linear => MultiFormatOneDReader::new(&hints).decode_with_hints(&mut bitmap, &hints),
        Symbology::Qr => return None,
    };
    let found = found.ok()?;
    let bytes = found.getText().as_bytes().to_vec();
    if symbology == Symbology::Linear && bytes.len() < SHORTEST {
        return None;
    }
    Some(Code { symbology, bytes, corners: around(&found)?, margin: 0.0 })
}

/// The box around the points that a reader gives: it says no more of how a code lies.
fn around(found: &RXingResult) -> Option<Corners> {
    let points = found.getPoints();
    let span = |of: fn(&rxing::Point) -> f32| {
        let values = points.iter().map(of);
        (values.clone().fold(f32::MAX, f32::min), values.fold(f32::MIN, f32::max))
    };
    let ((left, right), (top, bottom)) = (span(|point| point.x), span(|point| point.y));
    (!points.is_empty()).then_some([(left, top), (right, top), (right, bottom), (left, bottom)])
}
