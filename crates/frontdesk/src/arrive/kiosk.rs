//! The kiosk as a machine: what happened goes in, what must be done comes out, and [`Kiosk::view`] paints the screen.
//!
//! It holds one person's visit and nothing longer than that visit: every way out drops the whole [`Visit`].
//! It reads no clock and touches no device, so its tests drive time.

mod idle;
mod paint;
mod read;
#[cfg(test)]
mod tests;
mod visit;

use document::Document;
use jiff::Timestamp;
use lodging::Department;
use private::Private;

use self::idle::Idle;
use self::visit::{At, Visit, Wanted};
use super::chip::ChipNews;
use super::registration::Registration;
use crate::view::{Devices, DoneState, KioskAct, KioskRole, Language, Nights, RefusalCode, RelationName, StaffReason};

/// What the house has set for its kiosks.
#[derive(Clone, Debug)]
pub struct KioskSettings {
    /// The facility's name.
    pub facility: String,
    /// The departments, in the order of their tiles.
    pub departments: Vec<Department>,
    /// What "not known yet" is taken as, in nights: a notice needs an end.
    pub unknown_nights: u32,
    /// Emulated devices are in use.
    pub training: bool,
}

/// What happened at the kiosk.
pub enum Happening {
    /// A tap.
    Tap(KioskAct),
    /// The devices are now so.
    Devices(Devices),
    /// The camera sees a code: its bytes.
    Code(Private<Vec<u8>>),
    /// A scanner that types has left this of a card.
    Keys(Box<Document>),
    /// The chip being read says.
    Chip(ChipNews),
    /// The stay and its notice were saved.
    Saved {
        /// When the hub must have the notice.
        deadline: Timestamp,
        /// The hub was away when it was tried last.
        offline: bool,
    },
    /// They were not saved.
    NotSaved(RefusalCode),
    /// The hub's receipt for this visit's notice is here.
    Receipted {
        /// By the hub's clock.
        at: Timestamp,
        /// The receipt's short code.
        code: String,
    },
    /// The hub cannot be reached.
    Offline,
    /// Time has passed.
    Tick,
}

/// What the desk must do for the kiosk.
pub enum Effect {
    /// Record that the person consents to the reading of the chip; nothing is read before.
    RecordConsent,
    /// Read the chip on the reader, with what is known of its card.
    ReadChip(Box<Document>),
    /// Stop reading.
    StopReading,
    /// Save the stay and queue its notice.
    Save(Box<Registration>),
    /// The visit is over: forget the face picture, the consent at hand and the notice awaited.
    Forget,
}

/// One kiosk.
pub struct Kiosk {
    settings: KioskSettings,
    devices: Devices,
    language: Language,
    idle: Idle,
    visit: Visit,
    seq: u32,
}

impl Kiosk {
    /// Stands ready, with nobody in front of it.
    pub fn new(settings: KioskSettings, now: Timestamp) -> Self {
        Self {
            settings,
            devices: Devices::default(),
            language: Language::default(),
            idle: Idle::new(now),
            visit: Visit::default(),
            seq: 0,
        }
    }

    /// Takes in what happened and says what must be done, in order.
    pub fn on(&mut self, happening: Happening, now: Timestamp) -> Vec<Effect> {
        self.seq += 1;
        self.idle.not_ahead(&mut self.visit, now);
        let mut effects = Vec::new();
        match happening {
            Happening::Tap(act) => {
                self.idle.touch(now);
                self.on_tap(act, now, &mut effects);
            }
            Happening::Devices(devices) => self.on_devices(devices, now, &mut effects),
            Happening::Code(bytes) => self.on_code(&bytes, now, &mut effects),
            Happening::Keys(document) => self.on_keys(*document, now, &mut effects),
            Happening::Chip(news) => self.on_chip(news, now, &mut effects),
            Happening::Saved { deadline, offline } => self.on_saved(deadline, offline, now),
            Happening::NotSaved(code) => self.call_staff(reason_of(code), &mut effects),
            Happening::Receipted { at, code } => self.on_receipt(at, code, now),
            Happening::Offline => self.visit.offline(),
            Happening::Tick => self.on_tick(now, &mut effects),
        }
        effects
    }

    /// The moment at which time alone changes the screen next.
    pub fn next_wake(&self, now: Timestamp) -> Option<Timestamp> {
        self.idle.next_wake(&self.visit, now)
    }

