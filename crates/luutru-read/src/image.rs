//! `luutru-read image`: what stands in pictures, a line each.

mod files;

use std::path::{Path, PathBuf};
use std::time::Duration;

use scan::{Eye, Luma, PictureError, Sighting, decode_picture};
use serde_json::json;

use crate::arguments::ImageTask;
use crate::exit::Exit;
use crate::seen::{self, Times};
use crate::stopwatch::Stopwatch;
use crate::{say, tell};
use files::{FileError, Picture};

/// Runs the command: every picture, in the order of the arguments and of the names below them.
pub fn run(task: &ImageTask) -> Exit {
    let mut viewer = Viewer { task, eye: eye(task), folder: None, pictures: 0, read: 0, failed: false };
    for path in &task.paths {
        for file in files::below(path) {
            match file {
                Ok(file) => viewer.file(&file),
                Err((path, error)) => viewer.fail(&path, None, error),
            }
        }
    }
    match (viewer.failed, viewer.read, viewer.pictures) {
        (true, ..) => Exit::Usage,
        (false, 1.., _) => Exit::Read,
        (false, 0, 0) => {
            tell("Ở đó không có ảnh nào (.jpg .jpeg .png .mjpeg).");
            Exit::Unread
        }
        (false, 0, _) => Exit::Unread,
    }
}

fn eye(task: &ImageTask) -> Eye {
    if task.all { Eye::thorough() } else { Eye::default() }
}

/// Looks at one picture after the other.
struct Viewer<'a> {
    task: &'a ImageTask,
    eye: Eye,
    /// Where the picture before came from.
    folder: Option<PathBuf>,
    pictures: u64,
    read: u64,
    failed: bool,
}

impl Viewer<'_> {
    fn file(&mut self, path: &Path) {
        let folder = path.parent().map(Path::to_owned);
        let same_burst = self.task.burst && self.folder == folder;
        self.folder = folder;
        if !same_burst {
            self.eye.forget();
        }
        match files::read(path) {
            Ok(Picture::Still(bytes)) => self.picture(path, None, &bytes),
            Ok(Picture::Film(bytes)) => {
                self.eye.forget();
                for (number, frame) in scan::jpeg::frames(&bytes).into_iter().enumerate() {
                    self.picture(path, Some(number), frame);
                }
                self.folder = None;
            }
            Err(error) => self.fail(path, None, error),
        }
    }

    fn picture(&mut self, path: &Path, frame: Option<usize>, bytes: &[u8]) {
        let mut watch = Stopwatch::start("decode", Duration::from_millis(self.task.budget));
        match decode(bytes, frame.is_some()) {
            Ok(luma) => {
                watch.look();
                let sighting = self.eye.look(&luma, &mut watch);
                self.pictures += 1;
                self.read += u64::from(!sighting.codes.is_empty() || !sighting.zones.is_empty());
                self.show(path, frame, &luma, &sighting, &Times(watch.laps()));
            }
            Err(error) => self.fail(path, frame, FileError::Picture(error)),
        }
    }

    fn show(&self, path: &Path, frame: Option<usize>, luma: &Luma, sighting: &Sighting, times: &Times) {
        let mask = self.task.mask;
        if self.task.json {
            say(&json!({
                "path": path.to_string_lossy(),
                "frame": frame,
                "size": [luma.width(), luma.height()],
                "found": seen::to_json(sighting, mask),
                "located": seen::located_to_json(sighting),
                "ms": times.total(),
                "stages": times.to_json(),
            })
            .to_string());
        } else {
            let size = format!("{} x {}", luma.width(), luma.height());
            say(&format!("{}: {size}, {}", name(path, frame), times.in_words()));
            for line in seen::to_lines(sighting, mask) {
                say(&line);
            }
        }
    }

    fn fail(&mut self, path: &Path, frame: Option<usize>, error: FileError) {
        self.failed = true;
        if self.task.json {
            let path = path.to_string_lossy();
            say(&json!({ "path": path, "frame": frame, "error": error.code(), "found": [] }).to_string());
        } else {
            tell(&format!("{}: {}", name(path, frame), error.sentence()));
        }
    }
}

/// A frame of a film may lack the Huffman tables that every other JPEG has.
fn decode(bytes: &[u8], of_film: bool) -> Result<Luma, PictureError> {
    let decoded = decode_picture(bytes);
    if !of_film || decoded.is_ok() {
        return decoded;
    }
    // Any grey picture of ours has the usual ones.
    let usual = scan::encode_jpeg(&Luma::even(8, 8, 0)).unwrap_or_default();
    scan::jpeg::with_tables(bytes, &usual).map_or(decoded, |whole| decode_picture(&whole))
}

fn name(path: &Path, frame: Option<usize>) -> String {
    let path = path.display();
    frame.map_or_else(|| path.to_string(), |frame| format!("{path} #{frame}"))
}
