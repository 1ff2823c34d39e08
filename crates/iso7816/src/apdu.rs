//! Commands, responses and status words (ISO/IEC 7816-4 clause 5), in short and extended form.

use std::fmt;

/// Why bytes are not an APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApduError {
    /// A command shorter than its four header bytes, or a response shorter than its status word.
    #[error("APDU ends early")]
    Truncated,
    /// The length fields do not account for the bytes that are there.
    #[error("APDU lengths do not add up")]
    Length,
}

/// Answer bytes asked for by Le = `00` in the short form.
pub const SHORT_LE: u32 = 256;
/// Answer bytes asked for by Le = `0000` in the extended form.
pub const EXTENDED_LE: u32 = 65_536;

/// A command to a chip.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    /// Class; bits `0C` mark secure messaging with an authenticated header, `10` chaining.
    pub cla: u8,
    /// Instruction.
    pub ins: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// Command data, at most 65,535 bytes.
    pub data: Vec<u8>,
    /// Answer bytes expected at most, 1 to 65,536; `None` asks for a status word alone.
    pub le: Option<u32>,
}

impl Command {
    /// Makes a command without data that expects no data.
    pub const fn new(cla: u8, ins: u8, p1: u8, p2: u8) -> Self {
        Self { cla, ins, p1, p2, data: Vec::new(), le: None }
    }

    /// Gives the command its data.
    #[must_use]
    pub fn with_data(self, data: impl Into<Vec<u8>>) -> Self {
        Self { data: data.into(), ..self }
    }

    /// Asks for at most `le` answer bytes.
    #[must_use]
    pub fn with_le(self, le: u32) -> Self {
        Self { le: Some(le), ..self }
    }

    /// The four header bytes.
    pub const fn header(&self) -> [u8; 4] {
        [self.cla, self.ins, self.p1, self.p2]
    }

    /// Writes the short form where data and Le fit into it, else the extended form.
    pub fn encode(&self) -> Vec<u8> {
        if self.data.len() > 255 || self.le.is_some_and(|le| le > SHORT_LE) {
            return self.encode_extended();
        }
        let mut out = self.header().to_vec();
        if !self.data.is_empty() {
            out.extend(u8::try_from(self.data.len()));
            out.extend_from_slice(&self.data);
        }
        // 256 is written as 00, which is its low byte.
        out.extend(self.le.map(|le| le.to_be_bytes()[3]));
        out
    }

    /// Writes the extended form, whatever the sizes.
    pub fn encode_extended(&self) -> Vec<u8> {
        let mut out = self.header().to_vec();
        if !self.data.is_empty() || self.le.is_some() {
            out.push(0);
        }
        if !self.data.is_empty() {
            let [.., high, low] = self.data.len().to_be_bytes();
            out.extend([high, low]);
            out.extend_from_slice(&self.data);
        }
        if let Some(le) = self.le {
            let [.., high, low] = le.to_be_bytes();
            out.extend([high, low]);
        }
        out
    }

    /// Reads a command in either form. See [`is_extended`] for which it was.
    ///
    /// # Errors
    /// [`ApduError`] when the bytes are no command of ISO/IEC 7816-3 cases 1 to 4.
    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        let (&[cla, ins, p1, p2], body) = bytes.split_first_chunk().ok_or(ApduError::Truncated)?;
        let (data, le) = match body {
            [] => (&[][..], None),
            [le] => (&[][..], Some(short_le(*le))),
            [0, high, low] => (&[][..], Some(extended_le(*high, *low))),
            [0, high, low, rest @ ..] => parse_extended(usize::from(*high) << 8 | usize::from(*low), rest)?,
            [0, ..] => return Err(ApduError::Length),
            [lc, rest @ ..] => match rest.split_at_checked(usize::from(*lc)) {
                Some((data, [])) => (data, None),
                Some((data, [le])) => (data, Some(short_le(*le))),
                _ => return Err(ApduError::Length),
            },
        };
        Ok(Self { cla, ins, p1, p2, data: data.to_vec(), le })
    }
}

impl fmt::Debug for Command {
    /// Shows header and sizes only: the data may hold a key or a name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [cla, ins, p1, p2] = self.header();
        write!(f, "Command({cla:02X}{ins:02X}{p1:02X}{p2:02X}, {} bytes, le {:?})", self.data.len(), self.le)
    }
}

/// Says whether command bytes are in the extended form (their first length byte is zero and more follow).
pub fn is_extended(bytes: &[u8]) -> bool {
    matches!(bytes, [_, _, _, _, 0, _, ..])
}

fn parse_extended(lc: usize, rest: &[u8]) -> Result<(&[u8], Option<u32>), ApduError> {
    match rest.split_at_checked(lc) {
        Some(([], _)) | None => Err(ApduError::Length),
        Some((data, [])) => Ok((data, None)),
        Some((data, [high, low])) => Ok((data, Some(extended_le(*high, *low)))),
        Some(_) => Err(ApduError::Length),
    }
}

