//! The reception: the drawer in which a person is registered, over the plan of the house.

mod office;

use document::{Document, Severity};
use duty::{Reason, StayKind};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use lodging::{EntryPaper, GuestId, NoticeId, Place, RoomId, StayId};
use private::Private;
use store::{DeviceKind, EntryKey, StoreError};
use uuid::Uuid;

use crate::arrive::check_in::{CheckedIn, check_in};
use crate::arrive::check_out::{check_out, room_ready};
use crate::arrive::chip::ChipNews;
use crate::arrive::draft::Draft;
use crate::arrive::entry;
use crate::arrive::registration::{Purpose, Registration};
use crate::backroom::Backroom;
use crate::devices::DeviceDesk;
use crate::keep::devices;
use crate::notice::resend::resend;
use crate::notice::{exports, portal};
use crate::say;
use crate::see::{devices as trial, notices, plan};
use crate::view::{
    CheckInForm, DeviceKindName, DeviceState, DraftView, FieldName, PurposeForm, ReceptionAct, ReceptionDone,
    ReceptionView, Refusal, RefusalCode, RoleName, StayKindName, Tile, ToldKey, TypedFacts,
};

/// How often the page of devices shows anew what is measured.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(1);

/// The reception's own state; everything else is in the store.
#[derive(Default)]
pub(crate) struct Reception {
    draft: Option<Draft>,
    /// Since when the devices are tried.
    trial: Option<Timestamp>,
    /// What is changed after it was told, and what an officer is shown.
    office: office::Office,
    drafts: u32,
    seq: u32,
}

impl Reception {
    /// Carries out one request of the clerk.
    pub(crate) fn act(
        &mut self,
        act: ReceptionAct,
        room: &mut Backroom,
        now: Timestamp,
    ) -> Result<ReceptionDone, Refusal> {
        self.changed();
        match act {
            ReceptionAct::OpenDraft(place) => self.open_by_hand(place, room)?,
            ReceptionAct::CloseDraft => self.close(room),
            ReceptionAct::UseGuest(guest) => self.use_guest(&guest, room)?,
            ReceptionAct::Compare(facts) => return self.compare(&facts, now),
            ReceptionAct::DropReadings => self.drop_readings(room),
            ReceptionAct::ReadChip(facts) => self.read_chip(&facts, room, now)?,
            ReceptionAct::StopReading => self.stop_reading(room),
            ReceptionAct::Wedge(text) => self.typed(&Private::new(text), room, now)?,
            ReceptionAct::CheckIn(form) => return self.check_in(&form, room, now),
            ReceptionAct::CheckOut(stay) => {
                check_out(&room.books, StayId::from_uuid(id(&stay)?), now)?;
                room.wake_courier();
            }
            ReceptionAct::OpenChange { .. }
            | ReceptionAct::CloseChange
            | ReceptionAct::Change(_)
            | ReceptionAct::WriteEntry(_)
            | ReceptionAct::OpenInspection
            | ReceptionAct::ShowNumber(_)
            | ReceptionAct::CloseInspection => self.at_the_office(act, room, now)?,
            ReceptionAct::RoomReady(place) => room_ready(&room.books, RoomId::from_uuid(id(&place)?), now)?,
            ReceptionAct::Resend(key) => {
                resend(&room.books, told(&key)?, now)?;
                room.wake_courier();
            }
            ReceptionAct::Slip(key) => return Ok(exports::slip(&room.books, &room.exports, told(&key)?, now)?),
            ReceptionAct::Export(ask) => return Ok(exports::export(&room.books, &room.exports, &ask, now)?),
            ReceptionAct::PortalList(ask) => return Ok(exports::portal_list(&room.books, &ask, now)?),
            ReceptionAct::PortalTook { export, count } => exports::taken(&room.books, id(&export)?, count, now)?,
            ReceptionAct::PortalSettings(form) => portal::save(&room.books, form, now)?,
            ReceptionAct::PortalLooked { call, there } => portal::looked(&room.books, id(&call)?, there, now)?,
            ReceptionAct::VoidExport { export, why, known } => {
                exports::void(&room.books, id(&export)?, &why, known, now)?;
            }
            ReceptionAct::ExportsFolder(folder) => exports::folder::choose(&room.books, &folder, now)?,
            ReceptionAct::Permit { notice, until } => {
                entry::permit(&room.books, NoticeId::from_uuid(id(&notice)?), &until, now)?;
            }
            ReceptionAct::OpenTrial => self.open_trial(room, now)?,
            ReceptionAct::CloseTrial => self.trial = None,
            ReceptionAct::ChooseDevice { kind, device } => choose_device(kind, device, room, now)?,
            ReceptionAct::ChangeKey => room.change_key(now)?,
            ReceptionAct::EnrolSame(same) => room.enrolment_compared(same, now)?,
            // The desk has taken these up before: they wait for the network, which this thread never does.
            ReceptionAct::Enrol { .. } | ReceptionAct::PortalSend(_) => return Err(RefusalCode::NotNow.into()),
        }
        Ok(ReceptionDone::Done)
    }

