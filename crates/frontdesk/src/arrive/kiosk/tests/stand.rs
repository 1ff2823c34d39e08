//! A kiosk with somebody in front of it.

use document::{Document, Sex};
use jiff::{SignedDuration, Timestamp};
use lodging::{Department, DepartmentId};
use private::Private;

use super::super::*;
use crate::arrive::chip::{ChipFacts, ChipFailure};
use crate::testing::{AN_INSURANCE, AN_QR, AN_ZONE, BINH_QR, PASSPORT, an, at, binh, evening, person};
use crate::view::{DeviceState, KioskScreen, KioskView, ReadView, TrustView};

/// One thing that happens.
pub type Step = fn(&mut Stand);

pub const DEADLINE: &str = "2026-11-21T23:00:00+07:00";

pub struct Stand {
    pub kiosk: Kiosk,
    pub now: Timestamp,
    pub devices: Devices,
    /// What the kiosk asked for, in order, in a word each.
    pub did: Vec<&'static str>,
    /// The registration it asked to save last.
    pub saved: Option<Registration>,
    /// What it wanted to open the last chip with.
    pub key: Option<Document>,
    consented: bool,
    reading: bool,
}

impl Stand {
    pub fn new() -> Self {
        let mut stand = Self {
            kiosk: Kiosk::new(settings(), evening()),
            now: evening(),
            devices: Devices::default(),
            did: Vec::new(),
            saved: None,
            key: None,
            consented: false,
            reading: false,
        };
        stand.devices(|devices| (devices.chip, devices.camera) = (DeviceState::Ready, DeviceState::Ready));
        stand
    }

    /// A stand after these steps.
    pub fn after(steps: &[Step]) -> Self {
        let mut stand = Self::new();
        stand.go(steps);
        stand
    }

    pub fn go(&mut self, steps: &[Step]) {
        for step in steps {
            step(self);
        }
    }

    /// Lets it happen, and holds what the kiosk asks for against the rules.
    pub fn happen(&mut self, happening: Happening) {
        if matches!(happening, Happening::Chip(ChipNews::Read(_) | ChipNews::Failed(_))) {
            self.reading = false;
        }
        for effect in self.kiosk.on(happening, self.now) {
            let word = match effect {
                Effect::RecordConsent => {
                    self.consented = true;
                    "consent"
                }
                Effect::ReadChip(key) => {
                    assert!(self.consented, "nothing is read before the consent");
                    assert!(!self.reading, "one read at a time");
                    assert!(self.devices.card_laid && self.devices.chip == DeviceState::Ready);
                    assert!(key.can().is_some() || !key.mrz_key_candidates().is_empty());
                    self.reading = true;
                    self.key = Some(*key);
                    "read"
                }
                Effect::StopReading => {
                    assert!(self.reading, "only a read under way is stopped");
                    self.reading = false;
                    "stop"
                }
                Effect::Save(registration) => {
                    assert!(!self.reading);
                    self.saved = Some(*registration);
                    "save"
                }
                Effect::Forget => {
                    self.consented = false;
                    assert!(!self.reading, "a read is stopped before it is forgotten");
                    "forget"
                }
            };
            self.did.push(word);
        }
    }

    pub fn tap(&mut self, act: KioskAct) {
        self.happen(Happening::Tap(act));
    }

    pub fn devices(&mut self, change: impl FnOnce(&mut Devices)) {
        change(&mut self.devices);
        self.happen(Happening::Devices(self.devices));
    }

    pub fn code(&mut self, text: &str) {
        self.happen(Happening::Code(Private::new(text.as_bytes().to_vec())));
    }

    /// A scanner that is a keyboard types this.
    pub fn typed(&mut self, text: &str) {
        let document = document::wedge::parse(text, duty::vn_date(self.now)).unwrap();
        self.happen(Happening::Keys(Box::new(document)));
    }

    pub fn facts(&mut self, document: Document, mismatch: bool) {
        let face = Some(Private::new(vec![0xff]));
        self.happen(Happening::Chip(ChipNews::Read(Box::new(ChipFacts {
            document,
            face,
            against: mismatch.then_some(TrustView::Altered),
        }))));
    }

    pub fn fail(&mut self, failure: ChipFailure) {
        self.happen(Happening::Chip(ChipNews::Failed(failure)));
    }

    /// Time goes by, and the desk's timer with it.
    pub fn wait(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
        self.happen(Happening::Tick);
    }

    /// Is a read under way, as the devices know it?
    pub const fn is_reading(&self) -> bool {
        self.reading
    }

    pub fn view(&self) -> KioskView {
        self.kiosk.view(self.now)
    }

    pub fn read_view(&self) -> ReadView {
        match self.view().screen {
            KioskScreen::Read(view) => view,
            _ => panic!("at {}", self.at()),
        }
    }

