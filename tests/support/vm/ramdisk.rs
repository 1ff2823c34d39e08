//! The first file system of a machine, as the kernel takes it (cpio, "newc": Documentation/driver-api/early-userspace/
//! buffer-format.rst of the kernel).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const FOLDER: u32 = 0o040_755;
const PROGRAM: u32 = 0o100_755;

/// A file system in the making; everything in it may be run.
#[derive(Default)]
pub struct Ramdisk {
    bytes: Vec<u8>,
    folders: BTreeSet<String>,
    entries: u32,
}

impl Ramdisk {
    /// A file with these contents, and the folders above it.
    pub fn file(&mut self, path: &str, contents: &[u8]) {
        let path = path.trim_start_matches('/');
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.folder(folder);
        }
        self.entry(path, PROGRAM, contents);
    }

    /// A file with the contents of a file of this machine.
    pub fn copy(&mut self, from: &Path, to: &str) {
        let contents = fs::read(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        self.file(to, &contents);
    }

    /// A folder, and those above it.
    pub fn folder(&mut self, path: &str) {
        if let Some((above, _)) = path.rsplit_once('/') {
            self.folder(above);
        }
        if self.folders.insert(path.to_owned()) {
            self.entry(path, FOLDER, &[]);
        }
    }

    /// The whole of it.
    pub fn end(mut self) -> Vec<u8> {
        self.entry("TRAILER!!!", 0, &[]);
        self.bytes
    }

    fn entry(&mut self, name: &str, mode: u32, contents: &[u8]) {
        self.entries += 1;
        let length = u32::try_from(contents.len()).expect("a file of a small machine is small");
        let name_length = u32::try_from(name.len() + 1).expect("a name is short");
        let numbers = [self.entries, mode, 0, 0, 1, 0, length, 0, 0, 0, 0, name_length, 0];
        self.bytes.extend_from_slice(b"070701");
        for number in numbers {
            self.bytes.extend_from_slice(format!("{number:08X}").as_bytes());
        }
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(0);
        self.fill();
        self.bytes.extend_from_slice(contents);
        self.fill();
    }

    /// Every part begins at a multiple of four bytes.
    fn fill(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }
}
