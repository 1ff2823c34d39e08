//! Codes as grids of cells: QR and Code 128.

use qrcode::{Color, EcLevel, QrCode, Version};

use super::pdf417::bars;
use crate::DrawError;

/// Cells edge to edge.
#[derive(Debug, Clone)]
pub struct Grid {
    pub columns: usize,
    pub rows: usize,
    pub dark: Vec<bool>,
}

impl Grid {
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
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

    /// A Code 128 (ISO/IEC 15417) of an even number of digits, in code set C.
    pub fn code128(digits: &str) -> Self {
        let pairs = digits
            .as_bytes()
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum * 10 + usize::from(digit & 15)));
        let mut values = vec![START_C];
        values.extend(pairs);
        let weighted = values.iter().enumerate().map(|(place, value)| value * place.max(1));
        values.push(weighted.sum::<usize>() % 103);
        let mut dark = Vec::new();
        for value in values {
            bars(BARS[value], &mut dark);
        }
        bars(STOP, &mut dark);
        Self { columns: dark.len(), rows: 1, dark }
    }
}

/// The value of the start character of code set C.
const START_C: usize = 105;
/// The stop character: three bars, three spaces and the bar that ends the code.
const STOP: &str = "2331112";

/// Widths of bars and spaces by value (ISO/IEC 15417 table 1).
const BARS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];
