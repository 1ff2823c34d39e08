//! What a clerk sees: the room plan, the radar of deadlines, the outbox.

pub(crate) mod devices;
pub(crate) mod find;
pub(crate) mod guidance;
pub(crate) mod notices;
pub(crate) mod plan;
