//! Times of certificates as seconds since 1970 (RFC 5280 clause 4.1.2.5).

use iso7816::tlv::Tlv;

/// Reads a `UTCTime` or `GeneralizedTime`. Both end in `Z`; some authorities leave the seconds out, and an offset is
/// refused. Leap seconds do not exist here.
pub fn seconds(time: &Tlv<'_>) -> Option<i64> {
    let text = time.value.strip_suffix(b"Z")?;
    let (year, rest) = match time.tag {
        0x17 => {
            let (year, rest) = text.split_at_checked(2)?;
            let year = number(year)?;
            (if year >= 50 { 1900 + year } else { 2000 + year }, rest)
        }
        0x18 => {
            let (year, rest) = text.split_at_checked(4)?;
            (number(year)?, rest)
        }
        _ => return None,
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let mut parts = [1, 1, 0, 0, 0];
    if !odd.is_empty() || !(4..=5).contains(&pairs.len()) {
        return None;
    }
    for (part, pair) in parts.iter_mut().zip(pairs) {
        *part = number(pair)?;
    }
    let [month, day, hour, minute, second] = parts;
    let real = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    real.then(|| days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; years are counted from March, so that leap days come last.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use iso7816::tlv;

    use super::*;

    #[test]
    fn times_as_seconds_since_1970() {
        let table: [(tlv::Tag, &str, Option<i64>); 12] = [
            (0x17, "700101000000Z", Some(0)),
            (0x17, "491231235959Z", Some(2_524_607_999)), // 2049
            (0x17, "000229120000Z", Some(951_825_600)),
            (0x17, "500101000000Z", Some(-631_152_000)), // 1950
            (0x17, "2611212305Z", Some(1_795_302_300)),
            (0x18, "20261121230500Z", Some(1_795_302_300)),
            (0x18, "21000301000000Z", Some(4_107_542_400)),
            (0x18, "99991231235959Z", Some(253_402_300_799)),
            (0x17, "700101000000", None),
            (0x17, "701301000000Z", None),
            (0x17, "7001010000000Z", None),
            (0x0C, "700101000000Z", None),
        ];
        for (tag, text, expected) in table {
            let bytes = tlv::write(tag, text.as_bytes());
            assert_eq!(seconds(&tlv::read(&bytes).unwrap().0), expected, "{text}");
        }
    }
}
