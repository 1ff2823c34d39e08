//! The reception: the room plan with everything a clerk acts on.

use super::change::{ChangeForm, ChangeView, EntryForm, InspectionView, TellingName};
use super::common::{ClockView, Devices, EnrolmentView, FieldName, FindingView, SourceName, TrustView};
use super::devices::{DeviceKindName, DevicesView};
use super::exports::{DifferenceLine, ExportAsk, ExportsView, LackingLine, LeftOutLine, PortalListAsk};
use super::kiosk::{ReadView, Tile};
use super::link::{KeyView, NightView};
use super::portal::{PortalForm, PortalTrouble};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything the reception page shows.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionView {
    /// Grows with every change; a page ignores a view older than the one it has.
    pub seq: u32,
    /// The facility's name.
    pub facility: String,
    /// Who is at the desk.
    pub staff: String,
    /// `dd/MM/yyyy HH:mm`, Vietnamese time.
    pub now: String,
    /// Emulated devices are in use: the orange frame.
    pub training: bool,
    /// The devices.
    pub devices: Devices,
    /// R1: the floors, lowest first.
    pub floors: Vec<FloorView>,
    /// Reasons for a stay, as the portal names them: id is the code.
    pub reasons: Vec<Tile>,
    /// Papers a person can show, as the portal names them: id is the code.
    pub papers: Vec<Tile>,
    /// Notices that are due and not yet receipted, earliest deadline first.
    pub radar: Vec<RadarLine>,
    /// R10: open notices, then the newest settled ones.
    pub outbox: Vec<OutboxLine>,
    /// The link to the hub.
    pub sync: SyncView,
    /// This desk was enrolled just now, and a person must compare the digits.
    pub enrolment: Option<EnrolmentView>,
    /// The key this device signs with; none before the enrolment.
    pub key: Option<KeyView>,
    /// What the last comparison with the hub has found; it outlasts the program.
    pub night: Option<NightView>,
    /// A deadline is near, and the hub is away.
    pub warning: Option<WarningView>,
    /// The device's clock.
    pub clock: ClockView,
    /// R2: the drawer, when a person is being registered.
    pub draft: Option<DraftView>,
    /// R12: what the house has exported.
    pub exports: ExportsView,
    /// R14: the devices, while they are tried.
    pub trial: Option<DevicesView>,
    /// A stay that is being changed.
    pub change: Option<ChangeView>,
    /// R13: who is here, with the proof of each, while an officer looks.
    pub inspection: Option<InspectionView>,
}

/// One floor of the house.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FloorView {
    /// Its number, as the house counts.
    pub number: i16,
    /// Its rooms, by name.
    pub rooms: Vec<RoomTile>,
}

/// One room of the plan.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoomTile {
    /// Its id.
    pub id: String,
    /// What stands on the door.
    pub name: String,
    /// What to paint.
    pub state: RoomState,
    /// Beds there are.
    pub beds: u32,
    /// Beds that are free.
    pub free: u32,
    /// Who is there.
    pub people: Vec<PersonLine>,
    /// Whose stay there ended within a day, the last first: it can be taken back.
    pub left: Vec<LeftLine>,
    /// The notice that needs attention first, if any.
    pub notice: Option<Badge>,
}

/// What a room is, for colour, icon and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RoomState {
    /// Trống.
    Free,
    /// Đang ở.
    Occupied,
    /// Nghỉ giờ.
    DayUse,
    /// Sắp trả: within the hour.
    LeavingSoon,
    /// Quá giờ.
    Overdue,
    /// Chưa dọn.
    ToClean,
    /// Khóa.
    Locked,
}

/// One person in one room.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonLine {
    /// The stay.
    pub stay: String,
    /// The guest.
    pub guest: String,
    /// Full name.
    pub name: String,
    /// Masked number.
    pub masked_number: String,
    /// Arrived, `dd/MM HH:mm`.
    pub arrived: String,
    /// Leaves, `dd/MM HH:mm`.
    pub until: String,
    /// The notice of this person in this stay; none for day use.
    pub notice: Option<Badge>,
}

