use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Tidies a text as it is stored: NFC, single spaces, none at the ends. Apostrophes and hyphens stay, since names of
/// ethnic minorities hold them.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Folds a name for search: small letters, marks off, `đ` to `d` (which decomposing alone does not do).
pub fn fold(text: &str) -> String {
    let plain = text.nfd().filter(|letter| !is_combining_mark(*letter));
    plain.flat_map(char::to_lowercase).map(|letter| if letter == 'đ' { 'd' } else { letter }).collect()
}

/// Tells whether two spellings may be one person's. Where both have marks, letters, marks and tones must agree (`Hoà` and
/// `Hòa` do); where one has none, the letters after folding. All other signs are ignored. A machine readable zone cuts a
/// long name, so a beginning of 24 letters or more is enough; and it writes `ü` as `UE` or as `U` (Doc 9303-3 section 6),
/// so either will do.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    const CUT: usize = 24;
    if !one.is_ascii() && !other.is_ascii() {
        return marked(one) == marked(other);
    }
    let spellings = [false, true].map(|spread| (letters(one, spread), letters(other, spread)));
    let alike = |one: &str, other: &str| {
        let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        short == long || (short.len() >= CUT && long.starts_with(short))
    };
    let [(one_bare, other_bare), (one_spread, other_spread)] = &spellings;
    alike(one_bare, other_bare) || alike(one_spread, other_bare) || alike(one_bare, other_spread)
}

/// The small letters of a name with their marks, and apart from them its tones: on which vowel of a syllable the tone is
/// written is a matter of taste.
fn marked(text: &str) -> (String, String) {
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let letters = text.nfd().flat_map(char::to_lowercase);
    let spelled = letters.filter(|letter| letter.is_alphanumeric() || is_combining_mark(*letter));
    spelled.partition(|letter| !TONES.contains(letter))
}

/// The letters of a name without marks; `spread` writes those in two that the zone may write so.
fn letters(text: &str, spread: bool) -> String {
    let spelled: String = text.to_lowercase().nfc().map(|letter| Spelled(letter, spread)).map(String::from).collect();
    fold(&spelled).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// A small letter as a machine readable zone spells it.
struct Spelled(char, bool);

impl From<Spelled> for String {
    fn from(Spelled(letter, spread): Spelled) -> Self {
        match (letter, spread) {
            ('ä' | 'æ', true) | ('æ', false) => "ae",
            ('ö' | 'ø', true) | ('œ', _) => "oe",
            ('ø', false) => "o",
            ('ü', true) => "ue",
            ('å', true) => "aa",
            ('ß', _) => "ss",
            ('þ', _) => "th",
            ('ð', _) => "d",
            ('ł', _) => "l",
            ('ı', _) => "i",
            _ => return letter.into(),
        }
        .into()
    }
}

/// Tells whether two texts are one address: alike after folding, but for signs and the words for kinds of units, which a
/// card mostly leaves out.
pub(crate) fn same_address(one: &str, other: &str) -> bool {
    let bare = |text: &str| words(text).filter(|word| !is_kind_of_unit(word)).collect::<String>();
    bare(one) == bare(other)
}

/// The folded words of a text: runs of letters and digits.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words: Vec<String> = folded.split(|sign: char| !sign.is_alphanumeric()).map(str::to_owned).collect();
    words.into_iter().filter(|word| !word.is_empty())
}

/// Tells whether a folded word only says what kind a unit is. `xã` and `phố` are also names' words; comparing may leave
/// them out on both sides.
fn is_kind_of_unit(word: &str) -> bool {
    const KINDS: [&str; 14] =
        ["xa", "phuong", "thi", "tran", "huyen", "quan", "thanh", "pho", "tinh", "tp", "tx", "tt", "p", "q"];
    KINDS.contains(&word)
}

/// Tells whether all letters are Latin, with or without marks.
pub(crate) fn is_latin(text: &str) -> bool {
    let latin = |letter: char| matches!(letter, '\0'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' | '’');
    text.nfc().all(|letter| latin(letter) || is_combining_mark(letter))
}

/// Tells whether a text could be a name: at least one letter, and nothing but letters, marks, spaces and `' ’ - .`
pub(crate) fn plausible(text: &str) -> bool {
    let sign = |letter: char| matches!(letter, ' ' | '\'' | '’' | '-' | '.') || is_combining_mark(letter);
    text.chars().any(char::is_alphabetic) && text.chars().all(|letter| letter.is_alphabetic() || sign(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_marks_and_the_bar_off() {
        let table = [
            ("Nguyễn Văn An", "nguyen van an"),
            ("ĐẶNG THỊ ĐÀO", "dang thi dao"),
            ("Nguye\u{302}\u{303}n", "nguyen"),
            ("H’Hen Niê", "h’hen nie"),
            ("Ước Ươm", "uoc uom"),
        ];
        for (name, folded) in table {
            assert_eq!(fold(name), folded);
            assert_eq!(fold(&fold(name)), folded);
        }
    }

    #[test]
    fn tidy_keeps_what_belongs_to_a_name() {
        assert_eq!(tidy("  Nguye\u{302}\u{303}n   Văn\tAn "), "Nguyễn Văn An");
        assert_eq!(tidy("Y' Blă Niê-Kđăm"), "Y' Blă Niê-Kđăm");
    }

    #[test]
    fn one_person_two_spellings() {
        assert!(same_name("Nguyễn Văn An", "NGUYEN VAN AN"));
        assert!(same_name("H’Hen Niê", "HHEN NIE"));
        assert!(same_name("CONG TANG TON NU HUYEN TRANG CHI", "Công Tằng Tôn Nữ Huyền Trang Chi Mai"));
        assert!(!same_name("Nguyễn Văn An", "Nguyễn Văn Anh"));
        assert!(!same_name("Nguyễn Văn An", "Nguyễn Văn Ân") && !same_name("Lê Hòa", "Lê Hóa"));
        assert!(same_name("Lê Thị Hoà", "LÊ THỊ HÒA") && same_name("Lê Thuý", "Lê Thúy"));
        for zone in ["MUELLER SOEREN", "MULLER SOREN"] {
            assert!(same_name("Müller Søren", zone) && same_name(zone, "Müller Søren"), "{zone}");
        }
        assert!(same_name("Weiß Łukasz Åse", "WEISS LUKASZ AASE"));
        assert!(!same_name("Müller", "Moeller"));
    }

    #[test]
    fn latin_letters_with_marks_are_latin() {
        for (text, latin) in
            [("Nguyễn Thị Đào", true), ("Niê-Kđăm’s", true), ("Łø", true), ("Иванова", false), ("An 王", false)]
        {
            assert_eq!(is_latin(text), latin, "{text}");
        }
    }
}
