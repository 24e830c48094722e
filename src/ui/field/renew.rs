//! What is stored now, held against what was typed.

use super::{Field, Kind};
use crate::ui::line::Line;
use crate::ui::look::Look;

impl Field {
    /// Other options for a choice, in another language or after something else was chosen; the place stays if there is
    /// one, and so does the one it began with.
    pub fn offer(&mut self, options: Vec<String>) {
        let place = |text: &str| match &self.kind {
            Kind::Choice(now) => now.iter().position(|option| option == text).unwrap_or(0),
            _ => 0,
        };
        let last = options.len().saturating_sub(1);
        let (chosen, first) = (place(self.typed()).min(last), place(&self.first).min(last));
        let known = options.contains(&self.first);
        if let Some(first) = options.get(first).filter(|_| !known) {
            self.first.clone_from(first);
        }
        let clean = chosen == first;
        self.kind = Kind::Choice(options);
        self.choose(chosen);
        if clean {
            self.settle();
        }
    }

    /// The same field as it is filled in another language: what nobody touched takes its words, a choice keeps its place.
    pub(in crate::ui) fn reword(&mut self, fresh: Self, look: &Look) {
        match fresh.kind {
            Kind::Choice(options) => self.offer(options),
            Kind::Text | Kind::Note | Kind::Pick if !self.dirty() => {
                self.set(&fresh.first);
                self.settle();
            }
            _ => {}
        }
        self.read(look);
    }

    /// What it began with.
    #[must_use]
    pub fn first(&self) -> &str {
        &self.first
    }

    /// What was typed is said in other words, and so is what it began with.
    pub fn say_as(&mut self, typed: &str, first: &str) {
        if typed != self.typed() {
            self.line.set(typed);
        }
        first.clone_into(&mut self.first);
    }

    /// What is stored now: it is taken where nobody has touched the field; what was typed stays. Says whether it is
    /// something else than before.
    pub(in crate::ui) fn renew(&mut self, stored: &str, look: &Look) -> bool {
        let stored = self.as_shown(stored);
        let other = self.first != stored;
        if self.dirty() {
            self.first = stored;
        } else {
            self.set(&stored);
            self.settle();
            self.read(look);
        }
        other
    }

    /// The same from a field that was filled from what is stored now, with what can be chosen there.
    pub(in crate::ui) fn renew_from(&mut self, fresh: Self, look: &Look) -> bool {
        if matches!(fresh.kind, Kind::Secret | Kind::Pin) {
            return false;
        }
        (self.kind, self.reads) = (fresh.kind, fresh.reads);
        let other = self.renew(&fresh.first, look);
        self.read(look);
        other
    }

    /// The nth option of a choice, as it is stored.
    pub(in crate::ui) fn option(&self, nth: usize) -> Option<String> {
        let (Kind::Choice(options) | Kind::Words(options)) = &self.kind else { return None };
        options.get(nth).cloned()
    }

    /// What is stored, the way it is read: an amount with its currency, an option in words.
    pub(in crate::ui) fn stored(&self, look: &Look) -> String {
        if let Kind::Words(_) = self.kind {
            return look.words.text(&self.first).into_owned();
        }
        let echo = self.reads.as_ref().and_then(|reads| reads(self.first.trim(), look).ok());
        echo.filter(|echo| !echo.is_empty()).unwrap_or_else(|| self.first.clone())
    }

    /// A text as this field can hold it.
    fn as_shown(&self, text: &str) -> String {
        let mut line = if self.is_note() { Line::page() } else { Line::default() };
        line.set(text);
        line.text().to_owned()
    }
}
