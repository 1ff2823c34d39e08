//! Why a chip was not read, told apart by what a person can do about it.

use emrtd::{FileId, ReadError, Step};
use iso7816::apdu::StatusWord;

/// Why a chip was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChipError {
    /// There is no card, or it was taken away: lay it down and leave it there.
    #[error("the card was lifted")]
    Lifted,
    /// What lies there does not answer to a reset: turn it over, take away what lies between.
    #[error("the card does not answer")]
    Mute,
    /// None of the passwords is this card's: it is another card than the one whose code was shown.
    #[error("the password is of another card")]
    WrongKey,
    /// No password was given of a kind that the chip takes.
    #[error("no password of a kind that this chip takes")]
    NoKey,
    /// The chip opens only by a kind of PACE that is not known here.
    #[error("the chip asks for PACE {protocol:?} with parameters {parameter:?}")]
    Unsupported {
        /// The last two numbers of its protocol: mapping and suite (Doc 9303-11 clause 9.2.1).
        protocol: [u8; 2],
        /// Its domain parameters' number, where it has one (Doc 9303-11 table 6).
        parameter: Option<u8>,
    },
    /// The chip was given wrong passwords too often and takes none of this kind any more.
    #[error("{step}: the password is blocked")]
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
    /// The chip answered what cannot be understood, or its channel broke: try again.
    #[error("the chip gave a damaged answer")]
    Damaged {
        /// The command's place, where it is known.
        step: Option<Step>,
    },
    /// The chip could not prove that it knows the password: no genuine chip.
    #[error("the chip does not know the password")]
    Unauthentic,
    /// Another program, or another reading, holds the card and does not let go.
    #[error("another program holds the card")]
    Busy,
    /// The reader was unplugged.
    #[error("the reader is gone")]
    ReaderGone,
    /// The PC/SC service does not answer.
    #[error("the card service is gone")]
    ServiceGone,
    /// Another card was laid in place of the one that was lifted: nothing of the two is mixed.
    #[error("another card was laid")]
    AnotherCard,
    /// A command had no answer in time: the reader hangs, plug it anew.
    #[error("the reader does not answer")]
    Silent,
    /// The system gives no thread to read on, or that thread broke down.
    #[error("no thread to read on")]
    NoThread,
    /// The caller gave up.
    #[error("the reading was cancelled")]
    Cancelled,
    /// The card is there, and the command did not get through.
    #[error("the reader failed: {0}")]
    Transport(pcsc::Error),
}

impl From<ReadError> for ChipError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::WrongCan | ReadError::WrongKey { .. } => Self::WrongKey,
            ReadError::AnotherCard => Self::AnotherCard,
            ReadError::NoPassword => Self::NoKey,
            ReadError::UnsupportedPace { protocol, parameter } => Self::Unsupported { protocol, parameter },
            ReadError::Blocked { step } => Self::Blocked { step },
            ReadError::Refused { step, status } => Self::Refused { step, status },
            ReadError::Unauthentic { .. } => Self::Unauthentic,
            ReadError::CutShort { step }
            | ReadError::Endless { step }
            | ReadError::Malformed { step }
            | ReadError::Protection { step } => Self::Damaged { step: Some(step) },
            ReadError::MachineReadableZone(_) => Self::Damaged { step: Some(Step::Read(FileId::Dg1)) },
            ReadError::Over => Self::Damaged { step: None },
        }
    }
}

impl From<pcsc::Error> for ChipError {
    fn from(error: pcsc::Error) -> Self {
        use pcsc::Error as E;
        match error {
            E::RemovedCard | E::NoSmartcard => Self::Lifted,
            E::UnresponsiveCard | E::UnpoweredCard | E::ProtoMismatch | E::UnsupportedCard => Self::Mute,
            E::SharingViolation => Self::Busy,
            E::UnknownReader | E::ReaderUnavailable => Self::ReaderGone,
            E::NoService | E::ServiceStopped | E::InvalidHandle | E::CommError | E::Shutdown => Self::ServiceGone,
            other => Self::Transport(other),
        }
    }
}