/// One person who has left a room.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftLine {
    /// The stay.
    pub stay: String,
    /// The guest.
    pub guest: String,
    /// Full name.
    pub name: String,
    /// Left, `dd/MM HH:mm`.
    pub left: String,
}

/// The state of one notice, in one word and one colour.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Badge {
    /// The state.
    pub state: BadgeState,
    /// Deadline, `dd/MM HH:mm`.
    pub deadline: String,
    /// Minutes to the deadline; negative when it has passed.
    pub minutes_left: i32,
    /// The receipt's short code.
    pub code: Option<String>,
    /// The deadline was missed, by the receipt or, before it, by the clock.
    pub late: bool,
    /// What was missed was written down in time all the same.
    pub captured_in_time: bool,
}

/// The outbox state of a notice as a clerk understands it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BadgeState {
    /// Chờ gửi.
    Waiting,
    /// Đang gửi.
    Sending,
    /// Chưa rõ: sent, answer unknown; it is asked again.
    Unverified,
    /// Đã báo: receipted.
    Done,
    /// Bị từ chối: waits for a person.
    Refused,
}

/// One line of the deadline radar.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RadarLine {
    /// The notice.
    pub notice: String,
    /// Where the person is.
    pub place: String,
    /// Full name.
    pub name: String,
    /// The state.
    pub badge: Badge,
}

/// One line of the outbox list.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxLine {
    /// The notice.
    pub notice: String,
    /// The stay it is of.
    pub stay: String,
    /// The guest it is about.
    pub guest: String,
    /// Its revision.
    pub revision: u32,
    /// What this revision tells.
    pub telling: TellingName,
    /// Where the person is.
    pub place: String,
    /// Full name.
    pub name: String,
    /// The state.
    pub badge: Badge,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was refused, as a sentence for the clerk.
    pub refused: Option<String>,
    /// The hub took it at, `dd/MM HH:mm:ss`.
    pub receipted_at: Option<String>,
    /// It may be sent again.
    pub resend: bool,
    /// The portal has it: by its number of a file, or in its own list after a call.
    pub at_portal: bool,
}

/// One telling of a notice.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ToldKey {
    /// The notice.
    pub notice: String,
    /// Its revision.
    pub revision: u32,
}

/// The link to the hub.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    /// The state.
    pub state: SyncState,
    /// Notices not yet receipted.
    pub waiting: u32,
    /// The oldest of them was queued at, `dd/MM HH:mm`.
    pub oldest: Option<String>,
    /// Minutes to the earliest of their deadlines; negative when it has passed.
    pub minutes_left: Option<i32>,
}

/// A deadline is near, and the hub is away.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WarningView {
    /// Within a quarter of an hour, or past; else within the hour.
    pub last: bool,
    /// The next deadline, `dd/MM HH:mm`; the first that has passed where none is within the hour.
    pub deadline: String,
    /// Minutes to it; negative when it has passed.
    pub minutes_left: i32,
    /// Notices without a receipt.
    pub waiting: u32,
    /// How many of them have passed their deadline.
    pub overdue: u32,
}

/// Whether the hub can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    /// This desk has not been enrolled at a hub yet.
    NotEnrolled,
    /// Not tried yet.
    #[default]
    Unknown,
    /// The last exchange went well.
    Online,
    /// The last try failed; it goes on trying.
    Offline,
    /// The hub does not accept this device any more: enrol it again.
    EnrolAgain,
}

