//! What is said of a camera, as words and as JSON.

use std::time::Duration;

use reader::camera::{Answer, CameraError, CameraInfo, DeviceReport, PictureFormat};
use scan::{Advice, Sighting};
use serde_json::{Map, Value, json};

use crate::seen::{self, Times};

/// How it goes.
pub struct State<'a> {
    /// Of the newest frame, in pixels.
    pub size: (usize, usize),
    /// Frames a second; none before a second is over.
    pub rate: Option<f64>,
    /// What was agreed on with the device, where there is one.
    pub report: Option<DeviceReport>,
    /// What whoever holds the card should do.
    pub advice: Option<Advice>,
    /// What looking at the newest frame took.
    pub times: &'a Times,
}

impl State<'_> {
    /// As JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "event": "state",
            "size": [self.size.0, self.size.1],
            "rate": self.rate,
            "device": self.report.map(|report| json!({
                "format": format_code(report.format),
                "promised": report.promised,
                "settings": settings_to_json(&report),
            })),
            "advice": self.advice.map(|advice| advice_code(advice).0),
            "ms": self.times.total(),
            "stages": self.times.to_json(),
        })
    }

    /// In words.
    pub fn in_words(&self) -> String {
        let rate = self.rate.map(|rate| format!(", {rate:.1} hình/giây")).unwrap_or_default();
        let device = self.report.map(|report| format!(" {}", format_code(report.format))).unwrap_or_default();
        let refused = self.report.map(|report| refused(&report)).unwrap_or_default();
        let advice = self.advice.map(|advice| format!("; {}", advice_code(advice).1)).unwrap_or_default();
        let (width, height) = self.size;
        format!("{width} x {height}{device}{rate}, xem {}{refused}{advice}", self.times.in_words())
    }
}

/// Something that is read anew.
pub fn seen(sighting: &Sighting, times: &Times, json: bool, mask: bool) -> Vec<String> {
    if !json {
        return seen::to_lines(sighting, mask);
    }
    let found = json!({
        "event": "seen",
        "found": seen::to_json(sighting, mask),
        "located": seen::located_to_json(sighting),
        "ms": times.total(),
        "stages": times.to_json(),
    });
    vec![found.to_string()]
}

/// A camera that is plugged in.
pub fn info_to_json(info: &CameraInfo) -> Value {
    json!({
        "choice": info.choice.to_string(),
        "name": info.name,
        "place": info.place.to_string_lossy(),
        "error": info.state.err().map(error_code),
    })
}

/// The same in words.
pub fn info_in_words(info: &CameraInfo) -> String {
    let state = info.state.err().map(|error| format!(": {}", remedy(error))).unwrap_or_default();
    format!("{}  {} ({}){state}", info.choice, info.name, info.place.display())
}

/// The end of frames.
pub fn failure_to_json(error: CameraError) -> Value {
    json!({ "event": "failed", "error": error_code(error), "sentence": remedy(error) })
}

#[expect(clippy::cast_precision_loss, reason = "frames are few")]
pub fn per_second(count: u64, time: Duration) -> f64 {
    (count as f64 / time.as_secs_f64() * 10.0).round() / 10.0
}

fn settings_to_json(report: &DeviceReport) -> Value {
    let named = |(name, answer): (&str, Answer)| (name.to_owned(), answer_code(answer).into());
    settings(report).into_iter().map(named).collect::<Map<_, _>>().into()
}

/// What the device has and did not take, in words.
fn refused(report: &DeviceReport) -> String {
    let refused = settings(report).into_iter().filter(|(_, answer)| *answer == Answer::Refused);
    let names: Vec<&str> = refused.map(|(name, _)| name).collect();
    if names.is_empty() { String::new() } else { format!("; không đặt được {}", names.join(", ")) }
}

const fn settings(report: &DeviceReport) -> [(&'static str, Answer); 5] {
    let set = &report.settings;
    [
        ("continuous-focus", set.continuous_focus),
        ("near-focus", set.near_focus),
        ("automatic-exposure", set.automatic_exposure),
        ("steady-rate", set.steady_rate),
        ("mains", set.mains),
    ]
}

/// What JSON calls it, and what a person is told.
const fn advice_code(advice: Advice) -> (&'static str, &'static str) {
    match advice {
        Advice::Closer => ("closer", "gần hơn"),
        Advice::Farther => ("farther", "xa hơn"),
        Advice::AvoidLamp => ("avoid-lamp", "tránh bóng đèn"),
        Advice::HoldStill => ("hold-still", "giữ yên"),
    }
}

const fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Set => "set",
        Answer::NotOffered => "not-offered",
        Answer::Refused => "refused",
    }
}

const fn format_code(format: PictureFormat) -> &'static str {
    match format {
        PictureFormat::Mjpeg => "mjpeg",
        PictureFormat::Yuyv => "yuyv",
    }
}

const fn error_code(error: CameraError) -> &'static str {
    match error {
        CameraError::NotFound => "not-found",
        CameraError::NoPermission => "no-permission",
        CameraError::Busy => "busy",
        CameraError::Unsupported => "unsupported",
        CameraError::TimedOut => "timed-out",
        CameraError::Unplugged => "unplugged",
        CameraError::Damaged => "damaged",
        CameraError::Device { .. } => "device",
    }
}

/// What is wrong and what to do, to a person.
pub const fn remedy(error: CameraError) -> &'static str {
    match error {
        CameraError::NotFound => {
            "Không thấy camera. Cắm lại, thử cổng USB khác; `luutru-read camera` cho biết có những máy nào."
        }
        CameraError::NoPermission => "Người dùng này không được mở camera: thêm vào nhóm video rồi đăng nhập lại.",
        CameraError::Busy => {
            "Chương trình khác đang giữ camera. Đóng chương trình đó (trình duyệt, họp trực tuyến, luutru)."
        }
        CameraError::Unsupported => "Thiết bị này không cho hình MJPG hay YUYV: dùng camera khác.",
        CameraError::TimedOut => "Camera không gửi hình. Rút ra cắm lại, cắm thẳng vào máy, không qua bộ chia.",
        CameraError::Unplugged => "Camera đã bị rút ra.",
        CameraError::Damaged => "Camera gửi hình hỏng. Thử dây và cổng USB khác.",
        CameraError::Device { .. } => "Camera lỗi. Rút ra cắm lại.",
    }
}
