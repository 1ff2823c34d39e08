//! The most likely zone whose check digits all fit, and how far it is ahead of the second.

use mrz::Format;

use super::layout::{self, Allowed, Layout, Role};
use super::letters::{ALPHABET, FILLER, Likely};

/// A text and how sure it is.
#[derive(Clone, PartialEq)]
pub struct Decided {
    /// The lines, each ended by `\n`.
    pub text: String,
    /// Natural logarithm of how much likelier it is than the second best that fits as well: the least over the
    /// checked cells together, the two states, and the names.
    pub ahead: f32,
}

/// How much likelier (a natural logarithm) the letters may be that each cell may hold than those whose check digits fit.
const BENT: f32 = 9.0;
/// How much likelier the letters may be that were seen, whether their cells may hold them or not: figures are taken for
/// letters often.
const STRANGE: f32 = 40.0;
/// How much likelier no letter may be in a cell than the one that is told.
const EMPTY: f32 = 2.0;
/// How much rarer (a natural logarithm) any one letter is than any one figure where both may stand: a third of what
/// stands in document numbers is letters, and there are 26 of them.
const RARE: f32 = 2.0;
/// Letters this much less likely than the best of their cell are not tried.
const HOPELESS: f32 = 14.0;

/// Decides what stands in the cells of a format, over all lines joined. `None`: nothing fits.
pub fn decide(format: Format, cells: &[Likely]) -> Option<Decided> {
    let mut letters = vec![0usize; cells.len()];
    let mut decided = Decided { text: String::new(), ahead: f32::MAX };
    let mut bent = 0.0;
    let ([issuer, nationality], names) = layout::free_text(format);
    let checked = layout::checked(format);
    let (kind, from) = (kind(format, cells)?, state(&cells[issuer..issuer + 3])?);
    let citizen = format == Format::Td1 && spelt(&kind.letters) == "ID" && spelt(&from.letters) == "VNM";
    let parts = [
        // The checked part first: what it says of the nationality, which no digit binds, is overwritten.
        (checked.start, best_checked(format, citizen, &cells[checked])?),
        (0, kind),
        (issuer, from),
        (nationality, state(&cells[nationality..nationality + 3])?),
        (names.start, name(&cells[names])?),
    ];
    for (start, won) in parts {
        letters[start..start + won.letters.len()].copy_from_slice(&won.letters);
        decided.ahead = decided.ahead.min(won.score - won.second);
        bent += won.seen - won.score;
    }
    let strange: f32 = letters.iter().zip(cells).map(|(&letter, cell)| most(cell) - cell[letter]).sum();
    // Beside the last letter of a line that lost a filler there is paper, or an edge that a letter can be made of.
    let empty = letters.iter().zip(cells).any(|(&letter, cell)| cell[ALPHABET.len()] - cell[letter] > EMPTY);
    if empty || bent > BENT || strange > STRANGE {
        return None;
    }
    let (_, columns) = layout::shape(format);
    for line in letters.chunks_exact(columns) {
        decided.text += &spelt(line);
        decided.text.push('\n');
    }
    mrz::parse(&decided.text).is_ok().then_some(decided)
}

fn spelt(letters: &[usize]) -> String {
    letters.iter().map(|&letter| char::from(ALPHABET[letter])).collect()
}

fn most(cell: &Likely) -> f32 {
    cell[..ALPHABET.len()].iter().copied().fold(f32::MIN, f32::max)
}

/// The best of some alternatives and what it was worth.
struct Won {
    letters: Vec<usize>,
    score: f32,
    second: f32,
    /// What the likeliest letters that the cells may hold would be worth, whether they fit together or not.
    seen: f32,
}

/// What the first candidates of all cells are worth.
fn seen(candidates: &[Vec<(usize, f32)>]) -> f32 {
    candidates.iter().map(|cell| cell.iter().map(|letter| letter.1).fold(f32::MIN, f32::max)).sum()
}

/// The letters that a cell may hold and that are not hopeless, with how likely they are.
fn candidates(cell: &Likely, allowed: Allowed) -> Vec<(usize, f32)> {
    let may = (0..ALPHABET.len()).filter(|&letter| allowed >> letter & 1 == 1);
    let most = may.clone().map(|letter| cell[letter]).fold(f32::MIN, f32::max);
    let rare = |letter: usize| if letter > FILLER && allowed & 1 == 1 { RARE } else { 0.0 };
    may.filter(|&letter| cell[letter] > most - HOPELESS).map(|letter| (letter, cell[letter] - rare(letter))).collect()
}

