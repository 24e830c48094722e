//! What is handed over: one part or several, exact or with change.

use super::{Msg, Payment};
use crate::app::{Cx, Effect};
use crate::desk::bill::BillView;
use crate::desk::drawer::{DrawerView, ListDrawers};
use crate::desk::payment::{Paid, TakePayment, Tender, exact};
use crate::desk::{Approval, Asked, Done, Fault};
use crate::domain::id::RequestId;
use crate::domain::money::Money;
use crate::domain::payment::{Exact, MethodKind, Offer, Split, handed, round_half_up, split};
use crate::domain::permission::Permission;
use crate::domain::purpose::PaidFor;
use crate::domain::refusal::Refusal;
use crate::screens::approve::Approve;
use crate::screens::{places, refused};

/// A part that is taken together with the others.
#[derive(Debug, Clone)]
pub(super) struct Staged {
    /// Which of the methods.
    pub method: usize,
    pub tendered: Money,
    pub reference: String,
}

impl Payment {
    /// How the method in the form pays.
    pub(super) fn kind(&self) -> Option<MethodKind> {
        self.methods.get(self.form.chosen("method")).map(|method| method.kind)
    }

    /// Credit is among the parts that are ready.
    pub(super) fn by_credit(&self) -> bool {
        let kind = |part: &Staged| self.methods.get(part.method).map(|method| method.kind);
        self.staged.iter().any(|part| kind(part) == Some(MethodKind::Credit))
    }

    /// What is left to pay after the parts that are ready.
    pub(super) fn rest(&self) -> Money {
        let ready: i64 = self.staged.iter().map(|part| part.tendered.0).sum();
        Money((self.due().0 - ready).max(0))
    }

    /// The exact amount by the method in the form: in cash there are no coins below the clinic's smallest.
    fn exactly(&self, cx: &Cx) -> Money {
        let unit = cx.desk.clinic().policies.cash_rounding;
        match self.kind() {
            Some(MethodKind::Cash) => Money(round_half_up(self.rest().0, unit)),
            Some(MethodKind::Credit) => self.rest().min(self.credit),
            _ => self.rest(),
        }
    }

    /// What is likely to be handed over: the deposit a booking needs, and in cash the notes above the rest.
    pub(super) fn likely(&self, cx: &Cx) -> Vec<Money> {
        let needed = self.bill.as_ref().map_or(Money::ZERO, |bill| bill.deposit_needed);
        let mut amounts = Vec::new();
        if needed > Money::ZERO && needed < self.rest() {
            amounts.push(needed);
        }
        if self.kind() == Some(MethodKind::Cash) {
            amounts.extend(handed(self.exactly(cx), &cx.look.currency));
        }
        amounts
    }

    /// `>`: writes the next of the likely amounts down.
    pub(super) fn hand_over(&mut self, cx: &Cx) {
        let likely = self.likely(cx);
        let typed = cx.look.currency.parse(self.form.value("amount")).ok();
        let next =
            typed.and_then(|typed| likely.iter().position(|amount| *amount == typed)).map_or(0, |at| at + 1);
        if let Some(amount) = likely.get(next).or(likely.first()) {
            self.form.set("amount", &cx.look.currency.plain(*amount), &cx.look);
        }
    }

    /// `=`: writes the exact amount down.
    pub(super) fn exact(&mut self, cx: &Cx) {
        let exact = cx.look.currency.plain(self.exactly(cx));
        self.form.set("amount", &exact, &cx.look);
    }

    /// The part in the form: nothing typed is the exact amount. A mistake is marked.
    pub(super) fn part(&mut self, cx: &Cx) -> Option<Staged> {
        let exact = self.exactly(cx);
        let tendered = self.form.read("amount", &cx.look, |typed| match typed {
            "" => Ok(exact),
            typed => cx.look.currency.parse(typed),
        })?;
        let method = self.form.chosen("method");
        Some(Staged { method, tendered, reference: self.form.value("reference").to_owned() })
    }

    /// Everything that would be taken now.
    fn parts(&mut self, cx: &Cx) -> Option<Vec<Staged>> {
        let mut parts = self.staged.clone();
        let nothing_more = self.rest() == Money::ZERO && self.form.value("amount").is_empty();
        if parts.is_empty() || !nothing_more {
            parts.push(self.part(cx)?);
        }
        Some(parts)
    }

    /// What would settle what, as the desk will reckon it.
    pub(super) fn reckoned(&self, cx: &Cx) -> Option<Result<Split, Refusal>> {
        let mut parts: Vec<(usize, Money)> =
            self.staged.iter().map(|part| (part.method, part.tendered)).collect();
        let typed = self.form.value("amount");
        if !typed.is_empty() {
            parts.push((self.form.chosen("method"), cx.look.currency.parse(typed).ok()?));
        } else if parts.is_empty() || self.rest() > Money::ZERO {
            parts.push((self.form.chosen("method"), self.exactly(cx)));
        }
        Some(self.split(&parts, cx))
    }

    fn split(&self, parts: &[(usize, Money)], cx: &Cx) -> Result<Split, Refusal> {
        let offers: Vec<Offer> = parts
            .iter()
            .filter_map(|(method, tendered)| {
                self.methods.get(*method).map(|method| Offer { kind: method.kind, tendered: *tendered })
            })
            .collect();
        let paid = self.bill.as_ref().map_or_else(Exact::default, |bill| exact(&bill.payments, self.credit));
        split(self.due(), &offers, paid, cx.desk.clinic().policies.cash_rounding)
    }

