//! Cameras of files, from the picture to the event.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test makes its own files and fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use reader::camera::{Camera, CameraChoice, CameraError, CameraEvent, Folder, FrameSource, Seen, Video};
use scan::decode_picture;

const PATIENCE: Duration = Duration::from_mins(1);

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/qr").join(name)).unwrap()
}

fn payload(name: &str) -> Vec<u8> {
    String::from_utf8(fixture(name)).unwrap().trim_end().as_bytes().to_vec()
}

/// As a careful writer does: under another ending, then renamed.
fn lay(folder: &Path, name: &str, bytes: &[u8]) {
    let beside = folder.join(name).with_extension("part");
    fs::write(&beside, bytes).unwrap();
    fs::rename(beside, folder.join(name)).unwrap();
}

fn start(choice: &str) -> (Camera, Receiver<CameraEvent>) {
    let (tell, events) = channel();
    let camera = Camera::start(choice.parse().unwrap(), move |event| drop(tell.send(event)));
    (camera, events)
}

fn next(events: &Receiver<CameraEvent>) -> CameraEvent {
    events.recv_timeout(PATIENCE).unwrap()
}

fn next_payload(events: &Receiver<CameraEvent>) -> Vec<u8> {
    match next(events) {
        CameraEvent::Seen { what: Seen::Code { bytes, .. }, corners, module, took, .. } => {
            assert!(module.is_some_and(|module| (2.5..8.0).contains(&module)), "{module:?}");
            assert!(Duration::ZERO < took && took < PATIENCE, "{took:?}");
            assert!(corners.iter().all(|(x, y)| (0.0..1.0).contains(x) && (0.0..1.0).contains(y)), "{corners:?}");
            bytes.into_exposed()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_card_is_seen_once_when_it_comes_and_lost_when_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let (camera, events) = start(&format!("folder:{}", folder.path().display()));
    assert_eq!(next(&events), CameraEvent::Working);
    let dark = camera.latest_jpeg().unwrap();
    assert_eq!(decode_picture(&dark.jpeg).unwrap().width(), 640);

    lay(folder.path(), "card.jpg", &fixture("an.jpg"));
    assert_eq!(next_payload(&events), payload("an.txt"));
    let outline = camera.guidance().outline.unwrap();
    assert!(outline.iter().all(|(x, y)| (0.0..1.0).contains(x) && (0.0..1.0).contains(y)), "{outline:?}");
    let report = camera.report().unwrap();
    assert_eq!((report.size, report.device), ((1280, 720), None));
    let held = camera.latest_jpeg().unwrap();
    assert!(held.sequence > dark.sequence);
    assert_eq!(held.jpeg[..], fixture("an.jpg"), "a JPEG goes to the screen as it is");
    assert_eq!(camera.latest_jpeg().unwrap().sequence, held.sequence, "nothing has changed");

    lay(folder.path(), "other.jpg", &fixture("binh.jpg"));
    assert_eq!(next_payload(&events), payload("binh.txt"), "and An was not told again");
    fs::remove_file(folder.path().join("other.jpg")).unwrap();
    fs::remove_file(folder.path().join("card.jpg")).unwrap();
    let mut gone = [next(&events), next(&events)].map(|event| match event {
        CameraEvent::Gone(what) => what.bytes().into_exposed(),
        other => panic!("{other:?}"),
    });
    gone.sort();
    assert_eq!(gone, [payload("an.txt"), payload("binh.txt")]);
    assert_eq!(camera.guidance().outline, None);
    lay(folder.path(), "card.jpg", &fixture("an.jpg"));
    assert_eq!(next_payload(&events), payload("an.txt"), "back again");
}

#[test]
fn a_folder_shows_the_newest_whole_picture() {
    let folder = tempfile::tempdir().unwrap();
    let mut source = Folder::open(folder.path()).unwrap();
    let mut width = || source.next(PATIENCE).map(|frame| (frame.luma().unwrap().width(), frame.content()));
    assert_eq!(width(), Ok((640, 0)), "a dark room");
    lay(folder.path(), "a.jpg", &fixture("an.jpg"));
    assert_eq!(width(), Ok((1280, 1)));
    assert_eq!(width(), Ok((1280, 1)), "the same picture again");
    lay(folder.path(), "notes.txt", b"not a picture");
    fs::write(folder.path().join("b.jpg"), &fixture("binh.jpg")[..5000]).unwrap();
    assert_eq!(width(), Ok((1280, 1)), "half a picture is passed over");
    lay(folder.path(), "b.jpg", &fixture("binh.jpg"));
    assert_eq!(width(), Ok((1280, 2)));
    drop(folder);
    assert_eq!(width(), Err(CameraError::NotFound));
}

#[test]
fn a_png_gets_a_jpeg_preview() {
    let folder = tempfile::tempdir().unwrap();
    let conditions = frame_sim::Conditions { size: (64, 48), ..frame_sim::Conditions::webcam(1) };
    lay(folder.path(), "empty.png", &frame_sim::png(&frame_sim::frame(None, conditions).picture).unwrap());
    let frame = Folder::open(folder.path()).unwrap().next(PATIENCE).unwrap();
    assert_eq!(decode_picture(&frame.jpeg().unwrap()).unwrap().width(), 64);
}

#[test]
fn a_film_is_played_over_and_over() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mjpeg");
    let (one, two) = (fixture("an.jpg"), fixture("binh.jpg"));
    fs::write(&film, [one.as_slice(), &two].concat()).unwrap();
    let mut source = Video::open(&film).unwrap();
    for picture in [&one, &two, &one, &two] {
        assert_eq!(source.next(PATIENCE).unwrap().jpeg().unwrap()[..], picture[..]);
    }

    let (_camera, events) = start(&format!("video:{}", film.display()));
    assert_eq!(next(&events), CameraEvent::Working);
    // On a slow machine the one may go before the other comes.
    let mut seen = std::iter::from_fn(|| Some(next(&events))).filter(|event| !matches!(event, CameraEvent::Gone(_)));
    for name in ["an.txt", "binh.txt"] {
        let Some(CameraEvent::Seen { what, .. }) = seen.next() else { panic!("{name} is not seen") };
        assert_eq!(what.bytes().into_exposed(), payload(name));
    }
}

#[test]
fn a_film_without_a_frame_and_cameras_that_are_not_there_fail_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mjpeg");
    fs::write(&film, [0xFF, 0xD8, 0xFF]).unwrap();
    for (choice, reason) in [
        (format!("video:{}", film.display()), CameraError::Damaged),
        ("video:/not/there.mjpeg".to_owned(), CameraError::NotFound),
        ("video:/dev/zero".to_owned(), CameraError::Damaged),
        ("folder:/not/there".to_owned(), CameraError::NotFound),
        ("v4l:/dev/video-that-is-not-there".to_owned(), CameraError::NotFound),
    ] {
        let (camera, events) = start(&choice);
        assert_eq!(next(&events), CameraEvent::Failed(reason), "{choice}");
        assert!(camera.latest_jpeg().is_none());
    }
}

