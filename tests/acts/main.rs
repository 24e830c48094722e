//! The acts of the desk, through the one door, on SQLite and on Postgres by the same tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod booking;
mod clinic;
mod login;
mod money;
mod queue;
mod race;
mod trail;
mod watch;
