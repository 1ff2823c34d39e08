//! The lines of a machine readable zone, which readers of passports send as a code each: they are one.

use super::End;

/// Letters in a line, and lines in a zone (Doc 9303 parts 4, 5 and 6).
const SIZES: [(usize, usize); 3] = [(30, 3), (36, 2), (44, 2)];

/// A code, and what ended it.
type Ended = (Vec<u8>, End);

/// The lines that have come of a zone that is not whole yet.
#[derive(Default)]
pub(super) struct Lines {
    held: Option<Ended>,
    /// Letters in each of them.
    length: usize,
}

impl Lines {
    /// Whether more lines are waited for.
    pub(super) const fn wait(&self) -> bool {
        self.held.is_some()
    }

    /// Takes in a code; gives what is whole with it: itself, the zone it ends, or, behind lines that were none of a zone,
    /// those lines and itself.
    pub(super) fn take(&mut self, code: Vec<u8>, end: End) -> Vec<Ended> {
        let lines = lines_of(&code);
        match (&mut self.held, lines) {
            (None, Some(_)) if code.contains(&b'<') => {
                self.length = code.len();
                self.held = Some((code, end));
                Vec::new()
            }
            (Some((held, _)), Some(lines)) if code.len() == self.length => {
                held.push(b'\n');
                held.extend(code);
                let whole = (held.len() + 1) / (self.length + 1) == lines;
                if whole { self.end().into_iter().collect() } else { Vec::new() }
            }
            _ => self.end().into_iter().chain([(code, end)]).collect(),
        }
    }

    /// No other line comes: what has come is given.
    pub(super) const fn end(&mut self) -> Option<Ended> {
        self.held.take()
    }
}

/// How many lines a zone has that has a line like this.
fn lines_of(line: &[u8]) -> Option<usize> {
    let letters = line.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'<');
    SIZES.iter().find(|(length, _)| letters && *length == line.len()).map(|(_, lines)| *lines)
}
