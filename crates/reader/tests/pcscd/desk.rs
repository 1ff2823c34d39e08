//! A service with the emulated reader, a place to lay cards on, and a watch on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use card_sim::{Card, Chip, Faults, Pad, Profile};
use emrtd::{Output, Session};
use reader::chip::{Can, ChipError, ChipEvent, ChipReading, ChipRequest, Consent, Password, read_chip};
use reader::{ReaderEvent, Readers, Watch};
use stories::pcscd::Pcscd;

pub const PLACE: &str = "LUUTRU_TEST_PCSCD";
pub const PATIENCE: Duration = Duration::from_mins(1);
pub const SEED: [u8; 32] = [5; 32];

pub fn place() -> PathBuf {
    std::env::var_os(PLACE).expect("run by the_reader_with_a_real_pcscd").into()
}

pub fn logs() -> PathBuf {
    place().join("logs")
}

/// Watches the slot that the emulated card lies in.
pub fn watch() -> (Watch, Receiver<ReaderEvent>) {
    let (tell, events) = channel();
    let watch = Readers::watch(|name| name.ends_with("00 00"), move |event| drop(tell.send(event)));
    (watch, events)
}

pub fn next(events: &Receiver<ReaderEvent>) -> ReaderEvent {
    events.recv_timeout(PATIENCE).expect("something happens")
}

pub struct Desk {
    pub reader: String,
    pub pad: Pad,
    pub events: Receiver<ReaderEvent>,
    pub service: Pcscd,
    serving: Option<JoinHandle<()>>,
    _watch: Watch,
}

pub type Outcome = Result<Box<ChipReading>, ChipError>;

impl Desk {
    pub fn open() -> Self {
        let service = Pcscd::start_in(&place(), &logs());
        let (watch, events) = watch();
        let reader = service.reader_name();
        while next(&events) != (ReaderEvent::Plugged { reader: reader.clone() }) {}
        let (pad, serving) = pad_at(service.vpcd_port());
        Self { reader, pad, events, service, serving: Some(serving), _watch: watch }
    }

    /// Lays a card down and waits until the reader tells of it.
    pub fn lay(&self, faults: Faults) {
        self.lay_card(an(), faults);
    }

    pub fn lay_card(&self, card: Card, faults: Faults) {
        self.pad.set_faults(faults);
        self.pad.lay("card", card).unwrap();
        self.laid();
    }

    pub fn laid(&self) {
        let event = next(&self.events);
        assert!(matches!(&event, ReaderEvent::Laid { reader, .. } if *reader == self.reader), "{event:?}");
    }

    pub fn lifted(&self) {
        assert_eq!(next(&self.events), ReaderEvent::Lifted { reader: self.reader.clone() });
    }

    /// Asks for the card with this number, and waits for none that is lifted.
    pub fn request(&self, digits: &str) -> ChipRequest {
        request(&self.reader, can(digits))
    }

    pub fn read(&self, digits: &str) -> Outcome {
        read_chip(self.request(digits), &mut |_| (), &AtomicBool::new(false))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.pad.stop();
        let _ = self.serving.take().map(JoinHandle::join);
    }
}

/// A place to lay cards on, served at a port of the emulated reader.
pub fn pad_at(port: u16) -> (Pad, JoinHandle<()>) {
    let (pad, address) = (Pad::new(None), format!("127.0.0.1:{port}"));
    let served = pad.clone();
    (pad, thread::spawn(move || served.serve(&address).unwrap()))
}

/// A reading that waits for no card that is lifted.
pub fn request(reader: &str, passwords: Vec<Password>) -> ChipRequest {
    ChipRequest::new(reader, passwords, Consent::recorded([7; 32]), SEED).patient_for(Duration::ZERO)
}

/// A reading on a thread of its own, heard from here.
pub struct Aside {
    pub events: Receiver<ChipEvent>,
    cancel: Arc<AtomicBool>,
    thread: JoinHandle<Outcome>,
}

impl Aside {
    pub fn read(request: ChipRequest) -> Self {
        let (tell, events): (Sender<ChipEvent>, _) = channel();
        let cancel = Arc::new(AtomicBool::new(false));
        let cancelled = cancel.clone();
        let thread = thread::spawn(move || read_chip(request, &mut |event| drop(tell.send(event)), &cancelled));
        Self { events, cancel, thread }
    }

    /// Waits for an event of this kind; whatever comes before it is passed over.
    pub fn until(&self, wanted: impl Fn(&ChipEvent) -> bool) {
        while !wanted(&self.events.recv_timeout(PATIENCE).expect("it comes")) {}
    }

    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    pub fn outcome(self) -> Outcome {
        self.thread.join().unwrap()
    }
}

/// The card leaves at this command.
pub fn lift_at(command: usize) -> Faults {
    Faults { lift_at: Some(command), ..Faults::default() }
}

pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path)
}

pub fn an() -> Card {
    Card::load(&fixture("cards/an.toml"), [9; 32]).unwrap()
}

/// A card of `fixtures/cards`, changed.
pub fn changed(name: &str, change: impl FnOnce(&mut Profile)) -> Card {
    let mut profile = Profile::load(&fixture("cards").join(name)).unwrap();
    change(&mut profile);
    Card::new(&profile, [9; 32]).unwrap()
}

/// A card of `fixtures/cards`, its chip changed.
pub fn card(name: &str, change: impl FnOnce(&mut Chip)) -> Card {
    changed(name, |profile| change(&mut profile.chip))
}

pub fn can(digits: &str) -> Vec<Password> {
    vec![Password::Can(Can::new(digits).unwrap())]
}

/// The same conversation without a reader.
pub fn in_process(passwords: Vec<Password>) -> Box<ChipReading> {
    let (mut card, mut session) = (an(), Session::new(passwords, SEED));
    loop {
        match session.poll() {
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Finished(result) => return result.unwrap(),
            _ => {}
        }
    }
}
