//! A form that stands on an older row: somebody else changed it meanwhile. It is read again and taken where nothing was
//! typed; what was typed stays, and what the other changed is named until the form is saved or left.

use super::Form;
use crate::domain::refusal::Refusal;
use crate::ui::field::Field;
use crate::ui::look::Look;
use crate::ui::text;

/// Letters of a value that is named.
const LETTERS: usize = 40;
/// Rows the fields have at the least.
const FIELDS: usize = 3;

/// Who changed what.
#[derive(Debug)]
pub(super) struct Older {
    refusal: Refusal,
    read: bool,
    /// Fields of which something else is stored now.
    changed: Vec<&'static str>,
    /// What is there now that no field shows, as a sentence.
    there: String,
}

impl Form {
    /// The desk said that what stood here is older than what is stored.
    pub fn outdated(&mut self, refusal: &Refusal) {
        self.older =
            Some(Older { refusal: refusal.clone(), read: false, changed: Vec::new(), there: String::new() });
    }

    /// Whether the row has to be read again.
    #[must_use]
    pub fn is_old(&self) -> bool {
        self.older.as_ref().is_some_and(|older| !older.read)
    }

    /// The row was read again, and every field has taken what is stored.
    pub fn renewed(&mut self) {
        if let Some(older) = &mut self.older {
            older.read = true;
        }
    }

    /// Says what is there now, where no field shows it.
    pub fn there_is(&mut self, said: String) {
        if let Some(older) = &mut self.older {
            older.there = said;
        }
    }

    /// Takes what is stored into a field nobody has touched.
    pub fn take(&mut self, name: &str, stored: &str, look: &Look) {
        let Some(field) = self.field_mut(name) else { return };
        let (name, other) = (field.name(), field.renew(stored, look));
        self.note(name, other);
    }

    /// Takes the stored option of a choice nobody has touched.
    pub fn take_choice(&mut self, name: &str, stored: usize, look: &Look) {
        let option = self.field(name).and_then(|field| field.option(stored));
        if let Some(option) = option {
            self.take(name, &option, look);
        }
    }

    /// Takes what stands in a form that was filled from what is stored now.
    pub fn take_all(&mut self, fresh: Self, look: &Look) {
        for fresh in fresh.fields {
            let Some(field) = self.field_mut(fresh.name()) else { continue };
            let (name, other) = (field.name(), field.renew_from(fresh, look));
            self.note(name, other);
        }
        self.renewed();
    }

    /// The words of a form that was filled in another language: what nobody touched is said in them.
    pub fn reword(&mut self, fresh: Self, look: &Look) {
        for fresh in fresh.fields {
            if let Some(field) = self.field_mut(fresh.name()) {
                field.reword(fresh, look);
            }
        }
        self.speak(look);
    }

    fn note(&mut self, name: &'static str, other: bool) {
        let older = self.older.as_mut().filter(|older| other && !older.read);
        if let Some(older) = older.filter(|older| !older.changed.contains(&name)) {
            older.changed.push(name);
        }
    }

    /// Who changed it and what, in lines of `width` cells.
    pub(super) fn said_older(&self, width: u16, look: &Look) -> Vec<String> {
        let Some(older) = &self.older else { return Vec::new() };
        let mut said = look.refusal(&older.refusal);
        if !older.there.is_empty() {
            said.push(' ');
            said.push_str(&older.there);
        }
        let changed: Vec<&Field> = older.changed.iter().filter_map(|name| self.field(name)).collect();
        let taken = changed.iter().filter(|field| !field.dirty());
        let taken: Vec<String> = taken.map(|field| look.words.text(field.label()).into_owned()).collect();
        if !taken.is_empty() {
            said.push(' ');
            said.push_str(&look.words.fill("older-taken", &[("fields", taken.join(", ").into())]));
        }
        for field in changed.iter().filter(|field| field.dirty()) {
            let mut now: String = field.stored(look).chars().take(LETTERS).collect();
            if now.is_empty() {
                look.theme.glyphs.dash.clone_into(&mut now);
            }
            let label = look.words.text(field.label()).into_owned();
            said.push(' ');
            said.push_str(&look.words.fill("older-kept", &[("field", label.into()), ("now", now.into())]));
        }
        text::wrap(&said, usize::from(width))
    }

    /// The same in a place of so many rows: the field in hand is still in sight.
    pub(super) fn above(&self, (width, height): (u16, u16), look: &Look) -> Vec<String> {
        let mut lines = self.said_older(width, look);
        lines.truncate(usize::from(height).saturating_sub(FIELDS).max(1));
        lines
    }
}
