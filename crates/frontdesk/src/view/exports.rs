//! R12: what leaves the house as a file.

use super::change::EntryFieldName;
use paper::Why;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::portal::PortalView;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportKindName {
    /// The portal's workbook for citizens.
    PortalCitizens,
    /// The portal's XML for foreigners.
    PortalForeigners,
    /// The register ĐD10, pages and workbook.
    Guests,
    /// The register NA17, pages and workbook.
    Foreigners,
    /// The report of a day, or of the week the first day lies in; pages and workbook.
    Report,
    /// The packet for hours without network: everybody without a receipt.
    Packet,
}

/// What is to be exported.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportAsk {
    /// What.
    pub kind: ExportKindName,
    /// First day of arrival: `28/11/2026`, `281126`, or as a page's field of days has it, `2026-11-28`. A packet has
    /// everybody without a receipt, whenever they came.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Notices of people who go into a file for the portal again although it has them.
    pub again: Vec<String>,
}

/// A file that was made.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportLine {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: ExportKindName,
    /// Its days, `dd/MM/yyyy`.
    pub from: String,
    /// The last of them.
    pub to: String,
    /// The file's name; a second file of the same export has the same beginning.
    pub file: String,
    /// How many records are in it.
    pub records: u32,
    /// Made at, `dd/MM HH:mm`.
    pub at: String,
    /// The portal's number is to be compared with ours.
    pub for_portal: bool,
    /// How many records the portal said it took; none while nobody has said so.
    pub taken: Option<u32>,
    /// Taken back at, `dd/MM HH:mm`: nobody counts as delivered by it.
    pub voided: Option<String>,
}

/// What the house has exported.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportsView {
    /// The folder the files lie in.
    pub folder: String,
    /// The house has chosen it; else it is the usual one.
    pub chosen: bool,
    /// Today, `dd/MM/yyyy`.
    pub today: String,
    /// The newest first.
    pub lines: Vec<ExportLine>,
    /// The portal's API.
    pub portal: PortalView,
}

/// A person who is not in the file.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutLine {
    /// The notice, where there is one.
    pub notice: Option<String>,
    /// The stay.
    pub stay: String,
    /// The guest.
    pub guest: String,
    /// Where the person is.
    pub place: String,
    /// Full name.
    pub name: String,
    /// Why; the page has a sentence for each.
    pub why: Why,
}

/// A person in the register of foreigners of whom not all it asks for was typed.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LackingLine {
    /// The stay.
    pub stay: String,
    /// The guest.
    pub guest: String,
    /// Where the person is.
    pub place: String,
    /// Full name.
    pub name: String,
    /// What is lacking.
    pub lacks: Vec<EntryFieldName>,
}

/// The portal's own list, to be held against the books.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalListAsk {
    /// First day of arrival, as in [`ExportAsk`].
    pub from: String,
    /// Last day.
    pub to: String,
    /// The workbook.
    pub file: Vec<u8>,
}

/// One difference between the portal's list and the books.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceLine {
    /// What it is.
    pub what: DifferenceName,
    /// Where the person is, if we know them.
    pub place: Option<String>,
    /// Full name, ours if we have one.
    pub name: String,
    /// Row of the portal's sheet, from 1, if it is there.
    pub row: Option<u32>,
}

/// Kinds of differences; the page has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DifferenceName {
    /// The portal does not have the person.
    MissingThere,
    /// The portal has a person we do not know.
    UnknownHere,
    /// The portal has a person once more.
    Twice,
    /// Same name and day, another number.
    Number,
    /// Same number and day, another name.
    Name,
    /// Another birth.
    Birth,
    /// Another day of leaving.
    Until,
}
