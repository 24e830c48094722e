//! A visit that is called off, missed or left: somebody may have to sign what becomes of its money.

use super::acts::{Deed, deed, write};
use super::{Day, Msg};
use crate::app::{Cx, Effect};
use crate::desk::Fault;
use crate::desk::booking::DayRow;
use crate::desk::visit::{CancelBooking, FinishVisit, LeaveVisit, MarkNoShow};
use crate::screens::call_off::Decided;

/// What somebody gave their PIN for, and how it is asked for once more.
#[derive(Debug, Clone)]
pub struct Signed {
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
    pub(super) fn cancel_for(row: Box<DayRow>, decided: Decided) -> Effect<Msg> {
        let cancel = CancelBooking {
            booking: row.id,
            version: Some(row.version),
            by: Some(decided.by),
            reason: decided.reason.clone(),
            deposit: decided.deposit,
        };
        let (deed, approval) = (deed(&row, "day-cancelled"), decided.approval.clone());
        let signed = Some(Box::new(Signed { row, decided, asks: Msg::Cancel }));
        write(Deed { signed, ..deed }, cancel, approval)
    }

    pub(super) fn missed_for(row: Box<DayRow>, decided: Decided) -> Effect<Msg> {
        let missed = MarkNoShow { booking: row.id, version: Some(row.version), deposit: decided.deposit };
        let (deed, approval) = (deed(&row, "day-missed"), decided.approval.clone());
        let signed = Some(Box::new(Signed { row, decided, asks: Msg::Missed }));
        write(Deed { signed, ..deed }, missed, approval)
    }

    pub(super) fn finish_for(row: Box<DayRow>, decided: Decided) -> Effect<Msg> {
        let late_reason = decided.reason.clone();
        let finish = FinishVisit { booking: row.id, version: Some(row.version), late_reason };
        let (deed, approval) = (deed(&row, "day-finished"), decided.approval.clone());
        let signed = Some(Box::new(Signed { row, decided, asks: Msg::Late }));
        write(Deed { signed, ..deed }, finish, approval)
    }

    pub(super) fn leave_for(row: Box<DayRow>, decided: Decided) -> Effect<Msg> {
        let reason = decided.reason.clone();
        let leave = LeaveVisit { booking: row.id, version: Some(row.version), reason };
        let (deed, approval) = (deed(&row, "day-left"), decided.approval.clone());
        let signed = Some(Box::new(Signed { row, decided, asks: Msg::Left }));
        write(Deed { signed, ..deed }, leave, approval)
    }
}