    pub fn done(&self) -> (DoneState, u32) {
        match self.view().screen {
            KioskScreen::Done { state, wipes_in } => (state, wipes_in),
            _ => panic!("at {}", self.at()),
        }
    }

    /// The screen, in a word.
    pub fn at(&self) -> &'static str {
        match self.view().screen {
            KioskScreen::Enrol(_) => "enrol",
            KioskScreen::Welcome => "welcome",
            KioskScreen::Role { .. } => "role",
            KioskScreen::Read(_) => "read",
            KioskScreen::Number { .. } => "number",
            KioskScreen::Confirm { .. } => "confirm",
            KioskScreen::Department { .. } => "department",
            KioskScreen::Relation { .. } => "relation",
            KioskScreen::Nights { .. } => "nights",
            KioskScreen::Done { .. } => "done",
            KioskScreen::Staff { reason } => match reason {
                StaffReason::Asked => "staff: asked",
                StaffReason::NoCard => "staff: no card",
                StaffReason::Unreadable => "staff: unreadable",
                StaffReason::NotConfirmed => "staff: not confirmed",
                StaffReason::NotMe => "staff: not me",
                StaffReason::AlreadyHere => "staff: already here",
                StaffReason::Incomplete => "staff: incomplete",
                StaffReason::StoreFailed => "staff: store failed",
            },
        }
    }

    /// Nothing is left of anybody: it shows what a kiosk shows that nobody has touched.
    pub fn is_fresh(&self) -> bool {
        let mut untouched = Kiosk::new(settings(), self.now);
        // A card that somebody forgot on the reader begins no visit.
        untouched.devices = self.devices;
        let (mut view, mut fresh) = (self.view(), untouched.view(self.now));
        (view.seq, fresh.seq) = (0, 0);
        view == fresh
    }
}

pub fn settings() -> KioskSettings {
    let department =
        |n: u8, name: &str| Department { id: DepartmentId::new(evening(), [n; 10]), name: name.to_owned() };
    KioskSettings {
        facility: "Bệnh viện Hoa Sen".to_owned(),
        departments: vec![department(1, "Khoa Nội"), department(2, "Khoa Ngoại")],
        unknown_nights: 3,
        training: false,
    }
}

pub fn surgery() -> DepartmentId {
    settings().departments[1].id
}

// What a person does.

pub fn start(stand: &mut Stand) {
    stand.tap(KioskAct::Start);
}

pub fn no_card(stand: &mut Stand) {
    stand.tap(KioskAct::NoCard);
}

pub fn patient(stand: &mut Stand) {
    stand.tap(KioskAct::Role(KioskRole::Patient));
}

pub fn carer(stand: &mut Stand) {
    stand.tap(KioskAct::Role(KioskRole::Carer));
}

pub fn lay(stand: &mut Stand) {
    stand.devices(|devices| devices.card_laid = true);
}

pub fn lift(stand: &mut Stand) {
    stand.devices(|devices| devices.card_laid = false);
}

pub fn qr(stand: &mut Stand) {
    stand.code(AN_QR);
}

pub fn binhs_qr(stand: &mut Stand) {
    stand.code(BINH_QR);
}

pub fn zone(stand: &mut Stand) {
    stand.code(AN_ZONE);
}

pub fn passport_zone(stand: &mut Stand) {
    stand.code(PASSPORT);
}

pub fn insurance(stand: &mut Stand) {
    stand.code(AN_INSURANCE);
}

pub fn passport(stand: &mut Stand) {
    stand.tap(KioskAct::Passport);
}

pub fn other_code(stand: &mut Stand) {
    stand.code("https://example.vn/menu");
}

pub fn typed_by_scanner(stand: &mut Stand) {
    stand.typed("001099000123|012345678|Nguye6n4 Va8n An|15051999|Nam|So61 1, Ha2 No65i|20052022");
}

pub fn type_number(stand: &mut Stand) {
    stand.tap(KioskAct::TypeNumber);
}

pub fn number(stand: &mut Stand) {
    stand.tap(KioskAct::Number("001099000123".to_owned()));
}

pub fn eleven(stand: &mut Stand) {
    stand.tap(KioskAct::Number("00109900012".to_owned()));
}

pub fn qr_only(stand: &mut Stand) {
    stand.tap(KioskAct::QrOnly);
}

pub fn yes(stand: &mut Stand) {
    stand.tap(KioskAct::Confirm(true));
}

pub fn no(stand: &mut Stand) {
    stand.tap(KioskAct::Confirm(false));
}

pub fn ward(stand: &mut Stand) {
    stand.tap(KioskAct::Department(surgery().to_string()));
}

pub fn strange_ward(stand: &mut Stand) {
    stand.tap(KioskAct::Department("nowhere".to_owned()));
}

pub fn child(stand: &mut Stand) {
    stand.tap(KioskAct::Relation(RelationName::Child));
}

