//! Trains the table that tells OCR-B letters apart: `cargo run -p scan --example train_ocr_b -- OUT`.
//!
//! It draws lines of chance letters as cameras see them (small, blurred, moved, noisy, compressed, unevenly lit, on
//! printed grounds), samples their cells as the reader does, a little out of place, and trains a net of one hidden
//! layer. Everything follows from the seeds below. The camera here is its own, so that no test picture is learnt.
#![expect(clippy::disallowed_methods, reason = "the program writes the table it trains")]
#![expect(clippy::print_stderr, reason = "a program tells how far it is")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "levels are clamped, pixels are small")]
#![expect(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "counts are small")]

use std::error::Error;

use frame_sim::ocr_b::{ALPHABET, OcrB, PITCH};
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageFormat};
use scan::Luma;
use scan::zone::letters::{CLASSES, HIDDEN};
use scan::zone::line::{COLUMNS, Cell, Line, ROWS};

const SEED: u64 = 9303;
const LINES: usize = 13_000;
const EPOCHS: usize = 11;
const BATCH: usize = 64;
const SEEN: usize = COLUMNS * ROWS;
const NONE: usize = ALPHABET.len();

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("say where to write the table")?;
    let letters = OcrB::new().ok_or("the font cannot be read")?;
    let mut dice = Dice(SEED);
    let mut samples = Vec::new();
    for _ in 0..LINES {
        learn_line(&letters, &mut dice, &mut samples)?;
    }
    let held_back = samples.split_off(samples.len() * 15 / 16);
    eprintln!("{} cells to learn, {} held back", samples.len(), held_back.len());
    let mut net = Net::new(&mut dice);
    let mut order: Vec<usize> = (0..samples.len()).collect();
    for epoch in 0..EPOCHS {
        for index in (1..order.len()).rev() {
            order.swap(index, dice.below(index + 1));
        }
        let rate = 0.002 * (0.5 * (1.0 + (std::f32::consts::PI * epoch as f32 / EPOCHS as f32).cos()) + 0.01);
        let loss = net.epoch(&samples, &order, rate);
        let wrong = held_back.iter().filter(|sample| net.best(&sample.cell) != sample.class).count();
        eprintln!("{epoch}: loss {loss:.4}, held back wrong {:.3} %", 100.0 * wrong as f32 / held_back.len() as f32);
        std::fs::write(&out, net.table())?;
    }
    Ok(())
}

struct Sample {
    cell: Cell,
    class: usize,
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }

    /// Evenly between two numbers.
    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.next() >> 40) as f32 / (1u64 << 24) as f32)
    }

    /// Nearly a normal distribution.
    fn normal(&mut self) -> f32 {
        (0..6).map(|_| self.between(-1.0, 1.0)).sum::<f32>() / 1.414
    }

    fn chance(&mut self, share: f32) -> bool {
        self.between(0.0, 1.0) < share
    }
}

/// Letters that are no other letter upside down.
const ONE_WAY: &[u8] = b"4<ABCDFGJKPQRTUVY";

/// Draws one line and samples its cells: most a little out of place, some so far that they count as no letter.
fn learn_line(letters: &OcrB, dice: &mut Dice, samples: &mut Vec<Sample>) -> Result<(), Box<dyn Error>> {
    let count = 14;
    let text: String =
        (0..count).map(|_| if dice.chance(0.1) { '<' } else { char::from(ALPHABET[dice.below(37)]) }).collect();
    let print = match dice.below(20) {
        0 => Print::Clutter(Waves::new(dice, 3.0)),
        1 => Print::Bars(Waves::new(dice, 12.0), dice.between(0.2, 2.0)),
        2 if dice.chance(0.6) => Print::Nothing,
        _ => Print::Text,
    };
    let (picture, line) = photograph(letters, dice, &text, &print)?;
    for (number, letter) in text.bytes().enumerate() {
        let number = number as f32;
        if !matches!(print, Print::Text) {
            samples.push(Sample { cell: jitter(&line, dice, 1.0).cell(&picture, number), class: NONE });
            continue;
        }
        let class = ALPHABET.iter().position(|&known| known == letter).unwrap_or(NONE);
        for _ in 0..2 {
            samples.push(Sample { cell: jitter(&line, dice, 0.09).cell(&picture, number), class });
        }
        if dice.chance(0.5)
            && let Some(far) = astray(&line, dice, letter, number)
        {
            samples.push(Sample { cell: far.cell(&picture, number), class: NONE });
        }
    }
    Ok(())
}

