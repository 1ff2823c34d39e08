//! Desks, hub, network, clocks and disks under one seed, and what must hold whatever becomes of them.
//!
//! Here stands what the parts share: chance that can be had again, and what a desk tells. The simulation itself is in
//! `tests/simulation`.

mod dice;
mod telling;

pub use dice::Dice;
pub use telling::{At, Nature, POISON, TellError, Telling, Told, room, tell};
