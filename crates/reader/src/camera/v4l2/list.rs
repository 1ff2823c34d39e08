//! The cameras of this machine, and which of them is which when they are plugged in elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use v4l::Device;
use v4l::capability::Flags;

use crate::camera::{CameraChoice, CameraError, CameraInfo};
use crate::usb::Identity;

/// Where the kernel lists its video devices.
const SYSFS: &str = "/sys/class/video4linux";

/// The cameras that are plugged in, in the order of their places. One that this user may not open is listed with that.
pub fn cameras() -> Vec<CameraInfo> {
    let list = nodes(Path::new(SYSFS));
    list.into_iter().filter_map(info).collect()
}

/// Where a camera is plugged in now, every place it has: besides pictures a camera may give other things at its own places.
pub fn places(wanted: &Identity) -> Vec<PathBuf> {
    places_in(Path::new(SYSFS), wanted)
}

fn places_in(sysfs: &Path, wanted: &Identity) -> Vec<PathBuf> {
    let meant = |node: &Node| node.usb.as_ref().is_some_and(|usb| wanted.means(usb));
    nodes(sysfs).into_iter().filter(meant).map(|node| node.place).collect()
}

/// A video device as the kernel tells of it.
#[derive(Debug, PartialEq, Eq)]
struct Node {
    place: PathBuf,
    name: String,
    usb: Option<Identity>,
    /// Which of its camera's devices it is; a camera's pictures come from the first.
    index: u32,
}

fn info(node: Node) -> Option<CameraInfo> {
    let state = Device::with_path(&node.place).and_then(|device| device.query_caps());
    let state = match state {
        Ok(about) if about.capabilities.contains(Flags::VIDEO_CAPTURE | Flags::STREAMING) => Ok(()),
        Err(error) if node.index == 0 => Err(CameraError::from(error)),
        Ok(_) | Err(_) => return None,
    };
    let choice = node.usb.map_or_else(|| CameraChoice::V4l(node.place.clone()), CameraChoice::Usb);
    Some(CameraInfo { choice, place: node.place, name: node.name, state })
}

fn nodes(sysfs: &Path) -> Vec<Node> {
    let entries = fs::read_dir(sysfs).into_iter().flatten().flatten();
    let mut nodes: Vec<Node> = entries.filter_map(|entry| node(&entry.path())).collect();
    nodes.sort_by_key(|node| (node.place.as_os_str().len(), node.place.clone()));
    nodes
}

fn node(entry: &Path) -> Option<Node> {
    let device = entry.file_name()?.to_str().filter(|name| name.starts_with("video"))?;
    Some(Node {
        place: Path::new("/dev").join(device),
        name: text(&entry.join("name")).unwrap_or_default(),
        usb: fs::canonicalize(entry.join("device")).ok().as_deref().and_then(usb),
        index: text(&entry.join("index")).and_then(|index| index.parse().ok()).unwrap_or(0),
    })
}

/// The USB device above an interface of it.
fn usb(interface: &Path) -> Option<Identity> {
    let device = interface.ancestors().find(|folder| folder.join("idVendor").exists())?;
    let id = |name: &str| u16::from_str_radix(&text(&device.join(name))?, 16).ok();
    Some(Identity { vendor: id("idVendor")?, product: id("idProduct")?, serial: text(&device.join("serial")) })
}

fn text(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A tree as the kernel has it: a camera's devices hang below the interface of a USB device.
    fn plug(root: &Path, port: &str, devices: &[&str], serial: Option<&str>) {
        let usb = root.join("devices/pci0000:00/usb1").join(port);
        let interface = usb.join(format!("{port}:1.0"));
        let facts = [("idVendor", Some("046d")), ("idProduct", Some("082d")), ("serial", serial)];
        for (device, index) in devices.iter().zip(0..) {
            let folder = interface.join("video4linux").join(device);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("name"), "HD Pro Webcam\n").unwrap();
            fs::write(folder.join("index"), format!("{index}\n")).unwrap();
            symlink(&interface, folder.join("device")).unwrap();
            fs::create_dir_all(root.join("class")).unwrap();
            symlink(&folder, root.join("class").join(device)).unwrap();
        }
        for (name, fact) in facts {
            if let Some(fact) = fact {
                fs::write(usb.join(name), format!("{fact}\n")).unwrap();
            }
        }
    }

    fn told(root: &Path) -> Vec<(String, Option<String>, u32)> {
        let about = |node: Node| (node.place.display().to_string(), node.usb.map(|usb| usb.to_string()), node.index);
        nodes(&root.join("class")).into_iter().map(about).collect()
    }

    #[test]
    fn a_camera_is_the_same_in_another_port_and_at_another_place() {
        let [before, after] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        plug(before.path(), "1-2", &["video0", "video1"], Some("4C8E"));
        plug(after.path(), "1-7.1", &["video10", "video2"], Some("4C8E"));
        let id = Some("046d:082d:4C8E".to_owned());
        let place = |place: &str, index| (place.to_owned(), id.clone(), index);
        assert_eq!(told(before.path()), [place("/dev/video0", 0), place("/dev/video1", 1)]);
        assert_eq!(told(after.path()), [place("/dev/video2", 1), place("/dev/video10", 0)], "in the order of numbers");
    }

    #[test]
    fn a_camera_without_a_number_is_known_by_its_make_and_what_is_no_usb_device_by_its_place() {
        let root = tempfile::tempdir().unwrap();
        plug(root.path(), "1-1", &["video0"], None);
        let other = root.path().join("devices/platform/vivid.0/video4linux/video1");
        fs::create_dir_all(&other).unwrap();
        symlink(&other, root.path().join("class/video1")).unwrap();
        let nodes = told(root.path());
        assert_eq!(nodes[0], ("/dev/video0".to_owned(), Some("046d:082d".to_owned()), 0));
        assert_eq!(nodes[1], ("/dev/video1".to_owned(), None, 0));
        assert_eq!(told(Path::new("/not/there")), []);
    }

    #[test]
    fn a_setting_without_a_number_finds_a_camera_that_has_one() {
        let root = tempfile::tempdir().unwrap();
        plug(root.path(), "1-1", &["video0", "video1"], Some("4C8E"));
        plug(root.path(), "1-2", &["video2"], None);
        let table: [(&str, &[&str]); 4] = [
            ("046d:082d", &["/dev/video0", "/dev/video1", "/dev/video2"]),
            ("046d:082d:4C8E", &["/dev/video0", "/dev/video1"]),
            ("046d:082d:4C8F", &[]),
            ("046d:0825", &[]),
        ];
        for (setting, places) in table {
            let found = places_in(&root.path().join("class"), &setting.parse().unwrap());
            assert_eq!(found, places.iter().map(PathBuf::from).collect::<Vec<_>>(), "{setting}");
        }
    }
}
