//! The devices of this desk: the card readers with the read under way, the camera, the scanner, and two pictures.

mod delivered;
mod found;
mod readers;
mod scanner;

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use document::Document;
use jiff::Timestamp;
use jiff::civil::Date;
use private::Private;
use reader::camera::{Camera, CameraChoice, CameraError, CameraEvent, CameraReport, ChoiceError, Guidance, Seen};
use reader::chip::{ChipError, ChipEvent, ChipReading, ChipRequest, Consent, Progress, Statement};
use reader::scanner::{ScannerChoice, ScannerChoiceError, ScannerEvent};
use reader::trust::Trust;
use reader::{ReaderEvent, Readers, Watch};
use store::DeviceKind;

use crate::arrive::chip::{ChipFacts, ChipFailure, ChipNews};
use crate::desk::{Input, Inputs};
use crate::keep::devices::Chosen;
use crate::view::{DeviceState, Devices, TrustView};

pub(crate) use self::delivered::{Delivered, DeliveredScan, Sighted, tenths};
pub(crate) use self::found::Found;
pub(crate) use self::readers::{CardReader, OnReader, ReaderDesk};
pub(crate) use self::scanner::{Scanned, ScannerDesk};

/// Which devices to use.
pub(crate) struct DeviceSetup {
    pub(crate) camera: Chosen,
    pub(crate) reader: Chosen,
    pub(crate) scanner: Chosen,
    pub(crate) csca: Option<PathBuf>,
}

