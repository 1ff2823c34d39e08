//! The kiosk: one question a screen (K0 to K6).

use super::common::{ClockView, Devices, EnrolmentView, Language, TrustView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything the kiosk page shows.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KioskView {
    /// Grows with every change; a page ignores a view older than the one it has.
    pub seq: u32,
    /// The facility's name.
    pub facility: String,
    /// The language chosen by the person who stands there.
    pub language: Language,
    /// "Chậm rãi": larger letters and twice the time.
    pub unhurried: bool,
    /// Emulated devices are in use: the orange frame.
    pub training: bool,
    /// The devices.
    pub devices: Devices,
    /// Which step of how many, for the dots; none before the first and after the last.
    pub step: Option<StepDots>,
    /// The screen.
    pub screen: KioskScreen,
    /// Seconds left until everything is wiped, while the warning stands; one tap extends.
    pub idle_warning: Option<u32>,
    /// What waits for the hub, for the line of the first and the last screen.
    pub notices: WaitingView,
}

/// What waits for the hub, of everybody: no person stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaitingView {
    /// How many notices have no receipt yet.
    pub waiting: u32,
    /// The earliest of their deadlines, `HH:mm dd/MM`.
    pub due: Option<String>,
    /// The hub is away.
    pub away: bool,
    /// The device's clock.
    pub clock: ClockView,
}

/// Which dot is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepDots {
    /// From 1.
    pub at: u32,
    /// How many there are.
    pub of: u32,
}

/// One screen of the kiosk.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "at", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KioskScreen {
    /// This desk was enrolled just now, and whoever sets it up must compare the digits before anybody else comes.
    Enrol(EnrolmentView),
    /// K0: lay the card, or press start.
    Welcome,
    /// K1: who are you? The tap is the consent to read the chip, and the screen says so.
    Role {
        /// The answers offered.
        roles: Vec<KioskRole>,
    },
    /// K2: reading.
    Read(ReadView),
    /// K2, when the QR cannot be read: a keypad for the twelve digits.
    Number {
        /// The last try was not twelve digits.
        wrong: bool,
    },
    /// K3: is this you?
    Confirm {
        /// Full name.
        name: String,
        /// Year of birth.
        birth_year: Option<i16>,
        /// Like `0010******23`.
        masked_number: String,
        /// A face from the chip can be shown on tap, at `picture://localhost/face`.
        photo: bool,
        /// How far the card was proven.
        trust: TrustView,
    },
    /// K4: which department? For a carer: where is the patient?
    Department {
        /// Who asks.
        role: KioskRole,
        /// The departments of the house.
        tiles: Vec<Tile>,
    },
    /// K4b: what are you to the patient?
    Relation {
        /// The answers offered.
        relations: Vec<RelationName>,
    },
    /// K5: how many nights?
    Nights {
        /// The choices, in nights.
        choices: Vec<u32>,
        /// What "not known yet" will be taken as, in nights.
        unknown_means: u32,
    },
    /// K6: done.
    Done {
        /// What became of the notice.
        state: DoneState,
        /// Seconds until the screen is wiped.
        wipes_in: u32,
    },
    /// A person of the house has to help.
    Staff {
        /// Why.
        reason: StaffReason,
    },
}

/// Who stands at the kiosk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KioskRole {
    /// Người bệnh.
    Patient,
    /// Người nuôi bệnh.
    Carer,
}

/// K2: four steps with ticks, a bar, and one thing to do.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "a picture of the screen: each is one tick or one button on it")]
pub struct ReadView {
    /// The QR or the zone was seen, or the number typed.
    pub key_known: bool,
    /// The chip was opened.
    pub chip_opened: bool,
    /// Facts and photo were read.
    pub facts_read: bool,
    /// The signature was checked.
    pub checked: bool,
    /// Bytes read.
    pub bytes_done: u32,
    /// Bytes there are to read, as far as known.
    pub bytes_total: u32,
    /// The name, as soon as the chip has told it.
    pub name: Option<String>,
    /// What the person should do now.
    pub ask: ReadAsk,
    /// What went wrong with the last try.
    pub trouble: Option<Trouble>,
    /// The read under way waits for its card, which was lifted.
    pub waits: bool,
    /// The chip may be skipped: what the camera has seen will do alone.
    pub offer_qr_only: bool,
    /// It is a passport and not a card.
    pub passport: bool,
}