    /// A camera or scanner delivers a text: that of a paper opens the drawer. One in which only a number stands does not:
    /// anything may have a bar code.
    pub(crate) fn code_seen(&mut self, bytes: &Private<Vec<u8>>, room: &mut Backroom, now: Timestamp) {
        self.changed();
        // What is shown to a device that is tried is nobody's arrival.
        if self.trial.is_some() {
            return;
        }
        let today = duty::vn_date(now);
        let seen = document::recognise(bytes.expose(), today);
        let is_paper = matches!(&seen, Ok(paper) if paper.document(today).is_some());
        if self.office.is_changing() {
            return self.office.pass_over(is_paper);
        }
        if self.draft.is_none() && is_paper {
            self.open(None, room);
        }
        let Some(draft) = &mut self.draft else { return };
        match seen {
            Ok(seen) if draft.see(&seen, today) => draft.was_here(last_stay(room, draft.document())),
            Ok(_) => {}
            Err(why) => draft.see_nothing(why),
        }
    }

    /// A scanner that nobody chose types into the window.
    fn typed(&mut self, text: &Private<String>, room: &mut Backroom, now: Timestamp) -> Result<(), RefusalCode> {
        room.devices.on_typed(text, now);
        self.keys_scanned(text, room, now)
    }

    /// A scanner that types: what can be trusted of a card's code opens the drawer.
    pub(crate) fn keys_scanned(
        &mut self,
        text: &Private<String>,
        room: &mut Backroom,
        now: Timestamp,
    ) -> Result<(), RefusalCode> {
        self.changed();
        if self.trial.is_some() {
            return Ok(());
        }
        let document = document::wedge::parse(text.expose(), duty::vn_date(now))?;
        if self.office.is_changing() {
            self.office.pass_over(true);
            return Ok(());
        }
        if self.draft.is_none() {
            self.open(None, room);
        }
        if let Some(draft) = &mut self.draft
            && draft.see_keys(document)
        {
            draft.was_here(last_stay(room, draft.document()));
        }
        Ok(())
    }

    /// News of the read under way.
    pub(crate) fn chip_news(&mut self, news: ChipNews, room: &Backroom) {
        self.changed();
        if let Some(draft) = &mut self.draft {
            draft.hear(news);
            if !draft.has_face() {
                room.devices.forget_face();
            }
            let last_stay = last_stay(room, draft.document());
            draft.was_here(last_stay);
        }
    }

    /// Something happened at the devices.
    pub(crate) fn devices_changed(&mut self, room: &mut Backroom) {
        self.changed();
        if self.trial.is_some() {
            room.devices.ask_readers();
        }
    }

    /// Time has gone on: what is measured is shown anew, and what was plugged in meanwhile.
    pub(crate) fn tick(&mut self, room: &mut Backroom) {
        self.changed();
        if self.trial.is_some() {
            room.devices.look_up();
        }
    }

    /// When the page is to be painted anew though nothing happens.
    pub(crate) fn next_wake(&self, now: Timestamp) -> Timestamp {
        let minute = now + SignedDuration::from_secs(60 - now.as_second().rem_euclid(60));
        if self.trial.is_some() { minute.min(now + LOOK_AGAIN) } else { minute }
    }

    /// Something the page shows may have changed.
    pub(crate) fn changed(&mut self) {
        self.seq += 1;
    }

