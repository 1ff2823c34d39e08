//! The files of a conversation, put together from the answers they came in.

use std::collections::BTreeMap;

use iso7816::apdu::{Command, Response};
use iso7816::tlv;

use super::Place;
use issuer::files::{FileId, Files};

/// No chip's file is longer; an offset beyond it is a slip.
const LONGEST: usize = 0x4_0000;

/// Puts files together.
#[derive(Default)]
pub struct Reader(BTreeMap<FileId, Vec<Option<u8>>>);

impl Reader {
    /// Takes the answer to a command that led to `place`.
    pub fn read(&mut self, place: Place, command: &Command, answer: &Response) {
        let known =
            |file: &FileId| file.in_application() == place.application && Some(file.identifier()) == place.current;
        let Some(file) = FileId::ALL.into_iter().find(known).filter(|_| answer.status.gives_data()) else { return };
        let Some((offset, data)) = part(command, answer) else { return };
        let bytes = self.0.entry(file).or_default();
        let end = offset + data.len();
        if end <= LONGEST {
            bytes.resize(bytes.len().max(end), None);
            bytes[offset..end].iter_mut().zip(data).for_each(|(byte, read)| *byte = Some(*read));
        }
    }

    /// Every file up to the first byte that was not read.
    pub fn files(&self) -> Files {
        let whole = |bytes: &Vec<Option<u8>>| bytes.iter().copied().map_while(|byte| byte).collect::<Vec<u8>>();
        let files = self.0.iter().map(|(file, bytes)| (*file, whole(bytes)));
        files.filter(|(_, bytes)| !bytes.is_empty()).collect()
    }
}

/// Where in its file the data of an answer begins, and the data.
fn part<'a>(command: &Command, answer: &'a Response) -> Option<(usize, &'a [u8])> {
    let [_, ins, p1, p2] = command.header();
    match ins {
        0xB0 if p1 & 0x80 != 0 => Some((usize::from(p2), &answer.data)),
        0xB0 => Some((usize::from(u16::from_be_bytes([p1, p2])), &answer.data)),
        0xB1 => {
            let offset = tlv::find(&command.data, 0x54).filter(|value| value.len() <= 4)?;
            let offset = offset.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte));
            Some((offset, tlv::find(&answer.data, 0x53)?))
        }
        _ => None,
    }
}

/// Number, birth and expiry with their check digits, as they stand in DG1; empty when there is none.
pub fn mrz_information(dg1: &[u8]) -> String {
    let zone = tlv::find_path(dg1, &[0x61, 0x5F1F]).unwrap_or_default();
    // By its length: TD1, TD2, TD3 (Doc 9303 parts 5, 6 and 4).
    let parts = match zone.len() {
        90 => [5..15, 30..37, 38..45],
        72 => [36..46, 49..56, 57..64],
        88 => [44..54, 57..64, 65..72],
        _ => return String::new(),
    };
    parts.into_iter().flat_map(|part| &zone[part]).map(|letter| char::from(*letter)).collect()
}
