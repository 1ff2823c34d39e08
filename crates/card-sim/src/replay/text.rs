//! The text of a trace, read on its own: the reading side writes it, and is not asked how.

use crate::error::SimError;

const FIRST: &str = "luutru-trace 1";

/// Bytes of a line, zeros where it keeps a secret.
pub struct Bytes(pub Vec<u8>);

/// What a replay needs of a line.
pub enum Line {
    /// The answer to reset.
    AnswerToReset(Vec<u8>),
    /// A plain command.
    Command(Bytes),
    /// The plain answer to it.
    Answer(Bytes),
    /// The card was laid again.
    Fresh,
    /// A note, the end, what the reader can: nothing a card does.
    ForPeople,
}

/// Reads every line.
pub fn lines(trace: &str) -> Result<Vec<Line>, SimError> {
    let mut lines = trace.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    if lines.next().is_none_or(|(line, _)| line.trim() != FIRST) {
        return Err(SimError::Trace(1));
    }
    lines.map(|(text, number)| line(text.trim_end()).ok_or(SimError::Trace(number))).collect()
}

fn line(text: &str) -> Option<Line> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    Some(match word {
        "atr" => Line::AnswerToReset(bytes(rest)?),
        ">" => Line::Command(Bytes(bytes(rest)?)),
        "<" => Line::Answer(Bytes(bytes(rest.split(" ~").next()?)?)),
        "note" if matches!(rest, "interrupted" | "resumed") => Line::Fresh,
        "note" | "end" | "reader-max" => Line::ForPeople,
        _ => return None,
    })
}

/// Hexadecimal digits, with `<N bytes>` for N zeros.
fn bytes(mut text: &str) -> Option<Vec<u8>> {
    /// More than any command or answer has: a count beyond it is a slip, not a size to set memory aside for.
    const MOST: usize = 0x2_0000;
    let mut out = Vec::new();
    while !text.is_empty() {
        if let Some(secret) = text.strip_prefix('<') {
            let (count, rest) = secret.split_once(" bytes>")?;
            let count: usize = count.parse().ok().filter(|count| *count <= MOST)?;
            out.resize(out.len() + count, 0);
            text = rest;
        } else {
            let (pair, rest) = text.split_at_checked(2)?;
            out.push(u8::from_str_radix(pair, 16).ok().filter(|_| pair.bytes().all(|b| b.is_ascii_hexdigit()))?);
            text = rest;
        }
    }
    Some(out)
}
