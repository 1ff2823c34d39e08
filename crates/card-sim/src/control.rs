//! A Unix socket by which scripts and the practice bar lay and lift cards: one line in, one line of JSON out.
//!
//! | line | does |
//! |---|---|
//! | `lay NAME` or `lay PATH` | lays a card; NAME is a profile in the folder of cards. Answers when the reader knows of it |
//! | `lift` | lifts it |
//! | `lift-at N`, `lift-at off` | every laying ends after N answered commands |
//! | `delay N`, `delay off` | every command takes N milliseconds longer |
//! | `reset-at N`, `reset-at off` | before command N, counted from 0, the chip loses its power for a moment |
//! | `damage-at N BYTE`, `damage-at off` | that byte of answer N arrives inverted |
//! | `refuse-at N WORD`, `refuse-at off` | command N is refused with a status word of four hexadecimal digits |
//! | `swap-at N NAME [MS]`, `swap-at off` | after N answered commands this card is laid instead, MS (600) milliseconds later |
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
use crate::counts::{Damage, Faults, Refusal};
use crate::error::SimError;
use crate::pad::{Pad, Report, Successor};

/// How long `lay` waits for the reader before it answers with `"connected":false`.
const READER: Duration = Duration::from_secs(5);
/// How long a hand takes to change cards: long enough for a reader's poll to see that none lies there.
const AWAY: Duration = Duration::from_millis(600);

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
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words[..] {
            ["lay", ..] if words.len() > 1 => self.lay(line.trim_start()["lay".len()..].trim()),
            ["lift"] => self.lift(),
            ["swap-at", ref rest @ ..] => self.swap(rest),
            ["stats" | "quit"] => done(self.pad.report()),
            [fault, ref rest @ ..] => self.set(fault, rest),
            [] => refused("unknown-command"),
        };
        serde_json::to_string(&answer).unwrap_or_default()
    }

    fn lay(&self, name: &str) -> Answer {
        let (name, card) = match self.card(name) {
            Ok(made) => made,
            Err(answer) => return answer,
        };
        if self.pad.lay(&name, card).is_err() {
            return refused("occupied");
        }
        self.pad.await_reader(READER);
        done(self.pad.report())
    }

    /// Makes the card of a profile, with the profile's bare name.
    fn card(&self, name: &str) -> Result<(String, Card), Answer> {
        let path = self.path(name);
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match (self.seed)().and_then(|seed| Card::load(&path, seed)) {
            Ok(card) => Ok((stem, card)),
            Err(error) => Err(Answer::Refused { ok: false, error: "card", detail: Some(error.to_string()) }),
        }
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

    /// Sets a fault, or takes it back with `off`.
    fn set(&self, fault: &str, rest: &[&str]) -> Answer {
        let faults = self.pad.faults();
        let number = || rest.first().and_then(|text| text.parse::<usize>().ok());
        let changed = match (fault, rest) {
            ("lift-at", ["off"]) => Some(Faults { lift_at: None, ..faults }),
            ("lift-at", [_]) => number().map(|n| Faults { lift_at: Some(n), ..faults }),
            ("delay", ["off"]) => Some(Faults { delay: None, ..faults }),
            ("delay", [text]) => text.parse().ok().map(|n| Faults { delay: Some(Duration::from_millis(n)), ..faults }),
            ("reset-at", ["off"]) => Some(Faults { reset_at: None, ..faults }),
            ("reset-at", [_]) => number().map(|n| Faults { reset_at: Some(n), ..faults }),
            ("damage-at", ["off"]) => Some(Faults { damage_at: None, ..faults }),
            ("damage-at", [_, byte]) => number()
                .zip(byte.parse().ok())
                .map(|(command, byte)| Faults { damage_at: Some(Damage { command, byte }), ..faults }),
            ("refuse-at", ["off"]) => Some(Faults { refuse_at: None, ..faults }),
            ("refuse-at", [_, word]) => number()
                .zip(u16::from_str_radix(word, 16).ok())
                .map(|(command, status)| Faults { refuse_at: Some(Refusal { command, status }), ..faults }),
            _ => return refused("unknown-command"),
        };
        let Some(changed) = changed else { return refused("number") };
        self.pad.set_faults(changed);
        done(self.pad.report())
    }

    /// Has another card laid instead of this one.
    fn swap(&self, rest: &[&str]) -> Answer {
        let (after, name, away) = match *rest {
            ["off"] => {
                self.pad.succeed(None);
                return done(self.pad.report());
            }
            [after, name] => (after.parse().ok(), name, Some(AWAY)),
            [after, name, away] => (after.parse().ok(), name, away.parse().ok().map(Duration::from_millis)),
            _ => return refused("unknown-command"),
        };
        let (Some(after), Some(away)) = (after, away) else { return refused("number") };
        match self.card(name) {
            Ok((name, card)) => self.pad.succeed(Some(Successor { after, away, name, card })),
            Err(answer) => return answer,
        }
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
            ("damage-at 3", "unknown-command"),
            ("damage-at 3 x", "number"),
            ("refuse-at 3 lots", "number"),
            ("swap-at soon an", "number"),
            ("swap-at 3 nobody", "card"),
            ("swap-at", "unknown-command"),
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
        let none = Faults::default();
        let cases = [
            ("lift-at 4", Faults { lift_at: Some(4), ..none }),
            ("delay 20", Faults { delay: Some(Duration::from_millis(20)), ..none }),
            ("reset-at 7", Faults { reset_at: Some(7), ..none }),
            ("damage-at 3 12", Faults { damage_at: Some(Damage { command: 3, byte: 12 }), ..none }),
            ("refuse-at 9 6F00", Faults { refuse_at: Some(Refusal { command: 9, status: 0x6F00 }), ..none }),
        ];
        for (line, faults) in cases {
            control.answer("reset-at 99");
            assert!(control.answer(line).starts_with("{\"ok\":true"), "{line}");
            let kept = faults.reset_at.or(Some(99));
            assert_eq!(pad.faults(), Faults { reset_at: kept, ..faults }, "{line}");
            control.answer("reset-at off");
            control.answer(&format!("{} off", line.split(' ').next().unwrap()));
            assert_eq!(pad.faults(), none, "{line}");
        }
    }

    #[test]
    fn cards_are_swapped_over_the_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let pad = Pad::new(None);
        let (control, served) = (control(&pad), pad.clone());
        let serving = thread::spawn(move || served.serve(&address).unwrap());
        control.answer("swap-at 1 an 0");
        control.answer("swap-at off");
        assert!(control.answer("swap-at 2 binh 0").contains("true"));
        control.answer("lay an");
        let mut reader = Reader::accept(&listener);
        let ask = [0x00, 0xB0, 0x9C, 0x00, 0x00];
        assert!(reader.ask(&ask).is_some() && reader.ask(&ask).is_some());
        assert_eq!(reader.ask(&ask), None);
        let mut reader = Reader::accept(&listener);
        reader.ask(&ask).unwrap();
        assert_eq!(pad.report().card.as_deref(), Some("binh"));
        pad.stop().unwrap();
        serving.join().unwrap();
    }

    #[test]
    fn a_path_is_told_from_a_name() {
        let control = control(&Pad::new(None));
        assert!(control.path("an").ends_with("fixtures/cards/an.toml"));
        assert_eq!(control.path("./an.toml"), PathBuf::from("./an.toml"));
        assert_eq!(control.path("an.toml"), PathBuf::from("an.toml"));
    }
}