    /// Puts the part in the form aside and begins another, by another method.
    pub(super) fn another(&mut self, cx: &Cx) -> Effect<Msg> {
        self.on_bill = false;
        let Some(part) = self.part(cx) else {
            self.form.point();
            return Effect::None;
        };
        let all = if self.kind() == Some(MethodKind::Cash) { self.exactly(cx) } else { self.rest() };
        if part.tendered >= all {
            return Effect::say(crate::ui::Notice::look(cx.text("payment-covers_all")));
        }
        // What there are no coins for would be no part at all.
        let mut parts: Vec<(usize, Money)> =
            self.staged.iter().map(|part| (part.method, part.tendered)).collect();
        parts.push((part.method, part.tendered));
        if let Err(refusal) = self.split(&parts, cx) {
            return if self.form.refuse(&refusal, &cx.look) {
                Effect::None
            } else {
                Effect::say(cx.refused(&refusal))
            };
        }
        let next = self.methods.iter().position(|method| method.id != self.methods[part.method].id);
        self.staged.push(part);
        if let (Some(field), Some(next)) = (self.form.field_mut("method"), next) {
            field.choose(next);
        }
        self.form.set("amount", "", &cx.look);
        self.form.set("reference", "", &cx.look);
        self.form.focus("amount");
        Effect::None
    }

    /// The last part put aside comes back into the form.
    pub(super) fn take_back(&mut self, cx: &Cx) {
        let Some(part) = self.staged.pop() else { return };
        if let Some(field) = self.form.field_mut("method") {
            field.choose(part.method);
        }
        self.form.set("amount", &cx.look.currency.plain(part.tendered), &cx.look);
        self.form.set("reference", &part.reference, &cx.look);
    }

    /// Whether it has to be said what it is for: a package is due beside the visit.
    pub(super) fn may_say_for(&self) -> bool {
        let beside = |bill: &BillView| {
            let visit = bill.due > bill.packages_due || bill.deposit_needed > Money::ZERO;
            !bill.off && visit && bill.packages_due > Money::ZERO
        };
        self.bill.as_ref().is_some_and(beside)
    }

    /// `*`: for the package, for the visit, as usual.
    pub(super) fn say_for(&mut self) {
        if self.may_say_for() {
            self.paid_for = match self.paid_for {
                None => Some(PaidFor::Packages),
                Some(PaidFor::Packages) => Some(PaidFor::Visit),
                Some(PaidFor::Visit) => None,
            };
        }
    }

    /// Takes the money: all parts in one payment with one receipt.
    pub(super) fn take(&mut self, cx: &Cx) -> Effect<Msg> {
        self.take_as(None, cx)
    }

    /// The same with the PIN of somebody who may take that much.
    pub(super) fn take_as(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let Some(parts) = self.parts(cx) else {
            self.form.point();
            return Effect::None;
        };
        let pairs: Vec<(usize, Money)> = parts.iter().map(|part| (part.method, part.tendered)).collect();
        if let Err(refusal) = self.split(&pairs, cx) {
            return if self.form.refuse(&refusal, &cx.look) {
                Effect::None
            } else {
                Effect::say(cx.refused(&refusal))
            };
        }
        let tender = |part: Staged| {
            let method = self.methods.get(part.method)?.id;
            Some(Tender { method, tendered: part.tendered, reference: part.reference })
        };
        let Some(tenders) = parts.into_iter().map(tender).collect() else { return Effect::None };
        let act =
            TakePayment { booking: self.booking, tenders, due: Some(self.due()), paid_for: self.paid_for };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("payment", |desk| async move { Msg::Taken(desk.act_as(act, asked).await) })
    }

    pub(super) fn taken(&mut self, done: Done<Paid>, cx: &Cx) -> Effect<Msg> {
        let paid = match done {
            Ok(paid) => paid,
            Err(fault) => return self.not_taken(&fault, cx),
        };
        self.staged.clear();
        self.paid_for = None;
        self.form.set("amount", "", &cx.look);
        self.form.set("reference", "", &cx.look);
        self.form.focus("amount");
        self.request = RequestId::new();
        // Back where one came from, paid in full or in part: a form that stood ready for the rest would take it with one
        // Enter too many.
        Effect::All(vec![Effect::Close, places::taken(paid)])
    }

    fn not_taken(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        if fault.refusal().is_some_and(|refusal| refusal.code == "drawer.closed")
            && places::needs(cx, Permission::DrawerOpen).is_ok()
        {
            // What was typed stands when the drawer is open.
            return Effect::say(refused::notice(fault, cx)).and(places::open_drawer());
        }
        let asks =
            fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::PaymentTakeBeyond, cx));
        if let Some(asks) = asks {
            return Effect::ask(asks, Msg::Signed);
        }
        if fault.refusal().is_some_and(|refusal| refusal.field == Some("amount")) {
            self.form.focus("amount");
        }
        refused::show(fault, &mut self.form, cx)
    }

    /// Which drawers are open is asked beside the bill.
    pub(super) fn look_for_drawer(&self) -> Effect<Msg> {
        if self.only_bill || self.due() == Money::ZERO {
            return Effect::None;
        }
        Effect::read("drawers", |desk| async move { Msg::Drawers(desk.ask(ListDrawers {}).await) })
    }

    /// One's own takes the money wherever it stands; without one the only one at this counter does, whosever it is.
    pub(super) fn drawers_read(&mut self, read: Done<Vec<DrawerView>>, cx: &Cx) -> Effect<Msg> {
        let Ok(drawers) = read else { return Effect::None };
        let open: Vec<_> = drawers.into_iter().filter_map(|drawer| drawer.open).collect();
        let mut here = open.iter().filter(|one| one.terminal == cx.desk.terminal());
        let only = here.next().filter(|_| here.next().is_none());
        let mine = open.iter().any(|one| one.mine);
        self.into = only.filter(|_| !mine).map(|one| one.opened_by.clone());
        Effect::None
    }
}
