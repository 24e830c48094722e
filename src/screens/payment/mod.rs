//! Taking money for a visit: the bill on one side, what is handed over on the other.

pub mod discount;
mod draw;
pub mod line;
mod tender;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;

use self::tender::Staged;
use super::confirm::Confirm;
use super::reason::{Given, Reason};
use super::{places, refused};
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::bill::{BillView, OpenBill};
use crate::desk::line::VoidLine;
use crate::desk::method::ListMethods;
use crate::desk::payment::{FailPayment, Paid, VerifyPayment};
use crate::desk::{Act, Asked, Change, Done, Fault, Roster};
use crate::domain::bill::LineKind;
use crate::domain::id::{BillLineId, BookingId, PaymentId, RequestId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentState};
use crate::ui::{Field, Form, List, Move, Notice, Step};

type Methods = <ListMethods as Act>::Output;

/// The payment form of one visit.
#[derive(Debug)]
pub struct Payment {
    booking: BookingId,
    bill: Option<BillView>,
    methods: Methods,
    roster: Arc<Roster>,
    form: Form,
    /// Parts that will be taken together with what stands in the form.
    staged: Vec<Staged>,
    /// The bill has the keyboard, not the form.
    on_bill: bool,
    list: List,
    /// One form, one payment: asked twice it is taken once.
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<(BillView, Methods, Arc<Roster>)>>),
    Taken(Done<Paid>),
    TakeOff(BillLineId, Given),
    Arrived(PaymentId, String, bool),
    Failed(PaymentId, Given),
    Changed(&'static str, Done<()>),
}

/// A row of the bill that can be in hand.
enum Row {
    Line(usize),
    Payment(usize),
}

