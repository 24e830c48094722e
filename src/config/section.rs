//! Reading TOML one key at a time. Every key that is asked for is a valid one; whatever is left over
//! when a section is done is unknown, and the refusal names what could have stood there. A refusal
//! never repeats a value: under `[database]` it could be a password.

use std::ops::{Range, RangeInclusive};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::shown;
use crate::domain::refusal::Refusal;

/// The text being read and the path it came from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub text: &'a str,
    pub path: &'a Path,
}

impl Source<'_> {
    /// `file:line:column` of a byte offset. Columns count characters.
    #[must_use]
    pub fn place(&self, offset: usize) -> String {
        let (line, column) = self.line_and_column(offset);
        format!("{}:{line}:{column}", shown(self.path))
    }

    /// A refusal that says where.
    #[must_use]
    pub fn refuse(&self, code: &'static str, offset: usize) -> Refusal {
        let (line, column) = self.line_and_column(offset);
        Refusal::new(code)
            .with("place", self.place(offset))
            .with("line", line as i64)
            .with("column", column as i64)
    }

    fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// One table of the file, from which keys are taken.
#[derive(Debug)]
pub struct Section<'a> {
    source: Source<'a>,
    /// The name before the dot; empty at the top.
    name: &'static str,
    table: DeTable<'a>,
    asked: Vec<&'static str>,
}

/// A value and where it stands.
#[derive(Debug)]
pub struct Found<'a> {
    pub value: DeValue<'a>,
    pub span: Range<usize>,
}

impl<'a> Section<'a> {
    /// The whole file.
    ///
    /// # Errors
    /// `config.syntax` with line and column.
    pub fn top(source: Source<'a>) -> Result<Self, Refusal> {
        match DeTable::parse(source.text) {
            Ok(table) => Ok(Self { source, name: "", table: table.into_inner(), asked: Vec::new() }),
            Err(why) => {
                let at = why.span().map_or(source.text.len(), |span| span.start);
                Err(source.refuse("config.syntax", at).with("why", why.message()))
            }
        }
    }

    /// Takes the section `[key]`; an absent one is empty.
    pub fn section(&mut self, key: &'static str) -> Result<Self, Refusal> {
        let table = match self.take(key) {
            None => DeTable::default(),
            Some(Found { value: DeValue::Table(table), .. }) => table,
            Some(found) => return Err(self.wrong_type(key, &found.span, "section")),
        };
        Ok(Self { source: self.source, name: key, table, asked: Vec::new() })
    }

