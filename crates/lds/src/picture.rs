//! Pictures in data groups, as they stand there.

use private::Private;

/// How a picture is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaceFormat {
    /// JPEG.
    Jpeg,
    /// JPEG 2000, as a file or as a bare codestream.
    Jpeg2000,
}

/// A picture, still compressed: the holder's face, a signature, a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// How it is compressed, told by its first bytes.
    pub format: FaceFormat,
    /// The picture.
    pub bytes: Private<Vec<u8>>,
}

impl FaceFormat {
    /// Tells a format by the first bytes; what headers say of it is wrong too often.
    pub(crate) fn of(picture: &[u8]) -> Option<Self> {
        match picture {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0, 0, 0, 0x0C, b'j', b'P', b' ', b' ', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => Some(Self::Jpeg2000),
            _ => None,
        }
    }
}

impl Face {
    /// Takes a picture that begins with its first byte.
    pub(crate) fn of(picture: &[u8]) -> Option<Self> {
        Some(Self { format: FaceFormat::of(picture)?, bytes: Private::new(picture.to_vec()) })
    }
}
