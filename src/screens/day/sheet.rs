//! A day's bookings. What is drawn of a row is made ready when it is first in sight, so that drawing it again only copies
//! it, and a long day is on the screen as soon as a short one.

use std::cell::OnceCell;
use std::sync::Arc;

use chrono::{NaiveDate, Timelike};

use super::state::State;
use crate::desk::Roster;
use crate::desk::booking::DayRow;
use crate::desk::queue::{Line as Waits, QueueView};
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, TicketId};
use crate::domain::queue::{TicketStatus, is_waiting, label};
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
    /// Who is here with a number and no visit yet, in the order they came.
    numbers: Vec<Waits>,
    /// In the order of the clock.
    shown: Vec<Place>,
    /// Cancelled, missed and left ones are shown too.
    pub all: bool,
    /// Only rows that say this somewhere; empty for all.
    pub filter: String,
    /// How each row and its money stand, in words, each with a blank before it, while there is a filter.
    stand: Vec<String>,
    /// The same of each number, always.
    waits: Vec<String>,
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

/// Where a row that is shown is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Visit(usize),
    Number(usize),
}

/// What a row that is shown is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Visit(BookingId),
    Number(TicketId),
}

/// Somebody who is here and has nobody of the staff yet.
#[derive(Debug, Clone, Copy)]
pub enum Unstaffed<'a> {
    Visit(&'a DayRow),
    Number(&'a Waits),
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
        let (shown, stand, filter, numbers) = (Vec::new(), Vec::new(), String::new(), Vec::new());
        let waits = Vec::new();
        let mut sheet = Self { day, roster, rows, lines, zone, numbers, shown, all, filter, stand, waits };
        sheet.show(all);
        sheet
    }

    /// Shows those of the queue, too, of whom nobody has said yet what they come for; `stand` says how one of them does.
    pub fn wait(&mut self, queue: &QueueView, stand: impl Fn(&Waits) -> String) {
        let open = |line: &&Waits| line.ticket.booking_id.is_none() && line.ticket.status.open();
        self.numbers = queue.lines.iter().filter(open).cloned().collect();
        self.numbers.sort_by_key(|line| (line.ticket.waiting_since, line.ticket.number));
        self.waits = self.numbers.iter().map(|line| format!(" {}", stand(line).to_lowercase())).collect();
        self.show(self.all);
    }

    /// Shows or hides who does not come.
    pub fn show(&mut self, all: bool) {
        self.all = all;
        let word = self.word();
        let visits = (0..self.rows.len())
            .filter(|at| all || self.rows[*at].status.active())
            .filter(|at| self.says(*at, &word))
            .map(Place::Visit);
        let numbers = (0..self.numbers.len()).filter(|at| self.names(*at, &word)).map(Place::Number);
        let mut shown: Vec<Place> = visits.chain(numbers).collect();
        // Stable: the rows are in the order of the clock, and so are the numbers.
        shown.sort_by_key(|place| self.at(*place));
        self.shown = shown;
    }

    /// What is looked for where a row and its money stand: what is paid is not what says “unpaid”.
    fn word(&self) -> String {
        format!(" {}", self.filter)
    }

    /// Whether the nth of all rows says what is looked for.
    fn says(&self, at: usize, word: &str) -> bool {
        if self.filter.is_empty() {
            return true;
        }
        let Some((row, line)) = self.any(at) else { return false };
        let staff = row.staff.as_deref().unwrap_or_default();
        [row.patient.as_str(), &row.treatment, staff, &line.ticket, &line.phone]
            .iter()
            .any(|said| said.to_lowercase().contains(&self.filter))
            || self.stand[at].contains(word)
    }

    /// The same of a number that stands alone.
    fn names(&self, at: usize, word: &str) -> bool {
        let Waits { ticket, label, .. } = &self.numbers[at];
        [Some(&ticket.patient), Some(label), ticket.treatment.as_ref(), ticket.staff.as_ref()]
            .into_iter()
            .flatten()
            .any(|said| said.to_lowercase().contains(&self.filter))
            || self.waits[at].contains(word)
    }

    /// Whether the nth of all rows is what is looked for, where anything is.
    #[must_use]
    pub fn finds(&self, at: usize) -> bool {
        self.filter.is_empty() || self.says(at, &self.word())
    }

    /// How many of those who do not come say it and are hidden.
    #[must_use]
    pub fn off(&self) -> usize {
        let word = self.word();
        let off = |at: &usize| !self.all && !self.rows[*at].status.active() && self.says(*at, &word);
        (0..self.rows.len()).filter(off).count()
    }

    /// When it begins, or since when they are here.
    fn at(&self, place: Place) -> Ts {
        match place {
            Place::Visit(at) => self.rows[at].starts_at,
            Place::Number(at) => self.numbers[at].ticket.waiting_since,
        }
    }

    /// Shows only rows that say this somewhere, in whatever case; `stand` says of a row how it and its money stand.
    pub fn narrow(&mut self, filter: &str, stand: impl Fn(&DayRow) -> String) {
        self.filter = filter.trim().to_lowercase();
        if !self.filter.is_empty() {
            self.stand = self.rows.iter().map(|row| format!(" {}", stand(row).to_lowercase())).collect();
        }
        self.show(self.all);
    }

    /// Who is here and has nobody of the staff yet: with a number alone, or with a visit nobody's time is taken for; and
    /// since when they wait.
    pub fn unstaffed(&self, now: Ts) -> Vec<(Ts, Unstaffed<'_>)> {
        let nobodys = |row: &DayRow| row.staff_id.is_none() && row.status == Status::Arrived;
        let visits = self.rows.iter().enumerate().filter(|(at, row)| nobodys(row) && self.finds(*at));
        let visits = visits.filter_map(|(_, row)| {
            let since = row.waiting_since.or(row.arrived_at)?;
            row.waited(now).map(|_| (since, Unstaffed::Visit(row)))
        });
        let word = self.word();
        let numbers = self.numbers.iter().enumerate().filter(|(at, _)| self.names(*at, &word));
        let numbers = numbers.map(|(_, line)| (line.ticket.waiting_since, Unstaffed::Number(line)));
        let mut all: Vec<_> = visits.chain(numbers).collect();
        all.sort_by_key(|(since, _)| *since);
        all
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
        let numbers = self.numbers.iter().map(|line| line.label.chars().count());
        let most = self.rows.iter().map(cells).chain(numbers).max();
        u16::try_from(most.unwrap_or_default()).unwrap_or(u16::MAX)
    }

    /// The nth of the rows shown; none where it is a number alone.
    #[must_use]
    pub fn row(&self, nth: usize) -> Option<(&DayRow, &Line)> {
        match self.shown.get(nth)? {
            Place::Visit(at) => self.any(*at),
            Place::Number(_) => None,
        }
    }

    /// The nth of the rows shown, where it is a number alone.
    #[must_use]
    pub fn number(&self, nth: usize) -> Option<&Waits> {
        match self.shown.get(nth)? {
            Place::Visit(_) => None,
            Place::Number(at) => self.numbers.get(*at),
        }
    }

    /// What the nth of the rows shown is about.
    #[must_use]
    pub fn held(&self, nth: usize) -> Option<Held> {
        let visit = self.row(nth).map(|(row, _)| Held::Visit(row.id));
        visit.or_else(|| self.number(nth).map(|line| Held::Number(line.ticket.id)))
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
        (0..self.shown.len()).find(|nth| self.held(*nth) == Some(Held::Visit(id)))
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
        self.shown.iter().rposition(|place| self.at(*place) <= now)
    }

    #[must_use]
    pub fn counts(&self, now: Ts, grace: i64) -> Counts {
        let waits = |line: &&Waits| line.ticket.status == TicketStatus::Waiting;
        // Where nobody is booked no row says how many they are.
        let numbers = self.rows.first().map_or_else(
            || self.numbers.iter().filter(waits).count(),
            |row| usize::try_from(row.numbers).unwrap_or(0),
        );
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
