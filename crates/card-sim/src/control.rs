//! A Unix socket by which scripts and the practice bar lay and lift cards: one line in, one line of JSON out.
//!
//! | line | does |
//! |---|---|
//! | `lay NAME` or `lay PATH` | lays a card; NAME is a profile in the folder of cards. Answers when the reader knows of it |
//! | `lift` | lifts it |
//! | `lift-at N`, `lift-at off` | every laying ends after N answered commands |
//! | `delay N`, `delay off` | every command takes N milliseconds longer |
//! | `stats` | tells the counts |
//! | `quit` | lifts and ends the program |
//!
//! An answer is `{"ok":true, ...}` with the fields of [`Report`](crate::Report), or `{"ok":false,"error":CODE}`.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::Serialize;

use crate::card::Card;
use crate::counts::Faults;
use crate::error::SimError;
use crate::pad::{Pad, Report};

/// How long `lay` waits for the reader before it answers with `"connected":false`.
const READER: Duration = Duration::from_secs(5);

/// Answers lines about one pad.
#[derive(Clone)]
pub struct Control {
    pad: Pad,
    cards: PathBuf,
    seed: fn() -> Result<[u8; 32], SimError>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Done {
        ok: bool,
        #[serde(flatten)]
        report: Box<Report>,
    },
    Refused {
        ok: bool,
        error: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
}

impl Control {
    /// Controls `pad`; cards named without a path come from the folder `cards`, their randomness from `seed`.
    pub const fn new(pad: Pad, cards: PathBuf, seed: fn() -> Result<[u8; 32], SimError>) -> Self {
        Self { pad, cards, seed }
    }

    /// Opens the socket at `path` (in the place of one a dead program left there) and answers on threads of its own.
    ///
    /// # Errors
    /// [`SimError::Listen`].
    pub fn listen(self, path: &Path) -> Result<(), SimError> {
        let fail = |source| SimError::Listen { path: path.to_owned(), source };
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(error)),
            _ => {}
        }
        let listener = UnixListener::bind(path).map_err(fail)?;
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let control = self.clone();
                thread::spawn(move || control.converse(&stream));
            }
        });
        Ok(())
    }

    /// Answers every line of one connection.
    fn converse(&self, stream: &UnixStream) {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let answer = self.answer(&line);
            if writeln!(&mut &*stream, "{answer}").is_err() {
                return;
            }
            if line.trim() == "quit" {
                // Nobody is left to tell that the counts could not be written.
                let _counts = self.pad.stop();
                return;
            }
        }
    }

    /// Does what a line says and gives the line to answer.
    pub fn answer(&self, line: &str) -> String {
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let answer = match (word, rest.trim()) {
            ("lay", name) if !name.is_empty() => self.lay(name),
            ("lift", "") => self.lift(),
            ("lift-at", number) => {
                self.set(number, |faults, number| faults.lift_at = number.and_then(|n| usize::try_from(n).ok()))
            }
            ("delay", number) => self.set(number, |faults, number| faults.delay = number.map(Duration::from_millis)),
            ("stats" | "quit", "") => done(self.pad.report()),
            _ => refused("unknown-command"),
        };
        serde_json::to_string(&answer).unwrap_or_default()
    }

    fn lay(&self, name: &str) -> Answer {
        let path = self.path(name);
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let card = match (self.seed)().and_then(|seed| Card::load(&path, seed)) {
            Ok(card) => card,
            Err(error) => return Answer::Refused { ok: false, error: "card", detail: Some(error.to_string()) },
        };
        if self.pad.lay(&stem, card).is_err() {
            return refused("occupied");
        }
        self.pad.await_reader(READER);
        done(self.pad.report())
    }

    fn path(&self, name: &str) -> PathBuf {
        if name.contains('/') || Path::new(name).extension().is_some_and(|extension| extension == "toml") {
            PathBuf::from(name)
        } else {
            self.cards.join(format!("{name}.toml"))
        }
    }

    fn lift(&self) -> Answer {
        match self.pad.lift() {
            Ok(Some(report)) => done(report),
            Ok(None) => refused("empty"),
            Err(_) => refused("stats"),
        }
    }

    fn set(&self, number: &str, change: impl FnOnce(&mut Faults, Option<u64>)) -> Answer {
        let number = match (number, number.parse()) {
            ("off", _) => None,
            (_, Ok(number)) => Some(number),
            _ => return refused("number"),
        };
        let mut faults = self.pad.faults();
        change(&mut faults, number);
        self.pad.set_faults(faults);
        done(self.pad.report())
    }
}

