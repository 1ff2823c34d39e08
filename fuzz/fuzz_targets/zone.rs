#![no_main]

#[expect(dead_code, reason = "each target uses one of the bodies")]
#[path = "../eyes.rs"]
mod eyes;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| eyes::zone(bytes));
