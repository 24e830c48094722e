//! What is done to the bill and its payments.

use std::sync::Arc;

use super::deed::{Deed, DeedForm};
use super::{Msg, Payment, Row, discount, draw, line};
use crate::app::{Cx, Effect, Why};
use crate::desk::bill::{BillView, OpenBill, PaymentRow};
use crate::desk::line::VoidLine;
use crate::desk::void::voidable;
use crate::desk::{Approval, Asked, Change, Done};
use crate::domain::bill::LineKind;
use crate::domain::id::{BookingId, PaymentId, RequestId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::approve::{Approve, wants_pin};
use crate::screens::confirm::Confirm;
use crate::screens::places::{self, needs};
use crate::screens::reason::Reason;
use crate::screens::refused;
use crate::ui::{Form, Notice, Sentence};

/// The bill again, for a form that stands on an older one.
pub(super) fn again<M: Send + 'static>(
    form: &Form,
    booking: BookingId,
    read: fn(Box<Done<BillView>>) -> M,
) -> Effect<M> {
    if !form.is_old() {
        return Effect::None;
    }
    Effect::read("bill", move |desk| async move { read(Box::new(desk.ask(OpenBill { booking }).await)) })
}

/// Lines that are named of a bill: what is new on it stands last.
const NAMED: usize = 4;

/// What stands on the bill now, for a form that stood on an older one.
pub(super) fn there_is(bill: &BillView, cx: &Cx) -> String {
    let first = bill.lines.len().saturating_sub(NAMED);
    let named = (first..bill.lines.len()).map(|at| {
        format!("{} {}", draw::described(bill, at, cx), cx.look.currency.shown(bill.lines[at].amount))
    });
    let cut = (first > 0).then(|| cx.look.theme.glyphs.cut.to_owned());
    let lines: Vec<String> = cut.into_iter().chain(named).collect();
    let due = cx.look.currency.shown(bill.due);
    cx.fill("older-bill", &[("due", due.into()), ("lines", lines.join(", ").into())])
}

pub(super) fn change<A: Change>(said: &'static str, act: A) -> Effect<Msg> {
    Effect::write("bill", move |desk| async move {
        let asked = Asked::once(RequestId::new());
        Msg::Changed(said, desk.act_as(act, asked).await.map(|_| ()))
    })
}

/// Takes a line off the bill.
pub(super) fn take_off(act: VoidLine, approval: Option<Approval>) -> Effect<Msg> {
    Effect::write("bill", move |desk| async move {
        let asked = Asked { request: Some(RequestId::new()), approval };
        let done = desk.act_as(act.clone(), asked).await.map(|_| ());
        Msg::TakenOff(act, done)
    })
}

/// A treatment that was begun takes the PIN of somebody who may give it away.
pub(super) fn taken_off(act: VoidLine, done: Done<()>, cx: &Cx) -> Effect<Msg> {
    let fault = match done {
        Ok(()) => return Effect::say(Notice::done(cx.text("payment-taken_off"))),
        Err(fault) => fault,
    };
    match fault.refusal().filter(|refusal| wants_pin(refusal)) {
        Some(refusal) => {
            let approve = Approve::after(refusal, Permission::BillDiscountBeyond, cx);
            let approve = approve.because(&act.reason, cx);
            Effect::ask(approve, move |approved| Msg::TakeOffAs(act, approved))
        }
        None => Effect::say(refused::notice(&fault, cx)),
    }
}

impl Payment {
    pub(super) fn edits(&self, _: &Cx) -> Result<(), Why> {
        self.bill.as_ref().map(|_| ()).ok_or(Why::Not)
    }

    /// A row of the bill is in hand.
    pub(super) fn in_hand(&self) -> Result<(), Why> {
        if self.on_bill && self.bill.is_some() { Ok(()) } else { Err(Why::Not) }
    }

    pub(super) fn takes_off(&self, _: &Cx) -> Result<(), Why> {
        self.in_hand()?;
        match (self.here(), &self.bill) {
            (Some(Row::Line(at)), Some(bill)) if bill.lines[at].kind != LineKind::Rounding => Ok(()),
            _ => Err(Why::Not),
        }
    }

    pub(super) fn waits(&self, _: &Cx) -> Result<(), Why> {
        self.in_hand()?;
        self.on_payment()?;
        let waiting = self.payment().is_some_and(|(_, _, state, _)| state == Some(PaymentState::Waiting));
        if waiting { Ok(()) } else { Err(Why::Not) }
    }

    pub(super) fn fails(&self, _: &Cx) -> Result<(), Why> {
        self.in_hand()?;
        self.on_payment()?;
        let may = |(_, _, state, kind)| state != Some(PaymentState::Failed) && kind != MethodKind::Cash;
        if self.payment().is_some_and(may) { Ok(()) } else { Err(Why::Not) }
    }

    pub(super) fn prints(&self, _: &Cx) -> Result<(), Why> {
        self.in_hand()?;
        self.on_payment()
    }

    /// What is done to a payment says so on a line that is none.
    fn on_payment(&self) -> Result<(), Why> {
        self.payment().map(|_| ()).ok_or(Why::Because("payment-on_payment"))
    }

    /// The payment in hand: which, how much, what became of it, and how it was paid.
    fn payment(&self) -> Option<(PaymentId, Money, Option<PaymentState>, MethodKind)> {
        match (self.here()?, &self.bill) {
            (Row::Payment(at), Some(bill)) => {
                bill.payments.get(at).map(|one| (one.id, one.amount, one.state, one.method_kind))
            }
            _ => None,
        }
    }