    /// Paints everything.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn view(&self, room: &Backroom, now: Timestamp) -> Result<ReceptionView, StoreError> {
        let devices = room.devices.state();
        room.books.store.read(|read| {
            Ok(ReceptionView {
                seq: self.seq,
                facility: room.books.house.name.clone(),
                staff: read.staff().get(room.books.staff)?.name.into_exposed(),
                now: say::moment(now),
                training: room.training,
                devices,
                floors: plan::floors(*read, now)?,
                reasons: Reason::ALL.iter().map(|reason| tile(reason.code(), reason.label())).collect(),
                papers: document::Paper::ALL.iter().map(|paper| tile(paper.code(), paper.label())).collect(),
                radar: notices::radar(*read, now)?,
                outbox: notices::outbox(*read, now)?,
                sync: notices::sync(*read, room.sync_state(), now)?,
                enrolment: crate::keep::enrol::view(*read)?,
                key: crate::keep::key::view(*read)?,
                night: room.night.view(),
                warning: notices::warning(*read, room.sync_state(), now)?,
                clock: notices::clock_view(room.books.clock.state()),
                draft: self.draft.as_ref().map(|draft| in_new_units(draft.view(devices, now), room)),
                exports: exports::view(*read, &room.exports, now)?,
                trial: self.trial.map(|since| trial::view(&room.devices, since)),
                change: self.office.change(*read, now)?,
                inspection: self.office.inspection(*read, now)?,
            })
        })
    }

    /// Begins to try the devices; a person who is being registered comes first.
    fn open_trial(&mut self, room: &mut Backroom, now: Timestamp) -> Result<(), RefusalCode> {
        if self.draft.is_some() {
            return Err(RefusalCode::NotNow);
        }
        self.office.put_away();
        self.trial = Some(now);
        room.devices.ask_readers();
        room.devices.look_up();
        Ok(())
    }

    /// What a person opens waits too until the change is saved or given up.
    fn open_by_hand(&mut self, place: Option<String>, room: &mut Backroom) -> Result<(), RefusalCode> {
        if self.office.is_changing() {
            return Err(RefusalCode::NotNow);
        }
        self.open(place, room);
        Ok(())
    }

    /// A person who is being registered comes first: nothing is put over their drawer.
    fn at_the_office(&mut self, act: ReceptionAct, room: &mut Backroom, now: Timestamp) -> Result<(), Refusal> {
        let opens = matches!(act, ReceptionAct::OpenChange { .. } | ReceptionAct::OpenInspection);
        if opens && self.draft.is_some() {
            return Err(RefusalCode::NotNow.into());
        }
        self.office.act(act, room, now)
    }

    fn open(&mut self, place: Option<String>, room: &mut Backroom) {
        self.trial = None;
        self.office.put_away();
        room.forget();
        self.drafts += 1;
        self.draft = Some(Draft::new(self.drafts, place));
    }

    fn close(&mut self, room: &mut Backroom) {
        room.forget();
        self.draft = None;
    }

    fn use_guest(&mut self, guest: &str, room: &mut Backroom) -> Result<(), Refusal> {
        if self.office.is_changing() {
            return Err(RefusalCode::NotNow.into());
        }
        let guest = GuestId::from_uuid(id(guest)?);
        let document = room.books.store.read(|read| read.guests().get(guest)).map_err(RefusalCode::from)?.document;
        let place = self.draft.as_ref().and_then(Draft::room);
        room.forget();
        self.drafts += 1;
        let mut draft = Draft::of_guest(self.drafts, place, document);
        draft.was_here(last_stay(room, draft.document()));
        self.draft = Some(draft);
        Ok(())
    }

    /// What is typed is told at once to be of somebody else than what was read, not only when it is submitted.
    fn compare(&self, facts: &TypedFacts, now: Timestamp) -> Result<ReceptionDone, Refusal> {
        let draft = self.draft.as_ref().ok_or(RefusalCode::NotNow)?;
        let another = draft.compare(facts, duty::vn_date(now)).into_iter().map(say::finding).collect();
        Ok(ReceptionDone::Compared { another })
    }

    fn drop_readings(&mut self, room: &mut Backroom) {
        if let Some(draft) = self.draft.take() {
            room.forget();
            self.draft = Some(Draft::new(draft.id(), draft.room()));
        }
    }

    /// The guest has said yes: that is recorded first, then the chip is read.
    fn read_chip(&mut self, facts: &TypedFacts, room: &mut Backroom, now: Timestamp) -> Result<(), Refusal> {
        let draft = self.draft.as_mut().ok_or(RefusalCode::NotNow)?;
        if draft.is_reading() {
            return Ok(());
        }
        let devices = room.devices.state();
        if devices.chip != DeviceState::Ready {
            return Err(RefusalCode::NoReader.into());
        }
        if !devices.card_laid {
            return Err(RefusalCode::NoCard.into());
        }
        let key = draft.key(Some(facts), duty::vn_date(now)).ok_or(RefusalCode::NoKey)?;
        room.books.record_consent(now).map_err(RefusalCode::from)?;
        draft.begin_reading();
        room.read_chip(&key);
        Ok(())
    }

    fn stop_reading(&mut self, room: &mut Backroom) {
        room.devices.stop_reading();
        if let Some(draft) = &mut self.draft {
            draft.stop_reading();
        }
    }

    fn check_in(&mut self, form: &CheckInForm, room: &mut Backroom, now: Timestamp) -> Result<ReceptionDone, Refusal> {
        let draft = self.draft.as_ref().filter(|draft| draft.id() == form.draft).ok_or(RefusalCode::NotNow)?;
        if draft.is_reading() {
            return Err(RefusalCode::NotNow.into());
        }
        let document = draft.submit(&form.facts, duty::vn_date(now)).map_err(|found| refused(&found))?;
        let found = draft.findings(&document, now);
        if found.iter().any(|finding| finding.severity == Severity::Hard) {
            return Err(refused(&found));
        }
        if !form.confirmed && !found.is_empty() {
            return Err(Refusal { code: RefusalCode::ConfirmSoft, ..refused(&found) });
        }
        let registration = registration(form, document, duty::vn_date(now))?;
        let CheckedIn { stay, notice } = check_in(&mut room.books, &registration, now)?;
        room.wake_courier();
        self.close(room);
        let deadline = notice.map(|(_, deadline)| say::day_hour(deadline));
        Ok(ReceptionDone::CheckedIn { stay: stay.to_string(), deadline })
    }
}

