//! What is seen: one file per screen. Dialogs are screens too.

pub mod confirm;
pub mod help;
pub mod locked;
pub mod login;
pub mod palette;
pub mod pick;
pub mod places;
pub mod refused;

use crate::app::{AnyScreen, Dialogs, Table};

/// The dialogs the engine opens by itself.
pub const DIALOGS: Dialogs = Dialogs {
    confirm: |question, yes| AnyScreen::new(confirm::Confirm::new(question, yes)),
    help: |commands, field| AnyScreen::new(help::Help::new(commands, field)),
    palette: |commands, cx| AnyScreen::new(palette::Palette::new(commands, cx)),
};

/// The table of every kind of screen: one line per screen.
#[must_use]
pub fn tables() -> Vec<Table> {
    vec![
        Table::of::<confirm::Confirm>(),
        Table::of::<help::Help>(),
        Table::of::<locked::Locked>(),
        Table::of::<login::Login>(),
        Table::of::<palette::Palette>(),
        Table::of::<pick::Pick>(),
    ]
}
