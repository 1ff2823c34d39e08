//! The text form of a trace.

use super::{FromStr, Line, Masked, Piece, Trace, TraceError, fmt};

const FIRST: &str = "luutru-trace 1";

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}\natr {}", Masked(vec![Piece::Bytes(self.answer_to_reset.clone())]))?;
        match self.reader {
            Some(bytes) => writeln!(f, "reader-max {bytes}")?,
            None => writeln!(f, "reader-max unknown")?,
        }
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(bytes) => write!(f, "> {bytes}"),
            Self::Answer(bytes) => write!(f, "< {bytes}"),
            Self::Note(text) => write!(f, "note {text}"),
            Self::End(text) => write!(f, "end {text}"),
        }
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Bytes(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}")),
            Piece::Secret(size) => write!(f, "<{size} bytes>"),
        })
    }
}

impl FromStr for Trace {
    type Err = TraceError;

    /// Reads the text form; times behind answers are dropped.
    fn from_str(text: &str) -> Result<Self, TraceError> {
        let mut trace = Self { answer_to_reset: Vec::new(), reader: None, lines: Vec::new() };
        let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        if lines.next().is_none_or(|(line, _)| line.trim() != FIRST) {
            return Err(TraceError::Version);
        }
        for (line, number) in lines {
            trace.take(line.trim_end()).ok_or(TraceError::Line(number))?;
        }
        Ok(trace)
    }
}

impl Trace {
    fn take(&mut self, line: &str) -> Option<()> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "atr" => self.answer_to_reset = hex(rest)?,
            "reader-max" if rest == "unknown" => self.reader = None,
            "reader-max" => self.reader = Some(rest.parse().ok()?),
            ">" => self.lines.push(Line::Command(rest.parse().ok()?)),
            "<" => self.lines.push(Line::Answer(rest.split(" ~").next()?.parse().ok()?)),
            "note" => self.lines.push(Line::Note(rest.to_owned())),
            "end" => self.lines.push(Line::End(rest.to_owned())),
            _ => return None,
        }
        Some(())
    }
}

impl FromStr for Masked {
    type Err = TraceError;

    /// Reads hexadecimal digits with `<N bytes>` between them.
    fn from_str(text: &str) -> Result<Self, TraceError> {
        pieces(text).map(Self).ok_or(TraceError::Line(1))
    }
}

fn pieces(mut text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let (piece, rest) = if let Some(secret) = text.strip_prefix('<') {
            let (size, rest) = secret.split_once(" bytes>")?;
            (Piece::Secret(size.parse().ok()?), rest)
        } else {
            let (digits, rest) = text.split_at(text.find('<').unwrap_or(text.len()));
            (Piece::Bytes(hex(digits)?), rest)
        };
        pieces.push(piece);
        text = rest;
    }
    Some(pieces)
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|nibble| u8::try_from(nibble).ok());
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| if let [high, low] = pair { Some(nibble(*high)? << 4 | nibble(*low)?) } else { None }).collect()
}
