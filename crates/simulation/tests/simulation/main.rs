//! Desks, hub, network and clocks under one seed.
//!
//! The courier, the outbox over the store, the hub's routes and both of its ledgers are the delivered ones. Simulated are
//! the network, the clocks, the moments at which a program ends, and the people who check in. Every chance comes from
//! the seed, so that a run which breaks a rule of [`rules`] can be had again: `SEED=n`.

#![expect(clippy::disallowed_methods, reason = "a fresh seed comes from the clock, and a seed to repeat from outside")]

#[cfg(test)]
mod careless;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod hub;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod network;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod province;
#[cfg(test)]
mod restored;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod run;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod world;