/// Why the devices could not be set up. A device that is not there is no error: it may be plugged in later.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The camera is not one.
    #[error("--camera là none, usb:MÃ:MÃ:SỐ, v4l:THIẾT_BỊ, folder:THƯ_MỤC hoặc video:TỆP")]
    Camera(#[from] ChoiceError),
    /// The scanner is not one.
    #[error("--scanner là none, serial:THIẾT_BỊ, serial:VID:PID[:SỐ] hoặc hid:VID:PID[:SỐ]")]
    Scanner(#[from] ScannerChoiceError),
    /// The folder of trusted certificates cannot be read.
    #[error("không đọc được thư mục chứng thư (--csca): {0}")]
    Csca(std::io::Error),
}

/// The pictures a page may draw. They are kept in memory and nowhere else.
#[derive(Default)]
pub(crate) struct Pictures {
    /// The number of the camera that was started last; held while one takes the place of another.
    started: Mutex<u32>,
    camera: Mutex<Option<Arc<Camera>>>,
    face: Mutex<Option<Arc<[u8]>>>,
}

impl Pictures {
    /// What the camera sees.
    pub(crate) fn preview(&self) -> Option<Arc<[u8]>> {
        let camera = self.camera.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Some(camera?.latest_jpeg()?.jpeg)
    }

    /// What helps a person to hold a card right.
    pub(crate) fn guidance(&self) -> Guidance {
        let camera = self.camera.lock().unwrap_or_else(PoisonError::into_inner).clone();
        camera.map(|camera| camera.guidance()).unwrap_or_default()
    }

    /// The face from the chip.
    pub(crate) fn face(&self) -> Option<Arc<[u8]>> {
        self.face.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How they are, while they come.
    fn report(&self) -> Option<CameraReport> {
        self.camera.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?.report()
    }

    /// Starts a camera once the one before has stopped: the two may be one device, which nobody else can open while it is
    /// used. A camera that waited for its turn so long that a later one was started is none.
    fn change_camera(&self, number: u32, start: impl FnOnce() -> Camera) {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if *started > number {
            return;
        }
        *started = number;
        let before = self.camera.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(before);
        *self.camera.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(start()));
    }

    fn set_face(&self, face: Option<Arc<[u8]>>) {
        *self.face.lock().unwrap_or_else(PoisonError::into_inner) = face;
    }
}

/// The devices at work.
pub(crate) struct DeviceDesk {
    state: Devices,
    readers: ReaderDesk,
    camera: Chosen,
    /// Counts the cameras that were started: what an earlier one still says is not heard.
    cameras: u32,
    /// Why the camera gives no pictures.
    camera_fails: Option<CameraError>,
    /// What the camera has read last.
    camera_read: Option<Delivered>,
    /// What was plugged in when it was looked up last.
    found: Found,
    /// It is being looked up.
    looking: bool,
    /// What is before the camera, newest last, of what came before it in this visit.
    in_sight: Vec<Seen>,
    /// What came in a visit that is over, and has not gone since.
    left_over: Vec<Seen>,
    scanner: ScannerDesk,
    /// What was scanned last.
    scanned: Option<DeliveredScan>,
    reads: u32,
    reading: Option<Arc<AtomicBool>>,
    trust: Trust,
    inputs: Inputs,
    pictures: Arc<Pictures>,
    _watch: Watch,
}

impl DeviceDesk {
    /// Begins to watch the readers and the camera.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub(crate) fn open(setup: DeviceSetup, inputs: Inputs, pictures: Arc<Pictures>) -> Result<Self, DeviceError> {
        if let Chosen::Told(camera) = &setup.camera {
            camera.parse::<CameraChoice>()?;
        }
        let trust = setup.csca.as_deref().map(trust).transpose().map_err(DeviceError::Csca)?;
        let tell = inputs.clone();
        let watch = Readers::watch(|_| true, move |event| tell.send(Input::Reader(event)));
        let scanner = ScannerDesk::open(setup.scanner, inputs.clone())?;
        let mut desk = Self {
            state: Devices::default(),
            readers: ReaderDesk::new(setup.reader),
            camera: setup.camera,
            cameras: 0,
            camera_fails: None,
            camera_read: None,
            found: Found::default(),
            looking: false,
            in_sight: Vec::new(),
            left_over: Vec::new(),
            scanner,
            scanned: None,
            reads: 0,
            reading: None,
            trust: trust.unwrap_or_default(),
            inputs,
            pictures,
            _watch: watch,
        };
        desk.start_camera();
        Ok(desk)
    }

    /// Starts the chosen camera in the place of the one before.
    fn start_camera(&mut self) {
        let choice = match self.camera.device() {
            // One that a later version wrote down keeps no desk closed.
            Some(device) => device.parse().unwrap_or(CameraChoice::None),
            None => CameraChoice::First,
        };
        self.cameras += 1;
        (self.state.camera, self.camera_fails, self.state.lift_first) = (DeviceState::Absent, None, false);
        (self.in_sight, self.left_over) = (Vec::new(), Vec::new());
        let (tell, number, pictures) = (self.inputs.clone(), self.cameras, self.pictures.clone());
        let start = move || Camera::start(choice, move |event| tell.send(Input::Camera(number, event)));
        // The one before may be waiting for a frame, and the desk does not wait for it.
        std::thread::spawn(move || pictures.change_camera(number, start));
    }

    /// Whether a device can be named like this.
    pub(crate) fn can_be(kind: DeviceKind, device: &str) -> bool {
        match kind {
            DeviceKind::Reader => !device.is_empty(),
            DeviceKind::Camera => device.parse::<CameraChoice>().is_ok(),
            DeviceKind::Scanner => device.parse::<ScannerChoice>().is_ok(),
        }
    }

    /// Uses another device of its kind from now on, unless the command line named one.
    pub(crate) fn choose(&mut self, kind: DeviceKind, device: Option<String>) {
        let chosen = device.map_or(Chosen::First, Chosen::Remembered);
        match kind {
            DeviceKind::Reader if !matches!(self.readers.chosen(), Chosen::Told(_)) => {
                self.readers.choose(chosen);
                self.readers_changed();
            }
            DeviceKind::Camera if !matches!(self.camera, Chosen::Told(_)) => {
                self.camera = chosen;
                self.start_camera();
            }
            DeviceKind::Scanner => {
                self.scanner.choose(chosen);
                self.state.scanner = self.scanner.state();
            }
            DeviceKind::Reader | DeviceKind::Camera => {}
        }
    }

    /// The card readers.
    pub(crate) const fn readers(&self) -> &ReaderDesk {
        &self.readers
    }

    /// Which camera is used, and who says so.
    pub(crate) const fn camera(&self) -> &Chosen {
        &self.camera
    }

    /// Why the camera gives no pictures.
    pub(crate) const fn camera_fails(&self) -> Option<CameraError> {
        self.camera_fails
    }

    /// What the camera has read last.
    pub(crate) const fn camera_read(&self) -> Option<&Delivered> {
        self.camera_read.as_ref()
    }

    /// How the pictures of the camera are, while they come.
    pub(crate) fn camera_report(&self) -> Option<CameraReport> {
        self.pictures.report()
    }

    /// What would help whoever holds a card before the camera.
    pub(crate) fn camera_guidance(&self) -> Guidance {
        self.pictures.guidance()
    }

    /// What is plugged in, as it was looked up last.
    pub(crate) const fn found(&self) -> &Found {
        &self.found
    }

    /// Looks up what is plugged in, on a thread of its own, one look at a time.
    pub(crate) fn look_up(&mut self) {
        if !std::mem::replace(&mut self.looking, true) {
            let inputs = self.inputs.clone();
            std::thread::spawn(move || inputs.send(Input::Found(Found::now())));
        }
    }

    /// Takes in what is plugged in.
    pub(crate) fn on_found(&mut self, found: Found) {
        (self.found, self.looking) = (found, false);
    }

    /// Asks the readers that were not asked yet whether they pass answers of extended length on. Drivers may take their
    /// time, so each is asked on a thread of its own.
    pub(crate) fn ask_readers(&mut self) {
        for reader in self.readers.ask() {
            let inputs = self.inputs.clone();
            std::thread::spawn(move || {
                let extended = reader::passes_extended(&reader);
                inputs.send(Input::ReaderSays(reader, extended));
            });
        }
    }

    /// Takes in what a reader said of itself.
    pub(crate) fn on_reader_says(&mut self, reader: &str, extended: Option<bool>) {
        self.readers.says(reader, extended);
    }

    /// How the devices are.
    pub(crate) const fn state(&self) -> Devices {
        self.state
    }

    /// Takes in what happened at the readers.
    pub(crate) fn on_reader(&mut self, event: ReaderEvent, now: Timestamp) {
        self.readers.hear(event, now);
        self.readers_changed();
    }

    fn readers_changed(&mut self) {
        self.state.card_laid = self.readers.laid().is_some();
        self.state.mute = self.readers.mute();
        self.state.chip = if self.readers.any() { DeviceState::Ready } else { DeviceState::Absent };
    }

    /// Takes in what happened at the camera of this number; gives the text that has come before
    /// it: a code's, or the lines of a zone.
    pub(crate) fn on_camera(&mut self, number: u32, event: CameraEvent, now: Timestamp) -> Option<Private<Vec<u8>>> {
        match event {
            _ if number != self.cameras => {}
            CameraEvent::Working => (self.state.camera, self.camera_fails) = (DeviceState::Ready, None),
            // Nobody chose one, and none is plugged in: nothing is broken.
            CameraEvent::Failed(CameraError::NotFound) if self.camera == Chosen::First => {
                (self.state.camera, self.camera_fails) = (DeviceState::Absent, Some(CameraError::NotFound));
            }
            CameraEvent::Failed(error) => {
                tracing::warn!(%error, "the camera fails");
                (self.state.camera, self.camera_fails) = (DeviceState::Broken, Some(error));
            }
            CameraEvent::Seen { what, margin, module, took, corners: _ } => {
                self.camera_read = Some(Delivered::by_camera(&Sighted { what: &what, margin, module, took }, now));
                let bytes = what.bytes();
                self.in_sight.push(what);
                return Some(bytes);
            }
            CameraEvent::Gone(what) => {
                self.in_sight.retain(|held| *held != what);
                self.left_over.retain(|held| *held != what);
                self.state.lift_first &= !self.left_over.is_empty();
            }
        }
        None
    }

    /// Takes in what the scanner of this number says; gives what it has read.
    pub(crate) fn on_scanner(&mut self, number: u32, event: ScannerEvent, now: Timestamp) -> Option<Scanned> {
        let scan = self.scanner.hear(number, event);
        self.state.scanner = self.scanner.state();
        let scan = scan?;
        self.scanned = Some(DeliveredScan::of(&scan, now));
        Some(scan.into())
    }

    /// A scanner that nobody chose has typed into the window.
    pub(crate) fn on_typed(&mut self, text: &Private<String>, now: Timestamp) {
        self.scanned = Some(DeliveredScan::typed(text.expose(), now));
    }

    /// The scanner.
    pub(crate) const fn scanner(&self) -> &ScannerDesk {
        &self.scanner
    }

    /// What was scanned last.
    pub(crate) const fn scanned(&self) -> Option<&DeliveredScan> {
        self.scanned.as_ref()
    }

    /// The texts before the camera, newest first: it tells each only once.
    pub(crate) fn in_sight(&self) -> impl Iterator<Item = Private<Vec<u8>>> {
        self.in_sight.iter().rev().map(Seen::bytes)
    }

    /// Begins to read the chip on the reader, with what is known of its card, on a thread of its own.
    pub(crate) fn read_chip(&mut self, shown: &Document, consent: Consent, seed: [u8; 32]) {
        self.stop_reading();
        self.reads += 1;
        let cancel = Arc::new(AtomicBool::new(false));
        let reader = self.readers.laid().unwrap_or_default().to_owned();
        let request = ChipRequest::new(reader, reader::chip::passwords(shown), consent, seed)
            .trusting(self.trust.clone(), Some(Timestamp::now().as_second()));
        let read = Read { number: self.reads, request, cancel: cancel.clone(), inputs: self.inputs.clone() };
        self.reading = Some(cancel);
        let spawned = std::thread::Builder::new().name("chip".to_owned()).spawn(move || read.run());
        if let Err(error) = spawned {
            tracing::error!(%error, "no thread to read the chip on");
            self.inputs.send(Input::Chip(self.reads, ChipNews::Failed(ChipFailure::Unreadable)));
        }
    }

    /// Stops the read under way; what it still says is not heard.
    pub(crate) fn stop_reading(&mut self) {
        if let Some(cancel) = self.reading.take() {
            cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Lets news through if it is of the read under way, and takes its face picture.
    pub(crate) fn on_chip(&mut self, read: u32, news: ChipNews) -> Option<ChipNews> {
        if read != self.reads || self.reading.is_none() {
            return None;
        }
        if let ChipNews::Read(facts) = &news {
            self.pictures.set_face(facts.face.as_ref().map(|face| face.expose().as_slice().into()));
        }
        if matches!(news, ChipNews::Read(_) | ChipNews::Failed(_)) {
            self.reading = None;
        }
        Some(news)
    }

    /// Forgets the face picture.
    pub(crate) fn forget_face(&self) {
        self.pictures.set_face(None);
    }

    /// Forgets the person: the read under way, the face picture, and what is before the camera, which must go and come again
    /// before it is anybody's.
    pub(crate) fn forget(&mut self, today: Date) {
        self.stop_reading();
        self.forget_face();
        // A code on a wall is nobody's paper, and need not be lifted.
        let is_paper = |seen: &Seen| document::recognise(seen.bytes().expose(), today).is_ok();
        self.left_over.extend(self.in_sight.drain(..).filter(is_paper));
        self.state.lift_first = !self.left_over.is_empty();
    }
}

/// One read of one chip.
struct Read {
    number: u32,
    request: ChipRequest,
    cancel: Arc<AtomicBool>,
    inputs: Inputs,
}

impl Read {
    fn run(self) {
        let Self { number, request, cancel, inputs } = self;
        let tell = |news| inputs.send(Input::Chip(number, news));
        let mut hear = |event| event_news(&event).map_or((), tell);
        let read = || match reader::chip::read_chip(request, &mut hear, &cancel) {
            Ok(reading) => ChipNews::Read(Box::new(facts(&reading))),
            Err(error) => {
                tracing::info!(%error, "a chip was not read");
                ChipNews::Failed(failure(error))
            }
        };
        // The desk waits for this news: it comes even of a card over which the program stumbled.
        tell(std::panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
            tracing::error!("the reading of a chip broke down");
            ChipNews::Failed(ChipFailure::Unreadable)
        }));
    }
}

