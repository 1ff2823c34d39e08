//! The same for what cameras and scanners deliver: run as ordinary tests by reader (`tests/eyes`).

use std::time::Duration;

use document::{Paper, qr, recognise, typed, wedge};
use jiff::civil::date;
use reader::scanner::framing::{Framed, Framer, LONGEST};
use reader::scanner::keys::Keys;
use reader::scanner::report::{Layout, Reports};
use scan::{Eye, GUIDE, Luma, Patience, decode_picture, jpeg};

/// What is done with an input.
pub type Body = fn(&[u8]);

/// The targets by name, each with the memory that it may hold for each byte it is given.
pub const ALL: [(&str, Body, usize); 8] = [
    ("code", code, 64),
    ("zone", zone, 64),
    ("wedge", wedge_text, 64),
    ("framing", framing, 64),
    ("keyboard", keyboard, 64),
    ("reports", reports, 64),
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

/// What scanners that are keyboards type, and what people do.
pub fn wedge_text(bytes: &[u8]) {
    let (text, today) = (String::from_utf8_lossy(bytes), date(2026, 1, 1));
    let _ = wedge::parse(&text, today);
    let _ = (typed::birth(&text, today), typed::expiry(&text, Paper::Passport), typed::full_day(&text));
}

/// A serial scanner's bytes, in pieces: a length, so many bytes, and a pause.
pub fn framing(bytes: &[u8]) {
    let mut framer = Framer::default();
    let (mut now, mut rest) = (Duration::ZERO, bytes);
    while let [size, behind @ ..] = rest {
        let (piece, behind) = behind.split_at(usize::from(*size % 40).min(behind.len()));
        rest = behind;
        now += Duration::from_millis(u64::from(*size));
        let silence = framer.silent(now);
        for framed in framer.take(piece, now).into_iter().chain(silence) {
            if let Framed::Frame(frame) = framed {
                assert!((1..=LONGEST).contains(&frame.bytes.expose().len()));
            }
        }
    }
}

/// A keyboard's events, three bytes each: a key, what it does, a pause.
pub fn keyboard(bytes: &[u8]) {
    let mut keys = Keys::default();
    let mut now = Duration::ZERO;
    for event in bytes.chunks_exact(3) {
        now += Duration::from_millis(event[2].into());
        let _ = keys.take(event[0].into(), i32::from(event[1] % 3), now);
    }
}

/// A HID scanner: a length, so many bytes of descriptor, then reports of eight bytes.
pub fn reports(bytes: &[u8]) {
    let [size, behind @ ..] = bytes else { return };
    let (descriptor, rest) = behind.split_at(usize::from(*size).min(behind.len()));
    let Some(mut reports) = Layout::read(descriptor).map(Reports::new) else { return };
    for report in rest.chunks(8) {
        let _ = reports.take(report);
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
        let sighting = eye.look(&picture, GUIDE, &mut questions);
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
