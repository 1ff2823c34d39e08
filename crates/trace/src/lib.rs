//! A conversation as it was before protection and without the person in it, so that a problem with a real card can be sent
//! and replayed.
//!
//! ```text
//! luutru-trace 1
//! atr 3B8880010073C8405300900022
//! reader-max 65536
//! > 00B09C0000
//! < 3134300D…9000
//! > 10860000457C43<69 bytes>00
//! < <69 bytes>9000
//! note opened by Pace 0.4.0.127.0.7.2.2.4.2.2 parameter 13
//! end ok
//! ```
//!
//! `>` is a command, `<` the answer to it with its status word; `<N bytes>` stands for what is secret in it. Behind an
//! answer ` ~12` may tell the milliseconds it took. Every file keeps its length and its structure: see
//! [`redact`] for what becomes of what stands in it. The chip's own keys become the generator of their group, so that a
//! replay can hold the secret to them (one).

mod files;
mod key;
mod picture;
mod redact;
mod text;
mod zone;

use std::{fmt, str::FromStr};

use iso7816::apdu::{Command, Response};
use zeroize::Zeroize;

use files::Reassembled;

/// What is kept of a conversation while it goes on: everything, so it is wiped when it is dropped.
#[derive(Default)]
pub struct Record {
    answer_to_reset: Vec<u8>,
    reader: Option<usize>,
    entries: Vec<Entry>,
}

enum Entry {
    /// The answer is missing where it could not be opened.
    Exchange(Command, Option<Response>),
    Note(Note),
}

/// What no command shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// By which protocol the chip was opened, and on what parameters.
    Opened(String),
    /// The card or the link went away.
    Interrupted,
    /// A card lies there again, reset.
    Resumed,
}

impl Record {
    /// Notes the answer to reset, and how many bytes of an answer the reader passes on, where that is known.
    pub fn on_reader(&mut self, answer_to_reset: &[u8], reader: Option<usize>) {
        self.answer_to_reset = answer_to_reset.to_vec();
        self.reader = reader;
    }

    /// Keeps a command as it was before protection, and the answer behind it; `None` where that could not be opened.
    pub fn exchange(&mut self, command: &Command, answer: Option<&Response>) {
        self.entries.push(Entry::Exchange(command.clone(), answer.cloned()));
    }

    /// Notes what no command shows.
    pub fn note(&mut self, note: Note) {
        self.entries.push(Entry::Note(note));
    }

    /// The conversation so far without the person in it, and in words how it ended.
    pub fn trace(&self, end: Option<String>) -> Trace {
        let files = Reassembled::of(self.exchanges()).redacted();
        let mut place = files::Place::default();
        let mut lines = Vec::new();
        for entry in &self.entries {
            match entry {
                Entry::Note(note) => {
                    if *note == Note::Resumed {
                        place = files::Place::default();
                    }
                    lines.push(Line::Note(note.to_string()));
                }
                Entry::Exchange(command, answer) => {
                    place.follow(command, answer.as_ref());
                    lines.push(Line::Command(masked_command(command)));
                    lines.push(answer.as_ref().map_or_else(
                        || Line::Note("the answer could not be opened".to_owned()),
                        |answer| Line::Answer(masked_answer(command, answer, place, &files)),
                    ));
                }
            }
        }
        lines.extend(end.map(Line::End));
        Trace { answer_to_reset: self.answer_to_reset.clone(), reader: self.reader, lines }
    }

    /// The exchanges in their order; `None` where the card was reset.
    fn exchanges(&self) -> impl Iterator<Item = Option<(&Command, Option<&Response>)>> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Exchange(command, answer) => Some(Some((command, answer.as_ref()))),
            Entry::Note(Note::Resumed) => Some(None),
            Entry::Note(_) => None,
        })
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        for entry in &mut self.entries {
            if let Entry::Exchange(command, answer) = entry {
                command.data.zeroize();
                if let Some(answer) = answer {
                    answer.data.zeroize();
                }
            }
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened(by) => write!(f, "opened by {by}"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Resumed => f.write_str("resumed"),
        }
    }
}

/// A command with its data, or without it where that is secret.
fn masked_command(command: &Command) -> Masked {
    let bytes = command.encode();
    let size = command.data.len();
    let start = if iso7816::apdu::is_extended(&bytes) { 7 } else { 5 };
    if size == 0 || files::is_open(command) {
        return Masked(vec![Piece::Bytes(bytes)]);
    }
    Masked(vec![
        Piece::Bytes(bytes[..start].to_vec()),
        Piece::Secret(size),
        Piece::Bytes(bytes[start + size..].to_vec()),
    ])
}

/// An answer with the redacted bytes of the file it is from, or without its data where that is of no file.
fn masked_answer(command: &Command, answer: &Response, place: files::Place, files: &files::Redacted) -> Masked {
    let status = u16::from(answer.status).to_be_bytes();
    let shown = if answer.data.is_empty() { Some(Vec::new()) } else { files.part(command, answer, place) };
    match shown {
        Some(data) => Masked(vec![Piece::Bytes([&data[..], &status].concat())]),
        None => Masked(vec![Piece::Secret(answer.data.len()), Piece::Bytes(status.to_vec())]),
    }
}

/// A conversation without the person in it. See the [format](self).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What the chip answered to its reset (ATR), as the caller gave it.
    pub answer_to_reset: Vec<u8>,
    /// Bytes of an answer that the reader passes on, where it was known.
    pub reader: Option<usize>,
    /// What was said, in its order.
    pub lines: Vec<Line>,
}

/// One line of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A command before its protection.
    Command(Masked),
    /// The answer to it, after its protection was taken off, and its status word.
    Answer(Masked),
    /// What no command shows, for people.
    Note(String),
    /// How the reading ended, for people: `ok`, or why it failed.
    End(String),
}

/// Bytes of which some may be secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked(pub Vec<Piece>);

/// A part of a command or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes as they were, or as redaction left them.
    Bytes(Vec<u8>),
    /// So many bytes that were secret.
    Secret(usize),
}

/// Why a text is no trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// It does not begin with `luutru-trace 1`.
    #[error("no trace, or one of another version")]
    Version,
    /// A line, counted from one, is none of a trace.
    #[error("line {0} is none of a trace")]
    Line(usize),
}

#[cfg(test)]
mod tests;
