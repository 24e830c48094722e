//! One clinic never sees another: behind the acts, behind the queries, and on Postgres in the server itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod command;
mod kept;
mod login;
mod might;
mod oracle;
mod samples;
mod schema;
mod server;
mod setting_up;
mod tenants;
mod two;

#[path = "../support/mod.rs"]
mod support;
