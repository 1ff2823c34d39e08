use std::sync::mpsc::channel;

use super::super::Seen;
use super::*;

const PATIENCE: Duration = Duration::from_mins(1);

fn shared(tell: impl FnMut(CameraEvent) + Send + 'static) -> Arc<Shared> {
    Arc::new(Shared { newest: Mutex::default(), changed: Condvar::new(), tell: Mutex::new(Box::new(tell)) })
}

fn dark(content: u64) -> Frame {
    Frame::of_luma(scan::Luma::even(64, 48, 24), content)
}

/// Looks that find what they are told: a payload for each picture; of none, the picture cannot be looked at.
fn looks(found: &'static [Option<&'static str>]) -> impl FnMut(&mut Look, &Frame, u64, Duration) {
    |look, frame, _, _| {
        let place = usize::try_from(frame.content()).unwrap();
        let text = found[place].expect("a picture one can look at");
        let code = scan::Code {
            symbology: scan::Symbology::Qr,
            bytes: text.as_bytes().to_vec(),
            corners: [(0.0, 0.0); 4],
            margin: 1.0,
            module: None,
        };
        look.size = (64, 48);
        look.sighting = scan::Sighting { codes: vec![code], ..scan::Sighting::default() };
    }
}

#[test]
fn a_picture_over_which_the_program_stumbles_does_not_end_the_reading() {
    let (tell, told) = channel();
    let camera = shared(move |event| drop(tell.send(event)));
    let next_text = || loop {
        match told.recv_timeout(PATIENCE).unwrap() {
            CameraEvent::Seen { what: Seen::Code { bytes, .. }, .. } => {
                return String::from_utf8(bytes.into_exposed()).unwrap();
            }
            // To tell of a panic takes a slow machine more than the second after which something has gone.
            CameraEvent::Gone(_) => {}
            other => panic!("{other:?}"),
        }
    };
    let (stumbled, has_stumbled) = channel();
    let looking = camera.clone();
    let thread = thread::spawn(move || {
        let mut look_for = looks(&[Some("a"), None, Some("b")]);
        looking.look_at_frames(move |look, frame, sequence, at| {
            if frame.content() == 1 {
                stumbled.send(()).unwrap();
            }
            look_for(look, frame, sequence, at);
        });
    });
    camera.put(Some(dark(0)));
    assert_eq!(next_text(), "a");
    camera.put(Some(dark(1)));
    has_stumbled.recv_timeout(PATIENCE).unwrap();
    camera.put(Some(dark(2)));
    assert_eq!(next_text(), "b");
    camera.newest().closed = true;
    camera.changed.notify_all();
    thread.join().unwrap();
}

#[test]
fn a_look_that_has_stumbled_passes_over_that_picture_alone() {
    let picture = scan::decode_picture(include_bytes!("../../../../../fixtures/qr/an.jpg")).unwrap();
    let frame = Frame::of_luma(picture, 1);
    let mut look = Look::stumbled(7);
    look.renew(&frame, 7, Duration::ZERO);
    assert_eq!(look.sighting.codes.len(), 0);
    look.renew(&frame, 8, Duration::ZERO);
    assert_eq!(look.sighting.codes.len(), 1);
}

#[test]
fn a_preview_of_a_picture_that_has_gone_meanwhile_is_not_kept() {
    let camera = shared(drop);
    let preview = |sequence| Preview { sequence, jpeg: Arc::from([0xff]) };
    camera.put(Some(dark(1)));
    camera.keep(&preview(1));
    assert!(camera.newest().preview.is_some());
    camera.put(None);
    camera.keep(&preview(1));
    assert!(camera.newest().preview.is_none());
}

/// A camera that sends nothing.
struct Silent(Vec<Duration>);

impl FrameSource for Silent {
    fn next(&mut self, timeout: Duration) -> Result<Frame, CameraError> {
        self.0.push(timeout);
        Err(CameraError::TimedOut)
    }
}

#[test]
fn a_camera_that_waits_for_a_frame_stops_within_a_second() {
    let (stop, stopped) = channel();
    let mut silent = Silent(Vec::new());
    drop(stop);
    assert!(next(&mut silent, &stopped).unwrap().is_none());
    assert_eq!(silent.0.len(), 1, "asked once more at most");
    assert!(silent.0[0] <= Duration::from_secs(1));
}

/// An's code at a few pixels a module in the noise of a dark room: of these pictures none can be read by itself, and the
/// first three together can.
fn poor(moment: u64) -> Frame {
    let card = frame_sim::Card::print(include_str!("../../../../../fixtures/qr/an.txt").trim_end()).unwrap();
    // Small, so that a slow machine looks at each to its end.
    let mut conditions = frame_sim::Conditions { size: (240, 200), ..frame_sim::Conditions::webcam(1) };
    (conditions.sensor.seed, conditions.sensor.noise, conditions.optics.gaussian) = (moment, 28.0, 0.8);
    (conditions.poses[0].pixels_per_mm, conditions.poses[0].place) = (7.0, (-105.0, 216.0));
    Frame::of_jpeg(frame_sim::frame(Some(&card), conditions).jpeg.unwrap(), moment + 1)
}

/// What is told of these pictures one after the other; of none, the camera was pulled out and plugged in between.
fn told_of(pictures: Vec<Option<Frame>>) -> Vec<CameraEvent> {
    let (tell, told) = channel();
    let (looked, has_looked) = channel();
    let camera = shared(move |event| drop(tell.send(event)));
    let looking = camera.clone();
    let thread = thread::spawn(move || {
        looking.look_at_frames(move |look, frame, sequence, at| {
            look.renew(frame, sequence, at);
            looked.send(()).unwrap();
        });
    });
    for picture in pictures {
        let shows = picture.is_some();
        camera.put(picture);
        if shows {
            has_looked.recv_timeout(PATIENCE).unwrap();
        }
    }
    camera.newest().closed = true;
    camera.changed.notify_all();
    thread.join().unwrap();
    told.try_iter().collect()
}

#[test]
fn what_a_burst_tells_together_is_forgotten_when_the_camera_is_pulled_out() {
    let [one, two, three] = [0, 1, 2].map(poor).map(Some);
    let whole = told_of(vec![one.clone(), two.clone(), three.clone()]);
    assert!(matches!(whole[..], [CameraEvent::Seen { module: Some(2.0..2.4), .. }]), "{whole:?}");
    // The break is over before anybody has looked at it.
    assert_eq!(told_of(vec![one.clone(), two.clone(), None, three.clone()]), []);
    assert_eq!(told_of(vec![one.clone(), None, two.clone(), None, three.clone()]), []);
    let again = told_of(vec![one.clone(), None, one, two, three]);
    assert_eq!(again.len(), 1, "{again:?}");
}

#[test]
fn what_was_in_sight_goes_with_the_camera_and_is_told_anew() {
    let frame = |content| Frame::of_jpeg(include_bytes!("../../../../../fixtures/qr/an.jpg").to_vec(), content);
    let told = told_of(vec![Some(frame(1)), None, Some(frame(2))]);
    assert!(matches!(told[..], [CameraEvent::Seen { .. }, CameraEvent::Gone(_), CameraEvent::Seen { .. }]), "{told:?}");
}
