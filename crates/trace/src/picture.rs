//! Pictures: zeros behind the few bytes that tell their format, and nothing of what the header says about the person.

/// Bytes of the facial record header, the facial information block, one feature point, and the image information block
/// (ISO/IEC 19794-5:2005 clause 5).
const RECORD_HEADER: usize = 14;
const FACIAL_INFORMATION: usize = 20;
const FEATURE_POINT: usize = 8;
const IMAGE_INFORMATION: usize = 12;
/// Where in the facial information block sex, colours, expression and pose begin.
const TRAITS: usize = 6;

/// The signature box of a JPEG 2000 file.
const JP2: [u8; 12] = *b"\0\0\0\x0CjP  \r\n\x87\n";

/// Blanks a picture but for what tells its format.
pub(crate) fn redact(picture: &mut [u8]) {
    let kept = if picture.starts_with(&JP2) { JP2.len() } else { 4 };
    let kept = if is_picture(picture) { kept } else { 0 };
    picture.iter_mut().skip(kept).for_each(|byte| *byte = 0);
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xD8, 0xFF]) || bytes.starts_with(&JP2) || bytes.starts_with(&[0xFF, 0x4F, 0xFF, 0x51])
}

/// Redacts a facial record in place: lengths, counts and the picture's size stay. One of another form is blanked.
pub(crate) fn redact_record(record: &mut [u8]) {
    if !record.starts_with(b"FAC\0") || record.len() < RECORD_HEADER {
        return record.fill(0);
    }
    let mut rest = &mut record[RECORD_HEADER..];
    while !rest.is_empty() {
        let block = rest.first_chunk().map_or(0, |size| u32::from_be_bytes(*size));
        let block = usize::try_from(block).unwrap_or(usize::MAX).min(rest.len());
        if block < FACIAL_INFORMATION {
            return rest.fill(0);
        }
        let (facial, behind) = rest.split_at_mut(block);
        redact_facial(facial);
        rest = behind;
    }
}

fn redact_facial(facial: &mut [u8]) {
    let points = usize::from(u16::from_be_bytes([facial[4], facial[5]])) * FEATURE_POINT;
    facial[TRAITS..FACIAL_INFORMATION].fill(0);
    let rest = &mut facial[FACIAL_INFORMATION..];
    let (points, rest) = rest.split_at_mut(points.min(rest.len()));
    points.fill(0);
    let (_, picture) = rest.split_at_mut(IMAGE_INFORMATION.min(rest.len()));
    redact(picture);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many bytes are this one.
    fn times(bytes: &[u8], wanted: u8) -> usize {
        bytes.split(|byte| *byte == wanted).count() - 1
    }

    #[test]
    fn traits_points_and_picture_are_blank() {
        let picture = [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[0xA5; 100]].concat();
        let block = FACIAL_INFORMATION + FEATURE_POINT + IMAGE_INFORMATION + picture.len();
        let mut record = b"FAC\x00010\0\0\0\0\xAA\0\x01".to_vec();
        record.extend(u32::try_from(block).unwrap().to_be_bytes());
        record.extend([0, 1]);
        record.extend([0xBB; FACIAL_INFORMATION - TRAITS + FEATURE_POINT]);
        record.extend([0xCC; IMAGE_INFORMATION]);
        record.extend(&picture);
        let before = record.clone();
        redact_record(&mut record);
        assert_eq!(record.len(), before.len());
        assert_eq!(record[..20], before[..20]);
        assert!(!record.contains(&0xBB) && !record.contains(&0xA5));
        assert_eq!(times(&record, 0xCC), IMAGE_INFORMATION);
        assert!(record.windows(4).any(|window| window == [0xFF, 0xD8, 0xFF, 0xE0]));
    }

    #[test]
    fn a_record_cut_off_anywhere_shows_nothing_either() {
        let whole = [&b"FAC\x00010\0\0\0\0\xAA\0\x01\0\0\0\x50\0\x01"[..], &[0xBB; 0x50]].concat();
        for end in 0..whole.len() {
            let mut cut = whole[..end].to_vec();
            redact_record(&mut cut);
            assert!(times(&cut, 0xBB) <= IMAGE_INFORMATION, "{end}");
        }
    }
}
