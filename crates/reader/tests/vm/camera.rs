//! Cameras behind the kernel's test driver `vivid`: one that shows a pattern, and one at the end of a cable (HDMI) into
//! which we play pictures.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use reader::camera::{Answer, Camera, CameraError, CameraEvent, FrameSource, PictureFormat, Settings, V4l2, cameras};
use scan::decode_picture;
use v4l::buffer::Type;
use v4l::control::{Control, Value};
use v4l::io::mmap::Stream;
use v4l::io::traits::{CaptureStream, OutputStream};
use v4l::video::Output;
use v4l::{Device, Format, FourCC};

/// Two devices: the first a webcam, the second a grabber whose input is the cable from its own output.
pub const DRIVER: &str =
    "vivid n_devs=2 node_types=0x1,0x101 num_inputs=1,1 input_types=0,3 num_outputs=0,1 output_types=0,1";
const WEBCAM: &str = "/dev/video0";
const GRABBER: &str = "/dev/video1";
const CABLE: &str = "/dev/video2";
/// Pulls and plugs the driver's devices, as a hand does.
const PULL: &str = "/sys/bus/platform/drivers/vivid/unbind";
const PLUG: &str = "/sys/bus/platform/drivers/vivid/bind";
/// The machine is slow, and draws each picture itself.
const PATIENCE: Duration = Duration::from_mins(1);

fn webcam() -> V4l2 {
    V4l2::open(Path::new(WEBCAM)).unwrap()
}

fn hand(does: &str) {
    fs::write(does, "vivid.0").unwrap();
}

fn next(events: &Receiver<CameraEvent>) -> CameraEvent {
    events.recv_timeout(PATIENCE).unwrap()
}

#[test]
#[ignore = "runs in the machine only"]
fn frames_come_and_another_program_is_told_that_the_camera_is_busy() {
    let mut source = webcam();
    let frames = [source.next(PATIENCE).unwrap(), source.next(PATIENCE).unwrap()];
    let pictures = frames.each_ref().map(|frame| frame.luma().unwrap());
    assert_ne!(frames[0].content(), frames[1].content());
    assert!(pictures[0] != pictures[1], "the pattern counts its frames");
    assert!(pictures[0].pixels().iter().max().unwrap() - pictures[0].pixels().iter().min().unwrap() > 100);
    let report = source.report().unwrap();
    assert_eq!((pictures[0].width(), pictures[0].height(), report.format), (1280, 720, PictureFormat::Yuyv));
    assert!(report.promised.is_some_and(|rate| rate > 1.0));
    let Settings { continuous_focus, automatic_exposure, .. } = report.settings;
    assert_eq!([continuous_focus, automatic_exposure], [Answer::NotOffered; 2], "this driver has neither");
    assert_eq!(V4l2::open(Path::new(WEBCAM)).err(), Some(CameraError::Busy));
    drop(source);
    webcam().next(PATIENCE).unwrap();
}

#[test]
#[ignore = "runs in the machine only"]
fn cameras_are_listed_and_what_only_shows_pictures_is_none() {
    let list = || cameras().into_iter().map(|camera| (camera.choice.to_string(), camera.name, camera.state));
    let webcam = ("v4l:/dev/video0".to_owned(), "vivid-000-vid-cap".to_owned(), Ok(()));
    let grabber = ("v4l:/dev/video1".to_owned(), "vivid-001-vid-cap".to_owned(), Ok(()));
    assert!(list().eq([webcam, grabber]));
    hand(PULL);
    assert_eq!(list().count(), 0);
    hand(PLUG);
    assert_eq!(list().count(), 2);
}

#[test]
#[ignore = "runs in the machine only"]
fn a_pulled_plug_is_told_at_once_and_the_camera_comes_back() {
    let mut source = webcam();
    source.next(PATIENCE).unwrap();
    hand(PULL);
    let pulled = Instant::now();
    assert_eq!(source.next(PATIENCE).err(), Some(CameraError::Unplugged));
    println!("told {:?} after the plug was pulled", pulled.elapsed());
    assert!(pulled.elapsed() < Duration::from_secs(2));
    assert_eq!(V4l2::open(Path::new(WEBCAM)).err(), Some(CameraError::NotFound));
    drop(source);
    hand(PLUG);
    webcam().next(PATIENCE).unwrap();
}

