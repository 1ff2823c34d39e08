//! How long an answer may be: what the chip announces, and what the reader passes on.

use super::chip::Chip;
use crate::error::{ReadError, Step};
use iso7816::apdu::{Command, SHORT_LE};
use iso7816::tlv;

/// Answer bytes that every chip and every reader can carry.
pub(super) const SHORT: usize = SHORT_LE as usize;
/// Answer bytes at most, whoever carries them (ISO/IEC 7816-3, extended length fields).
const LONGEST: usize = 65_536;
/// EF.ATR/INFO by its short identifier, which is that of DG1 once the application is selected.
const ATR_INFO: Command = Command::new(0x00, 0xB0, 0x81, 0x00);
/// Extended length information in it: most bytes of a command, then of an answer, status word included
/// (ISO/IEC 7816-4, `7F66`).
const LENGTH_INFORMATION: tlv::Tag = 0x7F66;

/// How many bytes an answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// So many.
    UpTo(usize),
    /// What EF.ATR/INFO says, but at most what the reader passes on.
    AsStated {
        reader: usize,
        /// For a chip that does not say it there.
        otherwise: usize,
    },
}

impl Answers {
    pub(super) const SHORT: Self = Self::UpTo(SHORT);

    /// Judges by the answer to reset, which costs no command. `reader` is what the reader passes on, where known.
    pub(crate) fn announced(answer_to_reset: &[u8], reader: Option<usize>) -> Self {
        let reader = reader.unwrap_or(LONGEST).clamp(SHORT, LONGEST);
        if reader == SHORT {
            return Self::SHORT;
        }
        match third_function_table(answer_to_reset) {
            Some(table) if table & EXTENDED_LENGTH == 0 => Self::SHORT,
            Some(table) if table & STATED_IN_FILE == 0 => Self::UpTo(reader),
            Some(_) => Self::AsStated { reader, otherwise: reader },
            None => Self::AsStated { reader, otherwise: SHORT },
        }
    }

    /// Settles the number with a chip whose master file is still the current one, by one command at most.
    pub(crate) async fn settle(self, chip: &mut Chip) -> Result<usize, ReadError> {
        match self {
            Self::UpTo(bytes) => Ok(bytes),
            Self::AsStated { reader, otherwise } => {
                let answer = chip.send(Step::CardAccess, &ATR_INFO.with_le(SHORT_LE)).await?;
                Ok(stated(&answer.data).map_or(otherwise, |bytes| bytes.clamp(SHORT, reader)))
            }
        }
    }
}

/// Answer data that EF.ATR/INFO promises.
fn stated(file: &[u8]) -> Option<usize> {
    let sizes = tlv::find(file, LENGTH_INFORMATION)?;
    let answer = tlv::objects(sizes).map_while(Result::ok).filter(|object| object.tag == 0x02).nth(1)?;
    // A longer number than that of any answer is as good as the longest.
    let bytes = answer.value.iter().fold(0_usize, |sum, &byte| sum.saturating_mul(256).saturating_add(byte.into()));
    Some(bytes.saturating_sub(2))
}

/// Bit of the third software function table: extended Lc and Le fields (ISO/IEC 7816-4, card capabilities).
const EXTENDED_LENGTH: u8 = 0x40;
/// Bit of the same: EF.ATR/INFO holds the sizes.
const STATED_IN_FILE: u8 = 0x20;

/// The card capabilities' third byte, where the historical bytes hold one. A contactless chip's are those of its ATS
/// (PC/SC part 3, clause 3.1.3.2.3); a chip of type B has none.
fn third_function_table(answer_to_reset: &[u8]) -> Option<u8> {
    // With category 00 a status of three bytes stands behind the objects, without a header.
    let ([0x80, objects @ ..] | [0x00, objects @ .., _, _, _]) = historical(answer_to_reset)? else { return None };
    let mut rest = objects;
    while let [header, behind @ ..] = rest {
        let (value, next) = behind.split_at_checked(usize::from(header & 0x0F))?;
        match (header >> 4, value) {
            (7, [_, _, table]) => return Some(*table),
            _ => rest = next,
        }
    }
    None
}

/// The historical bytes of an answer to reset (ISO/IEC 7816-3 clause 8.2).
fn historical(answer_to_reset: &[u8]) -> Option<&[u8]> {
    let [_, format, rest @ ..] = answer_to_reset else { return None };
    let mut rest = rest;
    let mut indicator = format >> 4;
    while indicator != 0 {
        let (group, behind) = rest.split_at_checked(indicator.count_ones() as usize)?;
        // The last of TA, TB, TC and TD is TD, if that is there, and says what the next group holds.
        indicator = if indicator & 0x8 == 0 { 0 } else { group.last()? >> 4 };
        rest = behind;
    }
    rest.get(..usize::from(format & 0x0F))
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn the_answer_to_reset_decides_where_it_can() {
        let stated = |otherwise| Answers::AsStated { reader: LONGEST, otherwise };
        let cases: [(&str, &[u8], Answers); 12] = [
            ("extended", &hex!("3B8880010073C8405300900022"), Answers::UpTo(LONGEST)),
            ("not extended", &hex!("3B8880010073C8401300900062"), Answers::SHORT),
            ("sizes in the file", &hex!("3B8880010073C8407300900002"), stated(LONGEST)),
            ("category 80, behind card service data", &hex!("3B878001803180 73C84040 00"), Answers::UpTo(LONGEST)),
            ("a table too few", &hex!("3B87800100 72C840 009000 00"), stated(SHORT)),
            ("proprietary", &hex!("3B8880014A434F50323432520B"), stated(SHORT)),
            ("a storage card's long object", &hex!("3B8F8001804F0CA000000306030001000000006A"), stated(SHORT)),
            ("type B", &hex!("3B88800100000000 33818100 3A"), stated(SHORT)),
            (
                "contact, with TA, TB, TC and TD",
                &hex!("3BF81300008131FE45 0073C840 40 009000 00"),
                Answers::UpTo(LONGEST),
            ),
            ("no historical bytes", &hex!("3B80800101"), stated(SHORT)),
            ("cut off", &hex!("3B8880010073C840"), stated(SHORT)),
            ("nothing", &[], stated(SHORT)),
        ];
        for (name, atr, expected) in cases {
            assert_eq!(Answers::announced(atr, None), expected, "{name}");
        }
    }

    #[test]
    fn the_reader_limits_what_the_chip_announces() {
        let extended = hex!("3B8880010073C8405300900022");
        for (reader, bytes) in [(0, SHORT), (256, SHORT), (261, 261), (65_535, 65_535), (usize::MAX, LONGEST)] {
            assert_eq!(Answers::announced(&extended, Some(reader)), Answers::UpTo(bytes), "{reader}");
        }
        assert_eq!(Answers::announced(&[], Some(256)), Answers::SHORT, "nothing is asked in vain");
    }

    #[test]
    fn the_file_states_the_answers_size_second() {
        let cases: [(&[u8], Option<usize>); 7] = [
            (&hex!("7F66080202080002028000"), Some(32_766)),
            (&hex!("43018047039000007F66090202080002030100 00"), Some(65_534)),
            (&hex!("7F66040202 0800"), None),
            (&hex!("7F66070201000202"), None),
            (&hex!("4301B8"), None),
            (&hex!("7F66 0F 0202 0800 0209 FFFFFFFFFFFFFFFFFF"), Some(usize::MAX - 2)),
            (&[], None),
        ];
        for (file, expected) in cases {
            assert_eq!(stated(file), expected, "{file:02X?}");
        }
    }
}
