//! The drivers a machine loads, each after those that it needs.

use std::fs;
use std::path::{Path, PathBuf};

/// One driver.
pub struct Driver {
    /// The module's file on this machine.
    pub file: PathBuf,
    /// Its name, with `_` as the kernel has it.
    name: String,
    /// What it is loaded with.
    pub parameters: String,
}

impl Driver {
    /// Where it lies in the machine.
    pub fn place(&self) -> String {
        format!("/drivers/{}.ko", self.name)
    }
}

/// The modules `wanted` (each a name, then its parameters) and all they need from below `folder`, in the order of loading.
pub fn in_order(folder: &Path, wanted: &[&str]) -> Vec<Driver> {
    let files = modules(folder);
    let mut drivers = Vec::new();
    for driver in wanted {
        let (name, parameters) = driver.split_once(' ').unwrap_or((driver, ""));
        add(&files, name, parameters, &mut drivers);
    }
    drivers
}

fn add(files: &[PathBuf], name: &str, parameters: &str, drivers: &mut Vec<Driver>) {
    let name = name.replace('-', "_");
    if drivers.iter().any(|driver| driver.name == name) {
        return;
    }
    let file = files.iter().find(|file| name_of(file) == name);
    let file = file.unwrap_or_else(|| panic!("the kernel's driver {name} was not unpacked: see script/setup")).clone();
    for needed in needs(&file) {
        add(files, &needed, "", drivers);
    }
    drivers.push(Driver { file, name, parameters: parameters.to_owned() });
}

fn name_of(module: &Path) -> String {
    module.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_")
}

/// What a module needs stands in it as `depends=a,b`, ended by a zero.
fn needs(module: &Path) -> Vec<String> {
    const MARK: &[u8] = b"\0depends=";
    let bytes = fs::read(module).unwrap_or_else(|error| panic!("{}: {error}", module.display()));
    let place = bytes.windows(MARK.len()).position(|window| window == MARK);
    let list = place.and_then(|place| bytes[place + MARK.len()..].split(|&byte| byte == 0).next()).unwrap_or_default();
    let names = list.split(|&byte| byte == b',').filter(|name| !name.is_empty());
    names.map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

fn modules(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let found = entries.flat_map(|path| if path.is_dir() { modules(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|ending| ending == "ko")).collect()
}
