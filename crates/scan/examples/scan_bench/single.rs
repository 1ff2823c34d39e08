//! Frames one by one: success by category, milliseconds, wrong reads, and what each stage of ours brings.

use frame_sim::{Category, Sample, readable, sample};
use scan::{Eye, Luma, Stage};

use crate::Options;
use crate::ahead::ahead;
use crate::engine::Engine;
use crate::ours::{Ours, look};
use crate::table::{Tally, count, line};

/// A grey frame and what is true of it.
pub struct Frame {
    pub picture: Luma,
    pub payload: Vec<u8>,
}

impl Frame {
    /// A sample, and its first code.
    pub fn of(sample: Sample) -> Option<Self> {
        let (width, height) = sample.picture.dimensions();
        let picture = Luma::new(width as usize, height as usize, sample.picture.into_raw())?;
        Some(Self { picture, payload: sample.truths.into_iter().next()?.payload })
    }
}

/// Draws and measures category after category, and prints as it goes.
pub fn run(options: &Options, seed: u64, engines: &mut [Box<dyn Engine>]) {
    println!(
        "\nsingle frames, % read{}",
        bound(options, || "; the last column: by the best of all observers".to_owned()).unwrap_or_default()
    );
    line("", engines.iter().map(|engine| engine.name().to_owned()).chain(bound(options, || "bound".to_owned())));
    let mut all = vec![Tally::default(); engines.len()];
    let (mut clean, mut held, mut stages) = (all.clone(), 0, Stages::default());
    for category in Category::QR.iter().copied().filter(|category| wanted(options, *category)) {
        let (mut tallies, mut readable) = (vec![Tally::default(); engines.len()], 0);
        for (frame, holds) in frames(options, category, seed) {
            for (engine, tally) in engines.iter_mut().zip(&mut tallies) {
                tally.add(&engine.read(&frame.picture), Some(&frame.payload));
            }
            readable += usize::from(holds);
            stages.add(options, &frame);
        }
        let most = bound(options, || format!("{:.0}", 100.0 * count(readable) / count(tallies[0].frames.max(1))));
        line(category.name(), tallies.iter().map(|tally| format!("{:.0}", tally.percent())).chain(most));
        held += readable;
        for (sum, tally) in all.iter_mut().zip(&tallies) {
            sum.join(tally);
        }
        if category == Category::Clean {
            clean = tallies;
        }
    }
    let most = bound(options, || format!("{:.1}", 100.0 * count(held) / count(all[0].frames.max(1))));
    line("all", all.iter().map(|tally| format!("{:.1}", tally.percent())).chain(most));
    summary(&all, &clean);
    stages.print(options.weigh);
}

/// A cell of the last column, if there is one.
fn bound(options: &Options, cell: impl FnOnce() -> String) -> Option<String> {
    (!options.ours).then(cell)
}

fn summary(all: &[Tally], clean: &[Tally]) {
    let row = |name: &str, tallies: &[Tally], cell: &dyn Fn(&Tally) -> String| line(name, tallies.iter().map(cell));
    row("ms median", all, &|tally| format!("{:.1}", tally.millis_at(50)));
    row("ms 95 %", all, &|tally| format!("{:.1}", tally.millis_at(95)));
    row("ms most", all, &|tally| format!("{:.1}", tally.millis_at(100)));
    row("ms clean", clean, &|tally| format!("{:.1}", tally.millis_at(50)));
    row("wrong reads", all, &|tally| tally.wrong.to_string());
}

/// Whether a category is asked for.
pub fn wanted(options: &Options, category: Category) -> bool {
    category.name().contains(&options.category)
}

/// Frames of a category with seeds that follow the first, each with whether the best of all observers could read it.
fn frames(options: &Options, category: Category, seed: u64) -> impl Iterator<Item = (Frame, bool)> {
    let bounded = !options.ours;
    let draw = move |number| {
        let seed = seed.wrapping_add(number);
        let frame = Frame::of(sample(category, seed))?;
        Some((frame, bounded && readable(category, seed) == Some(true)))
    };
    ahead((0..options.frames).filter_map(draw))
}

/// What each stage of ours did.
#[derive(Default)]
struct Stages {
    frames: usize,
    begun: [usize; Stage::ALL.len()],
    read: [usize; Stage::ALL.len()],
    millis: [f64; Stage::ALL.len()],
    lost: [usize; Stage::ALL.len()],
}

impl Stages {
    fn add(&mut self, options: &Options, frame: &Frame) {
        let (sighting, watch) = look(&mut Eye::default(), &frame.picture, options.budget, None);
        let end = watch.clock.millis();
        let read = sighting.codes.iter().any(|code| code.bytes == frame.payload);
        self.frames += 1;
        let ends = watch.begun.iter().skip(1).map(|(_, at)| *at).chain([end]);
        for ((stage, at), end) in watch.begun.iter().zip(ends) {
            let place = place(*stage);
            self.begun[place] += 1;
            self.millis[place] += end - at;
        }
        if let (true, Some((stage, _))) = (read, watch.begun.last()) {
            self.read[place(*stage)] += 1;
        }
        if read && options.weigh {
            for stage in Stage::ALL {
                let answer = Ours::without(options.budget, stage).read(&frame.picture);
                let still = answer.payloads.iter().flatten().any(|payload| *payload == frame.payload);
                self.lost[place(stage)] += usize::from(!still);
            }
        }
    }

    fn print(&self, weighed: bool) {
        println!("\nwhat the stages of ours do, of {} frames", self.frames);
        line("stage", ["begun", "ended it", "ms each", "lost without"].map(str::to_owned));
        for stage in Stage::ALL {
            let place = place(stage);
            let each = self.millis[place] / count(self.begun[place].max(1));
            let lost = if weighed { self.lost[place].to_string() } else { "-".to_owned() };
            line(
                stage.name(),
                [self.begun[place].to_string(), self.read[place].to_string(), format!("{each:.1}"), lost],
            );
        }
    }
}

fn place(stage: Stage) -> usize {
    Stage::ALL.iter().position(|other| *other == stage).unwrap_or_default()
}