/// Adds what the address may be in the units of today. What was taken at an earlier stay counts for that address alone.
fn in_new_units(view: DraftView, room: &Backroom) -> DraftView {
    let address = view.facts.iter().find(|fact| fact.field == FieldName::Address);
    let new_units = address.map(|address| room.units.suggest(&address.value)).unwrap_or_default();
    let residence = view.residence.filter(|residence| new_units.contains(residence));
    DraftView { new_units, residence, ..view }
}

fn registration(form: &CheckInForm, document: Document, today: Date) -> Result<Registration, Refusal> {
    let Purpose { role, relation, reason, note } = Purpose::of(&PurposeForm {
        role: RoleName::Guest,
        relation: None,
        reason: form.reason,
        reason_text: form.reason_text.clone(),
    })?;
    let entry = entry::is_foreign(&document).then(|| entry::typed(&form.entry, today)).transpose()?;
    Ok(Registration {
        entry: entry.filter(|entry| *entry != EntryPaper::default()),
        document,
        place: Place::Room(RoomId::from_uuid(id(&form.room)?)),
        kind: match form.kind {
            StayKindName::Overnight => StayKind::Overnight,
            StayKindName::DayUse => StayKind::DayUse,
        },
        nights: form.nights.max(1),
        role,
        relation,
        reason,
        reason_note: note,
    })
}

/// Uses another device, once it is remembered that it was chosen.
fn choose_device(
    kind: DeviceKindName,
    device: Option<String>,
    room: &mut Backroom,
    now: Timestamp,
) -> Result<(), RefusalCode> {
    let kind = match kind {
        DeviceKindName::Reader => DeviceKind::Reader,
        DeviceKindName::Camera => DeviceKind::Camera,
        DeviceKindName::Scanner => DeviceKind::Scanner,
    };
    if device.as_ref().is_some_and(|device| !DeviceDesk::can_be(kind, device)) {
        return Err(RefusalCode::NoSuchDevice);
    }
    devices::choose(&room.books, kind, device.clone(), now)?;
    room.devices.choose(kind, device);
    Ok(())
}

/// When the person of a document was here last.
fn last_stay(room: &Backroom, document: &Document) -> Option<String> {
    let number = document.number.as_ref()?.value.expose();
    let found = room.books.store.read(|read| {
        let Some(guest) = read.guests().by_number(number)?.into_iter().next() else { return Ok(None) };
        Ok(read.stays().of(guest.id)?.last().map(|stay| stay.arrived))
    });
    found.ok().flatten().map(|arrived| say::date(duty::vn_date(arrived)))
}

/// One telling of a notice, as the page names it.
fn told(key: &ToldKey) -> Result<EntryKey, RefusalCode> {
    Ok(EntryKey { notice: NoticeId::from_uuid(id(&key.notice)?), revision: key.revision })
}

fn refused(found: &[document::Finding]) -> Refusal {
    Refusal { code: RefusalCode::Findings, findings: found.iter().copied().map(say::finding).collect() }
}

fn tile(code: u8, label: &str) -> Tile {
    Tile { id: code.to_string(), name: label.to_owned() }
}

fn id(text: &str) -> Result<Uuid, RefusalCode> {
    Uuid::parse_str(text).map_err(|_| RefusalCode::Unknown)
}
