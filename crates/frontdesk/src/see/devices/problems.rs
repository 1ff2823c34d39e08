//! From what was measured to what is wrong: pure tables.

use reader::camera::{Advice, CameraError, CameraReport};
use reader::scanner::{Carried, End, ScannerError};

use super::cameras::focus;
use crate::keep::devices::Chosen;
use crate::view::{CardOnReader, DeviceProblem, FocusName, ModuleRoom, ModuleView};

/// The smallest picture in which a card that fills it can be read, in pixels.
const LEAST_SIZE: (usize, usize) = (1280, 720);
/// The fewest pictures a second.
const LEAST_RATE: f32 = 15.0;
/// Tenths of a pixel a module from which on a card is read surely, and from which on wear and blur have room. A clean code in a
/// sharp picture is read below them.
const LEAST_MODULE: u32 = 20;
const AMPLE_MODULE: u32 = 25;

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
    let problem = match (chosen.device(), fails) {
        (Some("none"), _) | (None, Some(CameraError::NotFound)) => Some(DeviceProblem::NoCamera),
        (_, fails) => fails.map(camera),
    };
    problem.into_iter().collect()
}

/// What is wrong with the pictures of a camera. Two pixels a module of a card's code want 1280 by 720 at the least, and
/// a preview at fewer than 15 pictures a second cannot be aimed by. Files have no rate of their own. A card that is too
/// near to be sharp, before a camera that cannot focus, is where a person holds it.
pub(super) fn of_pictures(report: &CameraReport, advice: Option<Advice>) -> Vec<DeviceProblem> {
    let (width, height) = report.size;
    let fixed = report.device.is_some_and(|device| focus(device.settings) == FocusName::Fixed);
    let blurred = (fixed && advice == Some(Advice::Farther)).then_some(DeviceProblem::CameraFixedFocus);
    let small = (width < LEAST_SIZE.0 || height < LEAST_SIZE.1).then_some(DeviceProblem::CameraSmall);
    let slow = report.device.is_some() && report.rate < LEAST_RATE;
    small.into_iter().chain(slow.then_some(DeviceProblem::CameraSlow)).chain(blurred).collect()
}

/// What an error of a camera is called.
/// Whether the modules of a code that was read, or not, are large enough.
pub(super) const fn module(tenths: u32, read: bool) -> ModuleView {
    let room = match (tenths, read) {
        (..LEAST_MODULE, false) => ModuleRoom::TooFew,
        (_, false) => ModuleRoom::Unread,
        (..AMPLE_MODULE, true) => ModuleRoom::Barely,
        (_, true) => ModuleRoom::Enough,
    };
    ModuleView { tenths, least_tenths: LEAST_MODULE, room }
}

