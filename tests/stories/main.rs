//! Whole-program stories, and the house rules as tests.

mod house;
