//! The face a desk has: what happens behind it, told to the kiosk or to the reception.

use std::collections::VecDeque;

use document::Recognised;
use jiff::Timestamp;
use lodging::NoticeId;
use private::Private;
use store::StoreError;

use crate::arrive::check_in::check_in;
use crate::arrive::chip::ChipNews;
use crate::arrive::kiosk::{Effect, Happening, Kiosk, KioskSettings};
use crate::arrive::registration::Registration;
use crate::backroom::Backroom;
use crate::desk::{Face, Screen};
use crate::keep::enrol;
use crate::notice::{portal, turn};
use crate::reception::Reception;
use crate::see::notices::waiting;
use crate::view::{
    FoundGuest, KioskAct, KioskScreen, KioskView, ReceptionAct, ReceptionDone, ReceptionView, Refusal, RefusalCode,
    SyncState,
};

/// The face of this desk.
pub(crate) enum FaceDesk {
    Kiosk(Box<KioskFace>),
    Reception(Box<Reception>),
}

impl FaceDesk {
    /// Sets up a face.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn new(face: Face, room: &Backroom, now: Timestamp) -> Result<Self, StoreError> {
        Ok(match face {
            Face::Kiosk => Self::Kiosk(Box::new(KioskFace::new(room, now)?)),
            Face::Reception => Self::Reception(Box::default()),
        })
    }

    pub(crate) fn kiosk_view(&self, room: &Backroom, now: Timestamp) -> Result<KioskView, Refusal> {
        match self {
            Self::Kiosk(face) => Ok(face.view(room, now)),
            Self::Reception(_) => Err(RefusalCode::NotNow.into()),
        }
    }

    pub(crate) fn kiosk_act(&mut self, act: KioskAct, room: &mut Backroom, now: Timestamp) -> Result<(), Refusal> {
        match self {
            Self::Kiosk(face) => face.act(act, room, now),
            Self::Reception(_) => Err(RefusalCode::NotNow.into()),
        }
    }

    pub(crate) fn reception_view(&self, room: &Backroom, now: Timestamp) -> Result<ReceptionView, Refusal> {
        match self {
            Self::Kiosk(_) => Err(RefusalCode::NotNow.into()),
            Self::Reception(face) => face.view(room, now).map_err(|error| RefusalCode::from(error).into()),
        }
    }

    pub(crate) fn reception_act(
        &mut self,
        act: ReceptionAct,
        room: &mut Backroom,
        now: Timestamp,
    ) -> Result<ReceptionDone, Refusal> {
        match self {
            Self::Kiosk(_) => Err(RefusalCode::NotNow.into()),
            Self::Reception(face) => face.act(act, room, now),
        }
    }

    pub(crate) fn find(&self, text: &str, room: &Backroom) -> Result<Vec<FoundGuest>, Refusal> {
        match self {
            Self::Kiosk(_) => Err(RefusalCode::NotNow.into()),
            Self::Reception(_) => {
                crate::see::find::find(&room.books.store, text).map_err(|error| RefusalCode::from(error).into())
            }
        }
    }

    pub(crate) fn devices_changed(&mut self, room: &mut Backroom, now: Timestamp) {
        match self {
            Self::Kiosk(face) => face.happen(Happening::Devices(room.devices.state()), room, now),
            Self::Reception(face) => face.devices_changed(room),
        }
    }

    pub(crate) fn code_seen(&mut self, bytes: &Private<Vec<u8>>, room: &mut Backroom, now: Timestamp) {
        match self {
            Self::Kiosk(face) => face.happen(Happening::Code(bytes.clone()), room, now),
            Self::Reception(face) => face.code_seen(bytes, room, now),
        }
    }

    /// The scanner is a keyboard, and has typed this.
    pub(crate) fn keys_scanned(&mut self, text: &Private<String>, room: &mut Backroom, now: Timestamp) {
        let taken = match self {
            Self::Kiosk(face) => face.keys_scanned(text, room, now),
            Self::Reception(face) => face.keys_scanned(text, room, now),
        };
        if let Err(refused) = taken {
            tracing::info!(?refused, "what the scanner typed is not taken");
        }
    }

    pub(crate) fn chip_news(&mut self, news: ChipNews, room: &mut Backroom, now: Timestamp) {
        match self {
            Self::Kiosk(face) => face.happen(Happening::Chip(news), room, now),
            Self::Reception(face) => face.chip_news(news, room),
        }
    }

    pub(crate) fn courier_news(&mut self, event: &sync::Event, room: &mut Backroom, now: Timestamp) {
        match self {
            Self::Kiosk(face) => face.courier_news(event, room, now),
            Self::Reception(face) => face.changed(),
        }
    }

    /// The next call of the portal; only a clerk sends any.
    pub(crate) fn portal_next(
        &mut self,
        again: &[NoticeId],
        room: &Backroom,
        now: Timestamp,
    ) -> Result<portal::Next, Refusal> {
        match self {
            Self::Kiosk(_) => Err(RefusalCode::NotNow.into()),
            Self::Reception(face) => {
                face.changed();
                Ok(portal::next(&room.books, again, now)?)
            }
        }
    }

    /// Something that the reception shows came from elsewhere: this desk has a hub now, or the portal has answered.
    pub(crate) fn changed(&mut self) {
        if let Self::Reception(face) = self {
            face.changed();
        }
    }

    /// A hub has taken this desk in, and a person must compare.
    pub(crate) fn enrolled(&mut self, room: &mut Backroom, now: Timestamp) {
        match self {
            Self::Kiosk(face) => face.happen(Happening::Tick, room, now),
            Self::Reception(face) => face.changed(),
        }
    }

    /// Time has passed.
    pub(crate) fn tick(&mut self, room: &mut Backroom, now: Timestamp) {
        room.look_out(now);
        match turn::turn_due(&room.books, now) {
            Ok(0) => {}
            Ok(_) => room.wake_courier(),
            Err(error) => tracing::error!(%error, "the open day use cannot be read"),
        }
        match self {
            Self::Kiosk(face) => face.happen(Happening::Tick, room, now),
            Self::Reception(face) => face.tick(room),
        }
    }

    /// When time alone changes something next.
    pub(crate) fn next_wake(&self, room: &Backroom, now: Timestamp) -> Option<Timestamp> {
        let face = match self {
            Self::Kiosk(face) => face.kiosk.next_wake(now),
            Self::Reception(face) => Some(face.next_wake(now)),
        };
        face.into_iter().chain(turn::next_turn(&room.books, now)).min()
    }

    pub(crate) fn show(&self, room: &Backroom, screen: &impl Screen, now: Timestamp) {
        match self {
            Self::Kiosk(face) => screen.kiosk(&face.view(room, now)),
            Self::Reception(face) => match face.view(room, now) {
                Ok(view) => screen.reception(&view),
                Err(error) => tracing::error!(%error, "the reception cannot be painted"),
            },
        }
    }
}