/// Fillings of the checked part; those of a Vietnamese card first, which says its number twice (documents of other
/// states, and what is not like that, by the other layouts).
fn best_checked(format: Format, citizen: bool, cells: &[Likely]) -> Option<Won> {
    if citizen && let Some(won) = best_of(&[layout::citizen()], &twice(cells)).filter(|won| won.seen - won.score < BENT)
    {
        return Some(won);
    }
    best_of(&layout::layouts(format), cells)
}

/// The cells of a Vietnamese card with what either of the two prints of the last nine digits tells.
fn twice(cells: &[Likely]) -> Vec<Likely> {
    let mut both = cells.to_vec();
    for (one, other) in layout::SAID_TWICE.0.zip(layout::SAID_TWICE.1) {
        let sum: Likely = std::array::from_fn(|letter| cells[one][letter] + cells[other][letter]);
        (both[one], both[other]) = (sum, sum);
    }
    both
}

fn best_of(layouts: &[Layout], cells: &[Likely]) -> Option<Won> {
    let mut ranked: Vec<Path> = layouts.iter().flat_map(|layout| fitting(layout, cells)).collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    // The same letters may fit two layouts.
    ranked.dedup_by(|a, b| a.letters == b.letters);
    let second = ranked.get(1).map_or(f32::MIN, |path| path.score);
    let best = ranked.into_iter().next()?;
    let second = second.max(best.score - HOPELESS);
    Some(Won { letters: best.letters, score: best.score, second, seen: best.seen })
}

#[derive(Clone)]
struct Path {
    letters: Vec<usize>,
    score: f32,
    seen: f32,
}

/// The two most likely fillings of a layout whose check digits fit; a state holds two sums modulo 10, that of the
/// field and that of the composite.
fn fitting(layout: &Layout, cells: &[Likely]) -> Vec<Path> {
    let candidates = layout.cells.iter().zip(cells).map(|((allowed, _), cell)| candidates(cell, *allowed)).collect();
    two_best(candidates, |cell, state, letter| step(state, layout.cells[cell].1, letter))
}

/// The two best ways through cells, by dynamic programming: `step` tells the state after a letter, or that it may not
/// stand there. It begins in state 0, and may end in any.
fn two_best(candidates: Vec<Vec<(usize, f32)>>, step: impl Fn(usize, usize, usize) -> Option<usize>) -> Vec<Path> {
    let seen = seen(&candidates);
    let mut trail: Vec<States> = Vec::with_capacity(candidates.len());
    let mut now: States = [[None; 2]; 100];
    now[0][0] = Some(Back { score: 0.0, letter: 0, state: 0, rank: 0 });
    for (cell, candidates) in candidates.into_iter().enumerate() {
        let mut next = [[None; 2]; 100];
        for (state, rank, from) in ranked(&now) {
            for &(letter, likely) in &candidates {
                if let Some(to) = step(cell, state, letter) {
                    insert(&mut next[to], Back { score: from.score + likely, letter, state, rank });
                }
            }
        }
        trail.push(next);
        now = next;
    }
    let mut ends: Vec<(usize, usize, Back)> = ranked(&now).collect();
    ends.sort_by(|a, b| b.2.score.total_cmp(&a.2.score));
    ends.truncate(2);
    ends.into_iter()
        .map(|(state, rank, end)| Path { letters: trace(&trail, state, rank), score: end.score, seen })
        .collect()
}

/// For each state the two best ways that lead into it.
type States = [[Option<Back>; 2]; 100];

#[derive(Clone, Copy)]
struct Back {
    score: f32,
    letter: usize,
    state: usize,
    rank: usize,
}

fn ranked(states: &States) -> impl Iterator<Item = (usize, usize, Back)> + '_ {
    let all = states.iter().enumerate();
    all.flat_map(|(state, two)| two.iter().enumerate().filter_map(move |(rank, back)| Some((state, rank, (*back)?))))
}

