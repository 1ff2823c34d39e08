//! Where the desk's time and randomness come from, so that a test can drive both.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

/// The clock and the dice.
pub trait Ambient: Send + Sync {
    /// Wall time.
    fn now(&self) -> Timestamp;

    /// Fills the bytes with randomness.
    fn fill(&self, bytes: &mut [u8]);

    /// How long the machine has been switched on, suspend included; none where the system does not tell.
    fn since_boot(&self) -> Option<Duration> {
        None
    }

    /// Which time it was switched on.
    fn boot_id(&self) -> Option<Uuid> {
        None
    }

    /// The machine has a clock that goes on while it is switched off.
    fn keeps_time(&self) -> bool {
        true
    }

    /// Ten random bytes, for an id.
    fn id_bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        bytes
    }

    /// A 32-byte seed, for a key or for the conversation with a chip.
    fn seed(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }
}

/// The machine's own clock and randomness.
pub(crate) struct Machine;

impl Ambient for Machine {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// `CLOCK_BOOTTIME`: Rust's own `Instant` stands still while the machine sleeps.
    #[cfg(target_os = "linux")]
    fn since_boot(&self) -> Option<Duration> {
        Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::Boottime)).ok()
    }

    #[cfg(target_os = "linux")]
    fn boot_id(&self) -> Option<Uuid> {
        Uuid::parse_str(std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim()).ok()
    }

    /// A virtual machine may have none of its own and still be given its host's time at the start.
    #[cfg(target_os = "linux")]
    fn keeps_time(&self) -> bool {
        let virtual_machine = || std::fs::read_to_string("/proc/cpuinfo").is_ok_and(|told| told.contains("hypervisor"));
        std::path::Path::new("/sys/class/rtc/rtc0").exists() || virtual_machine()
    }

    #[expect(clippy::expect_used, reason = "without randomness every key would be a known one: better no program")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