#[test]
fn a_camera_that_comes_back_works_again() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("camera");
    let (camera, events) = start(&format!("folder:{}", folder.display()));
    assert_eq!(next(&events), CameraEvent::Failed(CameraError::NotFound));
    fs::create_dir(&folder).unwrap();
    assert_eq!(next(&events), CameraEvent::Working);
    lay(&folder, "card.jpg", &fixture("an-2024.jpg"));
    assert_eq!(next_payload(&events), payload("an-2024.txt"));
    fs::remove_dir_all(&folder).unwrap();
    let gone = [next(&events), next(&events)];
    assert!(
        gone.iter().any(|event| matches!(event, CameraEvent::Gone(_)))
            && gone.contains(&CameraEvent::Failed(CameraError::NotFound)),
        "{gone:?}"
    );
    assert!(camera.latest_jpeg().is_none());
}

#[test]
fn no_camera_says_nothing_and_a_listener_may_drop_its_camera() {
    let silent = Camera::start(CameraChoice::None, |event| panic!("{event:?}"));
    assert!(silent.latest_jpeg().is_none());
    drop(silent);

    let folder = tempfile::tempdir().unwrap();
    lay(folder.path(), "card.jpg", &fixture("an.jpg"));
    let (hand_over, receive) = channel::<Camera>();
    let (done, finished) = channel();
    let choice = CameraChoice::Folder(folder.path().to_path_buf());
    let camera = Camera::start(choice, move |_| {
        drop(receive.recv());
        let _ = done.send(());
    });
    // By the time this thread has read the code, the camera's other thread has too, and waits to tell of it.
    let picture = decode_picture(&fixture("an.jpg")).unwrap();
    for _ in 0..3 {
        assert_eq!(scan::Eye::default().look(&picture, &mut || true).codes.len(), 1);
    }
    hand_over.send(camera).unwrap();
    finished.recv_timeout(PATIENCE).unwrap();
}