    pub(super) fn add(&mut self, _: &Cx) -> Effect<Msg> {
        let version = self.bill.as_ref().map(|bill| bill.version);
        Effect::open(line::AddLine::new(self.booking, version, Arc::clone(&self.roster)))
    }

    pub(super) fn take_off(&mut self, cx: &Cx) -> Effect<Msg> {
        let (Some(Row::Line(at)), Some(bill)) = (self.here(), &self.bill) else { return Effect::None };
        let line = bill.lines[at].id;
        if bill.lines[at].kind == LineKind::Forfeit {
            let deed = Deed::GiveUp { booking: self.booking, version: Some(bill.version), line };
            return Effect::open(DeedForm::new(deed, bill.lines[at].amount, None, cx));
        }
        let what = [("line", draw::described(bill, at, cx).into())];
        Effect::ask(Reason::new(Sentence::fill("payment-take_off", &what)).once(cx), move |given| {
            Msg::TakeOff(line, given)
        })
    }

    pub(super) fn discount(&mut self, _: &Cx) -> Effect<Msg> {
        self.bill.as_ref().map_or(Effect::None, |bill| Effect::open(discount::Discount::on(bill, None)))
    }

    pub(super) fn verify(&mut self, cx: &Cx) -> Effect<Msg> {
        let (Some(Row::Payment(at)), Some(bill)) = (self.here(), &self.bill) else { return Effect::None };
        let (id, reference) = (bill.payments[at].id, bill.payments[at].reference.clone());
        let facts = [("amount", cx.look.currency.shown(bill.payments[at].amount).into())];
        let question = Confirm::worded(
            Sentence::fill("payment-verify_question", &facts),
            Sentence::text("payment-verify_yes"),
        );
        Effect::ask(question, move |yes| Msg::Arrived(id, reference, yes))
    }

    pub(super) fn fail(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some((payment, amount, ..)) = self.payment() else { return Effect::None };
        Effect::open(DeedForm::new(Deed::Fail { payment }, amount, None, cx))
    }

    pub(super) fn receipt(&mut self, _: &Cx) -> Effect<Msg> {
        match (self.here(), &self.bill) {
            (Some(Row::Payment(at)), Some(bill)) => places::receipt(bill.payments[at].receipt_id),
            _ => Effect::None,
        }
    }

    /// A discount of the line in hand alone.
    pub(super) fn discount_line(&mut self, _: &Cx) -> Effect<Msg> {
        match (self.here(), &self.bill) {
            (Some(Row::Line(at)), Some(bill)) => {
                Effect::open(discount::Discount::on(bill, Some(bill.lines[at].id)))
            }
            _ => Effect::None,
        }
    }

    /// The payment in hand, if money of it may still go back; else why not.
    fn took(&self) -> Result<(&PaymentRow, Money), Why> {
        let (Some(Row::Payment(at)), Some(bill)) = (self.here(), &self.bill) else {
            return Err(Why::Because("payment-on_payment"));
        };
        let one = bill.payments.get(at).ok_or(Why::Not)?;
        if !one.kind.takes() {
            return Err(Why::Because("payment-went_back"));
        }
        if one.state == Some(PaymentState::Failed) {
            return Err(Why::Because("payment-never_came"));
        }
        let back = bill.payments.iter().filter(|row| row.refers_to == Some(one.id));
        match Money(one.amount.0 + back.map(|row| row.amount.0).sum::<i64>()) {
            left if left > Money::ZERO => Ok((one, left)),
            _ => Err(Why::Because("payment-none_left")),
        }
    }

    pub(super) fn refunds(&self, cx: &Cx) -> Result<(), Why> {
        self.in_hand()?;
        needs(cx, Permission::PaymentRefund)?;
        if self.sale().is_some() {
            return Ok(());
        }
        match self.took()?.0.state {
            Some(PaymentState::Waiting) => Err(Why::Refused(Refusal::new("payment.waiting"))),
            _ => Ok(()),
        }
    }

    /// Money of the payment in hand goes back; of a package in hand, its unused sessions.
    pub(super) fn refund(&mut self, cx: &Cx) -> Effect<Msg> {
        if let Some(line) = self.sale() {
            return self.ask_sessions(line);
        }
        let Ok((payment, left)) = self.took().map(|(one, left)| (one.id, left)) else { return Effect::None };
        Effect::open(DeedForm::new(Deed::Refund { payment }, left, Some(&self.back_methods()), cx))
    }

    pub(super) fn voids(&self, cx: &Cx) -> Result<(), Why> {
        self.in_hand()?;
        needs(cx, Permission::PaymentVoid)?;
        let (one, left) = self.took()?;
        voidable(one, left, cx.today()).map_err(Why::Refused)
    }

    pub(super) fn void(&mut self, cx: &Cx) -> Effect<Msg> {
        let Ok((payment, left)) = self.took().map(|(one, left)| (one.id, left)) else { return Effect::None };
        Effect::open(DeedForm::new(Deed::Void { payment }, left, None, cx))
    }

    pub(super) fn tip(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = Deed::Tip { booking: self.booking, version: self.bill.as_ref().map(|bill| bill.version) };
        Effect::open(DeedForm::new(deed, Money::ZERO, None, cx).treated(&self.roster, cx))
    }

    pub(super) fn writes_off(&self, cx: &Cx) -> Result<(), Why> {
        self.edits(cx)?;
        needs(cx, Permission::PaymentWriteOff)?;
        if self.due() > Money::ZERO { Ok(()) } else { Err(Why::Because("payment-nothing_due")) }
    }

    pub(super) fn write_off(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed =
            Deed::WriteOff { booking: self.booking, version: self.bill.as_ref().map(|bill| bill.version) };
        Effect::open(DeedForm::new(deed, self.due(), None, cx))
    }
}
