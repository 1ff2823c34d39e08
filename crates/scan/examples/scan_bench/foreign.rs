//! The other engines that are libraries of other languages, in one process that is given the frames in memory.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

use scan::Luma;

use crate::engine::{Answer, Engine};

/// What the program in `foreign.py` knows, in its order.
const NAMES: [&str; 3] = ["zbar", "zbar-text", "opencv"];

/// The process, and what it said of the frame that it was given last.
struct Process {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last: Vec<u8>,
    answers: Vec<Option<Answer>>,
}

/// One of its engines.
struct Foreign {
    place: usize,
    process: Rc<RefCell<Process>>,
}

/// Starts the process. An engine that the machine does not have ends the measuring: its figure would be missing unnoticed.
pub fn engines(python: &Path) -> Vec<Box<dyn Engine>> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/scan_bench/foreign.py");
    let started = Command::new(python).arg(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let process = started.ok().and_then(|mut child| {
        let (to, from) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        Some(Process { child, to, from, last: Vec::new(), answers: Vec::new() })
    });
    let Some(process) = process else {
        println!("       {} does not start: zbar and OpenCV are not measured", python.display());
        return Vec::new();
    };
    let process = Rc::new(RefCell::new(process));
    let engine = |place| Box::new(Foreign { place, process: process.clone() }) as Box<dyn Engine>;
    (0..NAMES.len()).map(engine).collect()
}

impl Engine for Foreign {
    fn name(&self) -> &'static str {
        NAMES[self.place]
    }

    fn read(&mut self, frame: &Luma) -> Answer {
        let mut process = self.process.borrow_mut();
        if process.answers.get(self.place).is_none_or(Option::is_none) || process.last != frame.pixels() {
            process.ask(frame);
        }
        process.answers.get_mut(self.place).and_then(Option::take).unwrap_or_default()
    }
}

impl Process {
    /// Sends width, height and pixels; takes a line for each engine: milliseconds, then payloads in hexadecimal.
    fn ask(&mut self, frame: &Luma) {
        let side = |pixels: usize| u32::try_from(pixels).unwrap_or(0).to_le_bytes();
        let message = [&side(frame.width()), &side(frame.height()), frame.pixels()].concat();
        self.last = frame.pixels().to_vec();
        self.answers.clear();
        if self.to.write_all(&message).and_then(|()| self.to.flush()).is_err() {
            return;
        }
        for _ in NAMES {
            let mut line = String::new();
            let told = self.from.read_line(&mut line).is_ok_and(|length| length > 0);
            self.answers.push(told.then(|| answer(&line)));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(line: &str) -> Answer {
    let mut words = line.split_whitespace();
    let millis = words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
    Answer { payloads: words.map(|word| vec![bytes(word)]).collect(), millis }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).filter_map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()).collect()
}
