//! A stretch of wire between the application and the hub that a story can hold or cut at a chosen moment.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

use crate::http::Message;
use crate::wait::{LIMIT, local};

/// What an evil wire makes of one whole HTTP message.
pub type Change = fn(&Message) -> Message;

/// What happens to bytes that arrive from now on.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// They pass.
    Pass,
    /// Requests stop here: the application has sent, the hub has seen nothing.
    HoldRequests,
    /// Answers stop here: the hub has decided, the application does not know.
    HoldAnswers,
    /// Connections are closed as soon as they are made: whatever is sent may have arrived.
    Cut,
    /// Nobody listens: a connection is refused, and nothing can have been sent.
    Away,
    /// Requests arrive otherwise than they were sent.
    ChangeRequests(Change),
    /// Answers arrive otherwise than they were given.
    ChangeAnswers(Change),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Request,
    Answer,
}

#[derive(Debug)]
struct Wire {
    rule: Rule,
    /// The hub's port.
    to: u16,
    /// How often bytes have stopped here, or were changed, since the rule was set.
    stopped: usize,
    /// Every connection that is open, so that a cut reaches it.
    open: Vec<TcpStream>,
    closed: bool,
    /// Whether somebody listens at the port.
    listening: bool,
}

type Shared = Arc<(Mutex<Wire>, Condvar)>;

/// The proxy. It stops listening when dropped.
#[derive(Debug)]
pub struct Proxy {
    /// Where the application must connect.
    pub port: u16,
    shared: Shared,
}

