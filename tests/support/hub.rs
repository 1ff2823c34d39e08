//! The real hub as a child process.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::http;
use crate::process::{Running, built, command};
use crate::wait::{LIMIT, written};

/// A running hub over a data folder that outlives it.
#[derive(Debug)]
pub struct Hub {
    /// The port it listens on; a hub that was started anew has another.
    pub port: u16,
    process: Running,
    data: PathBuf,
    logs: PathBuf,
}

impl Hub {
    /// Starts `hub serve` over `data` on a free port and returns when it answers.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(data: &Path, logs: &Path) -> Self {
        let (process, port) = serve(data, logs);
        Self { port, process, data: data.to_owned(), logs: logs.to_owned() }
    }

    /// A fresh enrolment code, good for one device of that facility.
    ///
    /// # Panics
    /// When the hub's tool gives none.
    pub fn code(&self, facility: &str) -> String {
        let data = self.data.to_string_lossy();
        let mut tool = command(built("hub"), &["code", "--data", &data, "--facility", facility]);
        let output = tool.output().expect("the hub's tool can be started");
        assert!(output.status.success(), "hub code: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().last().expect("the hub's tool prints a code").trim().to_owned()
    }

    /// What the hub's tool lists of devices, with the six digits of each.
    ///
    /// # Panics
    /// When it lists none.
    pub fn devices(&self) -> String {
        let mut tool = command(built("hub"), &["devices", "--data", &self.data.to_string_lossy()]);
        let output = tool.output().expect("the hub's tool can be started");
        assert!(output.status.success(), "hub devices: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A GET on the hub, as JSON.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn get(&self, path: &str) -> Value {
        http::request(self.port, "GET", path, b"", LIMIT).unwrap_or_else(|error| panic!("GET {path}: {error}")).json()
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it anew over the same data, on a new port.
    pub fn start_again(&mut self) {
        self.kill();
        (self.process, self.port) = serve(&self.data, &self.logs);
    }

    /// Where its ledger lies.
    pub fn data(&self) -> &Path {
        &self.data
    }
}

fn serve(data: &Path, logs: &Path) -> (Running, u16) {
    let port_file = logs.join("hub.port");
    // A file left by the hub before would be believed.
    let _absent = std::fs::remove_file(&port_file);
    let (folder, file) = (data.to_string_lossy(), port_file.to_string_lossy());
    let serve = ["serve", "--data", &folder, "--listen", "127.0.0.1:0", "--port-file", &file];
    let mut hub = command(built("hub"), &serve);
    hub.env("RUST_LOG", "trace");
    let mut process = Running::start("hub", hub, logs);
    let port = process.until("the hub's port", || written(&port_file)?.parse().ok());
    (process, port)
}
