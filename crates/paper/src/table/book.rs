//! Workbooks in which every cell is a text.

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use crate::PaperError;

/// How a cell looks.
#[derive(Clone, Copy)]
pub(crate) enum Look {
    Title,
    Head,
    Hint,
    Cell,
    Plain,
    Strong,
}

/// A workbook that is being made.
pub(crate) struct Book {
    workbook: Workbook,
}

/// One of its sheets.
pub(crate) struct Sheet<'a> {
    sheet: &'a mut Worksheet,
}

impl Book {
    pub(crate) fn new(made: Timestamp) -> Result<Self, PaperError> {
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::from_timestamp(made.as_second())?;
        workbook.set_properties(&DocProperties::new().set_author("luutru").set_creation_datetime(&made));
        Ok(Self { workbook })
    }

    /// Adds a sheet, for A4 across.
    pub(crate) fn sheet(&mut self, name: &str) -> Result<Sheet<'_>, PaperError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        Ok(Sheet { sheet })
    }

    pub(crate) fn bytes(mut self) -> Result<Vec<u8>, PaperError> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

impl Sheet<'_> {
    /// Widths of the columns from the first on, in letters.
    pub(crate) fn widths(&mut self, widths: &[f64]) -> Result<(), PaperError> {
        for (column, width) in (0..).zip(widths) {
            self.sheet.set_column_width(column, *width)?;
        }
        Ok(())
    }

    /// Writes a text; an empty one leaves a cell empty.
    pub(crate) fn text(&mut self, row: u32, column: u16, text: &str, look: Look) -> Result<(), PaperError> {
        if text.is_empty() {
            self.sheet.write_blank(row, column, &format(look))?;
        } else {
            self.sheet.write_string_with_format(row, column, text, &format(look))?;
        }
        Ok(())
    }

    /// Keeps the first rows in view.
    pub(crate) fn freeze(&mut self, rows: u32) -> Result<(), PaperError> {
        self.sheet.set_freeze_panes(rows, 0)?;
        Ok(())
    }

    /// Repeats this row on every printed page, and says at the foot which page it is.
    pub(crate) fn repeat(&mut self, row: u32) -> Result<(), PaperError> {
        self.sheet.set_repeat_rows(row, row)?;
        self.sheet.set_footer("&RTrang &P/&N");
        Ok(())
    }
}

/// `@` makes a program that opens the file leave numbers and days as the texts they are.
fn format(look: Look) -> Format {
    let text = Format::new().set_num_format("@");
    match look {
        Look::Title => text.set_bold().set_font_size(14),
        Look::Head => text.set_bold().set_text_wrap().set_align(FormatAlign::Center).set_border(FormatBorder::Thin),
        Look::Hint => text.set_italic(),
        Look::Cell => text.set_border(FormatBorder::Thin),
        Look::Plain => text,
        Look::Strong => text.set_bold(),
    }
}
