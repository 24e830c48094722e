//! The program itself in a real pseudo-terminal: it comes, it works, and the terminal is as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod canary;
mod counter;
mod door;
mod ends;
mod program;
mod pty;
mod ssh;
mod traces;
mod work;
