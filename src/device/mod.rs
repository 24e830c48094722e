//! Where paper goes.

pub mod file;
pub mod given;
