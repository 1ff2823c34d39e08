use rust_xlsxwriter::XlsxError;
use thiserror::Error;

/// Says why a file could not be made or read. Holds nothing of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PaperError {
    /// A text, a sheet or the number of rows is more than a workbook holds.
    #[error("the workbook cannot be written")]
    Workbook,
    /// The font that is built in cannot be used: the program itself is damaged.
    #[error("the built-in font cannot be used")]
    Font,
    /// A code would have more modules than a hand scanner reads (version 25 of ISO/IEC 18004).
    #[error("{bytes} bytes are more than one code can hold")]
    Code {
        /// Bytes that were to be written.
        bytes: usize,
    },
    /// The bytes are no workbook.
    #[error("this is not a workbook")]
    NotAWorkbook,
    /// No sheet has a line with the heads of name, number and day of arrival.
    #[error("no sheet of the workbook is a list of the portal")]
    NotAList,
}

impl From<XlsxError> for PaperError {
    // The library's error may hold the text of a cell.
    fn from(_: XlsxError) -> Self {
        Self::Workbook
    }
}
