//! What the kiosk shows of where the visit stands.

use jiff::Timestamp;

use super::Kiosk;
use super::visit::At;
use crate::say;
use crate::view::{
    DeviceState, DoneState, KioskRole, KioskScreen, KioskView, ReadAsk, ReadView, RelationName, StepDots, Tile,
    Trouble, WaitingView,
};

/// The nights offered, beside "not known yet".
const NIGHTS: [u32; 4] = [1, 2, 3, 7];

impl Kiosk {
    /// Paints the screen as it is at this moment.
    pub fn view(&self, now: Timestamp) -> KioskView {
        KioskView {
            seq: self.seq,
            facility: self.settings.facility.clone(),
            language: self.language,
            unhurried: self.idle.unhurried,
            training: self.settings.training,
            devices: self.devices,
            step: self.step(),
            screen: self.screen(now),
            idle_warning: self.idle.warning(&self.visit, now),
            notices: WaitingView::default(),
        }
    }

    fn screen(&self, now: Timestamp) -> KioskScreen {
        match &self.visit.at {
            At::Welcome => KioskScreen::Welcome,
            At::Role => KioskScreen::Role { roles: vec![KioskRole::Patient, KioskRole::Carer] },
            At::Read => KioskScreen::Read(self.read_view()),
            At::Number { wrong } => KioskScreen::Number { wrong: *wrong },
            At::Confirm => self.confirm(),
            At::Department => KioskScreen::Department {
                role: self.visit.role.unwrap_or(KioskRole::Patient),
                tiles: self.settings.departments.iter().map(tile).collect(),
            },
            At::Relation => KioskScreen::Relation { relations: RelationName::ALL.to_vec() },
            At::Nights => KioskScreen::Nights { choices: NIGHTS.to_vec(), unknown_means: self.settings.unknown_nights },
            At::Saving => KioskScreen::Done { state: DoneState::Sending, wipes_in: self.idle.wipes_in(now, now) },
            At::Done { state, since, .. } => {
                KioskScreen::Done { state: state.clone(), wipes_in: self.idle.wipes_in(*since, now) }
            }
            At::Staff(reason) => KioskScreen::Staff { reason: *reason },
        }
    }

    fn read_view(&self) -> ReadView {
        let visit = &self.visit;
        let ask = if visit.document.is_some() {
            ReadAsk::LiftCard
        } else if visit.reading && visit.progress.waits_for_card() {
            ReadAsk::LayCard
        } else if visit.reading {
            ReadAsk::HoldStill
        } else if visit.key().is_none() {
            if visit.is_passport() { ReadAsk::ShowZone } else { ReadAsk::ShowQr }
        } else if self.devices.card_laid && visit.tries > 0 {
            ReadAsk::LiftCard
        } else {
            ReadAsk::LayCard
        };
        // With a number that was typed only the chip can tell who this is.
        let no_reader = ask == ReadAsk::LayCard
            && !visit.reading
            && visit.shown.is_none()
            && self.devices.chip != DeviceState::Ready;
        let mute = ask == ReadAsk::LayCard && self.devices.mute;
        let seen = if no_reader { Some(Trouble::ReaderGone) } else { mute.then_some(Trouble::Mute) };
        let trouble = visit.trouble.or(seen);
        let view = visit.progress.view(visit.key().is_some(), ask, trouble, self.offers_qr_only());
        let name = view.name.map(|bare| self.name_with_marks().unwrap_or(bare));
        ReadView { name, passport: visit.is_passport(), ..view }
    }

    /// The chip tells the name first in bare capitals; the whole document or the QR know its marks.
    fn name_with_marks(&self) -> Option<String> {
        let document = self.visit.document.as_ref().or(self.visit.shown.as_ref())?;
        Some(say::fact(document.name.as_ref())).filter(|name| !name.is_empty())
    }

    fn confirm(&self) -> KioskScreen {
        let Some(document) = &self.visit.document else { return KioskScreen::Welcome };
        KioskScreen::Confirm {
            name: say::fact(document.name.as_ref()),
            birth_year: document.birth.as_ref().map(|birth| birth.value.expose().year()),
            masked_number: say::masked(document.number.as_ref()),
            photo: self.visit.has_face,
            trust: say::trust(document),
        }
    }

    fn step(&self) -> Option<StepDots> {
        let carer = self.visit.role == Some(KioskRole::Carer);
        let at = match self.visit.at {
            At::Role => 1,
            At::Read | At::Number { .. } => 2,
            At::Confirm => 3,
            At::Department => 4,
            At::Relation => 5,
            At::Nights => 5 + u32::from(carer),
            At::Welcome | At::Saving | At::Done { .. } | At::Staff(_) => return None,
        };
        Some(StepDots { at, of: 5 + u32::from(carer) })
    }
}

fn tile(department: &lodging::Department) -> Tile {
    Tile { id: department.id.to_string(), name: department.name.clone() }
}
