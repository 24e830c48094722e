//! The engine and the parts, driven by keys, on screens that exist only here.

mod dispatch;
mod house;
mod ink;
mod parts;
#[path = "../terminal/pty.rs"]
mod pty;
mod terminal;
