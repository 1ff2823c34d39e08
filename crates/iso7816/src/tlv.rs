//! BER-TLV as chips speak it (ISO/IEC 7816-4 clause 5.2.2): tags of one to three bytes, definite lengths.

/// A tag as it stands on the wire, read as a big-endian number: `0x6D`, `0x5F2E`, `0x7F49`.
pub type Tag = u32;

/// Why bytes are not BER-TLV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlvError {
    /// The bytes end inside a tag, a length or a value.
    #[error("TLV ends early")]
    Truncated,
    /// A tag longer than three bytes, or a length that is indefinite or longer than four bytes.
    #[error("TLV header of an unsupported form")]
    Unsupported,
}

/// Tag and length of a data object whose value may not have arrived yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The tag.
    pub tag: Tag,
    /// Bytes of tag and length field together.
    pub header_len: usize,
    /// Bytes of the value.
    pub value_len: usize,
}

impl Header {
    /// Reads tag and length at the start of `input`; the value need not be there.
    ///
    /// # Errors
    /// [`TlvError::Truncated`] when the header itself is not complete, [`TlvError::Unsupported`] for a form no chip uses.
    pub fn read(input: &[u8]) -> Result<Self, TlvError> {
        let (tag, tag_len) = read_tag(input)?;
        let (value_len, length_len) = read_length(&input[tag_len..])?;
        Ok(Self { tag, header_len: tag_len + length_len, value_len })
    }

    /// Bytes of the whole object: tag, length and value.
    pub fn total(&self) -> usize {
        self.header_len.saturating_add(self.value_len)
    }
}

/// One data object, borrowed from the bytes it was read in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// The tag.
    pub tag: Tag,
    /// The value.
    pub value: &'a [u8],
    /// Tag, length and value exactly as they stood.
    pub whole: &'a [u8],
}

impl std::fmt::Debug for Tlv<'_> {
    /// Shows the tag and the size only: a value may be a person's name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tlv({:02X}, {} bytes)", self.tag, self.value.len())
    }
}

/// Reads the object at the start of `input` and gives the bytes behind it.
///
/// # Errors
/// [`TlvError`] when `input` does not begin with a complete object.
pub fn read(input: &[u8]) -> Result<(Tlv<'_>, &[u8]), TlvError> {
    let header = Header::read(input)?;
    let (whole, rest) = input.split_at_checked(header.total()).ok_or(TlvError::Truncated)?;
    Ok((Tlv { tag: header.tag, value: &whole[header.header_len..], whole }, rest))
}

/// Walks over the objects that stand one behind the other in `input`; ends after the first error.
pub fn objects(input: &[u8]) -> impl Iterator<Item = Result<Tlv<'_>, TlvError>> {
    let mut rest = input;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let object = read(rest);
        rest = object.map_or(&[], |(_, behind)| behind);
        Some(object.map(|(tlv, _)| tlv))
    })
}

/// Finds the first object with `tag` at the top level of `input` and gives its value.
pub fn find(input: &[u8], tag: Tag) -> Option<&[u8]> {
    objects(input).map_while(Result::ok).find(|tlv| tlv.tag == tag).map(|tlv| tlv.value)
}

/// Follows `path` from the top level of `input` inwards and gives the value of the last tag.
pub fn find_path<'a>(input: &'a [u8], path: &[Tag]) -> Option<&'a [u8]> {
    path.iter().try_fold(input, |level, &tag| find(level, tag))
}

/// The fields of a SEQUENCE, taken in their order.
#[derive(Clone, Copy)]
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// Takes the next field if it has this tag; else leaves it there.
    pub fn next(&mut self, tag: Tag) -> Option<Tlv<'a>> {
        let (object, rest) = read(self.0).ok().filter(|(object, _)| object.tag == tag)?;
        self.0 = rest;
        Some(object)
    }
}

