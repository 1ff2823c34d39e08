//! Waiting for what announces itself in no other way than by being there.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long anything at all may take before a story gives up: generous, because two cores may be building meanwhile.
pub const LIMIT: Duration = Duration::from_mins(1);

/// Time between two looks at a thing that cannot be waited for.
const LOOK: Duration = Duration::from_millis(10);

/// Looks until `look` finds something.
///
/// Only for programs that say nothing when they are ready (`WebKitWebDriver`, a file that appears); where there is a pipe,
/// a socket or a page to wait on, wait on that.
///
/// # Panics
/// When `LIMIT` passes; `what` completes the sentence "waited for ...".
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + LIMIT;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited {} s for {what}, in vain", LIMIT.as_secs());
        std::thread::park_timeout(LOOK);
    }
}

/// Whether somebody listens on a port of this machine.
pub fn listens(port: u16) -> Option<()> {
    TcpStream::connect_timeout(&local(port), LOOK * 20).ok().map(drop)
}

/// What stands in a file, without the line end; `None` while there is nothing.
pub fn written(file: &Path) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A port that nobody listens on at this moment.
///
/// # Panics
/// When the machine has none left.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(local(0)).expect("no free TCP port on 127.0.0.1");
    listener.local_addr().expect("a bound socket has an address").port()
}

/// An address of this machine's loopback.
pub fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_found() {
        let listener = TcpListener::bind(local(0)).unwrap();
        until("our own listener", || listens(listener.local_addr().unwrap().port()));
    }

    #[test]
    fn looks_until_found() {
        let mut looks = 0;
        assert_eq!(
            until("the third look", || {
                looks += 1;
                (looks == 3).then_some(looks)
            }),
            3
        );
    }
}
