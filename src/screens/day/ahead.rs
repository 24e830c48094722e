//! The days beside the one on the screen: the one just left, and the one that comes next on the way, read while she
//! looks. Going there shows them at once and asks nothing.

use std::cell::Cell;

use chrono::NaiveDate;

use super::Msg;
use crate::app::Effect;
use crate::desk::booking::{DayRow, OpenDay};

/// Counts what changed, here or elsewhere: what was read in an earlier round is old.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Round(u64);

#[derive(Debug, Default)]
pub struct Ahead {
    round: Cell<Round>,
    kept: Vec<(NaiveDate, Round, Vec<DayRow>)>,
    /// Asked for and not here yet.
    coming: Option<(NaiveDate, Round)>,
}

impl Ahead {
    /// The round in which what is asked for now is read.
    pub fn round(&self) -> Round {
        self.round.get()
    }

    /// Something changed: what was read before is old.
    pub fn forget(&self) {
        self.round.set(Round(self.round.get().0 + 1));
    }

    /// Keeps what was read in that round, beside the day that is on the screen.
    pub fn keep(&mut self, day: NaiveDate, round: Round, rows: Vec<DayRow>, shown: NaiveDate) {
        let now = self.round.get();
        self.kept.push((day, round, rows));
        self.kept.retain(|(kept, round, _)| {
            *round == now && kept.signed_duration_since(shown).num_days().abs() == 1
        });
    }

    /// The day, if it is here.
    pub fn take(&mut self, day: NaiveDate) -> Option<Vec<DayRow>> {
        let now = self.round.get();
        let place = self.kept.iter().position(|(kept, round, _)| *kept == day && *round == now)?;
        Some(self.kept.swap_remove(place).2)
    }

    /// What was asked for is here, or will not come.
    pub fn came(&mut self, day: NaiveDate) {
        self.coming = self.coming.filter(|(coming, _)| *coming != day);
    }

    /// Reads the day that comes next for whoever came from one day to another; who only begins goes on.
    pub fn read(&mut self, from: Option<NaiveDate>, to: NaiveDate) -> Effect<Msg> {
        let next = if from.is_none_or(|from| from < to) { to.succ_opt() } else { to.pred_opt() };
        let (Some(day), round) = (next, self.round.get()) else { return Effect::None };
        if self.coming == Some((day, round))
            || self.kept.iter().any(|(kept, of, _)| *kept == day && *of == round)
        {
            return Effect::None;
        }
        self.coming = Some((day, round));
        Effect::read(
            "ahead",
            move |desk| async move { Msg::Day(day, round, desk.ask(OpenDay { day }).await) },
        )
    }
}
