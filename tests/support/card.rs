//! An emulated card in the emulated reader: the program `card-sim`, held by its control socket.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process::{Running, built, command};
use crate::wait::{LIMIT, local};

/// A `card-sim` that is connected to the emulated reader's port, with no card laid down yet.
#[derive(Debug)]
pub struct Card {
    /// The control socket, which the application's training bar uses too.
    pub socket: PathBuf,
    _process: Running,
}

impl Card {
    /// Starts `card-sim` beside the reader that listens on `vpcd`; `options` are further flags (`--lift-at 12`).
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(vpcd: u16, socket: &Path, options: &[&str], logs: &Path) -> Self {
        let (address, path) = (local(vpcd).to_string(), socket.to_string_lossy());
        let mut arguments = vec!["--empty", "--vpcd", &address, "--control", &path];
        arguments.extend(options);
        let mut process = Running::start("card-sim", command(built("card-sim"), &arguments), logs);
        process.until("card-sim's control socket", || UnixStream::connect(socket).ok());
        Self { socket: socket.to_owned(), _process: process }
    }

    /// Lays the card of a profile file on the reader.
    pub fn lay(&self, card: &Path) {
        self.order(&format!("lay {}", card.display()));
    }

    /// Lifts it.
    pub fn lift(&self) {
        self.order("lift");
    }

    /// How many commands and bytes the card has seen since it was laid down.
    pub fn stats(&self) -> Value {
        self.order("stats")
    }

    /// Sends one line and returns the answer.
    ///
    /// # Panics
    /// When the socket is gone or the answer is an error.
    pub fn order(&self, line: &str) -> Value {
        let mut stream = UnixStream::connect(&self.socket).expect("card-sim listens on its socket");
        stream.set_read_timeout(Some(LIMIT)).expect("a socket takes a limit");
        writeln!(stream, "{line}").expect("card-sim reads its socket");
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).expect("card-sim answers");
        let value: Value =
            serde_json::from_str(&answer).unwrap_or_else(|_| panic!("card-sim answered {answer:?} to {line:?}"));
        assert!(value.get("error").is_none(), "card-sim refused {line:?}: {value}");
        value
    }
}
