#![no_main]

#[expect(dead_code, reason = "each target uses one of the bodies")]
#[path = "../scanner.rs"]
mod scanner;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scanner::serial_framing(bytes));