fn jitter(line: &Line, dice: &mut Dice, reach: f32) -> Line {
    let mut near = line.pushed(dice.normal() * reach * 0.5, dice.normal() * reach * 0.6);
    near.tall[0] *= 1.0 + dice.normal() * 0.07;
    near.lean[0] += dice.normal() * 0.04;
    near
}

/// Half a letter to the side, half a line up or down, beside the text, upside down, askew, or of another size.
fn astray(line: &Line, dice: &mut Dice, letter: u8, number: f32) -> Option<Line> {
    let sign = if dice.chance(0.5) { 1.0 } else { -1.0 };
    let turned = |line: Line, turn: f32, scale: f32| {
        let (at, along) = (line.at(number + 0.5), line.along(number));
        let (across, ahead) = (turn.sin() * scale, turn.cos() * scale);
        let along = (along.0 * ahead - along.1 * across, along.1 * ahead + along.0 * across);
        Line { middle: number + 0.5, tall: line.tall, lean: line.lean, ..Line::straight(at, along) }
    };
    let near = jitter(line, dice, 0.1);
    match dice.below(8) {
        0 | 1 => Some(line.pushed(sign * dice.between(0.3, 0.5), dice.normal() * 0.1)),
        2 => Some(line.pushed(dice.between(-0.5, 0.5), sign * dice.between(0.35, 0.9))),
        3 => Some(line.pushed(dice.between(-0.5, 0.5), sign * dice.between(1.2, 1.4))),
        4 | 5 => ONE_WAY.contains(&letter).then(|| turned(near, std::f32::consts::PI, 1.0)),
        6 => Some(turned(near, sign * dice.between(0.6, 2.2), 1.0)),
        _ => Some(turned(near, 0.0, if sign > 0.0 { dice.between(1.5, 2.2) } else { dice.between(0.4, 0.6) })),
    }
}

/// What is printed.
enum Print {
    Text,
    /// Marks that are no letters.
    Clutter(Waves),
    Nothing,
    /// Bars of this height in pitches.
    Bars(Waves, f32),
}

/// A pattern of waves.
struct Waves([(f32, f32, f32); 3]);

impl Waves {
    fn new(dice: &mut Dice, most: f32) -> Self {
        let wave = |dice: &mut Dice| {
            let way = dice.between(0.0, std::f32::consts::TAU);
            let rate = dice.between(0.5, 1.0) * most;
            (way.cos() * rate, way.sin() * rate, dice.between(0.0, 6.3))
        };
        Self([wave(dice), wave(dice), wave(dice)])
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        self.0.iter().map(|(a, b, c)| (a * x + b * y + c).sin()).sum()
    }
}

