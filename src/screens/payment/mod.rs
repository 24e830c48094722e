//! Taking money for a visit: the bill on one side, what is handed over on the other.

mod acts;
pub mod deed;
pub mod discount;
mod draw;
mod hand;
pub mod line;
mod performed;
mod shelf;
mod tender;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;

use self::acts::{change, take_off, taken_off};
pub(super) use self::draw::owed;
use self::hand::Row;
pub(super) use self::shelf::left as sessions_left;
use self::shelf::{Shelf, use_session, used};
use self::tender::Staged;
use super::approve::Approved;
use super::one_line::OneLine;
use super::reason::Given;
use super::{places, refused};
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::bill::{BillView, OpenBill};
use crate::desk::drawer::DrawerView;
use crate::desk::line::VoidLine;
use crate::desk::method::{ListMethods, MethodRow};
use crate::desk::package::Owned;
use crate::desk::package_use::UsePackage;
use crate::desk::payment::{Paid, VerifyPayment};
use crate::desk::share::ShareRow;
use crate::desk::{Act, Done, Roster};
use crate::domain::id::{BillLineId, BookingId, PaymentId, RequestId, StaffId};
use crate::domain::money::Money;
use crate::domain::payment::MethodKind;
use crate::domain::permission::Permission;
use crate::domain::purpose::PaidFor;
use crate::domain::text::LINE_NEEDED;
use crate::ui::{Field, Form, List, Move, Notice, Step};

type Methods = <ListMethods as Act>::Output;

/// What the form stands on: the bill, how it can be paid, and by whom.
type Board = (BillView, Methods, Arc<Roster>);

/// The payment form of one visit.
#[derive(Debug)]
pub struct Payment {
    booking: BookingId,
    bill: Option<BillView>,
    /// Those that are offered here: credit only where there is some.
    methods: Methods,
    credit: Money,
    /// A package of the patient's whose session would pay a line of this bill.
    has: Option<Owned>,
    /// What was offered of packages, until one is chosen.
    shelf: Shelf,
    roster: Arc<Roster>,
    /// Whose drawer the money goes into, where it is not one's own.
    into: Option<String>,
    form: Form,
    /// What it is for, where somebody said so.
    paid_for: Option<PaidFor>,
    /// Parts that will be taken together with what stands in the form.
    staged: Vec<Staged>,
    /// The bill has the keyboard, not the form.
    on_bill: bool,
    /// Whoever is here takes no money: there is the bill alone.
    only_bill: bool,
    list: List,
    /// One form, one payment: asked twice it is taken once.
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<Board>>),
    Taken(Done<Paid>),
    Signed(Approved),
    TakeOff(BillLineId, Given),
    TakenOff(VoidLine, Done<()>),
    /// Somebody who may gave their PIN for it.
    TakeOffAs(VoidLine, Approved),
    Used(UsePackage, Done<()>),
    /// Somebody who may gave their PIN for what the session makes of a discount.
    UseAs(UsePackage, Approved),
    Arrived(PaymentId, String, bool),
    Changed(&'static str, Done<()>),
    /// What the patient has of packages, and what is on offer.
    Packages(Box<Done<Shelf>>),
    Package(usize),
    /// What of them could pay for this visit.
    Has(Box<Done<Shelf>>),
    /// Which drawers are open.
    Drawers(Done<Vec<DrawerView>>),
    /// The sessions of the sale in hand.
    Sessions(BillLineId, Box<Done<Shelf>>),
    /// Who performed a line together.
    Shares(BillLineId, Option<StaffId>, Done<Vec<ShareRow>>),
    /// Who shares it from now on, and how it was shared before.
    Shared(BillLineId, Vec<usize>, Vec<ShareRow>),
}

impl Payment {
    /// The payment of one visit.
    #[must_use]
    pub fn for_booking(booking: BookingId) -> Self {
        let mut form = Form::new(vec![
            Field::choice("method", "payment-method", Vec::new()),
            Field::money("amount", "payment-amount"),
            Field::text("reference", "payment-reference").limit(200).cells(24),
        ]);
        form.focus("amount");
        Self {
            booking,
            bill: None,
            methods: Methods::new(),
            credit: Money::ZERO,
            has: None,
            shelf: Shelf::default(),
            roster: Arc::default(),
            into: None,
            form,
            paid_for: None,
            staged: Vec::new(),
            on_bill: false,
            only_bill: false,
            list: List::default(),
            request: RequestId::new(),
        }
    }

