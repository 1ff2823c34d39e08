//! Old administrative units and what became of them: a suggestion beside a raw address, never in its place.
//!
//! Since 01/07/2025 Viet Nam has 34 provinces and no districts (Resolution 202/2025/QH15), and cards go on showing the units
//! of before. The table is data with a date; a later one can take its place without a release.

mod name;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use private::Private;
use thiserror::Error;

use self::name::Kind;

/// The table that is delivered with the program; its first lines say where it is from.
pub const SHIPPED: &[u8] = include_bytes!("../data/units.tsv");

/// More communes than this are no help; the most that one old commune was divided among is five.
const MOST: usize = 6;

/// Says why bytes are no table of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnitsError {
    /// They are not UTF-8.
    #[error("the table of units is not UTF-8")]
    Encoding,
    /// The first line is not `luutru-units`, 1 and a day `yyyy-MM-dd`, parted by tabulators.
    #[error("the first line is not that of a table of units")]
    Head,
    /// This line, counted from 1, does not have five cells, or the first one has an empty cell.
    #[error("line {0} of the table of units is not whole")]
    Line(usize),
}

/// Holds a table of units.
#[derive(Debug)]
pub struct Units {
    since: Date,
    /// New communes with their provinces.
    new: Vec<(String, String)>,
    /// By old province, old district and old commune, all without kind and marks.
    old: BTreeMap<[String; 3], Vec<Became>>,
}

/// What became of an old commune.
#[derive(Clone, Copy, Debug)]
struct Became {
    /// What kind of commune it was: some districts had a town and a village of one name.
    kind: Option<Kind>,
    /// Place in [`Units::new`].
    new: usize,
}

impl Units {
    /// Reads a table.
    ///
    /// # Errors
    /// [`UnitsError`]: nothing of a damaged table is used.
    pub fn parse(bytes: &[u8]) -> Result<Self, UnitsError> {
        table::parse(bytes)
    }

    /// Gives the first day on which the new units were in force.
    pub const fn since(&self) -> Date {
        self.since
    }

    /// Suggests the address in new units: nothing where its units are not known as old ones, several where the old
    /// commune was divided, likeliest first. What stands before the commune stays as it is.
    pub fn suggest(&self, address: &str) -> Vec<Private<String>> {
        let parts: Vec<&str> = address.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let (found, kept) = match parts.as_slice() {
            [detail @ .., commune, district, province] if parts.len() > 2 => {
                let found = self.find(province, district, commune);
                if found.is_empty() {
                    (self.island(province, district), parts.len() - 2)
                } else {
                    (found, detail.len())
                }
            }
            [district, province] => (self.island(province, district), 0),
            _ => return Vec::new(),
        };
        let write = |new: usize| {
            let (commune, province) = &self.new[new];
            Private::new(
                parts[..kept].iter().copied().chain([commune.as_str(), province]).collect::<Vec<_>>().join(", "),
            )
        };
        found.into_iter().map(write).collect()
    }

    fn find(&self, province: &str, district: &str, commune: &str) -> Vec<usize> {
        let Some(province) = self.province(province) else { return Vec::new() };
        let wanted = Kind::of(commune);
        let communes = name::spellings(commune);
        let known = name::spellings(district).into_iter().find(|district| self.knows(&province, district));
        let became: Vec<Became> = match known {
            Some(district) => {
                let of = |commune: String| self.old.get(&[province.clone(), district.clone(), commune]);
                communes.into_iter().find_map(of).cloned().unwrap_or_default()
            }
            // A commune where a district should stand: the address is in new units already.
            None if matches!(Kind::of(district), Some(Kind::Village | Kind::Ward)) => Vec::new(),
            None => self.in_any_district(&province, &communes),
        };
        choose(&became, wanted)
    }

    /// What became of communes of this name in the whole province: a district may have gone long before the others.
    fn in_any_district(&self, province: &str, communes: &[String]) -> Vec<Became> {
        let of_province = self.old.range([province.to_owned(), String::new(), String::new()]..);
        let of_province = of_province.take_while(|(old, _)| old[0] == province);
        of_province.filter(|(old, _)| communes.contains(&old[2])).flat_map(|(_, became)| became.clone()).collect()
    }

    /// A district without communes, as islands have it.
    fn island(&self, province: &str, district: &str) -> Vec<usize> {
        let Some(province) = self.province(province) else { return Vec::new() };
        let none = |district| self.old.get(&[province.clone(), district, String::new()]);
        choose(name::spellings(district).into_iter().find_map(none).map_or(&[], Vec::as_slice), None)
    }

    fn province(&self, text: &str) -> Option<String> {
        name::spellings(text).into_iter().find(|province| self.first_from([province, "", ""]).is_some())
    }

    fn knows(&self, province: &str, district: &str) -> bool {
        self.first_from([province, district, ""]).is_some_and(|old| old[1] == district)
    }

    /// The first old commune from a place in the table on, if it is of that place's province.
    fn first_from(&self, from: [&str; 3]) -> Option<&[String; 3]> {
        let next = self.old.range(from.map(str::to_owned)..).next()?.0;
        (next[0] == from[0]).then_some(next)
    }
}

/// The communes of the kind that the address says, if it says one and one fits; each once, and none where there are too
/// many to choose from.
fn choose(became: &[Became], wanted: Option<Kind>) -> Vec<usize> {
    let fits = |one: &&Became| wanted.is_some() && one.kind == wanted;
    let any_fits = became.iter().any(|one| fits(&one));
    let mut chosen: Vec<usize> = Vec::new();
    for one in became.iter().filter(|one| !any_fits || fits(one)) {
        if !chosen.contains(&one.new) {
            chosen.push(one.new);
        }
    }
    if chosen.len() > MOST { Vec::new() } else { chosen }
}
