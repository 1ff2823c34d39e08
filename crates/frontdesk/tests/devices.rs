//! The page *Thử thiết bị* at a whole desk: what a camera delivers, and a choice that outlives the desk.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use frontdesk::view::{
    CamerasView, ChosenBy, DeviceKindName, DeviceProblem, FieldName, KioskView, ModuleRoom, PayloadKind, ReceptionAct,
    ReceptionView, RefusalCode,
};
use frontdesk::{Desk, Face, Screen, Setup};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const PATIENCE: Duration = Duration::from_mins(1);

/// A page that keeps what it is shown.
struct Page(Sender<ReceptionView>);

impl Screen for Page {
    fn kiosk(&self, _: &KioskView) {}

    fn reception(&self, view: &ReceptionView) {
        let _ = self.0.send(view.clone());
    }
}

/// A house in a folder, whose desk can be opened again and again.
struct House {
    folder: TempDir,
    clerk: Runtime,
}

/// An open desk, and what its page was shown.
struct Open<'a> {
    house: &'a House,
    desk: Desk,
    shown: Receiver<ReceptionView>,
}

impl House {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clerk: Runtime::new().unwrap() }
    }

    fn open(&self, camera: Option<&str>) -> Open<'_> {
        let (page, shown) = channel();
        let setup = Setup {
            face: Face::Reception,
            data: self.folder.path().to_owned(),
            key: [7; 32],
            house: Some(fixtures().join("house/guesthouse.toml")),
            enrol: None,
            camera: camera.map(str::to_owned),
            scanner: None,
            reader: None,
            csca: None,
            #[cfg(feature = "training")]
            training: None,
        };
        Open { house: self, desk: Desk::open(setup, Page(page)).unwrap(), shown }
    }

    /// A camera that sees the pictures of a new folder.
    fn camera(&self, name: &str) -> String {
        let frames = self.folder.path().join(name);
        std::fs::create_dir(&frames).unwrap();
        format!("folder:{}", frames.display())
    }

    /// Holds a card before a camera.
    fn show(&self, camera: &str) {
        let arriving = self.folder.path().join("arriving");
        std::fs::copy(fixtures().join("qr/an.jpg"), &arriving).unwrap();
        std::fs::rename(arriving, self.folder.path().join(camera).join("an.jpg")).unwrap();
    }
}

