//! R2: a person being registered at the desk. What was read is held here; what is being typed stays in the page until
//! it is submitted, and a reading never overwrites what a person corrected.

use document::qr::CardQr;
use document::{Document, Field, Finding, Paper};
use jiff::Timestamp;
use jiff::civil::Date;
use private::Private;

use super::chip::{ChipFacts, ChipFailure, ChipNews, Progress};
use super::registration::findings;
use crate::say;
use crate::view::{DeviceState, Devices, DraftView, FieldName, ReadAsk, Trouble, TrustView, TypedFacts};

/// A person being registered.
pub(crate) struct Draft {
    id: u32,
    room: Option<String>,
    document: Document,
    qr: Option<CardQr>,
    disagreements: Vec<Field>,
    last_stay: Option<String>,
    reading: bool,
    progress: Progress,
    trouble: Option<Trouble>,
    has_face: bool,
    chip: Chip,
}

/// What came of reading the chip of the person's card.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chip {
    /// It was not read; another card's does not count.
    Unread,
    /// Its facts are held.
    Held,
    /// Something speaks against it.
    Mismatch(TrustView),
}

impl Draft {
    /// An empty drawer, perhaps opened for a room.
    pub(crate) fn new(id: u32, room: Option<String>) -> Self {
        Self {
            id,
            room,
            document: Document::new(Paper::CitizenCard),
            qr: None,
            disagreements: Vec::new(),
            last_stay: None,
            reading: false,
            progress: Progress::default(),
            trouble: None,
            has_face: false,
            chip: Chip::Unread,
        }
    }

    /// A drawer that begins from what is known of a guest.
    pub(crate) fn of_guest(id: u32, room: Option<String>, document: Document) -> Self {
        Self { document, ..Self::new(id, room) }
    }

    /// Which drawer this is.
    pub(crate) const fn id(&self) -> u32 {
        self.id
    }

    /// The room it was opened for.
    pub(crate) fn room(&self) -> Option<String> {
        self.room.clone()
    }

    /// What is known of the person.
    pub(crate) const fn document(&self) -> &Document {
        &self.document
    }

    /// A read of the chip is under way.
    pub(crate) const fn is_reading(&self) -> bool {
        self.reading
    }

    /// The face from the chip of this person's card is at hand.
    pub(crate) const fn has_face(&self) -> bool {
        self.has_face
    }

    /// Notes when this guest was here last.
    pub(crate) fn was_here(&mut self, last_stay: Option<String>) {
        self.last_stay = last_stay;
    }

    /// Takes in a card's QR. A drawer that already holds another person's number keeps that person.
    pub(crate) fn see_qr(&mut self, qr: CardQr) -> bool {
        let seen = qr.document();
        let held = self.document.number.as_ref().map(value);
        let another = held.is_some() && held != seen.number.as_ref().map(value);
        if another || self.reading {
            return false;
        }
        self.absorb(seen);
        self.qr = Some(qr);
        self.trouble = None;
        true
    }

    /// Notes that a code was seen that is none of a card's.
    pub(crate) fn see_other_code(&mut self) {
        self.trouble = Some(Trouble::OtherCode);
    }

    /// What opens the chip: the QR, or the number as typed or read.
    pub(crate) fn key(&self, typed: Option<String>) -> Option<Document> {
        let typed = typed.map(|number| Document::of_number(Private::new(number)));
        let known = [self.qr.as_ref().map(CardQr::document), typed, Some(self.document.clone())];
        known.into_iter().flatten().find(|document| document.can().is_some())
    }

    /// The read has begun.
    pub(crate) fn begin_reading(&mut self) {
        self.reading = true;
        self.trouble = None;
        self.progress = Progress::default();
    }

    /// The read was stopped from here.
    pub(crate) fn stop_reading(&mut self) {
        self.reading = false;
    }

    /// Takes in news of the read.
    pub(crate) fn hear(&mut self, news: ChipNews) {
        self.progress.hear(&news);
        match news {
            ChipNews::Read(facts) => self.take(*facts),
            ChipNews::Failed(failure) => {
                self.reading = false;
                self.trouble = trouble(failure);
            }
            ChipNews::Opened | ChipNews::Name(_) | ChipNews::Bytes { .. } | ChipNews::Lifted | ChipNews::Back => {}
        }
    }