fn short_le(byte: u8) -> u32 {
    if byte == 0 { SHORT_LE } else { u32::from(byte) }
}

fn extended_le(high: u8, low: u8) -> u32 {
    match u32::from(high) << 8 | u32::from(low) {
        0 => EXTENDED_LE,
        le => le,
    }
}

/// A chip's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// Answer data, possibly none.
    pub data: Vec<u8>,
    /// The status word behind it.
    pub status: StatusWord,
}

impl Response {
    /// Makes an answer of data and status word.
    pub fn new(data: impl Into<Vec<u8>>, status: StatusWord) -> Self {
        Self { data: data.into(), status }
    }

    /// Reads data and the two status bytes behind it.
    ///
    /// # Errors
    /// [`ApduError::Truncated`] when there are fewer than two bytes: the card left the field.
    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        let (data, &status) = bytes.split_last_chunk::<2>().ok_or(ApduError::Truncated)?;
        Ok(Self::new(data, u16::from_be_bytes(status).into()))
    }

    /// Writes data and status word.
    pub fn encode(&self) -> Vec<u8> {
        [&self.data[..], &u16::from(self.status).to_be_bytes()].concat()
    }
}

impl fmt::Debug for Response {
    /// Shows size and status word only: the data may be a name or a face.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({} bytes, {})", self.data.len(), self.status)
    }
}

/// A status word (ISO/IEC 7816-4 clause 5.6), with the number it carries where it carries one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusWord {
    /// `9000`: done.
    Success,
    /// `61xx`: done, so many bytes wait (0 means 256 or more).
    MoreData(u8),
    /// `6282`: the file ended before Le bytes; the data is good.
    EndOfFile,
    /// `6300`: the password or the authentication is wrong.
    AuthenticationFailed,
    /// `63Cx`: wrong, and so many tries are left.
    TriesLeft(u8),
    /// `6700`: wrong length.
    WrongLength,
    /// `6982`: security status not satisfied.
    SecurityNotSatisfied,
    /// `6983`: the password is blocked.
    Blocked,
    /// `6985`: conditions of use not satisfied.
    ConditionsNotSatisfied,
    /// `6987`: a secure messaging object is missing.
    ProtectionMissing,
    /// `6988`: a secure messaging object is wrong.
    ProtectionWrong,
    /// `6A80`: wrong data.
    WrongData,
    /// `6A81`: function not supported.
    FunctionNotSupported,
    /// `6A82`: file or application not found.
    NotFound,
    /// `6A86`: wrong parameters.
    WrongParameters,
    /// `6A88`: referenced data not found.
    ReferenceNotFound,
    /// `6B00`: offset outside the file.
    WrongOffset,
    /// `6Cxx`: wrong Le, exactly so many bytes are there (0 means 256).
    ExactLength(u8),
    /// `6D00`: instruction not supported.
    InstructionNotSupported,
    /// `6E00`: class not supported.
    ClassNotSupported,
    /// Any other.
    Other(u16),
}

impl StatusWord {
    /// Says whether the data that came along may be used: `9000`, or `6282` at the end of a file.
    pub const fn gives_data(self) -> bool {
        matches!(self, Self::Success | Self::EndOfFile)
    }
}

impl From<u16> for StatusWord {
    fn from(word: u16) -> Self {
        let [high, low] = word.to_be_bytes();
        match (high, low) {
            (0x90, 0x00) => Self::Success,
            (0x61, n) => Self::MoreData(n),
            (0x62, 0x82) => Self::EndOfFile,
            (0x63, 0x00) => Self::AuthenticationFailed,
            (0x63, 0xC0..=0xCF) => Self::TriesLeft(low & 0x0F),
            (0x67, 0x00) => Self::WrongLength,
            (0x69, 0x82) => Self::SecurityNotSatisfied,
            (0x69, 0x83) => Self::Blocked,
            (0x69, 0x85) => Self::ConditionsNotSatisfied,
            (0x69, 0x87) => Self::ProtectionMissing,
            (0x69, 0x88) => Self::ProtectionWrong,
            (0x6A, 0x80) => Self::WrongData,
            (0x6A, 0x81) => Self::FunctionNotSupported,
            (0x6A, 0x82) => Self::NotFound,
            (0x6A, 0x86) => Self::WrongParameters,
            (0x6A, 0x88) => Self::ReferenceNotFound,
            (0x6B, 0x00) => Self::WrongOffset,
            (0x6C, n) => Self::ExactLength(n),
            (0x6D, 0x00) => Self::InstructionNotSupported,
            (0x6E, 0x00) => Self::ClassNotSupported,
            _ => Self::Other(word),
        }
    }
}

