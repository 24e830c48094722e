//! The table as it was read before anybody has to wait for what is done with it.

use chrono::NaiveDate;

use super::patients::{People, read};
use crate::domain::phone::CallingCode;
use crate::domain::refusal::Refusal;
use crate::paper::csv;

/// A file that was read at a clinic of that place, on that day.
#[derive(Debug)]
pub(super) struct Table {
    pub people: People,
    /// As [`People::asked_for`].
    pub asked_for: (String, String),
    home: CallingCode,
    today: NaiveDate,
}

impl Table {
    /// # Errors
    /// As [`read`], and what is no table at all.
    pub fn of(text: &str, home: CallingCode, today: NaiveDate) -> Result<Self, Refusal> {
        let people = read(&csv::read(text.as_bytes())?, home, today)?;
        let asked_for = people.asked_for();
        Ok(Self { people, asked_for, home, today })
    }

    /// Whether it would be read the same there and then.
    pub fn is_of(&self, home: CallingCode, today: NaiveDate) -> bool {
        self.home == home && self.today == today
    }
}
