//! Beginning to treat somebody who waits: asks only for what is not known yet, and shows the allergies
//! and alerts before anything begins.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Msg, Queue, once};
use crate::app::{Cx, Effect};
use crate::desk::queue::{Line, Ticket};
use crate::desk::ticket::ServeTicket;
use crate::desk::{Asked, Done, Fault, Roster};
use crate::domain::id::{StaffId, TicketId, TreatmentId};
use crate::domain::refusal::{Detail, Refusal};
use crate::screens::approve::Approved;
use crate::screens::aside;
use crate::screens::confirm::Confirm;
use crate::screens::pick::{Choice, Pick};
use crate::screens::refused;
use crate::ui::{Notice, Sentence};

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
    /// Hours or another booking are set aside, for the one who is named.
    aside: Option<Approved>,
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
            aside: None,
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
            let pick = Pick::worded(
                Sentence::fill("queue-which_treatment_them", &[("patient", serve.patient.as_str().into())]),
                choices.collect(),
            );
            return Effect::ask(pick, move |row| {
                let treatment = ids.get(row).copied();
                Msg::Serve(Serve { treatment, ..serve })
            });
        };
        let who = who_can(&self.roster, Some(treatment));
        if serve.staff.is_none() && !serve.anybody && who.len() > 1 {
            return self.who(serve, who, cx);
        }
        let (override_reason, approval) =
            serve.aside.clone().map(|aside| (aside.reason, aside.approval)).unzip();
        let act = ServeTicket {
            ticket: serve.ticket,
            version: Some(serve.version),
            treatment: serve.treatment,
            staff: serve.staff,
            alerts_seen: serve.alerts_seen,
            override_reason,
        };
        let asked = Asked { approval, ..once() };
        Effect::write("ticket", |desk| async move { Msg::Served(serve, desk.act_as(act, asked).await) })
    }

    /// Offers who can treat the one in hand, and anybody.
    pub(super) fn transfer(&mut self, cx: &Cx) -> Effect<Msg> {
        let roster = Arc::clone(&self.roster);
        self.on_ticket(|line| {
            let (ticket, version) = (line.ticket.id, line.ticket.version);
            let who: Vec<StaffId> = who_can(&roster, line.ticket.treatment_id)
                .into_iter()
                .filter(|staff| Some(*staff) != line.ticket.staff_id)
                .collect();
            // Who already waits for anybody loses the wait for nothing.
            let anybody = line.ticket.staff_id.is_some() || who.is_empty();
            let mut choices = Vec::new();
            if anybody {
                choices.push(Choice::said(Sentence::text("queue-anybody"), "", cx));
            }
            choices.extend(who.iter().map(|staff| choice(&roster, *staff, cx.today(), cx)));
            Effect::ask(Pick::new("queue-transfer_to", choices), move |row| {
                let nth = if anybody { row.checked_sub(1) } else { Some(row) };
                Msg::Moved(ticket, version, nth.and_then(|nth| who.get(nth).copied()))
            })
        })
    }

    /// Says whom the number waits for now, what that does to the wait, and that it can be taken back.
    pub(super) fn given(&mut self, staff: Option<StaffId>, done: &Done<Ticket>, cx: &Cx) -> Effect<Msg> {
        self.did(done.as_ref().ok().map(|ticket| ticket.id), "");
        let label = done.as_ref().map_or("", |ticket| ticket.label.as_str());
        let name = staff.map(|staff| self.roster.staff_name(staff)).unwrap_or_default();
        let facts = [("ticket", label.into()), ("staff", name.into())];
        let said = if staff.is_some() { "queue-transferred" } else { "queue-transferred_any" };
        Effect::say(match done {
            Ok(_) => Notice::done(cx.fill(said, &facts)),
            Err(fault) => refused::notice(fault, cx),
        })
    }

    /// Asks who treats, of those who can.
    fn who(&self, serve: Serve, who: Vec<StaffId>, cx: &Cx) -> Effect<Msg> {
        let mut choices = vec![Choice::said(Sentence::text("queue-whoever_is_free"), "", cx)];
        choices.extend(who.iter().map(|staff| choice(&self.roster, *staff, cx.today(), cx)));
        let title = Sentence::fill("queue-who_treats_them", &[("patient", serve.patient.as_str().into())]);
        Effect::ask(Pick::worded(title, choices), move |row| {
            let staff = row.checked_sub(1).and_then(|nth| who.get(nth).copied());
            Msg::Serve(Serve { staff, anybody: staff.is_none(), ..serve })
        })
    }

    /// What came of it. Alerts are read out first, and then it begins; where whoever is free is nobody, somebody is
    /// named; what stands in the way of the one who is named is set aside by whoever may.
    pub(super) fn served(&self, serve: Serve, done: &Done<Ticket>, cx: &Cx) -> Effect<Msg> {
        let fault = match done {
            Ok(ticket) => {
                let facts = [("ticket", ticket.label.as_str().into()), ("patient", serve.patient.into())];
                return Effect::say(Notice::done(cx.fill("queue-served", &facts)));
            }
            Err(fault) => fault,
        };
        let no = || Effect::say(refused::notice(fault, cx));
        let Some(refusal) = fault.refusal() else { return no() };
        let who = who_can(&self.roster, serve.treatment);
        match refusal.code {
            "booking.alerts" => read_out(serve, refusal),
            _ if aside::nobody(refusal) && !who.is_empty() => no().and(self.who(serve, who, cx)),
            // All who can are at work with somebody else: one is named, over whom it begins.
            _ if serve.staff.is_none() && who.len() > 1 && aside::stands(refusal) => {
                no().and(self.who(serve, who, cx))
            }
            _ => set_aside(serve, fault, &who, cx).unwrap_or_else(no),
        }
    }
}

/// Asks for the PIN and the reason that set aside what stands in the way of the only one who can, or who was named.
fn set_aside(serve: Serve, fault: &Fault, who: &[StaffId], cx: &Cx) -> Option<Effect<Msg>> {
    let staff = serve.staff.or(if let [one] = who { Some(*one) } else { None })?;
    let question = aside::at_once(serve.aside.as_ref(), fault, &serve.patient, cx)?;
    Some(Effect::ask(question, move |by| Msg::Serve(Serve { staff: Some(staff), aside: Some(by), ..serve })))
}

/// Reads the alerts out: only then it begins.
fn read_out(serve: Serve, refusal: &Refusal) -> Effect<Msg> {
    let alerts = refusal.details.iter().find_map(|(name, detail)| match detail {
        Detail::Text(text) if *name == "alerts" => Some(text.as_str()),
        _ => None,
    });
    let facts = [("patient", serve.patient.as_str().into()), ("alerts", alerts.unwrap_or_default().into())];
    let question =
        Confirm::worded(Sentence::fill("queue-alerts_question", &facts), Sentence::text("queue-alerts_yes"));
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

/// Somebody of the staff, to choose from; it is said of whoever does not work that day.
pub fn choice(roster: &Roster, staff: StaffId, day: NaiveDate, cx: &Cx) -> Choice {
    let title = roster.staff(staff).map_or("", |row| row.title.as_str());
    if !roster.working(staff, day, &cx.desk.clinic()).is_empty() {
        return Choice::new(roster.staff_name(staff), title);
    }
    let title = title.to_owned();
    let said = Sentence::of(move |look| {
        let off = look.words.text("queue-off_today");
        if title.is_empty() { off.into_owned() } else { format!("{off} {} {title}", look.theme.glyphs.dot) }
    });
    Choice::said(roster.staff_name(staff), said, cx)
}
