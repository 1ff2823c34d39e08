use std::sync::Mutex;

use super::*;
use crate::testing::evening;

/// A device whose two clocks are driven apart.
struct Device {
    wall: Mutex<Timestamp>,
    since_boot: Mutex<Duration>,
    keeps_time: bool,
}

impl Ambient for Device {
    fn now(&self) -> Timestamp {
        *self.wall.lock().unwrap()
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(1);
    }

    fn since_boot(&self) -> Option<Duration> {
        Some(*self.since_boot.lock().unwrap())
    }

    fn keeps_time(&self) -> bool {
        self.keeps_time
    }
}

impl Device {
    fn pass(&self, seconds: i64) {
        self.set(seconds);
        *self.since_boot.lock().unwrap() += Duration::from_secs(u64::try_from(seconds).unwrap());
    }

    /// Somebody sets the wall clock.
    fn set(&self, seconds: i64) {
        let mut wall = self.wall.lock().unwrap();
        *wall += SignedDuration::from_secs(seconds);
    }
}

fn device(keeps_time: bool) -> Arc<Device> {
    Arc::new(Device { wall: Mutex::new(evening()), since_boot: Mutex::new(Duration::from_secs(100)), keeps_time })
}

const QUICK: Duration = Duration::from_millis(20);
const SLOW: Duration = Duration::from_secs(2);

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

#[test]
fn a_wrong_clock_is_found_recorded_once_and_reckoned_out() {
    let device = device(true);
    let mut clock = Clock::new(device.clone(), evening());
    assert_eq!((clock.state(), clock.news()), (ClockState::Right, None));
    clock.learn(seconds(10_800), QUICK);
    assert_eq!(clock.state(), ClockState::Wrong(seconds(10_800)));
    assert_eq!(clock.now(), evening() + seconds(10_800), "three hours slow: the hub's time is used");
    assert_eq!((clock.news(), clock.news()), (Some("clock.wrong"), None));
    let evidence = clock.evidence();
    assert_eq!((evidence.wall, evidence.corrected()), (evening(), Some(clock.now())), "both are kept");
    // Somebody sets it right: seen without another word of the hub.
    device.set(10_800);
    assert_eq!((clock.state(), clock.news()), (ClockState::Right, Some("clock.right")));
    assert_eq!(clock.now(), evening() + seconds(10_800));
}

#[test]
fn a_little_off_is_right_and_the_quickest_exchange_counts() {
    let device = device(true);
    let mut clock = Clock::new(device.clone(), evening());
    clock.learn(seconds(3), QUICK);
    clock.learn(seconds(1), SLOW);
    assert_eq!(clock.evidence().hub.unwrap().offset_ms, 3_000, "a slower one is less exact");
    assert_eq!((clock.state(), clock.now()), (ClockState::Right, evening()));
    device.pass(60);
    let hub = clock.evidence().hub.unwrap();
    assert_eq!((hub.offset_ms, hub.age_ms, hub.round_trip_ms), (3_000, 60_000, 20));
    device.pass(3_600);
    clock.learn(seconds(1), SLOW);
    assert_eq!(clock.evidence().hub.unwrap().offset_ms, 1_000, "an old one gives way");
    clock.learn(seconds(600), Duration::from_secs(4));
    assert_eq!(clock.state(), ClockState::Wrong(seconds(600)), "so far apart no slowness explains");
}

#[test]
fn a_device_without_a_clock_of_its_own_is_not_certain_until_the_hub_has_spoken() {
    let mut clock = Clock::new(device(false), evening());
    assert_eq!((clock.state(), clock.news()), (ClockState::Uncertain, Some("clock.uncertain")));
    assert!(!clock.evidence().plausible);
    clock.learn(seconds(0), QUICK);
    assert_eq!((clock.state(), clock.news()), (ClockState::Right, Some("clock.right")));
    // A battery that died: the clock shows a time before the last act in the books.
    let past = Clock::new(device(true), evening() + seconds(1));
    assert_eq!(past.state(), ClockState::Uncertain);
}

#[test]
fn suspend_makes_nothing_younger() {
    let device = device(true);
    let mut clock = Clock::new(device.clone(), evening());
    clock.learn(seconds(0), QUICK);
    device.pass(8 * 3_600);
    assert_eq!(clock.evidence().hub.unwrap().age_ms, 8 * 3_600_000);
    assert_eq!(clock.state(), ClockState::Right, "both clocks went on");
}
