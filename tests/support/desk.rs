//! A whole house for one story: screen, card reader, card, camera, hub, the wire to it, and the application.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::app::{App, Setting};
use crate::card::Card;
use crate::display::Display;
use crate::hub::Hub;
use crate::pcscd::Pcscd;
use crate::proxy::Proxy;

/// Which face the application shows, on a screen of which size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A person alone, 1080 by 1920 pixels.
    Kiosk,
    /// A clerk, 1366 by 768 pixels.
    Reception,
}

impl Face {
    fn word(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Reception => "reception",
        }
    }

    fn size(self) -> (u32, u32) {
        match self {
            Self::Kiosk => (1080, 1920),
            Self::Reception => (1366, 768),
        }
    }

    fn house(self) -> &'static str {
        match self {
            Self::Kiosk => "fixtures/house/hospital.toml",
            Self::Reception => "fixtures/house/guesthouse.toml",
        }
    }
}

/// Everything that stands in one house. What is dropped first stands first.
#[derive(Debug)]
pub struct Desk {
    /// The application, enrolled at the hub through the proxy.
    pub app: App,
    /// The emulated card, not laid down yet.
    pub card: Card,
    /// The wire between application and hub.
    pub proxy: Proxy,
    /// The hub.
    pub hub: Hub,
    reader: Pcscd,
    display: Display,
    folder: TempDir,
}

impl Desk {
    /// Opens a house of its own.
    pub fn open(face: Face) -> Self {
        Self::open_with(face, &[])
    }

    /// Opens a house of its own with further flags for the emulated card, such as `--lift-at 12`.
    ///
    /// # Panics
    /// When something of it does not start.
    pub fn open_with(face: Face, card: &[&str]) -> Self {
        Self::open_as(face, card, |setting| setting)
    }

    /// Opens a house of its own whose camera no command line names.
    pub fn open_without_camera(face: Face) -> Self {
        Self::open_as(face, &[], |setting| setting.without("--camera"))
    }

    /// Opens a house of its own with a scanner, by its setting.
    pub fn open_with_scanner(face: Face, scanner: &str) -> Self {
        let scanner = ["--scanner", scanner].map(str::to_owned);
        Self::open_as(face, &[], |mut setting| {
            setting.arguments.extend(scanner);
            setting
        })
    }

    fn open_as(face: Face, card: &[&str], change: impl FnOnce(Setting) -> Setting) -> Self {
        let desk = Self::open_waiting(face, card, change);
        // Whoever sets a desk up has seen the same digits at the hub; a story of its own compares them.
        if face == Face::Kiosk {
            desk.app.click("[data-do='enrol:staff']");
        }
        desk.app.click("[data-do='enrol:same']");
        desk.app.wait_gone("[data-digits]");
        desk
    }

    /// Opens a house of its own in which nobody has compared the six digits yet.
    pub fn open_unconfirmed(face: Face) -> Self {
        Self::open_waiting(face, &[], |setting| setting)
    }

    fn open_waiting(face: Face, card: &[&str], change: impl FnOnce(Setting) -> Setting) -> Self {
        let folder = tempfile::Builder::new().prefix("luutru-").tempdir().expect("a temporary folder can be made");
        let logs = folder.path().join("logs");
        std::fs::create_dir_all(folder.path().join("frames")).expect("a temporary folder can be written");
        let (width, height) = face.size();
        let display = Display::start(width, height, &logs);
        let reader = Pcscd::start(&logs);
        let card = Card::start(reader.vpcd_port(), &folder.path().join("card.sock"), card, &logs);
        let hub = Hub::start(&folder.path().join("hub"), &logs);
        let proxy = Proxy::start(hub.port);
        let setting = setting(face, folder.path(), &logs, proxy.port, &hub.code("Bệnh viện Hoa Sen"));
        let setting = setting.with("PCSCLITE_CSOCK_NAME", &reader.socket().to_string_lossy());
        // No TPM here: the key of the database lies in a file, so that the story can open it too.
        let setting = setting.with("LUUTRU_TCTI", "device:/dev/null/none");
        let app = App::start(change(setting), &display);
        Self { app, card, proxy, hub, reader, display, folder }
    }

    /// Lays the card of a fixture on the reader: `an`, `binh`.
    pub fn lay(&self, name: &str) {
        self.card.lay(&root().join(format!("fixtures/cards/{name}.toml")));
    }

    /// Holds the QR picture of a fixture in front of the camera: `an`, `an-2024`, `binh`.
    ///
    /// # Panics
    /// When there is no such picture.
    pub fn show(&self, name: &str) {
        let picture = root().join(format!("fixtures/qr/{name}.jpg"));
        let picture = std::fs::read(&picture).unwrap_or_else(|error| panic!("{}: {error}", picture.display()));
        self.show_picture(name, &picture);
    }

    /// Holds a picture of one's own in front of the camera, a JPEG or PNG; the newest is what the camera sees.
    ///
    /// # Panics
    /// When the folder of the camera is gone.
    pub fn show_picture(&self, name: &str, jpeg: &[u8]) {
        let (frames, arriving) = (self.folder.path().join("frames"), self.folder.path().join("arriving"));
        // Under its name only when it is whole: the camera must not see half a picture.
        std::fs::write(&arriving, jpeg).expect("a temporary folder can be written");
        std::fs::rename(&arriving, frames.join(format!("{name}.jpg"))).expect("a temporary folder can be written");
    }

    /// The folder that is the camera, as a setting names it.
    pub fn camera(&self) -> String {
        format!("folder:{}", self.folder.path().join("frames").display())
    }

    /// Kills the card reader's service: the application has no reader from now on.
    pub fn take_reader_away(&mut self) {
        self.reader.kill();
    }

    /// Takes everything away from the camera.
    ///
    /// # Panics
    /// When the folder of the camera is gone.
    pub fn hide(&self) {
        let frames = std::fs::read_dir(self.folder.path().join("frames")).expect("the camera has a folder");
        for frame in frames.flatten() {
            std::fs::remove_file(frame.path()).expect("a frame can be taken away");
        }
    }

    /// Kills the hub as a power cut would and starts it again; the application finds it at the same place.
    pub fn restart_hub(&mut self) {
        self.hub.start_again();
        self.proxy.lead_to(self.hub.port);
    }

    /// Where every program of this house writes what it prints, and the application its log.
    pub fn logs(&self) -> PathBuf {
        self.folder.path().join("logs")
    }

    /// The application's data: the database, its key, its own log.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// The display, for a second window of another program.
    pub fn display(&self) -> &Display {
        &self.display
    }

    /// The reader.
    pub fn reader(&self) -> &Pcscd {
        &self.reader
    }
}

fn setting(face: Face, folder: &Path, logs: &Path, hub: u16, code: &str) -> Setting {
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let house = root().join(face.house()).to_string_lossy().into_owned();
    let arguments = [
        ("--face", face.word().to_owned()),
        ("--data", path("desk")),
        ("--house", house),
        ("--hub", format!("http://127.0.0.1:{hub}")),
        ("--enrol", code.to_owned()),
        ("--camera", format!("folder:{}", path("frames"))),
        ("--csca", root().join("fixtures/pki").to_string_lossy().into_owned()),
    ];
    Setting::new(&arguments.into_iter().flat_map(|(flag, value)| [flag.to_owned(), value]).collect::<Vec<_>>(), logs)
}

/// The folder of the workspace, for its fixtures.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
