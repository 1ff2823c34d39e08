//! `luutru-read readers`: what happens at the readers, a line each.

use std::sync::mpsc::channel;
use std::time::Duration;

use reader::chip::ChipError;
use reader::{ReaderEvent, Readers};
use serde_json::{Value, json};

use crate::arguments::ReadersTask;
use crate::exit::{Exit, remedy};
use crate::{hex, say, tell};

/// What is there is told at once; a silence of so long means that it has been told.
const SETTLED: Duration = Duration::from_secs(1);
/// A watch that goes on has no end of its own.
const FOREVER: Duration = Duration::from_secs(u64::MAX / 4);

/// Runs the command: until it is killed, or with `--once` until everything that is there has been told.
pub fn run(task: &ReadersTask) -> Exit {
    let (tell_of, events) = channel();
    let _watch = Readers::watch(|_| true, move |event| drop(tell_of.send(event)));
    let mut exit = Exit::NoReader;
    while let Ok(event) = events.recv_timeout(if task.once { SETTLED } else { FOREVER }) {
        say(&if task.json { to_json(&event).to_string() } else { to_words(&event) });
        match event {
            ReaderEvent::ServiceGone if task.once => {
                exit = Exit::NoService;
                break;
            }
            ReaderEvent::Plugged { .. } => exit = Exit::Read,
            _ => {}
        }
    }
    match exit {
        Exit::NoService => tell(remedy(ChipError::ServiceGone)),
        Exit::NoReader => tell(remedy(ChipError::ReaderGone)),
        _ => {}
    }
    exit
}

fn to_words(event: &ReaderEvent) -> String {
    match event {
        ReaderEvent::ServiceUp => "Dịch vụ thẻ đang chạy".to_owned(),
        ReaderEvent::ServiceGone => "Dịch vụ thẻ không chạy".to_owned(),
        ReaderEvent::Plugged { reader } => format!("{reader}: có đầu đọc"),
        ReaderEvent::Unplugged { reader } => format!("{reader}: đã rút"),
        ReaderEvent::Laid { reader, answer_to_reset } => format!("{reader}: có thẻ, ATR {}", hex(answer_to_reset)),
        ReaderEvent::Mute { reader } => format!("{reader}: thẻ không trả lời"),
        ReaderEvent::Lifted { reader } => format!("{reader}: thẻ đã nhấc"),
    }
}

fn to_json(event: &ReaderEvent) -> Value {
    match event {
        ReaderEvent::ServiceUp => json!({ "event": "service-up" }),
        ReaderEvent::ServiceGone => json!({ "event": "service-gone" }),
        ReaderEvent::Plugged { reader } => json!({ "event": "plugged", "reader": reader }),
        ReaderEvent::Unplugged { reader } => json!({ "event": "unplugged", "reader": reader }),
        ReaderEvent::Laid { reader, answer_to_reset } => {
            json!({ "event": "laid", "reader": reader, "atr": hex(answer_to_reset) })
        }
        ReaderEvent::Mute { reader } => json!({ "event": "mute", "reader": reader }),
        ReaderEvent::Lifted { reader } => json!({ "event": "lifted", "reader": reader }),
    }
}
