//! The lines of a machine readable zone, which readers of passports send as a code each: they are one.

use private::Private;

use super::Frame;

/// Letters in a line, and lines in a zone (Doc 9303 parts 4, 5 and 6).
const SIZES: [(usize, usize); 3] = [(30, 3), (36, 2), (44, 2)];

/// The lines that have come of a zone that is not whole yet.
#[derive(Default)]
pub(super) struct Lines {
    held: Vec<u8>,
    first: Option<Frame>,
}

impl Lines {
    /// Whether more lines are waited for.
    pub(super) const fn wait(&self) -> bool {
        self.first.is_some()
    }

    /// Takes in a code; gives what is whole with it: itself, the zone it ends, or, behind lines that were none of a zone,
    /// those lines and itself.
    pub(super) fn take(&mut self, frame: Frame) -> Vec<Frame> {
        let line = frame.bytes.expose();
        let Some(first) = &self.first else {
            if lines_of(line).is_some() && line.contains(&b'<') {
                self.held.clone_from(line);
                self.first = Some(frame);
                return Vec::new();
            }
            return vec![frame];
        };
        let length = first.bytes.expose().len();
        if line.len() != length || lines_of(line).is_none() {
            return self.end().into_iter().chain([frame]).collect();
        }
        self.held.push(b'\n');
        self.held.extend(line);
        let whole = lines_of(line).is_some_and(|lines| (self.held.len() + 1) / (length + 1) == lines);
        if whole { self.end().into_iter().collect() } else { Vec::new() }
    }

    /// No other line comes: what has come is given.
    pub(super) fn end(&mut self) -> Option<Frame> {
        let first = self.first.take()?;
        Some(Frame { bytes: Private::new(std::mem::take(&mut self.held)), ..first })
    }
}

/// How many lines a zone has that has a line like this.
fn lines_of(line: &[u8]) -> Option<usize> {
    let letters = line.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'<');
    SIZES.iter().find(|(length, _)| letters && *length == line.len()).map(|(_, lines)| *lines)
}
