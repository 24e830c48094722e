//! The clinic's rules and words. No SQL, no drawing, no async, no I/O: everything here is decided
//! from values alone, so it can be tested with values alone.

pub mod id;
pub mod money;
pub mod refusal;
pub mod time;
