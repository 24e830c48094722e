//! The engine and the parts, driven by keys, on screens that exist only here.

mod dispatch;
mod house;
mod parts;
