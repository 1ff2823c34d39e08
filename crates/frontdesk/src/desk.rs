//! The desk: one thread that takes in everything that happens, one thing after the other, and shows what came of it.

use std::fs::File;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lodging::NoticeId;
use store::{DeviceKind, FIRST_STAFF, Key, Store, StoreError};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::ambient::{Ambient, Machine};
use crate::arrive::chip::ChipNews;
use crate::backroom::Backroom;
use crate::books::Books;
use crate::courier::CourierDesk;
use crate::devices::{DeviceDesk, DeviceError, DeviceSetup, Pictures, Scanned};
use crate::face::FaceDesk;
use crate::keep::alone::{AloneError, alone};
use crate::keep::clock::Clock;
use crate::keep::devices::chosen;
use crate::keep::enrol::{self, Enrolment};
use crate::keep::house::{self, HouseError};
use crate::keep::key::KeyChange;
use crate::keep::units::UnitTable;
use crate::notice::night::Night;
use crate::notice::portal;
use crate::notice::warn::Watch;
use crate::view::{
    FoundGuest, GuidanceView, KioskAct, KioskView, ReceptionAct, ReceptionDone, ReceptionView, Refusal, RefusalCode,
};

/// The wall clock is asked at least this often: timers stop while the machine sleeps.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(30);
/// So long after a hub that was away the enrolment of the command line is tried again.
const ENROL_AGAIN: Duration = Duration::from_secs(5);

/// Which face a desk has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// A person alone.
    Kiosk,
    /// A clerk.
    Reception,
}

impl Face {
    /// Its name, as the page and the window have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Reception => "reception",
        }
    }
}

/// The text names no face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--face là kiosk hoặc reception")]
pub struct NoFace;

impl FromStr for Face {
    type Err = NoFace;

    fn from_str(name: &str) -> Result<Self, NoFace> {
        [Self::Kiosk, Self::Reception].into_iter().find(|face| face.name() == name).ok_or(NoFace)
    }
}

/// What a desk needs to know to open.
pub struct Setup {
    /// Which face it has.
    pub face: Face,
    /// The folder that holds the database.
    pub data: PathBuf,
    /// The key of the database.
    pub key: [u8; 32],
    /// What the house is; read once, when the database is new.
    pub house: Option<PathBuf>,
    /// The hub to enrol at, and the single-use code. Once enrolled the code is ignored, and the address says where the
    /// hub is now.
    pub enrol: Option<(String, String)>,
    /// The camera, over the one the house chose: `usb:VENDOR:PRODUCT:SERIAL`, `v4l:DEVICE`, `folder:DIR`, `video:FILE` or
    /// `none`.
    pub camera: Option<String>,
    /// Use only card readers whose name contains this, over the one the house chose.
    pub reader: Option<String>,
    /// The scanner, over the one the house chose: `serial:DEVICE`, `serial:VID:PID[:SERIAL]`, `hid:VID:PID[:SERIAL]` or `none`.
    pub scanner: Option<String>,
    /// A folder of trusted issuer certificates.
    pub csca: Option<PathBuf>,
    /// The folder of the practice stage.
    #[cfg(feature = "training")]
    pub training: Option<PathBuf>,
}

impl Setup {
    /// A desk over a folder, with the devices the house chose, a house that is known already, and the hub it has.
    pub const fn new(face: Face, data: PathBuf, key: [u8; 32]) -> Self {
        Self {
            face,
            data,
            key,
            house: None,
            enrol: None,
            camera: None,
            reader: None,
            scanner: None,
            csca: None,
            #[cfg(feature = "training")]
            training: None,
        }
    }
}

/// Where views are shown. A call must not block.
pub trait Screen: Send + 'static {
    /// Shows the kiosk.
    fn kiosk(&self, view: &KioskView);
    /// Shows the reception.
    fn reception(&self, view: &ReceptionView);
}