/// R2: a person being registered.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// Grows with every new draft; sent back with the form.
    pub id: u32,
    /// The room it was opened for.
    pub room: Option<String>,
    /// What is known so far.
    pub facts: Vec<DraftFact>,
    /// How far the document was proven.
    pub trust: TrustView,
    /// What the checks say about the facts so far.
    pub findings: Vec<FindingView>,
    /// What other readings say than what stands in `facts`, where they disagree: a person chooses.
    pub disagreements: Vec<DraftFact>,
    /// A number that stood in a code of no known form, as older cards have one: a person may take it.
    pub suggested_number: Option<String>,
    /// What the address of `facts` may be in the administrative units of today, likeliest first; none where it is in them
    /// already, or not known.
    pub new_units: Vec<String>,
    /// The one of them that was taken at an earlier stay.
    pub residence: Option<String>,
    /// This guest stayed here before: the last arrival, `dd/MM/yyyy`.
    pub last_stay: Option<String>,
    /// The chip can be read now: a card lies there and its number is known.
    pub chip_ready: bool,
    /// The chip is being read.
    pub reading: Option<ReadView>,
    /// A face from the chip can be shown, at `picture://localhost/face`.
    pub photo: bool,
}

/// One fact of a draft.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftFact {
    /// Which.
    pub field: FieldName,
    /// As it is shown and typed: dates `dd/MM/yyyy`, sex `Nam`/`Nữ`/`Khác`, nationality `VNM`, paper by code.
    pub value: String,
    /// Where it came from.
    pub source: SourceName,
}

/// Overnight, or by the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StayKindName {
    /// Overnight: the police must be told.
    Overnight,
    /// By the hour: outside the duty until 23:00.
    DayUse,
}

/// The facts as they stand in the form, as text.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypedFacts {
    /// Code of the paper, `1` to `9`.
    pub paper: String,
    /// Number of the paper.
    pub number: String,
    /// Full name.
    pub name: String,
    /// `15/05/1999`, `150599`, `1999`.
    pub birth: String,
    /// `Nam`, `Nữ` or `Khác`.
    pub sex: String,
    /// Three letters, `VNM`.
    pub nationality: String,
    /// Home address.
    pub address: String,
    /// Expiry, `05/03/2031`, `5/3/31`; with number and birth it opens the chip of a passport.
    pub expiry: String,
    /// The address in the units of today, if a suggestion was taken; the raw one stays beside it.
    pub residence: String,
}

/// The registration form as submitted.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckInForm {
    /// The draft it began from.
    pub draft: u32,
    /// The facts; those equal to the draft's keep their source, the others become typed.
    pub facts: TypedFacts,
    /// The room.
    pub room: String,
    /// Overnight or by the hour.
    pub kind: StayKindName,
    /// Nights, 1 or more; ignored for day use.
    pub nights: u32,
    /// Reason code, 1 to 20.
    pub reason: u32,
    /// Reason in words, when the code is 20.
    pub reason_text: String,
    /// How a foreigner entered the country; without meaning for a citizen.
    pub entry: EntryForm,
    /// Soft findings were read and confirmed.
    pub confirmed: bool,
}

