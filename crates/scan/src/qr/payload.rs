//! From data codewords to the payload's bytes (ISO/IEC 18004 clause 7.4).

/// Reads the bits of codewords, most significant first.
struct Bits<'a> {
    codewords: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    const fn left(&self) -> usize {
        self.codewords.len() * 8 - self.at
    }

    /// The next `count` bits, at most 16; `None` when there are fewer.
    fn take(&mut self, count: usize) -> Option<usize> {
        if self.left() < count {
            return None;
        }
        let bit = |at: usize| usize::from(self.codewords[at / 8] >> (7 - at % 8) & 1);
        let value = (self.at..self.at + count).fold(0, |value, at| value << 1 | bit(at));
        self.at += count;
        Some(value)
    }
}

const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PADS: [u8; 2] = [0xEC, 0x11];

/// Reads the segments of the data codewords: bytes as they stand, of no character set in particular.
///
/// `None` when they are no segments, when what follows is not the padding of clause 7.4.10 (which checks the blocks), or when
/// they use what no card does (FNC1, structured append): another decoder may know those.
pub fn read(codewords: &[u8], version: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { codewords, at: 0 };
    let mut bytes = Vec::new();
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => numeric(&mut bits, version, &mut bytes)?,
            2 => alphanumeric(&mut bits, version, &mut bytes)?,
            4 => {
                let count = bits.take(if version < 10 { 8 } else { 16 })?;
                for _ in 0..count {
                    bytes.push(u8::try_from(bits.take(8)?).ok()?);
                }
            }
            // A designator of one byte says the character set; the bytes stay what they are.
            7 => drop(bits.take(8).filter(|designator| *designator < 0x80)?),
            _ => return None,
        }
    }
    let rest = &codewords[bits.at.div_ceil(8)..];
    let padded = rest.iter().zip(PADS.iter().cycle()).all(|(codeword, pad)| codeword == pad);
    (padded && !bytes.is_empty()).then_some(bytes)
}

fn size(version: usize, sizes: [usize; 2]) -> usize {
    sizes[usize::from(version >= 10)]
}

fn numeric(bits: &mut Bits<'_>, version: usize, bytes: &mut Vec<u8>) -> Option<()> {
    let mut left = bits.take(size(version, [10, 12]))?;
    while left > 0 {
        let digits = left.min(3);
        let number = bits.take([0, 4, 7, 10][digits])?;
        if number >= [1, 10, 100, 1000][digits] {
            return None;
        }
        bytes.extend(format!("{number:0digits$}").bytes());
        left -= digits;
    }
    Some(())
}

fn alphanumeric(bits: &mut Bits<'_>, version: usize, bytes: &mut Vec<u8>) -> Option<()> {
    let mut left = bits.take(size(version, [9, 11]))?;
    while left > 1 {
        let pair = bits.take(11)?;
        bytes.extend([*ALPHANUMERIC.get(pair / 45)?, ALPHANUMERIC[pair % 45]]);
        left -= 2;
    }
    if left == 1 {
        bytes.push(*ALPHANUMERIC.get(bits.take(6)?)?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_and_every_mode() {
        let numeric = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11];
        assert_eq!(read(&numeric, 1).unwrap(), b"01234567");
        // "AC-42" of clause 7.4.4, then "a" as a byte and the end.
        let bits = concat!(
            "0010",
            "000000101",
            "00111001110",
            "11100111001",
            "000010",
            "0100",
            "00000001",
            "01100001",
            "0000000",
            "0000"
        );
        let codewords: Vec<u8> = (0..8).map(|at| u8::from_str_radix(&bits[at * 8..][..8], 2).unwrap()).collect();
        let codewords = [codewords.as_slice(), &[0x00, 0xEC]].concat();
        assert_eq!(read(&codewords, 1).unwrap(), b"AC-42a");
    }

    #[test]
    fn what_is_no_payload_is_none() {
        for wrong in [&[][..], &[0], &[0x40, 0xF0], &[0x10, 0x0F, 0xFF], &[0x30, 1], &[0x50], &[0x20, 0x17, 0xFF, 0xFF]]
        {
            assert!(read(wrong, 1).is_none(), "{wrong:?}");
        }
        assert!(read(&[0x40, 0x14, 0x10, 0xEC, 0x12], 1).is_none(), "the padding is wrong");
        assert!(read(&[0x40, 0x14, 0x10, 0xEC, 0x11], 1).is_some());
    }
}