/// Why a desk could not be opened. Whoever starts the program reads it before any window is there, so it is in Vietnamese
/// and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The data folder.
    #[error(transparent)]
    Alone(#[from] AloneError),
    /// The database.
    #[error("{}", crate::say::store(.0))]
    Store(#[from] StoreError),
    /// The house.
    #[error(transparent)]
    House(#[from] HouseError),
    /// A device.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// A file the command line names.
    #[error("không đọc được tệp cơ sở (--house): {0}")]
    File(std::io::Error),
    /// The system gives no thread.
    #[error("hệ điều hành không cho tạo luồng: {0}")]
    Thread(std::io::Error),
}

/// Everything that can happen to a desk.
pub(crate) enum Input {
    KioskView(oneshot::Sender<Result<KioskView, Refusal>>),
    KioskAct(KioskAct, oneshot::Sender<Result<(), Refusal>>),
    ReceptionView(oneshot::Sender<Result<ReceptionView, Refusal>>),
    ReceptionAct(ReceptionAct, oneshot::Sender<Result<ReceptionDone, Refusal>>),
    Find(String, oneshot::Sender<Result<Vec<FoundGuest>, Refusal>>),
    Reader(reader::ReaderEvent),
    /// Whether the reader of this name passes answers of extended length on.
    ReaderSays(String, Option<bool>),
    /// What is plugged in.
    Found(crate::devices::Found),
    /// What happens at the camera with this number.
    Camera(u32, reader::camera::CameraEvent),
    /// What the scanner with this number says.
    Scanner(u32, reader::scanner::ScannerEvent),
    /// News of the read with this number.
    Chip(u32, ChipNews),
    Courier(sync::Event),
    Enrolled(Enrolment, Option<oneshot::Sender<Result<(), Refusal>>>),
    /// What is to be sent to the portal next; these notices although they are in a file, or were refused.
    PortalNext(Vec<NoticeId>, oneshot::Sender<Result<portal::Next, Refusal>>),
    /// What came of the call with this id.
    PortalAnswered(Uuid, sync::portal::Called, oneshot::Sender<Result<(), Refusal>>),
    /// The hub has taken the device's new key, or not.
    KeyChanged(Result<(), sync::EnrolError>),
    Close,
}

/// The way in.
#[derive(Clone)]
pub(crate) struct Inputs(Sender<Input>);

impl Inputs {
    /// A way in behind which nobody is.
    #[cfg(test)]
    pub(crate) fn to_nobody() -> Self {
        Self(channel().0)
    }

    /// Hands something in. After the desk has closed there is nobody to take it, and nothing is lost by that.
    pub(crate) fn send(&self, input: Input) {
        let _ = self.0.send(input);
    }
}

/// An open desk.
pub struct Desk {
    inputs: Inputs,
    pictures: Arc<Pictures>,
    runtime: Runtime,
    /// The key this desk would be enrolled with: a new one after one was rejected.
    enrol_seed: Mutex<[u8; 32]>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Held as long as the desk is open.
    _alone: File,
    #[cfg(feature = "training")]
    stage: Option<crate::training::Stage>,
}

impl Desk {
    /// Opens the desk: the store, the devices, the courier if it is enrolled, and the face.
    ///
    /// # Errors
    ///
    /// [`DeskError`]; nothing stays open then.
    pub fn open(setup: Setup, screen: impl Screen) -> Result<Self, DeskError> {
        let ambient: Arc<dyn Ambient> = Arc::new(Machine);
        let now = ambient.now();
        let alone = alone(&setup.data)?;
        let store = Store::open(&setup.data.join("luutru.db"), &Key::from_bytes(setup.key), now)?;
        // The start itself may have recorded something by this clock, which proves nothing about it.
        let newest = store.read(|read| read.acts().last_but_of(now))?.unwrap_or(now);
        store.write(|write| write.portal_calls().recover())?;
        let house = setup.house.as_deref().map(std::fs::read_to_string).transpose().map_err(DeskError::File)?;
        let house = house::open(&store, house.as_deref(), now, ambient.as_ref())?;
        let night = Night::kept(&store);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(DeskError::Thread)?;
        let (sender, inputs) = channel();
        let sender = Inputs(sender);
        let pictures = Arc::new(Pictures::default());
        let devices = DeviceSetup {
            camera: chosen(&store, DeviceKind::Camera, setup.camera)?,
            reader: chosen(&store, DeviceKind::Reader, setup.reader)?,
            scanner: chosen(&store, DeviceKind::Scanner, setup.scanner)?,
            csca: setup.csca,
        };
        let backroom = Backroom {
            books: Books {
                house,
                store,
                staff: FIRST_STAFF,
                clock: Clock::new(ambient.clone(), newest),
                ambient,
                consent: None,
            },
            watch: Watch::default(),
            night,
            key_change: KeyChange::default(),
            devices: DeviceDesk::open(devices, sender.clone(), pictures.clone())?,
            courier: CourierDesk::new(runtime.handle().clone(), sender.clone()),
            units: UnitTable::of(&setup.data),
            exports: setup.data.join("exports"),
            #[cfg(feature = "training")]
            training: setup.training.is_some(),
            #[cfg(not(feature = "training"))]
            training: false,
        };
        let face = FaceDesk::new(setup.face, &backroom, now)?;
        let desk = Self {
            inputs: sender,
            pictures,
            runtime,
            enrol_seed: Mutex::new(Machine.seed()),
            thread: Mutex::new(None),
            _alone: alone,
            #[cfg(feature = "training")]
            stage: setup.training.map(crate::training::Stage::new),
        };
        desk.start(backroom, face, inputs, screen, setup.enrol)?;
        Ok(desk)
    }

    /// The kiosk as it is.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NotNow`] at a reception.
    pub async fn kiosk_view(&self) -> Result<KioskView, Refusal> {
        self.ask(Input::KioskView).await
    }

    /// One tap at the kiosk.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NotNow`] at a reception.
    pub async fn kiosk_act(&self, act: KioskAct) -> Result<(), Refusal> {
        let rejects = act == KioskAct::EnrolSame(false);
        self.ask(|reply| Input::KioskAct(act, reply)).await?;
        self.after_rejecting(rejects);
        Ok(())
    }

    /// The reception as it is.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NotNow`] at a kiosk, [`RefusalCode::StoreFailed`].
    pub async fn reception_view(&self) -> Result<ReceptionView, Refusal> {
        self.ask(Input::ReceptionView).await
    }

    /// One request of the clerk.
    ///
    /// # Errors
    ///
    /// Why it was not carried out; nothing was saved then.
    pub async fn reception_act(&self, act: ReceptionAct) -> Result<ReceptionDone, Refusal> {
        match act {
            ReceptionAct::Enrol { hub, code } => self.enrol(hub, code).await,
            ReceptionAct::PortalSend(again) => self.send_to_portal(&again).await,
            act => {
                let rejects = act == ReceptionAct::EnrolSame(false);
                let done = self.ask(|reply| Input::ReceptionAct(act, reply)).await?;
                self.after_rejecting(rejects);
                Ok(done)
            }
        }
    }

    /// Guests by the beginnings of their names, or by the last digits of their number; newest first.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NotNow`] at a kiosk, [`RefusalCode::StoreFailed`].
    pub async fn reception_find(&self, text: String) -> Result<Vec<FoundGuest>, Refusal> {
        self.ask(|reply| Input::Find(text, reply)).await
    }

    /// What the camera sees, as JPEG; none without a camera.
    pub fn preview(&self) -> Option<Arc<[u8]>> {
        self.pictures.preview()
    }

    /// What to draw over it. It changes with every picture, and so is asked for with every picture and stands in no view.
    pub fn guidance(&self) -> GuidanceView {
        crate::see::guidance::view(self.pictures.guidance())
    }

    /// The face from the chip of the person being registered.
    pub fn face(&self) -> Option<Arc<[u8]>> {
        self.pictures.face()
    }

    /// What lies ready on the practice stage; none when this desk is in earnest.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NoStage`] when its folder cannot be read.
    #[cfg(feature = "training")]
    pub async fn stage_props(&self) -> Result<Option<crate::view::StageProps>, Refusal> {
        match &self.stage {
            Some(stage) => stage.props().await.map(Some).map_err(Refusal::from),
            None => Ok(None),
        }
    }

    /// One movement on the practice stage.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NoStage`] when the emulated card does not answer.
    #[cfg(feature = "training")]
    pub async fn stage_act(&self, act: crate::view::StageAct) -> Result<(), Refusal> {
        let stage = self.stage.as_ref().ok_or(RefusalCode::NoStage)?;
        stage.act(act).await.map_err(Refusal::from)
    }

    /// Closes the desk: the courier writes down what it holds, then everything ends.
    pub fn close(&self) {
        self.inputs.send(Input::Close);
        // A desk that broke down has ended the program before this.
        let _ = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take().map(JoinHandle::join);
    }

    async fn enrol(&self, hub: String, code: String) -> Result<ReceptionDone, Refusal> {
        let seed = self.seed();
        let asked = self.runtime.spawn(async move { enrol::ask(&hub, &code, seed).await });
        let enrolment = asked.await.map_err(|_| RefusalCode::HubAway)??;
        self.ask(|reply| Input::Enrolled(enrolment, Some(reply))).await?;
        Ok(ReceptionDone::Done)
    }

    fn seed(&self) -> [u8; 32] {
        *self.enrol_seed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A key that was shown to somebody else's hub is used nowhere again.
    fn after_rejecting(&self, rejects: bool) {
        if rejects {
            *self.enrol_seed.lock().unwrap_or_else(PoisonError::into_inner) = Machine.seed();
        }
    }

    async fn send_to_portal(&self, again: &[String]) -> Result<ReceptionDone, Refusal> {
        let notice = |text: &String| Uuid::parse_str(text).map(NoticeId::from_uuid).map_err(|_| RefusalCode::Unknown);
        let again = again.iter().map(notice).collect::<Result<_, _>>()?;
        let errand = self.runtime.spawn(portal::run(self.inputs.clone(), again));
        errand.await.map_err(|_| RefusalCode::NotNow)?
    }

    async fn ask<T>(&self, input: impl FnOnce(oneshot::Sender<Result<T, Refusal>>) -> Input) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.inputs.send(input(reply));
        answer.await.unwrap_or_else(|_| Err(RefusalCode::NotNow.into()))
    }

    fn start(
        &self,
        mut backroom: Backroom,
        face: FaceDesk,
        inputs: Receiver<Input>,
        screen: impl Screen,
        enrol: Option<(String, String)>,
    ) -> Result<(), DeskError> {
        match (enrol::kept(&backroom.books.store)?, enrol) {
            (Some(kept), told) => {
                let kept = match told {
                    Some((hub, _)) => enrol::moved(&backroom.books.store, kept, &hub)?,
                    None => kept,
                };
                backroom.courier.start(&backroom.books.store, &kept.device, &kept.ring);
            }
            // One that waits for a person has used the code up.
            (None, Some((hub, code))) if backroom.books.store.read(|read| enrol::waiting(*read))?.is_none() => {
                self.enrol_in_time(hub, code);
            }
            (None, _) => {}
        }
        let run = move || {
            let _falls = Falls;
            Loop { backroom, face, screen }.run(&inputs);
        };
        let thread = std::thread::Builder::new().name("desk".to_owned()).spawn(run).map_err(DeskError::Thread)?;
        *self.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(())
    }

    /// Enrols with the code of the command line, waiting for a hub that is away.
    fn enrol_in_time(&self, hub: String, code: String) {
        let (inputs, seed) = (self.inputs.clone(), self.seed());
        self.runtime.spawn(async move {
            loop {
                match enrol::ask(&hub, &code, seed).await {
                    Ok(enrolment) => return inputs.send(Input::Enrolled(enrolment, None)),
                    Err(RefusalCode::HubAway) => {
                        tokio::time::sleep_until(tokio::time::Instant::now() + ENROL_AGAIN).await;
                    }
                    Err(_) => return,
                }
            }
        });
    }
}

/// A desk that broke down would leave its last view standing, with a person on it, before a page that nobody answers:
/// the program ends instead, and the service manager starts it again. Nothing saved is lost by that.
struct Falls;

impl Drop for Falls {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!("the desk broke down");
            std::process::abort();
        }
    }
}