impl Open<'_> {
    fn act(&self, act: ReceptionAct) -> Result<(), RefusalCode> {
        self.house.clerk.block_on(self.desk.reception_act(act)).map(drop).map_err(|refusal| refusal.code)
    }

    fn choose(&self, device: Option<&str>) -> Result<(), RefusalCode> {
        self.act(ReceptionAct::ChooseDevice { kind: DeviceKindName::Camera, device: device.map(str::to_owned) })
    }

    /// The page, once it is as it should be.
    fn page(&self, wanted: impl Fn(&ReceptionView) -> bool) -> ReceptionView {
        while let Ok(view) = self.shown.recv_timeout(PATIENCE) {
            if wanted(&view) {
                return view;
            }
        }
        panic!("waited in vain");
    }

    /// The cameras of the page, once they are as they should be.
    fn cameras(&self, wanted: impl Fn(&CamerasView) -> bool) -> CamerasView {
        let mut last = None;
        while let Ok(view) = self.shown.recv_timeout(PATIENCE) {
            match view.trial.map(|trial| trial.cameras) {
                Some(cameras) if wanted(&cameras) => return cameras,
                cameras => last = cameras,
            }
        }
        panic!("waited in vain; the page shows {last:?}");
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

#[test]
fn a_camera_is_chosen_tried_and_remembered() {
    let house = House::new();
    let camera = house.camera("frames");
    let desk = house.open(None);
    desk.act(ReceptionAct::OpenTrial).unwrap();
    desk.cameras(|cameras| cameras.choice.by == ChosenBy::Nobody);
    desk.choose(Some(&camera)).unwrap();
    let dark = desk.cameras(|cameras| cameras.pictures.is_some());
    let size = dark.pictures.map(|pictures| (pictures.width, pictures.height));
    assert_eq!((dark.problems, size), (vec![DeviceProblem::CameraSmall], Some((640, 360))), "an empty folder is dark");
    house.show("frames");
    let cameras = desk.cameras(|cameras| cameras.read.is_some());
    let (read, module) = (cameras.read.unwrap(), cameras.module.unwrap());
    assert_eq!(read.kind, PayloadKind::CitizenCard);
    assert!(read.millis.is_some_and(|millis| millis < 5_000), "{read:?}");
    assert!(module.room == ModuleRoom::Enough && (25..80).contains(&module.tenths), "{module:?}");
    desk.desk.close();
    drop(desk);

    let desk = house.open(None);
    desk.act(ReceptionAct::OpenTrial).unwrap();
    let remembered = desk.cameras(|cameras| cameras.working).choice;
    assert_eq!((remembered.by, remembered.device.as_deref()), (ChosenBy::House, Some(camera.as_str())));
    desk.choose(None).unwrap();
    desk.cameras(|cameras| cameras.choice.by == ChosenBy::Nobody);
}

#[test]
fn a_card_before_a_camera_that_is_tried_is_nobodys_arrival() {
    let house = House::new();
    let camera = house.camera("frames");
    let desk = house.open(Some(&camera));
    desk.act(ReceptionAct::OpenTrial).unwrap();
    house.show("frames");
    desk.cameras(|cameras| cameras.read.is_some());
    let view = house.clerk.block_on(desk.desk.reception_view()).unwrap();
    assert!(view.draft.is_none() && view.trial.is_some());
    desk.act(ReceptionAct::OpenDraft(None)).unwrap();
    assert_eq!(desk.act(ReceptionAct::OpenTrial), Err(RefusalCode::NotNow), "a person comes first");
    let view = house.clerk.block_on(desk.desk.reception_view()).unwrap();
    assert!(view.draft.is_some() && view.trial.is_none());
}

/// Whether somebody is in the drawer.
fn has_number(view: &ReceptionView) -> bool {
    view.draft.iter().flat_map(|draft| &draft.facts).any(|fact| fact.field == FieldName::Number)
}

#[test]
fn a_card_of_a_drawer_that_was_closed_is_lifted_before_it_opens_another() {
    let house = House::new();
    let camera = house.camera("frames");
    let desk = house.open(Some(&camera));
    house.show("frames");
    let first = desk.page(|view| view.draft.is_some()).draft.unwrap();
    desk.act(ReceptionAct::CloseDraft).unwrap();
    desk.page(|view| view.draft.is_none() && view.devices.lift_first);
    desk.act(ReceptionAct::OpenDraft(None)).unwrap();
    let empty = desk.page(|view| view.draft.as_ref().is_some_and(|draft| draft.id != first.id));
    assert!(!has_number(&empty) && empty.devices.lift_first, "the same still card is not taken up");
    std::fs::remove_file(house.folder.path().join("frames/an.jpg")).unwrap();
    let gone = desk.page(|view| !view.devices.lift_first);
    assert!(!has_number(&gone));
    house.show("frames");
    let again = desk.page(has_number);
    assert!(!again.devices.lift_first);
}

#[test]
fn a_choice_that_is_not_there_is_said_and_tried_until_it_comes() {
    let house = House::new();
    let desk = house.open(None);
    desk.act(ReceptionAct::OpenTrial).unwrap();
    let late = format!("folder:{}", house.folder.path().join("late").display());
    desk.choose(Some(&late)).unwrap();
    desk.cameras(|cameras| cameras.problems == [DeviceProblem::CameraAbsent]);
    house.camera("late");
    let there = desk.cameras(|cameras| cameras.working);
    assert!(!there.problems.contains(&DeviceProblem::CameraAbsent));
    assert_eq!(there.choice.device, Some(late.clone()));
    assert_eq!(desk.choose(Some("webcam")), Err(RefusalCode::NoSuchDevice));
    let scanner = ReceptionAct::ChooseDevice { kind: DeviceKindName::Scanner, device: Some(String::new()) };
    assert_eq!(desk.act(scanner), Err(RefusalCode::NoSuchDevice));
    assert_eq!(desk.cameras(|cameras| cameras.working).choice.device, Some(late), "nothing has changed");
}

#[test]
fn the_command_line_wins_and_a_choice_waits_for_the_next_start() {
    let house = House::new();
    let (told, chosen) = (house.camera("told"), house.camera("chosen"));
    let desk = house.open(Some(&told));
    desk.act(ReceptionAct::OpenTrial).unwrap();
    desk.choose(Some(&chosen)).unwrap();
    let now = desk.cameras(|cameras| cameras.working).choice;
    assert_eq!((now.by, now.device), (ChosenBy::CommandLine, Some(told)));
    desk.desk.close();
    drop(desk);
    let desk = house.open(None);
    desk.act(ReceptionAct::OpenTrial).unwrap();
    assert_eq!(desk.cameras(|cameras| cameras.working).choice.device, Some(chosen));
}
