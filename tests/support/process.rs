//! Child processes that end with the story that started them, each in a process group of its own, each with a log file.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A running program. Dropping it kills its whole process group and waits for the end.
#[derive(Debug)]
pub struct Running {
    child: Child,
    name: String,
    log: PathBuf,
}

impl Running {
    /// Starts `command` with its output in `logs/NAME.log` (appended: a program started twice has one log).
    ///
    /// # Panics
    /// When the program cannot be started, with the way to get it.
    pub fn start(name: &str, mut command: Command, logs: &Path) -> Self {
        let log = log_file(logs, name);
        command.stdout(append(&log)).stderr(append(&log));
        Self::spawn(name, command, log)
    }

    /// Starts `command` and returns the first line it writes to its standard output, which is how it says that it is ready.
    ///
    /// # Panics
    /// When the program cannot be started or ends without a line.
    pub fn start_and_read_line(name: &str, mut command: Command, logs: &Path) -> (Self, String) {
        let log = log_file(logs, name);
        command.stdout(Stdio::piped()).stderr(append(&log));
        let mut running = Self::spawn(name, command, log);
        let mut line = String::new();
        let stdout = running.child.stdout.take().expect("the output was asked for as a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("the pipe of a child can be read");
        assert!(!line.trim().is_empty(), "{name} ended before it was ready:\n{}", running.log_text());
        (running, line.trim().to_owned())
    }

    fn spawn(name: &str, mut command: Command, log: PathBuf) -> Self {
        let program = command.get_program().to_owned();
        let child = command.stdin(Stdio::null()).process_group(0).spawn().unwrap_or_else(|error| {
            panic!("{} does not start ({error}): run script/setup --test and build the workspace", program.display())
        });
        Self { child, name: name.to_owned(), log }
    }

    /// The process id.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// What the program has written so far.
    pub fn log_text(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Kills the process group at once, as a power cut would, and waits for the end.
    pub fn kill(&mut self) {
        // The group may be gone already; then there is nothing to kill.
        let _gone = kill_process_group(self.pid(), Signal::KILL);
        let _ended = self.child.wait();
    }

    /// Asks the program to end (SIGTERM) and waits for it.
    ///
    /// # Panics
    /// When it does not end within the limit.
    pub fn end(&mut self) -> ExitStatus {
        let _gone = kill_process(self.pid(), Signal::TERM);
        let name = self.name.clone();
        crate::wait::until(&format!("{name} to end"), || self.child.try_wait().expect("a child can be waited for"))
    }

    /// Looks until `look` finds that the program is ready, as long as it runs.
    ///
    /// # Panics
    /// When it ends before, with what it wrote, or takes longer than the limit.
    pub fn until<T>(&mut self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let name = self.name.clone();
        crate::wait::until(what, || {
            let found = look();
            assert!(
                found.is_some() || self.is_running(),
                "{name} ended while waiting for {what}:\n{}",
                self.log_text()
            );
            found
        })
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The processes below this one whose program is called `name`, by looking at /proc.
    pub fn descendants(&self, name: &str) -> Vec<Pid> {
        let called = |pid: &Pid| stat(pid.as_raw_nonzero().get()).is_some_and(|(program, _)| program == name);
        family(self.pid()).into_iter().skip(1).filter(called).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program of this workspace, from the folder in which the running test or tool lies itself.
///
/// # Panics
/// When it has not been built, with the command that builds it.
pub fn built(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a running program has a path");
    let found = own.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not built beside {}: script/test builds it before the stories", own.display())
    })
}

/// A process and all below it.
pub fn family(pid: Pid) -> Vec<Pid> {
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(children(parent.as_raw_nonzero().get()));
        next += 1;
    }
    found
}

/// Kills one process at once.
pub fn kill_nine(pid: Pid) {
    let _gone = kill_process(pid, Signal::KILL);
    crate::wait::until("a killed process to be gone", || {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
        // A zombie is gone too: its parent has not collected it yet.
        let after_name = state.rsplit(')').next().unwrap_or_default().trim_start();
        (after_name.is_empty() || after_name.starts_with('Z')).then_some(())
    });
}

/// The children of a process.
fn children(parent: i32) -> Vec<Pid> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let ids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    ids.filter(|id| stat(*id).is_some_and(|(_, of)| of == parent)).filter_map(Pid::from_raw).collect()
}

/// Program name and parent of a process (`/proc/ID/stat`: id, name in brackets, state, parent).
fn stat(id: i32) -> Option<(String, i32)> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (head, tail) = text.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    Some((name, tail.split_whitespace().nth(1)?.parse().ok()?))
}

fn log_file(logs: &Path, name: &str) -> PathBuf {
    std::fs::create_dir_all(logs).expect("the log folder of a story can be made");
    logs.join(format!("{name}.log"))
}

fn append(log: &Path) -> File {
    File::options().create(true).append(true).open(log).expect("a log file of a story can be opened")
}

/// A command with its arguments, in one expression.
pub fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_program_takes_its_children_along() {
        let folder = tempfile::tempdir().unwrap();
        let script = command("sh", &["-c", "sleep 1000 & echo $!; wait"]);
        let (running, line) = Running::start_and_read_line("sleeper", script, folder.path());
        // The shell tells the child's id before that child has become another program.
        crate::wait::until("the sleeper", || (running.descendants("sleep").len() == 1).then_some(()));
        let sleeper = Pid::from_raw(line.parse().unwrap()).unwrap();
        drop(running);
        kill_nine(sleeper); // returns only when it is gone
        assert!(stat(sleeper.as_raw_nonzero().get()).is_none_or(|(_, parent)| parent != 0));
    }

    #[test]
    fn output_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut running = Running::start("echo", command("echo", &["xin chào"]), folder.path());
        crate::wait::until("echo to end", || (!running.is_running()).then_some(()));
        assert_eq!(running.log_text(), "xin chào\n");
    }
}
