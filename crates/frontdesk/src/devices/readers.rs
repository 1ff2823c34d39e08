//! The card readers of this desk: which are there, which of them are used, and what lies on each.

use jiff::Timestamp;
use reader::ReaderEvent;

use crate::keep::devices::Chosen;

/// What lies on a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OnReader {
    Nothing,
    /// It gives no answer: no chip card, or laid askew.
    Mute,
    /// A card, with its answer to reset: its kind, nothing of its holder.
    Card(Vec<u8>),
}

/// One reader that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CardReader {
    pub(crate) name: String,
    pub(crate) on_it: OnReader,
    /// When that last changed.
    pub(crate) since: Timestamp,
    /// How many cards were laid on it since it was plugged in.
    pub(crate) laid: u32,
    /// Whether it passes answers of extended length on; none while it has not said.
    pub(crate) extended: Option<bool>,
    asked: bool,
}

/// The card readers of this desk.
#[derive(Debug)]
pub(crate) struct ReaderDesk {
    chosen: Chosen,
    /// None until the service was asked for the first time.
    service: Option<bool>,
    /// The one on which something was laid last stands at the end: it is the one that is read.
    there: Vec<CardReader>,
}

impl ReaderDesk {
    pub(crate) const fn new(chosen: Chosen) -> Self {
        Self { chosen, service: None, there: Vec::new() }
    }

    /// Which reader is used, and who says so.
    pub(crate) const fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    pub(crate) fn choose(&mut self, chosen: Chosen) {
        self.chosen = chosen;
    }

    /// Whether the PC/SC service answers; none until it was asked for the first time.
    pub(crate) const fn service(&self) -> Option<bool> {
        self.service
    }

    /// The readers that are there.
    pub(crate) fn there(&self) -> &[CardReader] {
        &self.there
    }

    /// Whether a reader of this name is used. The command line gives a part of a name, a choice the whole of one; with
    /// neither every reader is used.
    pub(crate) fn uses(&self, name: &str) -> bool {
        match &self.chosen {
            Chosen::Told(part) => name.contains(part.as_str()),
            Chosen::Remembered(whole) => name == whole,
            Chosen::First => true,
        }
    }

    /// Takes in what happened.
    pub(crate) fn hear(&mut self, event: ReaderEvent, now: Timestamp) {
        match event {
            ReaderEvent::ServiceUp => self.service = Some(true),
            ReaderEvent::ServiceGone => {
                self.service = Some(false);
                self.there.clear();
            }
            ReaderEvent::Plugged { reader } => self.there.push(CardReader {
                name: reader,
                on_it: OnReader::Nothing,
                since: now,
                laid: 0,
                extended: None,
                asked: false,
            }),
            ReaderEvent::Unplugged { reader } => self.there.retain(|known| known.name != reader),
            ReaderEvent::Laid { reader, answer_to_reset } => self.put(&reader, OnReader::Card(answer_to_reset), now),
            ReaderEvent::Mute { reader } => self.put(&reader, OnReader::Mute, now),
            ReaderEvent::Lifted { reader } => self.put(&reader, OnReader::Nothing, now),
        }
    }

    fn put(&mut self, name: &str, on_it: OnReader, now: Timestamp) {
        let Some(at) = self.there.iter().position(|known| known.name == name) else { return };
        let reader = self.there.remove(at);
        let laid = reader.laid + u32::from(matches!(on_it, OnReader::Card(_)));
        let lifted = on_it == OnReader::Nothing;
        let reader = CardReader { on_it, laid, since: now, ..reader };
        self.there.insert(if lifted { at } else { self.there.len() }, reader);
    }

    /// Whether a reader that is used is there.
    pub(crate) fn any(&self) -> bool {
        self.used().next().is_some()
    }

    /// Whether something that gives no answer lies on a reader that is used.
    pub(crate) fn mute(&self) -> bool {
        self.used().any(|reader| reader.on_it == OnReader::Mute)
    }

    /// The reader that is used on which a card was laid last.
    pub(crate) fn laid(&self) -> Option<&str> {
        let laid = self.used().filter(|reader| matches!(reader.on_it, OnReader::Card(_)));
        laid.last().map(|reader| reader.name.as_str())
    }

    fn used(&self) -> impl Iterator<Item = &CardReader> {
        self.there.iter().filter(|reader| self.uses(&reader.name))
    }

