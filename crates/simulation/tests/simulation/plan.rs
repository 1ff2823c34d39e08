//! What the people at a desk are going to tell, and when.

use std::time::Duration;

use simulation::{Nature, Telling};

use crate::world::World;

/// One telling that is planned.
#[derive(Clone, Copy, Debug)]
pub struct Planned {
    pub telling: Telling,
    /// How long after the one before.
    pub after: Duration,
    /// Whether the courier is told, or finds it by itself.
    pub wakes: bool,
}

/// What a desk is going to tell before the weather clears up, in order.
pub fn plan(world: &World, poison: bool) -> Vec<Planned> {
    let (guests, mut told) = (2 + world.below(5), Vec::<Planned>::new());
    let count = guests + world.below(8);
    for place in 0..count {
        let guest = u16::try_from(if place < guests { place } else { world.below(guests) }).unwrap();
        let revision = 1 + u32::try_from(told.iter().filter(|told| told.telling.guest == guest).count()).unwrap();
        let nature = if world.below(10) == 0 { Nature::Refused } else { Nature::Good };
        let after = world.stormy_moment() * 2 / u32::try_from(count).unwrap();
        told.push(Planned { telling: Telling { guest, revision, nature }, after, wakes: world.below(4) > 0 });
    }
    if poison {
        // Later tellings of the same guest wait for it by right: it is the last of its guest's.
        let guest = told[0].telling.guest;
        if let Some(last) = told.iter_mut().rfind(|planned| planned.telling.guest == guest) {
            last.telling.nature = Nature::Poison;
        }
    }
    told
}
