//! Codes of other papers: stacked and linear ones of older cards, insurance cards, several papers in one frame.

use std::collections::HashSet;

use frame_sim::{Category, Sample, sample};
use scan::{Eye, Luma};

use crate::Options;
use crate::ahead::ahead;
use crate::engine::{Answer, Engine, Rxing};
use crate::ours::look;
use crate::single::wanted;
use crate::table::{count, line};

const CATEGORIES: [Category; 4] = [Category::Pdf417, Category::Linear, Category::Bhyt, Category::Several];

/// Ours with every means on every frame, zones too, as `luutru-read image --all` looks.
struct Everything(f64);

impl Engine for Everything {
    fn name(&self) -> &'static str {
        "luutru"
    }

    fn read(&mut self, frame: &Luma) -> Answer {
        let (sighting, watch) = look(&mut Eye::thorough(), frame, self.0, None);
        let zones = sighting.zones.into_iter().map(|zone| vec![zone.text.trim_end().as_bytes().to_vec()]);
        let payloads = sighting.codes.into_iter().map(|code| vec![code.bytes]).chain(zones).collect();
        Answer { payloads, millis: watch.clock.millis() }
    }
}

/// Measures and prints.
pub fn run(options: &Options, seed: u64) {
    let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(Everything(options.budget))];
    if !options.ours {
        engines.push(Box::new(Rxing { only: None }));
        #[cfg(feature = "zxing-cpp")]
        engines.push(Box::new(crate::engine::ZxingCpp { every_kind: true }));
    }
    println!("\nother papers, % of what stands in a frame; median ms; wrong");
    line("", engines.iter().map(|engine| engine.name().to_owned()));
    for category in CATEGORIES.into_iter().filter(|category| wanted(options, *category)) {
        let samples = (0..options.frames).map(move |number| sample(category, seed.wrapping_add(number)));
        let mut tallies = vec![(0, 0, 0, Vec::new()); engines.len()];
        for Sample { picture, truths, .. } in ahead(samples) {
            let (width, height) = picture.dimensions();
            let Some(frame) = Luma::new(width as usize, height as usize, picture.into_raw()) else { continue };
            let truths: HashSet<Vec<u8>> =
                truths.into_iter().map(|truth| truth.payload.trim_ascii_end().to_vec()).collect();
            for (engine, (all, read, wrong, times)) in engines.iter_mut().zip(&mut tallies) {
                let answer = engine.read(&frame);
                let known = |forms: &Vec<Vec<u8>>| forms.iter().find(|form| truths.contains(*form)).cloned();
                *all += truths.len();
                *read += answer.payloads.iter().filter_map(known).collect::<HashSet<_>>().len();
                *wrong += answer.payloads.iter().filter(|forms| known(forms).is_none()).count();
                times.push(answer.millis);
            }
        }
        let cell = |(all, read, wrong, times): &mut (usize, usize, usize, Vec<f64>)| {
            times.sort_by(f64::total_cmp);
            let median = times.get(times.len() / 2).copied().unwrap_or_default();
            format!("{:.0} {median:.0} {wrong}", 100.0 * count(*read) / count((*all).max(1)))
        };
        line(category.name(), tallies.iter_mut().map(cell));
    }
}