/// Draws a line as a camera of its own sees it, and tells where it runs.
fn photograph(letters: &OcrB, dice: &mut Dice, text: &str, print: &Print) -> Result<(Luma, Line), Box<dyn Error>> {
    let pitch = if dice.chance(0.6) { dice.between(8.5, 15.0) } else { dice.between(15.0, 26.0) };
    let (width, height) = ((pitch * (text.len() as f32 + 2.0)) as u32, (pitch * 3.8) as u32);
    let turn = dice.normal() * 0.04;
    let mut line = Line::straight(
        (pitch * 1.0, height as f32 / 2.0 - turn * pitch * text.len() as f32 / 2.0),
        (pitch * turn.cos(), pitch * turn.sin()),
    );
    line.tall[0] = dice.between(0.75, 1.45);
    line.lean[0] = dice.normal() * 0.05;
    let paper = Paper::new(dice);
    let below: String = text.chars().rev().collect();
    let spacing = dice.between(1.6, 2.6);
    let ink = |(cells, down): (f32, f32)| {
        let row = (down / spacing).round();
        let down_there = down - row * spacing;
        let text = if row == 0.0 { text } else { &below };
        let at = |dx: f64| letters.ink(text, f64::from(cells) * PITCH + dx, f64::from(down_there) * PITCH + 1.2);
        let inked = match print {
            Print::Clutter(waves) => f64::from(u8::from(waves.at(cells, down) > 0.4)),
            Print::Bars(waves, high) => f64::from(u8::from(down.abs() < high * 0.5 && waves.at(cells, 0.0) > 0.4)),
            Print::Text if row.abs() < 1.5 && down_there.abs() < 0.65 => at(0.0),
            Print::Text | Print::Nothing => 0.0,
        };
        // Printers lay on more or less ink.
        if inked < 1.0 && paper.fat > 0.0 && matches!(print, Print::Text) && down_there.abs() < 0.65 {
            return inked.max(paper.fat * at(0.06).max(at(-0.06))) as f32;
        }
        inked as f32
    };
    let mut picture = Floating::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32, y as f32);
        let three = [(-0.3, -0.1), (0.1, 0.3), (0.2, -0.2)];
        let inked = three.iter().map(|(dx, dy)| ink(invert(&line, x + dx, y + dy))).sum::<f32>() / 3.0;
        let (cells, down) = invert(&line, x, y);
        image::Luma([paper.level(inked, cells, down)])
    });
    let blur = if dice.chance(0.7) { dice.between(0.3, 0.17 * pitch) } else { 0.3 };
    picture = blurred(&blurred(&picture, blur, (1, 0)), blur, (0, 1));
    if dice.chance(0.3) {
        picture = moved(&picture, dice.between(0.0, 0.3) * pitch, dice.between(0.0, std::f32::consts::TAU));
    }
    let noise = if dice.chance(0.8) { dice.between(0.0, 9.0) } else { 0.0 };
    let mut grey = GrayImage::from_fn(width, height, |x, y| {
        image::Luma([(picture.get_pixel(x, y).0[0] + dice.normal() * noise).clamp(0.0, 255.0) as u8])
    });
    if dice.chance(0.7) {
        grey = compressed(&grey, dice.between(45.0, 95.0) as u8)?;
    }
    let luma = Luma::new(width as usize, height as usize, grey.into_raw()).ok_or("an empty picture")?;
    Ok((luma, line))
}

/// Cells along and pitches down of a pixel, on a straight line.
fn invert(line: &Line, x: f32, y: f32) -> (f32, f32) {
    let (along, down) = (line.along(0.0), line.down(0.0));
    let (x, y) = (x - line.x[0], y - line.y[0]);
    let area = along.0 * down.1 - along.1 * down.0;
    ((x * down.1 - y * down.0) / area, (along.0 * y - along.1 * x) / area)
}

/// What the letters are printed on, and the light on it.
struct Paper {
    light: f32,
    dark: f32,
    slope: (f32, f32),
    waves: [(f32, f32, f32, f32); 3],
    fat: f64,
    /// Scratches, lamps and dirt: middle, half axes, level.
    spots: Vec<[f32; 5]>,
}

impl Paper {
    fn new(dice: &mut Dice) -> Self {
        let light = dice.between(90.0, 250.0);
        let depth = dice.between(0.25, 0.92);
        let strength = if dice.chance(0.5) { dice.between(0.0, 0.16) } else { 0.02 };
        let wave = |dice: &mut Dice| {
            let way = dice.between(0.0, std::f32::consts::TAU);
            let rate = dice.between(0.5, 6.0);
            (way.cos() * rate, way.sin() * rate, dice.between(0.0, 6.3), strength * dice.between(0.2, 1.0))
        };
        let spots = if dice.chance(0.4) { 1 + dice.below(6) } else { 0 };
        let spot = |dice: &mut Dice| {
            let level = match dice.below(3) {
                0 => 255.0,
                1 => light,
                _ => light * (1.0 - depth * dice.between(0.3, 1.0)),
            };
            let place = (dice.between(0.0, 14.0), dice.between(-0.6, 0.6));
            [place.0, place.1, dice.between(0.06, 0.4), dice.between(0.06, 0.4), level]
        };
        Self {
            spots: (0..spots).map(|_| spot(dice)).collect(),
            light,
            dark: light * (1.0 - depth),
            slope: (dice.normal() * 0.015, dice.normal() * 0.04),
            waves: [wave(dice), wave(dice), wave(dice)],
            fat: if dice.chance(0.4) { f64::from(dice.between(0.0, 1.0)) } else { 0.0 },
        }
    }

