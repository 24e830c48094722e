//! Journeys through the real loop on a real store: keys in, screen out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod any_keys;
mod bill_lines;
mod bills;
mod board;
mod book;
mod book_moved;
mod book_typed;
mod close;
mod closing;
mod day;
mod day_steps;
mod day_undo;
mod deposits;
mod door;
mod drawer;
mod expenses;
mod gone;
mod health_notes;
mod heard;
mod hostile;
mod looks;
mod manager;
mod merge;
mod money;
mod offered;
mod older;
mod patients;
mod payment;
mod pins;
mod queue;
mod queue_seen;
mod settings;
mod signs;
mod slips;
mod speaks;
mod staff;
mod tender;
mod till;
mod trail;
mod treatments;
mod trust;
mod undo;
mod visit;
mod walk_in;
mod wider;
