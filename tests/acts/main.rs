//! The acts of the desk, through the one door, on SQLite and on Postgres by the same tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod allocated;
mod altered;
mod beyond;
mod booking;
mod clinic;
mod clock;
mod credit;
mod deposit;
mod drawer;
mod erase;
mod expense;
mod eyes;
mod factor;
mod gifts;
mod health_note;
mod invite;
mod keys;
mod least;
mod left_out;
mod limits;
mod lodged;
mod login;
mod lost;
mod matrix;
mod merge;
mod meter;
mod misled;
mod money;
mod names;
mod overwritten;
mod package;
mod people;
mod performer;
mod purpose;
mod queue;
mod race;
mod reach;
mod read;
mod receipt;
mod refund;
mod replaced;
mod report;
mod rights;
mod seats;
mod stake;
mod stale;
mod table;
mod tampering;
mod tax;
mod then;
mod throttle;
mod told;
mod trail;
mod trail_shared;
mod undo;
mod unreadable;
mod unsure;
mod veil;
mod watch;
