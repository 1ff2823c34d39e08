//! *Thử thiết bị*: what every device at the desk delivers, and what is wrong with it. Nothing a card or a code says of
//! its holder stands here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The page *Thử thiết bị*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DevicesView {
    /// The card readers.
    pub readers: ReadersView,
    /// The cameras.
    pub cameras: CamerasView,
}

/// A kind of device of which one is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceKindName {
    /// The chip card reader.
    Reader,
    /// The camera.
    Camera,
    /// The code scanner.
    Scanner,
}

/// Which device of a kind is used, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceView {
    /// Who says so.
    pub by: ChosenBy,
    /// The device that is named; none when nobody named one.
    pub device: Option<String>,
}

/// Who says which device is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChosenBy {
    /// The command line, which wins as long as the program runs.
    CommandLine,
    /// Somebody of the house, on this page.
    House,
    /// Nobody: what is found is used.
    Nobody,
}

/// The card readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadersView {
    /// Which is used.
    pub choice: ChoiceView,
    /// What is wrong as a whole.
    pub problems: Vec<DeviceProblem>,
    /// The readers that are there.
    pub list: Vec<ReaderLine>,
}

/// One card reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReaderLine {
    /// Its name, by which it is chosen.
    pub name: String,
    /// It is used.
    pub used: bool,
    /// What lies on it.
    pub card: CardOnReader,
    /// Since when, `HH:mm:ss`.
    pub since: String,
    /// How many cards were laid on it since it was plugged in.
    pub laid: u32,
    /// What the card answered to its reset (ATR), in hexadecimal: its kind, nothing of its holder.
    pub answer_to_reset: Option<String>,
    /// Whether it passes answers of extended length on; none where it does not say.
    pub extended: Option<bool>,
    /// What is wrong with it.
    pub problems: Vec<DeviceProblem>,
}

/// What lies on a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CardOnReader {
    /// Nothing.
    Nothing,
    /// Something that gives no answer.
    Mute,
    /// A card with a contactless chip.
    Contactless,
    /// A card that is read over its contacts.
    Contact,
}

/// The cameras.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CamerasView {
    /// Which is used.
    pub choice: ChoiceView,
    /// What is wrong with it.
    pub problems: Vec<DeviceProblem>,
    /// It gives pictures.
    pub working: bool,
    /// What was read last.
    pub read: Option<DeliveredView>,
}

/// What a device delivered last, without what it says of anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeliveredView {
    /// When, `HH:mm:ss`.
    pub at: String,
    /// What it is.
    pub kind: PayloadKind,
    /// Its length in bytes.
    pub length: u32,
    /// How far it was from being unreadable, in percent of what the code's error correction bears; none where the kind
    /// has no such measure.
    pub margin_percent: Option<u32>,
}

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PayloadKind {
    /// The QR code of a citizen card.
    CitizenCard,
    /// Another QR code.
    OtherQr,
    /// A PDF417 code, as on the back of older cards.
    Pdf417,
    /// A bar code.
    Linear,
    /// The machine readable lines of a passport or card.
    Zone,
}

/// What is wrong with a device; the page has the sentence and the remedy in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceProblem {
    /// The PC/SC service does not answer.
    ServiceDown,
    /// No card reader is plugged in.
    NoReader,
    /// The reader that is to be used is not plugged in.
    ReaderAbsent,
    /// What lies on the reader gives no answer.
    CardMute,
    /// The card is read over its contacts; identity cards are read without.
    ReaderByContact,
    /// The reader passes only short answers on.
    ReaderShort,
    /// No camera is set up.
    NoCamera,
    /// The camera that is to be used is not there.
    CameraAbsent,
    /// The user may not open it.
    CameraForbidden,
    /// Another program holds it.
    CameraBusy,
    /// It gives no pictures that this program can read.
    CameraUnsupported,
    /// No picture comes.
    CameraSilent,
    /// It was pulled out.
    CameraUnplugged,
    /// Its pictures are damaged.
    CameraDamaged,
    /// The operating system gives another reason.
    CameraFails,
}
