//! A card on strings: it stops where a test wants it to, or does not answer to a reset. It speaks vpcd's protocol, see
//! `card_sim`'s module of that name.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use card_sim::Card;

/// A card that lies on the reader; dropping it lifts it.
pub struct Puppet {
    line: TcpStream,
    thread: Option<JoinHandle<()>>,
    /// Told when the command that is held has come.
    pub held: Receiver<()>,
    release: Option<Sender<()>>,
}

impl Puppet {
    /// Lays a card that holds the command of this number, counted from 0, until [`Puppet::release`].
    pub fn lay(port: u16, mut card: Card, stop_at: usize) -> Self {
        let mut commands = 0;
        let ((tell, held), (release, released)) = (channel(), channel::<()>());
        let mut puppet = play(port, move |body: &[u8]| match body {
            [0x04] => Some(card.atr()),
            [_] => {
                card.reset();
                None
            }
            command => {
                if commands == stop_at {
                    tell.send(()).unwrap();
                    // Disconnected when the card is lifted meanwhile.
                    let _ = released.recv();
                }
                commands += 1;
                Some(card.transmit(command))
            }
        });
        (puppet.held, puppet.release) = (held, Some(release));
        puppet
    }

    /// Lets the command that is held be answered.
    pub fn release(&mut self) {
        self.release = None;
    }
}

/// Lays something that is there, and whose answer to reset is too long to be one.
pub fn mute(port: u16) -> Puppet {
    play(port, |body: &[u8]| (body == [0x04]).then(|| vec![0x3B; 60]))
}

impl Drop for Puppet {
    fn drop(&mut self) {
        self.release = None;
        let _ = self.line.shutdown(Shutdown::Both);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn play(port: u16, mut answer: impl FnMut(&[u8]) -> Option<Vec<u8>> + Send + 'static) -> Puppet {
    let line = TcpStream::connect(("127.0.0.1", port)).unwrap();
    line.set_nodelay(true).unwrap();
    let mut stream = line.try_clone().unwrap();
    let thread = thread::spawn(move || {
        while let Some(body) = frame(&mut stream) {
            if let Some(reply) = answer(&body) {
                let length = u16::try_from(reply.len()).unwrap().to_be_bytes();
                if stream.write_all(&[&length, &reply[..]].concat()).is_err() {
                    return;
                }
            }
        }
    });
    Puppet { line, thread: Some(thread), held: channel().1, release: None }
}

fn frame(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).ok()?;
    let mut body = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}
