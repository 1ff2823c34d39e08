//! The log: a file in the data folder, structured, without personal data (invariant 7).

use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::{Error, Write as _};
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

/// Begins to log to `luutru.log` in the data folder; `RUST_LOG` sets the filter, `info` without it.
pub fn start(data: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(data)?;
    let file = OpenOptions::new().create(true).append(true).open(data.join("luutru.log"))?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(Mutex::new(file));
    subscriber.try_init().map_err(Error::other)
}

/// Tells the person who started the program from a terminal.
pub fn tell(what: &impl Display) {
    // With no one listening on standard error there is no one to tell; the log has it.
    let _ = writeln!(std::io::stderr(), "{what}");
}