fn done(report: Report) -> Answer {
    Answer::Done { ok: true, report: Box::new(report) }
}

fn refused(error: &'static str) -> Answer {
    Answer::Refused { ok: false, error, detail: None }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use serde_json::Value;

    use super::*;
    use crate::tests::fixtures;
    use crate::vpcd::tests::Reader;

    fn control(pad: &Pad) -> Control {
        Control::new(pad.clone(), fixtures().join("cards"), || Ok([7; 32]))
    }

    fn ask(stream: &UnixStream, line: &str) -> Value {
        writeln!(&mut &*stream, "{line}").unwrap();
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    #[test]
    fn a_script_lays_and_lifts_over_the_socket() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("card.sock");
        std::fs::write(&socket, "left by a dead program").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let pad = Pad::new(None);
        control(&pad).listen(&socket).unwrap();
        let serving = thread::spawn(move || pad.serve(&address).unwrap());
        let stream = UnixStream::connect(&socket).unwrap();
        assert_eq!(ask(&stream, "stats")["laid"], false);
        let laid = ask(&stream, "lay an");
        assert_eq!((&laid["ok"], &laid["card"], &laid["connected"]), (&true.into(), &"an".into(), &true.into()));
        let mut reader = Reader::accept(&listener);
        reader.ask(&[0x00, 0xB0, 0x9C, 0x00, 0x00]).unwrap();
        assert_eq!(ask(&stream, "lay binh")["error"], "occupied");
        let lifted = ask(&stream, "lift");
        assert_eq!((&lifted["laid"], &lifted["commands"]), (&false.into(), &1.into()));
        reader.await_end();
        assert_eq!(ask(&stream, "quit")["ok"], true);
        serving.join().unwrap();
    }

    #[test]
    fn what_cannot_be_done_is_refused_with_a_code() {
        let control = control(&Pad::new(None));
        let cases = [
            ("", "unknown-command"),
            ("dance", "unknown-command"),
            ("lay", "unknown-command"),
            ("lift now", "unknown-command"),
            ("lay nobody", "card"),
            ("lift", "empty"),
            ("lift-at soon", "number"),
            ("delay -1", "number"),
        ];
        for (line, error) in cases {
            let answer: Value = serde_json::from_str(&control.answer(line)).unwrap();
            assert_eq!((&answer["ok"], &answer["error"]), (&false.into(), &error.into()), "{line}");
        }
    }

    #[test]
    fn faults_are_set_and_taken_off_one_by_one() {
        let pad = Pad::new(None);
        let control = control(&pad);
        control.answer("lift-at 4");
        control.answer("delay 20");
        assert_eq!(pad.faults(), Faults { lift_at: Some(4), delay: Some(Duration::from_millis(20)) });
        control.answer("lift-at off");
        assert_eq!(pad.faults(), Faults { lift_at: None, delay: Some(Duration::from_millis(20)) });
        control.answer("delay off");
        assert_eq!(pad.faults(), Faults::default());
    }

    #[test]
    fn a_path_is_told_from_a_name() {
        let control = control(&Pad::new(None));
        assert!(control.path("an").ends_with("fixtures/cards/an.toml"));
        assert_eq!(control.path("./an.toml"), PathBuf::from("./an.toml"));
        assert_eq!(control.path("an.toml"), PathBuf::from("an.toml"));
    }
}
