//! What devices have read of one person's paper, each reading by itself, so that a disagreement can be shown and chosen.

use document::{Document, Field, Paper};

use crate::say;
use crate::view::{DraftFact, FieldName, SourceName};

/// Readings of one paper, joined.
pub(crate) struct Readings {
    joined: Document,
    /// What was known of the guest from an earlier stay, then what was read, newest last.
    all: Vec<Document>,
}

/// A paper that is held before a camera is read in a few ways; more readings than this are one misreading after the other.
const MOST: usize = 8;

impl Default for Readings {
    fn default() -> Self {
        Self { joined: Document::new(Paper::CitizenCard), all: Vec::new() }
    }
}

impl Readings {
    /// Begins from what is known of a guest.
    pub(crate) fn of_guest(document: Document) -> Self {
        Self { joined: document.clone(), all: vec![document] }
    }

    /// What they say together.
    pub(crate) const fn document(&self) -> &Document {
        &self.joined
    }

    /// Nothing is known yet.
    pub(crate) const fn are_none(&self) -> bool {
        self.all.is_empty()
    }

    /// Joins another reading of the same paper; another person's is not mixed in, and gives false. Of two sources that are
    /// worth the same, the newer reading is taken.
    pub(crate) fn absorb(&mut self, reading: Document) -> bool {
        if !self.are_none() && !self.joined.is_one_paper_with(&reading) {
            return false;
        }
        self.all.retain(|known| *known != reading);
        self.all.push(reading);
        if self.all.len() > MOST {
            self.all.remove(1);
        }
        let mut readings = self.all.iter().cloned();
        let first = readings.next().unwrap_or_else(|| Document::new(Paper::CitizenCard));
        self.joined = readings.fold(first, |joined, next| document::merge(next, joined.clone()).unwrap_or(joined));
        // A health insurance card names a person; what has to be shown is still the card.
        if self.joined.paper == Paper::HealthInsurance {
            self.joined.paper = Paper::CitizenCard;
        }
        true
    }

    /// What readings say otherwise than what was taken, each with its source and each value once.
    pub(crate) fn disagreements(&self) -> Vec<DraftFact> {
        let mut others: Vec<DraftFact> = Vec::new();
        for reading in &self.all {
            let apart = document::disagreements(&self.joined, reading);
            let said = say::facts(reading).into_iter();
            for fact in said.filter(|fact| apart.iter().any(|field| say::field(*field) == fact.field)) {
                if !others.iter().any(|known| (known.field, &known.value) == (fact.field, &fact.value)) {
                    others.push(fact);
                }
            }
        }
        others
    }

    /// Facts on which readings disagree, and for which `document` has what was taken without anybody's choice; what a
    /// person typed was one.
    pub(crate) fn unsettled(&self, document: &Document) -> Vec<Field> {
        let chosen = say::facts(document);
        let taken = say::facts(&self.joined);
        let others = self.disagreements();
        let open = |name: FieldName| {
            let of = |facts: &[DraftFact]| facts.iter().find(|fact| fact.field == name).cloned();
            let typed = of(&taken).is_some_and(|fact| fact.source == SourceName::Typed);
            others.iter().any(|other| other.field == name) && of(&chosen) == of(&taken) && !typed
        };
        Field::ALL.iter().copied().filter(|field| open(say::field(*field))).collect()
    }

    /// Which of number, name and birth stand in `document` otherwise than in every reading that knows them, and whether it is
    /// of another person: by its name and birth, or by its number. A number alone may be misread, or be the one that the same
    /// person had before; then a reading knows the same name and birth, or that number.
    pub(crate) fn strange(&self, document: &Document) -> (Vec<Field>, bool) {
        let strange = |field: &Field| {
            let mut told =
                self.all.iter().filter(|reading| !say::said(reading, say::field(*field)).is_empty()).peekable();
            told.peek().is_some() && told.all(|reading| document::disagreements(document, reading).contains(field))
        };
        let strange: Vec<Field> = [Field::Number, Field::Name, Field::Birth].into_iter().filter(strange).collect();
        let is = |field| strange.contains(&field);
        let by_number = is(Field::Number) && !self.all.iter().any(|reading| knows(reading, document));
        let another = by_number || is(Field::Name) && is(Field::Birth);
        (strange, another)
    }

    /// A reading in which a fact stands with exactly this text.
    pub(crate) fn that_says(&self, name: FieldName, text: &str) -> Option<&Document> {
        self.all.iter().find(|reading| !text.is_empty() && say::said(reading, name) == text)
    }
}

/// Whether a reading is of the person of a document whatever the number of that: by the number held before, or by name and birth.
fn knows(reading: &Document, document: &Document) -> bool {
    let held_before = say::said(reading, FieldName::OldNumber);
    let unnumbered = Document { number: None, ..document.clone() };
    !held_before.is_empty() && held_before == say::said(document, FieldName::Number)
        || reading.is_one_paper_with(&unnumbered)
}