fn event_news(event: &ChipEvent) -> Option<ChipNews> {
    match event {
        ChipEvent::Progress(progress) => progress_news(progress),
        ChipEvent::Lifted => Some(ChipNews::Lifted),
        ChipEvent::Back => Some(ChipNews::Back),
        ChipEvent::Over(_) => None,
    }
}

fn progress_news(progress: &Progress) -> Option<ChipNews> {
    let count = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
    match progress {
        Progress::Opened { .. } => Some(ChipNews::Opened),
        Progress::Identity(zone) => {
            let holder = reader::chip::holder(zone, duty::vn_date(Timestamp::now()));
            holder.name.map(|name| ChipNews::Name(name.value))
        }
        Progress::Bytes { done, total } => Some(ChipNews::Bytes { done: count(*done), total: count(*total) }),
        Progress::Doing(_) | Progress::File(_) | Progress::Checked => None,
    }
}

fn facts(reading: &ChipReading) -> ChipFacts {
    let document = reader::chip::to_document(reading, duty::vn_date(Timestamp::now()));
    let against = match reading.evidence.statement() {
        Statement::Altered => Some(TrustView::Altered),
        Statement::Revoked => Some(TrustView::Revoked),
        Statement::Copied => Some(TrustView::Copied),
        Statement::Unchecked
        | Statement::SelfConsistent
        | Statement::SelfConsistentGenuine
        | Statement::IssuerTrusted
        | Statement::IssuerTrustedGenuine => None,
    };
    ChipFacts { document, face: reading.dg2.as_ref().and_then(reader::chip::shown), against }
}

fn failure(error: ChipError) -> ChipFailure {
    match error {
        ChipError::Lifted => ChipFailure::Lifted,
        ChipError::AnotherCard => ChipFailure::AnotherCard,
        ChipError::Mute => ChipFailure::Mute,
        ChipError::Busy => ChipFailure::Busy,
        ChipError::WrongKey | ChipError::NoKey => ChipFailure::WrongKey,
        ChipError::ReaderGone | ChipError::ServiceGone => ChipFailure::ReaderGone,
        ChipError::Cancelled => ChipFailure::Cancelled,
        _ => ChipFailure::Unreadable,
    }
}

/// Whom the folder says to trust; what lies there that is no certificate is told in the log.
fn trust(folder: &Path) -> Result<Trust, std::io::Error> {
    let loaded = reader::trust::load(folder)?;
    for refused in &loaded.refused {
        tracing::warn!(file = %refused.path.display(), why = %refused.why, "a file of trusted certificates is left out");
    }
    tracing::info!(files = loaded.taken, certificates = loaded.trust.len(), "trusted certificates");
    Ok(loaded.trust)
}
