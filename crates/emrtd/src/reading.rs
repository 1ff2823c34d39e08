//! What a session brings home.

use crate::{
    access::Access,
    evidence::Evidence,
    lds::{Dg1, Dg13, Face, Files},
};

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
    /// The facts of a Vietnamese citizen card.
    pub dg13: Option<Dg13>,
    /// What speaks for and against the data.
    pub evidence: Evidence,
    /// What the reading cost.
    pub counts: Counts,
}
