//! What several tables say together.

pub(crate) mod notice;
pub(crate) mod plan;
