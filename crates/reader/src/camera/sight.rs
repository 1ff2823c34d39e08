//! What is before the camera: a thing is reported once when it comes, and again only after it has gone.

use std::time::Duration;

use private::Private;
use scan::{Code, Corners, Sighting, Symbology, Zone};

use super::CameraError;

/// A thing that has not been read for this long has gone. Shorter, and a blurred frame would report it twice.
const GONE_AFTER: Duration = Duration::from_secs(1);

/// What a camera tells.
#[derive(Debug, Clone, PartialEq)]
pub enum CameraEvent {
    /// Frames come, for the first time or again.
    Working,
    /// No frames come; said once for each change of the reason.
    Failed(CameraError),
    /// Something readable came before the camera.
    Seen {
        /// What it is.
        what: Seen,
        /// Its corners in fractions of the frame's width and height, clockwise from its own top left.
        corners: Corners,
        /// How sure it is, 0 to 1; see [`scan::Code::margin`] and [`scan::Zone::margin`].
        margin: f32,
        /// Pixels a module of a code, the mean over it; none of bars and zones.
        module: Option<f32>,
        /// How long its picture was looked at.
        took: Duration,
    },
    /// This was not read for a second, whatever else is before the camera: it has gone.
    Gone(Seen),
}

/// What a camera can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A code.
    Code {
        /// What kind of mark it is.
        symbology: Symbology,
        /// The payload exactly as in the symbol.
        bytes: Private<Vec<u8>>,
    },
    /// The lines of a machine readable zone, each ended by `\n`.
    Zone(Private<String>),
}

impl Seen {
    /// What it says: a code's payload, or the lines of a zone.
    pub fn bytes(&self) -> Private<Vec<u8>> {
        match self {
            Self::Code { bytes, .. } => bytes.clone(),
            Self::Zone(lines) => lines.clone().map(String::into_bytes),
        }
    }
}

/// What one frame shows.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Its width and height in pixels.
    pub size: (usize, usize),
    /// What was found in it.
    pub sighting: &'a Sighting,
    /// How long it was looked at.
    pub took: Duration,
}

/// What is now in sight, each thing with the time it was read last.
#[derive(Default)]
pub struct Sight {
    held: Vec<(Seen, Duration)>,
}

impl Sight {
    /// Takes what one frame shows, at a time since the camera was started, and tells what has changed.
    pub fn look(&mut self, at: Duration, shown: Shown) -> Vec<CameraEvent> {
        let Shown { size, sighting, took } = shown;
        let codes = sighting.codes.iter().map(|code| (Seen::from(code), code.corners, code.margin, code.module));
        let zones = sighting.zones.iter().map(|zone| (Seen::from(zone), zone.corners, zone.margin, None));
        let mut come = Vec::new();
        for (what, corners, margin, module) in codes.chain(zones) {
            if let Some((_, read)) = self.held.iter_mut().find(|(held, _)| *held == what) {
                *read = at;
            } else {
                self.held.push((what.clone(), at));
                come.push(CameraEvent::Seen { what, corners: in_fractions(corners, size), margin, module, took });
            }
        }
        let gone = self.held.extract_if(.., |(_, read)| at.saturating_sub(*read) >= GONE_AFTER);
        // What has gone is told first: it is another person's than what comes.
        gone.map(|(what, _)| CameraEvent::Gone(what)).chain(come).collect()
    }

    /// Forgets everything, because there are no frames any more.
    pub fn close_eyes(&mut self) -> Vec<CameraEvent> {
        self.held.drain(..).map(|(what, _)| CameraEvent::Gone(what)).collect()
    }

    /// Whether nothing is in sight.
    pub const fn is_empty(&self) -> bool {
        self.held.is_empty()
    }
}

/// Where the first thing is that was read in a picture of this size.
pub fn outline(sighting: &Sighting, size: (usize, usize)) -> Option<Corners> {
    let codes = sighting.codes.iter().map(|code| code.corners);
    let zones = sighting.zones.iter().map(|zone| zone.corners);
    codes.chain(zones).next().map(|corners| in_fractions(corners, size))
}