impl Proxy {
    /// Listens on a free port and passes everything on to `to`, a port of this machine.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start(to: u16) -> Self {
        let listener = TcpListener::bind(local(0)).expect("no free TCP port on 127.0.0.1");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let wire = Wire { rule: Rule::Pass, to, stopped: 0, open: Vec::new(), closed: false, listening: true };
        let shared = Arc::new((Mutex::new(wire), Condvar::new()));
        let accepting = Arc::clone(&shared);
        thread::spawn(move || stand(listener, &accepting));
        Self { port, shared }
    }

    /// Sets the rule, which holds when this returns. Bytes that were held under the old one go on under the new one.
    ///
    /// # Panics
    /// When the port is taken by another after [`Rule::Away`].
    pub fn set(&self, rule: Rule) {
        let mut wire = lock(&self.shared);
        wire.rule = rule;
        wire.stopped = 0;
        if matches!(rule, Rule::Cut | Rule::Away) {
            hang_up(&mut wire);
        }
        self.shared.1.notify_all();
        let away = matches!(rule, Rule::Away);
        if away && wire.listening {
            drop(wire);
            self.wake();
            wire = lock(&self.shared);
        }
        let moved = self.shared.1.wait_timeout_while(wire, LIMIT, |wire| wire.listening == away);
        let (wire, _) = moved.expect("no thread panics while it holds the wire");
        assert!(wire.listening != away, "the proxy's port {} is not to be had again", self.port);
    }

    /// Wakes the accepting thread, which then sees what has changed.
    fn wake(&self) {
        drop(TcpStream::connect(local(self.port)));
    }

    /// Names another port for connections to come: the hub has been started anew.
    pub fn lead_to(&self, port: u16) {
        lock(&self.shared).to = port;
    }

    /// Waits until the rule has met something: a request or answer that is held or changed, or a connection that was refused.
    ///
    /// # Panics
    /// When nothing comes by within the limit.
    pub fn wait_stopped(&self) {
        let waiting = self.shared.1.wait_timeout_while(lock(&self.shared), LIMIT, |wire| wire.stopped == 0);
        let (wire, _) = waiting.expect("no thread panics while it holds the wire");
        assert!(wire.stopped > 0, "waited {} s for something to stop at the proxy, in vain", LIMIT.as_secs());
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let mut wire = lock(&self.shared);
        wire.closed = true;
        hang_up(&mut wire);
        self.shared.1.notify_all();
        drop(wire);
        self.wake();
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Wire> {
    shared.0.lock().expect("no thread panics while it holds the wire")
}

fn hang_up(wire: &mut Wire) {
    for stream in wire.open.drain(..) {
        // A connection that has ended by itself cannot be ended again.
        let _ended = stream.shutdown(Shutdown::Both);
    }
}

/// Listens, except while the rule says that nobody does.
fn stand(mut listener: TcpListener, shared: &Shared) {
    let Ok(at) = listener.local_addr() else { return };
    loop {
        accept(&listener, shared);
        drop(listener);
        let mut wire = lock(shared);
        wire.listening = false;
        shared.1.notify_all();
        let back = shared.1.wait_while(wire, |wire| matches!(wire.rule, Rule::Away) && !wire.closed);
        wire = back.expect("no thread panics while it holds the wire");
        if wire.closed {
            return;
        }
        let Ok(again) = TcpListener::bind(at) else { return };
        listener = again;
        wire.listening = true;
        shared.1.notify_all();
    }
}

/// Takes connections until it is over, or nobody is to listen.
fn accept(listener: &TcpListener, shared: &Shared) {
    for client in listener.incoming().flatten() {
        let mut wire = lock(shared);
        if wire.closed || matches!(wire.rule, Rule::Away) {
            return;
        }
        if matches!(wire.rule, Rule::Cut) {
            wire.stopped += 1;
            shared.1.notify_all();
            continue;
        }
        if let Ok(server) = TcpStream::connect(local(wire.to)) {
            join(&mut wire, client, server, shared);
        }
    }
}

/// Starts the two threads that carry bytes between the ends.
fn join(wire: &mut Wire, client: TcpStream, server: TcpStream, shared: &Shared) {
    let ends = || Some((client.try_clone().ok()?, server.try_clone().ok()?));
    let (Some((c1, s1)), Some((c2, s2))) = (ends(), ends()) else { return };
    let (up, down) = (Arc::clone(shared), Arc::clone(shared));
    thread::spawn(move || carry(c1, s1, Way::Request, &up));
    thread::spawn(move || carry(s2, c2, Way::Answer, &down));
    wire.open.extend([client, server]);
}

fn carry(mut from: TcpStream, mut to: TcpStream, way: Way, shared: &Shared) {
    let mut chunk = [0; 16384];
    loop {
        let count = match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        let bytes = chunk.get(..count).unwrap_or_default();
        let passed = match pass(way, shared) {
            Fate::Passes => to.write_all(bytes),
            Fate::Changed(change) => {
                Message::read(bytes, &mut from).and_then(|message| to.write_all(&change(&message).bytes()))
            }
            Fate::Lost => break,
        };
        if passed.is_err() {
            break;
        }
    }
    // The other end may have closed first; either way both are closed after this.
    let _ended = to.shutdown(Shutdown::Both);
}

/// What becomes of bytes.
enum Fate {
    Passes,
    Changed(Change),
    Lost,
}

/// Waits as long as the rule holds bytes of this way, and says what becomes of them then.
fn pass(way: Way, shared: &Shared) -> Fate {
    let holds = |rule| matches!((rule, way), (Rule::HoldRequests, Way::Request) | (Rule::HoldAnswers, Way::Answer));
    let mut wire = lock(shared);
    let change = match (wire.rule, way) {
        (Rule::ChangeRequests(change), Way::Request) | (Rule::ChangeAnswers(change), Way::Answer) => Some(change),
        _ => None,
    };
    if holds(wire.rule) || change.is_some() {
        wire.stopped += 1;
        shared.1.notify_all();
    }
    while holds(wire.rule) && !wire.closed {
        wire = shared.1.wait(wire).expect("no thread panics while it holds the wire");
    }
    match change {
        _ if wire.closed || matches!(wire.rule, Rule::Cut | Rule::Away) => Fate::Lost,
        Some(change) => Fate::Changed(change),
        None => Fate::Passes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::mpsc;

    /// Answers every request with its own bytes and tells the story what it has seen.
    fn echo() -> (u16, mpsc::Receiver<Vec<u8>>) {
        let listener = TcpListener::bind(local(0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, receiver) = mpsc::channel();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut bytes = [0; 4];
                while stream.read_exact(&mut bytes).is_ok() {
                    seen.send(bytes.to_vec()).unwrap();
                    stream.write_all(&bytes).unwrap();
                }
            }
        });
        (port, receiver)
    }

    fn exchange(proxy: &Proxy) -> io::Result<[u8; 4]> {
        let mut stream = TcpStream::connect(local(proxy.port))?;
        stream.write_all(b"ping")?;
        let mut answer = [0; 4];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    }

    #[test]
    fn passes_both_ways() {
        let (port, _seen) = echo();
        assert_eq!(&exchange(&Proxy::start(port)).unwrap(), b"ping");
    }

    #[test]
    fn a_held_request_has_not_reached_the_hub() {
        let (port, seen) = echo();
        let proxy = Proxy::start(port);
        proxy.set(Rule::HoldRequests);
        thread::scope(|scope| {
            let asking = scope.spawn(|| exchange(&proxy));
            proxy.wait_stopped();
            assert!(seen.try_recv().is_err());
            proxy.set(Rule::Pass);
            assert!(asking.join().unwrap().is_ok());
        });
        assert_eq!(seen.recv().unwrap(), b"ping");
    }

    #[test]
    fn a_held_answer_was_decided_by_the_hub_and_can_be_lost() {
        let (port, seen) = echo();
        let proxy = Proxy::start(port);
        proxy.set(Rule::HoldAnswers);
        thread::scope(|scope| {
            let asking = scope.spawn(|| exchange(&proxy));
            proxy.wait_stopped();
            assert_eq!(seen.recv().unwrap(), b"ping");
            proxy.set(Rule::Cut);
            assert!(asking.join().unwrap().is_err());
        });
    }

    #[test]
    fn a_cut_wire_refuses_and_says_so() {
        let (port, _seen) = echo();
        let proxy = Proxy::start(port);
        proxy.set(Rule::Cut);
        assert!(exchange(&proxy).is_err());
        proxy.wait_stopped();
        let (other, _seen) = echo();
        proxy.lead_to(other);
        proxy.set(Rule::Pass);
        assert!(exchange(&proxy).is_ok());
    }

    #[test]
    fn while_it_is_away_nobody_listens() {
        let (port, _seen) = echo();
        let proxy = Proxy::start(port);
        for _ in 0..3 {
            proxy.set(Rule::Away);
            let refused = TcpStream::connect(local(proxy.port)).map_err(|error| error.kind());
            assert_eq!(refused.err(), Some(ErrorKind::ConnectionRefused));
            proxy.set(Rule::Pass);
            assert!(exchange(&proxy).is_ok());
        }
    }

    #[test]
    fn an_evil_wire_changes_a_whole_message() {
        let listener = TcpListener::bind(local(0)).unwrap();
        let proxy = Proxy::start(listener.local_addr().unwrap().port());
        proxy.set(Rule::ChangeRequests(|message| message.with_body(b"other".to_vec())));
        thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().unwrap();
                let message = Message::read(&[], &mut stream).unwrap();
                assert_eq!(message.body, b"other");
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
            });
            let answer = crate::http::request(proxy.port, "POST", "/", b"mine", LIMIT).unwrap();
            proxy.wait_stopped();
            assert_eq!(answer.status, 200);
        });
    }
}
