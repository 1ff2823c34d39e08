//! How papers write days, times and names.

use document::{Birth, fold};
use jiff::Timestamp;
use jiff::civil::Date;

/// `dd/MM/yyyy`.
pub(crate) fn day(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `dd/MM/yyyy` in Viet Nam.
pub(crate) fn day_of(at: Timestamp) -> String {
    day(duty::vn_date(at))
}

/// `HH:mm dd/MM/yyyy` in Viet Nam.
pub(crate) fn moment(at: Timestamp) -> String {
    let wall = duty::vn_civil(at);
    format!("{:02}:{:02} {}", wall.hour(), wall.minute(), day(wall.date()))
}

/// A day of birth, or the year where no more is known.
pub(crate) fn birth(birth: Birth) -> String {
    birth.day().map_or_else(|| birth.year().to_string(), day)
}

/// A text without signs that no file should carry: line breaks and control signs become spaces.
pub(crate) fn line(text: &str) -> String {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name in capitals of A to Z, as a passport's zone has it; none where it has letters that are not Latin.
pub(crate) fn bare_capitals(name: &str) -> Option<String> {
    let mut bare = String::new();
    for letter in fold(name).chars() {
        match letter {
            'a'..='z' => bare.push(letter.to_ascii_uppercase()),
            'ø' | 'œ' => bare.push_str("OE"),
            'æ' => bare.push_str("AE"),
            'ß' => bare.push_str("SS"),
            'þ' => bare.push_str("TH"),
            'ð' => bare.push('D'),
            'ł' => bare.push('L'),
            'ı' => bare.push('I'),
            '\'' | '’' | '.' => {}
            sign if sign.is_alphanumeric() => return None,
            _ => bare.push(' '),
        }
    }
    Some(line(&bare)).filter(|bare| !bare.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_times_are_vietnamese() {
        let at: Timestamp = "2026-11-28T17:05:00Z".parse().unwrap();
        assert_eq!((moment(at).as_str(), day_of(at).as_str()), ("00:05 29/11/2026", "29/11/2026"));
        assert_eq!(
            (birth(Birth::Year(1951)), birth(Birth::Day(date(1999, 5, 1)))),
            ("1951".into(), "01/05/1999".into())
        );
    }

    #[test]
    fn lines_hold_no_breaks() {
        assert_eq!(line(" Số 1,\r\n\tHà  Nội\0"), "Số 1, Hà Nội");
    }

    #[test]
    fn names_lose_their_marks() {
        let table = [
            ("Nguyễn Thị Đào", Some("NGUYEN THI DAO")),
            ("Müller-Lüdenscheid Jörg", Some("MULLER LUDENSCHEID JORG")),
            ("O’Connor Seán", Some("OCONNOR SEAN")),
            ("Søren Ægir Łukasz", Some("SOEREN AEGIR LUKASZ")),
            ("王小明", None),
            ("Anna 2", None),
            (" - ", None),
        ];
        for (name, bare) in table {
            assert_eq!(bare_capitals(name).as_deref(), bare, "{name}");
        }
    }
}
