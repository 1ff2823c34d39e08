//! K2: from a card in a hand to a document.

use document::{Document, Field, Recognised};
use jiff::Timestamp;
use private::Private;

use super::visit::At;
use super::{Effect, Kiosk};
use crate::arrive::chip::{ChipFacts, ChipFailure, ChipNews, Progress};
use crate::arrive::draft::{not_a_paper, trouble};
use crate::arrive::registration::needs_no_person;
use crate::view::{DeviceState, Devices, StaffReason, Trouble};

/// Failed reads after which a person of the house has to help.
const TRIES: u32 = 3;
/// Failed reads after which the QR alone is offered.
const TRIES_BEFORE_QR_ONLY: u32 = 2;

impl Kiosk {
    /// The devices changed: a card laid starts a visit or a read, a card lifted after the read goes on.
    pub(super) fn on_devices(&mut self, devices: Devices, now: Timestamp, effects: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.devices, devices);
        if devices.card_laid && !before.card_laid {
            self.idle.touch(now);
            if matches!(self.visit.at, At::Welcome) {
                self.visit.at = At::Role;
            }
            self.visit.laid_again = self.visit.reading;
            self.read_if_ready(effects);
        }
        if before.card_laid && !devices.card_laid {
            self.idle.touch(now);
            self.confirm_if_lifted();
        }
    }

    /// The camera sees a code or a zone. Before the chip was read it may be the paper's; later it changes nothing.
    pub(super) fn on_code(&mut self, bytes: &Private<Vec<u8>>, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.visit.reading || self.visit.document.is_some() {
            return;
        }
        let today = duty::vn_date(now);
        match (document::recognise(bytes.expose(), today), &self.visit.at) {
            (Ok(Recognised::Card(card)), At::Welcome | At::Role | At::Read | At::Number { .. }) => {
                self.on_paper(card.document(), now, effects);
            }
            (Ok(zone @ Recognised::Zone(_)), At::Welcome | At::Role | At::Read | At::Number { .. }) => {
                if let Some(document) = zone.document(today) {
                    self.on_paper(document, now, effects);
                }
            }
            (Ok(Recognised::Insurance(_)), At::Welcome | At::Role | At::Read) => self.on_insurance(now),
            (Ok(Recognised::Number(_)), At::Read) => self.visit.trouble = Some(Trouble::OtherCode),
            (Err(why), At::Read) => self.visit.trouble = Some(not_a_paper(why)),
            _ => {}
        }
    }

    /// A health insurance card is what many have in their hand first: it begins the visit, which then asks for the card.
    fn on_insurance(&mut self, now: Timestamp) {
        self.idle.touch(now);
        self.visit.trouble = Some(Trouble::Insurance);
        if matches!(self.visit.at, At::Welcome) {
            self.visit.at = At::Role;
        }
    }

    /// A scanner that types has left the digits of a card, which open the chip; the chip knows the rest.
    pub(super) fn on_keys(&mut self, seen: Document, now: Timestamp, effects: &mut Vec<Effect>) {
        let asked = matches!(self.visit.at, At::Welcome | At::Role | At::Read | At::Number { .. });
        if !asked || self.visit.reading || self.visit.document.is_some() {
            return;
        }
        self.on_paper(seen, now, effects);
        let nameless = self.visit.shown.as_ref().is_some_and(|shown| shown.name.is_none());
        if nameless && !self.visit.reading {
            self.visit.trouble = Some(Trouble::DigitsOnly);
        }
    }

    /// K2, with the card still to be shown, laid or lifted.
    pub(super) fn show_card(&mut self, effects: &mut Vec<Effect>) {
        self.visit.at = At::Read;
        self.read_if_ready(effects);
    }

    /// The number is to be typed; not while a chip is being read, which knows it better.
    pub(super) fn type_number(&mut self) {
        if !self.visit.reading && self.visit.document.is_none() {
            self.visit.at = At::Number { wrong: false };
        }
    }

    /// Twelve digits were typed because the QR could not be read.
    pub(super) fn on_number(&mut self, digits: String, effects: &mut Vec<Effect>) {
        if digits.len() != 12 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            self.visit.at = At::Number { wrong: true };
            return;
        }
        self.visit.type_number(digits);
        self.visit.trouble = None;
        self.show_card(effects);
    }

    /// The chip is skipped: what was shown fills the form and proves nothing.
    pub(super) fn qr_only(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if !self.offers_qr_only() {
            return;
        }
        self.stop_reading(effects);
        if let Some(document) = self.visit.shown.clone() {
            self.accept(document, now, effects);
        }
        self.confirm_if_read();
    }

    /// News of the read under way; what a read that was stopped still says concerns nobody.
    pub(super) fn on_chip(&mut self, news: ChipNews, now: Timestamp, effects: &mut Vec<Effect>) {
        if !self.visit.reading {
            return;
        }
        self.idle.touch(now);
        let waited = self.visit.progress.waits_for_card();
        self.visit.progress.hear(&news);
        match news {
            ChipNews::Read(facts) => self.on_facts(*facts, now, effects),
            // A card that did not come back was counted when it left.
            ChipNews::Failed(failure) => self.on_failure(failure, !waited, effects),
            ChipNews::Lifted => self.count_try(effects),
            ChipNews::Back => self.visit.laid_again = false,
            ChipNews::Opened | ChipNews::Name(_) | ChipNews::Bytes { .. } => {}
        }
    }

    /// Whether a card's QR is what the reading waits for. While the wrong card lies there it is the card that must change.
    pub(crate) fn asks_for_code(&self) -> bool {
        let wrong_card = self.visit.tries > 0 && self.devices.card_laid;
        matches!(self.visit.at, At::Read)
            && self.visit.key().is_none()
            && !self.visit.reading
            && self.visit.document.is_none()
            && !wrong_card
    }

    /// Begins to read when a key is known, a card lies there, and nothing was read yet.
    pub(super) fn read_if_ready(&mut self, effects: &mut Vec<Effect>) {
        let ready = matches!(self.visit.at, At::Read)
            && self.devices.card_laid
            && self.devices.chip == DeviceState::Ready
            && !self.visit.reading
            && self.visit.document.is_none();
        if let (true, Some(key)) = (ready, self.visit.key()) {
            self.visit.reading = true;
            self.visit.laid_again = false;
            self.visit.progress = Progress::default();
            self.visit.trouble = None;
            effects.push(Effect::ReadChip(Box::new(key)));
        }
    }

    /// Stops the read under way, if there is one.
    pub(super) fn stop_reading(&mut self, effects: &mut Vec<Effect>) {
        if std::mem::take(&mut self.visit.reading) {
            self.visit.progress = Progress::default();
            effects.push(Effect::StopReading);
        }
    }

    /// Whether what was shown may do alone: the chip failed twice, or there is no reader to read it.
    pub(super) fn offers_qr_only(&self) -> bool {
        let chip_is_out = self.visit.tries >= TRIES_BEFORE_QR_ONLY || self.devices.chip != DeviceState::Ready;
        let idle = !self.visit.reading || self.visit.progress.waits_for_card();
        let enough = self.visit.shown.as_ref().is_some_and(|shown| shown.name.is_some());
        enough && chip_is_out && idle && self.visit.document.is_none()
    }

    fn on_paper(&mut self, seen: Document, now: Timestamp, effects: &mut Vec<Effect>) {
        self.idle.touch(now);
        self.visit.show(seen);
        self.visit.trouble = None;
        self.visit.at = match self.visit.at {
            At::Welcome | At::Role => At::Role,
            _ => At::Read,
        };
        self.read_if_ready(effects);
    }

    fn on_facts(&mut self, facts: ChipFacts, now: Timestamp, effects: &mut Vec<Effect>) {
        self.visit.reading = false;
        if facts.against.is_some() {
            return self.call_staff(StaffReason::NotConfirmed, effects);
        }
        let document = match self.visit.shown.clone() {
            None => facts.document,
            Some(shown) => {
                let apart = document::disagreements(&facts.document, &shown);
                let Some(merged) = document::merge(facts.document, shown) else {
                    return self.on_failure(ChipFailure::WrongKey, true, effects);
                };
                // Whose card it is must be clear to a person alone; at the desk somebody compares and chooses.
                if apart.contains(&Field::Name) || apart.contains(&Field::Birth) {
                    return self.call_staff(StaffReason::NotConfirmed, effects);
                }
                merged
            }
        };
        self.visit.has_face = facts.face.is_some();
        self.visit.trouble = None;
        self.accept(document, now, effects);
        self.confirm_if_lifted();
    }

    fn on_failure(&mut self, failure: ChipFailure, counts: bool, effects: &mut Vec<Effect>) {
        self.visit.reading = false;
        self.visit.progress = Progress::default();
        let Some(trouble) = trouble(failure) else { return };
        self.visit.trouble = Some(trouble);
        if failure == ChipFailure::WrongKey {
            self.visit.forget_key();
        }
        // A reader that is away or busy is nobody's try; in another card's place the first was counted when it left.
        if counts && !matches!(failure, ChipFailure::ReaderGone | ChipFailure::Busy | ChipFailure::AnotherCard) {
            self.count_try(effects);
        }
        // Another card has to go before the first can be laid down again.
        if matches!(self.visit.at, At::Read)
            && std::mem::take(&mut self.visit.laid_again)
            && failure != ChipFailure::AnotherCard
        {
            self.read_if_ready(effects);
        }
    }

    /// Counts what went wrong with a card; the third time a person of the house has to help.
    fn count_try(&mut self, effects: &mut Vec<Effect>) {
        self.visit.tries += 1;
        if self.visit.tries >= TRIES {
            self.call_staff(StaffReason::Unreadable, effects);
        }
    }

    /// Keeps the document if the law's facts are all there and nobody has to look at it.
    fn accept(&mut self, document: Document, now: Timestamp, effects: &mut Vec<Effect>) {
        if needs_no_person(&document, now) {
            self.visit.document = Some(document);
        } else {
            self.call_staff(StaffReason::Incomplete, effects);
        }
    }

    fn confirm_if_lifted(&mut self) {
        if !self.devices.card_laid {
            self.confirm_if_read();
        }
    }

    fn confirm_if_read(&mut self) {
        if matches!(self.visit.at, At::Read) && self.visit.document.is_some() {
            self.visit.at = At::Confirm;
        }
    }
}
