//! What is done to one visit.

use super::undo::UNDONE;
use super::{Msg, Signed, Visit};
use crate::app::{Cx, Effect, Why};
use crate::desk::assign::AssignBooking;
use crate::desk::booking::Booked;
use crate::desk::visit::{Arrive, CancelBooking, ConfirmBooking, FinishVisit, LeaveVisit, MarkNoShow};
use crate::desk::visit_card::VisitCard;
use crate::desk::{Approval, Asked, Change, Done, Fault};
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, RequestId, StaffId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::alerts;
use crate::screens::approve::{Approve, Approved};
use crate::screens::aside;
use crate::screens::booking_form::{BookingForm, Moved, moved};
use crate::screens::call_off::{CallOff, Decided, Stake, did, is_late, may_be_missed};
use crate::screens::note::EditNote;
use crate::screens::pick::{Choice, Pick};
use crate::screens::places::{self, needs};
use crate::screens::queue;
use crate::screens::reason::Reason;
use crate::screens::whose::Whose;
use crate::ui::{Notice, Sentence};

/// What is asked for: another treatment, somebody else.
type Wanted = (Option<TreatmentId>, Option<StaffId>);

/// Says that somebody or something else was assigned.
const ASSIGNED: &str = "visit-assigned";

/// Says that the note was written.
pub(super) const NOTED: &str = "visit-noted";

/// Changes the visit; `said` is the id of the line that says so.
pub(super) fn change<A: Change<Output = Booked>>(said: &'static str, act: A) -> Effect<Msg> {
    change_as(said, act, None)
}

fn change_as<A: Change<Output = Booked>>(
    said: &'static str,
    act: A,
    approval: Option<Approval>,
) -> Effect<Msg> {
    write(said, act, approval, None)
}

/// Changes the visit as it was said; where that takes a PIN, or another one, the same is asked about again.
fn signed<A: Change<Output = Booked>>(
    said: &'static str,
    act: A,
    approval: Option<Approval>,
    signed: Signed,
) -> Effect<Msg> {
    write(said, act, approval, Some(Box::new(signed)))
}

fn write<A: Change<Output = Booked>>(
    said: &'static str,
    act: A,
    approval: Option<Approval>,
    signed: Option<Box<Signed>>,
) -> Effect<Msg> {
    let asked = Asked { request: Some(RequestId::new()), approval };
    Effect::write("visit", move |desk| async move {
        Msg::Did(said, signed, Box::new(desk.act_as(act, asked).await))
    })
}

impl Visit {
    pub(super) fn here(&self) -> Result<&VisitCard, Why> {
        self.card.as_deref().ok_or(Why::Not)
    }

    pub(super) fn id(&self) -> (BookingId, Option<i64>) {
        (self.booking, self.card.as_ref().map(|card| card.booking.version))
    }

    fn may_step(&self, cx: &Cx, permission: Permission, to: Status) -> Result<(), Why> {
        needs(cx, permission)?;
        self.here()?.booking.status.step(to).map_err(Why::Refused)
    }