    /// The readers that were not asked yet what they pass on; they count as asked from now on.
    pub(crate) fn ask(&mut self) -> Vec<String> {
        let asked = |reader: &mut CardReader| std::mem::replace(&mut reader.asked, true);
        self.there.iter_mut().filter_map(|reader| (!asked(reader)).then(|| reader.name.clone())).collect()
    }

    /// Takes in what a reader said of itself.
    pub(crate) fn says(&mut self, name: &str, extended: Option<bool>) {
        if let Some(reader) = self.there.iter_mut().find(|reader| reader.name == name) {
            reader.extended = extended;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::evening;

    fn plugged(chosen: Chosen) -> ReaderDesk {
        let mut desk = ReaderDesk::new(chosen);
        for event in [ReaderEvent::ServiceUp, plug("ACS 00 00"), plug("HID 01 00")] {
            desk.hear(event, evening());
        }
        desk
    }

    fn plug(reader: &str) -> ReaderEvent {
        ReaderEvent::Plugged { reader: reader.into() }
    }

    fn lay(reader: &str) -> ReaderEvent {
        ReaderEvent::Laid { reader: reader.into(), answer_to_reset: vec![0x3B, 0x80] }
    }

    fn lift(reader: &str) -> ReaderEvent {
        ReaderEvent::Lifted { reader: reader.into() }
    }

    #[test]
    fn the_card_laid_last_is_the_one_that_is_read() {
        let mut desk = plugged(Chosen::First);
        assert_eq!((desk.any(), desk.laid(), desk.mute()), (true, None, false));
        desk.hear(lay("HID 01 00"), evening());
        desk.hear(lay("ACS 00 00"), evening());
        assert_eq!(desk.laid(), Some("ACS 00 00"));
        desk.hear(lift("ACS 00 00"), evening());
        assert_eq!(desk.laid(), Some("HID 01 00"));
        desk.hear(ReaderEvent::Mute { reader: "HID 01 00".into() }, evening());
        assert_eq!((desk.laid(), desk.mute()), (None, true));
        desk.hear(ReaderEvent::Unplugged { reader: "HID 01 00".into() }, evening());
        assert_eq!((desk.laid(), desk.mute(), desk.any()), (None, false, true));
        desk.hear(ReaderEvent::ServiceGone, evening());
        assert_eq!((desk.any(), desk.service()), (false, Some(false)));
    }

    #[test]
    fn only_the_chosen_reader_is_used_and_the_others_are_seen() {
        let cases = [
            (Chosen::Told("HID".into()), Some("HID 01 00"), true),
            (Chosen::Told("00 00".into()), Some("ACS 00 00"), true),
            (Chosen::Remembered("ACS 00 00".into()), Some("ACS 00 00"), true),
            (Chosen::Remembered("ACS".into()), None, false),
            (Chosen::First, Some("HID 01 00"), true),
        ];
        for (chosen, read, any) in cases {
            let mut desk = plugged(chosen.clone());
            desk.hear(lay("ACS 00 00"), evening());
            desk.hear(lay("HID 01 00"), evening());
            assert_eq!((desk.laid(), desk.any(), desk.there().len()), (read, any, 2), "{chosen:?}");
        }
        let mut desk = plugged(Chosen::Remembered("ACS 00 00".into()));
        desk.hear(ReaderEvent::Mute { reader: "HID 01 00".into() }, evening());
        assert!(!desk.mute(), "another reader's trouble is none of the desk's");
        desk.choose(Chosen::Remembered("HID 01 00".into()));
        assert!(desk.mute());
    }

    #[test]
    fn a_reader_is_asked_once_for_each_time_it_is_plugged_in() {
        let mut desk = plugged(Chosen::First);
        assert_eq!(desk.ask(), ["ACS 00 00", "HID 01 00"]);
        assert!(desk.ask().is_empty());
        desk.says("HID 01 00", Some(false));
        desk.says("gone", Some(true));
        desk.hear(lay("HID 01 00"), evening());
        let hid = &desk.there()[1];
        assert_eq!((hid.name.as_str(), hid.extended, hid.laid), ("HID 01 00", Some(false), 1));
        desk.hear(ReaderEvent::Unplugged { reader: "HID 01 00".into() }, evening());
        desk.hear(plug("HID 01 00"), evening());
        assert_eq!(desk.ask(), ["HID 01 00"]);
    }
}
