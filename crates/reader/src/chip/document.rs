//! From the words of the chip to the words of the desk, and back.
//!
//! Facts and passwords are private on both sides, and the two sides do not know each other: they are opened here to
//! change hands, and nowhere else in this crate.

use document::{ChipText, ChipTrust, DataTrust, Document, Source, Verdict};
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

/// Everything the chip says about its holder, with the verdict on it. Chip authentication is not asked for yet, so
/// the chip itself stays untested.
pub fn to_document(reading: &ChipReading, today: Date) -> Document {
    let data = match reading.evidence.data() {
        emrtd::DataTrust::Unproven => DataTrust::Unproven,
        emrtd::DataTrust::SelfConsistent => DataTrust::SelfConsistent,
        emrtd::DataTrust::IssuerTrusted => DataTrust::IssuerTrusted,
    };
    let text = reading.dg13.as_ref().map_or_else(ChipText::default, text);
    Document::from_chip(&reading.dg1.mrz, text, Verdict { data, chip: ChipTrust::Untested }, today)
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
