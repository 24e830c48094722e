//! One more line on the bill: a treatment of the list, or something with a name and a price.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::acts;
use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::bill::BillView;
use crate::desk::{Asked, Done, Roster};
use crate::domain::id::{BookingId, RequestId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::screens::approve::{Approve, Approved, wants_pin};
use crate::screens::pick::{Choice, Pick};
use crate::screens::refused;
use crate::ui::{Field, Form, Move, Notice, Step};

/// The form of one line.
#[derive(Debug)]
pub struct AddLine {
    booking: BookingId,
    version: Option<i64>,
    roster: Arc<Roster>,
    treatment: Option<TreatmentId>,
    /// What several treatments fit, and none of them was wanted.
    free: String,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<BillView>>),
    Treatment(Option<TreatmentId>),
    Added(Done<BillView>),
    Approved(Approved),
}

impl AddLine {
    #[must_use]
    pub fn new(booking: BookingId, version: Option<i64>, roster: Arc<Roster>) -> Self {
        let fields = vec![
            Field::pick("description", "line-description").limit(120),
            Field::count("quantity", "line-quantity").limit(3).cells(5).with("1"),
            Field::money("price", "line-price"),
        ];
        Self {
            booking,
            version,
            roster,
            treatment: None,
            free: String::new(),
            form: Form::new(fields),
            request: RequestId::new(),
        }
    }
}

fn quantity(typed: &str) -> Result<i64, Refusal> {
    typed.parse().map_err(|_| Refusal::at("line.quantity", "quantity"))
}

impl Screen for AddLine {
    type Msg = Msg;
    const NAME: &'static str = "bill_line";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        acts::again(&self.form, self.booking, Msg::Read)
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(bill) => {
                    self.version = Some(bill.version);
                    self.form.there_is(acts::there_is(&bill, cx));
                    self.form.renewed();
                    Effect::None
                }
                Err(fault) => refused::unread(&fault, true, cx),
            },
            Msg::Treatment(treatment) => {
                self.put(treatment, cx);
                Effect::None
            }
            Msg::Added(Ok(_)) => {
                self.form.settle();
                Effect::say(Notice::done(cx.text("line-added"))).and(Effect::Close)
            }
            Msg::Added(Err(fault)) => match fault.refusal().filter(|refusal| wants_pin(refusal)) {
                Some(refusal) => {
                    let approve = Approve::after(refusal, Permission::BillDiscountBeyond, cx);
                    Effect::ask(approve, Msg::Approved)
                }
                None => refused::show(&fault, &mut self.form, cx),
            },
            Msg::Approved(approved) => self.write(Some(approved), cx),
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

    fn changed(&mut self, field: &'static str, _: &Cx) -> Effect<Msg> {
        if field == "description" {
            self.treatment = None;
        }
        Effect::None
    }

    fn pick(&mut self, _: &'static str, cx: &Cx) -> Effect<Msg> {
        let sold: Vec<_> = self.roster.treatments.iter().filter(|row| row.active).collect();
        let ids: Vec<TreatmentId> = sold.iter().map(|row| row.id).collect();
        let choices = sold.iter().map(|row| Choice::new(&row.name, cx.look.currency.shown(row.price)));
        let pick = Pick::new("queue-which_treatment", choices.collect());
        let pick = pick.narrowed(self.form.value("description"), cx);
        Effect::ask(pick, move |row| Msg::Treatment(ids.get(row).copied()))
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        let leaves = self.form.focused() == "description" && matches!(to, Move::Forward | Move::Next);
        if let Some(effect) = leaves.then(|| self.find(cx)).flatten() {
            return effect;
        }
        match self.form.go(to, &cx.look) {
            Step::Past => self.submit(cx),
            _ => Effect::None,
        }
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        // A price was typed for it as it stands there.
        if self.form.value("price").is_empty()
            && let Some(effect) = self.find(cx).filter(|_| self.treatment.is_none())
        {
            return effect;
        }
        self.write(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.framed(frame, area, &cx.text("screen-bill_line"), &cx.look);
    }
}

impl AddLine {
    fn put(&mut self, treatment: Option<TreatmentId>, cx: &Cx) {
        if let Some(row) = treatment.and_then(|id| self.roster.treatment(id)) {
            self.form.set("description", &row.name, &cx.look);
            self.form.set("price", &cx.look.currency.plain(row.price), &cx.look);
            self.form.focus("quantity");
        }
        self.treatment = treatment;
    }

    /// The treatment that was typed: the only one that fits is it, of several one is chosen. Nothing where none fits, or
    /// none of them was wanted.
    fn find(&mut self, cx: &Cx) -> Option<Effect<Msg>> {
        let typed = self.form.value("description").trim().to_owned();
        let wanted = words(&typed);
        if self.treatment.is_some() || wanted.is_empty() || self.free == typed {
            return None;
        }
        let sold = self.roster.treatments.iter().filter(|row| row.active);
        let named: Vec<_> = sold.map(|row| (row.id, words(&row.name))).collect();
        let fits =
            |name: &[String]| wanted.iter().all(|word| name.iter().any(|own| own.starts_with(word.as_str())));
        let mut hits = named.iter().filter(|(_, name)| fits(name));
        let exact = named.iter().find(|(_, name)| *name == wanted);
        match (exact.or_else(|| hits.next()), exact.is_none() && hits.next().is_some()) {
            (None, _) => None,
            (Some((id, _)), false) => {
                self.put(Some(*id), cx);
                Some(Effect::None)
            }
            (Some(_), true) => {
                self.free = typed;
                Some(self.pick("description", cx))
            }
        }
    }

    /// Below the price of the list it is a gift: above the clinic's limit by the leave of somebody who may, and why.
    fn write(&mut self, approved: Option<Approved>, cx: &Cx) -> Effect<Msg> {
        let free = self.treatment.is_none();
        let quantity = self.form.read("quantity", &cx.look, quantity);
        let price = self.form.read("price", &cx.look, |typed| match typed {
            "" if !free => Ok(None),
            typed => cx.look.currency.parse(typed).map(Some),
        });
        let (Some(quantity), Some(price)) = (quantity, price) else {
            self.form.point();
            return Effect::None;
        };
        let act = crate::desk::line::AddLine {
            booking: self.booking,
            version: self.version,
            treatment: self.treatment,
            staff: None,
            description: self.form.value("description").to_owned(),
            quantity: Some(quantity),
            price,
            reason: approved.as_ref().map_or_else(String::new, |approved| approved.reason.clone()),
        };
        let approval = approved.map(|approved| approved.approval);
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("line", |desk| async move { Msg::Added(desk.act_as(act, asked).await) })
    }
}
