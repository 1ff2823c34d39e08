//! Desks, hub, network, clocks and disks under one seed, and what must hold whatever becomes of them.
//!
//! Here stands what the parts share: chance that can be had again, what a desk tells, and a [`portal`] with bad habits. The
//! simulation itself is in `tests/simulation`.

mod dice;
pub mod portal;
mod telling;

pub use dice::Dice;
pub use telling::{At, Nature, POISON, TellError, Telling, Told, room, tell};
