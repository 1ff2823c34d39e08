//! *Thử thiết bị*: what the devices deliver while the page is open, and what is wrong with them.

mod cameras;
mod problems;
mod scanners;

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::devices::{CardReader, Delivered, DeviceDesk, OnReader, ReaderDesk};
use crate::keep::devices::Chosen;
use crate::say;
use crate::view::{CardOnReader, ChoiceView, ChosenBy, DeliveredView, DevicesView, ReaderLine, ReadersView};

/// Paints the page as it is since it was opened.
pub(crate) fn view(devices: &DeviceDesk, since: Timestamp) -> DevicesView {
    DevicesView {
        readers: readers(devices.readers()),
        cameras: cameras::view(devices, devices.camera_read().filter(|read| read.at >= since)),
        scanners: scanners::view(devices, devices.scanned().filter(|scan| scan.read.at >= since)),
    }
}

fn readers(desk: &ReaderDesk) -> ReadersView {
    ReadersView {
        choice: choice(desk.chosen()),
        problems: problems::of_readers(desk.service(), desk.there().len(), desk.any()),
        list: desk.there().iter().map(|reader| reader_line(reader, desk.uses(&reader.name))).collect(),
    }
}

fn reader_line(reader: &CardReader, used: bool) -> ReaderLine {
    let card = card(&reader.on_it);
    ReaderLine {
        name: reader.name.clone(),
        used,
        card,
        since: say::second(reader.since),
        laid: reader.laid,
        answer_to_reset: match &reader.on_it {
            OnReader::Card(answer) => Some(hex(answer)),
            OnReader::Nothing | OnReader::Mute => None,
        },
        extended: reader.extended,
        problems: problems::of_reader(card, reader.extended),
    }
}

/// A contactless card has no answer to reset of its own: the reader makes one that begins with T=0 and T=1 offered
/// (PC/SC part 3, 3.1.3.2.3).
const fn card(on_it: &OnReader) -> CardOnReader {
    match on_it {
        OnReader::Nothing => CardOnReader::Nothing,
        OnReader::Mute => CardOnReader::Mute,
        OnReader::Card(answer) => match answer.as_slice() {
            [0x3B, 0x80..=0x8F, 0x80, 0x01, ..] => CardOnReader::Contactless,
            _ => CardOnReader::Contact,
        },
    }
}

fn choice(chosen: &Chosen) -> ChoiceView {
    let by = match chosen {
        Chosen::Told(_) => ChosenBy::CommandLine,
        Chosen::Remembered(_) => ChosenBy::House,
        Chosen::First => ChosenBy::Nobody,
    };
    ChoiceView { by, device: chosen.device().map(str::to_owned) }
}

fn delivered(read: &Delivered) -> DeliveredView {
    DeliveredView {
        at: say::second(read.at),
        kind: read.payload,
        length: read.length,
        margin_percent: read.margin_percent,
        millis: read.millis,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let space = if text.is_empty() { "" } else { " " };
        let _never_fails = write!(text, "{space}{byte:02X}");
        text
    })
}

#[cfg(test)]
mod tests {
    use reader::ReaderEvent;

    use super::*;
    use crate::testing::evening;
    use crate::view::DeviceProblem;

    #[test]
    fn a_reader_is_shown_with_what_lies_on_it() {
        let mut desk = ReaderDesk::new(Chosen::Remembered("B".into()));
        let name = || "A".to_owned();
        assert_eq!(readers(&desk).problems, [], "the service was not asked yet");
        for event in [ReaderEvent::ServiceUp, ReaderEvent::Plugged { reader: name() }] {
            desk.hear(event, evening());
        }
        let view = readers(&desk);
        assert_eq!(view.choice, ChoiceView { by: ChosenBy::House, device: Some("B".into()) });
        assert_eq!(view.problems, [DeviceProblem::ReaderAbsent]);
        assert_eq!((view.list[0].used, view.list[0].card), (false, CardOnReader::Nothing));
        desk.choose(Chosen::First);
        let answer_to_reset = vec![0x3B, 0x88, 0x80, 0x01, 0xAB];
        desk.hear(ReaderEvent::Laid { reader: name(), answer_to_reset }, evening());
        desk.says("A", Some(false));
        let view = readers(&desk);
        assert_eq!((view.choice.by, view.problems), (ChosenBy::Nobody, vec![]));
        let line = ReaderLine {
            name: name(),
            used: true,
            card: CardOnReader::Contactless,
            since: "19:00:00".into(),
            laid: 1,
            answer_to_reset: Some("3B 88 80 01 AB".into()),
            extended: Some(false),
            problems: vec![DeviceProblem::ReaderShort],
        };
        assert_eq!(view.list, [line]);
    }

    #[test]
    fn cards_are_told_apart_by_their_answer_to_reset() {
        let cases: [(&[u8], CardOnReader); 6] = [
            (&[0x3B, 0x88, 0x80, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 0x09], CardOnReader::Contactless),
            (&[0x3B, 0x80, 0x80, 0x01, 0x01], CardOnReader::Contactless),
            (&[0x3B, 0x8F, 0x80, 0x01, 0x80], CardOnReader::Contactless),
            (&[0x3B, 0xDF, 0x18, 0xFF], CardOnReader::Contact),
            (&[0x3F, 0x88, 0x80, 0x01], CardOnReader::Contact),
            (&[], CardOnReader::Contact),
        ];
        for (answer, kind) in cases {
            assert_eq!(card(&OnReader::Card(answer.to_vec())), kind, "{answer:02X?}");
        }
    }
}
