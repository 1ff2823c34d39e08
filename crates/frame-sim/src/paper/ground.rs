//! What stands on a paper beside its codes: guilloche, a portrait's place, the rhythm of print, a screen's bars.

use super::{Kind, Paper};
use crate::canvas::{Area, BLACK, Canvas, Ink, WHITE};
use crate::dice::Dice;

/// The paper without its codes.
pub fn lay(paper: &Paper, window: Area, density: f64) -> Canvas {
    let (width, height) = paper.size;
    let whole = paper.whole();
    let mut canvas = Canvas::even(window, density, 160);
    let mut dice = paper.dice.clone();
    match paper.kind {
        Kind::Citizen => {
            guilloche(&mut canvas, whole, &mut dice);
            portrait(&mut canvas, Area::new(4.5, 20.0, 21.0, 27.0));
            text(&mut canvas, Area::new(28.0, 21.0, 53.0, 29.0), 3.2, &mut dice);
            text(&mut canvas, Area::new(20.0, 4.0, 44.0, 12.0), 3.6, &mut dice);
        }
        Kind::Back => {
            guilloche(&mut canvas, whole, &mut dice);
            text(&mut canvas, Area::new(4.0, 4.0, 50.0, 22.0), 3.2, &mut dice);
        }
        Kind::Insurance => {
            canvas.fill(whole, 190);
            text(&mut canvas, Area::new(4.0, 4.0, 50.0, 10.0), 4.0, &mut dice);
            text(&mut canvas, Area::new(4.0, 27.0, 76.0, 22.0), 3.4, &mut dice);
        }
        Kind::Old => {
            guilloche(&mut canvas, whole, &mut dice);
            text(&mut canvas, Area::new(30.0, 26.0, 50.0, 22.0), 3.4, &mut dice);
            portrait(&mut canvas, Area::new(6.0, 27.0, 18.0, 22.0));
        }
        Kind::Page => {
            guilloche(&mut canvas, whole, &mut dice);
            canvas.fill(Area::new(0.0, height - 23.2, width, 23.2), 185);
            portrait(&mut canvas, Area::new(6.0, 12.0, 32.0, 42.0));
            text(&mut canvas, Area::new(44.0, 12.0, width - 52.0, height - 40.0), 4.2, &mut dice);
        }
        Kind::Decoy(which) => {
            canvas.fill(whole, 205);
            DECOYS[which](&mut canvas, whole.grown(-6.0), &mut dice);
        }
        Kind::Phone => {
            canvas.fill(whole, 4);
            canvas.fill(Area::new(3.0, 6.0, width - 6.0, height - 12.0), 200);
            text(&mut canvas, Area::new(8.0, 14.0, width - 16.0, 18.0), 4.5, &mut dice);
            text(&mut canvas, Area::new(8.0, 104.0, width - 16.0, 24.0), 4.5, &mut dice);
        }
    }
    canvas
}

/// Draws something that may be mistaken for a code.
type Decoy = fn(&mut Canvas, Area, &mut Dice);

/// What may be mistaken for a code and is none.
pub const DECOYS: [Decoy; 8] = [print, board, table, eyes, stripes, rustle, rings, three_eyes];

fn print(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let pitch = dice.between(2.2, 5.0);
    text(canvas, area, pitch, dice);
}

fn board(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let cells = (20 + dice.below(60), 15 + dice.below(40));
    canvas.cells(area, cells, (BLACK, WHITE), |x, y| (x + y) % 2 == 0);
}

fn table(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let (wide, high) = (3 + dice.below(9), 3 + dice.below(7));
    canvas.cells(area, (wide * 12 + 1, high * 12 + 1), (BLACK, WHITE), |x, y| x % wide == 0 || y % high == 0);
}

/// A field of the marks that stand in a QR code's corners.
fn eyes(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let pitch = 9 + dice.below(3);
    canvas.cells(area, (pitch * 12, pitch * 9), (BLACK, WHITE), |x, y| eye(x % pitch, y % pitch));
}

fn eye(x: usize, y: usize) -> bool {
    matches!(x.abs_diff(3).max(y.abs_diff(3)), 0 | 1 | 3)
}

/// Bars as of a linear code, of widths that no code has.
fn stripes(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let mut dark = Vec::new();
    while dark.len() < 240 {
        let (bar, space) = (1 + dice.below(7), 1 + dice.below(7));
        dark.extend((0..bar + space).map(|at| at < bar));
    }
    canvas.cells(area, (240, 1), (BLACK, WHITE), |x, _| dark[x]);
}

