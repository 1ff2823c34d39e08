//! From two looks at a reader to what happened between them.

use pcsc::State;

use super::ReaderEvent;

/// What lies on a reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Card {
    #[default]
    None,
    Mute,
    Ready,
}

/// One look at a reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub card: Card,
    /// Counts cards that came and went, so that a quick change of cards is not taken for the same card.
    pub moves: u32,
}

impl Seen {
    pub fn of(state: State, moves: u32) -> Self {
        let card = match () {
            () if !state.contains(State::PRESENT) => Card::None,
            () if state.contains(State::MUTE) => Card::Mute,
            () => Card::Ready,
        };
        Self { card, moves }
    }

    /// Takes a newer look, with the ATR it found, and tells what happened since.
    pub fn change(&mut self, now: Self, reader: &str, answer_to_reset: &[u8]) -> Vec<ReaderEvent> {
        let before = std::mem::replace(self, now);
        let reader = || reader.to_owned();
        let same = before.card == now.card && (before.moves == now.moves || now.card == Card::None);
        let mut events = Vec::new();
        if same {
            return events;
        }
        if before.card != Card::None && (now.card == Card::None || before.moves != now.moves) {
            events.push(ReaderEvent::Lifted { reader: reader() });
        }
        match now.card {
            Card::None => {}
            Card::Mute => events.push(ReaderEvent::Mute { reader: reader() }),
            Card::Ready => {
                events.push(ReaderEvent::Laid { reader: reader(), answer_to_reset: answer_to_reset.to_vec() });
            }
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_between_two_looks() {
        use Card::{Mute, None, Ready};
        for (before, now, happened) in [
            ((None, 0), (None, 0), ""),
            ((None, 0), (Ready, 1), "laid"),
            ((Ready, 1), (Ready, 1), ""),
            ((Ready, 1), (None, 2), "lifted"),
            ((Ready, 1), (Ready, 3), "lifted laid"),
            ((Ready, 1), (Mute, 3), "lifted mute"),
            ((None, 2), (None, 4), ""),
            ((None, 2), (Mute, 3), "mute"),
            ((Mute, 3), (Ready, 3), "laid"),
            ((Ready, 3), (Mute, 3), "mute"),
            ((Mute, 3), (None, 4), "lifted"),
        ] {
            let mut seen = Seen { card: before.0, moves: before.1 };
            let told: Vec<&str> = seen
                .change(Seen { card: now.0, moves: now.1 }, "reader", &[0x3B])
                .iter()
                .map(|event| match event {
                    ReaderEvent::Laid { .. } => "laid",
                    ReaderEvent::Lifted { .. } => "lifted",
                    ReaderEvent::Mute { .. } => "mute",
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(told.join(" "), happened, "{before:?} {now:?}");
            assert_eq!((seen.card, seen.moves), now);
        }
    }

    #[test]
    fn flags_to_cards() {
        assert_eq!(Seen::of(State::EMPTY, 0).card, Card::None);
        assert_eq!(Seen::of(State::PRESENT | State::EXCLUSIVE | State::INUSE, 1).card, Card::Ready);
        assert_eq!(Seen::of(State::PRESENT | State::MUTE, 1).card, Card::Mute);
        assert_eq!(Seen::of(State::UNAVAILABLE | State::UNKNOWN, 0).card, Card::None);
    }
}
