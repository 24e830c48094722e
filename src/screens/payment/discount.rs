//! A discount: a share or an amount. Above the clinic's limit somebody who may types a PIN.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::acts;
use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::bill::{BillView, LineRow};
use crate::desk::discount::GiveDiscount;
use crate::desk::{Approval, Asked, Done};
use crate::domain::bill::{LineKind, share};
use crate::domain::id::{BillLineId, BookingId, RequestId};
use crate::domain::money::{Currency, Money};
use crate::domain::permission::Permission;
use crate::domain::rate;
use crate::domain::refusal::Refusal;
use crate::screens::approve::{Approve, Approved, wants_pin};
use crate::screens::refused;
use crate::ui::{Field, Form, Notice};

/// The form of one discount.
#[derive(Debug)]
pub struct Discount {
    booking: BookingId,
    version: i64,
    /// The line it is off; none: the whole bill.
    line: Option<BillLineId>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<BillView>>),
    Given(Done<BillView>),
    Approved(Approved),
}

/// What was typed: a share of the lines, or an amount.
enum Off {
    Percent(i64),
    Amount(Money),
}

impl Off {
    /// `10%`, `12,5 %`, `25rb`.
    fn parse(typed: &str, currency: &Currency) -> Result<Self, Refusal> {
        let off = match typed.strip_suffix('%') {
            Some(share) => rate::parse(share).map(Self::Percent),
            None => currency.parse(typed).map(Self::Amount),
        };
        off.map_err(|refusal| refusal.on("discount"))
    }
}

impl Discount {
    #[must_use]
    pub fn on(bill: &BillView, line: Option<BillLineId>) -> Self {
        // Of one line what is left after its own discounts; what the whole bill gives is for the desk to share out.
        let own = |of: &LineRow| Some(of.id) == line || of.kind == LineKind::Discount && of.reduces == line;
        let base = bill.lines.iter().filter(|of| if line.is_some() { own(of) } else { of.kind.sold() });
        let base = Money(base.map(|of| of.amount.0).sum());
        let discount =
            Field::value("discount", "discount-how_much").limit(20).cells(14).reads(move |typed, look| {
                if typed.is_empty() {
                    return Ok(String::new());
                }
                let off = match Off::parse(typed, &look.currency)? {
                    Off::Percent(percent) => share(base, percent)?,
                    Off::Amount(amount) => amount,
                };
                Ok(look.currency.shown(Money(-off.0)))
            });
        Self {
            booking: bill.booking,
            version: bill.version,
            line,
            form: Form::new(vec![discount, Field::text("reason", "discount-reason").limit(120)]),
            request: RequestId::new(),
        }
    }

    fn give(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let Some(off) = self.form.read("discount", &cx.look, |typed| Off::parse(typed, &cx.look.currency))
        else {
            self.form.point();
            return Effect::None;
        };
        let (percent_bp, amount) = match off {
            Off::Percent(percent) => (Some(percent), None),
            Off::Amount(amount) => (None, Some(amount)),
        };
        let act = GiveDiscount {
            booking: self.booking,
            version: Some(self.version),
            percent_bp,
            amount,
            line: self.line,
            reason: self.form.value("reason").to_owned(),
        };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("discount", |desk| async move { Msg::Given(desk.act_as(act, asked).await) })
    }
}

impl Screen for Discount {
    type Msg = Msg;
    const NAME: &'static str = "discount";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        acts::again(&self.form, self.booking, Msg::Read)
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(bill) => {
                    // A share is one of what there is now.
                    let now = Self::on(&bill, self.line);
                    self.version = now.version;
                    self.form.there_is(acts::there_is(&bill, cx));
                    self.form.take_all(now.form, &cx.look);
                    Effect::None
                }
                Err(fault) => refused::unread(&fault, true, cx),
            },
            Msg::Given(Ok(_)) => {
                self.form.settle();
                Effect::say(Notice::done(cx.text("discount-given"))).and(Effect::Close)
            }
            Msg::Given(Err(fault)) => match fault.refusal().filter(|refusal| wants_pin(refusal)) {
                Some(refusal) => {
                    let approve = Approve::after(refusal, Permission::BillDiscountBeyond, cx);
                    Effect::ask(approve.because(self.form.value("reason"), cx), Msg::Approved)
                }
                None => refused::show(&fault, &mut self.form, cx),
            },
            Msg::Approved(approved) => {
                self.form.set("reason", &approved.reason, &cx.look);
                self.give(Some(approved.approval), cx)
            }
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((60, self.form.height(&cx.look) + 4))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.give(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.framed(frame, area, &cx.text("screen-discount"), &cx.look);
    }
}