/// One request of the clerk.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "do", content = "with", rename_all = "camelCase")]
pub enum ReceptionAct {
    /// F2, or Enter on a free room: open the drawer, perhaps for a room.
    OpenDraft(Option<String>),
    /// Close the drawer; what was read is forgotten.
    CloseDraft,
    /// Begin the drawer again from a guest found by name.
    UseGuest(String),
    /// These facts stand in the form: are they of the person who was read?
    Compare(TypedFacts),
    /// What was read is another's than what is typed: forget it, and keep the drawer.
    DropReadings,
    /// The guest consents: read the chip, which the facts in the form open.
    ReadChip(TypedFacts),
    /// Stop reading the chip.
    StopReading,
    /// A scanner has typed this, like a keyboard.
    Wedge(String),
    /// Enter: save and queue the notice.
    CheckIn(Box<CheckInForm>),
    /// F8: this stay ends now.
    CheckOut(String),
    /// The room was cleaned.
    RoomReady(String),
    /// R10: try this telling of a notice again now.
    Resend(ToldKey),
    /// R10: write the slip of this telling's receipt to the folder of exports.
    Slip(ToldKey),
    /// R12: make a file and write it to the folder of exports.
    Export(ExportAsk),
    /// R12: so many records of an export the portal says it took.
    PortalTook {
        /// The export.
        export: String,
        /// The portal's number.
        count: u32,
    },
    /// R12: an export was a mistake, or was never sent.
    VoidExport {
        /// The export.
        export: String,
        /// Why, in words.
        why: String,
        /// Yes, although the portal has people of it and keeps them.
        known: bool,
    },
    /// R12: write files that leave the house to this folder from now on; the empty text is the usual one.
    ExportsFolder(String),
    /// R12: hold the portal's own list against the books.
    PortalList(PortalListAsk),
    /// R12: keep what was typed about the portal's API.
    PortalSettings(PortalForm),
    /// R12: send to the portal whoever can be sent; these notices although they are in a file, or were refused.
    PortalSend(Vec<String>),
    /// R12: somebody has looked at the portal for the record of a call.
    PortalLooked {
        /// The call.
        call: String,
        /// It is there.
        there: bool,
    },
    /// R12: until when the person of a notice may stay in the country, as the visa or the stamp says.
    Permit {
        /// The notice.
        notice: String,
        /// The day, as it is typed.
        until: String,
    },
    /// Begin to change what is known of a person in a stay; it shows the whole number, and is recorded.
    OpenChange {
        /// The stay.
        stay: String,
        /// The guest.
        guest: String,
    },
    /// Give it up.
    CloseChange,
    /// Change it, and tell of it.
    Change(ChangeForm),
    /// How the person whose change is open entered the country.
    WriteEntry(EntryForm),
    /// R13: an officer looks; recorded.
    OpenInspection,
    /// R13: the officer asks for a whole number; recorded.
    ShowNumber(String),
    /// R13: the officer has seen it.
    CloseInspection,
    /// R14: begin to try the devices.
    OpenTrial,
    /// End it.
    CloseTrial,
    /// Use this device of its kind from now on, or the first that is found; it is remembered.
    ChooseDevice {
        /// Which kind.
        kind: DeviceKindName,
        /// The device; a camera or scanner by its setting, a reader by its name.
        device: Option<String>,
    },
    /// Enrol this desk: hub address and single-use code.
    Enrol {
        /// Like `http://127.0.0.1:8080`.
        hub: String,
        /// The code.
        code: String,
    },
    /// R14: another key for this device.
    ChangeKey,
    /// The six digits at the hub are the same, or not: then the enrolment's key is thrown away.
    EnrolSame(bool),
}

/// What came of a request.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReceptionDone {
    /// Done; the next view shows it.
    Done,
    /// The form was compared with what was read.
    Compared {
        /// The facts in which it is of somebody else, hard where it is another person's beyond a misreading put right.
        another: Vec<FindingView>,
    },
    /// A file was made.
    Exported {
        /// Its name; none when nobody was in it and so none was written.
        file: Option<String>,
        /// How many records are in it.
        records: u32,
        /// Who is not in it, though they belong there.
        left_out: Vec<LeftOutLine>,
        /// Who is in the register of foreigners without all that it asks for.
        lacking: Vec<LackingLine>,
    },
    /// The portal's list was held against the books.
    Reconciled {
        /// People under the duty in our books.
        ours: u32,
        /// People in the portal's list.
        theirs: u32,
        /// Where they differ.
        differences: Vec<DifferenceLine>,
        /// Rows of the portal's sheet that could not be read.
        unread: Vec<u32>,
    },
    /// Records were sent to the portal, one a call. Its list must confirm what it accepted.
    PortalSent {
        /// How many it said yes to.
        accepted: u32,
        /// How many it said no to.
        refused: u32,
        /// Why the errand ended early, if it did.
        trouble: Option<PortalTrouble>,
        /// Who was not sent, though they belong there.
        left_out: Vec<LeftOutLine>,
    },
    /// A guest was registered.
    CheckedIn {
        /// The stay.
        stay: String,
        /// Deadline of the notice, `dd/MM HH:mm`; none for day use.
        deadline: Option<String>,
    },
}

/// One guest found by name or number.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundGuest {
    /// The guest.
    pub guest: String,
    /// Full name.
    pub name: String,
    /// Year of birth.
    pub birth_year: Option<i16>,
    /// Masked number.
    pub masked_number: String,
    /// Where the person is now.
    pub place: Option<String>,
}
