//! Looks at one picture after the other, and remembers what several of them can tell together.

use crate::codes::{Area, decode};
use crate::luma::Luma;
use crate::patience::Patience;
use crate::sighting::Sighting;

/// Looks at the pictures of one camera, one after the other.
#[derive(Default)]
pub struct Eye {}

impl Eye {
    /// Looks at a picture. Patience is asked often, and ends the work once it says no; what was found by then is told.
    pub fn look(&mut self, picture: &Luma, guide: Area, patience: &mut dyn Patience) -> Sighting {
        Sighting { codes: decode(picture, guide, patience), ..Sighting::default() }
    }

    /// Forgets the pictures before, because what is before the camera has changed.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}
