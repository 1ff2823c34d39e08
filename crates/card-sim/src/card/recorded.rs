//! A card made of a recorded conversation.

use iso7816::apdu::{Command, Response};

use super::genuine::Secrets;
use super::{Card, Makings};
use crate::error::SimError;
use crate::replay::{CAN, Place, Recorded, Replay};
use issuer::files::FileId;

/// What the original of a replayed card answered.
pub struct Original {
    recorded: Recorded,
    answer_to_reset: Option<Vec<u8>>,
}

impl Original {
    /// Its answer to reset, if that was recorded.
    pub fn answer_to_reset(&self) -> Option<Vec<u8>> {
        self.answer_to_reset.clone()
    }
}

impl Card {
    /// Makes a card of a `luutru-trace`, whose CAN is `000000`: see [`replay`](crate::replay). What it draws at random
    /// comes from `seed`.
    ///
    /// # Errors
    /// [`SimError::Trace`] with the line that is none of a trace.
    pub fn replay(trace: &str, seed: [u8; 32]) -> Result<Self, SimError> {
        let Replay { files, chip, information, keys, answer_to_reset, recorded } = Replay::parse(trace)?;
        let (agreement, mapping, active) = (keys.agreement, keys.mapping, keys.active.map(|(key, _)| key));
        let secrets = Secrets { agreement, mapping, active };
        let makings = Makings { files, chip, secrets, can: CAN, information: &information };
        let original = Original { recorded, answer_to_reset };
        Ok(Self { recorded: Some(original), ..Self::of(makings, seed) })
    }

    /// The recorded answer to SELECT or READ BINARY; `None` for what this card must answer itself.
    pub(super) fn as_recorded(&mut self, command: &Command) -> Option<Response> {
        if !matches!(command.ins, 0xA4 | 0xB0 | 0xB1) {
            return None;
        }
        let state = &self.state;
        let current = state.current.map(FileId::identifier);
        let mut place = Place { application: state.application, trusted: state.trusted, current };
        let answer = self.recorded.as_mut()?.recorded.answer(place, command)?;
        place.follow(command, &answer);
        let of_place =
            |file: &FileId| file.in_application() == place.application && Some(file.identifier()) == place.current;
        self.state.application = place.application;
        self.state.current = FileId::ALL.into_iter().find(of_place);
        Some(answer)
    }
}