impl Payment {
    /// The payment of one visit.
    #[must_use]
    pub fn for_booking(booking: BookingId) -> Self {
        let mut form = Form::new(vec![
            Field::choice("method", "payment-method", Vec::new()),
            Field::text("amount", "payment-amount").limit(40).cells(18).reads(|typed, look| {
                if typed.is_empty() {
                    return Ok(String::new());
                }
                look.currency.parse(typed).map(|amount| look.currency.shown(amount))
            }),
            Field::text("reference", "payment-reference").limit(200).cells(24),
        ]);
        form.focus("amount");
        Self {
            booking,
            bill: None,
            methods: Methods::new(),
            roster: Arc::default(),
            form,
            staged: Vec::new(),
            on_bill: false,
            list: List::default(),
            request: RequestId::new(),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let (lines, payments) = self.bill.as_ref().map_or((0, 0), |b| (b.lines.len(), b.payments.len()));
        (0..lines).map(Row::Line).chain((0..payments).map(Row::Payment)).collect()
    }

    fn here(&self) -> Option<Row> {
        let row = self.list.selected()?;
        self.rows().into_iter().nth(row)
    }

    fn due(&self) -> Money {
        self.bill.as_ref().map_or(Money::ZERO, |bill| bill.due)
    }

    fn takes(&self, _: &Cx) -> Result<(), Why> {
        match &self.bill {
            None => Err(Why::Not),
            Some(bill) if bill.due == Money::ZERO => Err(Why::Because("payment-nothing_due")),
            Some(_) => Ok(()),
        }
    }

    fn edits(&self, _: &Cx) -> Result<(), Why> {
        if self.on_bill && self.bill.is_some() { Ok(()) } else { Err(Why::Not) }
    }

    fn takes_off(&self, cx: &Cx) -> Result<(), Why> {
        self.edits(cx)?;
        match (self.here(), &self.bill) {
            (Some(Row::Line(at)), Some(bill)) if bill.lines[at].kind != LineKind::Rounding => Ok(()),
            _ => Err(Why::Not),
        }
    }

    fn waits(&self, cx: &Cx) -> Result<(), Why> {
        self.edits(cx)?;
        let waiting = self.payment().is_some_and(|(_, _, state, _)| state == Some(PaymentState::Waiting));
        if waiting { Ok(()) } else { Err(Why::Not) }
    }

    fn fails(&self, cx: &Cx) -> Result<(), Why> {
        self.edits(cx)?;
        let may = |(_, _, state, kind)| state != Some(PaymentState::Failed) && kind != MethodKind::Cash;
        if self.payment().is_some_and(may) { Ok(()) } else { Err(Why::Not) }
    }

    fn prints(&self, cx: &Cx) -> Result<(), Why> {
        self.edits(cx)?;
        self.payment().map(|_| ()).ok_or(Why::Not)
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

    /// Enter: on to the next field, and on the last one that matters the money is taken.
    fn forward(&mut self, cx: &Cx) -> Effect<Msg> {
        if self.on_bill {
            self.on_bill = false;
            self.form.focus("amount");
            return Effect::None;
        }
        let cash = self.kind() == Some(MethodKind::Cash);
        match self.form.focused() {
            "method" => self.form.focus("amount"),
            "amount" if !cash => {
                if self.part(cx).is_some() {
                    self.form.focus("reference");
                } else {
                    self.form.point();
                }
            }
            _ => return self.take(cx),
        }
        Effect::None
    }

    fn add(&mut self, _: &Cx) -> Effect<Msg> {
        let version = self.bill.as_ref().map(|bill| bill.version);
        Effect::open(line::AddLine::new(self.booking, version, Arc::clone(&self.roster)))
    }

    fn take_off(&mut self, cx: &Cx) -> Effect<Msg> {
        let (Some(Row::Line(at)), Some(bill)) = (self.here(), &self.bill) else { return Effect::None };
        let line = bill.lines[at].id;
        let what = [("line", draw::described(bill, at, cx).into())];
        Effect::ask(Reason::new(cx.fill("payment-take_off", &what)), move |given| Msg::TakeOff(line, given))
    }

    fn discount(&mut self, _: &Cx) -> Effect<Msg> {
        self.bill.as_ref().map_or(Effect::None, |bill| Effect::open(discount::Discount::on(bill)))
    }

    fn verify(&mut self, cx: &Cx) -> Effect<Msg> {
        let (Some(Row::Payment(at)), Some(bill)) = (self.here(), &self.bill) else { return Effect::None };
        let (id, reference) = (bill.payments[at].id, bill.payments[at].reference.clone());
        let facts = [("amount", cx.look.currency.shown(bill.payments[at].amount).into())];
        let question =
            Confirm::worded(cx.fill("payment-verify_question", &facts), cx.text("payment-verify_yes"));
        Effect::ask(question, move |yes| Msg::Arrived(id, reference, yes))
    }

    fn fail(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some((id, amount, ..)) = self.payment() else { return Effect::None };
        let facts = [("amount", cx.look.currency.shown(amount).into())];
        Effect::ask(Reason::new(cx.fill("payment-fail_why", &facts)), move |given| Msg::Failed(id, given))
    }

    fn receipt(&mut self, _: &Cx) -> Effect<Msg> {
        match (self.here(), &self.bill) {
            (Some(Row::Payment(at)), Some(bill)) => places::receipt(bill.payments[at].receipt_id),
            _ => Effect::None,
        }
    }

    fn taken(&mut self, done: Done<Paid>, cx: &Cx) -> Effect<Msg> {
        let paid = match done {
            Ok(paid) => paid,
            Err(fault) => return self.not_taken(&fault, cx),
        };
        self.staged.clear();
        self.form.set("amount", "", &cx.look);
        self.form.set("reference", "", &cx.look);
        self.form.focus("amount");
        self.request = RequestId::new();
        let rest = paid.due;
        let shown = places::taken(paid);
        if rest == Money::ZERO { Effect::All(vec![Effect::Close, shown]) } else { shown }
    }

    fn not_taken(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        if fault.refusal().is_some_and(|refusal| refusal.field == Some("amount")) {
            self.form.focus("amount");
        }
        refused::show(fault, &mut self.form, cx)
    }
}

fn change<A: Change>(said: &'static str, act: A) -> Effect<Msg> {
    Effect::write("bill", move |desk| async move {
        let asked = Asked::once(RequestId::new());
        Msg::Changed(said, desk.act_as(act, asked).await.map(|_| ()))
    })
}

impl Screen for Payment {
    type Msg = Msg;
    const NAME: &'static str = "payment";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("payment.take", "enter", Self::forward).when(Self::takes),
        Action::new("payment.another", "ctrl-n n", Self::another).when(Self::takes),
        Action::new("payment.add", "a", Self::add).when(Self::edits),
        Action::new("payment.discount", "d", Self::discount).when(Self::edits),
        Action::new("payment.void_line", "x", Self::take_off).when(Self::takes_off),
        Action::new("payment.verify", "v", Self::verify).when(Self::waits),
        Action::new("payment.fail", "F", Self::fail).when(Self::fails),
        Action::new("payment.receipt", "r", Self::receipt).when(Self::prints),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let booking = self.booking;
        Effect::read("bill", move |desk| async move {
            let read = async {
                Ok((
                    desk.ask(OpenBill { booking }).await?,
                    desk.ask(ListMethods { all: false }).await?,
                    desk.roster().await?,
                ))
            };
            Msg::Read(Box::new(read.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok((bill, methods, roster)) => {
                    let names = methods.iter().map(|method| method.name.clone()).collect();
                    if let Some(field) = self.form.field_mut("method") {
                        field.offer(names);
                    }
                    (self.bill, self.methods, self.roster) = (Some(bill), methods, roster);
                    self.list.resize(self.rows().len());
                    Effect::None
                }
                Err(fault) => Effect::say(refused::notice(&fault, cx)),
            },
            Msg::Taken(done) => self.taken(done, cx),
            Msg::TakeOff(line, given) => {
                let version = self.bill.as_ref().map(|bill| bill.version);
                change(
                    "payment-taken_off",
                    VoidLine { booking: self.booking, version, line, reason: given.reason },
                )
            }
            Msg::Arrived(payment, reference, true) => {
                change("payment-verified", VerifyPayment { payment, reference })
            }
            Msg::Arrived(_, _, false) => Effect::None,
            Msg::Failed(payment, given) => {
                change("payment-failed", FailPayment { payment, reason: given.reason })
            }
            Msg::Changed(said, Ok(())) => Effect::say(Notice::done(cx.text(said))),
            Msg::Changed(_, Err(fault)) => Effect::say(refused::notice(&fault, cx)),
        }
    }

    fn waiting(&self) -> bool {
        self.bill.is_none()
    }

    fn form(&self) -> Option<&Form> {
        (!self.on_bill).then_some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        (!self.on_bill).then_some(&mut self.form)
    }

    fn list(&self) -> Option<&List> {
        self.on_bill.then_some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        self.on_bill.then_some(&mut self.list)
    }

    /// In an empty amount `=` is the exact one, the arrows and a first letter choose the method, and
    /// backspace takes back the last part.
    fn typed(&mut self, key: KeyEvent, cx: &Cx) -> Effect<Msg> {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let at_amount = self.form.focused() == "amount" && plain;
        let empty = at_amount && self.form.value("amount").is_empty();
        match key.code {
            KeyCode::Char('=') if at_amount => self.exact(cx),
            KeyCode::Backspace if empty && !self.staged.is_empty() => self.take_back(cx),
            KeyCode::Left | KeyCode::Right | KeyCode::Char('A'..='Z' | 'a'..='z') if empty => {
                if let Some(field) = self.form.field_mut("method") {
                    field.key(key, &cx.look);
                }
            }
            _ => {
                if let Some(form) = self.form_mut() {
                    form.key(key, &cx.look);
                }
            }
        }
        Effect::None
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.take(cx)
    }

    fn moves(&self) -> Moves {
        if self.on_bill { Moves::ROWS.and(Moves::PANES) } else { Moves::FIELDS }
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        let edge = match to {
            Move::Next => self.on_bill || self.form.focused() == "reference",
            Move::Previous => self.on_bill || self.form.focused() == "method",
            _ => false,
        };
        if edge {
            self.form.focus(if to == Move::Next { "method" } else { "reference" });
            self.on_bill = !self.on_bill;
        } else if self.on_bill {
            self.list.go(to);
        } else if to == Move::Forward || self.form.go(to, &cx.look) == Step::Past {
            return self.forward(cx);
        }
        Effect::None
    }

    fn unsaved(&self) -> bool {
        let typed = |field| !self.form.value(field).is_empty();
        typed("amount") || typed("reference") || !self.staged.is_empty()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if let Some(bill) = &self.bill {
            draw::payment(self, bill, frame, area, cx);
        }
    }
}
