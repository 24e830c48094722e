//! The last step of a number is taken back: at once where it was the last thing done here, else it is named and asked about.

use super::{Msg, Queue, step, visit};
use crate::app::{Cx, Effect};
use crate::desk::Done;
use crate::desk::queue::Line;
use crate::desk::ticket::UndoTicket;
use crate::desk::visit::UndoVisit;
use crate::domain::id::{BookingId, TicketId};
use crate::domain::queue::TicketStatus;
use crate::screens::confirm::Confirm;
use crate::screens::refused;
use crate::ui::{Sentence, Tone};

/// Says that a step was taken back.
pub(super) const UNDONE: &str = "queue-undone";

impl Queue {
    /// What was done to this number is the last thing done here. A step that was taken back is none.
    pub(super) fn did(&mut self, ticket: Option<TicketId>, said: &str) {
        self.mine = ticket.filter(|_| said != UNDONE);
    }

    pub(super) fn undo(&mut self, cx: &Cx) -> Effect<Msg> {
        // Since then something was refused: what they mean is not what they did before.
        let mine = self.mine.filter(|_| cx.heard == Some(Tone::Done));
        self.on_ticket(|line| {
            // Nobody asks about a number to which nothing was done yet: that is said.
            let untouched = line.ticket.version == 1;
            if mine == Some(line.ticket.id) || untouched {
                return take_back(line);
            }
            // Nobody is asked about what cannot be. Keys typed meanwhile are for the question.
            let (ticket, visit) = (line.ticket.id, of_visit(line));
            Effect::write("undoable", move |desk| async move {
                let can = match visit {
                    Some(booking) => desk.undoable(booking).await,
                    None => desk.undoable_number(ticket).await,
                };
                Msg::Undoable(ticket, can)
            })
        })
    }

    /// It can be taken back, and whoever is here is asked; or it stays, and why is said.
    pub(super) fn ask_undo(&self, ticket: TicketId, can: &Done<()>, cx: &Cx) -> Effect<Msg> {
        if let Err(fault) = can {
            return Effect::say(refused::notice(fault, cx));
        }
        let Some(line) = self.rows().find(|line| line.ticket.id == ticket) else { return Effect::None };
        let facts = [
            ("step", line.ticket.status.as_str().into()),
            ("ticket", line.label.as_str().into()),
            ("patient", line.ticket.patient.as_str().into()),
        ];
        let question = Confirm::worded(Sentence::fill("queue-undo_ask", &facts), Sentence::text("undo-yes"));
        Effect::ask(question, move |yes| if yes { Msg::TakeBack(ticket) } else { Msg::Kept })
    }

    /// It was asked about and answered.
    pub(super) fn undo_asked(&self, ticket: TicketId) -> Effect<Msg> {
        self.rows().find(|line| line.ticket.id == ticket).map_or(Effect::None, take_back)
    }
}

/// The visit that did what was done last with a number.
fn of_visit(line: &Line) -> Option<BookingId> {
    let by_visit =
        matches!(line.ticket.status, TicketStatus::Serving | TicketStatus::Done | TicketStatus::Left);
    line.ticket.booking_id.filter(|_| by_visit)
}

/// Takes back the last step: at the visit what the visit did, at the ticket the rest.
fn take_back(line: &Line) -> Effect<Msg> {
    match of_visit(line) {
        Some(booking) => {
            let version = line.ticket.booking_version;
            visit(UNDONE, line, UndoVisit { booking, version })
        }
        None => step(UNDONE, UndoTicket { ticket: line.ticket.id, version: Some(line.ticket.version) }),
    }
}
