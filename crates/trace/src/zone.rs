//! The machine readable zone: letters become X, digits 1, and check digits are made right again where they were right.

use std::ops::Range;

use mrz::check_digit;

/// Where a check digit stands, and the spans it is over, each from and to.
type Check = (usize, &'static [(usize, usize)]);

/// What of a zone says nothing about the person, and its check digits in the order to make them.
struct Layout {
    size: usize,
    sex: usize,
    checks: &'static [Check],
}

/// The document's kind and its issuer: what else the card does depends on them.
const KEPT: Range<usize> = 0..5;

const LAYOUTS: [Layout; 3] = [
    Layout {
        size: 90,
        sex: 37,
        checks: &[
            (14, &[(5, 14)]),
            (29, &[(15, 29)]),
            (36, &[(30, 36)]),
            (44, &[(38, 44)]),
            (59, &[(5, 30), (30, 37), (38, 45), (48, 59)]),
        ],
    },
    Layout {
        size: 72,
        sex: 56,
        checks: &[(45, &[(36, 45)]), (55, &[(49, 55)]), (63, &[(57, 63)]), (71, &[(36, 46), (49, 56), (57, 71)])],
    },
    Layout {
        size: 88,
        sex: 64,
        checks: &[
            (53, &[(44, 53)]),
            (63, &[(57, 63)]),
            (71, &[(65, 71)]),
            (86, &[(72, 86)]),
            (87, &[(44, 54), (57, 64), (65, 87)]),
        ],
    },
];

/// Redacts a zone in place; one that is not whole loses its check digits too.
pub(crate) fn redact(zone: &mut [u8]) {
    let original = zone.to_vec();
    let layout = LAYOUTS.iter().find(|layout| layout.size == zone.len());
    for (index, byte) in zone.iter_mut().enumerate() {
        *byte = match *byte {
            kept if KEPT.contains(&index) => kept,
            b'0'..=b'9' => b'1',
            b'A'..=b'Z' => b'X',
            b'a'..=b'z' => b'x',
            b'<' => b'<',
            _ => b'?',
        };
    }
    let Some(layout) = layout else { return };
    zone[layout.sex] = b'<';
    for &(at, over) in layout.checks {
        check(zone, &original, at, &|text| over.iter().flat_map(|&(from, to)| text[from..to].to_vec()).collect());
        if at == 14 {
            long_number(zone, &original);
        }
    }
}

/// Sets one check digit: right where it was right, wrong where it was wrong, none where there was none.
fn check(zone: &mut [u8], original: &[u8], at: usize, over: &dyn Fn(&[u8]) -> Vec<u8>) {
    let (old, new) = (check_digit(&over(original)), check_digit(&over(zone)));
    if original[at].is_ascii_digit() {
        zone[at] = if original[at] == old { new } else { b'0' + (new - b'0' + 1) % 10 };
    }
}

/// A number of more than nine characters goes on in the optional data, with its check digit behind it (Doc 9303-5).
fn long_number(zone: &mut [u8], original: &[u8]) {
    let end = (15..30).find(|&index| original[index] == b'<').unwrap_or(30);
    if original[14] == b'<' && end > 15 {
        check(zone, original, end - 1, &|text| [&text[5..14], &text[15..end - 1]].concat());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(zone: &str) -> String {
        let mut bytes = zone.as_bytes().to_vec();
        redact(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_citizen_card() {
        let zone = "IDVNM0990001232001099000123<<3\
                    9905153M3905151VNM<<<<<<<<<<<2\
                    NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
        let shown = redacted(zone);
        assert!(shown.starts_with("IDVNM111111111") && shown.ends_with("XXXXXX<<XXX<XX<<<<<<<<<<<<<<<<"), "{shown}");
        let zone = mrz::parse(&shown).unwrap();
        assert_eq!((zone.birth.expose().text(), zone.expiry.text()), ("111111", "111111"));
        assert_eq!(zone.optional.expose(), "111111111111<<4");
    }

    #[test]
    fn every_size_is_still_a_zone() {
        let zones = [
            // Doc 9303-4 and 9303-6, and a TD1 whose number goes on in the optional data (9303-5).
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6",
            "I<UTOD23145890<7349<<<<<<<<<<<3407127M9507122UTO<<<<<<<<<<<2STEVENSON<<PETER<JOHN<<<<<<<<<",
        ];
        for zone in zones {
            assert!(mrz::parse(zone).is_ok(), "{zone}");
            let shown = redacted(zone);
            assert!(mrz::parse(&shown).is_ok(), "{shown}");
            assert_eq!(shown.len(), zone.len());
            for (at, letter) in zone.bytes().enumerate().filter(|(at, _)| *at != 37 && *at != 56 && *at != 64) {
                assert_eq!(letter == b'<', shown.as_bytes()[at] == b'<', "{at}: {shown}");
            }
        }
    }

    #[test]
    fn a_wrong_check_digit_stays_wrong() {
        let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C37UTO7408122F1204159ZE184226B<<<<<10";
        assert!(mrz::parse(zone).is_err() && mrz::parse(&redacted(zone)).is_err());
    }

    #[test]
    fn what_is_no_zone_says_nothing_either() {
        assert_eq!(redacted("P<UTOERIKSSON<<ANNA 1974é"), "P<UTOXXXXXXXX<<XXXX?1111??");
    }
}
