//! Measures what the application costs: time to its first paint, memory over all its processes, and from a card that is shown
//! to the camera until its facts stand on the page. `bench start` and `bench live` measure one of them.

#![expect(clippy::print_stdout, reason = "a tool that says what it measured")]
#![expect(clippy::expect_used, clippy::panic, reason = "a tool that stops when it cannot measure")]
#![expect(clippy::disallowed_methods, reason = "it measures time, and reads /proc")]

use std::time::{SystemTime, UNIX_EPOCH};

use frame_sim::Category;
use rustix::process::Pid;
use serde_json::json;
use stories::clerk::{Clerk, ESCAPE};
use stories::desk::{Desk, Face};
use stories::process::family;

/// How many cards are shown.
const CARDS: u64 = 20;

fn main() {
    let wanted = std::env::args().nth(1);
    let all = [("start", start as fn()), ("live", live)];
    for (_, measure) in all.iter().filter(|(name, _)| wanted.as_deref().is_none_or(|wanted| wanted == *name)) {
        measure();
    }
}

/// From a card before the camera to its facts in the reception's drawer.
fn live() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let there = "const tell = arguments[arguments.length - 1];
        const look = () => document.querySelector(\".name [data-source='qr']\")
            ? tell(performance.timeOrigin + performance.now()) : setTimeout(look, 5);
        look();";
    let mut times = Vec::new();
    // Each of somebody else: a card that was just there is not told again.
    for seed in 1..=CARDS {
        let card = frame_sim::png(&frame_sim::sample(Category::Clean, seed).picture).expect("a picture can be written");
        clerk.jump_to("101");
        let shown = now();
        desk.show_picture("card", &card);
        let came = clerk.app().script_async(there, &json!([])).as_f64().expect("the page says when they were there");
        times.push(came / 1000.0 - shown);
        desk.hide();
        clerk.app().press(ESCAPE);
        clerk.app().wait_gone("[data-at='draft']");
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!(
        "live   {:.2} s at the median from a card shown to its facts on the page, {:.2} s at 95 % ({CARDS} cards)",
        at(50),
        at(95)
    );
}

/// From the start of the process to the first paint of content, and the memory of all its processes then.
fn start() {
    let mut desk = Desk::open(Face::Kiosk);
    desk.app.wait_for("[data-at='welcome']");
    // The entry may come after the page is there: the observer is told of it then, or of one that has come before.
    let first = "const tell = arguments[arguments.length - 1];
        new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint')
            .forEach((entry) => tell(performance.timeOrigin + entry.startTime))).observe({ type: 'paint', buffered: true })";
    let painted = desk.app.script_async(first, &json!([])).as_f64().expect("the page says when it was painted first");
    let pid = desk.app.pid();
    println!("start  {:.2} s to the first paint", painted / 1000.0 - started(pid));
    let processes = family(pid);
    let (rss, pss) = processes.iter().map(|pid| memory(*pid)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!(
        "memory {} MB shared once (PSS), {} MB as counted (RSS), {} processes",
        pss / 1024,
        rss / 1024,
        processes.len()
    );
}

/// When a process was started, in seconds since 1970.
fn started(pid: Pid) -> f64 {
    let text = |file: &str| std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok()).expect("/proc holds numbers");
    let stat = text(&format!("/proc/{}/stat", pid.as_raw_nonzero()));
    // The 22nd field, the 20th after the name: ticks of 1/100 s since the machine was started.
    let ticks = number(stat.rsplit(')').next().and_then(|tail| tail.split_whitespace().nth(19)));
    let uptime = number(text("/proc/uptime").split_whitespace().next());
    now() - uptime + ticks / 100.0
}

/// Seconds since 1970.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").as_secs_f64()
}

/// Memory of one process in kB: resident, and with shared pages counted once over all who share them.
fn memory(pid: Pid) -> (u64, u64) {
    let file = format!("/proc/{}/smaps_rollup", pid.as_raw_nonzero());
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok());
    (line("Rss:").unwrap_or(0), line("Pss:").unwrap_or(0))
}