pub fn two_nights(stand: &mut Stand) {
    stand.tap(KioskAct::Nights(Nights::Known(2)));
}

pub fn unknown_nights(stand: &mut Stand) {
    stand.tap(KioskAct::Nights(Nights::Unknown));
}

pub fn back(stand: &mut Stand) {
    stand.tap(KioskAct::Back);
}

pub fn call_staff(stand: &mut Stand) {
    stand.tap(KioskAct::CallStaff);
}

pub fn still_here(stand: &mut Stand) {
    stand.tap(KioskAct::StillHere);
}

pub fn finish(stand: &mut Stand) {
    stand.tap(KioskAct::Finish);
}

pub fn english(stand: &mut Stand) {
    stand.tap(KioskAct::Language(Language::En));
}

pub fn unhurried(stand: &mut Stand) {
    stand.tap(KioskAct::Unhurried(true));
}

// What the machines say.

pub fn opened(stand: &mut Stand) {
    stand.happen(Happening::Chip(ChipNews::Opened));
    stand.happen(Happening::Chip(ChipNews::Name(Private::new("NGUYEN VAN AN".to_owned()))));
    stand.happen(Happening::Chip(ChipNews::Bytes { done: 10, total: 100 }));
}

pub fn read(stand: &mut Stand) {
    stand.facts(an(), false);
}

pub fn read_passport(stand: &mut Stand) {
    let zone = document::recognise(PASSPORT.as_bytes(), jiff::civil::date(2026, 11, 21)).unwrap();
    let mut chip = zone.document(jiff::civil::date(2026, 11, 21)).unwrap();
    chip.name = Some(document::Fact::new("Eriksson Anna Maria".to_owned(), document::Source::Chip));
    stand.facts(chip, false);
}

/// The same number with another name: not what the QR has told.
pub fn read_namesake(stand: &mut Stand) {
    stand.facts(person("001099000123", "Nguyễn Văn Anh", Sex::Male), false);
}

pub fn read_binh(stand: &mut Stand) {
    stand.facts(binh(), false);
}

pub fn mismatch(stand: &mut Stand) {
    stand.facts(an(), true);
}

pub fn expired(stand: &mut Stand) {
    let yesterday = jiff::civil::date(2026, 11, 20);
    let expiry = Some(document::Fact::new(document::Expiry::On(yesterday), document::Source::Chip));
    stand.facts(Document { expiry, ..an() }, false);
}

pub fn nameless(stand: &mut Stand) {
    stand.facts(Document { name: None, ..person("001099000123", "", Sex::Male) }, false);
}

pub fn lifted(stand: &mut Stand) {
    stand.fail(ChipFailure::Lifted);
}

pub fn leaves(stand: &mut Stand) {
    stand.happen(Happening::Chip(ChipNews::Lifted));
    lift(stand);
}

pub fn comes_back(stand: &mut Stand) {
    lay(stand);
    stand.happen(Happening::Chip(ChipNews::Back));
}

pub fn another_card(stand: &mut Stand) {
    comes_back(stand);
    stand.fail(ChipFailure::AnotherCard);
}

pub fn mute(stand: &mut Stand) {
    stand.devices(|devices| devices.mute = true);
}

pub fn busy(stand: &mut Stand) {
    stand.fail(ChipFailure::Busy);
}

pub fn unreadable(stand: &mut Stand) {
    stand.fail(ChipFailure::Unreadable);
}

pub fn wrong_key(stand: &mut Stand) {
    stand.fail(ChipFailure::WrongKey);
}

pub fn cancelled(stand: &mut Stand) {
    stand.fail(ChipFailure::Cancelled);
}

pub fn reader_gone(stand: &mut Stand) {
    stand.devices(|devices| (devices.chip, devices.card_laid) = (DeviceState::Absent, false));
    stand.fail(ChipFailure::ReaderGone);
}

pub fn no_reader(stand: &mut Stand) {
    stand.devices(|devices| (devices.chip, devices.card_laid) = (DeviceState::Absent, false));
}

pub fn reader_back(stand: &mut Stand) {
    stand.devices(|devices| devices.chip = DeviceState::Ready);
}

pub fn saved(stand: &mut Stand) {
    stand.happen(Happening::Saved { deadline: at(DEADLINE), offline: false });
}

pub fn saved_offline(stand: &mut Stand) {
    stand.happen(Happening::Saved { deadline: at(DEADLINE), offline: true });
}

pub fn not_saved(stand: &mut Stand) {
    stand.happen(Happening::NotSaved(RefusalCode::StoreFailed));
}

pub fn receipted(stand: &mut Stand) {
    let happening = Happening::Receipted { at: at("2026-11-21T19:42:00+07:00"), code: "4K7P".to_owned() };
    stand.happen(happening);
}

pub fn offline(stand: &mut Stand) {
    stand.happen(Happening::Offline);
}

pub fn tick(stand: &mut Stand) {
    stand.wait(0);
}
