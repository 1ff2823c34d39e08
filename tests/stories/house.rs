//! The house rules of ARCHITECTURE.md, held by tests.
