//! A visit that cannot begin as it stands: somebody who can is named for it, and what stands in their way is set aside by
//! whoever may, with a PIN and a reason.

use super::undo::{Back, Last, Undo};
use super::{Day, Msg};
use crate::app::{Cx, Effect, Why};
use crate::desk::booking::DayRow;
use crate::desk::queue::Ticket;
use crate::desk::ticket::ServeTicket;
use crate::desk::{Asked, Done, Fault};
use crate::domain::id::{RequestId, StaffId, TicketId};
use crate::domain::permission::Permission;
use crate::screens::approve::Approved;
use crate::screens::aside::{self, Aside};
use crate::screens::pick::{Choice, Pick};
use crate::screens::places::needs;
use crate::screens::{alerts, queue, refused};
use crate::ui::{Notice, Sentence};

/// The visit of somebody with a number, and how it is to begin.
#[derive(Debug, Clone)]
pub struct Begin {
    row: Box<DayRow>,
    ticket: TicketId,
    /// Who was named for it.
    staff: Option<StaffId>,
    /// Whether the alerts were read, once that was asked.
    seen: Option<bool>,
    /// Hours or another booking are set aside, for the one who is named.
    signed: Option<Approved>,
}

impl Day {
    /// It could not begin: who treats is asked, or how what stands in the way is set aside; none where nothing helps.
    pub(super) fn held_up(&mut self, patient: &str, fault: &Fault, cx: &Cx) -> Option<Effect<Msg>> {
        let row = self.row().filter(|row| row.patient == patient)?.clone();
        let (ticket, staff) = (row.ticket_id?, row.staff_id);
        let begin = Begin { ticket, staff, seen: None, row: Box::new(row), signed: None };
        needs(cx, Permission::QueueRun).ok()?;
        self.offers(begin, fault, cx)
    }

    fn offers(&mut self, begin: Begin, fault: &Fault, cx: &Cx) -> Option<Effect<Msg>> {
        let refusal = fault.refusal()?;
        let roster = std::sync::Arc::clone(&self.sheet.as_ref()?.roster);
        let who = queue::who_can(&roster, Some(begin.row.treatment_id));
        // All who can are away, or at work with somebody else: one is named, over whom it begins.
        let unnamed = begin.staff.is_none() && who.len() > 1;
        let nobody = aside::nobody(refusal) && !who.is_empty();
        if nobody || unnamed && aside::stands(refusal) {
            let title = Sentence::fill("queue-who_treats_them", &[("patient", (&begin.row.patient).into())]);
            let choices: Vec<Choice> =
                who.iter().map(|staff| queue::choice(&roster, *staff, cx.today(), cx)).collect();
            let asks = Effect::ask(Pick::worded(title, choices), move |nth| {
                Msg::Begin(Begin { staff: who.get(nth).copied(), ..begin })
            });
            return Some(Effect::say(refused::notice(fault, cx)).and(asks));
        }
        let staff = begin.staff.or(if let [one] = who[..] { Some(one) } else { None })?;
        let mut aside = Aside::default();
        aside.keep(Some(refusal));
        aside.ready(cx).ok()?;
        let said = Effect::say(aside.notice(fault, "day.override", cx));
        self.aside = Some((Begin { staff: Some(staff), ..begin }, aside));
        Some(said)
    }

    pub(super) fn sets_aside(&self, cx: &Cx) -> Result<(), Why> {
        let here = self.in_hand();
        let (_, aside) =
            self.aside.as_ref().filter(|(begin, _)| Some(begin.row.id) == here).ok_or(Why::Not)?;
        aside.ready(cx)
    }

    /// Begins over what stands in the way.
    pub(super) fn set_aside(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some((begin, aside)) = self.aside.take() else { return Effect::None };
        let Some(question) = aside.question(cx) else { return Effect::None };
        Effect::ask(question.about(begin.row.patient.as_str()), move |signed| {
            Msg::Begin(Begin { signed: Some(signed), ..begin })
        })
    }

    pub(super) fn begin(&mut self, begin: Begin) -> Effect<Msg> {
        self.aside = None;
        if begin.seen == Some(false) {
            return Effect::None;
        }
        let (override_reason, approval) =
            begin.signed.clone().map(|signed| (signed.reason, signed.approval)).unzip();
        let act = ServeTicket {
            ticket: begin.ticket,
            version: begin.row.ticket_version,
            treatment: None,
            staff: begin.staff,
            alerts_seen: begin.seen == Some(true),
            override_reason,
        };
        let asked = Asked { request: Some(RequestId::new()), approval };
        Effect::write("visit", |desk| async move { Msg::Began(begin, desk.act_as(act, asked).await) })
    }

    pub(super) fn began(&mut self, begin: Begin, done: Done<Ticket>, cx: &Cx) -> Effect<Msg> {
        let Err(fault) = done else {
            let (booking, version, name) = (begin.row.id, begin.row.version, begin.row.patient.clone());
            self.last = Some(Last::of(Undo { booking, version, name, back: Back::Begun }));
            let said = cx.fill("day-started", &[("name", (&begin.row.patient).into())]);
            return Effect::say(Notice::done(said));
        };
        if let Some(refusal) = fault.refusal().filter(|refusal| refusal.code == "booking.alerts") {
            let patient = begin.row.patient.clone();
            return alerts::ask(refusal, &patient, move |seen| {
                Msg::Begin(Begin { seen: Some(seen), ..begin })
            });
        }
        if let Some(signed) = &begin.signed
            && let Some(asks) = signed.again(&fault, Permission::BookingOverride, cx)
        {
            return Effect::ask(asks, move |by| Msg::Begin(Begin { signed: Some(by), ..begin }));
        }
        let no = Effect::say(refused::notice(&fault, cx));
        self.offers(begin, &fault, cx).unwrap_or(no)
    }
}
