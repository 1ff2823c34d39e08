//! R2: a person being registered at the desk. What was read is held here; what is being typed stays in the page until
//! it is submitted, and a reading never overwrites what a person corrected.

use document::{Document, Field, Finding, FindingCode, Paper, Recognised, Unrecognised};
use jiff::Timestamp;
use jiff::civil::Date;
use private::Private;

use super::chip::{ChipFacts, ChipFailure, ChipNews, Progress};
use super::readings::Readings;
use super::registration::findings;
use crate::say;
use crate::view::{DeviceState, Devices, DraftView, FieldName, ReadAsk, Trouble, TrustView, TypedFacts};

/// A person being registered.
pub(crate) struct Draft {
    id: u32,
    room: Option<String>,
    readings: Readings,
    /// A number that stood in a text of no known form: a person may take it.
    suggested: Option<Private<String>>,
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
            readings: Readings::default(),
            suggested: None,
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
        Self { readings: Readings::of_guest(document), ..Self::new(id, room) }
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
        self.readings.document()
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

    /// Takes in what a camera or a scanner has seen of a paper; gives whether it is this person's. A drawer that already
    /// holds another person keeps that person, and says so.
    pub(crate) fn see(&mut self, seen: &Recognised, today: Date) -> bool {
        if self.reading {
            return false;
        }
        let Some(document) = seen.document(today) else {
            return self.suggest(seen);
        };
        let fits = self.take_in(document);
        if fits && matches!(seen, Recognised::Insurance(_)) && self.document().number.is_none() {
            self.trouble = Some(Trouble::Insurance);
        }
        fits
    }

    /// Takes in a reading of a paper; gives whether it is this person's.
    pub(crate) fn take_in(&mut self, reading: Document) -> bool {
        if self.reading {
            return false;
        }
        let fits = self.readings.absorb(reading);
        self.trouble = (!fits).then_some(Trouble::AnotherPaper);
        fits
    }

    /// Takes in what a scanner that types has left of a card, and says that it is only that.
    pub(crate) fn see_keys(&mut self, seen: Document) -> bool {
        let fits = self.take_in(seen);
        if fits && self.document().name.is_none() {
            self.trouble = Some(Trouble::DigitsOnly);
        }
        fits
    }

    fn suggest(&mut self, seen: &Recognised) -> bool {
        if let Recognised::Number(number) = seen {
            self.suggested = Some(number.clone());
            self.trouble = None;
        }
        false
    }

    /// Notes that a text was seen that cannot be read as a paper's.
    pub(crate) fn see_nothing(&mut self, why: Unrecognised) {
        self.trouble = Some(not_a_paper(why));
    }

