//! Ten frames of one card in a hand: ours with one eye, which remembers; the others look at one after the other too, until they have read it.

use frame_sim::{Category, burst};
use scan::Eye;

use crate::Options;
use crate::ahead::ahead;
use crate::engine::{Answer, Engine};
use crate::ours::look;
use crate::single::{Frame, wanted};
use crate::table::{Tally, line};

const FRAMES: usize = 10;

/// Measures and prints.
pub fn run(options: &Options, seed: u64, engines: &mut [Box<dyn Engine>]) {
    println!("\nbursts of {FRAMES}, % read; {} of each category", options.bursts);
    line("", engines.iter().map(|engine| engine.name().to_owned()).chain(["frames ours".to_owned()]));
    let mut all = vec![Tally::default(); engines.len()];
    for category in Category::QR.iter().copied().filter(|category| wanted(options, *category)) {
        let mut tallies = vec![Tally::default(); engines.len()];
        let mut taken = Vec::new();
        let draw = move |number| burst(category, seed.wrapping_add(number), FRAMES).into_iter().filter_map(Frame::of);
        for frames in ahead((0..options.bursts).map(move |number| draw(number).collect::<Vec<Frame>>())) {
            let Some(truth) = frames.first().map(|frame| frame.payload.clone()) else { continue };
            taken.push(with_one_eye(options, &frames, &truth, &mut tallies[0]));
            for (engine, tally) in engines.iter_mut().zip(&mut tallies).skip(1) {
                tally.add(&until_read(engine.as_mut(), &frames, &truth), Some(&truth));
            }
        }
        taken.sort_unstable();
        let cells = tallies.iter().map(|tally| format!("{:.0}", tally.percent()));
        line(category.name(), cells.chain([taken.get(taken.len() / 2).copied().unwrap_or_default().to_string()]));
        for (sum, tally) in all.iter_mut().zip(&tallies) {
            sum.join(tally);
        }
    }
    line("all", all.iter().map(|tally| format!("{:.1}", tally.percent())));
    line("wrong reads", all.iter().map(|tally| tally.wrong.to_string()));
}

/// Looks at the frames one after the other until the code is read, as the desk does; tells after how many.
fn with_one_eye(options: &Options, frames: &[Frame], truth: &[u8], tally: &mut Tally) -> usize {
    let mut eye = Eye::default();
    let (mut payloads, mut millis) = (Vec::new(), 0.0);
    let mut taken = frames.len() + 1;
    for (number, frame) in frames.iter().enumerate() {
        let (sighting, watch) = look(&mut eye, &frame.picture, options.budget, None);
        millis += watch.clock.millis();
        payloads.extend(sighting.codes.into_iter().map(|code| vec![code.bytes]));
        if payloads.iter().flatten().any(|payload| payload == truth) {
            taken = number + 1;
            break;
        }
    }
    tally.add(&Answer { payloads, millis }, Some(truth));
    taken
}

fn until_read(engine: &mut dyn Engine, frames: &[Frame], truth: &[u8]) -> Answer {
    let mut all = Answer::default();
    for frame in frames {
        let answer = engine.read(&frame.picture);
        all.payloads.extend(answer.payloads);
        all.millis += answer.millis;
        if all.payloads.iter().flatten().any(|payload| payload == truth) {
            break;
        }
    }
    all
}
