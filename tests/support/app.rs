//! The real application in a real window.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::Pid;

use crate::display::Display;
use crate::process::{built, kill_nine};
use crate::wait::until;
use crate::webdriver::Driver;

/// How the application is started; the same setting starts it again after a kill.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The program.
    pub binary: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// What its environment has beside this process's own: the reader's socket, the log level.
    pub environment: Vec<(String, String)>,
    /// Where driver and application write what they print.
    pub logs: PathBuf,
}

impl Setting {
    /// The built application with these arguments, logging everything it can.
    pub fn new(arguments: &[String], logs: &Path) -> Self {
        let environment =
            vec![("RUST_LOG".to_owned(), "trace".to_owned()), ("RUST_BACKTRACE".to_owned(), "1".to_owned())];
        Self { binary: built("luutru"), arguments: arguments.to_vec(), environment, logs: logs.to_owned() }
    }

    /// The same without a flag and its value.
    #[must_use]
    pub fn without(mut self, flag: &str) -> Self {
        if let Some(at) = self.arguments.iter().position(|argument| argument == flag) {
            self.arguments.drain(at..=at + 1);
        }
        self
    }

    /// The same with one more variable.
    #[must_use]
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.push((variable.to_owned(), value.to_owned()));
        self
    }
}

/// A running application; everything a [`Driver`] can do, and being killed and started again.
#[derive(Debug)]
pub struct App {
    driver: Option<Driver>,
    setting: Setting,
    display: String,
}

impl App {
    /// Starts it on a display and returns when its window is there.
    pub fn start(setting: Setting, display: &Display) -> Self {
        let driver = Some(open(&setting, &display.name));
        Self { driver, setting, display: display.name.clone() }
    }

    /// The application's process (not the driver's, not the web process's).
    ///
    /// # Panics
    /// When it does not run.
    pub fn pid(&mut self) -> Pid {
        let name: String =
            self.setting.binary.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let process = self.driver.as_mut().expect("the application runs").process();
        until("the application's process", || process.descendants(&name).first().copied())
    }

    /// Kills the application at once, as a power cut would: no destructor runs. What is left of driver and web process goes
    /// after it.
    pub fn kill(&mut self) {
        if self.driver.is_some() {
            kill_nine(self.pid());
        }
        self.driver = None;
    }

    /// Kills the process that draws the page, as a fault of the web view would, and waits until another draws it; the
    /// application itself goes on. The driver does not find the page again.
    ///
    /// # Panics
    /// When there is none.
    pub fn kill_page(&mut self) {
        let process = self.driver.as_mut().expect("the application runs").process();
        // The kernel keeps 15 letters of a program's name.
        let mut drawing = || process.descendants("WebKitWebProces").first().copied();
        let page = until("the page's process", &mut drawing);
        kill_nine(page);
        until("another process for the page", || drawing().filter(|next| *next != page));
    }

    /// Starts it again as it was started before.
    pub fn start_again(&mut self) {
        self.kill();
        self.driver = Some(open(&self.setting, &self.display));
    }
}

impl Deref for App {
    type Target = Driver;

    fn deref(&self) -> &Driver {
        self.driver.as_ref().expect("the application runs")
    }
}

fn open(setting: &Setting, display: &str) -> Driver {
    let mut driver = Command::new("WebKitWebDriver");
    driver.env("DISPLAY", display).envs(setting.environment.iter().map(|(name, value)| (name, value)));
    driver.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
    Driver::start(driver, &setting.binary, &setting.arguments, &setting.logs)
}
