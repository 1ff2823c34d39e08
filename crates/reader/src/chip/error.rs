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
            ReadError::WrongCan | ReadError::WrongKey { .. } | ReadError::AnotherCard => Self::WrongKey,
            ReadError::NoPassword | ReadError::UnsupportedPace { .. } => Self::NoKey,
            ReadError::Blocked { step } => Self::Refused { step, status: StatusWord::Blocked },
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
