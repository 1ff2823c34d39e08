//! Invented people and the machine readable zones of their papers.

use mrz::{Format, check_digit};

use crate::dice::Dice;

/// From one line of a zone to the next in millimetres: six or four lines to the inch. Not confirmed by a clause of Doc 9303;
/// the reader takes any spacing from 3.3 to 7.9 mm.
pub const fn spacing(format: Format) -> f64 {
    match format {
        Format::Td1 => 4.233,
        Format::Td2 | Format::Td3 => 6.35,
    }
}

/// A zone of an invented person, each line ended by `\n`, every check digit right. All follows from the seed.
pub fn zone(format: Format, seed: u64) -> String {
    let mut dice = Dice::new(seed ^ 0x7A6F_6E65);
    let zone = match format {
        Format::Td1 if dice.below(2) == 0 => citizen(&mut dice),
        Format::Td1 => td1(&mut dice),
        Format::Td2 => td2(&mut dice),
        Format::Td3 => td3(&mut dice),
    };
    zone + "\n"
}

const STATES: [&str; 24] = [
    "VNM", "D<<", "GBR", "USA", "FRA", "KOR", "JPN", "CHN", "RUS", "AUS", "IND", "THA", "LAO", "KHM", "SGP", "MYS",
    "PHL", "NLD", "CAN", "BRA", "ZAF", "TWN", "UKR", "NZL",
];

/// The Vietnamese card (documents.md §2): the number's last nine digits, then all twelve with a check digit of their own.
fn citizen(dice: &mut Dice) -> String {
    let birth = date(dice, 40, 110);
    let century = if birth.as_str() > "400000" { 0 } else { 2 };
    let number =
        format!("{:03}{}{}{:06}", 1 + dice.below(96), century + dice.below(2), &birth[..2], dice.below(1_000_000));
    let first = format!("{}{}<<{}", checked(&number[3..]), number, check(&number));
    let expiry = if dice.below(5) == 0 { "991231".to_owned() } else { date(dice, 126, 165) };
    let sex = *dice.one_of(&["M", "F"]);
    card(dice, "IDVNM", &first, [&birth, sex, &expiry], ("VNM", ""), vietnamese)
}

fn td1(dice: &mut Dice) -> String {
    let state = *dice.one_of(&STATES);
    let code = *dice.one_of(&["ID", "I<", "AC", "IR"]);
    let (birth, expiry) = (date(dice, 40, 110), date(dice, 126, 140));
    let first = if dice.below(5) == 0 {
        let more = 1 + dice.below(4);
        let number = digits(dice, 9 + more);
        // A long number goes on in the optional field, its check digit last (Doc 9303-5 §4.2.2 note j).
        format!("{:<<25}", format!("{}<{}{}", &number[..9], &number[9..], check(&number)))
    } else {
        let optional = if dice.below(2) == 0 { digits(dice, 11) } else { String::new() };
        format!("{}{optional:<<15}", document_number(dice))
    };
    let sex = sex(dice);
    card(dice, &format!("{code}{state}"), &first, [&birth, sex, &expiry], (state, ""), name)
}

/// The three lines of a TD1; `first` is what follows the issuing state.
fn card(
    dice: &mut Dice,
    head: &str,
    first: &str,
    [birth, sex, expiry]: [&str; 3],
    (nationality, optional): (&str, &str),
    name: fn(&mut Dice) -> String,
) -> String {
    let (birth, expiry) = (checked(birth), checked(expiry));
    let composite = check(&format!("{first}{birth}{expiry}{optional:<<11}"));
    format!("{head}{first}\n{birth}{sex}{expiry}{nationality}{optional:<<11}{composite}\n{}", filled(&name(dice), 30))
}

fn td2(dice: &mut Dice) -> String {
    let optional = if dice.below(2) == 0 { digits(dice, 7) } else { "<<<<<<<".to_owned() };
    two_lines(dice, "I<", &optional, 31)
}

fn td3(dice: &mut Dice) -> String {
    let code = *dice.one_of(&["P<", "P<", "P<", "PD", "PO", "PP"]);
    let length = dice.below(15);
    let personal = format!("{:<<14}", digits(dice, length));
    // The check digit of an empty field may be a filler.
    let optional = if length == 0 && dice.below(2) == 0 { format!("{personal}<") } else { checked(&personal) };
    two_lines(dice, code, &optional, 39)
}

