//! Groups, numbers drawn from a seed, and what a chip offers; written from Doc 9303-11 and not from the reading side.

pub mod curve;
pub mod dice;
pub mod field;
pub mod modp;
pub mod offer;
