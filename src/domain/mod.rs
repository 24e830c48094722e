//! The clinic's rules and words. No SQL, no drawing, no async, no I/O: everything here is decided
//! from values alone, so it can be tested with values alone.

pub mod account;
pub mod audit;
pub mod bill;
pub mod booking;
pub mod clinic;
pub mod deposit;
pub mod drawer;
pub mod email;
pub mod expense;
pub mod id;
pub mod leave;
pub mod ledger;
pub mod minutes;
pub mod money;
pub mod name;
mod newtype;
pub mod note;
pub mod package;
pub mod payment;
pub mod permission;
pub mod phone;
pub mod queue;
pub mod rate;
pub mod recurrence;
pub mod refusal;
pub mod report;
pub mod schedule;
pub mod search;
pub mod secret;
pub mod share;
pub mod tax;
pub mod text;
pub mod time;
pub mod week;
pub mod when;
mod word;
