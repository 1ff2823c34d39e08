//! Texts and dates of data groups, as issuing states write them.

use iso7816::tlv::{self, Tag, Tlv};
use private::Private;

/// A text of the chip.
pub type Text = Option<Private<String>>;

/// Bytes of a longer text than any card's; beyond it the field counts as missing. It would go on to screen and store.
pub const LONGEST_TEXT: usize = 1024;

/// UTF-8, or ISO 8859-1 where it is not that, as early chips have it (Doc 9303-10 clause 4.7.11 allows UTF-8 only).
/// Control characters are left out, for padding is seen, and blanks at the ends.
pub fn text(bytes: &[u8]) -> Text {
    if bytes.len() > LONGEST_TEXT {
        return None;
    }
    let plain = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    };
    let plain: String = plain.chars().filter(|letter| !letter.is_control()).collect();
    let plain = plain.trim();
    (!plain.is_empty()).then(|| Private::new(plain.to_owned()))
}

/// A text in parts: fillers stand for what parts them, and are shown as commas.
pub fn parts(bytes: &[u8]) -> Text {
    let text = text(bytes)?;
    let parts = text.expose().split('<').map(str::trim).filter(|part| !part.is_empty());
    let parts = parts.collect::<Vec<_>>().join(", ");
    (!parts.is_empty()).then(|| Private::new(parts))
}

/// A name in its own letters, in two parts as in the machine readable zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullName {
    /// The primary identifier: the family name, or all of it where nothing parts it.
    pub primary: Private<String>,
    /// The secondary identifier: given names; may be empty.
    pub secondary: Private<String>,
}

impl FullName {
    /// Parts a name at its first double filler; a single filler is a blank.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = text(bytes)?;
        let (primary, secondary) = text.expose().split_once("<<").unwrap_or((text.expose(), ""));
        let blanks = |part: &str| {
            let words = part.split(['<', ' ']).filter(|word| !word.is_empty());
            Private::new(words.collect::<Vec<_>>().join(" "))
        };
        let name = Self { primary: blanks(primary), secondary: blanks(secondary) };
        (!name.primary.expose().is_empty() || !name.secondary.expose().is_empty()).then_some(name)
    }
}

/// `N` digits of a date, in ASCII or, as several states write them, two in a byte. What is unknown stands as zeros: it
/// comes as fillers, blanks or `X`, or is left out behind the year.
pub fn digits<const N: usize>(bytes: &[u8]) -> Text {
    let digit = |&byte: &u8| match byte {
        b'0'..=b'9' => Some(char::from(byte)),
        b'<' | b' ' | b'X' | b'x' => Some('0'),
        _ => None,
    };
    let ascii = || bytes.iter().map(digit).collect::<Option<String>>();
    let halves = || {
        let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
        halves.map(|half| char::from_digit(half.into(), 10)).collect::<Option<String>>()
    };
    // Four bytes may be either; as halves, ASCII digits would be a year after 3000.
    let digits = match bytes.len() {
        4.. if bytes.len() <= N && bytes.len().is_multiple_of(2) => ascii(),
        _ => None,
    };
    let digits = digits.or_else(|| halves().filter(|digits| digits.len() == N))?;
    Some(Private::new(format!("{digits:0<N$}")))
}

/// Hands out the objects of a file of details, those of its group `A0` among them; `None` without the frame.
pub(crate) fn details(file: &[u8], frame: Tag, put: &mut dyn FnMut(&Tlv<'_>)) -> Option<()> {
    for object in tlv::objects(tlv::find(file, frame)?).map_while(Result::ok) {
        match object.tag {
            0xA0 => tlv::objects(object.value).map_while(Result::ok).for_each(|inner| put(&inner)),
            _ => put(&object),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &Text) -> Option<&str> {
        text.as_ref().map(|text| text.expose().as_str())
    }

    #[test]
    fn texts_as_states_write_them() {
        let table: [(&[u8], Option<&str>); 6] = [
            ("NGUYỄN".as_bytes(), Some("NGUYỄN")),
            (b"M\xDCLLER", Some("MÜLLER")),
            (b"ANNA\0\0", Some("ANNA")),
            (b"  A B ", Some("A B")),
            (b"\0 ", None),
            (&[b'A'; LONGEST_TEXT + 1], None),
        ];
        for (bytes, expected) in table {
            assert_eq!(plain(&text(bytes)), expected);
        }
        assert_eq!(plain(&parts(b"123 MAPLE RD<ANYTOWN<<MN<")), Some("123 MAPLE RD, ANYTOWN, MN"));
        assert_eq!(plain(&parts(b"<<")), None);
    }

    #[test]
    fn names_in_two_parts() {
        type Parts = Option<(&'static str, &'static str)>;
        let table: [(&[u8], Parts); 6] = [
            (b"SMITH<<JOHN<J", Some(("SMITH", "JOHN J"))),
            ("VAN DER BERG<<JAN".as_bytes(), Some(("VAN DER BERG", "JAN"))),
            ("王小明".as_bytes(), Some(("王小明", ""))),
            (b"<<JOHN", Some(("", "JOHN"))),
            (b"<<", None),
            (b"", None),
        ];
        for (bytes, expected) in table {
            let name = FullName::parse(bytes);
            let said = name.as_ref().map(|name| (name.primary.expose().as_str(), name.secondary.expose().as_str()));
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn dates_in_ascii_and_in_halves_of_bytes() {
        let table: [(&[u8], Option<&str>); 9] = [
            (b"1960", Some("19600000")),
            (b"196007", Some("19600700")),
            (b"19850417", Some("19850417")),
            (b"19850000", Some("19850000")),
            (b"1985<<<<", Some("19850000")),
            (&[0x19, 0x85, 0x04, 0x17], Some("19850417")),
            (&[0x19, 0x85, 0x04, 0x1F], None),
            (b"17/04/85", None),
            (b"85041", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(plain(&digits::<8>(bytes)), expected);
        }
        assert_eq!(plain(&digits::<14>(&[0x20, 0x16, 1, 2, 3, 4, 5])), Some("20160102030405"));
    }
}
