//! Secure messaging from the chip's side (Doc 9303-11 clause 9.8).

use iso7816::apdu::{Command, Response, StatusWord};
use iso7816::tlv;

use super::block::{Key, unpad};
use super::kdf::{Purpose, derive};
use super::offer::Cipher;

const PADDED_CRYPTOGRAM: tlv::Tag = 0x87;
const CRYPTOGRAM: tlv::Tag = 0x85;
const EXPECTED_LENGTH: tlv::Tag = 0x97;
const STATUS: tlv::Tag = 0x99;
const CHECKSUM: tlv::Tag = 0x8E;

/// Says whether a class byte announces secure messaging with an authenticated header.
pub const fn is_protected(cla: u8) -> bool {
    cla & 0x0C == 0x0C
}

/// One session between chip and terminal: two keys of one cipher and the send sequence counter, as long as a block.
pub struct Channel {
    encrypt: Key,
    authenticate: Key,
    counter: u128,
}

/// A command as it left its protection.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// The command in the clear, its class without the secure messaging bits.
    pub command: Command,
    /// Plain bytes at most that fit into the protected answer the outer Le leaves room for.
    pub room: usize,
}

impl Channel {
    /// Starts a session; its counter begins at zero but after BAC.
    pub const fn new(encrypt: Key, authenticate: Key, counter: u128) -> Self {
        Self { encrypt, authenticate, counter }
    }

    /// Starts the session of a secret that both ends agree on, its counter at zero.
    pub fn agreed(cipher: Cipher, secret: &[u8]) -> Self {
        Self::new(derive(cipher, secret, Purpose::Encrypt), derive(cipher, secret, Purpose::Authenticate), 0)
    }

    /// Takes the protection off a command.
    ///
    /// # Errors
    /// [`StatusWord::ProtectionMissing`] without a checksum, [`StatusWord::ProtectionWrong`] for every other fault.
    /// The session is over then; the chip answers in the clear.
    pub fn open(&mut self, command: &Command) -> Result<Opened, StatusWord> {
        self.count();
        let objects = Objects::read(&command.data)?;
        let message = match objects.covered {
            [] => command.header().to_vec(),
            covered => [&self.encrypt.pad(&command.header()), covered].concat(),
        };
        if self.checksum(&message) != objects.checksum {
            return Err(StatusWord::ProtectionWrong);
        }
        let data = self.data(&objects)?;
        let le = objects.le.map(expected).transpose()?;
        let plain = Command { cla: command.cla & !0x0C, data, le, ..*command };
        Ok(Opened { command: plain, room: self.room(command.le.unwrap_or(256)) })
    }

    /// Protects an answer. `odd` says that the command's instruction byte was odd, so that the data is BER-TLV.
    pub fn seal(&mut self, response: &Response, odd: bool) -> Response {
        self.count();
        let mut objects = Vec::new();
        if !response.data.is_empty() {
            let cryptogram = self.encrypt.encrypt_from(&self.iv(), &self.encrypt.pad(&response.data));
            objects = if odd {
                tlv::write(CRYPTOGRAM, &cryptogram)
            } else {
                tlv::write(PADDED_CRYPTOGRAM, &[&[0x01], &cryptogram[..]].concat())
            };
        }
        objects.extend(tlv::write(STATUS, &u16::from(response.status).to_be_bytes()));
        let checksum = self.checksum(&objects);
        objects.extend(tlv::write(CHECKSUM, &checksum));
        Response::new(objects, response.status)
    }

    fn count(&mut self) {
        self.counter = self.counter.wrapping_add(1);
    }

    /// The counter as it goes into MAC and IV: eight bytes under 3DES, sixteen under AES.
    fn counted(&self) -> Vec<u8> {
        self.counter.to_be_bytes()[16 - self.encrypt.cipher().block_len()..].to_vec()
    }

    fn data(&self, objects: &Objects<'_>) -> Result<Vec<u8>, StatusWord> {
        let Some(cryptogram) = objects.cryptogram else { return Ok(Vec::new()) };
        if cryptogram.is_empty() {
            return Err(StatusWord::ProtectionWrong);
        }
        self.encrypt.decrypt_from(&self.iv(), cryptogram).and_then(unpad).ok_or(StatusWord::ProtectionWrong)
    }

    /// The whole answer is the cryptogram object, `99 02 xx xx` and `8E 08` with eight bytes.
    fn room(&self, outer_le: u32) -> usize {
        let outer = usize::try_from(outer_le).unwrap_or(usize::MAX);
        let header = if outer > 256 { 5 } else { 4 };
        let block = self.encrypt.cipher().block_len();
        (outer.saturating_sub(4 + 10 + header) / block * block).saturating_sub(1)
    }

    /// Under AES the IV is the encrypted counter (clause 9.8.6.2), under 3DES it is zero.
    fn iv(&self) -> Vec<u8> {
        match self.encrypt.cipher() {
            Cipher::Des3 => vec![0; 8],
            Cipher::Aes128 | Cipher::Aes192 | Cipher::Aes256 => self.encrypt.encrypt(&self.counted()),
        }
    }

    /// Authenticates the counter and a message, padded first: also under AES, unlike a PACE token.
    fn checksum(&self, message: &[u8]) -> [u8; 8] {
        let message = [&self.counted(), message].concat();
        match self.authenticate.cipher() {
            // The retail MAC pads by itself.
            Cipher::Des3 => self.authenticate.mac(&message),
            Cipher::Aes128 | Cipher::Aes192 | Cipher::Aes256 => self.authenticate.mac(&self.authenticate.pad(&message)),
        }
    }
}

/// The data objects of a protected command.
struct Objects<'a> {
    cryptogram: Option<&'a [u8]>,
    le: Option<&'a [u8]>,
    checksum: &'a [u8],
    /// Everything in front of the checksum.
    covered: &'a [u8],
}

impl<'a> Objects<'a> {
    fn read(data: &'a [u8]) -> Result<Self, StatusWord> {
        let (mut cryptogram, mut le, mut at) = (None, None, 0);
        for object in tlv::objects(data) {
            let object = object.map_err(|_| StatusWord::ProtectionWrong)?;
            match (object.tag, object.value) {
                (PADDED_CRYPTOGRAM, [0x01, value @ ..]) if cryptogram.is_none() => cryptogram = Some(value),
                (CRYPTOGRAM, value) if cryptogram.is_none() => cryptogram = Some(value),
                (EXPECTED_LENGTH, value) if le.is_none() => le = Some(value),
                (CHECKSUM, checksum) if at + object.whole.len() == data.len() => {
                    return Ok(Self { cryptogram, le, checksum, covered: &data[..at] });
                }
                _ => return Err(StatusWord::ProtectionWrong),
            }
            at += object.whole.len();
        }
        Err(StatusWord::ProtectionMissing)
    }
}

/// Le as object `97` carries it: one byte or two, zero standing for the largest number.
fn expected(value: &[u8]) -> Result<u32, StatusWord> {
    match *value {
        [0] => Ok(256),
        [le] => Ok(u32::from(le)),
        [0, 0] => Ok(65_536),
        [high, low] => Ok(u32::from(u16::from_be_bytes([high, low]))),
        _ => Err(StatusWord::ProtectionWrong),
    }
}

#[cfg(test)]
mod tests;
