//! Who waits for an answer: how long, and for which of the means.

/// One of the means by which a picture is read, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// QR codes that a threshold can read (rxing finds and samples them).
    Swift,
    /// PDF417 and linear codes, where anything in the picture looks like bars; small ones seldom (rxing).
    Bars,
    /// QR codes whose blur, light and noise are reckoned out of each module; with the pictures before, if one does not suffice.
    Observed,
    /// QR codes that another finder sees (rqrr).
    Second,
    /// Machine readable zones.
    Zone,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Swift, Self::Bars, Self::Observed, Self::Second, Self::Zone];

    /// What it is called in a table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Swift => "swift",
            Self::Observed => "observed",
            Self::Second => "second",
            Self::Zone => "zone",
            Self::Bars => "bars",
        }
    }
}

/// The patience of whoever has a picture looked at. A closure that tells whether time is left is one.
pub trait Patience {
    /// Whether to go on. It is asked often; the first `false` ends the look.
    fn time_left(&mut self) -> bool;

    /// A stage is about to begin, and the one before has ended; `false` leaves it out. This crate has no clock: whoever
    /// wants to know what a stage costs takes the time here, and whoever wants to know what it brings leaves it out.
    fn begin(&mut self, stage: Stage) -> bool {
        let _ = stage;
        true
    }
}

impl<F: FnMut() -> bool> Patience for F {
    fn time_left(&mut self) -> bool {
        self()
    }
}
