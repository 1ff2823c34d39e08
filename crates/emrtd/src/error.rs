//! What can go wrong while a chip is read.

use std::fmt;

use lds::Dg1Error;

use iso7816::apdu::StatusWord;

use lds::FileId;

/// Where in the conversation something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading EF.CardAccess, or selecting what stands before it.
    CardAccess,
    /// PACE: naming protocol and password.
    PaceSetUp,
    /// PACE: taking the encrypted nonce.
    PaceNonce,
    /// PACE: mapping the nonce to a generator.
    PaceMap,
    /// PACE: agreeing on a secret.
    PaceAgree,
    /// PACE: exchanging the tokens. A wrong password shows here.
    PaceToken,
    /// Selecting the eMRTD application.
    Select,
    /// BAC: asking for a challenge.
    BacChallenge,
    /// BAC: mutual authentication. A wrong key shows here.
    BacAuthenticate,
    /// Chip authentication: naming the key and agreeing on a secret.
    ChipAuthentication,
    /// Active authentication: having a challenge signed.
    ActiveAuthentication,
    /// Reading a file.
    Read(FileId),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(file) => write!(f, "reading {file}"),
            step => fmt::Debug::fmt(step, f),
        }
    }
}

/// Why a chip could not be read. Holds no personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// None of the given passwords is of a kind that the chip takes.
    #[error("no password of a kind that this chip takes")]
    NoPassword,
    /// The chip says that the card access number is not its own: most likely another card lies on the reader.
    #[error("the card access number is of another card")]
    WrongCan,
    /// The chip took none of the keys from machine readable zones.
    #[error("none of {tried} keys is of this card")]
    WrongKey {
        /// How many were tried.
        tried: u8,
    },
    /// The chip offers only PACE that this crate cannot do, and BAC does not open it.
    #[error("the chip asks for PACE 0.4.0.127.0.7.2.2.4.{}.{} with parameters {parameter:?}", protocol[0], protocol[1])]
    UnsupportedPace {
        /// The last two numbers of the first protocol offered: mapping and suite.
        protocol: [u8; 2],
        /// Its domain parameters' number, where it has one (Doc 9303-11 table 6).
        parameter: Option<u8>,
    },
    /// The chip takes this kind of password no more: it was given wrong ones too often.
    #[error("{step}: the chip has blocked the password")]
    Blocked {
        /// The command's place.
        step: Step,
    },
    /// The chip refused a command.
    #[error("{step} refused with {status}")]
    Refused {
        /// The command's place.
        step: Step,
        /// The chip's answer.
        status: StatusWord,
    },
    /// The answer never came, or was shorter than a status word: the card or the link went away, more often than a
    /// session puts up with ([`Session::MOST_INTERRUPTIONS`](crate::Session::MOST_INTERRUPTIONS)).
    #[error("{step}: no answer, once more")]
    CutShort {
        /// The command's place, the last time.
        step: Step,
    },
    /// What lies there after an interruption is not the card that lay there before: another password, another machine
    /// readable zone, another chip key. Nothing of the two is mixed.
    #[error("another card lies there now")]
    AnotherCard,
    /// The chip keeps a session busy without coming to an end
    /// ([`Session::MOST_COMMANDS`](crate::Session::MOST_COMMANDS)).
    #[error("{step}: the chip comes to no end")]
    Endless {
        /// The place of the command that was not sent any more.
        step: Step,
    },
    /// The answer, or the file, is not what its format says.
    #[error("{step}: answer of a wrong form")]
    Malformed {
        /// The command's place.
        step: Step,
    },
    /// The chip could not prove that it knows the password.
    #[error("{step}: the chip does not know the password")]
    Unauthentic {
        /// The command's place.
        step: Step,
    },
    /// Secure messaging broke: the answer is not from the chip that the channel was opened with.
    #[error("{step}: the answer's protection is broken")]
    Protection {
        /// The command's place.
        step: Step,
    },
    /// DG1 holds no machine readable zone.
    #[error(transparent)]
    MachineReadableZone(#[from] Dg1Error),
    /// The session was asked again after its end.
    #[error("the session is over")]
    Over,
}
