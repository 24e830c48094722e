//! The engine and the parts, driven by keys, on screens that exist only here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod bad_keys;
mod dispatch;
mod house;
mod ink;
mod letters;
mod lock;
mod parts;
#[path = "../terminal/pty.rs"]
mod pty;
mod tables;
mod terminal;
