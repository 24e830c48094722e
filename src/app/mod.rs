//! The engine: a stack of screens, of which the top one has the keyboard. It turns keys into
//! actions, performs the effects they return, and brings the answers back as messages. It knows no
//! noun of the clinic.
//!
//! The words a screen is written in are here; the engine itself is in [`engine`], the loop that
//! runs it in a terminal in [`run`].

pub mod action;
pub mod any;
pub mod command;
mod dispatch;
pub mod effect;
pub mod engine;
pub mod front;
pub mod global;
pub mod keymap;
pub mod keys;
pub mod perform;
pub mod screen;
pub mod sheet;
pub mod testing;
pub mod view;

pub use action::{Action, Shown, Why, always};
pub use any::{AnyScreen, Table};
pub use command::Command;
pub use effect::{Ask, Effect};
pub use front::{Dialogs, Front, Place};
pub use screen::{Asks, Cx, Moves, Screen};