/// The one thread.
struct Loop<S> {
    backroom: Backroom,
    face: FaceDesk,
    screen: S,
}

impl<S: Screen> Loop<S> {
    fn run(mut self, inputs: &Receiver<Input>) {
        loop {
            let wait = self.wait();
            match inputs.recv_timeout(wait) {
                Ok(Input::Close) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(input) => self.take(input),
                Err(RecvTimeoutError::Timeout) => {
                    let now = self.backroom.books.clock.now();
                    self.face.tick(&mut self.backroom, now);
                }
            }
            self.face.show(&self.backroom, &self.screen, self.backroom.books.clock.now());
        }
        self.backroom.courier.stop();
    }

    fn wait(&self) -> Duration {
        let now = self.backroom.books.clock.now();
        let next = self.face.next_wake(&self.backroom, now).map_or(LONGEST_WAIT, |next| next.duration_since(now));
        Duration::try_from(next.clamp(SignedDuration::ZERO, LONGEST_WAIT)).unwrap_or_default()
    }

    /// A reply whose asker has gone is nobody's loss.
    fn take(&mut self, input: Input) {
        let now = self.backroom.books.clock.now();
        let (face, room) = (&mut self.face, &mut self.backroom);
        match input {
            Input::KioskView(reply) => drop(reply.send(face.kiosk_view(room, now))),
            Input::KioskAct(act, reply) => drop(reply.send(face.kiosk_act(act, room, now))),
            Input::ReceptionView(reply) => drop(reply.send(face.reception_view(room, now))),
            Input::ReceptionAct(act, reply) => drop(reply.send(face.reception_act(act, room, now))),
            Input::Find(text, reply) => drop(reply.send(face.find(&text, room))),
            Input::Reader(event) => {
                room.devices.on_reader(event, now);
                face.devices_changed(room, now);
            }
            Input::ReaderSays(reader, extended) => {
                room.devices.on_reader_says(&reader, extended);
                face.devices_changed(room, now);
            }
            Input::Found(found) => {
                room.devices.on_found(found);
                face.devices_changed(room, now);
            }
            Input::Camera(number, event) => match room.devices.on_camera(number, event, now) {
                Some(bytes) => face.code_seen(&bytes, room, now),
                None => face.devices_changed(room, now),
            },
            Input::Scanner(number, event) => match room.devices.on_scanner(number, event, now) {
                Some(Scanned::Code(bytes)) => face.code_seen(&bytes, room, now),
                Some(Scanned::Keys(text)) => face.keys_scanned(&text, room, now),
                None => face.devices_changed(room, now),
            },
            Input::Chip(read, news) => {
                if let Some(news) = room.devices.on_chip(read, news) {
                    face.chip_news(news, room, now);
                }
            }
            Input::Courier(sync::Event::Clock { offset, round_trip }) => room.books.hear_time(offset, round_trip),
            Input::Courier(event) => {
                room.hear(&event, now);
                face.courier_news(&event, room, now);
            }
            Input::Enrolled(enrolment, reply) => {
                let waits = enrolled(room, &enrolment, now);
                face.enrolled(room, now);
                if let Some(reply) = reply {
                    drop(reply.send(waits));
                }
            }
            Input::PortalNext(again, reply) => drop(reply.send(face.portal_next(&again, room, now))),
            Input::PortalAnswered(call, called, reply) => {
                face.changed();
                drop(reply.send(portal::answered(&room.books, call, &called, now).map_err(Refusal::from)));
            }
            Input::KeyChanged(answer) => {
                room.key_changed(answer, now);
                face.enrolled(room, now);
            }
            Input::Close => {}
        }
    }
}

/// A person compares the digits first, except on a practice stage, whose hub is as emulated as its cards.
fn enrolled(room: &mut Backroom, enrolment: &Enrolment, now: Timestamp) -> Result<(), Refusal> {
    enrol::wait(&room.books.store, enrolment).map_err(RefusalCode::from)?;
    if room.training {
        room.enrolment_compared(true, now)?;
    }
    Ok(())
}
