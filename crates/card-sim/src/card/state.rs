//! What the chip remembers between two commands, until its power is cut.

use crate::crypto::pace::Pace;
use crate::crypto::secure::Channel;
use issuer::files::FileId;

use super::Pending;
use super::chain::{Parts, Waiting};

/// Volatile memory.
#[derive(Default)]
pub struct State {
    /// The application is selected, else the master file is.
    pub application: bool,
    /// The file the next READ BINARY by offset reads.
    pub current: Option<FileId>,
    /// The terminal has shown, by PACE or BAC, that it knows the card.
    pub trusted: bool,
    /// A PACE run between two of its commands.
    pub pace: Option<Pace>,
    /// The key of chip authentication that GENERAL AUTHENTICATE is to use.
    pub agreement: Option<usize>,
    /// A command that has come in part.
    pub parts: Option<Parts>,
    /// An answer that has gone out in part.
    pub waiting: Option<Waiting>,
    /// RND.IC, given out and not yet used.
    pub challenge: Option<[u8; 8]>,
    /// The open session; taken out while a command is answered.
    pub channel: Option<Channel>,
    /// The session that starts behind the present answer.
    pub pending: Pending,
}

impl State {
    /// Forgets what a session had opened.
    pub fn lose_rights(&mut self) {
        self.trusted = false;
        self.current = None;
    }

    /// Starts the session an authentication has just agreed on, if there is one.
    pub fn begin_session(&mut self) {
        if let Some(channel) = self.pending.take() {
            self.channel = Some(channel);
            self.trusted = true;
        }
    }

    /// Goes on with `channel`, unless an authentication inside it has agreed on a new one.
    pub fn keep_session(&mut self, channel: Channel) {
        self.channel = Some(channel);
        self.begin_session();
    }
}
