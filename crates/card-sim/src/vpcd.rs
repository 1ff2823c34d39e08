//! The wire between an emulated card and vsmartcard's virtual reader: the card is the client.
//!
//! A frame, either way, is a big-endian `u16` length and so many bytes. A body of one byte is a control; two or more are
//! a command. Control `04` asks for the ATR and is also the presence poll that comes every 400 ms. Closing the connection
//! is lifting the card.
//!
//! # A private reader, without touching a pcscd that runs already
//!
//! As root (vpcd listens on every interface: never on an installation). `DIR` is an empty folder of one's own; the
//! ports are free ones, and `CHANNELID` and the port in `DEVICENAME` are the same number in hexadecimal:
//!
//! ```text
//! mkdir -p DIR/run DIR/conf /run/pcscd
//! cat > DIR/conf/reader <<END
//! FRIENDLYNAME "Luyen tap"
//! DEVICENAME   /dev/null:0x9C41
//! LIBPATH      /usr/lib/pcsc/drivers/serial/libifdvpcd.so
//! CHANNELID    0x9C41
//! END
//! unshare -m sh -c 'mount --bind DIR/run /run/pcscd && exec pcscd --foreground --config DIR/conf' &
//! card-sim --card fixtures/cards/an.toml --vpcd 127.0.0.1:40001 --control DIR/card.sock --stats DIR/counts.json &
//! PCSCLITE_CSOCK_NAME=DIR/run/pcscd.comm pcsc_scan -c
//! ```
//!
//! The reader's name is then `Luyen tap 00 00`; the second slot, `Luyen tap 00 01`, listens on the next port.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use socket2::SockRef;

/// What the reader asks of the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Cut the power; no reply.
    PowerOff,
    /// Give power; no reply.
    PowerOn,
    /// Reset; no reply.
    Reset,
    /// Reply with the ATR.
    Atr,
    /// Reply to a command.
    Command(Vec<u8>),
}

/// A connection to the virtual reader.
#[derive(Debug)]
pub struct Line {
    stream: TcpStream,
}

/// Cuts a [`Line`] from another thread.
#[derive(Debug)]
pub struct Cutter(TcpStream);

impl Line {
    /// Connects to `HOST:PORT`, which is what inserting a card is to the reader.
    ///
    /// # Errors
    /// When no virtual reader listens there.
    pub fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream })
    }

    /// Makes a handle that lifts the card from another thread.
    ///
    /// # Errors
    /// When the system has no more descriptors.
    pub fn cutter(&self) -> io::Result<Cutter> {
        self.stream.try_clone().map(Cutter)
    }

    /// Waits for the next order; `None` when the reader is gone. Frames of an unknown kind are passed over.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn next_order(&mut self) -> io::Result<Option<Order>> {
        loop {
            let mut length = [0; 2];
            if !self.fill(&mut length)? {
                return Ok(None);
            }
            let mut body = vec![0; usize::from(u16::from_be_bytes(length))];
            if !self.fill(&mut body)? {
                return Ok(None);
            }
            match body[..] {
                [0x00] => return Ok(Some(Order::PowerOff)),
                [0x01] => return Ok(Some(Order::PowerOn)),
                [0x02] => return Ok(Some(Order::Reset)),
                [0x04] => return Ok(Some(Order::Atr)),
                [_, _, ..] => return Ok(Some(Order::Command(body))),
                _ => {}
            }
        }
    }

    /// Sends an answer or an ATR in one piece.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is longer than a frame can be.
    pub fn reply(&mut self, body: &[u8]) -> io::Result<()> {
        let length = u16::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        self.stream.write_all(&[&length.to_be_bytes(), body].concat())
    }

    /// Fills `buffer`; false when the stream ended before it was full.
    ///
    /// The reader sends length and body apart. Without an immediate acknowledgement of each it waits 40 ms for ours
    /// (Nagle against delayed ACK); the kernel forgets the wish, so it is said again before every read.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<bool> {
        let mut filled = 0;
        while filled < buffer.len() {
            SockRef::from(&self.stream).set_tcp_quickack(true)?;
            match self.stream.read(&mut buffer[filled..]) {
                Ok(0) => return Ok(false),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

impl Cutter {
    /// Closes the line; whoever waits on it wakes. A line that is closed already stays so.
    pub fn cut(&self) {
        // The other side may have closed first, which is all that is wanted.
        let _already_closed = self.0.shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::net::TcpListener;

    use super::*;

    /// The reader's end, as vpcd speaks it.
    pub struct Reader(TcpStream);

    impl Reader {
        pub fn accept(listener: &TcpListener) -> Self {
            Self(listener.accept().unwrap().0)
        }

        pub fn send(&mut self, body: &[u8]) {
            let length = u16::try_from(body.len()).unwrap().to_be_bytes();
            self.0.write_all(&length).unwrap();
            self.0.write_all(body).unwrap();
        }

        /// Sends a body and waits for the answer; `None` when the card is gone.
        pub fn ask(&mut self, body: &[u8]) -> Option<Vec<u8>> {
            self.send(body);
            let mut length = [0; 2];
            self.0.read_exact(&mut length).ok()?;
            let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
            self.0.read_exact(&mut answer).ok()?;
            Some(answer)
        }

        /// Waits until the card is gone.
        pub fn await_end(&mut self) {
            assert_eq!(self.0.read(&mut [0]).unwrap_or(0), 0);
        }
    }

    #[test]
    fn frames_are_told_apart_and_unknown_ones_passed_over() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut line = Line::connect(&listener.local_addr().unwrap().to_string()).unwrap();
        let mut reader = Reader::accept(&listener);
        for body in [&[][..], &[0], &[9], &[1], &[2], &[4], &[0, 0xB0], &[0xA5; 700]] {
            reader.send(body);
        }
        let expected = [
            Order::PowerOff,
            Order::PowerOn,
            Order::Reset,
            Order::Atr,
            Order::Command(vec![0, 0xB0]),
            Order::Command(vec![0xA5; 700]),
        ];
        for order in expected {
            assert_eq!(line.next_order().unwrap(), Some(order));
        }
        line.cutter().unwrap().cut();
        reader.await_end();
        assert_eq!(line.next_order().unwrap(), None);
    }

    #[test]
    fn a_reader_that_goes_away_inside_a_frame_ends_the_line() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut line = Line::connect(&listener.local_addr().unwrap().to_string()).unwrap();
        let Reader(mut stream) = Reader::accept(&listener);
        stream.write_all(&[0, 5, 1]).unwrap();
        drop(stream);
        assert_eq!(line.next_order().unwrap(), None);
    }

    #[test]
    fn an_answer_longer_than_a_frame_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut line = Line::connect(&listener.local_addr().unwrap().to_string()).unwrap();
        assert!(line.reply(&vec![0; 65_536]).is_err());
    }
}
