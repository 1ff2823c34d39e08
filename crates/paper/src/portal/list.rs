//! The portal's own list of what it has taken, as it lets a house download it.
//!
//! Its layout is not published and was not seen: columns are found by their heads, in any order, below whatever title
//! stands there.

use std::io::Cursor;

use calamine::{Cell, Data, Range, Reader, Xlsx, open_workbook_from_rs};
use document::{Birth, fold};
use jiff::civil::Date;
use private::Private;

use crate::PaperError;
use crate::words::line;

/// No house has more people in a list than half of this.
const MOST_ROWS: u32 = 50_000;
/// What stands to the right of it is no fact of a list.
const MOST_COLUMNS: u32 = 64;
/// Rows among which the heads are looked for.
const HEADS_WITHIN: usize = 20;

/// Holds what could be read of the portal's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortalList {
    /// The people in it, in its order.
    pub people: Vec<Listed>,
    /// Rows of its sheet, counted from 1, that hold something and could not be read: no number, or no day of arrival.
    pub unread: Vec<u32>,
}

/// Holds one line of the portal's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Row of its sheet, counted from 1.
    pub row: u32,
    /// Number of the paper.
    pub number: Private<String>,
    /// Name.
    pub name: Private<String>,
    /// Birth; none where the list has none.
    pub birth: Option<Private<Birth>>,
    /// Day of arrival.
    pub arrived: Date,
    /// Planned day of leaving; none where the list has none.
    pub until: Option<Date>,
}

/// Column of each fact, from 0.
struct Columns {
    name: usize,
    number: usize,
    arrived: usize,
    birth: Option<usize>,
    until: Option<usize>,
}

impl PortalList {
    /// Reads a workbook, from the first sheet that has the heads.
    ///
    /// # Errors
    /// [`PaperError::NotAWorkbook`], and [`PaperError::NotAList`].
    pub fn read(bytes: &[u8]) -> Result<Self, PaperError> {
        let mut workbook: Xlsx<_> =
            open_workbook_from_rs(Cursor::new(bytes)).map_err(|_: calamine::XlsxError| PaperError::NotAWorkbook)?;
        let names = workbook.sheet_names();
        let found = names.iter().find_map(|name| Self::of(&sheet(&mut workbook, name)?));
        found.ok_or(PaperError::NotAList)
    }

    fn of(sheet: &Range<Data>) -> Option<Self> {
        let first = sheet.start()?.0 + 1;
        let mut rows = (first..).zip(sheet.rows());
        let columns = rows.by_ref().take(HEADS_WITHIN).find_map(|(_, cells)| Columns::of(cells))?;
        let mut list = Self::default();
        for (row, cells) in rows.filter(|(_, cells)| !is_of_the_template(cells) && !columns.are_empty(cells)) {
            match columns.read(row, cells) {
                Some(listed) => list.people.push(listed),
                None => list.unread.push(row),
            }
        }
        Some(list)
    }
}

/// A sheet within the limits; none where it reaches beyond them or cannot be read. It is kept cell beside cell: one
/// written to at both ends alone would fill the memory.
fn sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Option<Range<Data>> {
    let mut reader = workbook.worksheet_cells_reader(name).ok()?;
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let (row, column) = cell.get_position();
        if row >= MOST_ROWS {
            return None;
        }
        let data = Data::from(cell.get_value().clone());
        if column < MOST_COLUMNS && data != Data::Empty {
            cells.push(Cell::new((row, column), data));
        }
    }
    Some(Range::from_sparse(cells))
}

impl Columns {
    fn of(cells: &[Data]) -> Option<Self> {
        let heads: Vec<String> = cells.iter().map(|cell| fold(&text(cell))).collect();
        let find = |words: &[&str]| heads.iter().position(|head| words.iter().any(|word| head.contains(word)));
        Some(Self {
            name: find(&["ho ten", "ho va ten", "ho, ten", "ho chu dem"])?,
            number: find(&["so giay to", "so ho chieu", "so dinh danh", "so cccd", "cccd/"])?,
            arrived: find(&["ngay den", "tu ngay"])?,
            birth: find(&["ngay sinh", "nam sinh"]),
            until: find(&["ngay di", "den ngay"]),
        })
    }

    fn are_empty(&self, cells: &[Data]) -> bool {
        [self.name, self.number, self.arrived].iter().all(|column| cell(cells, *column).is_empty())
    }

    fn read(&self, row: u32, cells: &[Data]) -> Option<Listed> {
        let day_in = |column: usize| cells.get(column).and_then(day);
        let birth = self.birth.and_then(|column| birth(cells.get(column)?));
        Some(Listed {
            row,
            number: Some(cell(cells, self.number)).filter(|number| !number.is_empty()).map(Private::new)?,
            name: Private::new(cell(cells, self.name)),
            birth: birth.map(Private::new),
            arrived: day_in(self.arrived)?,
            until: self.until.and_then(day_in),
        })
    }
}

/// Hints and example of the template, should a house bring the file that it once sent.
fn is_of_the_template(cells: &[Data]) -> bool {
    let first = cell(cells, 0);
    ["[EXAMPLE]", "Dòng mẫu", "Mẫu dữ liệu"].contains(&first.as_str())
}

fn cell(cells: &[Data], column: usize) -> String {
    cells.get(column).map(text).unwrap_or_default()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) => line(text),
        Data::Int(number) => number.to_string(),
        // A number typed without its leading noughts stays what the list says.
        Data::Float(number) => format!("{number:.0}"),
        _ => String::new(),
    }
}

/// A day written `dd/MM/yyyy` or `yyyy-MM-dd`, whatever time comes with it, or kept as one by the program that wrote it.
fn day(cell: &Data) -> Option<Date> {
    if let Data::DateTime(moment) = cell {
        let (year, month, day, ..) = moment.to_ymd_hms_milli();
        return Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    }
    let text = text(cell);
    text.split([' ', 'T']).find_map(|word| {
        let parts: Vec<i16> = word.split(['/', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
        let [one, two, three] = parts.as_slice() else { return None };
        let (year, day) = if *one > 31 { (*one, *three) } else { (*three, *one) };
        Date::new(year, i8::try_from(*two).ok()?, i8::try_from(day).ok()?).ok()
    })
}

fn birth(cell: &Data) -> Option<Birth> {
    let year = || text(cell).parse().ok().filter(|year| (1880..2200).contains(year)).map(Birth::Year);
    day(cell).map(Birth::Day).or_else(year)
}
