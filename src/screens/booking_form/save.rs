//! Saves the booking; a refusal keeps everything that was typed and offers what is near.

use super::{BookingForm, Msg, Purpose};
use crate::app::{Cx, Effect, Why};
use crate::desk::booking::{Book, Booked, MoveBooking};
use crate::desk::{Asked, Done, SOURCES};
use crate::domain::booking::Source;
use crate::domain::id::BookingId;
use crate::domain::refusal::Refusal;
use crate::screens::call_off::{CallOff, Signed, became, late_stake};
use crate::screens::refused;
use crate::ui::Notice;

/// Refusals another time would help against.
const TAKEN: &[&str] = &[
    "booking.staff_taken",
    "booking.room_taken",
    "booking.patient_taken",
    "booking.outside_hours",
    "booking.off",
    "booking.nobody_free",
    "booking.one_overbook",
    "date.past",
];

impl BookingForm {
    /// Reads every box; marks the first that is not right.
    pub(super) fn save(&mut self, signed: Option<Signed>, cx: &Cx) -> Effect<Msg> {
        let missing = |what: bool, code, field| what.then(|| Refusal::at(code, field));
        let or_none = |field, none, unknown| if self.form.value(field).is_empty() { none } else { unknown };
        let who = or_none("patient", "booking.no_patient", "patient.unknown");
        let what = or_none("treatment", "booking.no_treatment", "treatment.unknown");
        let refusal = missing(self.patient.is_none(), who, "patient")
            .or_else(|| missing(self.treatment.is_none(), what, "treatment"))
            .or_else(|| missing(self.nobody(), "staff.unknown", "staff"))
            .or_else(|| self.at_time(cx).err())
            .or_else(|| self.asked.note(self.form.value("note")).err());
        if let Some(refusal) = refusal {
            return self.mark(&refusal, cx);
        }
        let (Some(patient), Some(treatment), Ok(starts_at)) =
            (&self.patient, self.treatment, self.at_time(cx))
        else {
            return Effect::None;
        };
        let (patient, staff) = (patient.id, self.staff);
        let note = self.form.value("note").to_owned();
        let (override_reason, deposit, approval) = signed.as_ref().map(Signed::parts).unwrap_or_default();
        self.deposit = deposit.or(self.deposit);
        let (asked, signed) = (Asked { request: Some(self.request), approval }, signed.map(Box::new));
        match self.purpose {
            Purpose::Book { instead_of } => {
                let source = self.source(instead_of);
                let book = Book {
                    patient,
                    treatment,
                    staff,
                    starts_at,
                    source,
                    note,
                    override_reason,
                    rebooked_from: instead_of,
                };
                Effect::write("book", move |desk| async move {
                    Msg::Saved(signed, Box::new(desk.act_as(book, asked).await))
                })
            }
            Purpose::Move { booking, version, .. } => {
                let book = MoveBooking {
                    booking,
                    version: Some(version),
                    starts_at,
                    staff,
                    override_reason,
                    deposit: self.deposit,
                    undo: false,
                };
                Effect::write("book", move |desk| async move {
                    Msg::Saved(signed, Box::new(desk.act_as(book, asked).await))
                })
            }
        }
    }

    pub(super) fn saved(&mut self, signed: Option<Box<Signed>>, done: Done<Booked>, cx: &Cx) -> Effect<Msg> {
        let fault = match done {
            Ok(booked) => {
                if self.form.field("source").is_some() {
                    cx.desk.remember_source(self.form.chosen("source"));
                }
                // Whoever moves one knows where from: they say it, and how it is undone.
                if self.moves_one() {
                    return Effect::answer::<Self>(booked);
                }
                let name = self.patient.as_ref().map_or("", |patient| patient.name.as_str());
                let at = cx.look.moment(booked.starts_at.local(cx.zone));
                let staff = booked.staff_name.as_str();
                let facts = [("name", name.into()), ("at", at.into()), ("staff", staff.into())];
                let said = became(cx.fill("booking-made", &facts), &booked, cx);
                return Effect::say(Notice::done(said)).and(Effect::answer::<Self>(booked));
            }
            Err(fault) => fault,
        };
        let again = signed.and_then(|signed| Some((signed.again(&fault, cx)?, signed)));
        if let Some((question, signed)) = again {
            // Whoever leaves that question is asked from the beginning.
            self.deposit = self.deposit.filter(|_| matches!(*signed, Signed::Aside(_)));
            return Effect::ask(question, move |by| Msg::Signed(signed.by(by)));
        }
        match fault.refusal() {
            Some(_) if refused::is_old(&fault) => refused::show(&fault, &mut self.form, cx),
            Some(refusal) if late_stake(refusal).is_some() => {
                let Some(stake) = late_stake(refusal) else { return Effect::None };
                let name = self.patient.as_ref().map_or("", |patient| patient.name.as_str());
                let at = self.at_time(cx).map(|at| cx.look.moment(at.local(cx.zone)));
                let facts = [("name", name.into()), ("at", at.unwrap_or_default().into())];
                let ask = CallOff::late_move(cx.fill("deposit-late_move", &facts), stake);
                Effect::ask(ask, |decided| Msg::Signed(Signed::Deposit(decided)))
            }
            Some(refusal) => self.mark(&refusal.clone(), cx),
            None => Effect::say(refused::notice(&fault, cx)),
        }
    }

    /// Marks the box that is meant. Where the time is taken, the nearest free ones are offered.
    fn mark(&mut self, refusal: &Refusal, cx: &Cx) -> Effect<Msg> {
        let taken = TAKEN.contains(&refusal.code);
        let mut here = refusal.clone();
        if taken {
            here.field = Some("time");
            self.clash = self.at_time(cx).ok();
            self.aside.keep(Some(&here));
        }
        if !self.form.refuse(&here, &cx.look) {
            return Effect::say(cx.refused(refusal));
        }
        self.entered(cx)
    }

    /// How the booking came in; one that makes up for another says so itself.
    fn source(&self, instead_of: Option<BookingId>) -> Source {
        let came_by = SOURCES.get(self.form.chosen("source")).copied().unwrap_or(Source::Phone);
        if instead_of.is_some() { Source::Rebook } else { came_by }
    }

    pub(super) fn may_set_aside(&self, cx: &Cx) -> Result<(), Why> {
        if self.clash.is_some() { self.aside.ready(cx) } else { Err(Why::Not) }
    }

    /// Books over what stands in the way, with a PIN and a reason.
    pub(super) fn set_aside(&mut self, cx: &Cx) -> Effect<Msg> {
        self.aside.question(cx).map_or(Effect::None, |question| {
            Effect::ask(question, |approved| Msg::Signed(Signed::Aside(approved)))
        })
    }
}
