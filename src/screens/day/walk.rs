//! From day to day, and what of a day is shown.

use chrono::{Days, NaiveDate};

use super::ahead::Round;
use super::state::stand;
use super::{Day, Msg};
use crate::app::{Cx, Effect};
use crate::desk::booking::DayRow;
use crate::domain::id::BookingId;
use crate::screens::one_line::OneLine;

impl Day {
    /// Whether the list shows this booking.
    pub(super) fn lists(&self, id: BookingId) -> bool {
        let Some(sheet) = &self.sheet else { return false };
        sheet.place(id).is_some()
    }

    /// Goes to another day: one question to the desk, and none when it is here.
    pub(super) fn go(&mut self, day: NaiveDate, cx: &Cx) -> Effect<Msg> {
        self.day = day;
        self.leave_last();
        self.failed = false;
        match self.ahead.take(day) {
            Some(rows) => self.arrive(day, self.ahead.round(), rows, cx),
            None => self.read(),
        }
    }

    /// The day asked for is here.
    pub(super) fn arrive(&mut self, day: NaiveDate, round: Round, rows: Vec<DayRow>, cx: &Cx) -> Effect<Msg> {
        self.failed = false;
        let left = self.show(day, rows, cx);
        let seen = std::mem::replace(&mut self.seen, round);
        let beside = self.read_beside(cx);
        let from = left.as_ref().map(|left| left.day);
        if from == Some(day) {
            return beside;
        }
        if let Some(left) = left {
            self.ahead.keep(left.day, seen, left.into_rows(), day);
        }
        beside.and(self.ahead.read(from, day))
    }

    pub(super) fn previous(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.day.checked_sub_days(Days::new(1)) {
            Some(day) => self.go(day, cx),
            None => Effect::None,
        }
    }

    pub(super) fn next(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.day.checked_add_days(Days::new(1)) {
            Some(day) => self.go(day, cx),
            None => Effect::None,
        }
    }

    /// To today, and there to whoever is due now.
    pub(super) fn now(&mut self, cx: &Cx) -> Effect<Msg> {
        if self.day != cx.today() {
            return self.go(cx.today(), cx);
        }
        if let Some(row) = self.sheet.as_ref().and_then(|sheet| sheet.begun(cx.now)) {
            self.list.select(row);
        }
        if self.columns {
            self.board.go_to_now(cx);
        }
        Effect::None
    }

    /// List or columns; the cursor stays on its booking.
    pub(super) fn turn(&mut self, cx: &Cx) -> Effect<Msg> {
        let held = self.in_hand();
        self.columns = !self.columns;
        self.lay(held, cx);
        if let Some(place) = held.and_then(|id| self.sheet.as_ref()?.place(id)) {
            self.list.select(place);
        }
        Effect::None
    }

    /// Narrows the list to who or what begins like this; an empty line shows everybody again.
    pub(super) fn filter(&mut self, _: &Cx) -> Effect<Msg> {
        let filter = self.sheet.as_ref().map_or("", |sheet| sheet.filter.as_str());
        let ask = OneLine::filter("day-filter_by", filter, |typed| Ok(typed.to_owned()));
        Effect::ask(ask, Msg::Filter)
    }

    pub(super) fn narrow(&mut self, filter: &str, cx: &Cx) -> Effect<Msg> {
        let held = self.held();
        if let Some(sheet) = &mut self.sheet {
            sheet.narrow(filter, |row| stand(row, cx));
            let sheet = &*sheet;
            self.list.refresh(sheet.len(), |nth| sheet.held(nth) == held);
            // In the columns nothing is left out: the cursor goes to who was looked for.
            let found: Vec<BookingId> =
                (0..sheet.len()).filter_map(|nth| sheet.row(nth).map(|(row, _)| row.id)).collect();
            let here = self.board.selected(sheet).is_some_and(|id| found.contains(&id));
            if let Some(first) = found.first().filter(|_| !sheet.filter.is_empty() && !here) {
                self.board.select(sheet, *first, cx.zone);
            }
        }
        Effect::None
    }

    /// Shows who does not come, or hides them again.
    pub(super) fn all(&mut self, _: &Cx) -> Effect<Msg> {
        let held = self.held();
        if let Some(sheet) = &mut self.sheet {
            sheet.show(!sheet.all);
            let sheet = &*sheet;
            self.list.refresh(sheet.len(), |nth| sheet.held(nth) == held);
        }
        Effect::None
    }
}
