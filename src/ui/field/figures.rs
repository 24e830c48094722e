//! Fields that take figures and nothing else: a PIN, a count.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Field, Kind};
use crate::domain::refusal::Refusal;
use crate::ui::line::types;
use crate::ui::look::Look;

impl Field {
    /// A number of pieces, sessions, days: whole, and short. What is no figure stands where it was typed, and is said to be
    /// wrong at once: without it, what is left would be another number.
    #[must_use]
    pub fn count(name: &'static str, label: &'static str) -> Self {
        Self { figures: true, ..Self::value(name, label) }
    }

    /// Whether this key is no figure where only figures can be typed. That it did nothing is said at the field, until the
    /// next figure comes.
    pub(super) fn refuses(&mut self, key: KeyEvent, look: &Look) -> bool {
        let figure = matches!(key.code, KeyCode::Char(typed) if typed.is_ascii_digit());
        let refused = self.kind == Kind::Pin && types(&key) && !figure;
        if refused {
            self.refuse(Some(Refusal::at("figures.only", self.name)), look);
        }
        refused
    }

    /// What stands here changed: it is read.
    pub(super) fn heard(&mut self, look: &Look) {
        self.error = None;
        self.read(look);
        if self.figures && !self.typed().trim().bytes().all(|byte| byte.is_ascii_digit()) {
            self.refuse(Some(Refusal::at("figures.only", self.name)), look);
        }
    }
}
