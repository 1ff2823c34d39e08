//! Where one code ends and the next begins in what a serial scanner sends.
//!
//! A pure machine: bytes go in as they were read, in pieces of any size; frames come out. CR, LF, STX and ETX all part
//! two frames and an empty frame is none, so that `CR LF`, `STX code ETX` and `code ETX CR` are one code each. A scanner
//! that sends no end is understood by its silence, of which the caller tells. The lines of a machine readable zone, each
//! with its end, are one frame, parted by `\n`.

mod zone;

use std::time::Duration;

use private::Private;

use self::zone::Lines;

/// Most bytes of one code: the largest QR code holds fewer than 3,000.
pub const LONGEST: usize = 4_096;
/// So long nobody said anything: what has come is a whole code, for a scanner that sends no end.
pub const SILENCE: Duration = Duration::from_millis(100);
/// A scanner that is known to send ends may pause for longer, and so may one in the middle of a letter.
const PATIENCE: u32 = 10;

const NUL: u8 = 0;
const STX: u8 = 2;
const ETX: u8 = 3;

/// What a scanner says of the kind of code, where it is set to say it: the AIM identifier `]Q1` without its bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbology {
    /// Which kind of code: `Q` for QR, `L` for PDF417, `C` for Code 128.
    pub kind: u8,
    /// How it was read.
    pub modifier: u8,
}

/// One code as a scanner sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its bytes, without ends, NULs and identifier.
    pub bytes: Private<Vec<u8>>,
    /// Whether they are UTF-8, as the code of a card is. When not, the scanner is set to another code page and has
    /// changed the letters; which, nobody guesses. One that writes `?` for letters leaves UTF-8: who knows what stands in
    /// a card sees that.
    pub utf8: bool,
    /// The kind of code, if the scanner said it.
    pub symbology: Option<Symbology>,
    /// What ended it.
    pub end: End,
    /// From its first byte to its last or to its end; none of a code that came in reports, which have no clock.
    pub took: Option<Duration>,
}

/// What ended a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A sign that the scanner is set to send behind each code: CR, LF, STX or ETX.
    Sign(u8),
    /// Nothing: the scanner sends no end, and was understood by its silence.
    Silence,
    /// The report of the device in which it came whole.
    Report,
}

/// What came out of the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Framed {
    /// A code.
    Frame(Frame),
    /// More than [`LONGEST`] bytes without an end: they were dropped, and so is all up to the next end.
    TooLong,
}

/// The machine.
#[derive(Default)]
pub struct Framer {
    held: Vec<u8>,
    lines: Lines,
    /// Dropping bytes up to the next end.
    deaf: bool,
    /// The scanner has ended a code with a sign before.
    sends_ends: bool,
    /// When bytes came first and last, if anything waits for an end.
    begun: Option<Duration>,
    heard: Option<Duration>,
}

impl Framer {
    /// Takes in what was read at a moment of the caller's own clock; gives the codes that ended in it, in order.
    pub fn take(&mut self, bytes: &[u8], now: Duration) -> Vec<Framed> {
        let mut out = Vec::new();
        for &byte in bytes {
            match byte {
                NUL => {}
                b'\r' | b'\n' | STX | ETX => {
                    self.sends_ends |= byte != STX && !self.held.is_empty();
                    out.extend(self.end(End::Sign(byte), now));
                }
                _ => out.extend(self.hold(byte, now)),
            }
        }
        self.heard = (self.deaf || self.lines.wait() || !self.held.is_empty()).then_some(now);
        out
    }

    /// The moment at which silence ends what has come; none while nothing waits.
    pub fn wake(&self) -> Option<Duration> {
        let patient = self.sends_ends || inside_a_letter(&self.held);
        self.heard.map(|heard| heard + SILENCE * if patient { PATIENCE } else { 1 })
    }

    /// Nothing more was there to be read at `now`: silence may have ended the code.
    pub fn silent(&mut self, now: Duration) -> Vec<Framed> {
        if self.wake().is_none_or(|wake| now < wake) {
            return Vec::new();
        }
        let heard = self.heard.take().unwrap_or(now);
        let took = self.took(heard);
        let mut ended = self.end(End::Silence, heard);
        ended.extend(self.lines.end().and_then(|(code, end)| frame(&code, end, took)).map(Framed::Frame));
        self.begun = None;
        ended
    }

    /// How long what has come by now has taken to come.
    fn took(&self, now: Duration) -> Option<Duration> {
        self.begun.map(|begun| now.saturating_sub(begun))
    }

    fn hold(&mut self, byte: u8, now: Duration) -> Option<Framed> {
        self.begun = self.begun.or(Some(now));
        if self.deaf {
            return None;
        }
        if self.held.len() < LONGEST {
            self.held.push(byte);
            return None;
        }
        self.held = Vec::new();
        self.deaf = true;
        Some(Framed::TooLong)
    }

    fn end(&mut self, end: End, now: Duration) -> Vec<Framed> {
        self.deaf = false;
        let took = self.took(now);
        let held = std::mem::take(&mut self.held);
        let ended = if held.is_empty() { Vec::new() } else { self.lines.take(held, end) };
        self.begun = self.begun.filter(|_| self.lines.wait());
        ended.into_iter().filter_map(|(code, end)| frame(&code, end, took)).map(Framed::Frame).collect()
    }
}

/// Makes a frame of the bytes between two ends; none of an empty one.
pub(super) fn frame(bytes: &[u8], end: End, took: Option<Duration>) -> Option<Frame> {
    let (symbology, bytes) = identifier(bytes);
    // Some are set to send a tab behind each code, so that a form's next field is reached.
    let bytes = bytes.strip_suffix(b"\t").unwrap_or(bytes);
    let utf8 = std::str::from_utf8(bytes).is_ok();
    (!bytes.is_empty()).then(|| Frame { bytes: Private::new(bytes.to_vec()), utf8, symbology, end, took })
}

/// Splits `]Q1` off (ISO/IEC 15424: a bracket, a letter, a letter or digit).
fn identifier(bytes: &[u8]) -> (Option<Symbology>, &[u8]) {
    match bytes {
        [b']', kind, modifier, rest @ ..] if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() => {
            (Some(Symbology { kind: *kind, modifier: *modifier }), rest)
        }
        _ => (None, bytes),
    }
}

/// Whether the bytes end in the middle of a UTF-8 letter.
fn inside_a_letter(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4)..];
    let Some(first) = tail.iter().rposition(|byte| byte & 0xC0 != 0x80) else { return false };
    // A beginning that is cut off has no length of error; one that is wrong has.
    std::str::from_utf8(&tail[first..]).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests;
