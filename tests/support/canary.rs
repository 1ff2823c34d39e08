//! Looks for what must never be written: a person's data in any shape a log could give it.

use std::path::{Path, PathBuf};

use base64::Engine;

/// A secret and every shape in which it might leak.
#[derive(Debug)]
pub struct Canary {
    forms: Vec<(&'static str, String)>,
    /// It counts only where no letter, digit or point touches it.
    alone: bool,
}

/// One place where something leaked.
#[derive(Debug, PartialEq, Eq)]
pub struct Leak {
    /// The file it stands in.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// In which shape: `as it is`, `in hexadecimal`, ...
    pub form: &'static str,
}

impl Canary {
    /// Watches for a value such as a name, a number or a key. Case is ignored.
    pub fn new(value: &str) -> Self {
        let plain = value.to_lowercase();
        let machine = fold(&plain).replace(' ', "<");
        let mut forms = vec![
            ("as it is", plain.clone()),
            ("without marks", fold(&plain)),
            ("as a list of bytes", plain_list(value.as_bytes())),
            ("in hexadecimal", hex(value.as_bytes())),
            ("in hexadecimal, capitals", hex(value.to_uppercase().as_bytes())),
            ("escaped as in JSON", escaped(&plain)),
            ("escaped as in a byte string", value.as_bytes().escape_ascii().to_string().to_lowercase()),
        ];
        if value.contains(' ') {
            forms.push(("in hexadecimal, machine-readable", hex(machine.to_uppercase().as_bytes())));
            forms.push(("as on a machine-readable line", machine));
        }
        forms.extend(in_base64(value.as_bytes()));
        Self { forms, alone: false }
    }

    /// Watches for a short value that other figures may hold by chance: only where no letter, digit or point touches it.
    pub fn alone(value: &str) -> Self {
        Self { forms: vec![("as it is", value.to_lowercase())], alone: true }
    }

    /// Watches for raw bytes, such as a key: in hexadecimal, in base64 and as a list.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut forms = vec![("in hexadecimal", hex(bytes)), ("as a list of bytes", plain_list(bytes))];
        forms.extend(in_base64(bytes));
        Self { forms, alone: false }
    }

    /// Every line of every file below `folder` in which the value stands.
    ///
    /// # Panics
    /// When a file cannot be read: what cannot be read cannot be called clean.
    pub fn leaks(&self, folder: &Path) -> Vec<Leak> {
        let mut leaks = Vec::new();
        for file in files(folder) {
            let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            if self.form_in(&bytes).is_none() {
                continue;
            }
            let lines = bytes.split(|byte| *byte == b'\n').enumerate();
            leaks.extend(
                lines.filter_map(|(at, line)| {
                    Some(Leak { form: self.form_in(line)?, file: file.clone(), line: at + 1 })
                }),
            );
        }
        leaks
    }

    /// The shape in which the value stands in some bytes, if it does.
    pub fn form_in(&self, bytes: &[u8]) -> Option<&'static str> {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let touches = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '.');
        let free = |at: usize, needle: &str| {
            let (before, after) =
                (text.get(..at).unwrap_or_default(), text.get(at + needle.len()..).unwrap_or_default());
            !touches(before.chars().next_back()) && !touches(after.chars().next())
        };
        let stands = |needle: &str| {
            let mut places = text.match_indices(needle);
            !needle.is_empty() && places.any(|(at, _)| !self.alone || free(at, needle))
        };
        self.forms.iter().find(|(_, needle)| stands(needle)).map(|(form, _)| *form)
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// `78, 103, 117`: how `{:?}` prints bytes.
fn plain_list(bytes: &[u8]) -> String {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What of a value's base64 does not depend on the bytes around it, for each of the three places it can begin at.
fn in_base64(bytes: &[u8]) -> Vec<(&'static str, String)> {
    let places = [("in base64", 0, 0), ("in base64, one byte in", 1, 2), ("in base64, two bytes in", 2, 3)];
    let text = |before: usize, skip: usize| {
        let shifted = [&[0; 2][..before], bytes].concat();
        let whole = shifted.len() * 8 / 6;
        let text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(shifted).to_lowercase();
        text.get(skip..whole).unwrap_or_default().to_owned()
    };
    places.into_iter().map(|(form, before, skip)| (form, text(before, skip))).collect()
}

/// `nguy\u1ec5n`: how a careful serialiser writes it.
fn escaped(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }).collect()
}

/// Vietnamese letters without their marks.
fn fold(text: &str) -> String {
    const FAMILIES: [(char, &str); 7] = [
        ('a', "àáảãạăằắẳẵặâầấẩẫậ"),
        ('d', "đ"),
        ('e', "èéẻẽẹêềếểễệ"),
        ('i', "ìíỉĩị"),
        ('o', "òóỏõọôồốổỗộơờớởỡợ"),
        ('u', "ùúủũụưừứửữự"),
        ('y', "ỳýỷỹỵ"),
    ];
    let base =
        |letter: char| FAMILIES.iter().find(|(_, family)| family.contains(letter)).map_or(letter, |(base, _)| *base);
    text.chars().map(base).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_every_shape() {
        let canary = Canary::new("Nguyễn Văn An");
        let cases = [
            ("guest Nguyễn Văn An", Some("as it is")),
            ("NGUYỄN VĂN AN", Some("as it is")),
            ("nguyen van an", Some("without marks")),
            ("IDVNM<<NGUYEN<VAN<AN<<<", Some("as on a machine-readable line")),
            (r"nguy\u1ec5n v\u0103n an", Some("escaped as in JSON")),
            ("4e677579e1bb856e2056c4836e20416e", Some("in hexadecimal")),
            ("[78, 103, 117, 121, 225, 187, 133, 110, 32, 86, 196, 131, 110, 32, 65, 110]", Some("as a list of bytes")),
            (r"Nguy\xe1\xbb\x85n V\xc4\x83n An", Some("escaped as in a byte string")),
            ("payload Tmd1eeG7hW4gVsSDbiBBbg==", Some("in base64")),
            ("payload IE5ndXnhu4VuIFbEg24gQW4i", Some("in base64, one byte in")),
            ("payload ICBOZ3V54buFbiBWxINuIEFuIg==", Some("in base64, two bytes in")),
            ("Nguyễn Thị Bình", None),
            ("", None),
        ];
        for (line, form) in cases {
            assert_eq!(canary.form_in(line.as_bytes()), form, "{line}");
        }
    }

    #[test]
    fn a_planted_leak_is_found_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        let file = folder.path().join("deep/app.log");
        std::fs::write(&file, "started\nnumber 001099000123 read\n").unwrap();
        assert_eq!(Canary::new("001099000123").leaks(folder.path()), [Leak { file, line: 2, form: "as it is" }]);
        assert_eq!(Canary::of_bytes(&[1, 2, 3]).leaks(folder.path()), []);
    }

    #[test]
    fn a_short_value_counts_only_alone() {
        let canary = Canary::alone("000123");
        let cases = [("CAN 000123", true), ("can=\"000123\"", true), ("12.000123", false), ("001099000123", false)];
        for (line, leaks) in cases {
            assert_eq!(canary.form_in(line.as_bytes()).is_some(), leaks, "{line}");
        }
    }
}
