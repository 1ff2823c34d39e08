//! A machine of one's own: Debian's kernel in qemu, for devices that this machine has not and whose drivers its own kernel
//! must not be given. A test binary runs in there again, as root, beside nothing but busybox.
//!
//! A test that wants it is `#[ignore]`d and runs only when [`Vm::run`] asks for it in there; `crates/reader/tests/vm` shows
//! how. Whoever needs another driver names it in [`Vm::run`], and in `script/setup` the folder of the kernel it comes from.

mod drivers;
mod ramdisk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use drivers::Driver;
use ramdisk::Ramdisk;

const QEMU: &str = "/usr/bin/qemu-system-x86_64";
const BUSYBOX: &str = "/bin/busybox";
/// How many seconds a run may take: some five times what it takes on an idle machine.
const LIMIT: &str = "300";
/// How the machine says that the tests have passed.
const PASSED: &str = "luutru-vm: passed";

/// A machine that can be started.
#[derive(Debug)]
pub struct Vm {
    kernel: PathBuf,
    drivers: PathBuf,
}

impl Vm {
    /// The machine.
    ///
    /// # Errors
    /// What this machine lacks for it, as a sentence with its remedy.
    pub fn new() -> Result<Self, &'static str> {
        let folder = cache().join("luutru/kernel");
        let (kernel, drivers) = (folder.join("vmlinuz"), folder.join("drivers"));
        let complete = [Path::new(QEMU), Path::new(BUSYBOX), &kernel, &drivers].iter().all(|path| path.exists());
        if complete {
            Ok(Self { kernel, drivers })
        } else {
            Err("qemu, busybox or a kernel for it is not installed: run script/setup --test")
        }
    }

    /// Starts the machine, loads `drivers` (each a module with its parameters, after those that it needs), and runs there
    /// the ignored tests of this very binary, one after the other. Gives what they wrote.
    ///
    /// In there a driver can be taken out and put in again: `rmmod NAME`, `insmod /drivers/NAME.ko`.
    ///
    /// # Panics
    /// When one of them fails, with all that was written, or when the machine does not start.
    pub fn run(&self, drivers: &[&str]) -> String {
        let place = tempfile::Builder::new().prefix("luutru-vm-").tempdir().expect("a temporary folder can be made");
        let ramdisk = place.path().join("ramdisk");
        fs::write(&ramdisk, self.ramdisk(place.path(), drivers)).expect("the ramdisk can be written");
        // Without the help of the processor (KVM): it is not everywhere, and where it is nested it may fail.
        let output = Command::new("timeout")
            .args(["--kill-after=5", LIMIT, QEMU, "-accel", "tcg", "-cpu", "max", "-m", "768"])
            .args(["-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio"])
            .args(["-append", "console=ttyS0 quiet loglevel=3 panic=-1 random.trust_cpu=on"])
            .arg("-kernel")
            .arg(&self.kernel)
            .arg("-initrd")
            .arg(&ramdisk)
            .stdin(Stdio::null())
            .output()
            .expect("qemu starts");
        let written = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(written.contains(PASSED), "in the machine ({}):\n{written}\n{complaint}", output.status);
        written
    }

    fn ramdisk(&self, place: &Path, drivers: &[&str]) -> Vec<u8> {
        let program = stripped(place);
        let drivers = drivers::in_order(&self.drivers, drivers);
        let mut disk = Ramdisk::default();
        for folder in ["dev", "proc", "sys", "tmp"] {
            disk.folder(folder);
        }
        disk.copy(Path::new(BUSYBOX), BUSYBOX);
        disk.copy(&program, "/test");
        for library in libraries(&program) {
            disk.copy(Path::new(&library), &library);
        }
        for driver in &drivers {
            disk.copy(&driver.file, &driver.place());
        }
        disk.file("/init", init(&drivers).as_bytes());
        disk.end()
    }
}

/// The first program of the machine.
fn init(drivers: &[Driver]) -> String {
    let load = |driver: &Driver| format!("insmod {} {}", driver.place(), driver.parameters);
    let load = drivers.iter().map(load).collect::<Vec<_>>().join("\n");
    format!(
        "#!{BUSYBOX} sh
{BUSYBOX} --install -s /bin
export PATH=/bin RUST_BACKTRACE=1
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
{load}
/test --ignored --nocapture --test-threads=1 && echo '{PASSED}'
poweroff -f
"
    )
}

/// This test binary without what only a debugger wants, which would fill the machine's memory.
fn stripped(place: &Path) -> PathBuf {
    let (whole, stripped) = (std::env::current_exe().expect("a test binary has a path"), place.join("test"));
    let status = Command::new("strip").arg("-o").arg(&stripped).arg(&whole).status().expect("binutils are installed");
    assert!(status.success(), "strip {}", whole.display());
    stripped
}

/// The libraries of a program and who loads them, by their paths.
fn libraries(program: &Path) -> Vec<String> {
    let output = Command::new("ldd").arg(program).output().expect("ldd is a part of the C library");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.split_whitespace().filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}

fn cache() -> PathBuf {
    let set = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    set.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache"))
}
