//! Secure messaging (Doc 9303-11 clause 9.8): every command and answer encrypted and authenticated under a counter.

use crypto::Keys;
use iso7816::apdu::{Command, Response, SHORT_LE, StatusWord};
use iso7816::tlv;

const CRYPTOGRAM_EVEN: tlv::Tag = 0x87;
const CRYPTOGRAM_ODD: tlv::Tag = 0x85;
const EXPECTED_LENGTH: tlv::Tag = 0x97;
const STATUS: tlv::Tag = 0x99;
const CHECKSUM: tlv::Tag = 0x8E;
/// Bytes of a short answer.
const SHORT_ROOM: usize = SHORT_LE as usize;

/// The answer was not made by the chip that holds the session keys, or it was altered on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProtectionBroken;

/// An open channel: the session keys and the send sequence counter.
pub(crate) struct Channel {
    keys: Keys,
    counter: Vec<u8>,
    /// The counter as it stood before the last command.
    before: Vec<u8>,
    probation: Probation,
}

/// Whether the chip has shown that it holds the keys of a channel that replaced another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Probation {
    /// The channel is the first: both ends proved themselves when it was opened.
    None,
    /// No answer has come under the new keys.
    Waiting,
    /// An answer came, rightly protected.
    Passed,
    /// An answer came, and it was not.
    Failed,
}

impl Channel {
    /// Opens a channel with the counter that the access protocol left: zero after PACE.
    pub(crate) fn new(keys: Keys, counter: &[u8]) -> Self {
        let mut full = vec![0; keys.suite.block_len().saturating_sub(counter.len())];
        full.extend_from_slice(counter);
        Self { keys, before: full.clone(), counter: full, probation: Probation::None }
    }

    /// Opens a channel in the place of another after chip authentication: whether the chip can follow is to be seen.
    pub(crate) fn rekeyed(keys: Keys) -> Self {
        Self { probation: Probation::Waiting, ..Self::new(keys, &[]) }
    }

    /// Whether the chip has shown that it holds the keys.
    pub(crate) const fn probation(&self) -> Probation {
        self.probation
    }

    /// Plain bytes that an answer can carry in `room` bytes of protected data: whole blocks less one byte of padding,
    /// beside a status object of 4 bytes, a checksum of 10, and the cryptogram's own header.
    pub(crate) fn plain_room(&self, room: usize) -> usize {
        let header = if room < 0x80 + 16 {
            3
        } else if room <= 0x100 + 16 {
            4
        } else {
            5
        };
        let block = self.keys.suite.block_len();
        room.saturating_sub(4 + 10 + header) / block * block - 1
    }

    /// Wraps a command and counts it.
    pub(crate) fn protect(&mut self, command: &Command) -> Result<Command, ProtectionBroken> {
        self.before.clone_from(&self.counter);
        self.count();
        let cla = command.cla | 0x0C;
        let block = self.keys.suite.block_len();
        let mut body = Vec::new();
        if !command.data.is_empty() {
            let secret =
                self.keys.encrypt(&self.counter, &crypto::pad(&command.data, block)).ok_or(ProtectionBroken)?;
            body.extend(if command.ins & 1 == 0 {
                tlv::write(CRYPTOGRAM_EVEN, &[&[1], &secret[..]].concat())
            } else {
                tlv::write(CRYPTOGRAM_ODD, &secret)
            });
        }
        if let Some(le) = command.le {
            let bytes = le.to_be_bytes();
            body.extend(tlv::write(EXPECTED_LENGTH, if le > SHORT_LE { &bytes[2..] } else { &bytes[3..] }));
        }
        let header = crypto::pad(&[cla, command.ins, command.p1, command.p2], block);
        let checksum = self.checksum(&[&header, &body])?;
        body.extend(tlv::write(CHECKSUM, &checksum));
        // A little less than 256 plain bytes make more than 256 under protection; 256 means whatever a short answer holds.
        let fits = |le| le == SHORT_LE || usize::try_from(le).is_ok_and(|le| le <= self.plain_room(SHORT_ROOM));
        let extended = body.len() > 255 || command.le.is_some_and(|le| !fits(le));
        let le = if extended { iso7816::apdu::EXTENDED_LE } else { SHORT_LE };
        Ok(Command { cla, data: body, le: Some(le), ..*command })
    }

