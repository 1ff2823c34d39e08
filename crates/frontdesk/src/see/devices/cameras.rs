//! The cameras of the page.

use reader::camera::{Answer, CameraInfo, CameraReport, DeviceReport, PictureFormat, Settings};

use super::{choice, delivered, problems};
use crate::devices::{Delivered, DeviceDesk, tenths};
use crate::keep::devices::Chosen;
use crate::view::{CamerasView, DeviceLine, DeviceState, ExposureName, FocusName, ModuleView, PicturesView};

/// Paints the cameras, with what was read last.
pub(super) fn view(devices: &DeviceDesk, read: Option<&Delivered>) -> CamerasView {
    let chosen = devices.camera();
    let (report, guidance) = (devices.camera_report(), devices.camera_guidance());
    let mut wrong = problems::of_camera(chosen, devices.camera_fails());
    wrong.extend(report.iter().flat_map(|report| problems::of_pictures(report, guidance.advice)));
    CamerasView {
        choice: choice(chosen),
        problems: wrong,
        working: devices.state().camera == DeviceState::Ready,
        pictures: report.as_ref().map(pictures),
        read: read.map(delivered),
        module: module(guidance.module, read),
        list: list(chosen, &devices.found().cameras),
    }
}

/// Of the code that is held there and not read, or else of the one that was read last.
fn module(unread: Option<f32>, read: Option<&Delivered>) -> Option<ModuleView> {
    let read = || read.and_then(|read| read.module_tenths).map(|tenths| problems::module(tenths, true));
    unread.map(|pixels| problems::module(tenths(pixels), false)).or_else(read)
}

fn list(chosen: &Chosen, found: &[CameraInfo]) -> Vec<DeviceLine> {
    let first = found.iter().position(|info| info.state.is_ok());
    let line = |(nth, info): (usize, &CameraInfo)| {
        let (device, place) = (info.choice.to_string(), info.place.display().to_string());
        let named = chosen.device().is_some_and(|named| named == device || named == format!("v4l:{place}"));
        DeviceLine {
            chosen: named,
            used: named || *chosen == Chosen::First && first == Some(nth),
            name: if info.name.is_empty() { device.clone() } else { info.name.clone() },
            device,
            place,
            way: None,
            problems: info.state.err().map(problems::camera).into_iter().collect(),
        }
    };
    found.iter().enumerate().map(line).collect()
}

fn pictures(report: &CameraReport) -> PicturesView {
    let (width, height) = report.size;
    let pixels = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let device = report.device.as_ref();
    PicturesView {
        width: pixels(width),
        height: pixels(height),
        rate: whole(report.rate),
        promised: device.and_then(|device| device.promised).map(whole),
        format: device.map(|device| format(device).to_owned()),
        focus: device.map(|device| focus(device.settings)),
        exposure: device.map(|device| exposure(device.settings)),
    }
}

const fn format(device: &DeviceReport) -> &'static str {
    match device.format {
        PictureFormat::Mjpeg => "MJPEG",
        PictureFormat::Yuyv => "YUYV",
    }
}

/// How a camera focuses, by what it took.
pub(super) const fn focus(settings: Settings) -> FocusName {
    match (settings.continuous_focus, settings.near_focus) {
        (Answer::Set, _) => FocusName::Continuous,
        (_, Answer::Set) => FocusName::Near,
        _ => FocusName::Fixed,
    }
}