fn two_lines(dice: &mut Dice, code: &str, optional: &str, width: usize) -> String {
    let state = *dice.one_of(&STATES);
    let nationality = if dice.below(10) == 0 { *dice.one_of(&STATES) } else { state };
    let (number, birth, expiry) = (document_number(dice), checked(&birth(dice)), checked(&date(dice, 126, 137)));
    let (sex, name) = (sex(dice), name(dice));
    let composite = check(&format!("{number}{birth}{expiry}{optional}"));
    format!("{code}{state}{}\n{number}{nationality}{birth}{sex}{expiry}{optional}{composite}", filled(&name, width))
}

/// One in twenty is born on a day that nobody knows.
fn birth(dice: &mut Dice) -> String {
    let day = date(dice, 30, 125);
    if dice.below(20) == 0 { format!("{}<<<<", &day[..2]) } else { day }
}

/// A day as a zone has it, years counted from 1900.
fn date(dice: &mut Dice, from: usize, to: usize) -> String {
    format!("{:02}{:02}{:02}", (from + dice.below(to - from)) % 100, 1 + dice.below(12), 1 + dice.below(28))
}

fn sex(dice: &mut Dice) -> &'static str {
    const SEXES: [&str; 10] = ["M", "M", "M", "M", "F", "F", "F", "F", "<", "X"];
    SEXES[dice.below(SEXES.len())]
}

/// Nine characters and their check digit: letters and digits as the issuers mix them, a few shorter.
fn document_number(dice: &mut Dice) -> String {
    let shape =
        *dice.one_of(&["A00000000", "000000000", "AA0000000", "A0A00A0A0", "00AA00000", "A0000000", "AAAAAA000"]);
    let number: String = shape.bytes().map(|kind| if kind == b'A' { letter(dice) } else { digit(dice) }).collect();
    checked(&format!("{number:<<9}"))
}

fn digits(dice: &mut Dice, count: usize) -> String {
    (0..count).map(|_| digit(dice)).collect()
}

fn digit(dice: &mut Dice) -> char {
    char::from(*dice.one_of(b"0123456789"))
}

fn letter(dice: &mut Dice) -> char {
    char::from(*dice.one_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
}

fn checked(field: &str) -> String {
    format!("{field}{}", check(field))
}

fn check(field: &str) -> char {
    char::from(check_digit(field.as_bytes()))
}

/// A name field: cut at its width, or filled up.
fn filled(name: &str, width: usize) -> String {
    let mut field = format!("{name:<<width$}");
    field.truncate(width);
    field
}

fn vietnamese(dice: &mut Dice) -> String {
    const FAMILY: [&str; 12] =
        ["NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "PHAN", "VU", "DANG", "BUI", "DO", "HO", "DUONG"];
    const GIVEN: [&str; 20] = [
        "VAN", "THI", "AN", "BINH", "CHAU", "DUNG", "GIANG", "HUONG", "KHANH", "LINH", "MINH", "NGOC", "PHUONG",
        "QUANG", "SON", "TUAN", "UYEN", "VINH", "XUAN", "YEN",
    ];
    let words = 1 + dice.below(4);
    let given: Vec<&str> = (0..words).map(|_| *dice.one_of(&GIVEN)).collect();
    format!("{}<<{}", dice.one_of(&FAMILY), given.join("<"))
}

/// A name of anywhere: mostly syllables that no list holds, a few of one word only, a few too long for the field.
fn name(dice: &mut Dice) -> String {
    if dice.below(4) == 0 {
        return vietnamese(dice);
    }
    let family = if dice.below(5) == 0 { format!("{}<{}", word(dice), word(dice)) } else { word(dice) };
    let given = dice.below(4);
    let given: Vec<String> = (0..given).map(|_| word(dice)).collect();
    format!("{family}<<{}", given.join("<"))
}

fn word(dice: &mut Dice) -> String {
    let syllables = 1 + dice.below(4);
    (0..syllables)
        .flat_map(|_| [*dice.one_of(b"BCDFGHJKLMNPQRSTVWXYZ"), *dice.one_of(b"AEIOUAEIOY")])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_is_one() {
        for format in [Format::Td1, Format::Td2, Format::Td3] {
            for seed in 0..500 {
                let text = zone(format, seed);
                let read = mrz::parse(&text).unwrap_or_else(|error| panic!("{format:?} {seed}: {error}\n{text}"));
                assert_eq!(read.format, format);
                assert!(text.lines().all(|line| line.len() == text.lines().next().unwrap().len()), "{text}");
            }
        }
    }
}
