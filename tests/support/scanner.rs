//! A serial scanner: a pseudo terminal of the kernel, whose other end the test holds.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use tempfile::TempDir;

/// Where a scanner is plugged in: the path stays, the device behind it comes and goes.
#[derive(Debug)]
pub struct Outlet {
    folder: TempDir,
}

/// A scanner that is plugged in; dropping it pulls it out.
#[derive(Debug)]
pub struct Plugged {
    wire: File,
}

impl Default for Outlet {
    fn default() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }
}

impl Outlet {
    /// The path of the device.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("scanner")
    }

    /// The scanner as a setting names it.
    pub fn setting(&self) -> String {
        format!("serial:{}", self.path().display())
    }

    /// Plugs a scanner in.
    ///
    /// # Panics
    /// When the kernel gives no pseudo terminal.
    pub fn plug(&self) -> Plugged {
        let wire = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).expect("a pseudo terminal");
        grantpt(&wire).and_then(|()| unlockpt(&wire)).expect("its other end may be opened");
        let name = ptsname(&wire, Vec::new()).expect("its other end has a name");
        let arriving = self.folder.path().join("arriving");
        symlink(name.to_string_lossy().as_ref(), &arriving).expect("a temporary folder can be written");
        std::fs::rename(arriving, self.path()).expect("a temporary folder can be written");
        Plugged { wire: wire.into() }
    }
}

impl Plugged {
    /// Sends bytes, as they are.
    ///
    /// # Panics
    /// When the line is gone.
    pub fn send(&mut self, bytes: &[u8]) {
        self.wire.write_all(bytes).expect("the line takes bytes");
    }
}
