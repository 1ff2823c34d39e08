//! The devices of this desk: the card reader with the read under way, the camera, and their two pictures.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use document::Document;
use jiff::Timestamp;
use private::Private;
use reader::camera::{Camera, CameraChoice, CameraEvent, ChoiceError, Seen, Symbology};
use reader::chip::{ChipError, ChipEvent, ChipReading, ChipRequest, Consent, Progress, Statement};
use reader::trust::Trust;
use reader::{ReaderEvent, Readers, Watch};

use crate::arrive::chip::{ChipFacts, ChipFailure, ChipNews};
use crate::desk::{Input, Inputs};
use crate::view::{DeviceState, Devices, TrustView};

/// Which devices to use.
pub(crate) struct DeviceSetup {
    pub(crate) camera: String,
    pub(crate) reader: Option<String>,
    pub(crate) csca: Option<PathBuf>,
}

/// Why the devices could not be set up. A device that is not there is no error: it may be plugged in later.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The camera is not one.
    #[error("--camera là none, v4l:THIẾT_BỊ, folder:THƯ_MỤC hoặc video:TỆP")]
    Camera(#[from] ChoiceError),
    /// The folder of trusted certificates cannot be read.
    #[error("không đọc được thư mục chứng thư (--csca): {0}")]
    Csca(std::io::Error),
}

/// The pictures a page may draw. They are kept in memory and nowhere else.
#[derive(Default)]
pub(crate) struct Pictures {
    camera: Mutex<Option<Arc<Camera>>>,
    face: Mutex<Option<Arc<[u8]>>>,
}

impl Pictures {
    /// What the camera sees.
    pub(crate) fn preview(&self) -> Option<Arc<[u8]>> {
        let camera = self.camera.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Some(camera?.latest_jpeg()?.jpeg)
    }

    /// The face from the chip.
    pub(crate) fn face(&self) -> Option<Arc<[u8]>> {
        self.face.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_face(&self, face: Option<Arc<[u8]>>) {
        *self.face.lock().unwrap_or_else(PoisonError::into_inner) = face;
    }
}

/// The devices at work.
pub(crate) struct DeviceDesk {
    state: Devices,
    /// The readers that are there.
    readers: Vec<String>,
    /// The readers on which a card lies, the last one laid at the end: it is the one that is read.
    laid: Vec<String>,
    /// The readers on which something lies that gives no answer.
    mute: Vec<String>,
    /// The code before the camera.
    in_sight: Option<Private<Vec<u8>>>,
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
        let choice: CameraChoice = setup.camera.parse()?;
        let trust = setup.csca.as_deref().map(trust).transpose().map_err(DeviceError::Csca)?;
        let tell = inputs.clone();
        let camera = Camera::start(choice, move |event| tell.send(Input::Camera(event)));
        *pictures.camera.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(camera));
        let tell = inputs.clone();
        let wanted = setup.reader.unwrap_or_default();
        let watch = Readers::watch(move |name| name.contains(&wanted), move |event| tell.send(Input::Reader(event)));
        Ok(Self {
            state: Devices::default(),
            readers: Vec::new(),
            laid: Vec::new(),
            mute: Vec::new(),
            in_sight: None,
            reads: 0,
            reading: None,
            trust: trust.unwrap_or_default(),
            inputs,
            pictures,
            _watch: watch,
        })
    }

    /// How the devices are.
    pub(crate) const fn state(&self) -> Devices {
        self.state
    }

    /// Takes in what happened at the readers.
    pub(crate) fn on_reader(&mut self, event: ReaderEvent) {
        match event {
            ReaderEvent::ServiceUp => {}
            ReaderEvent::ServiceGone => self.readers.clear(),
            ReaderEvent::Plugged { reader } => self.readers.push(reader),
            ReaderEvent::Unplugged { reader } => self.readers.retain(|known| *known != reader),
            ReaderEvent::Laid { reader, .. } => self.lay(reader, true),
            ReaderEvent::Mute { reader } => self.lay(reader, false),
            ReaderEvent::Lifted { reader } => self.lift(&reader),
        }
        self.state.card_laid = !self.laid.is_empty();
        self.state.mute = !self.mute.is_empty();
        self.state.chip = if self.readers.is_empty() { DeviceState::Absent } else { DeviceState::Ready };
    }

    fn lay(&mut self, reader: String, answers: bool) {
        self.lift(&reader);
        if answers { &mut self.laid } else { &mut self.mute }.push(reader);
    }

    fn lift(&mut self, reader: &str) {
        self.laid.retain(|laid| laid != reader);
        self.mute.retain(|laid| laid != reader);
    }

    /// Takes in what happened at the camera; gives the code that has come before it.
    pub(crate) fn on_camera(&mut self, event: CameraEvent) -> Option<Private<Vec<u8>>> {
        match event {
            CameraEvent::Working => self.state.camera = DeviceState::Ready,
            CameraEvent::Failed(error) => {
                tracing::warn!(%error, "the camera fails");
                self.state.camera = DeviceState::Broken;
            }
            CameraEvent::Seen { what: Seen::Code { symbology: Symbology::Qr, bytes }, .. } => {
                self.in_sight = Some(bytes.clone());
                return Some(bytes);
            }
            // Zones and codes of older cards have no place on the screens yet.
            CameraEvent::Seen { .. } => {}
            CameraEvent::Lost => self.in_sight = None,
        }
        None
    }

    /// The code before the camera, which tells it only once.
    pub(crate) fn in_sight(&self) -> Option<Private<Vec<u8>>> {
        self.in_sight.clone()
    }

    /// Begins to read the chip on the reader, with what is known of its card, on a thread of its own.
    pub(crate) fn read_chip(&mut self, shown: &Document, consent: Consent, seed: [u8; 32]) {
        self.stop_reading();
        self.reads += 1;
        let cancel = Arc::new(AtomicBool::new(false));
        let reader = self.laid.last().cloned().unwrap_or_default();
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
