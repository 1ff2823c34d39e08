//! The notice: frozen into bytes when it is queued, carried to the hub, settled by its receipt; and whatever changes
//! after that, each change a revision of the same notice.

pub(crate) mod cancel;
mod content;
pub(crate) mod correct;
pub(crate) mod exports;
pub(crate) mod extend;
pub(crate) mod night;
pub(crate) mod outbox;
pub(crate) mod portal;
pub(crate) mod queue;
pub(crate) mod relocate;
pub(crate) mod reopen;
pub(crate) mod replan;
pub(crate) mod resend;
pub(crate) mod restate;
pub(crate) mod revise;
pub(crate) mod turn;
pub(crate) mod warn;

#[cfg(test)]
mod tests;