    fn due(&self) -> Money {
        self.bill.as_ref().map_or(Money::ZERO, |bill| bill.due)
    }

    fn takes(&self, cx: &Cx) -> Result<(), Why> {
        places::needs(cx, Permission::PaymentTake)?;
        match &self.bill {
            None => Err(Why::Not),
            Some(bill) if bill.due == Money::ZERO => Err(Why::Because("payment-nothing_due")),
            Some(_) => Ok(()),
        }
    }

    /// The bill gets the keyboard: what can be done to its lines and payments.
    fn take_up_bill(&mut self) -> Effect<Msg> {
        self.on_bill = true;
        Effect::None
    }

    /// Whether it is paid by what has no reference of its own.
    fn bare(&self) -> bool {
        matches!(self.kind(), Some(MethodKind::Cash | MethodKind::Credit))
    }

    /// Whether Enter takes the money from where the hand is; where there is a reference, that is asked for first.
    fn enter_takes(&self) -> bool {
        let here = self.form.focused();
        here == "reference" || here == "amount" && self.bare()
    }

    /// Enter: on to the next field, and on the last one that matters the money is taken.
    fn forward(&mut self, cx: &Cx) -> Effect<Msg> {
        if self.on_bill {
            self.on_bill = false;
            self.form.focus("amount");
            return Effect::None;
        }
        match self.form.focused() {
            "method" => self.form.focus("amount"),
            "amount" if !self.bare() => {
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
}

impl Screen for Payment {
    type Msg = Msg;
    const NAME: &'static str = "payment";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("payment.take", "enter", Self::forward).when(Self::takes),
        Action::new("payment.to_bill", "ctrl-o", |this: &mut Self, _| this.take_up_bill())
            .when(|this: &Self, _| if this.on_bill { Err(Why::Not) } else { Ok(()) }),
        Action::new("payment.another", "ctrl-n A", Self::another)
            .when(|this: &Self, cx| if this.on_bill { Err(Why::Not) } else { this.takes(cx) }),
        // Of the payment in hand, then of the line in hand, then of the whole bill.
        Action::new("payment.verify", "o", Self::verify).when(Self::waits),
        Action::new("payment.fail", "F", Self::fail).when(Self::fails),
        Action::new("payment.refund", "R", Self::refund).when(Self::refunds),
        Action::new("payment.void", "V", Self::void).when(Self::voids),
        Action::new("payment.receipt", "r", Self::receipt).when(Self::prints),
        Action::new("payment.add", "a", Self::add).when(Self::edits),
        Action::new("payment.discount", "D", Self::discount).when(Self::edits),
        Action::new("payment.tip", "+", Self::tip).when(Self::edits),
        Action::new("payment.package", "P", Self::package).when(Self::edits),
        Action::new("payment.void_line", "x", Self::take_off).when(Self::takes_off),
        Action::new("payment.share", "s", Self::share).when(Self::shares),
        Action::new("payment.discount_line", "%", Self::discount_line).when(Self::discounts),
        Action::new("payment.write_off", "w", Self::write_off).when(Self::writes_off),
        Action::new("payment.trail", "T ctrl-y", |this: &mut Self, _| places::trail(this.booking.0))
            .when(|this: &Self, cx| places::traces(Some(this.booking), cx))
            .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let booking = self.booking;
        Effect::read("bill", move |desk| async move {
            let read = async {
                let (bill, methods, roster) = tokio::try_join!(
                    desk.ask(OpenBill { booking }),
                    desk.ask(ListMethods { all: false }),
                    desk.roster(),
                )?;
                Ok((bill, methods, roster))
            };
            Msg::Read(Box::new(read.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok((bill, methods, roster)) => {
                    let in_hand = self.id_in_hand();
                    // There is nothing to type where nothing is to pay: what is done then is done to the bill.
                    self.on_bill |= self.bill.is_none() && bill.due == Money::ZERO;
                    self.credit = bill.credit;
                    self.offer(methods, cx);
                    (self.bill, self.roster) = (Some(bill), roster);
                    self.only_bill = places::needs(cx, Permission::PaymentTake).is_err();
                    self.on_bill |= self.only_bill;
                    if self.on_bill {
                        // What was typed ahead went into a form that is not there.
                        self.form.set("amount", "", &cx.look);
                    }
                    self.list.resize(self.rows().len());
                    self.keep_in_hand(in_hand);
                    self.look_on_shelf().and(self.look_for_drawer())
                }
                Err(fault) => Effect::say(refused::notice(&fault, cx)),
            },
            Msg::Taken(done) => self.taken(done, cx),
            Msg::Signed(approved) => self.take_as(Some(approved.approval), cx),
            Msg::TakeOff(line, given) => {
                let version = self.bill.as_ref().map(|bill| bill.version);
                take_off(VoidLine { booking: self.booking, version, line, reason: given.reason }, None)
            }
            Msg::Used(act, done) => used(act, done, cx),
            Msg::UseAs(act, approved) => {
                use_session(UsePackage { reason: approved.reason, ..act }, Some(approved.approval))
            }
            Msg::TakenOff(act, done) => taken_off(act, done, cx),
            Msg::TakeOffAs(act, approved) => {
                take_off(VoidLine { reason: approved.reason, ..act }, Some(approved.approval))
            }
            // What arrived is found again by its reference.
            Msg::Arrived(payment, reference, true) if reference.is_empty() => {
                let check = |typed: &str| LINE_NEEDED.clean(typed).map(|heard| heard.value);
                let ask = OneLine::new("payment-verify_title", "payment-verify_reference", "", check);
                Effect::ask(ask, move |reference| Msg::Arrived(payment, reference, true))
            }
            Msg::Arrived(payment, reference, true) => {
                change("payment-verified", VerifyPayment { payment, reference })
            }
            Msg::Arrived(_, _, false) => Effect::None,
            Msg::Changed(said, Ok(())) => Effect::say(Notice::done(cx.text(said))),
            Msg::Changed(_, Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Packages(read) => self.packages_read(*read, cx),
            Msg::Package(chosen) => self.package_chosen(chosen),
            Msg::Has(read) => self.has_on_shelf(*read),
            Msg::Drawers(read) => self.drawers_read(read, cx),
            Msg::Sessions(line, read) => self.sessions_read(line, *read, cx),
            Msg::Shares(line, staff, read) => self.shares_read(line, staff, read, cx),
            Msg::Shared(line, people, before) => self.shared(line, &people, &before),
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

    /// In the amount `=` is the exact one, `>` the next of what people hand over, and `*` says what it is for; in an empty one the arrows and a first letter choose the method, and
    /// backspace takes back the last part.
    fn typed(&mut self, key: KeyEvent, cx: &Cx) -> Effect<Msg> {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let at_amount = self.form.focused() == "amount" && plain;
        let empty = at_amount && self.form.value("amount").is_empty();
        match key.code {
            KeyCode::Char('=') if at_amount => self.exact(cx),
            KeyCode::Char('>') if at_amount => self.hand_over(cx),
            KeyCode::Char('*') if at_amount => self.say_for(),
            KeyCode::Backspace if empty && !self.staged.is_empty() => self.take_back(cx),
            KeyCode::Left | KeyCode::Right | KeyCode::Char('A'..='Z' | 'a'..='z') if empty => {
                let chose = self.form.field_mut("method").is_some_and(|field| field.key(key, &cx.look));
                // What names no way to pay is somebody writing: it is seen, and Enter takes nothing.
                if !chose && matches!(key.code, KeyCode::Char(_)) {
                    self.form.key(key, &cx.look);
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

    fn says(&self, action: &str) -> Option<&'static str> {
        (action == "payment.take" && !self.on_bill && !self.enter_takes()).then_some("move.forward")
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
        let nothing = self.on_bill && self.due() == Money::ZERO;
        if edge && !self.only_bill && !nothing {
            self.form.focus(if to == Move::Next { "method" } else { "reference" });
            self.on_bill = !self.on_bill;
        } else if self.on_bill {
            self.list.go(to);
        } else if to == Move::Forward || self.form.go(to, &cx.look) == Step::Past {
            return self.forward(cx);
        }
        Effect::None
    }

    /// From the bill back to the form.
    fn leaves(&mut self, _: &Cx) -> Option<Effect<Msg>> {
        if self.only_bill || self.due() == Money::ZERO || !std::mem::take(&mut self.on_bill) {
            return None;
        }
        self.form.focus("amount");
        Some(Effect::None)
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
