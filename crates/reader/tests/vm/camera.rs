//! A camera behind the kernel's test driver `vivid`, which shows a pattern.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use reader::camera::{Camera, CameraError, CameraEvent, FrameSource, V4l2};

/// One webcam.
pub const DRIVER: &str = "vivid node_types=0x1 num_inputs=1";
const WEBCAM: &str = "/dev/video0";
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
    assert_eq!(V4l2::open(Path::new(WEBCAM)).err(), Some(CameraError::Busy));
    drop(source);
    webcam().next(PATIENCE).unwrap();
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
