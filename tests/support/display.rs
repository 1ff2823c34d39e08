//! A screen that only this story sees.

use std::path::Path;

use crate::process::{Running, command};

/// An Xvfb with openbox in it (a window cannot be full screen without a window manager). Ends when dropped.
#[derive(Debug)]
pub struct Display {
    /// What `DISPLAY` must be for a program to appear here, such as `:97`.
    pub name: String,
    // Dropped in this order: the window manager before its screen.
    _manager: Running,
    _screen: Running,
}

impl Display {
    /// Starts a display of that many pixels on the first free number and returns when windows can be managed.
    pub fn start(width: u32, height: u32, logs: &Path) -> Self {
        let size = format!("{width}x{height}x24");
        let xvfb = command("Xvfb", &["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset"]);
        let (screen, number) = Running::start_and_read_line("xvfb", xvfb, logs);
        let name = format!(":{number}");
        let mut openbox = command("openbox", &["--sm-disable", "--startup", "echo ready"]);
        openbox.env("DISPLAY", &name);
        let (manager, _ready) = Running::start_and_read_line("openbox", openbox, logs);
        Self { name, _manager: manager, _screen: screen }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_displays_stand_side_by_side() {
        let logs = tempfile::tempdir().unwrap();
        let one = Display::start(1080, 1920, logs.path());
        let two = Display::start(1366, 768, logs.path());
        assert_ne!(one.name, two.name);
    }
}
