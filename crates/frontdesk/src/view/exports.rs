//! R12: what leaves the house as a file.

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
}

/// What the house has exported.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportsView {
    /// The folder the files lie in.
    pub folder: String,
    /// Today, `yyyy-MM-dd`.
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
    /// Where the person is.
    pub place: String,
    /// Full name.
    pub name: String,
    /// Why.
    pub why: WhyName,
}

/// Why a person is not in a file; the page has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WhyName {
    /// The stay ends before it begins.
    EndsBefore,
    /// Thirty days or more: temporary residence is registered.
    ThirtyDays,
    /// A fact the file needs is not known.
    Missing,
    /// The paper or its number is none the law takes.
    NotAccepted,
    /// Only the year of birth is known.
    YearOnly,
    /// The paper states no sex.
    SexUnspecified,
    /// A paper of another kind has no name.
    PaperUnnamed,
    /// Another reason has no words.
    ReasonUnnamed,
    /// The name is not in Latin letters.
    NotLatin,
    /// Until when the person may stay in the country was not typed: it can be typed here.
    NoPermittedStay,
    /// The permitted stay is over.
    PermittedStayOver,
    /// The portal has them: they are not sent twice.
    AtPortal,
    /// The portal has what was told before it was changed: it is changed there, or sent once more.
    ChangedSince,
    /// A record of them was sent to the portal, and its list has not confirmed it yet.
    SentToPortal,
    /// They are in a file of which nobody has said that the portal took it.
    InFile,
    /// The portal refused this very record.
    RefusedByPortal,
    /// They came before yesterday: the API refuses them, and the file is the way.
    BeforeYesterday,
    /// The API has no code for the paper: the file is the way.
    OnlyInFile,
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
