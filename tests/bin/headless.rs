//! `headless DIR`: drives the main path by itself and writes a picture of each screen.
fn main() {}
