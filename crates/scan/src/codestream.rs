//! What decoding a JPEG 2000 codestream would cost, judged by its markers before anything is decoded (ISO/IEC 15444-1
//! annex A). A decoder makes room for every precinct and code-block that a header promises, filled or not.

use crate::picture::PictureError;

/// The most pixels of a face: a portrait of 1,200 x 1,600 passes. Of pure noise it takes the decoder 3.3 s, of what a chip
/// has room for less than one.
pub const MOST_FACE_PIXELS: usize = 1 << 21;
/// Colours and a mask.
const MOST_COMPONENTS: usize = 4;
const MOST_TILES: usize = 1024;
/// Packets are headers at least: each costs, however empty.
const MOST_PACKETS: usize = 1 << 18;
const MOST_CODE_BLOCKS: usize = 1 << 18;
const MOST_LEVELS: u8 = 32;

const START: [u8; 4] = [0xFF, 0x4F, 0xFF, 0x51];
const CODING_STYLE: u8 = 0x52;
const COMPONENT_CODING_STYLE: u8 = 0x53;
const START_OF_TILE: u8 = 0x90;
const START_OF_DATA: u8 = 0x93;
const END: u8 = 0xD9;

/// Admits a picture, file or codestream, if every codestream that begins in it is within the bounds: whichever the
/// decoder takes up was looked at. The four bytes of a beginning stand nowhere else in one.
pub fn admit(picture: &[u8]) -> Result<(), PictureError> {
    let mut any = false;
    for (place, bytes) in picture.windows(START.len()).enumerate() {
        if bytes == START {
            any = true;
            admit_one(&picture[place..])?;
        }
    }
    if any { Ok(()) } else { Err(PictureError::Unknown) }
}

fn admit_one(codestream: &[u8]) -> Result<(), PictureError> {
    let size = Size::read(segment(codestream, 2)?)?;
    let mut at = 2;
    // Where the tile-part ends in which the marker stands; the main header has none.
    let mut tile = None;
    while at < codestream.len() {
        let marker = marker(codestream, at)?;
        match marker {
            END => return Ok(()),
            START_OF_DATA => {
                at = tile.take().ok_or(PictureError::Damaged)?;
                continue;
            }
            // Markers without a segment.
            0x30..=0x3F => {
                at += 2;
                continue;
            }
            START_OF_TILE => tile = Some(tile_end(codestream, at)?),
            CODING_STYLE => style(segment(codestream, at)?, 0).and_then(|style| size.admit(&style))?,
            COMPONENT_CODING_STYLE => style(segment(codestream, at)?, 1).and_then(|style| size.admit(&style))?,
            _ => {}
        }
        at += 4 + segment(codestream, at)?.len();
    }
    Ok(())
}

fn marker(codestream: &[u8], at: usize) -> Result<u8, PictureError> {
    match codestream.get(at..) {
        Some([0xFF, marker, ..]) => Ok(*marker),
        Some([_, _, ..]) => Err(PictureError::Damaged),
        _ => Err(PictureError::Truncated),
    }
}

/// The bytes of the segment of the marker at a place, behind its length.
fn segment(codestream: &[u8], at: usize) -> Result<&[u8], PictureError> {
    let rest = codestream.get(at + 2..).ok_or(PictureError::Truncated)?;
    let length = usize::from(u16::from_be_bytes(*rest.first_chunk().ok_or(PictureError::Truncated)?));
    if length < 2 {
        return Err(PictureError::Damaged);
    }
    rest.get(2..length).ok_or(PictureError::Truncated)
}

/// The place behind a tile-part; its length counts from its marker, and zero stands for all that is left.
fn tile_end(codestream: &[u8], at: usize) -> Result<usize, PictureError> {
    let length = number(segment(codestream, at)?, 2)?;
    match length {
        0 => Ok(codestream.len()),
        1..14 => Err(PictureError::Damaged),
        _ => Ok(at + length),
    }
}

fn number(bytes: &[u8], at: usize) -> Result<usize, PictureError> {
    let number = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(PictureError::Damaged)?;
    usize::try_from(u32::from_be_bytes(*number)).map_err(|_| PictureError::Damaged)
}

