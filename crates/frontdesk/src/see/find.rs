//! R8: guests by name or number, with where they are now.

use lodging::Place;
use store::{Store, StoreError};

use crate::say;
use crate::view::FoundGuest;

/// Guests shown for one query.
const LIMIT: u32 = 20;

/// Finds guests, newest first.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn find(store: &Store, text: &str) -> Result<Vec<FoundGuest>, StoreError> {
    store.read(|read| {
        let found = read.guests().find(text, LIMIT)?;
        let present = read.plan().present()?;
        let rooms = read.rooms().all()?;
        let departments = read.departments().all()?;
        let place = |guest| {
            let here = present.iter().find(|person| person.guest == guest)?;
            match here.place {
                Place::Room(id) => rooms.iter().find(|room| room.id == id).map(|room| room.name.clone()),
                Place::Department(id) => departments.iter().find(|one| one.id == id).map(|one| one.name.clone()),
            }
        };
        Ok(found
            .iter()
            .map(|guest| FoundGuest {
                guest: guest.id.to_string(),
                name: say::fact(guest.document.name.as_ref()),
                birth_year: guest.document.birth.as_ref().map(|birth| birth.value.expose().year()),
                masked_number: say::masked(guest.document.number.as_ref()),
                place: place(guest.id),
            })
            .collect())
    })
}
