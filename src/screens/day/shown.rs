//! What of a day lies on the screen, and what is in hand when it is laid out anew.

use std::sync::Arc;

use chrono::NaiveDate;

use super::list::waiting;
use super::sheet::{Held, Sheet};
use super::{Day, state};
use crate::app::Cx;
use crate::desk::Roster;
use crate::desk::booking::DayRow;
use crate::domain::id::BookingId;

impl Day {
    /// Lays a day on the screen, and gives back the sheet it takes away.
    pub(super) fn show(&mut self, day: NaiveDate, rows: Vec<DayRow>, cx: &Cx) -> Option<Sheet> {
        let roster = self.sheet.as_ref().map(|sheet| Arc::clone(&sheet.roster)).unwrap_or_default();
        let wanted = self.wanted.take();
        let all = self.sheet.as_ref().is_some_and(|sheet| sheet.all);
        let held = wanted.map(Held::Visit).or_else(|| self.held());
        let same = self.shows(day);
        let mut sheet = Sheet::new(day, rows, roster, cx.zone, all);
        if let Some(before) = &self.sheet {
            sheet.narrow(&before.filter, |row| state::stand(row, cx));
        }
        if let Some(queue) = self.queue.as_ref().filter(|_| day == cx.today()) {
            sheet.wait(queue, |line| waiting(line, cx).0);
        }
        // Who is in hand there is not hidden by what was looked for on the day before.
        if wanted.is_some_and(|id| !same && sheet.place(id).is_none()) {
            sheet.narrow("", |_| String::new());
        }
        let first = if same { None } else { sheet.begun(cx.now) };
        self.list.refresh(sheet.len(), |nth| sheet.held(nth) == held);
        if !same && wanted.is_none() {
            // Today opens where the clock is, any other day at its beginning.
            self.list.select(first.unwrap_or(0));
        }
        let before = self.sheet.replace(sheet);
        self.lay(wanted, cx);
        before
    }

    /// Lays the columns out, when they are what is shown, with the cursor on a booking.
    pub(super) fn lay(&mut self, on: Option<BookingId>, cx: &Cx) {
        let Some(sheet) = self.sheet.as_ref().filter(|_| self.columns) else { return };
        self.board.lay(sheet, &cx.desk.clinic(), cx.now);
        if let Some(id) = on {
            self.board.select(sheet, id, cx.zone);
        }
    }

    /// The columns are the people of this roster.
    pub(super) fn staff(&mut self, roster: Arc<Roster>, cx: &Cx) {
        let Some(sheet) = &mut self.sheet else { return };
        if !Arc::ptr_eq(&sheet.roster, &roster) {
            sheet.roster = roster;
            self.lay(None, cx);
        }
    }

    pub(super) fn shows(&self, day: NaiveDate) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| sheet.day == day)
    }

    /// Shows who is here with a number alone; the cursor stays on what it was on.
    pub(super) fn wait(&mut self, cx: &Cx) {
        let held = self.held();
        let (Some(sheet), Some(queue)) = (&mut self.sheet, &self.queue) else { return };
        if sheet.day == cx.today() {
            sheet.wait(queue, |line| waiting(line, cx).0);
            let sheet = &*sheet;
            self.list.refresh(sheet.len(), |nth| sheet.held(nth) == held);
        }
    }
}
