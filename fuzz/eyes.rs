//! The same for what stands in pictures, and for pictures: run as ordinary tests by reader (`tests/eyes`).

use document::{qr, recognise};
use jiff::civil::date;
use scan::{Eye, Luma, Patience, decode_picture, jpeg};

/// What is done with an input.
pub type Body = fn(&[u8]);

/// The targets by name, each with the memory that it may hold for each byte it is given.
pub const ALL: [(&str, Body, usize); 4] = [
    ("code", code, 64),
    ("zone", zone, 64),
    // A byte of a picture is 512 pixels at most, of up to four colours in 16 bits.
    ("picture", picture, 6144),
    ("pixels", pixels, 6144),
];

/// The payload of a code of any paper.
pub fn code(bytes: &[u8]) {
    let today = date(2026, 1, 1);
    let (card, known) = (qr::parse(bytes), recognise(bytes, today));
    if let Ok(card) = card {
        assert!(known.is_ok() && card.number.expose().len() == 12);
    }
    if let Some(document) = known.ok().and_then(|known| known.document(today)) {
        let _ = document.findings(today);
    }
}

/// Machine readable zones.
pub fn zone(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (strict, lenient) = (mrz::parse(&text), mrz::parse_leniently(&text));
    if let Ok(zone) = strict {
        assert_eq!(lenient, Ok((zone, Vec::new())));
    }
}

/// JPEG, PNG and Motion JPEG.
pub fn picture(bytes: &[u8]) {
    if let Ok(picture) = decode_picture(bytes) {
        assert_eq!(picture.pixels().len(), picture.width() * picture.height());
    }
    let frames = jpeg::frames(bytes);
    assert!(frames.iter().map(|frame| frame.len()).sum::<usize>() <= bytes.len());
    let _ = jpeg::with_tables(bytes, bytes);
}

/// An eye on two pictures of these pixels, ended after so many questions.
pub fn pixels(bytes: &[u8]) {
    let [side, patience, pixels @ ..] = bytes else { return };
    let width = usize::from(*side) + 1;
    let Some(picture) = Luma::new(width, pixels.len() / width, pixels.to_vec()) else { return };
    let mut eye = Eye::default();
    for _ in 0..2 {
        let mut questions = Questions { left: usize::from(*patience), after: 0 };
        let sighting = eye.look(&picture, &mut questions);
        assert!(questions.after <= 16, "{} questions after the end", questions.after);
        let margins =
            sighting.codes.iter().map(|code| code.margin).chain(sighting.zones.iter().map(|zone| zone.margin));
        margins.for_each(|margin| assert!((0.0..=1.0).contains(&margin), "{margin}"));
    }
}

/// A patience of so many questions.
pub struct Questions {
    pub left: usize,
    /// Questions after the first no.
    pub after: usize,
}

impl Patience for Questions {
    fn time_left(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.after += 1,
        }
        self.left > 0
    }
}