    /// Checks and unwraps an answer and counts it.
    ///
    /// A refusal may come bare: the chip turned the command away before it looked under its protection, so it counted
    /// neither the command nor the answer; or it has closed the channel, and the next command will tell.
    pub(crate) fn unprotect(&mut self, response: &Response) -> Result<Response, ProtectionBroken> {
        if response.data.is_empty() && !response.status.gives_data() {
            self.counter.clone_from(&self.before);
            // Under new keys that is how a chip says that it does not hold them.
            if self.probation == Probation::Waiting && denies_keys(response.status) {
                self.probation = Probation::Failed;
                return Err(ProtectionBroken);
            }
            return Ok(response.clone());
        }
        self.count();
        let mut secret = None;
        let mut status = None;
        let mut authenticated = Vec::new();
        for object in tlv::objects(&response.data) {
            let object = object.map_err(|_| ProtectionBroken)?;
            match object.tag {
                CRYPTOGRAM_EVEN => secret = Some(object.value.strip_prefix(&[1]).ok_or(ProtectionBroken)?),
                CRYPTOGRAM_ODD => secret = Some(object.value),
                STATUS => status = Some(<[u8; 2]>::try_from(object.value).map_err(|_| ProtectionBroken)?),
                CHECKSUM => {
                    let right = crypto::same(&self.checksum(&[&authenticated])?, object.value);
                    // Nothing is said of the chip by an answer that was cut off on the way: that has no checksum.
                    if self.probation == Probation::Waiting {
                        self.probation = if right { Probation::Passed } else { Probation::Failed };
                    }
                    let status = status.filter(|_| right).ok_or(ProtectionBroken)?;
                    return self.open(secret, status);
                }
                _ => return Err(ProtectionBroken),
            }
            authenticated.extend_from_slice(object.whole);
        }
        Err(ProtectionBroken)
    }

    fn open(&self, secret: Option<&[u8]>, status: [u8; 2]) -> Result<Response, ProtectionBroken> {
        let status = StatusWord::from(u16::from_be_bytes(status));
        let Some(secret) = secret else { return Ok(Response::new([], status)) };
        let padded = self.keys.decrypt(&self.counter, secret).ok_or(ProtectionBroken)?;
        Ok(Response::new(crypto::unpad(&padded).ok_or(ProtectionBroken)?, status))
    }

    fn checksum(&self, parts: &[&[u8]]) -> Result<[u8; 8], ProtectionBroken> {
        let message = [&self.counter[..], &parts.concat()].concat();
        // The retail MAC pads by itself; CMAC would not, and secure messaging asks for padding in both.
        let block = self.keys.suite.block_len();
        let message = if block == 8 { message } else { crypto::pad(&message, block) };
        self.keys.mac(&message).ok_or(ProtectionBroken)
    }

    fn count(&mut self) {
        for byte in self.counter.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }
}

