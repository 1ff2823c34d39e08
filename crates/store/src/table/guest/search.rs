//! From what is typed into the search box to what is asked of the database.

/// A question: where to look, what to order by, and the values it asks for in order.
pub(super) struct Asked {
    pub(super) from: &'static str,
    pub(super) order: &'static str,
    pub(super) values: Vec<String>,
}

/// The shortest piece of a number that is looked for.
const NUMBER_LEAST: usize = 4;

/// Turns a query into a question; none for a query with nothing to look for.
///
/// A word of four or more digits, or one of letters and digits as on a passport, is looked for at the end of the
/// number; every other word is the beginning of a word of the name. Only the last number counts.
pub(super) fn ask(query: &str) -> Option<Asked> {
    let mut number = None;
    let mut words = Vec::new();
    for word in query.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)) {
        if is_number(word) {
            number = Some(word.to_ascii_uppercase());
        } else {
            words.push(format!("\"{}\" *", fold(word).replace('"', "\"\"")));
        }
    }
    let name = (!words.is_empty()).then(|| words.join(" "));
    let (from, order, values) = match (name, number) {
        (None, None) => return None,
        (Some(name), None) => (BY_NAME, "guest_name.rowid", vec![name]),
        (None, Some(number)) => (BY_NUMBER, "guest.row", vec![number]),
        (Some(name), Some(number)) => (BY_BOTH, "guest.row", vec![number, name]),
    };
    Some(Asked { from, order, values })
}

/// The join runs from the index of names, which already is in the order wanted and stops at the limit.
const BY_NAME: &str = "guest_name CROSS JOIN guest ON guest.row = guest_name.rowid WHERE guest_name MATCH ?1";
const BY_NUMBER: &str = "guest WHERE number_end = substr(?1, -4) AND substr(number, -length(?1)) = ?1";
const BY_BOTH: &str = "guest WHERE number_end = substr(?1, -4) AND substr(number, -length(?1)) = ?1
    AND row IN (SELECT rowid FROM guest_name WHERE guest_name MATCH ?2)";

fn is_number(word: &str) -> bool {
    word.len() >= NUMBER_LEAST
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && word.bytes().filter(u8::is_ascii_digit).count() >= NUMBER_LEAST
}

/// Folds a word as the column `name_fold` does; the tokenizer of the index takes off the marks of both.
fn fold(word: &str) -> String {
    word.replace(['đ', 'ð'], "d").replace(['Đ', 'Ð'], "D")
}
