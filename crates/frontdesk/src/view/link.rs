//! The reception: what links this desk to its hub besides the notices themselves.

use serde::Serialize;
use ts_rs::TS;

/// How old the key is that this device signs with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Since when it has it, `dd/MM/yyyy`; none where nobody wrote it down.
    pub since: Option<String>,
    /// Another one is made, and the hub has not said yet that it knows it.
    pub changing: bool,
}

/// What the last comparison with the hub has found.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NightView {
    /// When it came to its end, `dd/MM HH:mm`; none while the first one finds something.
    pub at: Option<String>,
    /// How many days were compared.
    pub days: u32,
    /// How many could not be, and are tried again.
    pub failed: u32,
    /// The days that differed.
    pub found: Vec<NightDay>,
}

/// A day that differed between this desk and the hub.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NightDay {
    /// The day of receipt, `dd/MM/yyyy`.
    pub day: String,
    /// How many tellings of notices one of the two had lost and has again.
    pub repaired: u32,
    /// How many differ still: a person must look.
    pub left: u32,
}