    /// What opens the chip: the facts as they stand in the form, read or typed.
    pub(crate) fn key(&self, form: Option<&TypedFacts>, today: Date) -> Option<Document> {
        let known = form.map_or_else(|| self.document().clone(), |form| self.fill(form, today).0);
        (known.can().is_some() || !known.mrz_key_candidates().is_empty()).then_some(known)
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

    /// The document as the form states it: what equals a reading keeps its source, what differs from all was typed.
    ///
    /// # Errors
    ///
    /// What cannot be read as the fact it stands for.
    pub(crate) fn submit(&self, form: &TypedFacts, today: Date) -> Result<Document, Vec<Finding>> {
        let (document, wrong) = self.fill(form, today);
        if wrong.is_empty() { Ok(document) } else { Err(wrong) }
    }

    /// Everything there is to say about the document as it is to be registered: the checks, the facts on which readings
    /// disagree while nobody has chosen, and what was typed of perhaps another person.
    pub(crate) fn findings(&self, document: &Document, now: Timestamp) -> Vec<Finding> {
        let unsettled = self.readings.unsettled(document).into_iter();
        let disagree = unsettled.map(|field| Finding::soft(field, FindingCode::Disagrees));
        findings(document, now).into_iter().chain(disagree).chain(self.of_another(document)).collect()
    }

    /// Of which facts in the form it is to be told at once that they are of somebody else than what was read.
    pub(crate) fn compare(&self, form: &TypedFacts, today: Date) -> Vec<Finding> {
        self.of_another(&self.fill(form, today).0)
    }

    /// What was typed and no reading says may have been typed of the next guest, before this one's card was seen. One fact
    /// is perhaps a misreading put right, which the clerk confirms; more of them are of another person, whose facts are not
    /// mixed with what was read.
    fn of_another(&self, document: &Document) -> Vec<Finding> {
        let (strange, another) = self.readings.strange(document);
        let finding = if another { Finding::hard } else { Finding::soft };
        strange.into_iter().map(|field| finding(field, FindingCode::Disagrees)).collect()
    }

    fn fill(&self, form: &TypedFacts, today: Date) -> (Document, Vec<Finding>) {
        let mut document = self.document().clone();
        let mut wrong: Vec<Finding> = Vec::new();
        match form.paper.parse().ok().and_then(Paper::from_code) {
            Some(paper) => document.paper = paper,
            None => wrong.push(Finding::hard(Field::Paper, FindingCode::Missing)),
        }
        for (field, name, text) in boxes(form) {
            if text.trim() == say::said(self.document(), name) {
                continue;
            }
            if let Some(reading) = self.readings.that_says(name, text.trim()) {
                document.take(field, reading);
                continue;
            }
            let text = if field == Field::Sex { say::typed_sex(text) } else { text };
            wrong.extend(document.correct(field, text, today).err());
        }
        let residence = form.residence.trim();
        document.residence = (!residence.is_empty()).then(|| Private::new(residence.to_owned()));
        (document, wrong)
    }

    /// Paints the drawer.
    pub(crate) fn view(&self, devices: Devices, now: Timestamp) -> DraftView {
        let ready =
            devices.chip == DeviceState::Ready && devices.card_laid && self.key(None, duty::vn_date(now)).is_some();
        let document = self.document();
        DraftView {
            id: self.id,
            room: self.room.clone(),
            facts: say::facts(document),
            trust: if let Chip::Mismatch(trust) = self.chip { trust } else { say::trust(document) },
            findings: if self.readings.are_none() {
                Vec::new()
            } else {
                self.findings(document, now).into_iter().map(say::finding).collect()
            },
            disagreements: self.readings.disagreements(),
            new_units: Vec::new(),
            residence: document.residence.as_ref().map(|residence| residence.expose().clone()),
            suggested_number: self.suggested.as_ref().map(|number| number.expose().clone()),
            last_stay: self.last_stay.clone(),
            chip_ready: ready && !self.reading && self.chip != Chip::Held,
            reading: (self.reading || self.trouble.is_some())
                .then(|| self.progress.view(true, self.ask(devices), self.trouble, false)),
            photo: self.has_face,
        }
    }

    fn take(&mut self, facts: ChipFacts) {
        self.reading = false;
        let fits = facts.against.is_none() && self.readings.absorb(facts.document);
        self.trouble = (facts.against.is_none() && !fits).then_some(Trouble::AnotherPaper);
        self.chip = match facts.against {
            Some(trust) => Chip::Mismatch(trust),
            None if fits => Chip::Held,
            None => Chip::Unread,
        };
        self.has_face = self.chip == Chip::Held && facts.face.is_some();
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

fn boxes(form: &TypedFacts) -> [(Field, FieldName, &str); 7] {
    [
        (Field::Number, FieldName::Number, &form.number),
        (Field::Name, FieldName::Name, &form.name),
        (Field::Birth, FieldName::Birth, &form.birth),
        (Field::Sex, FieldName::Sex, &form.sex),
        (Field::Nationality, FieldName::Nationality, &form.nationality),
        (Field::Address, FieldName::Address, &form.address),
        (Field::Expiry, FieldName::Expiry, &form.expiry),
    ]
}

/// What is told of a text that is none of a paper's.
pub(crate) const fn not_a_paper(why: Unrecognised) -> Trouble {
    match why {
        Unrecognised::Insurance(_) => Trouble::Insurance,
        Unrecognised::Card(_) | Unrecognised::Zone(_) => Trouble::Misread,
        Unrecognised::Other => Trouble::OtherCode,
    }
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