/// Cells of chance without any order.
fn rustle(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let cells: Vec<bool> = (0..120 * 90).map(|_| dice.percent(50)).collect();
    canvas.cells(area, (120, 90), (BLACK, WHITE), |x, y| cells[y * 120 + x]);
}

fn rings(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let (pitch, (x, y)) = (dice.between(0.6, 2.0), area.centre());
    canvas.shade(area, |across, down, _| {
        let ring = (across - x).hypot(down - y) / pitch;
        f64::from(if (ring as u32).is_multiple_of(2) { BLACK } else { WHITE })
    });
}

/// Three corner marks and timing as a QR code has them, and cells of chance in between.
fn three_eyes(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let side = 17 + 4 * (4 + dice.below(6));
    let cells: Vec<bool> = (0..side * side).map(|_| dice.percent(50)).collect();
    let corner = |x: usize| x < 8 || x > side - 9;
    let dark = |x: usize, y: usize| match (x, y) {
        _ if corner(x) && corner(y) && (x < 8 || y < 8) => {
            let place = |at: usize| if at < 8 { at } else { at - (side - 7) };
            x != 7 && y != 7 && x != side - 8 && y != side - 8 && eye(place(x), place(y))
        }
        (6, along) | (along, 6) => along % 2 == 0,
        _ => cells[y * side + x],
    };
    canvas.cells(
        Area::square(area.left + 20.0, area.top + 10.0, 24.0 + side as f64 * 0.4),
        (side, side),
        (BLACK, WHITE),
        dark,
    );
}

/// Fine wavy lines on a pale ground.
fn guilloche(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let (pitch, phase, pale) = (dice.between(0.7, 1.4), dice.between(0.0, 6.0), dice.between(120.0, 165.0));
    let wave: Vec<f64> = (0..200).map(|step| (f64::from(step) * 0.35 + phase).sin() * 1.6 + 1.6).collect();
    let lines = 1.0 / pitch;
    canvas.shade(area, |x, y, _| {
        let line = (y + wave[(x * 2.0) as usize % 200]) * lines;
        pale + y * 0.4 - if line - f64::from(line as u32) < 0.22 { 22.0 } else { 0.0 }
    });
}

/// A face on a grey ground.
fn portrait(canvas: &mut Canvas, area: Area) {
    let (x, y) = area.centre();
    canvas.shade(area, |across, down, _| {
        let face = ((across - x) / 6.0).powi(2) + ((down - y + 1.0) / 8.0).powi(2);
        let hair = ((across - x) / 7.0).powi(2) + ((down - y + 3.5) / 8.5).powi(2);
        let shoulders = ((across - x) / 10.0).powi(2) + ((down - area.top - area.height) / 6.0).powi(2);
        match () {
            () if face < 1.0 => 105.0 - (across - x) * 4.0,
            () if hair < 1.0 => 9.0,
            () if shoulders < 1.0 => 30.0,
            () => 150.0,
        }
    });
}

/// Lines of words made of strokes: upright ones with bars and bows between them, at the size of print.
pub fn text(canvas: &mut Canvas, area: Area, pitch: f64, dice: &mut Dice) {
    let lines = (area.height / pitch) as usize;
    for line in 0..lines {
        let top = area.top + line as f64 * pitch;
        let end = area.left + area.width * dice.between(0.5, 1.0);
        let mut x = area.left;
        while x < end {
            x += letter(canvas, (x, top), pitch * 0.55, dice);
            x += if dice.percent(18) { pitch * 0.4 } else { pitch * 0.1 };
        }
    }
}

/// Draws one letter and tells its width.
fn letter(canvas: &mut Canvas, (x, y): (f64, f64), height: f64, dice: &mut Dice) -> f64 {
    let (width, stroke) = (height * dice.between(0.4, 0.8), height * 0.14);
    let ink: Ink = 20;
    canvas.fill(Area::new(x, y, stroke, height), ink);
    for level in [0.0, 0.45, 0.86] {
        if dice.percent(50) {
            canvas.fill(Area::new(x, y + level * height, width, stroke), ink);
        }
    }
    if dice.percent(60) {
        canvas.fill(Area::new(x + width - stroke, y, stroke, height * dice.between(0.5, 1.0)), ink);
    }
    width
}
