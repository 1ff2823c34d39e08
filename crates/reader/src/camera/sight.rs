//! What is before the camera: a code is reported once when it comes, and again only after it has gone.

use std::time::Duration;

use private::Private;
use scan::Code;

use super::CameraError;

/// A code that has not been read for this long has gone. Shorter, and a blurred frame would report it twice.
const GONE_AFTER: Duration = Duration::from_secs(1);

/// What a camera tells.
#[derive(Debug, Clone, PartialEq)]
pub enum CameraEvent {
    /// Frames come, for the first time or again.
    Working,
    /// No frames come; said once for each change of the reason.
    Failed(CameraError),
    /// A code came before the camera.
    Seen {
        /// The payload exactly as in the symbol.
        bytes: Private<Vec<u8>>,
        /// The symbol's corners in fractions of the frame's width and height, clockwise from its own top left.
        corners: [(f32, f32); 4],
    },
    /// No code is before the camera any more.
    Lost,
}

/// The codes now in sight, each with the time it was read last.
#[derive(Default)]
pub struct Sight {
    held: Vec<(Vec<u8>, Duration)>,
}

impl Sight {
    /// Takes what one frame shows, at a time since the camera was started, and tells what has changed.
    pub fn look(&mut self, at: Duration, size: (usize, usize), codes: &[Code]) -> Vec<CameraEvent> {
        let mut events = Vec::new();
        for code in codes {
            if let Some((_, read)) = self.held.iter_mut().find(|(bytes, _)| *bytes == code.bytes) {
                *read = at;
            } else {
                self.held.push((code.bytes.clone(), at));
                events.push(seen(code, size));
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

#[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
fn seen(code: &Code, (width, height): (usize, usize)) -> CameraEvent {
    let corners = code.corners.map(|(x, y)| (x / width as f32, y / height as f32));
    CameraEvent::Seen { bytes: Private::new(code.bytes.clone()), corners }
}

#[cfg(test)]
mod tests {
    use scan::Symbology;

    use super::*;

    fn code(bytes: &[u8], corners: scan::Corners) -> Code {
        Code { symbology: Symbology::Qr, bytes: bytes.to_vec(), corners, margin: 1.0 }
    }

    /// Plays frames, one every 400 ms, each a list of payloads, and writes down what is told.
    fn story(frames: &[&[&str]]) -> String {
        let mut sight = Sight::default();
        let mut told = String::new();
        for (at, payloads) in (0..).step_by(400).map(Duration::from_millis).zip(frames) {
            let read = |bytes: &&str| code(bytes.as_bytes(), [(8.0, 4.0); 4]);
            for event in sight.look(at, (16, 8), &payloads.iter().map(read).collect::<Vec<_>>()) {
                match event {
                    CameraEvent::Seen { bytes, corners } => {
                        assert_eq!(corners, [(0.5, 0.5); 4]);
                        told.push_str(std::str::from_utf8(bytes.expose()).unwrap());
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
        assert_eq!(story(&[&[], &[]]), "..");
    }

    #[test]
    fn without_frames_nothing_is_in_sight() {
        let mut sight = Sight::default();
        assert_eq!(sight.close_eyes(), None);
        sight.look(Duration::ZERO, (1, 1), &[code(&[1], [(0.0, 0.0); 4])]);
        assert_eq!(sight.close_eyes(), Some(CameraEvent::Lost));
        assert_eq!(sight.close_eyes(), None);
    }
}
