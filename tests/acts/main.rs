//! The acts of the desk, through the one door, on SQLite and on Postgres by the same tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod booking;
mod clinic;
mod credit;
mod deposit;
mod drawer;
mod erase;
mod expense;
mod login;
mod money;
mod package;
mod queue;
mod race;
mod refund;
mod report;
mod tampering;
mod tax;
mod then;
mod trail;
mod watch;
