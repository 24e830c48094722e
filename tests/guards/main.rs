//! The house rules that can be read off the tree: who may know whom, where the SQL is, that every
//! sentence is there in every language. The rules that need the running program (each screen drawn
//! at each size, no key bound twice, the key sheet of the README) are tested beside the program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod acts;
mod house;
mod rooms;
mod tree;
mod words;