fn insert(two: &mut [Option<Back>; 2], new: Back) {
    if two[0].is_none_or(|first| new.score > first.score) {
        *two = [Some(new), two[0]];
    } else if two[1].is_none_or(|second| new.score > second.score) {
        two[1] = Some(new);
    }
}

/// The sums after a letter, as ten times that of the field and that of the composite; `None` where a check digit does
/// not fit.
fn step(state: usize, role: Role, letter: usize) -> Option<usize> {
    let (field, composite) = (state / 10, state % 10);
    let value = value(letter);
    let plus = |sum: usize, weight: u32| (sum + value * weight as usize) % 10;
    match role {
        Role::Counts(one, other) => Some(plus(field, one) * 10 + plus(composite, other)),
        Role::Check(weight) => (field == value).then(|| plus(composite, weight)),
        Role::Composite => (composite == value).then_some(0),
    }
}

/// What a letter counts: its place in the alphabet, but for the filler, which counts nothing (Doc 9303-3 §4.9).
const fn value(letter: usize) -> usize {
    match letter {
        0..=9 => letter,
        FILLER => 0,
        _ => letter - 1,
    }
}

/// Goes back from an end to the beginning.
fn trace(trail: &[States], mut state: usize, mut rank: usize) -> Vec<usize> {
    let mut letters = Vec::with_capacity(trail.len());
    for states in trail.iter().rev() {
        let Some(back) = states[state][rank] else { break };
        letters.push(back.letter);
        (state, rank) = (back.state, back.rank);
    }
    letters.reverse();
    letters
}

/// The two letters that say what kind of document it is.
fn kind(format: Format, cells: &[Likely]) -> Option<Won> {
    let (mut letters, mut score, mut gap) = (Vec::new(), 0.0, f32::MAX);
    for (cell, allowed) in cells.iter().zip(layout::kind(format)) {
        let mut candidates = candidates(cell, allowed);
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
        let best = candidates.first()?;
        letters.push(best.0);
        score += best.1;
        gap = gap.min(best.1 - candidates.get(1).map_or(best.1 - HOPELESS, |second| second.1));
    }
    Some(Won { letters, score, second: score - gap, seen: score })
}

/// The most likely state that there is.
fn state(cells: &[Likely]) -> Option<Won> {
    let likely = |cell: &Likely| {
        let mut candidates = candidates(cell, layout::WORDS);
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
        candidates.truncate(5);
        candidates
    };
    let [one, two, three] = [0, 1, 2].map(|at| likely(&cells[at]));
    let mut known: Vec<([usize; 3], f32)> = Vec::new();
    for a in &one {
        for b in &two {
            for c in &three {
                let letters = [a.0, b.0, c.0];
                let code: String = letters.iter().map(|&letter| char::from(ALPHABET[letter])).collect();
                if mrz::known_state(code.trim_end_matches('<')).is_some() {
                    known.push((letters, a.1 + b.1 + c.1));
                }
            }
        }
    }
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (letters, score) = *known.first()?;
    let second = known.get(1).map_or(score - HOPELESS, |second| second.1);
    Some(Won { letters: letters.into(), score, second, seen: one[0].1 + two[0].1 + three[0].1 })
}

/// The most likely name: words parted by a filler, two parts parted by two, and fillers to the end.
fn name(cells: &[Likely]) -> Option<Won> {
    let candidates = cells.iter().map(|cell| candidates(cell, layout::WORDS)).collect();
    let mut ranked = two_best(candidates, |_, state, letter| name_step(state, letter == FILLER)).into_iter();
    let best = ranked.next()?;
    let second = ranked.next().map_or(best.score - HOPELESS, |path| path.score);
    Some(Won { letters: best.letters, score: best.score, second, seen: best.seen })
}

/// 0 begin, 1 in the first part, 2 after its filler, 3 at the second part's beginning, 4 in it, 5 after its filler,
/// 6 the end.
fn name_step(state: usize, filler: bool) -> Option<usize> {
    match (state, filler) {
        (0..=2, false) => Some(1),
        (1, true) => Some(2),
        (2, true) => Some(3),
        (3..=5, false) => Some(4),
        (4, true) => Some(5),
        (3 | 5 | 6, true) => Some(6),
        _ => None,
    }
}
