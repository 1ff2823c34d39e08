//! Names of units as people and cards write them: with or without their kind, in short, with or without marks.

use crate::name::words;

/// What kind of unit a name says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Xã.
    Village,
    /// Phường.
    Ward,
    /// Thị trấn.
    Town,
    /// Quận, huyện, thị xã, thành phố, tỉnh or another: it tells nothing apart.
    Larger,
}

/// The words for kinds, folded and without what parts them; longer ones first.
const KINDS: [(&[&str], Kind); 16] = [
    (&["thi", "tran"], Kind::Town),
    (&["thi", "xa"], Kind::Larger),
    (&["thanh", "pho"], Kind::Larger),
    (&["dac", "khu"], Kind::Larger),
    (&["xa"], Kind::Village),
    (&["x"], Kind::Village),
    (&["phuong"], Kind::Ward),
    (&["p"], Kind::Ward),
    (&["tt"], Kind::Town),
    (&["tx"], Kind::Larger),
    (&["huyen"], Kind::Larger),
    (&["h"], Kind::Larger),
    (&["quan"], Kind::Larger),
    (&["q"], Kind::Larger),
    (&["tinh"], Kind::Larger),
    (&["tp"], Kind::Larger),
];

impl Kind {
    /// Reads the kind that a name begins with.
    pub(super) fn of(text: &str) -> Option<Self> {
        split(&numbered(text)).map(|(kind, _)| kind)
    }
}

/// How a table may have the name: as it stands, which may begin with a word that only looks like a kind (`Phương Liên`),
/// or without its kind.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let words = numbered(text);
    let bare = split(&words).map(|(_, rest)| rest.concat());
    let mut spellings = vec![words.concat()];
    spellings.extend(bare);
    spellings.retain(|spelling| !spelling.is_empty());
    spellings
}

/// A name of a table without its kind, which it always has.
pub(super) fn bare(text: &str) -> String {
    let words = numbered(text);
    split(&words).map_or_else(|| words.concat(), |(_, rest)| rest.concat())
}

fn split(words: &[String]) -> Option<(Kind, &[String])> {
    let begins = |kind: &&(&[&str], Kind)| words.len() > kind.0.len() && words.iter().zip(kind.0).all(|(a, b)| a == b);
    let (prefix, kind) = KINDS.iter().find(begins)?;
    Some((*kind, &words[prefix.len()..]))
}

/// The folded words of a name; `Q9` is `Q 9`, and `09` is `9`.
fn numbered(text: &str) -> Vec<String> {
    let parted = words(text).flat_map(|word| match word.split_at_checked(1) {
        Some((letter, number)) if !number.is_empty() && is_number(number) && !is_number(letter) => {
            vec![letter.to_owned(), number.to_owned()]
        }
        _ => vec![word],
    });
    parted.map(|word| if is_number(&word) { plain(&word) } else { word }).collect()
}

fn plain(number: &str) -> String {
    let plain = number.trim_start_matches('0');
    if plain.is_empty() { number.to_owned() } else { plain.to_owned() }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
