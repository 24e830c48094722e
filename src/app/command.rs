//! Something that can be done now, for the help page and the palette.

use super::action::Why;

/// One command: its words are looked up by its id when it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub id: &'static str,
    /// Its keys, written for the reader.
    pub keys: String,
    /// Why it cannot be done now, when it cannot.
    pub why: Option<Why>,
}