fn exposure(settings: Settings) -> ExposureName {
    if settings.automatic_exposure == Answer::Set { ExposureName::Automatic } else { ExposureName::Fixed }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pictures a second: some tens")]
fn whole(rate: f32) -> u32 {
    rate.max(0.0).round() as u32
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use reader::camera::{CameraChoice, CameraError, CameraEvent};
    use reader::usb::Identity;

    use super::*;
    use crate::desk::Inputs;
    use crate::devices::DeviceSetup;
    use crate::view::{ChoiceView, ChosenBy, DeviceProblem, ModuleRoom, PayloadKind};

    pub fn settings(continuous_focus: Answer, near_focus: Answer) -> Settings {
        let automatic_exposure = Answer::Set;
        let (steady_rate, mains) = (Answer::NotOffered, Answer::Refused);
        Settings { continuous_focus, near_focus, automatic_exposure, steady_rate, mains }
    }

    #[test]
    fn a_busy_camera_stays_the_chosen_one_and_comes_back_when_it_is_free() {
        let chosen = Chosen::Remembered("usb:046d:082d:A".into());
        let setup = DeviceSetup { camera: chosen, reader: Chosen::First, scanner: Chosen::First, csca: None };
        let mut desk = DeviceDesk::open(setup, Inputs::to_nobody(), Arc::default()).unwrap();
        let busy = CameraEvent::Failed(CameraError::Busy);
        let (free, held) =
            ((vec![], true, DeviceState::Ready), (vec![DeviceProblem::CameraBusy], false, DeviceState::Broken));
        for (event, expected) in [
            (CameraEvent::Working, free.clone()),
            (
                CameraEvent::Failed(CameraError::Unplugged),
                (vec![DeviceProblem::CameraUnplugged], false, DeviceState::Broken),
            ),
            (busy.clone(), held.clone()),
            (CameraEvent::Working, free),
            (busy, held),
        ] {
            desk.on_camera(1, event, crate::testing::evening());
            let shown = view(&desk, None);
            assert_eq!((shown.problems, shown.working, desk.state().camera), expected);
            let choice = ChoiceView { by: ChosenBy::House, device: Some("usb:046d:082d:A".into()) };
            assert_eq!(shown.choice, choice, "nobody chose another");
        }
    }

    #[test]
    fn pictures_are_told_as_they_were_measured() {
        let device = DeviceReport {
            format: PictureFormat::Mjpeg,
            promised: Some(30.0),
            settings: settings(Answer::NotOffered, Answer::Set),
        };
        let report = CameraReport { size: (1920, 1080), rate: 24.6, device: Some(device) };
        let told = PicturesView {
            width: 1920,
            height: 1080,
            rate: 25,
            promised: Some(30),
            format: Some("MJPEG".into()),
            focus: Some(FocusName::Near),
            exposure: Some(ExposureName::Automatic),
        };
        assert_eq!(pictures(&report), told);
        let film = pictures(&CameraReport { size: (640, 360), rate: 0.0, device: None });
        assert_eq!((film.format, film.focus, film.rate), (None, None, 0));
    }

    #[test]
    fn the_modules_are_of_what_is_held_there_now_or_was_read_last() {
        let read = |module_tenths| Delivered {
            at: crate::testing::evening(),
            payload: PayloadKind::CitizenCard,
            length: 104,
            margin_percent: Some(50),
            module_tenths,
            millis: Some(4),
        };
        let room = |unread, read: Option<&Delivered>| module(unread, read).map(|module| (module.tenths, module.room));
        assert_eq!(room(None, None), None);
        assert_eq!(room(None, Some(&read(None))), None, "bars have none");
        assert_eq!(room(None, Some(&read(Some(26)))), Some((26, ModuleRoom::Enough)));
        assert_eq!(room(Some(1.46), Some(&read(Some(26)))), Some((14, ModuleRoom::TooFew)), "another is held there");
        assert_eq!(room(Some(3.0), None), Some((30, ModuleRoom::Unread)));
    }

    #[test]
    fn a_focus_is_what_the_camera_took() {
        use Answer::{NotOffered, Refused, Set};
        let cases = [
            (Set, NotOffered, FocusName::Continuous),
            (NotOffered, Set, FocusName::Near),
            (Refused, Set, FocusName::Near),
            (Refused, Refused, FocusName::Fixed),
            (NotOffered, NotOffered, FocusName::Fixed),
        ];
        for (continuous, near, name) in cases {
            assert_eq!(focus(settings(continuous, near)), name, "{continuous:?} {near:?}");
        }
    }

    #[test]
    fn the_list_marks_what_was_chosen_and_what_is_used() {
        let usb = CameraChoice::Usb(Identity { vendor: 0x046d, product: 0x082d, serial: None });
        let info = |choice: &CameraChoice, place: &str, state| CameraInfo {
            choice: choice.clone(),
            place: place.into(),
            name: String::new(),
            state,
        };
        let shut = info(&CameraChoice::V4l("/dev/video0".into()), "/dev/video0", Err(CameraError::NoPermission));
        let found = [shut, info(&usb, "/dev/video2", Ok(()))];
        let cases = [
            (Chosen::First, [(false, false), (false, true)]),
            (Chosen::Remembered("usb:046d:082d".into()), [(false, false), (true, true)]),
            (Chosen::Told("v4l:/dev/video2".into()), [(false, false), (true, true)]),
            (Chosen::Remembered("v4l:/dev/video0".into()), [(true, true), (false, false)]),
            (Chosen::Remembered("usb:1111:2222".into()), [(false, false), (false, false)]),
        ];
        for (chosen, marks) in cases {
            let lines = list(&chosen, &found);
            assert_eq!(lines.iter().map(|line| (line.chosen, line.used)).collect::<Vec<_>>(), marks, "{chosen:?}");
        }
        let lines = list(&Chosen::First, &found);
        assert_eq!((lines[1].device.as_str(), lines[1].name.as_str()), ("usb:046d:082d", "usb:046d:082d"));
        assert_eq!(lines[0].problems, [DeviceProblem::CameraForbidden]);
    }
}
