//! Which devices this desk uses: what its house chose, unless the command line says otherwise.

use jiff::Timestamp;
use store::{Choice, DeviceKind, Store, StoreError};

use crate::books::Books;

/// The device of one kind that is to be used, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// The command line: it wins as long as the program runs.
    Told(String),
    /// Somebody of the house chose it.
    Remembered(String),
    /// Nobody: what is found is used.
    First,
}

impl Chosen {
    /// The device that is named.
    pub(crate) fn device(&self) -> Option<&str> {
        match self {
            Self::Told(device) | Self::Remembered(device) => Some(device),
            Self::First => None,
        }
    }
}

/// What is to be used of one kind.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn chosen(store: &Store, kind: DeviceKind, told: Option<String>) -> Result<Chosen, StoreError> {
    match told {
        Some(device) => Ok(Chosen::Told(device)),
        None => Ok(store.read(|read| read.choices().now(kind))?.map_or(Chosen::First, Chosen::Remembered)),
    }
}

/// Remembers a choice with the act that it is: a device, or the first that is found.
///
/// # Errors
///
/// Those of the store; nothing is remembered then.
pub(crate) fn choose(
    books: &Books,
    kind: DeviceKind,
    device: Option<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let act = books.act_of_the_house(act(kind), now);
    books.store.write(|write| write.choices().choose(&Choice { kind, device }, &act))
}

const fn act(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Reader => "reader.choose",
        DeviceKind::Camera => "camera.choose",
        DeviceKind::Scanner => "scanner.choose",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{books, evening};

    #[test]
    fn a_choice_is_remembered_with_who_and_when_and_the_command_line_wins() {
        let books = books();
        let now = |told: Option<&str>| chosen(&books.store, DeviceKind::Camera, told.map(str::to_owned)).unwrap();
        assert_eq!(now(None), Chosen::First);
        choose(&books, DeviceKind::Camera, Some("v4l:one".into()), evening()).unwrap();
        choose(&books, DeviceKind::Reader, Some("ACS".into()), evening()).unwrap();
        assert_eq!(now(None), Chosen::Remembered("v4l:one".into()));
        assert_eq!(now(Some("none")), Chosen::Told("none".into()));
        let acts = books.store.read(|read| read.acts().last(2)).unwrap();
        let done: Vec<_> = acts.iter().map(|act| (act.what.as_ref(), act.at, act.who)).collect();
        assert!(acts.iter().all(|act| act.clock.is_some()), "with what the device knew of the time");
        assert_eq!(done, [("reader.choose", evening(), books.staff), ("camera.choose", evening(), books.staff)]);
        choose(&books, DeviceKind::Camera, None, evening()).unwrap();
        assert_eq!((now(None), now(None).device()), (Chosen::First, None));
    }
}