    /// Takes whatever stands at `key`.
    pub fn take(&mut self, key: &'static str) -> Option<Found<'a>> {
        self.know(key);
        self.table.remove(key).map(|value| Found { span: value.span(), value: value.into_inner() })
    }

    /// There is such a key: who writes another one is told of it.
    fn know(&mut self, key: &'static str) {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
    }

    /// Takes a text, with its offset for a later refusal.
    pub fn text(&mut self, key: &'static str) -> Result<Option<(String, usize)>, Refusal> {
        match self.take(key) {
            None => Ok(None),
            Some(Found { value: DeValue::String(text), span }) => Ok(Some((text.into_owned(), span.start))),
            Some(found) => Err(self.wrong_type(key, &found.span, "text")),
        }
    }

    /// Takes a text where a section could stand too; leaves the section.
    pub fn short_text(&mut self, key: &'static str) -> Option<(String, usize)> {
        self.know(key);
        self.table.get(key)?.get_ref().as_str()?;
        self.text(key).ok().flatten()
    }

    /// Takes a yes or no.
    pub fn flag(&mut self, key: &'static str, default: bool) -> Result<bool, Refusal> {
        match self.take(key) {
            None => Ok(default),
            Some(Found { value: DeValue::Boolean(flag), .. }) => Ok(flag),
            Some(found) => Err(self.wrong_type(key, &found.span, "flag")),
        }
    }

    /// Takes a whole number within `range`.
    pub fn number(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u8>,
        default: u8,
    ) -> Result<u8, Refusal> {
        let Some(found) = self.take(key) else { return Ok(default) };
        let number = self.whole(key, &found)?;
        number
            .and_then(|number| u8::try_from(number).ok())
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                self.refuse("config.range", key, found.span.start)
                    .with("min", i64::from(*range.start()))
                    .with("max", i64::from(*range.end()))
            })
    }

    /// Takes one of the words a setting knows.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        default: T,
    ) -> Result<T, Refusal> {
        let Some((word, at)) = self.text(key)? else { return Ok(default) };
        words.iter().find(|(name, _)| *name == word).map(|(_, value)| *value).ok_or_else(|| {
            let valid: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
            self.refuse("config.value", key, at)
                .with("valid", valid.join(", "))
                .with("near", nearest(&word, &valid).unwrap_or("none"))
        })
    }

    /// Takes one of a few numbers.
    pub fn one_of(&mut self, key: &'static str, numbers: &[u8], default: u8) -> Result<u8, Refusal> {
        let Some(found) = self.take(key) else { return Ok(default) };
        let number = self.whole(key, &found)?;
        numbers.iter().copied().find(|known| number == Some(i64::from(*known))).ok_or_else(|| {
            let valid: Vec<String> = numbers.iter().map(u8::to_string).collect();
            self.refuse("config.value", key, found.span.start)
                .with("valid", valid.join(", "))
                .with("near", "none")
        })
    }

    /// Takes a list of texts.
    pub fn texts(&mut self, key: &'static str) -> Result<Option<Vec<String>>, Refusal> {
        let Some(found) = self.take(key) else { return Ok(None) };
        list_of_texts(found.value)
            .map(Some)
            .ok_or_else(|| self.refuse("config.type", key, found.span.start).with("wanted", "list"))
    }

    /// Takes everything: a section whose keys are the user's own words.
    ///
    /// # Errors
    /// `config.type` when a value is not a list of texts.
    pub fn lists(self) -> Result<Vec<(String, Vec<String>, String)>, Refusal> {
        let (source, name) = (self.source, self.name);
        let mut lists = Vec::new();
        for (key, value) in self.table {
            let at = value.span().start;
            let texts = list_of_texts(value.into_inner()).ok_or_else(|| {
                source
                    .refuse("config.type", at)
                    .with("key", format!("{name}.{}", key.get_ref()))
                    .with("wanted", "list")
            })?;
            lists.push((key.get_ref().clone().into_owned(), texts, source.place(key.span().start)));
        }
        Ok(lists)
    }

    /// Ends the section: what nobody asked for is unknown.
    ///
    /// # Errors
    /// `config.unknown_key` for the first left-over key, with the valid ones.
    pub fn done(self) -> Result<(), Refusal> {
        let Some(key) = self.table.keys().min_by_key(|key| key.span().start) else { return Ok(()) };
        Err(self
            .refuse("config.unknown_key", key.get_ref(), key.span().start)
            .with("valid", self.asked.join(", "))
            .with("near", nearest(key.get_ref(), &self.asked).unwrap_or("none")))
    }

    /// Takes a key that is not a setting, if it is there: its offset, and whether it is an empty
    /// section, which says nothing and does no harm.
    pub fn stray(&mut self, key: &str) -> Option<(usize, bool)> {
        let (key, value) = self.table.remove_entry(key)?;
        Some((key.span().start, value.get_ref().as_table().is_some_and(DeTable::is_empty)))
    }

    /// A refusal about one key of this section.
    #[must_use]
    pub fn refuse(&self, code: &'static str, key: &str, at: usize) -> Refusal {
        let dot = if self.name.is_empty() { "" } else { "." };
        self.source.refuse(code, at).with("key", format!("{}{dot}{key}", self.name))
    }

    /// `file:line:column` of an offset in this section's file.
    #[must_use]
    pub fn place(&self, at: usize) -> String {
        self.source.place(at)
    }

    /// The number, or `None` when it is too long for 64 bits.
    fn whole(&self, key: &str, found: &Found<'_>) -> Result<Option<i64>, Refusal> {
        match &found.value {
            DeValue::Integer(number) => Ok(i64::from_str_radix(number.as_str(), number.radix()).ok()),
            _ => Err(self.wrong_type(key, &found.span, "number")),
        }
    }

    fn wrong_type(&self, key: &str, span: &Range<usize>, wanted: &'static str) -> Refusal {
        self.refuse("config.type", key, span.start).with("wanted", wanted)
    }
}

fn list_of_texts(value: DeValue<'_>) -> Option<Vec<String>> {
    let DeValue::Array(items) = value else { return None };
    items
        .into_iter()
        .map(|item| match Spanned::into_inner(item) {
            DeValue::String(text) => Some(text.into_owned()),
            _ => None,
        })
        .collect()
}

/// The known word a slip of the finger may have meant.
fn nearest<'w>(typed: &str, known: &[&'w str]) -> Option<&'w str> {
    let (distance, word) = known
        .iter()
        .map(|word| (strsim::damerau_levenshtein(typed, word), *word))
        .min_by_key(|found| found.0)?;
    (distance * 3 <= word.len()).then_some(word)
}