/// Writes one object with the shortest length field (DER).
pub fn write(tag: Tag, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + 8);
    push_trimmed(&mut out, &tag.to_be_bytes());
    if value.len() < 0x80 {
        out.extend(u8::try_from(value.len()));
    } else {
        let mut length = Vec::new();
        push_trimmed(&mut length, &value.len().to_be_bytes());
        out.extend(u8::try_from(length.len()).map(|n| 0x80 | n));
        out.extend(length);
    }
    out.extend_from_slice(value);
    out
}

fn push_trimmed(out: &mut Vec<u8>, big_endian: &[u8]) {
    let start = big_endian.iter().position(|&b| b != 0).unwrap_or(big_endian.len() - 1);
    out.extend_from_slice(&big_endian[start..]);
}

fn read_tag(input: &[u8]) -> Result<(Tag, usize), TlvError> {
    let first = *input.first().ok_or(TlvError::Truncated)?;
    let mut tag = Tag::from(first);
    if first & 0x1F != 0x1F {
        return Ok((tag, 1));
    }
    for len in 2..=3 {
        let byte = *input.get(len - 1).ok_or(TlvError::Truncated)?;
        tag = tag << 8 | Tag::from(byte);
        if byte & 0x80 == 0 {
            return Ok((tag, len));
        }
    }
    Err(TlvError::Unsupported)
}

fn read_length(input: &[u8]) -> Result<(usize, usize), TlvError> {
    let first = *input.first().ok_or(TlvError::Truncated)?;
    let count = usize::from(first & 0x7F);
    match first {
        0..=0x7F => Ok((count, 1)),
        0x81..=0x84 => {
            let bytes = input.get(1..=count).ok_or(TlvError::Truncated)?;
            Ok((bytes.iter().fold(0, |sum, &b| sum << 8 | usize::from(b)), 1 + count))
        }
        _ => Err(TlvError::Unsupported),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_and_tags_round_trip_at_every_boundary() {
        for tag in [0x30, 0x6D, 0x5F2E, 0x7F49, 0x7F61, 0x9F_8801] {
            for size in [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x1_0000] {
                let bytes = write(tag, &vec![0xA5; size]);
                let (tlv, rest) = read(&bytes).unwrap();
                assert_eq!((tlv.tag, tlv.value.len(), rest.len()), (tag, size, 0));
                assert_eq!(Header::read(&bytes[..bytes.len() - size]).unwrap().total(), bytes.len());
            }
        }
    }

    #[test]
    fn what_is_not_tlv_is_refused() {
        let cases: [(&[u8], TlvError); 7] = [
            (&[], TlvError::Truncated),
            (&[0x30], TlvError::Truncated),
            (&[0x30, 0x02, 0x00], TlvError::Truncated),
            (&[0x5F], TlvError::Truncated),
            (&[0x30, 0x82, 0x01], TlvError::Truncated),
            (&[0x30, 0x80, 0x00, 0x00], TlvError::Unsupported),
            (&[0x5F, 0x80, 0x80, 0x01, 0x00], TlvError::Unsupported),
        ];
        for (bytes, error) in cases {
            assert_eq!(read(bytes).unwrap_err(), error, "{bytes:02X?}");
        }
    }

    #[test]
    fn find_path_goes_inwards() {
        let bytes = write(0x7F61, &[write(0x02, &[1]), write(0x7F60, &write(0x5F2E, b"face"))].concat());
        assert_eq!(find_path(&bytes, &[0x7F61, 0x7F60, 0x5F2E]), Some(&b"face"[..]));
        assert_eq!(find_path(&bytes, &[0x7F61, 0x5F2E]), None);
    }

    #[test]
    fn debug_hides_the_value() {
        let bytes = write(0x0C, "Nguyễn".as_bytes());
        assert_eq!(format!("{:?}", read(&bytes).unwrap().0), "Tlv(0C, 8 bytes)");
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic_and_never_reach_beyond(bytes: Vec<u8>) {
            let taken: usize = objects(&bytes).map_while(Result::ok).map(|object| object.whole.len()).sum();
            prop_assert!(taken <= bytes.len());
            let _ = (Header::read(&bytes), find_path(&bytes, &[0x30, 0x30]));
        }
    }
}
