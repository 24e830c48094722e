//! Only those of the queue whose row says a word.

use super::{Msg, Queue};
use crate::app::{Cx, Effect};
use crate::desk::queue::Line;
use crate::screens::one_line::OneLine;

impl Queue {
    pub(super) fn says_it(&self, line: &Line) -> bool {
        let ticket = &line.ticket;
        let said =
            [Some(&line.label), Some(&ticket.patient), ticket.treatment.as_ref(), ticket.staff.as_ref()];
        self.filter.is_empty()
            || said.into_iter().flatten().any(|said| said.to_lowercase().contains(&self.filter))
    }

    pub(super) fn ask_filter(&mut self, _: &Cx) -> Effect<Msg> {
        let ask = OneLine::filter("day-filter_by", &self.filter, |typed| Ok(typed.to_owned()));
        Effect::ask(ask, Msg::Filter)
    }

    pub(super) fn narrow(&mut self, filter: &str) -> Effect<Msg> {
        let before = self.here().map(|line| line.ticket.id);
        self.filter = filter.trim().to_lowercase();
        self.held = None;
        self.put_cursor(before);
        Effect::None
    }
}
