//! Cash that comes or goes without a bill; the drawer opened for nothing.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::draw::word;
use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::drawer::{MoveCash, Moved, OpenWithoutSale, SpentOn};
use crate::desk::expense::{CategoryRow, ListCategories};
use crate::desk::{Approval, Asked, Done};
use crate::domain::drawer::MoveKind;
use crate::domain::id::{ExpenseCategoryId, RequestId};
use crate::domain::permission::{Grant, Permission};
use crate::domain::text::LINE_NEEDED;
use crate::screens::approve::{Approve, Approved};
use crate::screens::expenses::offered;
use crate::screens::named::Named;
use crate::screens::pick::Pick;
use crate::screens::refused;
use crate::ui::{Field, Form, Notice};

/// The form of one move.
#[derive(Debug)]
pub struct MoveForm {
    kind: MoveKind,
    form: Form,
    /// What it may be spent on; read for what is paid out.
    categories: Option<Named<ExpenseCategoryId>>,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<CategoryRow>>),
    Category(usize),
    Moved(Done<Moved>),
    Signed(Approved),
}

impl MoveForm {
    /// What is paid out is asked what for of whoever knows what a clinic spends money on.
    #[must_use]
    pub fn new(kind: MoveKind, cx: &Cx) -> Self {
        let reason = Field::text("reason", "move-reason").limit(120);
        let fields = if kind == MoveKind::NoSale {
            vec![reason]
        } else {
            let reference = Field::text("reference", "move-reference").limit(60).cells(24);
            let mut fields = vec![Field::money("amount", "amount-amount"), reason, reference];
            if kind == MoveKind::PaidOut && cx.desk.may(Permission::ExpenseSee) != Grant::No {
                fields.push(Field::pick("category", "move-category").limit(80).cells(24));
            }
            fields
        };
        Self { kind, form: Form::new(fields), categories: None, request: RequestId::new() }
    }

    fn move_it(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let reason = self.form.read("reason", &cx.look, |typed| LINE_NEEDED.clean(typed));
        let asked = Asked { request: Some(self.request), approval };
        if self.kind == MoveKind::NoSale {
            let Some(reason) = reason else { return self.point() };
            let act = OpenWithoutSale { reason: reason.value };
            return Effect::write("move", |desk| async move { Msg::Moved(desk.act_as(act, asked).await) });
        }
        let amount = self.form.read("amount", &cx.look, |typed| cx.look.currency.parse(typed));
        let (Some(reason), Some(amount)) = (reason, amount) else { return self.point() };
        let reference = self.form.value("reference").to_owned();
        let expense = match self.kind {
            MoveKind::PaidOut if self.form.field("category").is_some() => {
                let categories = self.categories.clone().unwrap_or_default();
                let Some(category) = self.form.read("category", &cx.look, |typed| categories.one(typed))
                else {
                    return self.point();
                };
                category.map(|category| SpentOn { category, description: String::new() })
            }
            _ => None,
        };
        let act = MoveCash { kind: self.kind, amount, reason: reason.value, reference, expense };
        Effect::write("move", |desk| async move { Msg::Moved(desk.act_as(act, asked).await) })
    }

    fn point(&mut self) -> Effect<Msg> {
        self.form.point();
        Effect::None
    }
}

impl Screen for MoveForm {
    type Msg = Msg;
    const NAME: &'static str = "move_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if self.form.field("category").is_none() {
            return Effect::None;
        }
        Effect::read("categories", |desk| async move { Msg::Read(desk.ask(ListCategories {}).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(rows)) => {
                self.categories = Some(offered(rows));
                Effect::None
            }
            Msg::Read(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Category(chosen) => {
                if let Some(all) = &self.categories {
                    let name = all.name(all.nth(chosen)).to_owned();
                    self.form.set("category", &name, &cx.look);
                }
                Effect::None
            }
            Msg::Moved(Ok(_)) => {
                self.form.settle();
                Effect::say(Notice::done(cx.text("move-done"))).and(Effect::Close)
            }
            Msg::Moved(Err(fault)) => {
                let asks =
                    fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::DrawerNoSale, cx));
                match asks {
                    Some(approve) => Effect::ask(approve, Msg::Signed),
                    None => refused::show(&fault, &mut self.form, cx),
                }
            }
            Msg::Signed(approved) => self.move_it(Some(approved.approval), cx),
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((60, self.form.height(&cx.look) + 3))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn pick(&mut self, _: &'static str, _: &Cx) -> Effect<Msg> {
        let choices = self.categories.as_ref().map_or_else(Vec::new, Named::choices);
        Effect::ask(Pick::new("expense-category", choices), Msg::Category)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.move_it(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.framed(frame, area, &cx.text(word(self.kind)), &cx.look);
    }
}
