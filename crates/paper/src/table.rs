//! A listing: tables under one heading, which a workbook and printed pages show alike.

pub(crate) mod book;
pub(crate) mod pages;
mod sheets;

use jiff::Timestamp;

use crate::Facility;

/// A column of a table.
pub(crate) struct Column {
    pub(crate) head: &'static str,
    /// Share of the width of a page, in millimetres of A4 across; they are stretched to fill it.
    pub(crate) width: f32,
    pub(crate) place: Place,
}

/// Where the text of a cell stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Left,
    Centre,
}

/// Rows under heads; each row has a cell for each column.
pub(crate) struct Table {
    /// What stands over it, where a listing has several.
    pub(crate) name: Option<&'static str>,
    pub(crate) columns: &'static [Column],
    pub(crate) rows: Vec<Vec<String>>,
}

/// Everything on one paper.
pub(crate) struct Listing<'a> {
    pub(crate) facility: &'a Facility,
    pub(crate) title: &'a str,
    /// Lines below the title.
    pub(crate) lines: Vec<String>,
    pub(crate) tables: Vec<Table>,
    /// Who signs it, where somebody does.
    pub(crate) signs: Option<&'static str>,
    pub(crate) made: Timestamp,
}

/// A column whose text stands at the left.
pub(crate) const fn left(head: &'static str, width: f32) -> Column {
    Column { head, width, place: Place::Left }
}

/// A column whose text stands in the middle.
pub(crate) const fn centre(head: &'static str, width: f32) -> Column {
    Column { head, width, place: Place::Centre }
}
