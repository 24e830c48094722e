//! Rows a field names: a room, the treatments somebody does. What is typed is the name, or a part of it
//! that only one has; the list of the field offers them all.

use super::pick::Choice;
use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::ui::{Form, Look};

/// What parts several names in one field.
const PARTS: &str = "; ";

/// The rows to choose from, by name.
#[derive(Debug, Clone)]
pub struct Named<T>(Vec<(T, String)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + PartialEq> Named<T> {
    pub fn new(rows: impl IntoIterator<Item = (T, String)>) -> Self {
        Self(rows.into_iter().collect())
    }

    /// The one that is named; none when nothing is typed.
    ///
    /// # Errors
    /// `pick.unknown` (with `typed`).
    pub fn one(&self, typed: &str) -> Result<Option<T>, Refusal> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let wanted = words(typed);
        let exact = self.0.iter().find(|(_, name)| words(name) == wanted);
        let mut like = self.0.iter().filter(|(_, name)| {
            let name = words(name);
            !wanted.is_empty()
                && wanted.iter().all(|word| name.iter().any(|own| own.starts_with(word.as_str())))
        });
        let found = exact.or_else(|| like.next().filter(|_| like.next().is_none()));
        match found {
            Some((row, _)) => Ok(Some(*row)),
            None => {
                Err(Refusal::new("pick.unknown").with("typed", typed.chars().take(40).collect::<String>()))
            }
        }
    }

    /// All that are named, each once, in the order of the list.
    ///
    /// # Errors
    /// `pick.unknown` (with `typed`).
    pub fn many(&self, typed: &str) -> Result<Vec<T>, Refusal> {
        let named: Vec<T> =
            typed.split(';').filter_map(|part| self.one(part).transpose()).collect::<Result<_, _>>()?;
        Ok(self.0.iter().map(|(row, _)| *row).filter(|row| named.contains(row)).collect())
    }

    /// The name of one.
    #[must_use]
    pub fn name(&self, row: Option<T>) -> &str {
        self.0.iter().find(|(known, _)| Some(*known) == row).map_or("", |(_, name)| name)
    }

    /// The names of several, as [`Named::many`] reads them.
    #[must_use]
    pub fn names(&self, rows: &[T]) -> String {
        let named = self.0.iter().filter(|(row, _)| rows.contains(row));
        named.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(PARTS)
    }

    /// All of them, to choose from.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        self.0.iter().map(|(_, name)| Choice::new(name.as_str(), "")).collect()
    }

    /// Which of the choices are named in a field, whatever else stands in it.
    #[must_use]
    pub fn taken(&self, typed: &str) -> Vec<bool> {
        let named: Vec<T> = typed.split(';').filter_map(|part| self.one(part).ok().flatten()).collect();
        self.0.iter().map(|(row, _)| named.contains(row)).collect()
    }

    /// Names in a field the choices that were taken. What was typed there and names none of them stays, and is said.
    pub fn take(&self, form: &mut Form, field: &'static str, choices: &[usize], look: &Look) {
        let rows: Vec<T> = choices.iter().filter_map(|choice| self.nth(*choice)).collect();
        let typed = form.value(field).to_owned();
        let strange: Vec<(&str, Refusal)> =
            typed.split(';').filter_map(|part| Some((part.trim(), self.one(part).err()?))).collect();
        let known = self.names(&rows);
        let all = std::iter::once(known.as_str()).chain(strange.iter().map(|(part, _)| *part));
        let all: Vec<&str> = all.filter(|part| !part.is_empty()).collect();
        form.set(field, &all.join(PARTS), look);
        if let Some((_, refusal)) = strange.into_iter().next() {
            form.refuse(&refusal.on(field), look);
        }
    }

    /// The row of a choice.
    #[must_use]
    pub fn nth(&self, choice: usize) -> Option<T> {
        self.0.get(choice).map(|(row, _)| *row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Field;

    fn rooms() -> Named<u8> {
        Named::new([(1, "Ruang 1".to_owned()), (2, "Ruang Laser".to_owned()), (3, "Ruang".to_owned())])
    }

    #[test]
    fn a_part_that_only_one_has_is_enough() {
        assert_eq!(rooms().one("las"), Ok(Some(2)));
        assert_eq!(rooms().one("ruang"), Ok(Some(3)), "the whole name wins");
        assert_eq!(rooms().one(" "), Ok(None));
        assert_eq!(rooms().one("rua").unwrap_err().code, "pick.unknown");
    }

    #[test]
    fn what_names_none_of_them_stays_in_the_field_and_is_said() {
        let (rooms, look) = (rooms(), Look::plain());
        let mut form = Form::new(vec![Field::pick("rooms", "rooms").with("sauna; laser")]);
        rooms.take(&mut form, "rooms", &[0, 1], &look);
        assert_eq!(form.value("rooms"), "Ruang 1; Ruang Laser; sauna");
        assert!(form.field("rooms").and_then(Field::error).is_some_and(|said| said.contains("sauna")));
        rooms.take(&mut form, "rooms", &[], &look);
        assert_eq!(form.value("rooms"), "sauna");
        form.set("rooms", "laser", &look);
        rooms.take(&mut form, "rooms", &[2], &look);
        assert_eq!((form.value("rooms"), form.field("rooms").and_then(Field::error)), ("Ruang", None));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rooms = rooms();
        assert_eq!(rooms.names(&[2, 1]), "Ruang 1; Ruang Laser");
        assert_eq!(rooms.many("laser; ruang 1; laser"), Ok(vec![1, 2]));
        assert_eq!(rooms.taken("laser"), [false, true, false]);
        assert_eq!(rooms.taken("sauna; laser"), [false, true, false]);
    }
}
