//! loket: the front desk of a clinic, in a terminal.

pub mod clock;
pub mod domain;
pub mod store;
