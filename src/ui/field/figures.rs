//! Fields that take figures and nothing else: a PIN, a count.

use crossterm::event::{KeyCode, KeyEvent};

use super::Field;
use crate::domain::refusal::Refusal;
use crate::ui::line::types;
use crate::ui::look::Look;

impl Field {
    /// A number of pieces, sessions, days: whole, and short.
    #[must_use]
    pub fn count(name: &'static str, label: &'static str) -> Self {
        Self { figures: true, ..Self::value(name, label) }
    }

    /// Whether this key is no figure where only figures are taken. That it did nothing is said at the field, until the
    /// next figure comes.
    pub(super) fn refuses(&mut self, key: KeyEvent, look: &Look) -> bool {
        let figure = matches!(key.code, KeyCode::Char(typed) if typed.is_ascii_digit());
        let refused = self.figures && types(&key) && !figure;
        if refused {
            self.refuse(Some(Refusal::at("figures.only", self.name)), look);
        }
        refused
    }
}
