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
    /// The code scanners.
    pub scanners: ScannersView,
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
    /// How they are, while they come.
    pub pictures: Option<PicturesView>,
    /// What was read last.
    pub read: Option<DeliveredView>,
    /// How large a code's modules are, of the one that is held before it unread, or else of the one that was read last.
    pub module: Option<ModuleView>,
    /// The cameras that are plugged in.
    pub list: Vec<DeviceLine>,
}

/// How the pictures of a camera are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PicturesView {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Pictures a second, as counted.
    pub rate: u32,
    /// Pictures a second, as the device promised.
    pub promised: Option<u32>,
    /// In which form they come, `MJPEG` or `YUYV`; none from files.
    pub format: Option<String>,
    /// How the device focuses; none from files.
    pub focus: Option<FocusName>,
    /// How the device exposes; none from files.
    pub exposure: Option<ExposureName>,
}

/// How large the modules of a code are in the picture: what decides whether a card can be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModuleView {
    /// Tenths of a pixel.
    pub tenths: u32,
    /// From so many tenths on a card is read surely.
    pub least_tenths: u32,
    /// Whether that is enough.
    pub room: ModuleRoom,
}

/// Whether a module is large enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ModuleRoom {
    /// It is too small, and is not read.
    TooFew,
    /// It was read because the picture is good.
    Barely,
    /// There is room for a worn card.
    Enough,
    /// It is large enough, and yet it is not read: something else is in the way.
    Unread,
}

/// How a camera focuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FocusName {
    /// By itself, all the time.
    Continuous,
    /// It was set to what is near.
    Near,
    /// It cannot be set.
    Fixed,
}

/// How a camera exposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExposureName {
    /// After the light.
    Automatic,
    /// It cannot be set.
    Fixed,
}

/// A camera or scanner that is plugged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceLine {
    /// The setting by which it is chosen, and found again where it is plugged in.
    pub device: String,
    /// What it calls itself.
    pub name: String,
    /// Where it is now, such as `/dev/video0`.
    pub place: String,
    /// It is the one that was chosen.
    pub chosen: bool,
    /// It is used.
    pub used: bool,
    /// How it speaks; none of a camera.
    pub way: Option<ScannerWay>,
    /// What is wrong with it.
    pub problems: Vec<DeviceProblem>,
}

/// How a scanner speaks to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ScannerWay {
    /// As a serial port over USB.
    Serial,
    /// As a scanner of the USB class for tills.
    Pos,
    /// As a keyboard.
    Keyboard,
}

/// The code scanners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScannersView {
    /// Which is used.
    pub choice: ChoiceView,
    /// What is wrong with it.
    pub problems: Vec<DeviceProblem>,
    /// How the one that is used speaks, while it works.
    pub working: Option<ScannerWay>,
    /// What was scanned last.
    pub scan: Option<ScanView>,
    /// The scanners that are plugged in.
    pub list: Vec<DeviceLine>,
}

/// What was scanned last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanView {
    /// What it is.
    pub read: DeliveredView,
    /// What the code has gone through on its way.
    pub carried: CarriedName,
    /// What ended it; none where it cannot be told.
    pub end: Option<EndName>,
    /// What is wrong with how it came.
    pub problems: Vec<DeviceProblem>,
}

/// What ended a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EndName {
    /// A carriage return, or Enter.
    Cr,
    /// A line feed.
    Lf,
    /// Another sign.
    Sign,
    /// Nothing but silence.
    Silence,
    /// The report in which it came.
    Report,
}

/// What a code has gone through on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CarriedName {
    /// Its own bytes, which are UTF-8.
    Whole,
    /// Bytes of another code page.
    OtherCodePage,
    /// Keys.
    Keys,
    /// Keys of another layout.
    OddKeys,
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
    /// How long its picture was looked at, or how long a scanner took to send it, in milliseconds; none where nobody knows.
    pub millis: Option<u32>,
}

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PayloadKind {
    /// The QR code of a citizen card.
    CitizenCard,
    /// The code of a health insurance card.
    Insurance,
    /// A text in which one number stands that could be a personal number.
    Number,
    /// Another QR code.
    OtherQr,
    /// A PDF417 code, as on the back of older cards.
    Pdf417,
    /// A bar code.
    Linear,
    /// The machine readable lines of a passport or card.
    Zone,
    /// Something else, in a code of which the kind is not told.
    Other,
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
    /// Its pictures are smaller than 1280 by 720.
    CameraSmall,
    /// It gives fewer than 15 pictures a second.
    CameraSlow,
    /// Its pictures are blurred, and it has no focus to set.
    CameraFixedFocus,
    /// The scanner that is to be used is not there.
    ScannerAbsent,
    /// The user may not open it.
    ScannerForbidden,
    /// Another program holds it.
    ScannerBusy,
    /// It is no scanner this program can read.
    ScannerUnsupported,
    /// It was pulled out.
    ScannerUnplugged,
    /// The operating system gives another reason.
    ScannerFails,
    /// It types like a keyboard.
    ScannerTypes,
    /// It types in another layout.
    ScannerLayout,
    /// It changes letters into another code page.
    ScannerCodePage,
    /// What it typed was changed on its way, as by an input method.
    ScannerRewritten,
    /// It sends no sign behind a code.
    ScannerNoEnd,
    /// It sent more than a code can hold.
    ScannerTooLong,
}
