//! Why the desk says no: a code that scripts can match, the field it concerns, and the facts a
//! sentence needs. The sentence itself lives with the languages (`refusal-<code>` in
//! `assets/locales`, dots written as dashes).

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::money::Money;

/// A rule said no. Never a fault of the program and never a surprise of the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// `noun.reason`, stable: scripts match on it, the locales word it.
    pub code: &'static str,
    /// The input that has to change, when one does.
    pub field: Option<&'static str>,
    /// The facts of the sentence, by the name its message uses.
    pub details: Vec<(&'static str, Detail)>,
}

/// One fact of a refusal, typed so that each language can write it its own way.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    Text(String),
    /// The name of a patient: whoever is told it has read of them.
    Patient(String),
    Count(i64),
    Money(Money),
    /// A moment on the clinic's own clock.
    At(NaiveDateTime),
    Day(NaiveDate),
    Id(Uuid),
    /// As many as there are.
    Ids(Vec<Uuid>),
}

impl Refusal {
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code, field: None, details: Vec::new() }
    }

    /// A refusal that points at one input.
    #[must_use]
    pub const fn at(code: &'static str, field: &'static str) -> Self {
        Self { code, field: Some(field), details: Vec::new() }
    }

    /// Says which input is meant; keeps one already named (the inner rule knows better).
    #[must_use]
    pub fn on(mut self, field: &'static str) -> Self {
        self.field = self.field.or(Some(field));
        self
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, detail: impl Into<Detail>) -> Self {
        self.details.push((name, detail.into()));
        self
    }

    /// Adds the name of a patient.
    #[must_use]
    pub fn naming(mut self, name: &'static str, patient: impl Into<String>) -> Self {
        self.details.push((name, Detail::Patient(patient.into())));
        self
    }

    /// The patients it names.
    #[must_use]
    pub fn patients(&self) -> Vec<&str> {
        let details = self.details.iter();
        details
            .filter_map(|(_, detail)| match detail {
                Detail::Patient(name) => Some(name.as_str()),
                _ => None,
            })
            .collect()
    }

    /// The facts as JSON, for scripts.
    #[must_use]
    pub fn details_json(&self) -> Map<String, Value> {
        let mut map: Map<String, Value> =
            self.details.iter().map(|(name, detail)| ((*name).to_owned(), detail.json())).collect();
        if let Some(field) = self.field {
            map.insert("field".to_owned(), Value::from(field));
        }
        map
    }
}

impl Detail {
    /// Words, of whatever.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Patient(text) => Some(text),
            _ => None,
        }
    }

    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Text(text) | Self::Patient(text) => Value::from(text.as_str()),
            Self::Count(count) => Value::from(*count),
            Self::Money(money) => Value::from(money.minor()),
            Self::At(at) => Value::from(at.format("%Y-%m-%dT%H:%M").to_string()),
            Self::Day(day) => Value::from(day.to_string()),
            Self::Id(id) => Value::from(id.to_string()),
            Self::Ids(ids) => ids.iter().map(Uuid::to_string).collect(),
        }
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Detail {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}
impl From<Money> for Detail {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}
impl From<NaiveDateTime> for Detail {
    fn from(at: NaiveDateTime) -> Self {
        Self::At(at)
    }
}
impl From<NaiveDate> for Detail {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}
impl From<Vec<Uuid>> for Detail {
    fn from(ids: Vec<Uuid>) -> Self {
        Self::Ids(ids)
    }
}
impl From<Uuid> for Detail {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}
