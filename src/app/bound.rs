//! Actions with the keys they have on this counter, ready for the table of a screen.

use std::cell::OnceCell;

use super::action::Shown;
use super::any::Row;
use super::keymap::Keymap;
use super::keys::{self, Sequence};
use crate::i18n::{Language, Words};

/// An action with the keys it has now.
pub(super) struct Bound {
    pub id: &'static str,
    pub shown: Shown,
    pub keys: Vec<Sequence>,
    /// Its first key, written for the reader.
    pub key: String,
    /// What it is called, once it was asked for in this language: a picture has a dozen of them.
    label: OnceCell<(Language, String)>,
}

impl Bound {
    /// What the action is called.
    pub fn label(&self, words: &Words) -> String {
        let (language, label) = self.label.get_or_init(|| (words.language(), words.label(self.id)));
        if *language == words.language() { label.clone() } else { words.label(self.id) }
    }

    /// Whether one of its keys is no letter: while letters are text, only those do anything.
    pub fn works_while_typing(&self) -> bool {
        self.keys.iter().any(|keys| keys.first().is_some_and(|chord| !chord.is_text()))
    }

    /// Another language is spoken from now on.
    pub fn forget_label(&mut self) {
        self.label.take();
    }
}

/// The rows of a table with their keys.
pub(super) fn bind(rows: &[Row], keymap: &Keymap) -> Vec<Bound> {
    rows.iter()
        .map(|row| {
            let keys = keymap.of(row.id, row.keys);
            let key = keys.first().map(|sequence| keys::shown(sequence)).unwrap_or_default();
            Bound { id: row.id, shown: row.shown, keys, key, label: OnceCell::new() }
        })
        .collect()
}
