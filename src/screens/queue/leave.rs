//! Somebody goes home before their turn is over: it is asked first, and signed where they were treated and owe for it.

use super::{Msg, Queue, said};
use crate::app::{Cx, Effect};
use crate::desk::queue::Ticket;
use crate::desk::ticket::LeaveQueue;
use crate::desk::{Approval, Asked, Done};
use crate::domain::id::{RequestId, TicketId};
use crate::domain::permission::Permission;
use crate::screens::approve::Approve;
use crate::screens::confirm::Confirm;
use crate::ui::Sentence;

impl Queue {
    pub(super) fn leave(&mut self, _: &Cx) -> Effect<Msg> {
        self.on_ticket(|line| {
            let facts =
                [("ticket", line.label.as_str().into()), ("patient", line.ticket.patient.as_str().into())];
            let question = Confirm::worded(
                Sentence::fill("queue-leave_question", &facts),
                Sentence::text("queue-leave_yes"),
            );
            let (ticket, version) = (line.ticket.id, line.ticket.version);
            Effect::ask(question, move |yes| if yes { Msg::Left(ticket, version, None) } else { Msg::Kept })
        })
    }
}

pub(super) fn left(ticket: TicketId, version: i64, approval: Option<Approval>) -> Effect<Msg> {
    Effect::write("ticket", move |desk| async move {
        let asked = Asked { request: Some(RequestId::new()), approval };
        let leave = LeaveQueue { ticket, version: Some(version) };
        Msg::Gone(ticket, version, desk.act_as(leave, asked).await)
    })
}

/// They are gone, or somebody has to sign for what nobody will pay.
pub(super) fn gone(ticket: TicketId, version: i64, done: &Done<Ticket>, cx: &Cx) -> Effect<Msg> {
    let refusal = done.as_ref().err().and_then(|fault| fault.refusal());
    let asks = refusal.and_then(|refusal| Approve::sign(refusal, Permission::PaymentWriteOff, cx));
    if let Some(asks) = asks {
        return Effect::ask(asks, move |by| Msg::Left(ticket, version, Some(by.approval)));
    }
    let label = done.as_ref().map_or("", |ticket| ticket.label.as_str());
    said("queue-left", label, done, cx)
}