/// The kiosk machine with its hands: what it wants done is done here.
pub(crate) struct KioskFace {
    kiosk: Kiosk,
    /// The notice of the visit on the screen.
    awaited: Option<NoticeId>,
}

impl KioskFace {
    fn new(room: &Backroom, now: Timestamp) -> Result<Self, StoreError> {
        let departments = room.books.store.read(|read| read.departments().all())?;
        let settings = KioskSettings {
            facility: room.books.house.name.clone(),
            departments,
            unknown_nights: room.books.house.unknown_nights,
            training: room.training,
        };
        Ok(Self { kiosk: Kiosk::new(settings, now), awaited: None })
    }

    /// The kiosk, with what waits for the hub.
    fn view(&self, room: &Backroom, now: Timestamp) -> KioskView {
        let notices = room.books.store.read(|read| waiting(*read, room.sync_state(), room.books.clock.state()));
        let view = KioskView { notices: notices.unwrap_or_default(), ..self.kiosk.view(now) };
        match room.books.store.read(|read| enrol::view(*read)) {
            Ok(Some(enrolment)) => KioskView { screen: KioskScreen::Enrol(enrolment), step: None, ..view },
            Ok(None) => view,
            Err(error) => {
                tracing::error!(%error, "whether an enrolment waits cannot be read");
                view
            }
        }
    }