pub(super) const fn camera(error: CameraError) -> DeviceProblem {
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

/// What is wrong with the scanner that is to be used.
pub(super) fn of_scanner(fails: Option<ScannerError>, too_long: bool) -> Vec<DeviceProblem> {
    let long = too_long.then_some(DeviceProblem::ScannerTooLong);
    fails.map(scanner).into_iter().chain(long).collect()
}

const fn scanner(error: ScannerError) -> DeviceProblem {
    match error {
        ScannerError::NotFound => DeviceProblem::ScannerAbsent,
        ScannerError::NoPermission(_) => DeviceProblem::ScannerForbidden,
        ScannerError::Busy => DeviceProblem::ScannerBusy,
        ScannerError::Unsupported => DeviceProblem::ScannerUnsupported,
        ScannerError::Unplugged => DeviceProblem::ScannerUnplugged,
        ScannerError::Device { .. } => DeviceProblem::ScannerFails,
    }
}

/// What is wrong with how a code came: what it has gone through, whether what was typed cannot have stood in a code, and
/// what ended it.
pub(super) fn of_scan(carried: Carried, rewritten: bool, end: Option<End>) -> Vec<DeviceProblem> {
    use DeviceProblem::{ScannerCodePage, ScannerLayout, ScannerNoEnd, ScannerRewritten, ScannerTypes};
    let carried: &[_] = match carried {
        Carried::Whole => &[],
        Carried::OtherCodePage => &[ScannerCodePage],
        Carried::Keys => &[ScannerTypes],
        Carried::OddKeys => &[ScannerTypes, ScannerLayout],
    };
    let endless = (end == Some(End::Silence)).then_some(ScannerNoEnd);
    carried.iter().copied().chain(rewritten.then_some(ScannerRewritten)).chain(endless).collect()
}

#[cfg(test)]
mod tests {
    use reader::camera::{Answer, DeviceReport, PictureFormat};
    use reader::scanner::Way;

    use super::*;
    use crate::see::devices::cameras::tests::settings;

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
            (Chosen::First, None, None),
            (Chosen::First, Some(CameraError::NotFound), Some(DeviceProblem::NoCamera)),
            (Chosen::First, Some(CameraError::Busy), Some(DeviceProblem::CameraBusy)),
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

    #[test]
    fn the_pictures_of_a_camera() {
        use DeviceProblem::{CameraSlow, CameraSmall};
        let device = device(Answer::Set);
        let cases: [(_, f32, _, &[_]); 7] = [
            ((1920, 1080), 30.0, true, &[]),
            ((1280, 720), 15.0, true, &[]),
            ((1280, 719), 15.0, true, &[CameraSmall]),
            ((640, 480), 30.0, true, &[CameraSmall]),
            ((1920, 1080), 14.9, true, &[CameraSlow]),
            ((640, 480), 7.5, true, &[CameraSmall, CameraSlow]),
            ((1920, 1080), 0.0, false, &[]),
        ];
        for (size, rate, real, problems) in cases {
            let report = CameraReport { size, rate, device: real.then_some(device) };
            assert_eq!(of_pictures(&report, Some(Advice::Farther)), problems, "{size:?} {rate} {real}");
        }
    }

    #[test]
    fn a_card_too_near_for_a_camera_that_cannot_focus() {
        let cases = [
            (Answer::NotOffered, Some(Advice::Farther), true),
            (Answer::Refused, Some(Advice::Farther), true),
            (Answer::Set, Some(Advice::Farther), false),
            (Answer::NotOffered, Some(Advice::Closer), false),
            (Answer::NotOffered, Some(Advice::HoldStill), false),
            (Answer::NotOffered, None, false),
        ];
        for (focuses, advice, blurred) in cases {
            let report = CameraReport { size: (1920, 1080), rate: 30.0, device: Some(device(focuses)) };
            let expected = Vec::from_iter(blurred.then_some(DeviceProblem::CameraFixedFocus));
            assert_eq!(of_pictures(&report, advice), expected, "{focuses:?} {advice:?}");
        }
    }

    #[test]
    fn the_modules_of_a_code() {
        let cases = [
            (0, false, ModuleRoom::TooFew),
            (19, false, ModuleRoom::TooFew),
            (20, false, ModuleRoom::Unread),
            (60, false, ModuleRoom::Unread),
            (14, true, ModuleRoom::Barely),
            (20, true, ModuleRoom::Barely),
            (24, true, ModuleRoom::Barely),
            (25, true, ModuleRoom::Enough),
        ];
        for (tenths, read, room) in cases {
            assert_eq!(module(tenths, read), ModuleView { tenths, least_tenths: 20, room }, "{tenths} {read}");
        }
    }

    fn device(focuses: Answer) -> DeviceReport {
        let settings = settings(focuses, Answer::NotOffered);
        DeviceReport { format: PictureFormat::Mjpeg, promised: None, settings }
    }

    #[test]
    fn the_scanner_that_is_used() {
        let cases = [
            (None, false, None),
            (None, true, Some(DeviceProblem::ScannerTooLong)),
            (Some(ScannerError::NotFound), false, Some(DeviceProblem::ScannerAbsent)),
            (Some(ScannerError::NoPermission(Way::Serial)), false, Some(DeviceProblem::ScannerForbidden)),
            (Some(ScannerError::NoPermission(Way::Keyboard)), false, Some(DeviceProblem::ScannerForbidden)),
            (Some(ScannerError::Busy), false, Some(DeviceProblem::ScannerBusy)),
            (Some(ScannerError::Unsupported), false, Some(DeviceProblem::ScannerUnsupported)),
            (Some(ScannerError::Unplugged), false, Some(DeviceProblem::ScannerUnplugged)),
            (Some(ScannerError::Device { code: None }), false, Some(DeviceProblem::ScannerFails)),
        ];
        for (fails, too_long, problem) in cases {
            assert_eq!(of_scanner(fails, too_long), Vec::from_iter(problem), "{fails:?} {too_long}");
        }
    }

    #[test]
    fn how_a_code_came() {
        use DeviceProblem::{ScannerCodePage, ScannerLayout, ScannerNoEnd, ScannerRewritten, ScannerTypes};
        let cr = Some(End::Sign(b'\r'));
        let cases: [(_, _, _, &[_]); 7] = [
            (Carried::Whole, false, cr, &[]),
            (Carried::Whole, false, Some(End::Report), &[]),
            (Carried::Whole, false, Some(End::Silence), &[ScannerNoEnd]),
            (Carried::OtherCodePage, false, cr, &[ScannerCodePage]),
            (Carried::Keys, false, None, &[ScannerTypes]),
            (Carried::Keys, true, cr, &[ScannerTypes, ScannerRewritten]),
            (Carried::OddKeys, false, Some(End::Silence), &[ScannerTypes, ScannerLayout, ScannerNoEnd]),
        ];
        for (carried, rewritten, end, problems) in cases {
            assert_eq!(of_scan(carried, rewritten, end), problems, "{carried:?} {rewritten} {end:?}");
        }
    }
}
