//! What a reader says about itself (PC/SC part 10, release 2.02.09).
//!
//! No reader of the trade has been asked yet: the bytes in the tests are put together after the specification and
//! pcsc-lite's `reader.h`. The emulated reader says nothing of this.

use pcsc::{Card, ctl_code};

/// `CM_IOCTL_GET_FEATURE_REQUEST`: which features there are, and the control code of each.
const GET_FEATURES: u32 = 3400;
/// `FEATURE_GET_TLV_PROPERTIES`.
const TLV_PROPERTIES: u8 = 0x12;
/// `dwMaxAPDUDataSize`: 65,536 where extended length passes whole, 256 and less where it does not pass.
const MAX_APDU_DATA_SIZE: u8 = 10;
/// A tag and a length of one byte each cannot say more in any list that is in use.
const LONGEST_LIST: usize = 512;

/// How many bytes of answer data the reader and its driver pass on; `None` where they do not say.
pub fn max_answer(card: &Card) -> Option<usize> {
    let mut buffer = [0; LONGEST_LIST];
    let code = properties_code(card.control(ctl_code(GET_FEATURES.into()), &[], &mut buffer).ok()?)?;
    max_data_size(card.control(code.into(), &[], &mut buffer).ok()?)
}

/// Control codes are big-endian.
fn properties_code(features: &[u8]) -> Option<u32> {
    value(features, TLV_PROPERTIES)?.try_into().ok().map(u32::from_be_bytes)
}

/// Properties are little-endian. Zero is what drivers say that know of no data at all beyond the short form.
fn max_data_size(properties: &[u8]) -> Option<usize> {
    let bytes = value(properties, MAX_APDU_DATA_SIZE)?.try_into().ok().map(u32::from_le_bytes)?;
    usize::try_from(bytes).ok()
}

fn value(list: &[u8], wanted: u8) -> Option<&[u8]> {
    let mut rest = list;
    while let [tag, length, behind @ ..] = rest {
        let (value, next) = behind.split_at_checked(usize::from(*length))?;
        if *tag == wanted {
            return Some(value);
        }
        rest = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_code_is_found_among_the_features() {
        let cases: [(&[u8], Option<u32>); 5] = [
            (&[0x12, 4, 0x42, 0x33, 0x00, 0x12], Some(0x4233_0012)),
            (&[0x06, 4, 0x42, 0x33, 0x00, 0x06, 0x12, 4, 0x42, 0x33, 0x00, 0x12], Some(0x4233_0012)),
            (&[0x06, 4, 0x42, 0x33, 0x00, 0x06], None),
            (&[0x12, 4, 0x42, 0x33], None),
            (&[], None),
        ];
        for (features, code) in cases {
            assert_eq!(properties_code(features), code, "{features:02X?}");
        }
    }

    #[test]
    fn the_size_is_found_among_the_properties() {
        let cases: [(&[u8], Option<usize>); 6] = [
            (&[10, 4, 0x00, 0x00, 0x01, 0x00], Some(65_536)),
            (&[1, 2, 0, 0, 8, 3, b'1', b'.', b'0', 10, 4, 0x00, 0x01, 0, 0, 11, 2, 0x6F, 0x07], Some(256)),
            (&[10, 4, 0, 0, 0, 0], Some(0)),
            (&[10, 2, 0, 1], None),
            (&[11, 2, 0x6F, 0x07], None),
            (&[10], None),
        ];
        for (properties, size) in cases {
            assert_eq!(max_data_size(properties), size, "{properties:02X?}");
        }
    }
}
