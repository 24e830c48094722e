//! The settings file against everything that can be wrong with it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad;
mod example;
mod found;
mod home;
mod server;
