//! Eight counters, each a process of its own, a thousand tries each: no overlap, no hole, no repeat, and every loser
//! is told who won. And one that is killed at any moment: what it said was done is done, nothing is half-done.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../acts/clinic.rs"]
mod clinic;
mod drawer;
mod kill;
mod process;
mod rush;
#[path = "../support/mod.rs"]
mod support;