const fn denies_keys(status: StatusWord) -> bool {
    matches!(
        status,
        StatusWord::SecurityNotSatisfied
            | StatusWord::ConditionsNotSatisfied
            | StatusWord::ProtectionMissing
            | StatusWord::ProtectionWrong
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::Suite;
    use hex_literal::hex;

    /// The keys and the counter of Doc 9303-11 appendix D.3.
    fn appendix_d() -> Channel {
        let secret = hex!("0036D272F5C350ACAC50C3F572D23600");
        let channel = Channel::new(Keys::derive(Suite::TripleDes, &secret), &hex!("887022120C06C226"));
        assert_eq!(channel.counter.len(), 8);
        channel
    }

    /// Doc 9303-11 appendix D.4: select EF.COM, read four bytes, read the rest.
    #[test]
    fn the_three_exchanges_of_appendix_d4() {
        // Command, the same protected, answer, the same opened.
        type Exchange<'a> = [&'a [u8]; 4];
        let exchanges: [Exchange; 3] = [
            [
                &hex!("00A4020C02011E"),
                &hex!("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800"),
                &hex!("990290008E08FA855A5D4C50A8ED9000"),
                &hex!("9000"),
            ],
            [
                &hex!("00B0000004"),
                &hex!("0CB000000D9701048E08ED6705417E96BA5500"),
                &hex!("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"),
                &hex!("60145F019000"),
            ],
            [
                &hex!("00B0000412"),
                &hex!("0CB000040D9701128E082EA28A70F3C7B53500"),
                &hex!("871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"),
                &hex!("04303130365F36063034303030305C0261759000"),
            ],
        ];
        let mut channel = appendix_d();
        for [plain, protected, answer, opened] in exchanges {
            let command = Command::parse(plain).unwrap();
            assert_eq!(channel.protect(&command).unwrap().encode(), protected);
            assert_eq!(channel.unprotect(&Response::parse(answer).unwrap()).unwrap().encode(), opened);
        }
    }

    #[test]
    fn an_altered_answer_is_refused() {
        let answer = hex!("990290008E08FA855A5D4C50A8ED9000");
        for (index, bit) in (0..14).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
            let mut channel = appendix_d();
            channel.protect(&Command::parse(&hex!("00A4020C02011E")).unwrap()).unwrap();
            let mut altered = answer;
            altered[index] ^= 1 << bit;
            assert_eq!(channel.unprotect(&Response::parse(&altered).unwrap()), Err(ProtectionBroken), "{index} {bit}");
        }
    }

    #[test]
    fn success_without_protection_is_refused_and_a_bare_refusal_is_passed_on() {
        for (word, passed) in [(0x9000, false), (0x6282, false), (0x6982, true), (0x6700, true)] {
            let answer = Response::new([], StatusWord::from(word));
            assert_eq!(appendix_d().unprotect(&answer).is_ok(), passed, "{word:04X}");
        }
    }

    #[test]
    fn a_short_answer_carries_223_bytes_under_aes_and_231_under_3des() {
        for (suite, plain) in [(Suite::Aes128, 223), (Suite::Aes256, 223), (Suite::TripleDes, 231)] {
            assert_eq!(Channel::new(Keys::derive(suite, &[1; 16]), &[]).plain_room(256), plain);
        }
    }

    /// Whatever the room and however much of it is asked for, the command's own Le must let the protected answer through.
    #[test]
    fn every_answer_fits_the_length_that_is_asked_for() {
        for suite in [Suite::Aes128, Suite::TripleDes] {
            let mut channel = Channel::new(Keys::derive(suite, &[1; 16]), &[]);
            for room in (256..600).chain([8_192, 65_536]) {
                for plain in (1..=channel.plain_room(room)).filter(|plain| (180..400).contains(plain)) {
                    let padded = (plain / suite.block_len() + 1) * suite.block_len();
                    let cryptogram = tlv::write(CRYPTOGRAM_EVEN, &vec![1; padded + 1]);
                    let answer = cryptogram.len() + 4 + 10;
                    let read = Command::new(0x00, 0xB0, 0x00, 0x00).with_le(u32::try_from(plain).unwrap());
                    let asked = channel.protect(&read).unwrap().le.unwrap();
                    assert!(answer <= room, "{plain} bytes in {room}");
                    assert!(plain == 256 || answer <= usize::try_from(asked).unwrap(), "{plain} bytes, Le {asked}");
                }
            }
        }
    }

    #[test]
    fn a_bare_refusal_is_not_counted() {
        let mut channel = appendix_d();
        let command = Command::parse(&hex!("00A4020C02011E")).unwrap();
        let first = channel.protect(&command).unwrap();
        channel.unprotect(&Response::new([], StatusWord::WrongLength)).unwrap();
        assert_eq!(channel.protect(&command).unwrap(), first);
    }

    #[test]
    fn the_counter_carries_over() {
        let mut channel = Channel::new(Keys::derive(Suite::TripleDes, &[1; 16]), &hex!("00000000FFFFFFFF"));
        channel.count();
        assert_eq!(channel.counter, hex!("0000000100000000"));
    }
}
