//! The notice: frozen into bytes when it is queued, carried to the hub, settled by its receipt.

pub(crate) mod exports;
pub(crate) mod outbox;
pub(crate) mod queue;
pub(crate) mod turn;
