//! Machine readable zones: frames one by one, and bursts of five with one eye, as a passport is held up at the desk.

use frame_sim::{Category, burst};
use mrz::Mrz;
use scan::{Eye, Zone};

use crate::Options;
use crate::ahead::ahead;
use crate::ours::look;
use crate::single::{Frame, wanted};
use crate::table::{Tally, count, line};

const FRAMES: usize = 5;
const FORMATS: [Category; 3] = [Category::MrzTd1, Category::MrzTd2, Category::MrzTd3];

/// What was made of a number of documents.
#[derive(Default)]
struct Zones {
    documents: usize,
    whole: usize,
    /// Told of a document, and a letter of it is wrong: of a name, which no check digit covers.
    wrong_name: usize,
    /// Told of a document, and a field that check digits cover is wrong.
    wrong_field: usize,
}

/// Measures and prints.
pub fn run(options: &Options, seed: u64) {
    println!("\nmachine readable zones, % of documents whole; {} documents of each format", options.documents);
    let columns = ["1 frame", "burst of 5", "wrong name", "wrong field", "ms median", "ms 95 %"];
    line("", columns.map(str::to_owned));
    for category in FORMATS.into_iter().filter(|category| wanted(options, *category)) {
        let (mut alone, mut bursts, mut times) = (Zones::default(), Zones::default(), Tally::default());
        let draw = move |number| burst(category, seed.wrapping_add(number), FRAMES).into_iter().filter_map(Frame::of);
        for frames in ahead((0..options.documents).map(move |number| draw(number).collect::<Vec<Frame>>())) {
            let Some(truth) = frames.first().map(|frame| String::from_utf8_lossy(&frame.payload).into_owned()) else {
                continue;
            };
            let (mut eye, mut told) = (Eye::default(), Vec::new());
            for (number, frame) in frames.iter().enumerate() {
                let (sighting, watch) = look(&mut eye, &frame.picture, options.budget, None);
                times.millis.push(watch.clock.millis());
                told.extend(sighting.zones);
                if number == 0 {
                    alone.add(&told, &truth);
                }
                if told.iter().any(|zone| is(zone, &truth)) {
                    break;
                }
            }
            bursts.add(&told, &truth);
        }
        let cells = [alone.percent(), bursts.percent()].map(|percent| format!("{percent:.1}"));
        let wrong = [bursts.wrong_name, bursts.wrong_field].map(|wrong| wrong.to_string());
        let times = [50, 95].map(|percent| format!("{:.1}", times.millis_at(percent)));
        line(category.name(), cells.into_iter().chain(wrong).chain(times));
    }
}

impl Zones {
    fn add(&mut self, told: &[Zone], truth: &str) {
        self.documents += 1;
        self.whole += usize::from(told.iter().any(|zone| is(zone, truth)));
        let wrong = told.iter().filter(|zone| !is(zone, truth));
        let (fields, names): (Vec<&Zone>, Vec<&Zone>) = wrong.partition(|zone| checked(&zone.text) != checked(truth));
        self.wrong_field += usize::from(!fields.is_empty());
        self.wrong_name += usize::from(!names.is_empty());
    }

    fn percent(&self) -> f64 {
        100.0 * count(self.whole) / count(self.documents.max(1))
    }
}

fn is(zone: &Zone, truth: &str) -> bool {
    zone.text.trim_end() == truth.trim_end()
}

/// The fields that check digits cover.
fn checked(text: &str) -> Option<impl PartialEq + use<>> {
    let Mrz { format, number, birth, expiry, .. } = mrz::parse(text.trim_end()).ok()?;
    Some((format, number, birth, expiry))
}
