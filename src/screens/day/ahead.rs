//! The days beside the one on the screen, read after it: going there shows them at once, and what is asked
//! anyway only brings them up to date.

use std::cell::Cell;

use chrono::{Days, NaiveDate};

use super::Msg;
use crate::app::Effect;
use crate::desk::booking::{DayRow, OpenDay};

/// What was read, and since which change: after another it is worth nothing.
#[derive(Debug)]
pub struct Read {
    round: u64,
    days: Vec<(NaiveDate, Vec<DayRow>)>,
}

#[derive(Debug, Default)]
pub struct Ahead {
    round: Cell<u64>,
    kept: Vec<(NaiveDate, Vec<DayRow>)>,
    since: u64,
}

impl Ahead {
    /// Something changed, here or elsewhere: what was read before is old.
    pub fn forget(&self) {
        self.round.set(self.round.get() + 1);
    }

    /// Keeps what was read, unless something changed meanwhile.
    pub fn keep(&mut self, read: Read) {
        if read.round == self.round.get() {
            (self.kept, self.since) = (read.days, read.round);
        }
    }

    /// The day, if it is here.
    pub fn take(&mut self, day: NaiveDate) -> Option<Vec<DayRow>> {
        if self.since != self.round.get() {
            self.kept.clear();
        }
        let place = self.kept.iter().position(|(kept, _)| *kept == day)?;
        Some(self.kept.swap_remove(place).1)
    }

    /// Reads the days beside this one.
    pub fn read(&self, day: NaiveDate) -> Effect<Msg> {
        let round = self.round.get();
        let beside = [day.checked_add_days(Days::new(1)), day.checked_sub_days(Days::new(1))];
        Effect::read("ahead", move |desk| async move {
            let mut days = Vec::with_capacity(beside.len());
            for day in beside.into_iter().flatten() {
                // A comfort: who goes there reads it then, and hears why it cannot be read.
                if let Ok(rows) = desk.ask(OpenDay { day }).await {
                    days.push((day, rows));
                }
            }
            Msg::Ahead(Read { round, days })
        })
    }
}