/// The one thing to do during a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReadAsk {
    /// Hold the card's QR in front of the camera.
    ShowQr,
    /// Hold the passport's page with the photo in front of the camera.
    ShowZone,
    /// Lay the card on the reader.
    LayCard,
    /// Keep the card still.
    HoldStill,
    /// Take the card up.
    LiftCard,
}

/// What went wrong with a read (the error table of the kiosk).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Trouble {
    /// The card was lifted too early.
    Lifted,
    /// Another card was laid down in the midst of a read.
    AnotherCard,
    /// What lies on the reader gives no answer.
    Mute,
    /// Another program holds the card.
    Busy,
    /// The chip does not answer as it should.
    Unreadable,
    /// The chip did not accept the number: another card's QR, or mistyped.
    WrongCard,
    /// A code was seen that is none of a card; perhaps that of the `VNeID` application.
    OtherCode,
    /// A card's code or a zone was seen, and came in changed: by a scanner, or misread.
    Misread,
    /// The code of a health insurance card was seen, which is no identity card.
    Insurance,
    /// The paper that was seen is not the one of the person being registered.
    AnotherPaper,
    /// The scanner types like a keyboard: only numbers and dates were taken.
    DigitsOnly,
    /// The reader is out of order.
    ReaderGone,
}

/// A button with a name.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Tile {
    /// Sent back when it is pressed.
    pub id: String,
    /// What it says.
    pub name: String,
}

/// What a carer is to the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RelationName {
    /// Vợ, chồng.
    Spouse,
    /// Cha, mẹ.
    Parent,
    /// Con.
    Child,
    /// Anh, chị, em.
    Sibling,
    /// Người khác.
    Other,
}

impl RelationName {
    /// Every answer, in the order of the tiles.
    pub const ALL: [Self; 5] = [Self::Spouse, Self::Parent, Self::Child, Self::Sibling, Self::Other];
}

/// How many nights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Nights {
    /// So many.
    Known(u32),
    /// Not known yet: the setting decides.
    Unknown,
}

/// What became of the notice.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DoneState {
    /// Saved; being sent.
    Sending,
    /// The hub's signed receipt is here.
    Sent {
        /// `HH:mm`, Vietnamese time, by the hub's clock.
        at: String,
        /// The receipt's short code.
        code: String,
    },
    /// Saved; sent when the network is back.
    Saved {
        /// `HH:mm` of the deadline.
        deadline: String,
    },
}

/// Why a person of the house has to help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StaffReason {
    /// The person asked.
    Asked,
    /// No card, a passport, a child: typed at the desk.
    NoCard,
    /// The card could not be read three times.
    Unreadable,
    /// The signature does not fit. Never said as "forged".
    NotConfirmed,
    /// The person says: this is not me.
    NotMe,
    /// This person is already registered here.
    AlreadyHere,
    /// The document lacks a fact the law asks for, or has expired.
    Incomplete,
    /// The machine could not save.
    StoreFailed,
}

/// One tap.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "do", content = "with", rename_all = "camelCase")]
pub enum KioskAct {
    /// K0: start.
    Start,
    /// K0: I have a passport.
    Passport,
    /// K0: "Không có thẻ".
    NoCard,
    /// K1: who I am; the consent to read the chip.
    Role(KioskRole),
    /// K2: let me type the number instead.
    TypeNumber,
    /// K2: the twelve digits.
    Number(String),
    /// A scanner has typed this, like a keyboard.
    Wedge(String),
    /// K2: go on without the chip.
    QrOnly,
    /// K3: yes or no.
    Confirm(bool),
    /// K4: the department's id.
    Department(String),
    /// K4b: the relation.
    Relation(RelationName),
    /// K5: the nights.
    Nights(Nights),
    /// One step back.
    Back,
    /// Call a person of the house.
    CallStaff,
    /// I am still here.
    StillHere,
    /// Finished: wipe now.
    Finish,
    /// Speak this language.
    Language(Language),
    /// "Chậm rãi" on or off.
    Unhurried(bool),
    /// The six digits at the hub are the same, or not.
    EnrolSame(bool),
}
