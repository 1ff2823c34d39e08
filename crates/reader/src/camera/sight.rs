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
    },
    /// Nothing readable is before the camera any more.
    Lost,
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

/// What is now in sight, each thing with the time it was read last.
#[derive(Default)]
pub struct Sight {
    held: Vec<(Seen, Duration)>,
}

impl Sight {
    /// Takes what one frame shows, at a time since the camera was started, and tells what has changed.
    pub fn look(&mut self, at: Duration, size: (usize, usize), sighting: &Sighting) -> Vec<CameraEvent> {
        let codes = sighting.codes.iter().map(|code| (Seen::from(code), code.corners, code.margin));
        let zones = sighting.zones.iter().map(|zone| (Seen::from(zone), zone.corners, zone.margin));
        let mut events = Vec::new();
        for (what, corners, margin) in codes.chain(zones) {
            if let Some((_, read)) = self.held.iter_mut().find(|(held, _)| *held == what) {
                *read = at;
            } else {
                self.held.push((what.clone(), at));
                events.push(CameraEvent::Seen { what, corners: in_fractions(corners, size), margin });
            }
        }
        let any = !self.held.is_empty();
        self.held.retain(|(_, read)| at.saturating_sub(*read) < GONE_AFTER);
        events.extend((any && self.held.is_empty()).then_some(CameraEvent::Lost));
        events
    }

    /// Forgets everything, because there are no frames any more.
    pub fn close_eyes(&mut self) -> Option<CameraEvent> {
        let any = !self.held.is_empty();
        self.held.clear();
        any.then_some(CameraEvent::Lost)
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
                sighting.codes.push(Code { symbology: Symbology::Qr, bytes, corners, margin: 0.5 });
            }
        }
        sighting
    }

    /// Plays frames, one every 400 ms, each a list of things, and writes down what is told.
    fn story(frames: &[&[&str]]) -> String {
        let mut sight = Sight::default();
        let mut told = String::new();
        for (at, things) in (0..).step_by(400).map(Duration::from_millis).zip(frames) {
            for event in sight.look(at, (16, 8), &sighting(things)) {
                match event {
                    CameraEvent::Seen { what, corners, margin } => {
                        assert_eq!((corners, margin), ([(0.5, 0.5); 4], 0.5));
                        told.push_str(&match what {
                            Seen::Code { bytes, .. } => String::from_utf8(bytes.into_exposed()).unwrap(),
                            Seen::Zone(text) => text.into_exposed(),
                        });
                    }
                    CameraEvent::Lost => told.push('-'),
                    other => panic!("{other:?}"),
                }
            }
            told.push('.');
        }
        told
    }

    #[test]
    fn a_code_is_told_once_until_it_has_gone() {
        assert_eq!(story(&[&["a"], &["a"], &["a"]]), "a...");
        assert_eq!(story(&[&["a"], &[], &["a"], &[], &["a"]]), "a.....", "blurred frames between");
        assert_eq!(story(&[&["a"], &[], &[], &[], &["a"]]), "a...-.a.", "gone and back");
        assert_eq!(story(&[&["a"], &["b"], &["a"], &[], &[], &[]]), "a.b....-.", "one in the other's place");
        assert_eq!(story(&[&["a", "b"], &["b"], &["b"], &["b"], &["a"]]), "ab....a.", "two at once");
        assert_eq!(story(&[&["a", "P"], &["P"], &["P"], &["P"], &[], &[], &[]]), "aP......-.", "a code and a zone");
        assert_eq!(story(&[&[], &[]]), "..");
    }

    #[test]
    fn without_frames_nothing_is_in_sight() {
        let mut sight = Sight::default();
        assert_eq!(sight.close_eyes(), None);
        sight.look(Duration::ZERO, (1, 1), &sighting(&["a"]));
        assert_eq!(sight.close_eyes(), Some(CameraEvent::Lost));
        assert_eq!(sight.close_eyes(), None);
    }
}
