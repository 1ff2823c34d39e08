//! Words both faces share.

use super::change::EntryFieldName;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The language a screen speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// Tiếng Việt, the first language of every screen.
    #[default]
    Vi,
    /// English.
    En,
}

/// Whether a device can be used now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceState {
    /// Nothing of the kind is plugged in or configured.
    #[default]
    Absent,
    /// It works.
    Ready,
    /// It is configured, but fails.
    Broken,
}

/// The devices of this desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Devices {
    /// The chip card reader.
    pub chip: DeviceState,
    /// A card lies on the reader.
    pub card_laid: bool,
    /// Something lies on the reader that gives no answer.
    pub mute: bool,
    /// The camera.
    pub camera: DeviceState,
    /// A paper of a visit that is over still lies before the camera: it counts again once it has gone and come back.
    pub lift_first: bool,
    /// The barcode scanner.
    pub scanner: DeviceState,
}

/// How the device's clock stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ClockName {
    /// Nothing speaks against it.
    #[default]
    Right,
    /// The hub's clock differs, and is used.
    Wrong,
    /// Giờ chưa chắc: the hub has told no time yet, and the device may not know it.
    Uncertain,
}

/// The device's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClockView {
    /// How it stands.
    pub state: ClockName,
    /// By how many minutes it is wrong, at least 1 then.
    pub off_minutes: u32,
}

/// An enrolment at a hub that waits for a person to compare the six digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentView {
    /// Six digits, as in `123 456`, that the hub must show for this desk too.
    pub digits: String,
    /// The hub's address.
    pub hub: String,
    /// What the hub calls this house.
    pub facility: String,
}

/// Where a fact came from; shown beside the fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SourceName {
    /// The chip of the card.
    Chip,
    /// The QR code of the card.
    Qr,
    /// The machine-readable lines of a passport or card.
    Mrz,
    /// The code of a health insurance card.
    HealthInsurance,
    /// A person typed it.
    Typed,
}

/// A fact of a document, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FieldName {
    /// The kind of paper.
    Paper,
    /// Personal, card or passport number.
    Number,
    /// Full name.
    Name,
    /// Birth date or year.
    Birth,
    /// Sex.
    Sex,
    /// Nationality.
    Nationality,
    /// Home address.
    Address,
    /// Day of issue.
    Issued,
    /// Day of expiry.
    Expiry,
    /// Number of the paper held before.
    OldNumber,
    /// Place of birth, as some passports' chips have it; it is shown and not kept.
    BirthPlace,
    /// Personal number beside the number of a passport; it is shown and not kept.
    PersonalNumber,
}

/// How far a document was proven, as the screens say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TrustView {
    /// Typed or read from a QR or MRZ: nothing is proven.
    Unproven,
    /// Read from a chip whose signature could not be checked.
    Unchecked,
    /// The chip's data fit their signature; its issuer is not anchored here, and the chip was not asked.
    SelfConsistent,
    /// The same, and the chip proved that it is the one the data were issued with.
    SelfConsistentGenuine,
    /// The signature leads to an issuer this house trusts; the chip was not asked.
    IssuerTrusted,
    /// The same, and the chip proved that it is the one the data were issued with.
    IssuerTrustedGenuine,
    /// The chip's data do not fit their signature.
    Altered,
    /// The certificate of who signed the chip's data was revoked.
    Revoked,
    /// The chip could not prove that it is the one the data were issued with.
    Copied,
}

/// One thing a check has to say about one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// The fact it is about.
    pub field: FieldName,
    /// True when the guest cannot be registered like this; false when a person may confirm it.
    pub hard: bool,
    /// What is wrong; the page has the sentence and the remedy.
    pub code: String,
}

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Which refusal; the page has the sentence and the remedy in each language.
    pub code: RefusalCode,
    /// What the checks found, when the request carried facts.
    pub findings: Vec<FindingView>,
}

/// Every refusal a page can meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RefusalCode {
    /// The request does not fit the screen the desk is on; the page is behind and will be sent the present one.
    NotNow,
    /// Facts are missing or wrong: see the findings.
    Findings,
    /// The checks found something a person must confirm: see the findings.
    ConfirmSoft,
    /// The room has no free bed.
    RoomFull,
    /// The room is locked or not yet cleaned.
    RoomNotReady,
    /// The room, stay or notice is not known any more.
    Unknown,
    /// This guest is already staying here.
    AlreadyHere,
    /// Thirty days or more need a registration of temporary residence (Residence Law art. 27).
    TooLong,
    /// The stay has already ended.
    AlreadyLeft,
    /// No card lies on the reader.
    NoCard,
    /// The reader is not there.
    NoReader,
    /// The number that opens the chip is not known yet: show the QR or type the number.
    NoKey,
    /// This desk has not been enrolled at a hub yet, so a notice has no sender.
    NotEnrolled,
    /// The reason "another" needs words.
    NoReason,
    /// A change to what was told needs a reason, in words.
    NoWhy,
    /// An extension is by at least one night, or one hour of day use.
    NoTime,
    /// A stay is planned to end after now.
    EndPast,
    /// The enrolment code was not accepted.
    EnrolRefused,
    /// The hub could not be reached.
    HubAway,
    /// The local store refused; nothing was saved.
    StoreFailed,
    /// The device that is to be used has no such name.
    NoSuchDevice,
    /// The scanner typed something that is no code of a card.
    NotACardsCode,
    /// The scanner typed a card's code, and it was changed on its way.
    CodeChanged,
    /// The practice stage is not there.
    NoStage,
    /// It is no day, or the days do not follow each other.
    NotADay,
    /// What was typed into this field of how a foreigner entered the country is no day.
    NotADayIn(EntryFieldName),
    /// The planned end that was typed is no day with an hour.
    NotAMoment,
    /// The file is not a list of the portal.
    NotAList,
    /// The folder for files that leave the house is none, or takes no file.
    FolderRefused,
    /// The portal took people of this export; to take it back wants a second yes.
    TakenByPortal,
    /// A file could not be made or written.
    FileFailed,
    /// The portal's API is not in use.
    PortalOff,
    /// Address, paths, name or password of the portal are missing or none.
    NotAPortal,
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self { code, findings: Vec::new() }
    }
}
