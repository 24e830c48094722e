//! A day's bookings. What is drawn of a row is made ready when it is first in sight, so that drawing it again only copies
//! it, and a long day is on the screen as soon as a short one.

use std::cell::OnceCell;
use std::sync::Arc;

use chrono::{NaiveDate, Timelike};

use super::state::State;
use crate::desk::Roster;
use crate::desk::booking::DayRow;
use crate::domain::booking::Status;
use crate::domain::id::BookingId;
use crate::domain::queue::{is_waiting, label};
use crate::domain::time::Ts;
use crate::domain::zone::Zone;
use crate::screens::patients::shown;

/// One day.
#[derive(Debug)]
pub struct Sheet {
    pub day: NaiveDate,
    pub roster: Arc<Roster>,
    rows: Vec<DayRow>,
    lines: Vec<OnceCell<Line>>,
    zone: Zone,
    /// Places in `rows`, in the order of the clock.
    shown: Vec<usize>,
    /// Cancelled, missed and left ones are shown too.
    pub all: bool,
    /// Only rows that say this somewhere; empty for all.
    pub filter: String,
    /// How each row and its money stand, in words, each with a blank before it, while there is a filter.
    stand: Vec<String>,
}

/// What is drawn of a row and does not change with the clock.
#[derive(Debug)]
pub struct Line {
    pub time: String,
    pub minutes: i64,
    /// `A012`, when it has a number.
    pub ticket: String,
    pub phone: String,
    /// `!` alert, `+` over another booking, `~` moved, `*` never treated here before.
    pub flags: String,
}

/// How many of a day are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub booked: usize,
    pub done: usize,
    pub late: usize,
    /// As the queue counts them, those with a number and no booking too.
    pub waiting: usize,
    /// Cancelled, missed or left.
    pub off: usize,
}

impl Sheet {
    #[must_use]
    pub fn new(day: NaiveDate, rows: Vec<DayRow>, roster: Arc<Roster>, zone: Zone, all: bool) -> Self {
        let lines = rows.iter().map(|_| OnceCell::new()).collect();
        let (shown, stand, filter) = (Vec::new(), Vec::new(), String::new());
        let mut sheet = Self { day, roster, rows, lines, zone, shown, all, filter, stand };
        sheet.show(all);
        sheet
    }

    /// Shows or hides who does not come.
    pub fn show(&mut self, all: bool) {
        self.all = all;
        // What is paid is not what says “unpaid”.
        let word = format!(" {}", self.filter);
        let says = |at: usize| {
            let Some((row, line)) = self.any(at) else { return false };
            let staff = row.staff.as_deref().unwrap_or_default();
            [row.patient.as_str(), &row.treatment, staff, &line.ticket, &line.phone]
                .iter()
                .any(|said| said.to_lowercase().contains(&self.filter))
                || self.stand[at].contains(&word)
        };
        self.shown = (0..self.rows.len())
            .filter(|at| all || self.rows[*at].status.active())
            .filter(|at| self.filter.is_empty() || says(*at))
            .collect();
    }

    /// Shows only rows that say this somewhere, in whatever case; `stand` says of a row how it and its money stand.
    pub fn narrow(&mut self, filter: &str, stand: impl Fn(&DayRow) -> String) {
        self.filter = filter.trim().to_lowercase();
        if !self.filter.is_empty() {
            self.stand = self.rows.iter().map(|row| format!(" {}", stand(row).to_lowercase())).collect();
        }
        self.show(self.all);
    }

    /// How many rows are shown.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.shown.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Cells of the longest number of the day.
    #[must_use]
    pub fn ticket_cells(&self) -> u16 {
        let cells = |row: &DayRow| {
            let prefix = row.ticket_prefix.as_deref().map_or(0, str::len);
            let digits = row.ticket_number.map_or(0, |number| number.max(1).ilog10() as usize + 1);
            prefix + digits.max(3)
        };
        u16::try_from(self.rows.iter().map(cells).max().unwrap_or_default()).unwrap_or(u16::MAX)
    }

    /// The nth of the rows shown.
    #[must_use]
    pub fn row(&self, nth: usize) -> Option<(&DayRow, &Line)> {
        self.any(*self.shown.get(nth)?)
    }

    /// The nth of all rows.
    #[must_use]
    pub fn any(&self, at: usize) -> Option<(&DayRow, &Line)> {
        let row = self.rows.get(at)?;
        Some((row, self.lines.get(at)?.get_or_init(|| Line::of(row, self.zone))))
    }

    /// Where a booking stands among the rows shown.
    #[must_use]
    pub fn place(&self, id: BookingId) -> Option<usize> {
        self.shown.iter().position(|at| self.rows[*at].id == id)
    }

    /// What was read, for whoever comes back to this day.
    #[must_use]
    pub fn into_rows(self) -> Vec<DayRow> {
        self.rows
    }

    /// Every row, shown or not, in the order of the clock.
    #[must_use]
    pub fn rows(&self) -> &[DayRow] {
        &self.rows
    }

    /// The last of the rows shown that has begun at `now`, when the day is now.
    #[must_use]
    pub fn begun(&self, now: Ts) -> Option<usize> {
        if now.day(self.zone) != self.day {
            return None;
        }
        self.shown.iter().rposition(|at| self.rows[*at].starts_at <= now)
    }

    #[must_use]
    pub fn counts(&self, now: Ts, grace: i64) -> Counts {
        let numbers = self.rows.first().map_or(0, |row| usize::try_from(row.numbers).unwrap_or(0));
        let mut counts = Counts { waiting: numbers, ..Counts::default() };
        for row in &self.rows {
            if !row.status.active() {
                counts.off += 1;
                continue;
            }
            counts.booked += 1;
            counts.done += usize::from(row.status == Status::Done);
            counts.waiting += usize::from(is_waiting(row.ticket_status, Some(row.status)));
            counts.late += usize::from(State::of(row, now, grace).late);
        }
        counts
    }
}

impl Line {
    fn of(row: &DayRow, zone: Zone) -> Self {
        let local = row.starts_at.local(zone);
        let ticket = match (&row.ticket_prefix, row.ticket_number) {
            (Some(prefix), Some(number)) => label(prefix, number),
            _ => String::new(),
        };
        let marks =
            [(!row.alerts.is_empty(), '!'), (row.overbook, '+'), (row.moves > 0, '~'), (row.fresh, '*')];
        Self {
            time: format!("{:02}:{:02}", local.hour(), local.minute()),
            minutes: row.ends_at.minutes_since(row.starts_at),
            ticket,
            phone: row.phone.as_deref().map(shown).unwrap_or_default(),
            flags: marks.into_iter().filter(|(marked, _)| *marked).map(|(_, mark)| mark).take(2).collect(),
        }
    }
}
