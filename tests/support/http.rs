//! As much HTTP/1.1 as a story needs to talk to a program on this machine: one request, one answer, closed.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::wait::local;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body, as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `Null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// One whole message on the wire, request or answer, as bytes.
#[derive(Debug, Clone)]
pub struct Message {
    /// The first line and the fields, without the empty line.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Message {
    /// Reads on until a message is whole that begins with `begun`.
    ///
    /// # Errors
    /// When the peer ends before, or what comes is not HTTP.
    pub fn read(begun: &[u8], from: &mut impl Read) -> io::Result<Self> {
        let mut bytes = begun.to_vec();
        let mut chunk = [0; 16384];
        loop {
            if let Some((head, body)) = split(&bytes)
                && body.len() >= announced(head).unwrap_or(0)
            {
                return Ok(Self { head: head.to_owned(), body: body.to_vec() });
            }
            match from.read(&mut chunk)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => bytes.extend_from_slice(chunk.get(..count).unwrap_or_default()),
            }
        }
    }

    /// The same with another body, whose length the head announces.
    #[must_use]
    pub fn with_body(&self, body: Vec<u8>) -> Self {
        let length = format!("content-length: {}", body.len());
        let fields = self
            .head
            .lines()
            .map(|line| if line.to_ascii_lowercase().starts_with("content-length:") { length.as_str() } else { line });
        Self { head: fields.collect::<Vec<_>>().join("\r\n"), body }
    }

    /// As it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n\r\n", &self.body].concat()
    }
}

/// Sends one request to a port of this machine.
///
/// # Errors
/// When nobody listens, the connection breaks, no byte comes for `patience`, or the answer is not HTTP.
pub fn request(port: u16, method: &str, path: &str, body: &[u8], patience: Duration) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(local(port))?;
    stream.set_read_timeout(Some(patience))?;
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n")?;
    write!(stream, "Content-Type: application/json; charset=utf-8\r\nContent-Length: {length}\r\n\r\n")?;
    stream.write_all(body)?;
    read_answer(&mut stream)
}

/// Reads a head, then as many bytes as it announces (or to the end where it announces none).
fn read_answer(stream: &mut impl Read) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16384];
    loop {
        if let Some(answer) = complete(&bytes) {
            return Ok(answer);
        }
        match stream.read(&mut chunk)? {
            0 => return at_end(&bytes).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof)),
            count => bytes.extend_from_slice(chunk.get(..count).unwrap_or_default()),
        }
    }
}

/// The answer, when as much has come as its head announced.
fn complete(bytes: &[u8]) -> Option<Answer> {
    let (head, body) = split(bytes)?;
    Some(Answer { status: status(head)?, body: body.get(..announced(head)?)?.to_vec() })
}

/// How long the head says that the body is.
fn announced(head: &str) -> Option<usize> {
    head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok())
}

/// The answer of a peer that announced no length and closed.
fn at_end(bytes: &[u8]) -> Option<Answer> {
    let (head, body) = split(bytes)?;
    let announced = head.to_ascii_lowercase().contains("\r\ncontent-length:");
    (!announced).then_some(Answer { status: status(head)?, body: body.to_vec() })
}

fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some((std::str::from_utf8(bytes.get(..end)?).ok()?, bytes.get(end + 4..)?))
}

fn status(head: &str) -> Option<u16> {
    head.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_exactly_one_answer() {
        type Expected = Option<(u16, &'static [u8])>;
        let cases: [(&[u8], Expected); 5] = [
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Some((200, b"{}"))),
            (b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", Some((404, b""))),
            (b"HTTP/1.1 200 OK\r\n\r\nto the end", Some((200, b"to the end"))),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            let answer = read_answer(&mut &*bytes).ok();
            assert_eq!(answer.as_ref().map(|a| (a.status, a.body.as_slice())), expected);
        }
    }
}
