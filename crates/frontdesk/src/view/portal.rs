//! R12: the portal's API, and what is known of each call.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is set about the portal's API, and the last calls.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalView {
    /// It is in use.
    pub on: bool,
    /// The portal's address.
    pub base: String,
    /// What gives a token, behind the address.
    pub token_path: String,
    /// What takes citizens.
    pub citizen_path: String,
    /// What takes foreigners.
    pub foreigner_path: String,
    /// What takes another day of leaving.
    pub departure_path: String,
    /// The house's name at the portal.
    pub user: String,
    /// A password is kept. It is never shown.
    pub has_password: bool,
    /// How long an answer is waited for, in seconds.
    pub seconds: u32,
    /// The newest first.
    pub calls: Vec<CallLine>,
}

/// What is set about the portal's API, as it is typed.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortalForm {
    /// Use it.
    pub on: bool,
    /// The portal's address.
    pub base: String,
    /// What gives a token, behind the address.
    pub token_path: String,
    /// What takes citizens.
    pub citizen_path: String,
    /// What takes foreigners.
    pub foreigner_path: String,
    /// What takes another day of leaving.
    pub departure_path: String,
    /// The house's name at the portal.
    pub user: String,
    /// The password; empty leaves the one that is kept.
    pub password: String,
    /// How long an answer is waited for, in seconds.
    pub seconds: u32,
}

/// One call.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallLine {
    /// Its id.
    pub id: String,
    /// Full name of the person.
    pub name: String,
    /// What it tells.
    pub way: CallWay,
    /// Made at, `dd/MM HH:mm`.
    pub at: String,
    /// What is known of it.
    pub state: CallName,
    /// Why the portal refused it, in its words.
    pub errors: Vec<String>,
    /// A person may say whether it is in the portal's list.
    pub look: bool,
}

/// What a call tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CallWay {
    /// A citizen has come.
    Citizen,
    /// A foreigner has come.
    Foreigner,
    /// A citizen leaves on another day.
    Departure,
}

/// What is known of a call; the page has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CallName {
    /// It is being made.
    Sending,
    /// Surely not taken.
    NotSent,
    /// The portal said yes, which its list must confirm.
    Accepted,
    /// The portal said no.
    Refused,
    /// Nobody knows; its list will tell.
    Uncertain,
    /// It is in the portal's list.
    Listed,
    /// It is not in the portal's list.
    Missing,
}

/// Why an errand to the portal ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PortalTrouble {
    /// It was not reached.
    NoConnection,
    /// It refuses the name or the password.
    NotLetIn,
    /// What answers at that address takes no records.
    NotAPortal,
    /// No answer came, or none that can be understood: the last record may have been taken.
    Uncertain,
}
