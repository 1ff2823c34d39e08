//! The cameras of the page.

use reader::camera::{Answer, CameraInfo, CameraReport, DeviceReport, PictureFormat, Settings};

use super::{choice, problems};
use crate::devices::DeviceDesk;
use crate::keep::devices::Chosen;
use crate::view::{CamerasView, DeliveredView, DeviceLine, DeviceState, ExposureName, FocusName, PicturesView};

/// Paints the cameras, with what was read last.
pub(super) fn view(devices: &DeviceDesk, read: Option<DeliveredView>) -> CamerasView {
    let chosen = devices.camera();
    let report = devices.camera_report();
    let mut wrong = problems::of_camera(chosen, devices.camera_fails());
    wrong.extend(report.iter().flat_map(|report| problems::of_pictures(report, devices.camera_advice())));
    CamerasView {
        choice: choice(chosen),
        problems: wrong,
        working: devices.state().camera == DeviceState::Ready,
        pictures: report.as_ref().map(pictures),
        read,
        list: list(chosen, &devices.found().cameras),
    }
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
    use reader::camera::{CameraChoice, CameraError};
    use reader::usb::Identity;

    use super::*;
    use crate::view::DeviceProblem;

    pub fn settings(continuous_focus: Answer, near_focus: Answer) -> Settings {
        let automatic_exposure = Answer::Set;
        let (steady_rate, mains) = (Answer::NotOffered, Answer::Refused);
        Settings { continuous_focus, near_focus, automatic_exposure, steady_rate, mains }
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