    fn level(&self, ink: f32, x: f32, y: f32) -> f32 {
        let inside = |[cx, cy, rx, ry, _]: &&[f32; 5]| ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) < 1.0;
        if let Some(spot) = self.spots.iter().find(inside) {
            return spot[4];
        }
        let ground: f32 = self.waves.iter().map(|(a, b, c, d)| (a * x + b * y + c).sin() * d).sum();
        let lit = (1.0 + self.slope.0 * (x - 7.0) + self.slope.1 * y).max(0.2);
        (self.light * (1.0 + ground) * (1.0 - ink) + self.dark * ink) * lit
    }
}

type Floating = image::ImageBuffer<image::Luma<f32>, Vec<f32>>;

/// Blurs along one axis by a normal distribution.
fn blurred(picture: &Floating, deviation: f32, (right, down): (i64, i64)) -> Floating {
    let reach = (deviation * 2.7).ceil() as i64;
    let weights: Vec<f32> = (-reach..=reach).map(|at| (-0.5 * (at as f32 / deviation).powi(2)).exp()).collect();
    let total: f32 = weights.iter().sum();
    let (width, height) = picture.dimensions();
    Floating::from_fn(width, height, |x, y| {
        let level = |(index, weight): (usize, &f32)| {
            let by = index as i64 - reach;
            let x = (i64::from(x) + by * right).clamp(0, i64::from(width) - 1) as u32;
            let y = (i64::from(y) + by * down).clamp(0, i64::from(height) - 1) as u32;
            picture.get_pixel(x, y).0[0] * weight
        };
        image::Luma([weights.iter().enumerate().map(level).sum::<f32>() / total])
    })
}

fn moved(picture: &Floating, length: f32, way: f32) -> Floating {
    let (width, height) = picture.dimensions();
    let steps = (length.ceil() as i32).max(1);
    Floating::from_fn(width, height, |x, y| {
        let mut sum = 0.0;
        for step in 0..=steps {
            let part = (step as f32 / steps as f32 - 0.5) * length;
            let at = |place: u32, by: f32, side: u32| (place as f32 + by).round().clamp(0.0, side as f32 - 1.0) as u32;
            sum += picture.get_pixel(at(x, part * way.cos(), width), at(y, part * way.sin(), height)).0[0];
        }
        image::Luma([sum / (steps + 1) as f32])
    })
}

fn compressed(picture: &GrayImage, quality: u8) -> Result<GrayImage, image::ImageError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
    Ok(image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg)?.into_luma8())
}

/// One layer with what Adam remembers of it.
struct Layer {
    inputs: usize,
    weights: Vec<f32>,
    grown: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Layer {
    /// One row a neuron: its weights, then its bias.
    fn new(inputs: usize, neurons: usize, dice: &mut Dice) -> Self {
        let spread = (2.0 / inputs as f32).sqrt();
        let count = (inputs + 1) * neurons;
        let weights =
            (0..count).map(|at| if at % (inputs + 1) == inputs { 0.0 } else { dice.normal() * spread }).collect();
        Self { inputs, weights, grown: vec![0.0; count], mean: vec![0.0; count], square: vec![0.0; count] }
    }

    fn forward(&self, seen: &[f32], told: &mut [f32]) {
        for (level, row) in told.iter_mut().zip(self.weights.chunks_exact(self.inputs + 1)) {
            let mut sums = [0.0f32; 16];
            for (a, b) in seen.chunks_exact(16).zip(row.chunks_exact(16)) {
                for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
                    *sum += a * b;
                }
            }
            *level = sums.iter().sum::<f32>() + row[self.inputs];
        }
    }

