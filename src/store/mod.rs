//! The only SQL. One file per noun; each function is one query or one small group of them, runs on
//! SQLite and on Postgres alike, and is always told the clinic.
//!
//! To add a table: two migrations of the same number, a row struct and its queries in `store/x.rs`,
//! its codecs in `codec.rs` where it brings a new word. A test prepares every statement on both engines.

pub mod account;
pub mod audit;
pub mod bill;
pub mod booking;
pub mod clinic;
mod codec;
pub mod db;
pub mod drawer;
pub mod expense;
pub mod fault;
pub mod history;
pub mod import;
pub mod leak;
pub mod ledger;
mod many;
pub mod migrate;
mod open;
pub mod patient;
pub mod payment;
pub mod queue;
pub mod report;
pub mod staff;
pub mod treatment;
pub mod watch;

pub use db::{Db, On, Tx};
pub use fault::{Fault, Stored};
