//! The store's story, told on SQLite and on Postgres by the same tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod journey;
mod open;
mod schema;