    fn act(&mut self, act: KioskAct, room: &mut Backroom, now: Timestamp) -> Result<(), Refusal> {
        match act {
            KioskAct::EnrolSame(same) => {
                room.enrolment_compared(same, now)?;
                // The page takes no view that is not newer than the last.
                self.happen(Happening::Tick, room, now);
            }
            KioskAct::Wedge(text) => self.keys_scanned(&Private::new(text), room, now)?,
            act => self.happen(Happening::Tap(act), room, now),
        }
        Ok(())
    }

    fn keys_scanned(&mut self, text: &Private<String>, room: &mut Backroom, now: Timestamp) -> Result<(), RefusalCode> {
        let document = document::wedge::parse(text.expose(), duty::vn_date(now))?;
        self.happen(Happening::Keys(Box::new(document)), room, now);
        Ok(())
    }

    fn happen(&mut self, happening: Happening, room: &mut Backroom, now: Timestamp) {
        self.take_in(happening, room, now);
        // The camera tells a text once: the one that is still held before it counts when the kiosk asks for it.
        let today = duty::vn_date(now);
        let paper = |bytes: &Private<Vec<u8>>| {
            let seen = document::recognise(bytes.expose(), today);
            matches!(seen, Ok(Recognised::Card(_) | Recognised::Zone(_)))
        };
        let held = room.devices.in_sight().find(paper);
        if let (true, Some(bytes)) = (self.kiosk.asks_for_code(), held) {
            self.take_in(Happening::Code(bytes), room, now);
        }
    }

    fn take_in(&mut self, happening: Happening, room: &mut Backroom, now: Timestamp) {
        let mut effects = VecDeque::from(self.kiosk.on(happening, now));
        while let Some(effect) = effects.pop_front() {
            if let Some(outcome) = self.act_out(effect, room, now) {
                effects.extend(self.kiosk.on(outcome, now));
            }
        }
    }

    fn act_out(&mut self, effect: Effect, room: &mut Backroom, now: Timestamp) -> Option<Happening> {
        match effect {
            Effect::RecordConsent => match room.books.record_consent(now) {
                Ok(()) => None,
                Err(error) => Some(Happening::NotSaved(RefusalCode::from(error))),
            },
            Effect::ReadChip(key) => {
                room.read_chip(&key);
                None
            }
            Effect::StopReading => {
                room.devices.stop_reading();
                None
            }
            Effect::Save(registration) => Some(self.save(&registration, room, now)),
            Effect::Forget => {
                self.awaited = None;
                room.forget();
                // What lies before the camera must be lifted first, which the screen says.
                Some(Happening::Devices(room.devices.state()))
            }
        }
    }

    fn save(&mut self, registration: &Registration, room: &mut Backroom, now: Timestamp) -> Happening {
        match check_in(&mut room.books, registration, now) {
            Ok(saved) => {
                room.wake_courier();
                self.awaited = saved.notice.map(|(notice, _)| notice);
                let deadline = saved.notice.map_or(now, |(_, deadline)| deadline);
                let offline = matches!(room.sync_state(), SyncState::Offline | SyncState::EnrolAgain);
                Happening::Saved { deadline, offline }
            }
            Err(refusal) => Happening::NotSaved(refusal.code),
        }
    }

    fn courier_news(&mut self, event: &sync::Event, room: &mut Backroom, now: Timestamp) {
        match event {
            sync::Event::Settled(key) if Some(NoticeId::from_uuid(key.notice)) == self.awaited => {
                let badge = room.books.store.read(|read| read.board().get(NoticeId::from_uuid(key.notice)));
                let receipt = badge.ok().and_then(|badge| badge.received_at.zip(badge.code));
                if let Some((at, code)) = receipt {
                    self.happen(Happening::Receipted { at, code }, room, now);
                }
            }
            sync::Event::Offline { .. } | sync::Event::EnrolAgain(_) | sync::Event::Distrusted(_) => {
                self.happen(Happening::Offline, room, now);
            }
            // The line of what waits has changed.
            _ => self.happen(Happening::Tick, room, now),
        }
    }
}
