//! From the words of the chip to the words of the desk, and back.
//!
//! Facts and passwords are private on both sides, and the two sides do not know each other: they are opened here to
//! change hands, and nowhere else in this crate.

use document::{ChipDetails, ChipText, ChipTrust, DataTrust, Document, Source, Verdict};
use emrtd::{Can, Dg1, Dg11, Dg12, Dg13, FileId, Password};
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

/// Everything the chip says about its holder, with the verdict on it. Chip authentication is not asked for yet, so
/// the chip itself stays untested.
pub fn to_document(reading: &ChipReading, today: Date) -> Document {
    let data = match reading.evidence.data() {
        emrtd::DataTrust::Unproven => DataTrust::Unproven,
        emrtd::DataTrust::SelfConsistent => DataTrust::SelfConsistent,
        emrtd::DataTrust::IssuerTrusted => DataTrust::IssuerTrusted,
    };
    let text = reading.dg13.as_ref().map_or_else(ChipText::default, text);
    let zone = &reading.dg1.mrz;
    let person = reading.files.get(FileId::Dg11).and_then(Dg11::parse);
    let paper = reading.files.get(FileId::Dg12).and_then(Dg12::parse);
    Document::from_chip(zone, text, Verdict { data, chip: ChipTrust::Untested }, today)
        .with_details(zone, details(&person.unwrap_or_default(), &paper.unwrap_or_default()))
}

fn details<'a>(person: &'a Dg11, paper: &'a Dg12) -> ChipDetails<'a> {
    ChipDetails {
        name: person.name.as_ref().map(|name| (plain(&name.primary), plain(&name.secondary))),
        birth: person.birth.as_ref().map(plain),
        birth_place: person.birth_place.as_ref().map(plain),
        personal_number: person.personal_number.as_ref().map(plain),
        issued: paper.issued.as_ref().map(plain),
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
