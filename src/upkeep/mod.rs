//! What is done to a whole clinic at once, beside the desk.

pub mod demo;
