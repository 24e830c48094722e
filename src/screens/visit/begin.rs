//! A visit that cannot begin as it stands: somebody who can is named for it, and what stands in their way is set aside by
//! whoever may, with a PIN and a reason.

use super::{Msg, Visit};
use crate::app::{Cx, Effect};
use crate::desk::booking::Booked;
use crate::desk::queue::{OpenQueue, Ticket};
use crate::desk::ticket::ServeTicket;
use crate::desk::visit::StartVisit;
use crate::desk::{Asked, Desk, Done, Fault};
use crate::domain::id::{BookingId, RequestId, StaffId, TicketId};
use crate::domain::permission::Permission;
use crate::screens::approve::Approved;
use crate::screens::pick::{Choice, Pick};
use crate::screens::places::needs;
use crate::screens::{alerts, aside, queue, refused};
use crate::ui::{Notice, Sentence};

/// The visit of somebody with a number, and how it is to begin.
#[derive(Debug, Clone)]
pub struct Begin {
    ticket: Waits,
    /// Who was named for it.
    staff: Option<StaffId>,
    /// Whether the alerts were read, once that was asked.
    seen: Option<bool>,
    /// Hours or another booking are set aside, for the one who is named.
    signed: Option<Approved>,
}

/// The number a visit waits with today, and the version of it that was seen.
pub type Waits = (TicketId, i64);

async fn number(desk: &Desk, booking: BookingId) -> Option<Waits> {
    let lines = desk.ask(OpenQueue {}).await.ok()?.lines;
    let row = lines.iter().map(|line| &line.ticket).find(|row| row.booking_id == Some(booking))?;
    Some((row.id, row.version))
}

impl Visit {
    pub(super) fn start(&self, alerts_seen: bool) -> Effect<Msg> {
        let (booking, version) = self.id();
        let start = StartVisit { booking, version, staff: None, alerts_seen, override_reason: None };
        let asked = Asked::once(RequestId::new());
        Effect::write("visit", move |desk| async move {
            let done = desk.act_as(start, asked).await;
            let ticket = if done.is_err() { number(&desk, booking).await } else { None };
            Msg::Started(ticket, Box::new(done))
        })
    }

    pub(super) fn started(&mut self, ticket: Option<Waits>, done: Done<Booked>, cx: &Cx) -> Effect<Msg> {
        let staff = self.card.as_ref().and_then(|card| card.booking.staff_id);
        let begin = ticket.map(|ticket| Begin { ticket, staff, seen: None, signed: None });
        let offer = begin.zip(done.as_ref().err()).and_then(|(begin, fault)| self.offers(begin, fault, cx));
        offer.unwrap_or_else(|| self.did("day-started", None, done, cx))
    }

    /// Asks who treats, or for what sets aside what stands in the way; none where nothing helps.
    fn offers(&self, begin: Begin, fault: &Fault, cx: &Cx) -> Option<Effect<Msg>> {
        needs(cx, Permission::QueueRun).ok()?;
        let (refusal, card, roster) = (fault.refusal()?, self.card.as_ref()?, self.roster.as_ref()?);
        let patient = card.patient.name.as_str();
        let who = queue::who_can(roster, Some(card.booking.treatment_id));
        let unnamed = begin.staff.is_none() && who.len() > 1;
        let nobody = aside::nobody(refusal) && !who.is_empty();
        if nobody || unnamed && aside::stands(refusal) {
            let title = Sentence::fill("queue-who_treats_them", &[("patient", patient.into())]);
            let choices: Vec<Choice> =
                who.iter().map(|staff| queue::choice(roster, *staff, cx.today(), cx)).collect();
            let asks = Effect::ask(Pick::worded(title, choices), move |nth| {
                Msg::Begin(Begin { staff: who.get(nth).copied(), ..begin })
            });
            return Some(Effect::say(refused::notice(fault, cx)).and(asks));
        }
        let staff = begin.staff.or(if let [one] = who[..] { Some(one) } else { None })?;
        let question = aside::at_once(begin.signed.as_ref(), fault, patient, cx)?;
        Some(Effect::ask(question, move |by| {
            Msg::Begin(Begin { staff: Some(staff), signed: Some(by), ..begin })
        }))
    }

    pub(super) fn begin(begin: Begin) -> Effect<Msg> {
        if begin.seen == Some(false) {
            return Effect::None;
        }
        let (override_reason, approval) =
            begin.signed.clone().map(|signed| (signed.reason, signed.approval)).unzip();
        let act = ServeTicket {
            ticket: begin.ticket.0,
            version: Some(begin.ticket.1),
            treatment: None,
            staff: begin.staff,
            alerts_seen: begin.seen == Some(true),
            override_reason,
        };
        let asked = Asked { request: Some(RequestId::new()), approval };
        Effect::write(
            "visit",
            |desk| async move { Msg::Began(begin, Box::new(desk.act_as(act, asked).await)) },
        )
    }

    pub(super) fn began(&mut self, begin: Begin, done: &Done<Ticket>, cx: &Cx) -> Effect<Msg> {
        self.mine = done.is_ok();
        let Err(fault) = done else {
            let name = self.card.as_ref().map_or("", |card| card.patient.name.as_str());
            return Effect::say(Notice::done(cx.fill("day-started", &[("name", name.into())])));
        };
        if let Some(refusal) = fault.refusal().filter(|refusal| refusal.code == "booking.alerts") {
            let name = self.card.as_ref().map_or("", |card| card.patient.name.as_str());
            return alerts::ask(refusal, name, move |seen| Msg::Begin(Begin { seen: Some(seen), ..begin }));
        }
        let no = || Effect::say(refused::notice(fault, cx));
        self.offers(begin, fault, cx).unwrap_or_else(no)
    }
}
