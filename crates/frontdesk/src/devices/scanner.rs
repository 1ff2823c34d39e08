//! The barcode scanner of this desk.

use document::wedge::WedgeError;
use private::Private;
use reader::scanner::{Carried, Scanner, ScannerChoice, ScannerChoiceError, ScannerEvent};

use crate::desk::{Input, Inputs};
use crate::keep::devices::Chosen;
use crate::view::{DeviceState, RefusalCode};

/// The scanner at work.
pub(crate) struct ScannerDesk {
    chosen: Chosen,
    state: DeviceState,
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
        let mut desk = Self { chosen, state: DeviceState::Absent, number: 0, inputs, running: None };
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
        self.state = DeviceState::Absent;
        let (tell, number) = (self.inputs.clone(), self.number);
        self.running = Some(Scanner::start(choice, move |event| tell.send(Input::Scanner(number, event))));
    }

    /// How the scanner is.
    pub(crate) const fn state(&self) -> DeviceState {
        self.state
    }

    /// Takes in what the scanner of this number says; gives what it has read.
    pub(crate) fn hear(&mut self, number: u32, event: ScannerEvent) -> Option<Scanned> {
        match event {
            _ if number != self.number => None,
            ScannerEvent::Working(_) => {
                self.state = DeviceState::Ready;
                None
            }
            ScannerEvent::Failed(error) => {
                tracing::warn!(%error, "the scanner fails");
                self.state = DeviceState::Broken;
                None
            }
            ScannerEvent::TooLong => {
                tracing::warn!("the scanner sent more than a code can hold");
                None
            }
            ScannerEvent::Scanned(scan) => Some(match scan.carried {
                Carried::Whole | Carried::OtherCodePage => Scanned::Code(scan.bytes),
                Carried::Keys | Carried::OddKeys => {
                    Scanned::Keys(scan.bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
                }
            }),
        }
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
