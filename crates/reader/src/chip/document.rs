//! From the words of the chip to the words of the desk, and back.
//!
//! Facts and passwords are private on both sides, and the two sides do not know each other: they are opened here to
//! change hands, and nowhere else in this crate.

use document::{ChipDetails, ChipText, ChipTrust, DataTrust, Document, Source, Verdict};
use emrtd::{Can, Dg1, Dg13, Password};
use jiff::civil::Date;
use private::Private;

use super::ChipReading;

/// The passwords that open the chip of a card whose code or number is known: the card access number first, which the
/// number ends in, then the keys that its dates allow.
pub fn passwords(shown: &Document) -> Vec<Password> {
    let can = shown.can().and_then(|can| Can::new(can.expose()).ok()).map(Password::Can);
    can.into_iter().chain(shown.mrz_key_candidates().into_iter().map(Password::Mrz)).collect()
}

/// Who holds the card, as soon as data group 1 is read: nothing is proven yet.
pub fn holder(zone: &Dg1, today: Date) -> Document {
    Document::from_mrz(&zone.mrz, Source::Chip, today)
}

/// Everything the chip says about its holder, with the verdict on it.
pub fn to_document(reading: &ChipReading, today: Date) -> Document {
    let data = match reading.evidence.data() {
        emrtd::DataTrust::Unproven => DataTrust::Unproven,
        emrtd::DataTrust::SelfConsistent => DataTrust::SelfConsistent,
        emrtd::DataTrust::IssuerTrusted => DataTrust::IssuerTrusted,
    };
    let chip = match reading.evidence.chip() {
        emrtd::ChipTrust::Untested => ChipTrust::Untested,
        emrtd::ChipTrust::Genuine => ChipTrust::Genuine,
        emrtd::ChipTrust::Failed => ChipTrust::Failed,
    };
    let text = reading.dg13.as_ref().map_or_else(ChipText::default, text);
    let zone = &reading.dg1.mrz;
    Document::from_chip(zone, text, Verdict { data, chip }, today)
        .with_details(zone, details(reading))
        .with_doubts(&reading.dg1.doubts)
}

fn details(reading: &ChipReading) -> ChipDetails<'_> {
    let (person, paper) = (reading.dg11.as_ref(), reading.dg12.as_ref());
    let name = person.and_then(|person| person.name.as_ref());
    ChipDetails {
        name: name.map(|name| (plain(&name.primary), plain(&name.secondary))),
        birth: person.and_then(|person| person.birth.as_ref()).map(plain),
        birth_place: person.and_then(|person| person.birth_place.as_ref()).map(plain),
        personal_number: person.and_then(|person| person.personal_number.as_ref()).map(plain),
        issued: paper.and_then(|paper| paper.issued.as_ref()).map(plain),
    }
}

fn text(facts: &Dg13) -> ChipText<'_> {
    ChipText {
        number: facts.number.as_ref().map(plain),
        name: facts.name.as_ref().map(plain),
        birth: facts.birth.as_ref().map(plain),
        sex: facts.sex.as_ref().map(plain),
        nationality: facts.nationality.as_ref().map(plain),
        residence: facts.residence.as_ref().map(plain),
        issued: facts.issued.as_ref().map(plain),
        expiry: facts.expiry.as_ref().map(plain),
        old_number: facts.old_number.as_ref().map(plain),
    }
}

const fn plain(text: &Private<String>) -> &str {
    text.expose().as_str()
}
