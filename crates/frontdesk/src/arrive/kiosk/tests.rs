//! The kiosk under driven time.
