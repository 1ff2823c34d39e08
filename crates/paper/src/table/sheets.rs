use super::book::{Book, Look};
use super::{Column, Listing, Table};
use crate::PaperError;

/// Letters of a workbook's column that are as wide as a millimetre of the printed one.
const LETTERS: f64 = 0.62;

impl Listing<'_> {
    /// Gives the listing as a workbook with one sheet.
    pub(crate) fn workbook(&self, sheet_name: &str) -> Result<Vec<u8>, PaperError> {
        let mut book = Book::new(self.made)?;
        let mut sheet = book.sheet(sheet_name)?;
        let widest = self.tables.iter().map(|table| table.columns).max_by_key(|columns| columns.len());
        sheet.widths(&widest.unwrap_or_default().iter().map(letters).collect::<Vec<_>>())?;
        let facility = self.facility;
        let phone = Some(facility.phone.as_str()).filter(|phone| !phone.is_empty());
        let phone = phone.map(|phone| format!("Điện thoại: {phone}"));
        let mut row = 0;
        let above = [Some(facility.name.clone()), Some(facility.address.clone()), phone];
        for line in above.into_iter().flatten() {
            sheet.text(row, 0, &line, Look::Plain)?;
            row += 1;
        }
        sheet.text(row + 1, 0, self.title, Look::Title)?;
        row += 2;
        for line in &self.lines {
            sheet.text(row, 0, line, Look::Plain)?;
            row += 1;
        }
        for table in &self.tables {
            row = write(&mut sheet, row + 1, table)?;
        }
        book.bytes()
    }
}

/// Writes a table from a row on; gives the row after it.
fn write(sheet: &mut super::book::Sheet<'_>, mut row: u32, table: &Table) -> Result<u32, PaperError> {
    if let Some(name) = table.name {
        sheet.text(row, 0, name, Look::Strong)?;
        row += 1;
    }
    for (column, Column { head, .. }) in (0..).zip(table.columns) {
        sheet.text(row, column, head, Look::Head)?;
    }
    sheet.repeat(row)?;
    for cells in &table.rows {
        row += 1;
        for (column, cell) in (0..).zip(cells) {
            sheet.text(row, column, cell, Look::Cell)?;
        }
    }
    Ok(row + 1)
}

fn letters(column: &Column) -> f64 {
    (f64::from(column.width) * LETTERS).max(5.0)
}
