//! The only SQL. One file per noun; each function is one query or one small group of them, runs on
//! SQLite and on Postgres alike, and is always told the clinic.
//!
//! To add a table: two migrations of the same number, a row struct and its queries in `store/x.rs`,
//! its codecs in `codec.rs` where it brings a new word, and in `rights.rs` what a clinic's login of Postgres may do with
//! it. A test prepares every statement on both engines.

pub mod account;
mod altered;
mod args;
pub mod audit;
mod beyond;
pub mod bill;
pub mod booking;
pub mod booking_step;
pub mod clinic;
mod codec;
pub mod commission;
pub mod counted;
pub mod credit;
pub mod day;
pub mod day_close;
pub mod db;
pub mod drawer;
pub mod drawer_move;
mod entries;
pub mod event;
pub mod expense;
pub mod factor;
pub mod fault;
pub mod health_note;
pub mod history;
pub mod history_drawer;
pub mod history_money;
pub mod import;
mod indexed;
mod inner;
pub mod invitation;
mod key;
pub mod leak;
pub mod ledger;
mod lent;
pub mod lines;
mod many;
pub mod merge;
pub mod method;
pub mod migrate;
mod misled;
pub mod names;
mod open;
pub mod orphan;
pub mod package;
mod packed;
pub mod patient;
pub mod pause;
pub mod payment;
pub mod personal;
pub mod power;
pub mod queue;
mod ready;
pub mod report;
pub mod rights;
pub mod role;
pub mod schema;
pub mod sealed;
pub mod staff;
pub mod sums;
mod taught;
pub mod tenant;
pub mod then;
pub mod too_much;
pub mod trail;
pub mod treatment;
mod tx;
pub mod user;
pub mod vouched;
pub mod wall;
pub mod watch;
mod whole;
pub mod whom;
mod worded;
pub mod z;

pub use db::{Both, Db, On, Tx};
pub use fault::{Fault, Stored};
pub use lent::Lender;
pub use open::Later;
