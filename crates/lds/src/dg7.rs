//! DG7: the holder's signature or usual mark (Doc 9303-10 clause 4.7.7).

use iso7816::tlv;

use crate::picture::Face;

/// Pictures of the signature or mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dg7 {
    /// In the order of the file.
    pub pictures: Vec<Face>,
}

/// More than the standard's nine; what stands behind is left out.
const MOST_PICTURES: usize = 16;

impl Dg7 {
    /// Reads `67 { 02 count, 5F43 picture ... }`. The count is not believed; a picture of another kind is left out.
    ///
    /// `None` without the frame.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let objects = tlv::objects(tlv::find(file, 0x67)?).map_while(Result::ok);
        let pictures = objects.filter(|object| object.tag == 0x5F43).filter_map(|object| Face::of(object.value));
        Some(Self { pictures: pictures.take(MOST_PICTURES).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FaceFormat;

    #[test]
    fn signatures_in_their_order() {
        let picture = |bytes: &[u8]| tlv::write(0x5F43, bytes);
        // JPEG as Exif, a codestream, and something that is no picture.
        let pictures = [picture(&[0xFF, 0xD8, 0xFF, 0xE1]), picture(b"GIF89a"), picture(&[0xFF, 0x4F, 0xFF, 0x51])];
        let file = tlv::write(0x67, &[tlv::write(0x02, &[1]), pictures.concat()].concat());
        let formats: Vec<_> = Dg7::parse(&file).unwrap().pictures.iter().map(|picture| picture.format).collect();
        assert_eq!(formats, [FaceFormat::Jpeg, FaceFormat::Jpeg2000]);
        assert_eq!(Dg7::parse(&[0x67, 0]), Some(Dg7 { pictures: vec![] }));
        assert_eq!(Dg7::parse(&file[..9]), None);
    }
}
