//! JPEG at the level of its markers (ITU-T T.81 annex B): where a picture ends, and the tables a webcam leaves out.

const START_OF_IMAGE: [u8; 2] = [0xFF, 0xD8];
const START: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;
const HUFFMAN_TABLES: u8 = 0xC4;

/// The first whole JPEG at the start of the bytes, without what follows it (a driver's padding, the next frame of a
/// film); `None` when it does not begin there or does not end.
pub fn whole(bytes: &[u8]) -> Option<&[u8]> {
    bytes.starts_with(&START_OF_IMAGE).then_some(())?;
    end(bytes).ok().and_then(|end| bytes.get(..end))
}

/// Where the picture ends that starts here, or else where it breaks off.
fn end(bytes: &[u8]) -> Result<usize, usize> {
    let mut at = START_OF_IMAGE.len();
    loop {
        let segment = Segment::at(bytes, at).ok_or(at)?;
        at = match segment.marker {
            END_OF_IMAGE => return Ok(segment.end),
            // The next picture begins where this one has not ended.
            START => return Err(at),
            START_OF_SCAN => end_of_entropy(bytes, segment.end).ok_or(bytes.len())?,
            _ => segment.end,
        };
    }
}

/// The frames of a film of concatenated JPEGs (Motion JPEG without a container). What lies between frames is skipped, and
/// so is a frame that breaks off, as far as it goes: no byte is looked at twice, however many frames seem to begin.
pub fn frames(film: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    let mut rest = film;
    while let Some(start) = rest.windows(2).position(|pair| pair == START_OF_IMAGE) {
        rest = &rest[start..];
        let end = end(rest);
        frames.extend(end.ok().and_then(|end| rest.get(..end)));
        rest = rest.get(end.unwrap_or_else(|broken| broken)..).unwrap_or_default();
    }
    frames
}

/// Puts the usual Huffman tables (T.81 annex K.3) into a picture that has none, as webcams send it; other
/// pictures come back as they are. `None` when the bytes are no JPEG or end before its first scan.
pub fn with_tables(jpeg: &[u8], usual: &[u8]) -> Option<Vec<u8>> {
    let (tables, scan) = head(jpeg)?;
    if !tables.is_empty() {
        return Some(jpeg.to_vec());
    }
    let (usual, _) = head(usual)?;
    Some([&jpeg[..scan], &usual, &jpeg[scan..]].concat())
}

/// The Huffman table segments before the first scan, and where that scan begins.
fn head(jpeg: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut tables = Vec::new();
    let mut at = START_OF_IMAGE.len();
    jpeg.starts_with(&START_OF_IMAGE).then_some(())?;
    loop {
        let segment = Segment::at(jpeg, at)?;
        match segment.marker {
            START_OF_SCAN => return Some((tables, at)),
            END_OF_IMAGE => return None,
            HUFFMAN_TABLES => tables.extend_from_slice(jpeg.get(at..segment.end)?),
            _ => {}
        }
        at = segment.end;
    }
}

/// A marker and where the next one begins.
struct Segment {
    marker: u8,
    end: usize,
}

impl Segment {
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let fill = bytes.get(at..)?.iter().take_while(|&&byte| byte == 0xFF).count();
        let marker = *bytes.get(at + fill)?;
        let body = at + fill + 1;
        let alone = matches!(marker, 0x01 | 0xD0..=0xD9);
        match (fill, alone) {
            (0, _) => None,
            (_, true) => Some(Self { marker, end: body }),
            (_, false) => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(body)?, *bytes.get(body + 1)?]));
                (length >= 2).then_some(Self { marker, end: body + length })
            }
        }
    }
}

/// Where entropy-coded data ends: at the first marker that is neither a stuffed byte nor a restart.
fn end_of_entropy(bytes: &[u8], from: usize) -> Option<usize> {
    let data = bytes.get(from..)?;
    data.windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF))
        .map(|place| from + place)
}
