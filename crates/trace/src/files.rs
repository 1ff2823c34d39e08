//! The files of a conversation, put together from the answers they came in and taken apart again.

use std::collections::BTreeMap;

use iso7816::{
    apdu::{Command, Response},
    tlv,
};

use super::redact;

/// No chip's file is longer; offsets beyond it are nonsense and their bytes are not shown.
const LONGEST: usize = 0x4_0000;

/// A file by its short identifier, which means another inside the application than beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    pub(crate) in_application: bool,
    pub(crate) short_id: u8,
}

/// Which file the chip is at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    in_application: bool,
    current: Option<Name>,
}

impl Place {
    /// Goes where a command led, if the chip went along.
    pub(crate) fn follow(&mut self, command: &Command, answer: Option<&Response>) {
        let [_, ins, p1, p2] = command.header();
        if !answer.is_some_and(|answer| answer.status.gives_data()) {
            return;
        }
        let in_application = self.in_application;
        let named = |short_id| Some(Name { in_application, short_id });
        match (ins, &command.data[..]) {
            (0xA4, _) if p1 == 0x04 => *self = Self { in_application: true, current: None },
            (0xA4, [0x01, short_id]) if p1 == 0x02 => self.current = named(*short_id),
            (0xA4, _) => *self = Self::default(),
            (0xB0, _) if p1 & 0x80 != 0 => self.current = named(p1 & 0x1F),
            (0xB1, _) if (p1, p2) != (0, 0) => self.current = named(p2 & 0x1F),
            _ => {}
        }
    }
}

/// Whether the data of a command is no secret: a file's name, an offset, a protocol's name.
pub(crate) fn is_open(command: &Command) -> bool {
    match command.header() {
        [_, 0xA4 | 0xB1, ..] => true,
        // Naming the key for chip authentication by this form brings the terminal's own key along.
        [_, 0x22, p1, p2] => (p1, p2) != (0x41, 0xA6),
        _ => false,
    }
}

/// Where in its file the data of an answer begins, and what of the data is the file's.
fn offset_and_bytes<'a>(command: &Command, answer: &'a Response) -> Option<(usize, &'a [u8])> {
    let number = |bytes: &[u8]| bytes.iter().fold(0_usize, |sum, &byte| sum.saturating_mul(256) + usize::from(byte));
    let (offset, bytes) = match command.header() {
        [_, 0xB0, p1, p2] if p1 & 0x80 != 0 => (usize::from(p2), &answer.data[..]),
        [_, 0xB0, p1, p2] => (number(&[p1, p2]), &answer.data[..]),
        [_, 0xB1, ..] => (number(tlv::find(&command.data, 0x54)?), tlv::find(&answer.data, 0x53)?),
        _ => return None,
    };
    (offset <= LONGEST).then_some((offset, bytes))
}

/// The files as the chip gave them.
#[derive(Default)]
pub(crate) struct Reassembled(BTreeMap<Name, zeroize::Zeroizing<Vec<u8>>>);

impl Reassembled {
    pub(crate) fn of<'a>(exchanges: impl Iterator<Item = Option<(&'a Command, Option<&'a Response>)>>) -> Self {
        let mut files = Self::default();
        let mut place = Place::default();
        for exchange in exchanges {
            let Some((command, answer)) = exchange else {
                place = Place::default();
                continue;
            };
            place.follow(command, answer);
            if let Some(answer) = answer
                && let Some(name) = place.current
                && let Some((offset, bytes)) = offset_and_bytes(command, answer)
            {
                files.put(name, offset, bytes);
            }
        }
        files
    }

    fn put(&mut self, name: Name, offset: usize, bytes: &[u8]) {
        let file = self.0.entry(name).or_default();
        let end = offset + bytes.len();
        // A hole would be memory that nobody sent: what lies behind one is not shown.
        if offset <= file.len() {
            let size = file.len().max(end);
            file.resize(size, 0);
            file[offset..end].copy_from_slice(bytes);
        }
    }

    /// The same files without the person in them.
    pub(crate) fn redacted(self) -> Redacted {
        let original: BTreeMap<Name, &[u8]> = self.0.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
        Redacted(redact::all(&original))
    }
}

/// The files without the person in them.
pub(crate) struct Redacted(BTreeMap<Name, Vec<u8>>);

impl Redacted {
    /// The answer's data with the file's redacted bytes in it; `None` where it is of no known place in a file.
    pub(crate) fn part(&self, command: &Command, answer: &Response, place: Place) -> Option<Vec<u8>> {
        let (offset, bytes) = offset_and_bytes(command, answer)?;
        let shown = self.0.get(&place.current?)?.get(offset..offset + bytes.len())?;
        if command.ins == 0xB0 {
            return Some(shown.to_vec());
        }
        // The header as the chip wrote it, and what stands in no object behind it is not shown.
        let header = answer.data.len().checked_sub(bytes.len())?;
        answer.data.ends_with(bytes).then(|| [&answer.data[..header], shown].concat())
    }
}
