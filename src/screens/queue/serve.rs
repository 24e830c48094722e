//! Beginning to treat somebody who waits: asks only for what is not known yet, and shows the allergies
//! and alerts before anything begins.

use super::{Msg, Queue, once};
use crate::app::{Cx, Effect};
use crate::desk::queue::{Line, Ticket};
use crate::desk::ticket::ServeTicket;
use crate::desk::{Done, Roster};
use crate::domain::id::{StaffId, TicketId, TreatmentId};
use crate::domain::refusal::Detail;
use crate::screens::confirm::Confirm;
use crate::screens::pick::{Choice, Pick};
use crate::screens::refused;
use crate::ui::Notice;

/// What is known of a treatment that is about to begin.
#[derive(Debug, Clone)]
pub struct Serve {
    ticket: TicketId,
    version: i64,
    patient: String,
    treatment: Option<TreatmentId>,
    staff: Option<StaffId>,
    /// Whoever is free may do it.
    anybody: bool,
    alerts_seen: bool,
}

impl Serve {
    pub(super) fn of(line: &Line) -> Self {
        Self {
            ticket: line.ticket.id,
            version: line.ticket.version,
            patient: line.ticket.patient.clone(),
            treatment: line.ticket.treatment_id,
            staff: line.ticket.staff_id,
            anybody: false,
            alerts_seen: false,
        }
    }
}

impl Queue {
    /// Asks what is missing, then begins.
    pub(super) fn serve(&mut self, serve: Serve, cx: &Cx) -> Effect<Msg> {
        let Some(treatment) = serve.treatment else {
            let sold: Vec<_> = self.roster.treatments.iter().filter(|row| row.active).collect();
            let ids: Vec<TreatmentId> = sold.iter().map(|row| row.id).collect();
            let choices = sold.iter().map(|row| Choice::new(&row.name, cx.look.currency.shown(row.price)));
            let pick = Pick::new("queue-which_treatment", choices.collect());
            return Effect::ask(pick, move |row| {
                let treatment = ids.get(row).copied();
                Msg::Serve(Serve { treatment, ..serve })
            });
        };
        let who = who_can(&self.roster, Some(treatment));
        if serve.staff.is_none() && !serve.anybody && who.len() > 1 {
            let mut choices = vec![Choice::new(cx.text("queue-whoever_is_free"), "")];
            choices.extend(who.iter().map(|staff| choice(&self.roster, *staff)));
            return Effect::ask(Pick::new("queue-who_treats", choices), move |row| {
                let staff = row.checked_sub(1).and_then(|nth| who.get(nth).copied());
                Msg::Serve(Serve { staff, anybody: staff.is_none(), ..serve })
            });
        }
        let act = ServeTicket {
            ticket: serve.ticket,
            version: Some(serve.version),
            treatment: serve.treatment,
            staff: serve.staff,
            alerts_seen: serve.alerts_seen,
        };
        Effect::write("ticket", |desk| async move { Msg::Served(serve, desk.act_as(act, once()).await) })
    }
}

/// What came of it. Alerts are read out first, and then it begins.
pub(super) fn served(serve: Serve, done: &Done<Ticket>, cx: &Cx) -> Effect<Msg> {
    let refusal = match done {
        Ok(ticket) => {
            let facts = [("ticket", ticket.label.as_str().into()), ("patient", serve.patient.into())];
            return Effect::say(Notice::done(cx.fill("queue-served", &facts)));
        }
        Err(fault) => match fault.refusal().filter(|refusal| refusal.code == "booking.alerts") {
            Some(refusal) => refusal,
            None => return Effect::say(refused::notice(fault, cx)),
        },
    };
    let alerts = refusal.details.iter().find_map(|(name, detail)| match detail {
        Detail::Text(text) if *name == "alerts" => Some(text.as_str()),
        _ => None,
    });
    let facts = [("patient", serve.patient.as_str().into()), ("alerts", alerts.unwrap_or_default().into())];
    let question = Confirm::worded(cx.fill("queue-alerts_question", &facts), cx.text("queue-alerts_yes"));
    Effect::ask(
        question,
        move |seen| {
            if seen { Msg::Serve(Serve { alerts_seen: true, ..serve }) } else { Msg::Kept }
        },
    )
}

/// Who can do it; everybody who works here when it is not known yet what.
pub fn who_can(roster: &Roster, treatment: Option<TreatmentId>) -> Vec<StaffId> {
    match treatment {
        Some(treatment) => roster.can(treatment).to_vec(),
        None => roster.staff.iter().filter(|row| row.active).map(|row| row.id).collect(),
    }
}

/// Somebody of the staff, to choose from.
pub fn choice(roster: &Roster, staff: StaffId) -> Choice {
    let title = roster.staff(staff).map_or("", |row| row.title.as_str());
    Choice::new(roster.staff_name(staff), title)
}
