//! What a session brings home.

use crate::{access::Access, evidence::Evidence};
use lds::{Com, Dg1, Dg7, Dg11, Dg12, Dg13, Dg16, Face, FileId, Files};

/// What a reading cost, over all interruptions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Commands that were answered.
    pub round_trips: usize,
    /// Bytes of all commands.
    pub bytes_sent: usize,
    /// Bytes of all answers, status words included.
    pub bytes_received: usize,
    /// How often the card or the link went away, and the reading went on.
    pub interruptions: usize,
}

/// A chip that was read, and the evidence about it. Reading and judging are separate: nothing here says "valid".
#[derive(Debug, Clone)]
pub struct Reading {
    /// The protocol that opened the chip.
    pub access: Access,
    /// The files as the chip gave them.
    pub files: Files,
    /// The machine readable zone.
    pub dg1: Dg1,
    /// The face, where the chip holds one in a form this crate knows.
    pub dg2: Option<Face>,
    /// The holder's signature or usual mark.
    pub dg7: Option<Dg7>,
    /// Further personal details.
    pub dg11: Option<Dg11>,
    /// Further details of the document.
    pub dg12: Option<Dg12>,
    /// The facts of a Vietnamese citizen card.
    pub dg13: Option<Dg13>,
    /// Persons to notify.
    pub dg16: Option<Dg16>,
    /// What EF.COM lists, where it was asked for.
    pub com: Option<Com>,
    /// What speaks for and against the data.
    pub evidence: Evidence,
    /// What the reading cost.
    pub counts: Counts,
}

impl Reading {
    /// Takes the files apart; one that cannot be is there as bytes only.
    pub(crate) fn new(access: Access, dg1: Dg1, files: Files, evidence: Evidence, counts: Counts) -> Self {
        Self {
            access,
            dg1,
            dg2: files.get(FileId::Dg2).and_then(Face::parse),
            dg7: files.get(FileId::Dg7).and_then(Dg7::parse),
            dg11: files.get(FileId::Dg11).and_then(Dg11::parse),
            dg12: files.get(FileId::Dg12).and_then(Dg12::parse),
            dg13: files.get(FileId::Dg13).and_then(Dg13::parse),
            dg16: files.get(FileId::Dg16).and_then(Dg16::parse),
            com: files.get(FileId::Com).and_then(Com::parse),
            files,
            evidence,
            counts,
        }
    }
}
