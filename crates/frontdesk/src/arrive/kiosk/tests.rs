//! The kiosk under driven time. A [`Stand`] is a kiosk with somebody in front of it: each step below is one thing that
//! happens there, and the stand itself watches the rules that hold at every moment.

mod failures;
mod idle;
mod paths;
mod random;
mod scanner;
mod stand;