    /// Adds up how the weights should change, and tells how the inputs should.
    fn backward(&mut self, seen: &[f32], blame: &[f32], passed: &mut [f32]) {
        passed.fill(0.0);
        let rows = self.weights.chunks_exact(self.inputs + 1).zip(self.grown.chunks_exact_mut(self.inputs + 1));
        for (&blame, (row, grown)) in blame.iter().zip(rows).filter(|(blame, _)| **blame != 0.0) {
            for (((grown, passed), weight), seen) in grown.iter_mut().zip(passed.iter_mut()).zip(row).zip(seen) {
                *grown += blame * seen;
                *passed += blame * weight;
            }
            grown[self.inputs] += blame;
        }
    }

    fn step(&mut self, rate: f32, time: i32) {
        let (early, late) = (1.0 - 0.9f32.powi(time), 1.0 - 0.999f32.powi(time));
        let moments = self.mean.iter_mut().zip(&mut self.square);
        for ((weight, grown), (mean, square)) in self.weights.iter_mut().zip(&mut self.grown).zip(moments) {
            let slope = *grown / BATCH as f32 + 1e-5 * *weight;
            *mean = 0.9 * *mean + 0.1 * slope;
            *square = 0.999 * *square + 0.001 * slope * slope;
            *weight -= rate * (*mean / early) / ((*square / late).sqrt() + 1e-8);
            *grown = 0.0;
        }
    }

    fn write(&self, table: &mut Vec<u8>) {
        for row in self.weights.chunks_exact(self.inputs + 1) {
            let (weights, bias) = row.split_at(self.inputs);
            let unit = weights.iter().fold(1e-6f32, |most, weight| most.max(weight.abs())) / 127.0;
            table.extend(unit.to_le_bytes());
            table.extend(bias[0].to_le_bytes());
            table.extend(weights.iter().map(|weight| ((weight / unit).round() as i8).cast_unsigned()));
        }
    }
}

struct Net {
    hidden: Layer,
    told: Layer,
    time: i32,
}

impl Net {
    fn new(dice: &mut Dice) -> Self {
        Self { hidden: Layer::new(SEEN, HIDDEN, dice), told: Layer::new(HIDDEN, CLASSES, dice), time: 0 }
    }

    fn look(&self, cell: &Cell) -> ([f32; HIDDEN], [f32; CLASSES]) {
        let (mut hidden, mut told) = ([0.0; HIDDEN], [0.0; CLASSES]);
        self.hidden.forward(cell, &mut hidden);
        hidden = hidden.map(|level| level.max(0.0));
        self.told.forward(&hidden, &mut told);
        (hidden, told)
    }

    fn best(&self, cell: &Cell) -> usize {
        let told = self.look(cell).1;
        (0..CLASSES).max_by(|&a, &b| told[a].total_cmp(&told[b])).unwrap_or(NONE)
    }

    /// Goes once over all samples; gives the mean loss.
    fn epoch(&mut self, samples: &[Sample], order: &[usize], rate: f32) -> f32 {
        let mut loss = 0.0;
        let (mut passed, mut unused) = ([0.0; HIDDEN], [0.0; SEEN]);
        for batch in order.chunks(BATCH) {
            for sample in batch.iter().map(|&index| &samples[index]) {
                let (hidden, told) = self.look(&sample.cell);
                let most = told.iter().copied().fold(f32::MIN, f32::max);
                let total: f32 = told.iter().map(|level| (level - most).exp()).sum();
                let mut blame = told.map(|level| (level - most).exp() / total);
                loss -= blame[sample.class].max(1e-9).ln();
                blame[sample.class] -= 1.0;
                self.told.backward(&hidden, &blame, &mut passed);
                for (passed, hidden) in passed.iter_mut().zip(hidden) {
                    *passed = if hidden > 0.0 { *passed } else { 0.0 };
                }
                self.hidden.backward(&sample.cell, &passed, &mut unused);
            }
            self.time += 1;
            self.hidden.step(rate, self.time);
            self.told.step(rate, self.time);
        }
        loss / order.len() as f32
    }

    fn table(&self) -> Vec<u8> {
        let mut table = Vec::new();
        self.hidden.write(&mut table);
        self.told.write(&mut table);
        table
    }
}
