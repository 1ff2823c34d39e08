//! What was seen in a picture, as words and as JSON.

use std::time::Duration;

use scan::{Corners, Sighting, Symbology};
use serde_json::{Map, Value, json};

use crate::{hex, recognised};

/// What stands in the place of a masked payload.
pub const MASK: &str = "•••";

/// A code or a zone, ready to be shown.
struct Find<'a> {
    kind: &'static str,
    payload: &'a [u8],
    corners: Corners,
    margin: f32,
    /// Pixels a module.
    module: Option<f32>,
}

/// How long it took: each stage, and all of them.
pub struct Times(pub Vec<(&'static str, Duration)>);

/// Everything that was read, as JSON.
pub fn to_json(sighting: &Sighting, mask: bool) -> Value {
    let one = |find: &Find| {
        let hidden = |shown: Value| if mask { MASK.into() } else { shown };
        json!({
            "kind": find.kind,
            "text": hidden(std::str::from_utf8(find.payload).ok().into()),
            "hex": hidden(hex(find.payload).into()),
            "recognised": recognised::of_bytes(find.payload).code(),
            "where": places(find.corners),
            "margin": rounded(find.margin.into(), 100.0),
            "module": find.module.map(|module| rounded(module.into(), 100.0)),
        })
    };
    finds(sighting).iter().map(one).collect()
}

/// What was located and not read, as JSON.
pub fn located_to_json(sighting: &Sighting) -> Value {
    let one = |located: &scan::Located| json!({ "where": places(located.corners), "module": rounded(located.module.into(), 100.0) });
    sighting.located.iter().map(one).collect()
}

/// The same as lines to read.
pub fn to_lines(sighting: &Sighting, mask: bool) -> Vec<String> {
    let place = |corners: Corners| {
        let corner = |(x, y): (f32, f32)| format!("{x:.0},{y:.0}");
        corners.map(corner).join(" ")
    };
    let read = |find: &Find| {
        let text = if mask { MASK.into() } else { payload_in_words(find.payload) };
        let what = recognised::of_bytes(find.payload).words();
        let module = find.module.map(|module| format!("{module:.1} điểm ảnh một ô, ")).unwrap_or_default();
        let margin = find.margin * 100.0;
        format!("  {} [{}] {module}dư {margin:.0} %, {what}: {text}", find.kind, place(find.corners))
    };
    let located = |located: &scan::Located| {
        format!("  qr [{}] không đọc được, {:.1} điểm ảnh một ô", place(located.corners), located.module)
    };
    finds(sighting).iter().map(read).chain(sighting.located.iter().map(located)).collect()
}

impl Times {
    /// The milliseconds of all stages together.
    pub fn total(&self) -> f64 {
        millis(self.0.iter().map(|(_, time)| *time).sum())
    }

    /// The milliseconds of each stage.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(|(stage, time)| ((*stage).to_owned(), millis(*time).into())).collect::<Map<_, _>>().into()
    }

    /// The same in words.
    pub fn in_words(&self) -> String {
        let stages = self.0.iter().map(|(stage, time)| format!("{stage} {:.1}", millis(*time)));
        format!("{:.1} ms ({})", self.total(), stages.collect::<Vec<_>>().join(", "))
    }
}

fn finds(sighting: &Sighting) -> Vec<Find<'_>> {
    let codes = sighting.codes.iter().map(|code| Find {
        kind: match code.symbology {
            Symbology::Qr => "qr",
            Symbology::Pdf417 => "pdf417",
            Symbology::Linear => "linear",
        },
        payload: &code.bytes,
        corners: code.corners,
        margin: code.margin,
        module: code.module,
    });
    let zones = sighting.zones.iter().map(|zone| Find {
        kind: match mrz::parse(&zone.text).map(|zone| zone.format) {
            Ok(mrz::Format::Td1) => "mrz-td1",
            Ok(mrz::Format::Td2) => "mrz-td2",
            Ok(mrz::Format::Td3) => "mrz-td3",
            Err(_) => "mrz",
        },
        payload: zone.text.as_bytes(),
        corners: zone.corners,
        margin: zone.margin,
        module: None,
    });
    codes.chain(zones).collect()
}

/// Text as it is, with its line ends and other control characters written out; what is no text in hexadecimal.
pub fn payload_in_words(payload: &[u8]) -> String {
    match std::str::from_utf8(payload) {
        Ok(text) => text.trim_end().chars().flat_map(shown).collect(),
        Err(_) => format!("({})", hex(payload)),
    }
}

fn shown(letter: char) -> Vec<char> {
    if letter.is_control() { letter.escape_default().collect() } else { vec![letter] }
}

fn places(corners: Corners) -> Value {
    corners.iter().map(|(x, y)| json!([rounded((*x).into(), 10.0), rounded((*y).into(), 10.0)])).collect()
}

/// Milliseconds, to the hundredth.
pub fn millis(time: Duration) -> f64 {
    rounded(time.as_secs_f64() * 1000.0, 100.0)
}

fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}
