//! Looks for what must never be written: a person's data in any shape a log could give it.

use std::path::{Path, PathBuf};

/// A secret and every shape in which it might leak.
#[derive(Debug)]
pub struct Canary {
    forms: Vec<(&'static str, Vec<u8>)>,
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
        let list = plain_list(value.as_bytes());
        let machine = fold(&plain).replace(' ', "<");
        let mut forms = vec![
            ("as it is", plain.clone().into_bytes()),
            ("without marks", fold(&plain).into_bytes()),
            ("as a list of bytes", list.into_bytes()),
            ("in hexadecimal", hex(value.as_bytes()).into_bytes()),
            ("in hexadecimal, capitals", hex(value.to_uppercase().as_bytes()).into_bytes()),
            ("escaped as in JSON", escaped(&plain).into_bytes()),
        ];
        if value.contains(' ') {
            forms.push(("as on a machine-readable line", machine.into_bytes()));
        }
        Self { forms }
    }

    /// Watches for raw bytes, such as a key: in hexadecimal and as a list.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let list = plain_list(bytes).into_bytes();
        Self { forms: vec![("in hexadecimal", hex(bytes).into_bytes()), ("as a list of bytes", list)] }
    }

    /// Every line of every file below `folder` in which the value stands.
    ///
    /// # Panics
    /// When a file cannot be read: what cannot be read cannot be called clean.
    pub fn leaks(&self, folder: &Path) -> Vec<Leak> {
        let mut leaks = Vec::new();
        for file in files(folder) {
            let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
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
        let text = String::from_utf8_lossy(bytes).to_lowercase().into_bytes();
        let stands = |needle: &[u8]| !needle.is_empty() && text.windows(needle.len()).any(|part| part == needle);
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
}
