//! Which papers a category shows, and what stands in their codes.

use mrz::Format;
use qrcode::EcLevel;

use super::{Grid, Kind, Mark, Paper, TruthKind, ground, pdf417};
use crate::canvas::Area;
use crate::category::Category;
use crate::citizen::Citizen;
use crate::dice::Dice;
use crate::person::{spacing, zone};

/// Width and height of an ID-1 card in millimetres (ISO/IEC 7810), of an ID-2 card, and of a passport's page.
const ID1: (f64, f64) = (85.6, 53.98);
const ID2: (f64, f64) = (105.0, 74.0);
const ID3: (f64, f64) = (125.0, 88.0);

/// The papers of a category; the first is on top of the others.
pub fn papers(category: Category, dice: &mut Dice) -> Vec<Paper> {
    match category {
        Category::MrzTd1 => vec![if dice.percent(50) { turned_to_zone(identity(dice)) } else { foreign(dice) }],
        Category::MrzTd2 => vec![page(Format::Td2, dice)],
        Category::MrzTd3 => vec![page(Format::Td3, dice)],
        Category::Pdf417 => vec![old(true, dice)],
        Category::Linear => vec![old(false, dice)],
        Category::Bhyt => vec![insurance(dice)],
        Category::Screen => vec![phone(dice)],
        Category::Several => several(dice),
        Category::Nothing => vec![decoy(dice)],
        _ => vec![if dice.percent(50) { citizen(dice) } else { identity(dice) }],
    }
}

fn paper(kind: Kind, size: (f64, f64), marks: Vec<Mark>, dice: &Dice) -> Paper {
    Paper { kind, size, marks, dice: dice.apart(1) }
}

impl Paper {
    /// A card of 2021 or of 2024 for a payload that is given; without the lines of a person, who is not known.
    pub fn card(is_of_2024: bool, payload: &str, grid: Grid, dice: &Dice) -> Self {
        let (kind, area) =
            if is_of_2024 { (Kind::Back, IDENTITY) } else { (Kind::Citizen, Area::square(69.5, 4.5, 12.0)) };
        let mark = Mark::cells(TruthKind::Qr, payload.as_bytes().to_vec(), area, grid);
        paper(kind, ID1, vec![mark], dice)
    }

    /// The paper with a zone that is given: a passport's page for lines of 44 letters, otherwise the back of a card.
    pub fn with_zone(text: &str, dice: &Dice) -> Self {
        let is_page = text.lines().next().is_some_and(|line| line.len() == 44);
        let (kind, size, truth, place, format) = if is_page {
            (Kind::Page, ID3, TruthKind::Td3, (5.0, ID3.1 - 17.5), Format::Td3)
        } else {
            (Kind::Back, ID1, TruthKind::Td1, (4.7, 33.5), Format::Td1)
        };
        paper(kind, size, vec![Mark::zone(truth, text, place, spacing(format))], dice)
    }
}

/// Where the code of an identity card of 2024 stands: 18 mm.
const IDENTITY: Area = Area::square(62.0, 6.0, 18.0);

/// The front of a chip card of 2021: the code is 11 to 12 mm.
fn citizen(dice: &mut Dice) -> Paper {
    let area = Area::square(69.5, 4.5, dice.between(11.0, 12.0));
    let (_, code) = qr(area, Citizen::payload, dice);
    paper(Kind::Citizen, ID1, vec![code], dice)
}

/// The back of an identity card of 2024: the code is 18 mm, and below it stands the zone of the same person.
fn identity(dice: &mut Dice) -> Paper {
    let (person, code) = qr(IDENTITY, Citizen::identity_payload, dice);
    let zone = Mark::zone(TruthKind::Td1, &person.zone(), (4.7, 33.5), spacing(Format::Td1));
    paper(Kind::Back, ID1, vec![code, zone], dice)
}

fn turned_to_zone(mut paper: Paper) -> Paper {
    paper.marks.reverse();
    paper
}

/// The back of another state's card.
fn foreign(dice: &mut Dice) -> Paper {
    let text = zone(Format::Td1, dice.next());
    let mark = Mark::zone(TruthKind::Td1, &text, (4.7, 33.5), spacing(Format::Td1));
    paper(Kind::Back, ID1, vec![mark], dice)
}

/// The data page of a passport, or the back of a large card.
fn page(format: Format, dice: &mut Dice) -> Paper {
    let (kind, size) = if format == Format::Td3 { (TruthKind::Td3, ID3) } else { (TruthKind::Td2, ID2) };
    let text = zone(format, dice.next());
    let place = (dice.between(4.0, 6.0), size.1 - 17.5);
    paper(Kind::Page, size, vec![Mark::zone(kind, &text, place, spacing(format))], dice)
}

fn insurance(dice: &mut Dice) -> Paper {
    let area = Area::square(62.0, 5.0, dice.between(17.0, 20.0));
    let (_, code) = qr(area, Citizen::insurance_payload, dice);
    paper(Kind::Insurance, ID1, vec![code], dice)
}

fn phone(dice: &mut Dice) -> Paper {
    let area = Area::square(9.0, 42.0, 50.0 * dice.between(0.7, 1.0));
    let (_, code) = qr(area, Citizen::identity_payload, dice);
    paper(Kind::Phone, (68.0, 140.0), vec![code], dice)
}

/// People until the code of one can be printed, which the first one's can.
fn qr(area: Area, payload: fn(&Citizen) -> String, dice: &mut Dice) -> (Citizen, Mark) {
    loop {
        let person = Citizen::invent(dice);
        let payload = payload(&person).into_bytes();
        let level = *dice.one_of(&[EcLevel::L, EcLevel::M]);
        if let Ok(grid) = Grid::qr(&payload, level, i16::from(dice.percent(15))) {
            return (person, Mark::cells(TruthKind::Qr, payload, area, grid));
        }
    }
}

/// The back of a card before 2021; what its code held is not public, so it is text with a number.
fn old(stacked: bool, dice: &mut Dice) -> Paper {
    let person = Citizen::invent(dice);
    let mark = if stacked { pdf417(&person, dice) } else { linear(&person, dice) };
    paper(Kind::Old, ID1, vec![mark], dice)
}

fn pdf417(person: &Citizen, dice: &mut Dice) -> Mark {
    let text = person.opaque_text();
    let grid = pdf417::draw(text.as_bytes(), 4 + dice.below(3), 3 + dice.below(2));
    let module = dice.between(0.25, 0.34);
    let area = Area::new(8.0, 6.0, module * grid.columns as f64, dice.between(3.0, 4.5) * module * grid.rows as f64);
    Mark::cells(TruthKind::Pdf417, text.into_bytes(), area, grid)
}

fn linear(person: &Citizen, dice: &mut Dice) -> Mark {
    let grid = Grid::code128(&person.number);
    let area = Area::new(20.0, 8.0, dice.between(0.25, 0.4) * grid.columns as f64, dice.between(7.0, 12.0));
    Mark::cells(TruthKind::Linear, person.number.clone().into_bytes(), area, grid)
}

/// Two or three papers side by side.
fn several(dice: &mut Dice) -> Vec<Paper> {
    let mut papers = vec![citizen(dice), identity(dice)];
    match dice.below(4) {
        0 => papers[1] = page(Format::Td3, dice),
        1 => papers.push(old(true, dice)),
        2 => papers.push(insurance(dice)),
        _ => {}
    }
    papers
}

fn decoy(dice: &mut Dice) -> Paper {
    let which = dice.below(ground::DECOYS.len());
    paper(Kind::Decoy(which), (120.0, 90.0), Vec::new(), dice)
}
