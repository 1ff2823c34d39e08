//! What a clerk sees: the room plan, the radar of deadlines, the outbox; and what an officer does.

pub(crate) mod chain;
pub(crate) mod change;
pub(crate) mod devices;
pub(crate) mod find;
pub(crate) mod guidance;
pub(crate) mod inspection;
pub(crate) mod notices;
pub(crate) mod plan;
