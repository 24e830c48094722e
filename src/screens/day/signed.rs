//! A visit with a deposit that is called off or missed: somebody signs what becomes of the money.

use super::acts::{deed, write};
use super::{Day, Msg};
use crate::app::{Cx, Effect};
use crate::desk::Fault;
use crate::desk::booking::DayRow;
use crate::desk::visit::{CancelBooking, MarkNoShow};
use crate::screens::call_off::Decided;

/// What somebody gave their PIN for, and how it is asked for once more.
#[derive(Debug)]
pub(super) struct Signed {
    row: Box<DayRow>,
    decided: Decided,
    asks: fn(Box<DayRow>, Decided) -> Msg,
}

impl Signed {
    /// Asks for another PIN, where the one that was given does not do.
    pub fn again(self, fault: &Fault, cx: &Cx) -> Option<Effect<Msg>> {
        let Self { row, decided, asks } = self;
        let question = decided.again(fault, cx)?;
        Some(Effect::ask(question, move |by| asks(row, decided.signed(by))))
    }
}

impl Day {
    pub(super) fn cancel_for(&mut self, row: Box<DayRow>, decided: Decided) -> Effect<Msg> {
        let cancel = CancelBooking {
            booking: row.id,
            version: Some(row.version),
            by: Some(decided.by),
            reason: decided.reason.clone(),
            deposit: decided.deposit,
        };
        let written = write(deed(&row, "day-cancelled"), cancel, decided.approval.clone());
        self.signed = Some(Signed { row, decided, asks: Msg::Cancel });
        written
    }

    pub(super) fn missed_for(&mut self, row: Box<DayRow>, decided: Decided) -> Effect<Msg> {
        let missed = MarkNoShow { booking: row.id, version: Some(row.version), deposit: decided.deposit };
        let written = write(deed(&row, "day-missed"), missed, decided.approval.clone());
        self.signed = Some(Signed { row, decided, asks: Msg::Missed });
        written
    }
}
