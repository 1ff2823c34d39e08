//! The barcode scanner of this desk.

use document::wedge::WedgeError;
use private::Private;
use reader::scanner::{Carried, Scan, Scanner, ScannerChoice, ScannerChoiceError, ScannerError, ScannerEvent, Way};

use crate::desk::{Input, Inputs};
use crate::keep::devices::Chosen;
use crate::view::{DeviceState, RefusalCode};

/// The scanner at work.
pub(crate) struct ScannerDesk {
    chosen: Chosen,
    /// How it speaks, while it works.
    working: Option<Way>,
    fails: Option<ScannerError>,
    /// It sent more than a code can hold, and nothing else since.
    too_long: bool,
    /// Counts the scanners that were started: what an earlier one still says is not heard.
    number: u32,
    inputs: Inputs,
    running: Option<Scanner>,
}

/// What came from a scanner.
pub(crate) enum Scanned {
    /// The bytes of a code, as from a camera.
    Code(Private<Vec<u8>>),
    /// What a code became as keys: only its digits and dates can be trusted.
    Keys(Private<String>),
}

impl From<Scan> for Scanned {
    fn from(scan: Scan) -> Self {
        match scan.carried {
            Carried::Whole | Carried::OtherCodePage => Self::Code(scan.bytes),
            Carried::Keys | Carried::OddKeys => {
                Self::Keys(scan.bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
            }
        }
    }
}

impl ScannerDesk {
    /// Begins to listen to the chosen scanner.
    ///
    /// # Errors
    ///
    /// [`ScannerChoiceError`] when the command line names none.
    pub(crate) fn open(chosen: Chosen, inputs: Inputs) -> Result<Self, ScannerChoiceError> {
        if let Chosen::Told(scanner) = &chosen {
            scanner.parse::<ScannerChoice>()?;
        }
        let mut desk = Self { chosen, working: None, fails: None, too_long: false, number: 0, inputs, running: None };
        desk.start();
        Ok(desk)
    }

    /// Listens to another scanner from now on, unless the command line named one.
    pub(crate) fn choose(&mut self, chosen: Chosen) {
        if !matches!(self.chosen, Chosen::Told(_)) {
            self.chosen = chosen;
            self.start();
        }
    }

    fn start(&mut self) {
        // Nothing is guessed: what looks like a scanner may be a modem, or the clerk's own keyboard.
        let choice = self.chosen.device().and_then(|device| device.parse().ok()).unwrap_or(ScannerChoice::None);
        // The one before lets its device go first: the two may be the same.
        self.running = None;
        self.number += 1;
        (self.working, self.fails, self.too_long) = (None, None, false);
        let (tell, number) = (self.inputs.clone(), self.number);
        self.running = Some(Scanner::start(choice, move |event| tell.send(Input::Scanner(number, event))));
    }

    /// How the scanner is.
    pub(crate) const fn state(&self) -> DeviceState {
        match (self.working, self.fails) {
            (Some(_), _) => DeviceState::Ready,
            (None, Some(_)) => DeviceState::Broken,
            (None, None) => DeviceState::Absent,
        }
    }

    /// Which scanner is used, and who says so.
    pub(crate) const fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// How it speaks, while it works.
    pub(crate) const fn working(&self) -> Option<Way> {
        self.working
    }

    /// Why it does not work.
    pub(crate) const fn fails(&self) -> Option<ScannerError> {
        self.fails
    }

    /// Whether it sent more than a code can hold, and nothing else since.
    pub(crate) const fn too_long(&self) -> bool {
        self.too_long
    }

    /// Takes in what the scanner of this number says; gives what it has read.
    pub(crate) fn hear(&mut self, number: u32, event: ScannerEvent) -> Option<Scan> {
        match event {
            _ if number != self.number => {}
            ScannerEvent::Working(way) => (self.working, self.fails) = (Some(way), None),
            ScannerEvent::Failed(error) => {
                tracing::warn!(%error, "the scanner fails");
                (self.working, self.fails) = (None, Some(error));
            }
            ScannerEvent::TooLong => {
                tracing::warn!("the scanner sent more than a code can hold");
                self.too_long = true;
            }
            ScannerEvent::Scanned(scan) => {
                self.too_long = false;
                return Some(scan);
            }
        }
        None
    }
}

/// Why nothing is taken of what was typed.
impl From<WedgeError> for RefusalCode {
    fn from(error: WedgeError) -> Self {
        match error {
            WedgeError::NotACode => Self::NotACardsCode,
            WedgeError::Unparted | WedgeError::Changed(_) | WedgeError::Zone(_) => Self::CodeChanged,
        }
    }
}