/// The sizes of a picture (SIZ, clause A.5.1).
struct Size {
    width: usize,
    height: usize,
    components: usize,
    tiles: usize,
}

impl Size {
    fn read(siz: &[u8]) -> Result<Self, PictureError> {
        let span = |end, start| number(siz, end)?.checked_sub(number(siz, start)?).ok_or(PictureError::Damaged);
        let (width, height) = (span(2, 10)?, span(6, 14)?);
        // The grid of tiles begins before the picture.
        let (across, down) = (span(2, 26)?, span(6, 30)?);
        let (tile_width, tile_height) = (number(siz, 18)?, number(siz, 22)?);
        let components = siz.get(34..36).map(|two| usize::from(two[0]) << 8 | usize::from(two[1]));
        let components =
            components.filter(|count| (1..=MOST_COMPONENTS).contains(count)).ok_or(PictureError::Damaged)?;
        if width == 0 || height == 0 || tile_width == 0 || tile_height == 0 {
            return Err(PictureError::Damaged);
        }
        let tiles = across.div_ceil(tile_width).saturating_mul(down.div_ceil(tile_height));
        if width.saturating_mul(height) > MOST_FACE_PIXELS || tiles > MOST_TILES {
            return Err(PictureError::TooLarge { width, height });
        }
        Ok(Self { width, height, components, tiles })
    }

    /// Admits what a coding style makes of the picture. Every tile has at least one precinct at each level.
    fn admit(&self, style: &Style<'_>) -> Result<(), PictureError> {
        let too_large = Err(PictureError::TooLarge { width: self.width, height: self.height });
        let mut precincts = 0_usize;
        for level in 0..=style.levels {
            let shrunk =
                |side: usize| side.div_ceil(1_usize.checked_shl((style.levels - level).into()).unwrap_or(usize::MAX));
            let (wide, high) = style.precinct(level);
            let across = shrunk(self.width).div_ceil(1 << wide);
            let down = shrunk(self.height).div_ceil(1 << high);
            precincts = precincts.saturating_add(across.saturating_mul(down).saturating_add(self.tiles));
        }
        let packets = precincts.saturating_mul(self.components).saturating_mul(style.layers.into());
        let blocks =
            self.width.div_ceil(1 << style.block.0) * self.height.div_ceil(1 << style.block.1) * self.components;
        if packets > MOST_PACKETS || blocks > MOST_CODE_BLOCKS { too_large } else { Ok(()) }
    }
}

/// How components are coded (COD and COC, clauses A.6.1 and A.6.2).
struct Style<'a> {
    layers: u16,
    levels: u8,
    /// Exponents of the width and height of a code-block.
    block: (u8, u8),
    /// A byte for each level, the smallest first: the exponents of a precinct. Empty where there is one for all.
    precincts: &'a [u8],
}

/// Reads a coding style; `component` bytes name the component, and then nothing of layers stands in it.
fn style(segment: &[u8], component: usize) -> Result<Style<'_>, PictureError> {
    let flags = *segment.get(component).ok_or(PictureError::Damaged)?;
    let (layers, parameters) = match component {
        0 => (u16::from_be_bytes([byte(segment, 2)?, byte(segment, 3)?]), segment.get(5..)),
        // A component's style follows the layers of all, of which there are as many as the decoder admits.
        _ => (32, segment.get(component + 1..)),
    };
    let parameters = parameters.ok_or(PictureError::Damaged)?;
    let (levels, wide, high) = (byte(parameters, 0)?, byte(parameters, 1)?, byte(parameters, 2)?);
    let precincts = if flags & 1 == 1 { parameters.get(5..).unwrap_or_default() } else { &[] };
    if levels > MOST_LEVELS || wide > 8 || high > 8 {
        return Err(PictureError::Damaged);
    }
    Ok(Style { layers, levels, block: (wide + 2, high + 2), precincts })
}

fn byte(bytes: &[u8], at: usize) -> Result<u8, PictureError> {
    bytes.get(at).copied().ok_or(PictureError::Damaged)
}

impl Style<'_> {
    fn precinct(&self, level: u8) -> (u8, u8) {
        self.precincts.get(usize::from(level)).map_or((15, 15), |exponents| (exponents & 0x0F, exponents >> 4))
    }
}
