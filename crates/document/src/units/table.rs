//! The form of a table: lines of five cells parted by tabulators, an empty cell repeats the one above.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::name::{self, Kind};
use super::{Became, Units, UnitsError};

/// What stands first in a table.
const NAME: &str = "luutru-units";
/// The form that is read.
const VERSION: &str = "1";
/// What stands for the commune of a district without communes.
const NONE: &str = "-";

pub(super) fn parse(bytes: &[u8]) -> Result<Units, UnitsError> {
    let text = std::str::from_utf8(bytes).map_err(|_| UnitsError::Encoding)?;
    let mut lines = text.lines().enumerate();
    let since = lines.next().and_then(|(_, line)| head(line)).ok_or(UnitsError::Head)?;
    let mut units = Units { since, new: Vec::new(), old: BTreeMap::new() };
    let mut places = HashMap::new();
    let mut above = [""; 5];
    for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        above = cells(line, above).ok_or(UnitsError::Line(number + 1))?;
        add(&mut units, &mut places, above);
    }
    Ok(units)
}

fn head(line: &str) -> Option<Date> {
    match line.trim_end().split('\t').collect::<Vec<_>>().as_slice() {
        [NAME, VERSION, day] => day.parse().ok(),
        _ => None,
    }
}

fn cells<'a>(line: &'a str, above: [&'a str; 5]) -> Option<[&'a str; 5]> {
    let mut cells = above;
    let written: Vec<&str> = line.split('\t').map(str::trim).collect();
    if written.len() > cells.len() {
        return None;
    }
    for (cell, text) in cells.iter_mut().zip(written).filter(|(_, text)| !text.is_empty()) {
        *cell = text;
    }
    cells.iter().all(|cell| !cell.is_empty()).then_some(cells)
}

fn add<'a>(
    units: &mut Units,
    places: &mut HashMap<[&'a str; 2], usize>,
    [province, district, commune, new, into]: [&'a str; 5],
) {
    let place = *places.entry([new, into]).or_insert_with(|| {
        units.new.push((new.to_owned(), into.to_owned()));
        units.new.len() - 1
    });
    let became = Became { kind: Kind::of(commune), new: place };
    for province in names(province) {
        for district in names(district) {
            for commune in names(commune) {
                units.old.entry([province.clone(), district.clone(), commune]).or_default().push(became);
            }
        }
    }
}

fn names(cell: &str) -> Vec<String> {
    cell.split('/').map(|one| if one == NONE { String::new() } else { name::bare(one) }).collect()
}
