use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;

/// A sysfs of our own.
struct Machine {
    root: TempDir,
}

impl Machine {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("dev/input")).expect("a folder");
        Self { root }
    }

    /// Writes files below `sys`.
    fn put(&self, folder: &str, files: &[(&str, &[u8])]) {
        for (name, content) in files {
            let path = self.root.path().join("sys").join(folder).join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
    }

    /// Links `sys/class/CLASS/NODE` to where the device is, and the device back to its parent.
    fn class(&self, class: &str, node: &str, at: &str, parent: &str) {
        let sys = self.root.path().join("sys");
        fs::create_dir_all(sys.join(at)).expect("a folder");
        fs::create_dir_all(sys.join("class").join(class)).expect("a folder");
        symlink(sys.join(at), sys.join("class").join(class).join(node)).expect("a link");
        symlink(sys.join(parent), sys.join(at).join("device")).expect("a link");
    }

    fn node(&self, name: &str) {
        fs::write(self.root.path().join("dev").join(name), "").expect("a file");
    }

    fn found(&self) -> Vec<ScannerInfo> {
        let places = Places { sys: self.root.path().join("sys"), dev: self.root.path().join("dev") };
        devices(&places).into_iter().map(Device::info).collect()
    }
}

/// Every key of a keyboard, as the kernel prints it.
const ALL_KEYS: &[u8] = b"1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n";

#[test]
fn each_kind_is_found_with_who_made_it() {
    let machine = Machine::new();
    let usb = "devices/pci/usb1/1-1";
    let who: [(&str, &[u8]); 5] = [
        ("idVendor", b"0c2e\n"),
        ("idProduct", b"0b6a\n"),
        ("serial", b"S1\n"),
        ("manufacturer", b"Maker\n"),
        ("product", b"Scanner\n"),
    ];
    machine.put(usb, &who);
    machine.class("tty", "ttyACM0", &format!("{usb}/1-1:1.0/tty/ttyACM0"), &format!("{usb}/1-1:1.0"));
    machine.class("tty", "ttyS0", "devices/pnp/tty/ttyS0", "devices/pnp");
    machine.class("tty", "tty1", "devices/virtual/tty/tty1", "devices/virtual");
    machine.node("ttyACM0");

    let pos = "devices/virtual/misc/uhid/0003:05E0:1300.0001";
    let descriptor = b"\x05\x8c\x09\x02\xa1\x01\x75\x08\x95\x08\x09\xfe\x81\x02\xc0";
    let uevent = b"DRIVER=hid-generic\nHID_ID=0003:000005E0:00001300\nHID_NAME=Till Scanner\nHID_UNIQ=\n";
    machine.put(pos, &[("uevent", uevent), ("report_descriptor", descriptor)]);
    machine.class("hidraw", "hidraw0", &format!("{pos}/hidraw/hidraw0"), pos);
    let mouse = "devices/virtual/misc/uhid/0003:046D:C077.0002";
    machine.put(mouse, &[("uevent", b"HID_ID=0003:0000046D:0000C077\n"), ("report_descriptor", b"\x05\x01\x09\x02")]);
    machine.class("hidraw", "hidraw1", &format!("{mouse}/hidraw/hidraw1"), mouse);

    let keys = "devices/virtual/input/input5";
    let id: [(&str, &[u8]); 4] =
        [("id/vendor", b"1a86\n"), ("id/product", b"e026\n"), ("name", b"Wedge\n"), ("capabilities/key", ALL_KEYS)];
    machine.put(keys, &id);
    machine.class("input", "event5", &format!("{keys}/event5"), keys);
    machine.class("input", "input5", "devices/virtual/input5", keys);
    let button = "devices/virtual/input/input6";
    machine.put(button, &[("id/vendor", b"0001\n"), ("id/product", b"0001\n"), ("capabilities/key", b"10000000 0\n")]);
    machine.class("input", "event6", &format!("{button}/event6"), button);
    machine.node("input/event5");

    let found = machine.found();
    let said: Vec<_> =
        found.iter().map(|info| (info.choice.to_string(), info.way, info.name.as_str(), info.permitted)).collect();
    let expected = [
        ("serial:0c2e:0b6a:S1".to_owned(), Way::Serial, "Maker Scanner", true),
        ("hid:05e0:1300".to_owned(), Way::Pos, "Till Scanner", false),
        ("hid:1a86:e026".to_owned(), Way::Keyboard, "Wedge", true),
    ];
    assert_eq!(said, expected);
    assert!(found[0].path.ends_with("dev/ttyACM0") && found[2].path.ends_with("dev/input/event5"));
}

#[test]
fn a_machine_without_devices_has_none() {
    assert_eq!(Machine::new().found(), []);
}