    fn on_tap(&mut self, act: KioskAct, now: Timestamp, effects: &mut Vec<Effect>) {
        match (act, &self.visit.at) {
            (KioskAct::Language(language), _) => self.language = language,
            (KioskAct::Unhurried(on), _) => self.idle.unhurried = on,
            (KioskAct::Finish, _) => self.wipe(now, effects),
            (KioskAct::Back, _) => self.back(now, effects),
            (KioskAct::CallStaff, _) => self.call_staff(StaffReason::Asked, effects),
            (KioskAct::Start, At::Welcome) => self.visit.at = At::Role,
            (KioskAct::Passport, At::Welcome) => {
                self.visit = Visit { at: At::Role, wanted: Wanted::Passport, ..Visit::default() };
            }
            (KioskAct::NoCard, At::Welcome | At::Role | At::Read) => self.call_staff(StaffReason::NoCard, effects),
            (KioskAct::Role(role), At::Role) => self.consent(role, effects),
            (KioskAct::TypeNumber, At::Read) => self.type_number(),
            (KioskAct::Number(digits), At::Number { .. }) => self.on_number(digits, effects),
            (KioskAct::QrOnly, At::Read) => self.qr_only(now, effects),
            (KioskAct::Confirm(true), At::Confirm) => self.visit.at = At::Department,
            (KioskAct::Confirm(false), At::Confirm) => self.call_staff(StaffReason::NotMe, effects),
            (KioskAct::Department(id), At::Department) => self.on_department(&id),
            (KioskAct::Relation(relation), At::Relation) => self.on_relation(relation),
            (KioskAct::Nights(nights), At::Nights) => self.on_nights(nights, effects),
            // A tap on a screen that has just changed, to which the page will be sent; or one that only says "I am here".
            _ => {}
        }
    }

    fn consent(&mut self, role: KioskRole, effects: &mut Vec<Effect>) {
        self.visit.role = Some(role);
        effects.push(Effect::RecordConsent);
        self.show_card(effects);
    }

    fn on_department(&mut self, id: &str) {
        let found = self.settings.departments.iter().find(|department| department.id.to_string() == id);
        if let Some(department) = found {
            self.visit.department = Some(department.id);
            self.visit.at = if self.visit.role == Some(KioskRole::Carer) { At::Relation } else { At::Nights };
        }
    }

    fn on_relation(&mut self, relation: RelationName) {
        self.visit.relation = Some(relation);
        self.visit.at = At::Nights;
    }

    fn on_nights(&mut self, nights: Nights, effects: &mut Vec<Effect>) {
        let nights = match nights {
            Nights::Known(nights) => nights,
            Nights::Unknown => self.settings.unknown_nights,
        };
        if let Some(registration) = self.visit.registration(nights) {
            self.visit.at = At::Saving;
            effects.push(Effect::Save(Box::new(registration)));
        }
    }

    fn on_saved(&mut self, deadline: Timestamp, offline: bool, now: Timestamp) {
        if !matches!(self.visit.at, At::Saving) {
            return;
        }
        self.visit.at = At::Done { state: DoneState::Sending, deadline, since: now };
        if offline {
            self.visit.offline();
        }
    }

    fn on_receipt(&mut self, at: Timestamp, code: String, now: Timestamp) {
        if let At::Done { state, since, .. } = &mut self.visit.at {
            *state = DoneState::Sent { at: crate::say::hour(at), code };
            *since = now;
        }
    }

    fn on_tick(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.idle.is_over(&self.visit, now) {
            self.wipe(now, effects);
        }
    }

    fn back(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        self.visit.at = match self.visit.at {
            At::Read => {
                self.stop_reading(effects);
                self.visit.forget_reading();
                At::Role
            }
            At::Number { .. } => return self.show_card(effects),
            At::Department => At::Confirm,
            At::Nights if self.visit.role == Some(KioskRole::Carer) => At::Relation,
            At::Relation | At::Nights => At::Department,
            _ => return self.wipe(now, effects),
        };
    }

    fn call_staff(&mut self, reason: StaffReason, effects: &mut Vec<Effect>) {
        self.stop_reading(effects);
        self.visit = Visit { at: At::Staff(reason), ..Visit::default() };
        effects.push(Effect::Forget);
    }

    fn wipe(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        self.stop_reading(effects);
        self.visit = Visit::default();
        self.language = Language::default();
        self.idle = Idle::new(now);
        effects.push(Effect::Forget);
    }
}

/// Who can help when a stay could not be saved.
fn reason_of(code: RefusalCode) -> StaffReason {
    match code {
        RefusalCode::AlreadyHere => StaffReason::AlreadyHere,
        RefusalCode::Findings | RefusalCode::ConfirmSoft | RefusalCode::TooLong => StaffReason::Incomplete,
        _ => StaffReason::StoreFailed,
    }
}