impl From<StatusWord> for u16 {
    fn from(status: StatusWord) -> Self {
        match status {
            StatusWord::Success => 0x9000,
            StatusWord::MoreData(n) => 0x6100 | Self::from(n),
            StatusWord::EndOfFile => 0x6282,
            StatusWord::AuthenticationFailed => 0x6300,
            StatusWord::TriesLeft(n) => 0x63C0 | Self::from(n & 0x0F),
            StatusWord::WrongLength => 0x6700,
            StatusWord::SecurityNotSatisfied => 0x6982,
            StatusWord::Blocked => 0x6983,
            StatusWord::ConditionsNotSatisfied => 0x6985,
            StatusWord::ProtectionMissing => 0x6987,
            StatusWord::ProtectionWrong => 0x6988,
            StatusWord::WrongData => 0x6A80,
            StatusWord::FunctionNotSupported => 0x6A81,
            StatusWord::NotFound => 0x6A82,
            StatusWord::WrongParameters => 0x6A86,
            StatusWord::ReferenceNotFound => 0x6A88,
            StatusWord::WrongOffset => 0x6B00,
            StatusWord::ExactLength(n) => 0x6C00 | Self::from(n),
            StatusWord::InstructionNotSupported => 0x6D00,
            StatusWord::ClassNotSupported => 0x6E00,
            StatusWord::Other(word) => word,
        }
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", u16::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_word_survives() {
        for word in 0..=u16::MAX {
            assert_eq!(u16::from(StatusWord::from(word)), word);
        }
    }

    #[test]
    fn commands_encode_as_the_standard_says() {
        let cases: [(Command, &[u8]); 8] = [
            (Command::new(0, 0xA4, 2, 0x0C), &[0, 0xA4, 2, 0x0C]),
            (Command::new(0, 0xB0, 0x9C, 0).with_le(256), &[0, 0xB0, 0x9C, 0, 0]),
            (Command::new(0, 0xB0, 0, 0).with_le(223), &[0, 0xB0, 0, 0, 223]),
            (Command::new(0, 0xA4, 2, 0x0C).with_data([1, 0x1C]), &[0, 0xA4, 2, 0x0C, 2, 1, 0x1C]),
            (Command::new(0, 0x88, 0, 0).with_data([7]).with_le(256), &[0, 0x88, 0, 0, 1, 7, 0]),
            (Command::new(0, 0xB0, 0, 0).with_le(257), &[0, 0xB0, 0, 0, 0, 1, 1]),
            (Command::new(0, 0xB0, 0, 0).with_le(65_536), &[0, 0xB0, 0, 0, 0, 0, 0]),
            (Command::new(0, 1, 2, 3).with_data([9]).with_le(300), &[0, 1, 2, 3, 0, 0, 1, 9, 1, 44]),
        ];
        for (command, bytes) in cases {
            assert_eq!(command.encode(), bytes);
            assert_eq!(Command::parse(bytes).unwrap(), command);
        }
    }

    #[test]
    fn sizes_at_the_border_between_the_forms_round_trip() {
        for size in [0, 1, 254, 255, 256, 257, 65_535] {
            for le in [None, Some(1), Some(255), Some(256), Some(257), Some(65_535), Some(65_536)] {
                let command = Command { le, ..Command::new(0x0C, 0xCB, 0x3F, 0xFF).with_data(vec![0xA5; size]) };
                assert_eq!(Command::parse(&command.encode()).unwrap(), command, "{size} {le:?}");
                assert_eq!(Command::parse(&command.encode_extended()).unwrap(), command, "extended {size} {le:?}");
                assert_eq!(is_extended(&command.encode()), size > 255 || le.is_some_and(|le| le > 256));
            }
        }
    }

    #[test]
    fn what_is_no_command_is_refused() {
        let cases: [&[u8]; 6] = [
            &[],
            &[0, 1, 2],
            &[0, 1, 2, 3, 2, 9],
            &[0, 1, 2, 3, 1, 9, 9, 9],
            &[0, 1, 2, 3, 0, 0],
            &[0, 1, 2, 3, 0, 0, 0, 9],
        ];
        for bytes in cases {
            assert!(Command::parse(bytes).is_err(), "{bytes:02X?}");
        }
    }

    #[test]
    fn a_response_needs_its_status_word() {
        assert_eq!(Response::parse(&[0x90]), Err(ApduError::Truncated));
        let response = Response::parse(&[1, 2, 0x62, 0x82]).unwrap();
        assert_eq!((&response.data[..], response.status), (&[1, 2][..], StatusWord::EndOfFile));
        assert_eq!(response.encode(), [1, 2, 0x62, 0x82]);
        assert_eq!(format!("{response:?}"), "Response(2 bytes, 6282)");
    }
}
