//! One file per table: the SQL that makes it, its row, its read handle and its write handle.
//!
//! The `V1` constants are the tables as they were first released, and are frozen: a change to a table is a new
//! constant (`V2`) in the same file and a new migration in `migrate.rs`, never an edit.

pub(crate) mod act;
pub(crate) mod choice;
pub(crate) mod consent;
pub(crate) mod department;
pub(crate) mod device;
pub(crate) mod entry_paper;
pub(crate) mod export;
pub(crate) mod guest;
pub(crate) mod hub_key;
pub(crate) mod notice;
pub(crate) mod outbox;
pub(crate) mod portal_call;
pub(crate) mod receipt;
pub(crate) mod room;
pub(crate) mod settings;
pub(crate) mod staff;
pub(crate) mod stay;
