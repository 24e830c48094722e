//! Where paper goes.

pub mod file;
