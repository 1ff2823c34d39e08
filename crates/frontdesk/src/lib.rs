//! The application: what a kiosk and a reception can do.

pub mod view;