impl From<&Code> for Seen {
    fn from(code: &Code) -> Self {
        Self::Code { symbology: code.symbology, bytes: Private::new(code.bytes.clone()) }
    }
}

impl From<&Zone> for Seen {
    fn from(zone: &Zone) -> Self {
        Self::Zone(Private::new(zone.text.clone()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
fn in_fractions(corners: Corners, (width, height): (usize, usize)) -> Corners {
    corners.map(|(x, y)| (x / width as f32, y / height as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A capital letter is a zone, anything else a code.
    fn sighting(things: &[&str]) -> Sighting {
        let corners = [(8.0, 4.0); 4];
        let mut sighting = Sighting::default();
        for thing in things {
            if thing.starts_with(char::is_uppercase) {
                sighting.zones.push(Zone { text: (*thing).to_owned(), corners, margin: 0.5 });
            } else {
                let bytes = thing.as_bytes().to_vec();
                sighting.codes.push(Code { symbology: Symbology::Qr, bytes, corners, margin: 0.5, module: Some(2.5) });
            }
        }
        sighting
    }

    /// Plays frames, one every 400 ms, each a list of things, and writes down what is told.
    fn story(frames: &[&[&str]]) -> String {
        let mut sight = Sight::default();
        let mut told = String::new();
        for (at, things) in (0..).step_by(400).map(Duration::from_millis).zip(frames) {
            let shown = Shown { size: (16, 8), sighting: &sighting(things), took: at / 2 };
            for event in sight.look(at, shown) {
                match event {
                    CameraEvent::Seen { what, corners, margin, module, took } => {
                        assert_eq!((corners, margin, took), ([(0.5, 0.5); 4], 0.5, at / 2));
                        assert_eq!(module, matches!(what, Seen::Code { .. }).then_some(2.5));
                        told.push_str(&text(&what));
                    }
                    CameraEvent::Gone(what) => told.extend(["-", &text(&what)]),
                    other => panic!("{other:?}"),
                }
            }
            told.push('.');
        }
        told
    }

    fn text(what: &Seen) -> String {
        String::from_utf8(what.bytes().into_exposed()).unwrap()
    }

    #[test]
    fn a_code_is_told_once_until_it_has_gone() {
        assert_eq!(story(&[&["a"], &["a"], &["a"]]), "a...");
        assert_eq!(story(&[&["a"], &[], &["a"], &[], &["a"]]), "a.....", "blurred frames between");
        assert_eq!(story(&[&["a"], &[], &[], &[], &["a"]]), "a...-a.a.", "gone and back");
        assert_eq!(story(&[&["a"], &["b"], &["a"], &[], &[], &[]]), "a.b...-b.-a.", "one in the other's place");
        assert_eq!(story(&[&["a", "b"], &["b"], &["b"], &["b"], &["a"]]), "ab...-a.a.", "two at once");
        assert_eq!(story(&[&["a", "P"], &["P"], &["P"], &["P"], &[], &[], &[]]), "aP...-a...-P.", "a code and a zone");
        assert_eq!(story(&[&["a", "b"], &["b"], &["b"], &["b", "c"]]), "ab...-ac.", "one stays, one goes, one comes");
        assert_eq!(story(&[&[], &[]]), "..");
    }

    #[test]
    fn without_frames_nothing_is_in_sight() {
        let mut sight = Sight::default();
        assert_eq!(sight.close_eyes(), []);
        let shown = Shown { size: (1, 1), sighting: &sighting(&["a", "b"]), took: Duration::ZERO };
        sight.look(Duration::ZERO, shown);
        let texts = sight.close_eyes().into_iter().map(|event| match event {
            CameraEvent::Gone(what) => text(&what),
            other => panic!("{other:?}"),
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["a", "b"]);
        assert!(sight.is_empty());
        assert_eq!(sight.close_eyes(), []);
    }
}