#[test]
#[ignore = "runs in the machine only"]
fn a_running_camera_is_pulled_and_plugged() {
    let (tell, events) = channel();
    let camera = Camera::start(format!("v4l:{WEBCAM}").parse().unwrap(), move |event| drop(tell.send(event)));
    assert_eq!(next(&events), CameraEvent::Working);
    assert!(camera.latest_jpeg().is_some());
    hand(PULL);
    assert_eq!(next(&events), CameraEvent::Failed(CameraError::Unplugged));
    assert_eq!(next(&events), CameraEvent::Failed(CameraError::NotFound));
    assert!(camera.latest_jpeg().is_none());
    hand(PLUG);
    let plugged = Instant::now();
    assert_eq!(next(&events), CameraEvent::Working);
    println!("works again {:?} after it was plugged in", plugged.elapsed());
}

#[test]
#[ignore = "runs in the machine only"]
fn a_camera_that_another_program_holds_is_told_busy_and_works_when_it_is_let_go() {
    let mut holder = webcam();
    holder.next(PATIENCE).unwrap();
    let (tell, events) = channel();
    let camera = Camera::start(format!("v4l:{WEBCAM}").parse().unwrap(), move |event| drop(tell.send(event)));
    assert_eq!(next(&events), CameraEvent::Failed(CameraError::Busy));
    assert!(camera.latest_jpeg().is_none());
    let there = cameras().into_iter().find(|info| info.place == Path::new(WEBCAM)).unwrap();
    assert_eq!(there.state, Ok(()), "it stays in the list of those one can choose");
    holder.next(PATIENCE).unwrap();
    drop(holder);
    assert_eq!(next(&events), CameraEvent::Working, "said once, and nothing between");
    assert!(camera.latest_jpeg().is_some());
}

#[test]
#[ignore = "runs in the machine only"]
fn a_card_is_read_through_a_real_device() {
    let picture = decode_picture(include_bytes!("../../../../fixtures/qr/an.jpg")).unwrap();
    let payload = include_bytes!("../../../../fixtures/qr/an.txt").trim_ascii();
    let _cable = play(&picture);
    let frame = V4l2::open(Path::new(GRABBER)).unwrap().next(PATIENCE).unwrap();
    assert!(decode_picture(&frame.jpeg().unwrap()).is_ok(), "a preview of it");
    let codes = scan::Eye::default().look(&frame.luma().unwrap(), &mut || true).codes;
    assert_eq!(codes.iter().map(|code| code.bytes.as_slice()).collect::<Vec<_>>(), [payload]);
}

/// Sends a picture through the cable, which shows it as long as its end is held.
fn play(picture: &scan::Luma) -> Stream<'static> {
    /// "Loop Video" among the driver's own controls.
    const LOOP: u32 = 0x00f0_f025;
    let loops = Control { id: LOOP, value: Value::Boolean(true) };
    Device::with_path(GRABBER).unwrap().set_control(loops).unwrap();
    let cable = Device::with_path(CABLE).unwrap();
    let (width, height) = (picture.width().try_into().unwrap(), picture.height().try_into().unwrap());
    let format = cable.set_format(&Format::new(width, height, FourCC::new(b"YUYV"))).unwrap();
    assert_eq!((format.width, format.height, &format.fourcc.repr), (width, height, b"YUYV"));
    let mut stream = Stream::with_buffers(&cable, Type::VideoOutput, 2).unwrap();
    let (buffer, _) = OutputStream::next(&mut stream).unwrap();
    for (pair, &level) in buffer.chunks_exact_mut(2).zip(picture.pixels()) {
        pair.copy_from_slice(&[level, 128]);
    }
    // The driver begins when it has two, and shows the last one until there is another. They are queued as a capture's:
    // an output's first waits for a place among them, which is not told before the driver has begun.
    CaptureStream::queue(&mut stream, 1).unwrap();
    CaptureStream::queue(&mut stream, 0).unwrap();
    stream
}