    pub(super) fn steps(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::VisitRun)?;
        match self.here()?.booking.status {
            Status::Done => Err(Why::Because("day-is_done")),
            Status::Cancelled | Status::Left => Err(Why::Because("day-is_off")),
            _ => Ok(()),
        }
    }

    /// The next status; the alerts were read on this very screen, but are asked for all the same.
    pub(super) fn step(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(card) = self.card.as_deref() else { return Effect::None };
        let (booking, version) = self.id();
        match card.booking.status {
            Status::Booked | Status::Confirmed | Status::NoShow => {
                change("day-arrived", Arrive { booking, version })
            }
            Status::Arrived if is_late(card.booking.business_day, cx) => {
                let title = self.sentence("day-finish_title", cx);
                Effect::ask(Reason::new(title).once(cx), |given| Msg::Late(given.into()))
            }
            // Alerts are read out once nothing else stands in the way: the desk asks for them.
            Status::Arrived => self.start(card.patient.alerts.is_empty()),
            Status::InService => {
                change("day-finished", FinishVisit { booking, version, late_reason: String::new() })
            }
            Status::Done | Status::Cancelled | Status::Left => Effect::None,
        }
    }

    pub(super) fn pays(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::PaymentTake)?;
        self.here().map(|_| ())
    }

    pub(super) fn pay(&mut self, _: &Cx) -> Effect<Msg> {
        places::pay(self.booking)
    }

    pub(super) fn opens_patient(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::PatientOpen)?;
        self.here().map(|_| ())
    }

    pub(super) fn open_patient(&mut self, _: &Cx) -> Effect<Msg> {
        self.card.as_ref().map_or(Effect::None, |card| places::patient(card.patient.id))
    }

    pub(super) fn reads_health(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::HealthNoteRead)?;
        self.here().map(|_| ())
    }

    pub(super) fn health(&mut self, _: &Cx) -> Effect<Msg> {
        let patient = self.card.as_ref().map(|card| &card.patient);
        patient.map_or(Effect::None, |patient| places::health_notes(patient.id, &patient.name))
    }

    pub(super) fn assigns(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::VisitRun)?;
        if self.here()?.booking.status.terminal() { Err(Why::Because("visit-ended")) } else { Ok(()) }
    }

    /// Another treatment: its price and minutes of today are taken.
    pub(super) fn treatment(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(roster) = &self.roster else { return Effect::None };
        let on_sale: Vec<_> = roster.treatments.iter().filter(|row| row.active).collect();
        let ids: Vec<TreatmentId> = on_sale.iter().map(|row| row.id).collect();
        let choices = on_sale.iter().map(|row| {
            let (minutes, price) = (row.minutes, row.price);
            let lasts = Sentence::of(move |look| {
                let (lasts, dot) = (look.words.span(minutes), look.theme.glyphs.dot);
                format!("{lasts} {dot} {}", look.currency.shown(price))
            });
            Choice::said(row.name.as_str(), lasts, cx)
        });
        Effect::ask(Pick::new("visit-pick_treatment", choices.collect()), move |nth| Msg::Treatment(ids[nth]))
    }

    pub(super) fn staff(&mut self, cx: &Cx) -> Effect<Msg> {
        let (Some(roster), Some(card)) = (&self.roster, &self.card) else { return Effect::None };
        let ids = roster.can(card.booking.treatment_id).to_vec();
        let day = card.booking.business_day;
        let choices = ids.iter().map(|id| queue::choice(roster, *id, day, cx));
        Effect::ask(Pick::new("visit-pick_staff", choices.collect()), move |nth| Msg::Staff(ids[nth]))
    }

    pub(super) fn assign(&mut self, wanted: Wanted, approved: Option<Approved>) -> Effect<Msg> {
        self.wanted = wanted;
        self.aside.forget();
        let (booking, version) = self.id();
        let (treatment, staff) = wanted;
        let (signed, approval) = approved.map(|yes| ((yes.asked, yes.reason), yes.approval)).unzip();
        self.signed = signed.unwrap_or_default();
        let override_reason = Some(self.signed.1.clone()).filter(|why| !why.is_empty());
        let assign = AssignBooking { booking, version, treatment, staff, override_reason };
        change_as(ASSIGNED, assign, approval)
    }

    /// Assigns over what stands in the way, with a PIN and a reason.
    pub(super) fn set_aside(&mut self, cx: &Cx) -> Effect<Msg> {
        self.aside.question(cx).map_or(Effect::None, |question| Effect::ask(question, Msg::Approved))
    }

    pub(super) fn moves_it(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::BookingMake)?;
        if self.here()?.booking.status.pending() { Ok(()) } else { Err(Why::Because("day-not_pending")) }
    }

    /// Another time by typing it or by taking a free start.
    pub(super) fn move_it(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(card) = self.card.as_deref() else { return Effect::None };
        let staff = card.booking.staff_id;
        let name = self.roster.as_ref().zip(staff).map_or("", |(roster, staff)| roster.staff_name(staff));
        Effect::ask(BookingForm::moving(&Moved::of_card(card, name), cx), Msg::Moved)
    }

    pub(super) fn moved_to(&self, booked: &Booked, cx: &Cx) -> Effect<Msg> {
        let name = self.card.as_ref().map_or("", |card| card.patient.name.as_str());
        Effect::say(moved::said(name, booked, cx))
    }

    pub(super) fn edits(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::BookingMake)?;
        self.here().map(|_| ())
    }

    pub(super) fn edit_note(&mut self, _: &Cx) -> Effect<Msg> {
        let form = self.card.as_deref().map(EditNote::of);
        form.map_or(Effect::None, |form| Effect::ask(form, Msg::Noted))
    }

    pub(super) fn cancels(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::BookingCancel, Status::Cancelled)
    }

    /// What of the visit's money is at stake when it does not happen.
    fn stake(&self) -> Option<Stake> {
        let bill = self.card.as_ref()?.bill.as_ref()?;
        (bill.held > Money::ZERO).then_some(Stake { held: bill.held, unverified: bill.unverified })
    }

    pub(super) fn cancel(&mut self, cx: &Cx) -> Effect<Msg> {
        let title = self.sentence("day-cancel_title", cx);
        let starts = self.card.as_ref().map(|card| card.booking.starts_at);
        if let Some((starts, stake)) = starts.zip(self.stake()) {
            return Effect::ask(CallOff::cancel(title, stake, starts).once(cx), Msg::Cancel);
        }
        Effect::ask(Reason::by(title, &["reason-patient", "reason-clinic"]).once(cx), |given| {
            Msg::Cancel(given.into())
        })
    }

    pub(super) fn cancel_for(&self, decided: Decided) -> Effect<Msg> {
        let (booking, version) = self.id();
        let Decided { by, reason, deposit, approval, .. } = decided.clone();
        let cancel = CancelBooking { booking, version, by: Some(by), reason, deposit };
        signed("day-cancelled", cancel, approval, Signed::Cancel(decided))
    }

    pub(super) fn confirms(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::BookingMake, Status::Confirmed)
    }

    pub(super) fn confirm(&mut self, cx: &Cx) -> Effect<Msg> {
        let (booking, version) = self.id();
        let bill = self.card.as_ref().and_then(|card| card.bill.as_ref());
        if let Some(needed) = bill.map(|bill| bill.deposit_needed).filter(|needed| *needed > Money::ZERO) {
            let facts = [("amount", cx.look.currency.shown(needed).into())];
            let ask = Approve::new(Sentence::fill("deposit-confirm", &facts), Permission::DepositWaive, cx);
            return Effect::ask(ask, Msg::Confirm);
        }
        change("day-confirmed", ConfirmBooking { booking, version, without_deposit: String::new() })
    }

    /// Confirmed although its deposit was not paid.
    pub(super) fn confirm_without(&self, approved: Approved) -> Effect<Msg> {
        let (booking, version) = self.id();
        let act = ConfirmBooking { booking, version, without_deposit: approved.reason.clone() };
        let approval = Some(approved.approval.clone());
        signed("day-confirmed", act, approval, Signed::Confirm(approved))
    }

    pub(super) fn misses(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::BookingCancel, Status::NoShow)?;
        may_be_missed(self.here()?.booking.starts_at, cx)
    }

    pub(super) fn no_show(&mut self, cx: &Cx) -> Effect<Msg> {
        if let Some(stake) = self.stake() {
            let title = self.sentence("day-missed_title", cx);
            return Effect::ask(CallOff::no_show(title, stake), Msg::Missed);
        }
        self.missed_for(Decided::plain())
    }

    pub(super) fn missed_for(&self, decided: Decided) -> Effect<Msg> {
        let (booking, version) = self.id();
        let missed = MarkNoShow { booking, version, deposit: decided.deposit };
        signed("day-missed", missed, decided.approval.clone(), Signed::Missed(decided))
    }

    pub(super) fn leaves(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::VisitRun, Status::Left)
    }

    pub(super) fn leave(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(Reason::new(self.sentence("day-leave_title", cx)).once(cx), |given| {
            Msg::Left(given.into())
        })
    }

    pub(super) fn finish_for(&self, decided: Decided) -> Effect<Msg> {
        let (booking, version) = self.id();
        let finish = FinishVisit { booking, version, late_reason: decided.reason.clone() };
        signed("day-finished", finish, decided.approval.clone(), Signed::Late(decided))
    }

    pub(super) fn leave_for(&self, decided: Decided) -> Effect<Msg> {
        let (booking, version) = self.id();
        let leave = LeaveVisit { booking, version, reason: decided.reason.clone() };
        signed("day-left", leave, decided.approval.clone(), Signed::Left(decided))
    }

    /// Asks for the PIN of an assignment; and why, where it sets a rule aside.
    fn to_sign(&self, refusal: &Refusal, cx: &Cx) -> Option<Approve> {
        let (asked, why) = &self.signed;
        if why.is_empty() {
            let asks = Approve::sign(refusal, Permission::BookingOverride, cx)?;
            return Some(asks.still(refusal, asked));
        }
        Approve::again(&Fault::Refused(refusal.clone()), (asked, why), Permission::BookingOverride, cx)
    }

    pub(super) fn did(
        &mut self,
        said: &'static str,
        signed: Option<Box<Signed>>,
        done: Done<Booked>,
        cx: &Cx,
    ) -> Effect<Msg> {
        let refusal = done.as_ref().err().filter(|_| said == ASSIGNED).and_then(Fault::refusal);
        // What only has to be signed is asked about at once, in its own words.
        let asks = refusal.and_then(|refusal| self.to_sign(refusal, cx));
        self.aside.keep(refusal.filter(|refusal| aside::stands(refusal)));
        // What `undo` takes back is a step that was taken here, and was not itself an undo.
        self.mine = done.is_ok() && ![ASSIGNED, UNDONE, NOTED].contains(&said);
        let name = self.card.as_ref().map_or("", |card| card.patient.name.as_str());
        match done {
            Ok(booked) => Effect::say(Notice::done(did(said, name, &booked, cx))),
            Err(Fault::Refused(refusal)) if refusal.code == "booking.alerts" => {
                alerts::ask(&refusal, name, Msg::Alerts)
            }
            Err(_) if asks.is_some() => asks.map_or(Effect::None, |asks| Effect::ask(asks, Msg::Approved)),
            Err(fault) => signed
                .and_then(|signed| signed.again(&fault, cx))
                .unwrap_or_else(|| Effect::say(self.aside.notice(&fault, "visit.override", cx))),
        }
    }

    fn sentence(&self, id: &'static str, cx: &Cx) -> Sentence {
        self.whose().map_or_else(Sentence::default, |whose| whose.said(id, cx))
    }

    /// What is said of the visit in a sentence.
    pub(super) fn whose(&self) -> Option<Whose> {
        let (card, roster) = (self.card.as_ref()?, self.roster.as_ref()?);
        let treatment = roster.treatment(card.booking.treatment_id).map_or("", |row| row.name.as_str());
        let (name, starts_at) = (card.patient.name.clone(), card.booking.starts_at);
        Some(Whose { name, treatment: treatment.to_owned(), starts_at })
    }
}

impl Signed {
    /// Asks for another PIN, where the one that was given does not do.
    fn again(self, fault: &Fault, cx: &Cx) -> Option<Effect<Msg>> {
        Some(match self {
            Self::Confirm(approved) => {
                let asks = approved.again(fault, Permission::DepositWaive, cx)?;
                Effect::ask(asks, Msg::Confirm)
            }
            Self::Cancel(decided) => {
                Effect::ask(decided.again(fault, cx)?, move |by| Msg::Cancel(decided.signed(by)))
            }
            Self::Missed(decided) => {
                Effect::ask(decided.again(fault, cx)?, move |by| Msg::Missed(decided.signed(by)))
            }
            Self::Left(decided) => {
                Effect::ask(decided.again(fault, cx)?, move |by| Msg::Left(decided.signed(by)))
            }
            Self::Late(decided) => {
                Effect::ask(decided.again(fault, cx)?, move |by| Msg::Late(decided.signed(by)))
            }
        })
    }
}