    /// The document as the form states it: what equals the reading keeps its source, what differs was typed.
    ///
    /// # Errors
    ///
    /// What cannot be read as the fact it stands for.
    pub(crate) fn submit(&self, form: &TypedFacts, today: Date) -> Result<Document, Vec<Finding>> {
        let mut document = self.document.clone();
        let paper = form.paper.parse().ok().and_then(Paper::from_code);
        let mut wrong: Vec<Finding> = Vec::new();
        match paper {
            Some(paper) if paper != document.paper => document.paper = paper,
            Some(_) => {}
            None => wrong.push(Finding::hard(Field::Paper, document::FindingCode::Missing)),
        }
        let read = say::facts(&self.document);
        for (field, name, text) in boxes(form) {
            let said = read.iter().find(|fact| fact.field == name).map_or("", |fact| fact.value.as_str());
            if text.trim() != said {
                let text = if field == Field::Sex { say::typed_sex(text) } else { text };
                wrong.extend(document.correct(field, text, today).err());
            }
        }
        if wrong.is_empty() { Ok(document) } else { Err(wrong) }
    }

    /// Paints the drawer.
    pub(crate) fn view(&self, devices: Devices, now: Timestamp) -> DraftView {
        let ready = devices.chip == DeviceState::Ready && devices.card_laid && self.key(None).is_some();
        let empty = self.document.number.is_none() && self.document.name.is_none();
        DraftView {
            id: self.id,
            room: self.room.clone(),
            facts: say::facts(&self.document),
            trust: if let Chip::Mismatch(trust) = self.chip { trust } else { say::trust(&self.document) },
            findings: if empty {
                Vec::new()
            } else {
                findings(&self.document, now).iter().copied().map(say::finding).collect()
            },
            disagreements: self.disagreements.iter().map(|field| say::field(*field)).collect(),
            last_stay: self.last_stay.clone(),
            chip_ready: ready && !self.reading && self.chip != Chip::Held,
            reading: (self.reading || self.trouble.is_some())
                .then(|| self.progress.view(true, self.ask(devices), self.trouble, false)),
            photo: self.has_face,
        }
    }

    fn take(&mut self, facts: ChipFacts) {
        self.reading = false;
        self.trouble = None;
        self.chip = match facts.against {
            Some(trust) => Chip::Mismatch(trust),
            None if self.absorb(facts.document) => Chip::Held,
            None => Chip::Unread,
        };
        self.has_face = self.chip == Chip::Held && facts.face.is_some();
    }

    /// Joins another reading of the same card; another card's is not mixed in, and gives false.
    fn absorb(&mut self, reading: Document) -> bool {
        let held = std::mem::replace(&mut self.document, Document::new(Paper::CitizenCard));
        if held.number.is_none() && held.name.is_none() {
            self.document = reading;
            return true;
        }
        let merged = document::merge(held.clone(), reading);
        self.disagreements = merged.disagreements;
        let same_card = !self.disagreements.contains(&Field::Number);
        self.document = if same_card { merged.document } else { held };
        same_card
    }

    fn ask(&self, devices: Devices) -> ReadAsk {
        match (self.reading, devices.card_laid) {
            (true, _) if self.progress.waits_for_card() => ReadAsk::LayCard,
            (true, _) => ReadAsk::HoldStill,
            (false, true) => ReadAsk::LiftCard,
            (false, false) => ReadAsk::LayCard,
        }
    }
}

fn value(fact: &document::Fact<String>) -> &String {
    fact.value.expose()
}

fn boxes(form: &TypedFacts) -> [(Field, FieldName, &str); 6] {
    [
        (Field::Number, FieldName::Number, &form.number),
        (Field::Name, FieldName::Name, &form.name),
        (Field::Birth, FieldName::Birth, &form.birth),
        (Field::Sex, FieldName::Sex, &form.sex),
        (Field::Nationality, FieldName::Nationality, &form.nationality),
        (Field::Address, FieldName::Address, &form.address),
    ]
}

/// What the clerk is told of a read that failed.
pub(crate) fn trouble(failure: ChipFailure) -> Option<Trouble> {
    match failure {
        ChipFailure::Cancelled => None,
        ChipFailure::Lifted => Some(Trouble::Lifted),
        ChipFailure::AnotherCard => Some(Trouble::AnotherCard),
        ChipFailure::Mute => Some(Trouble::Mute),
        ChipFailure::Busy => Some(Trouble::Busy),
        ChipFailure::Unreadable => Some(Trouble::Unreadable),
        ChipFailure::WrongKey => Some(Trouble::WrongCard),
        ChipFailure::ReaderGone => Some(Trouble::ReaderGone),
    }
}

#[cfg(test)]
mod tests;
