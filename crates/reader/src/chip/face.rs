//! A face as the chip holds it to one that a web view shows.

use emrtd::{Face, FaceFormat};
use private::Private;

/// The picture as a JPEG: as it stands, or made of JPEG 2000, which no web view here shows.
///
/// `None` for one that is damaged, or whose headers promise more than is decoded ([`scan::jpeg_of_jpeg2000`]). It may
/// take a second: not for a thread that somebody waits on.
pub fn shown(face: &Face) -> Option<Private<Vec<u8>>> {
    match face.format {
        FaceFormat::Jpeg => Some(face.bytes.clone()),
        FaceFormat::Jpeg2000 => scan::jpeg_of_jpeg2000(face.bytes.expose()).ok().map(Private::new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jpeg_stays_and_jpeg_2000_becomes_it() {
        let jpeg2000 = include_bytes!("../../../scan/tests/faces/grey.j2k").to_vec();
        let face = |format, bytes: Vec<u8>| Face { format, bytes: Private::new(bytes) };
        let made = shown(&face(FaceFormat::Jpeg2000, jpeg2000.clone())).unwrap();
        assert_eq!(made.expose()[..3], [0xFF, 0xD8, 0xFF]);
        assert_eq!(shown(&face(FaceFormat::Jpeg, made.expose().clone())), Some(made));
        assert_eq!(shown(&face(FaceFormat::Jpeg2000, jpeg2000[..40].to_vec())), None);
    }
}
