//! From what was measured to what is wrong: pure tables.

use reader::camera::CameraError;

use crate::keep::devices::Chosen;
use crate::view::{CardOnReader, DeviceProblem};

/// What is wrong with the card readers as a whole: the service answers or not (none: not asked yet), so many readers
/// are there, one that is used is among them.
pub(super) fn of_readers(service: Option<bool>, there: usize, used: bool) -> Vec<DeviceProblem> {
    let problem = match (service, there, used) {
        (None, ..) | (Some(true), _, true) => None,
        (Some(false), ..) => Some(DeviceProblem::ServiceDown),
        (Some(true), 0, _) => Some(DeviceProblem::NoReader),
        (Some(true), _, false) => Some(DeviceProblem::ReaderAbsent),
    };
    problem.into_iter().collect()
}

/// What is wrong with one reader.
pub(super) fn of_reader(card: CardOnReader, extended: Option<bool>) -> Vec<DeviceProblem> {
    let card = match card {
        CardOnReader::Nothing | CardOnReader::Contactless => None,
        CardOnReader::Mute => Some(DeviceProblem::CardMute),
        CardOnReader::Contact => Some(DeviceProblem::ReaderByContact),
    };
    let short = (extended == Some(false)).then_some(DeviceProblem::ReaderShort);
    card.into_iter().chain(short).collect()
}

/// What is wrong with the camera that is to be used.
pub(super) fn of_camera(chosen: &Chosen, fails: Option<CameraError>) -> Vec<DeviceProblem> {
    let none = chosen.device().is_none_or(|device| device == "none").then_some(DeviceProblem::NoCamera);
    none.or_else(|| fails.map(camera)).into_iter().collect()
}

const fn camera(error: CameraError) -> DeviceProblem {
    match error {
        CameraError::NotFound => DeviceProblem::CameraAbsent,
        CameraError::NoPermission => DeviceProblem::CameraForbidden,
        CameraError::Busy => DeviceProblem::CameraBusy,
        CameraError::Unsupported => DeviceProblem::CameraUnsupported,
        CameraError::TimedOut => DeviceProblem::CameraSilent,
        CameraError::Unplugged => DeviceProblem::CameraUnplugged,
        CameraError::Damaged => DeviceProblem::CameraDamaged,
        CameraError::Device { .. } => DeviceProblem::CameraFails,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_as_a_whole() {
        let cases = [
            (None, 0, false, None),
            (Some(false), 0, false, Some(DeviceProblem::ServiceDown)),
            (Some(true), 0, false, Some(DeviceProblem::NoReader)),
            (Some(true), 2, false, Some(DeviceProblem::ReaderAbsent)),
            (Some(true), 2, true, None),
        ];
        for (service, there, used, problem) in cases {
            assert_eq!(of_readers(service, there, used), Vec::from_iter(problem), "{service:?} {there} {used}");
        }
    }

    #[test]
    fn one_reader() {
        use DeviceProblem::{CardMute, ReaderByContact, ReaderShort};
        let cases: [(_, _, &[_]); 6] = [
            (CardOnReader::Nothing, None, &[]),
            (CardOnReader::Contactless, Some(true), &[]),
            (CardOnReader::Contactless, Some(false), &[ReaderShort]),
            (CardOnReader::Mute, None, &[CardMute]),
            (CardOnReader::Mute, Some(false), &[CardMute, ReaderShort]),
            (CardOnReader::Contact, Some(true), &[ReaderByContact]),
        ];
        for (card, extended, problems) in cases {
            assert_eq!(of_reader(card, extended), problems, "{card:?} {extended:?}");
        }
    }

    #[test]
    fn the_camera_that_is_used() {
        let told = || Chosen::Told("v4l:/dev/video0".into());
        let cases = [
            (Chosen::First, None, Some(DeviceProblem::NoCamera)),
            (Chosen::Told("none".into()), None, Some(DeviceProblem::NoCamera)),
            (told(), None, None),
            (told(), Some(CameraError::Busy), Some(DeviceProblem::CameraBusy)),
            (told(), Some(CameraError::NoPermission), Some(DeviceProblem::CameraForbidden)),
            (told(), Some(CameraError::NotFound), Some(DeviceProblem::CameraAbsent)),
            (told(), Some(CameraError::Unplugged), Some(DeviceProblem::CameraUnplugged)),
            (told(), Some(CameraError::TimedOut), Some(DeviceProblem::CameraSilent)),
            (told(), Some(CameraError::Unsupported), Some(DeviceProblem::CameraUnsupported)),
            (told(), Some(CameraError::Damaged), Some(DeviceProblem::CameraDamaged)),
            (told(), Some(CameraError::Device { code: Some(5) }), Some(DeviceProblem::CameraFails)),
        ];
        for (chosen, fails, problem) in cases {
            assert_eq!(of_camera(&chosen, fails), Vec::from_iter(problem), "{chosen:?} {fails:?}");
        }
    }
}
