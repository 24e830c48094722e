//! What the engine is told about the house it runs: its places, who is there, how it is locked.

use super::any::{AnyScreen, Table};
use super::command::Command;
use super::screen::Cx;

/// A place: a key leads there from anywhere.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The action id of going there: its words are the tab's.
    pub id: &'static str,
    pub keys: &'static str,
    /// Whether it stands in the first line; if not, it is found by its key and among the commands.
    pub tab: bool,
    /// `NAME` of the screen that is this place.
    pub screen: &'static str,
    /// Whether whoever is logged in may see it.
    pub ready: fn(&Cx) -> bool,
    pub open: fn(&Cx) -> AnyScreen,
}

/// The house around the screens.
#[derive(Debug, Clone, Copy)]
pub struct Front {
    pub places: &'static [Place],
    /// What stands at the right of the first line beside the clock, the least important first.
    pub corner: fn(&Cx) -> crate::ui::header::Corner,
    /// The screen that locks; none while nobody is logged in.
    pub lock: fn(&Cx) -> Option<AnyScreen>,
    /// The door, with the user name of whoever is expected back; none where the desk was handed over.
    pub door: fn(&Cx, Option<&str>) -> AnyScreen,
    pub dialogs: Dialogs,
    /// Where one is brought when the screen one was on broke.
    pub home: fn(&Cx) -> AnyScreen,
    /// Every kind of screen there is, for the key sheet and the remapping.
    pub tables: fn() -> Vec<Table>,
}

/// The dialogs the engine opens by itself. They are screens like others, so it is told how.
#[derive(Debug, Clone, Copy)]
pub struct Dialogs {
    /// Asks the message of the first id; the second says what yes does. Answers with a `bool`.
    pub confirm: fn(question: &'static str, yes: &'static str) -> AnyScreen,
    /// Every key that works now, and the id of the words of the field in hand. Answers with the
    /// place of the command to run, a `usize`.
    pub help: fn(Vec<Command>, field: Option<&'static str>) -> AnyScreen,
    /// The commands to search. Answers like the help page.
    pub palette: fn(Vec<Command>, &Cx) -> AnyScreen,
}
