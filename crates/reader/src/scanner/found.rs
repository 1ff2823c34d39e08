//! The devices that are scanners, or may be: what Linux says of them in sysfs.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::report::Layout;
use super::{ScannerChoice, ScannerInfo, Way};
use crate::usb::Identity;

/// Enter and the digit 1: a keyboard that has both can be a scanner.
const KEYS: [usize; 2] = [28, 2];

/// Where the kernel shows its devices.
pub(super) struct Places {
    pub(super) sys: PathBuf,
    pub(super) dev: PathBuf,
}

impl Default for Places {
    fn default() -> Self {
        Self { sys: "/sys".into(), dev: "/dev".into() }
    }
}

/// One device that may be a scanner.
pub(super) struct Device {
    pub(super) way: Way,
    pub(super) identity: Identity,
    pub(super) path: PathBuf,
    /// What a HID device says of its reports; empty for the others.
    pub(super) descriptor: Vec<u8>,
    name: String,
}

/// Every device here that is a scanner or may be one: serial ports first, then HID POS scanners, then keyboards.
pub fn scanners() -> Vec<ScannerInfo> {
    devices(&Places::default()).into_iter().map(Device::info).collect()
}

/// The same, with what is needed to open them.
pub(super) fn devices(places: &Places) -> Vec<Device> {
    let of_kind = |class: &str, way: Way| {
        let mut entries: Vec<PathBuf> = fs::read_dir(places.sys.join("class").join(class))
            .into_iter()
            .flatten()
            .filter_map(|entry| fs::canonicalize(entry.ok()?.path()).ok())
            .collect();
        entries.sort();
        entries.into_iter().filter_map(move |entry| device(&entry, way, &places.dev)).collect::<Vec<_>>()
    };
    [("tty", Way::Serial), ("hidraw", Way::Pos), ("input", Way::Keyboard)]
        .into_iter()
        .flat_map(|(class, way)| of_kind(class, way))
        .collect()
}

impl Device {
    fn info(self) -> ScannerInfo {
        let wanted = if self.way == Way::Serial { Access::READ_OK | Access::WRITE_OK } else { Access::READ_OK };
        let choice = match self.way {
            Way::Serial => ScannerChoice::Serial(self.identity),
            Way::Pos | Way::Keyboard => ScannerChoice::Hid(self.identity),
        };
        let permitted = access(&self.path, wanted).is_ok();
        ScannerInfo { choice, way: self.way, name: self.name, path: self.path, permitted }
    }
}

/// The device behind one entry of a class, if it can be a scanner.
fn device(entry: &Path, way: Way, dev: &Path) -> Option<Device> {
    let node = entry.file_name()?.to_str()?;
    let mut descriptor = Vec::new();
    let path = match way {
        Way::Serial if node.starts_with("ttyACM") || node.starts_with("ttyUSB") => dev.join(node),
        Way::Pos => {
            descriptor = fs::read(entry.join("device/report_descriptor")).ok()?;
            Layout::read(&descriptor).map(|_| dev.join(node))?
        }
        Way::Keyboard if node.starts_with("event") && types(entry) => dev.join("input").join(node),
        Way::Serial | Way::Keyboard => return None,
    };
    let (identity, name) = identity(entry)?;
    Some(Device { way, identity, path, descriptor, name })
}

/// Whether an input device has the keys of a scanner, by the bits the kernel prints, highest word first.
fn types(entry: &Path) -> bool {
    let printed = text(&entry.join("device/capabilities/key")).unwrap_or_default();
    let words: Vec<u64> = printed.split(' ').rev().map_while(|word| u64::from_str_radix(word, 16).ok()).collect();
    KEYS.iter().all(|key| words.get(key / 64).is_some_and(|word| word >> (key % 64) & 1 == 1))
}

/// Who made a device: the USB device it belongs to says it best, with its serial number; else its HID or input device.
fn identity(entry: &Path) -> Option<(Identity, String)> {
    entry.ancestors().find_map(of_usb).or_else(|| entry.ancestors().find_map(of_hid)).or_else(|| of_input(entry))
}

fn of_usb(folder: &Path) -> Option<(Identity, String)> {
    let identity = of_files(folder, "idVendor", "idProduct", "serial")?;
    let name = ["manufacturer", "product"].map(|file| text(&folder.join(file)).unwrap_or_default());
    Some((identity, name.join(" ").trim().to_owned()))
}

/// `HID_ID=0003:00000C2E:00000B6A` with its name and number.
fn of_hid(folder: &Path) -> Option<(Identity, String)> {
    let said = text(&folder.join("uevent"))?;
    let value = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    let mut numbers = value("HID_ID")?.split(':').skip(1);
    let mut number = || u16::try_from(u32::from_str_radix(numbers.next()?, 16).ok()?).ok();
    let (vendor, product) = (number()?, number()?);
    let serial = value("HID_UNIQ").filter(|serial| !serial.is_empty()).map(str::to_owned);
    Some((Identity { vendor, product, serial }, value("HID_NAME").unwrap_or_default().to_owned()))
}

fn of_input(entry: &Path) -> Option<(Identity, String)> {
    let device = entry.join("device");
    let identity = of_files(&device, "id/vendor", "id/product", "uniq")?;
    Some((identity, text(&device.join("name")).unwrap_or_default()))
}

fn of_files(folder: &Path, vendor: &str, product: &str, serial: &str) -> Option<Identity> {
    let number = |file: &str| u16::from_str_radix(&text(&folder.join(file))?, 16).ok();
    Some(Identity { vendor: number(vendor)?, product: number(product)?, serial: text(&folder.join(serial)) })
}

/// What stands in a file of the kernel; none for an empty one.
fn text(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
