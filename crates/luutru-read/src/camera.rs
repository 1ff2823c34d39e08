//! `luutru-read camera`: the cameras that are plugged in, or what one of them shows and how fast.

mod look;
mod words;

use reader::camera::{CameraChoice, CameraError, cameras};

use crate::arguments::CameraTask;
use crate::exit::Exit;
use crate::{say, tell};

/// Runs the command.
pub fn run(task: &CameraTask) -> Exit {
    match &task.choice {
        Some(CameraChoice::None) => Exit::NoReader,
        Some(choice) => look::run(task, choice),
        None => list(task),
    }
}

fn list(task: &CameraTask) -> Exit {
    let found = cameras();
    for info in &found {
        say(&if task.watch.json { words::info_to_json(info).to_string() } else { words::info_in_words(info) });
    }
    if found.is_empty() {
        tell(words::remedy(CameraError::NotFound));
        return Exit::NoReader;
    }
    Exit::Read
}
