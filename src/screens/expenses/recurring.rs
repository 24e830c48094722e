//! Expenses that come back each month.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::form::{fields, fill, offered, read};
use super::{paid_from, signs, wants_pin};
use crate::app::{Action, Asks, Cx, Effect, Screen, Why};
use crate::desk::expense::{CategoryRow, ListCategories};
use crate::desk::recurring::{DueRecurring, RecurringRow, SaveRecurring};
use crate::desk::{Approval, Asked, Done};
use crate::domain::id::{ExpenseCategoryId, RecurringExpenseId, RequestId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::approve::Approved;
use crate::screens::named::Named;
use crate::screens::pick::Pick;
use crate::screens::places::needs;
use crate::screens::refused::{self, Unread};
use crate::ui::{Column, Field, Form, Layout, List, Notice, panel, text};

/// All of them, also those that are not due yet.
#[derive(Debug, Default)]
pub struct RecurringList {
    rows: Option<Vec<RecurringRow>>,
    unread: Unread,
    list: List,
}

#[derive(Debug)]
pub enum ListMsg {
    Read(Done<Vec<RecurringRow>>),
    Saved(RecurringExpenseId),
}

const COLUMNS: &[Column] = &[
    Column::new("recurring-next", 11),
    Column::new("expense-category", 14).from(Layout::Base),
    Column::new("expense-what", 12).grows().key(),
    Column::new("expense-paid_from", 8).from(Layout::Base),
    Column::new("expense-amount", 13).right(),
];

impl RecurringList {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn in_hand(&self) -> Option<&RecurringRow> {
        self.rows.as_ref()?.get(self.list.selected()?)
    }

    fn some(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::ExpenseEdit)?;
        self.in_hand().map(|_| ()).ok_or(Why::Not)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<ListMsg> {
        let row = self.in_hand().cloned();
        row.map_or(Effect::None, |row| Effect::ask(RecurringForm::new(Some(row), cx), ListMsg::Saved))
    }

    fn add(&mut self, cx: &Cx) -> Effect<ListMsg> {
        Effect::ask(RecurringForm::new(None, cx), ListMsg::Saved)
    }
}

impl Screen for RecurringList {
    type Msg = ListMsg;
    const NAME: &'static str = "recurring";
    const ACTIONS: &'static [Action<Self, ListMsg>] = &[
        Action::new("recurring.edit", "enter e", Self::edit).when(Self::some),
        Action::new("recurring.add", "a", Self::add).when(|_, cx| needs(cx, Permission::ExpenseEdit)),
    ];

    fn load(&self, _: &Cx) -> Effect<ListMsg> {
        Effect::read(
            "recurring",
            |desk| async move { ListMsg::Read(desk.ask(DueRecurring { all: true }).await) },
        )
    }

    fn update(&mut self, msg: ListMsg, cx: &Cx) -> Effect<ListMsg> {
        match msg {
            ListMsg::Read(Ok(rows)) => {
                let before = self.in_hand().map(|row| row.id);
                self.list.refresh(rows.len(), |row| Some(rows[row].id) == before);
                self.rows = Some(rows);
                self.unread.over();
                Effect::None
            }
            ListMsg::Read(Err(fault)) => {
                let said = self.unread.because(fault, &mut self.rows, cx);
                self.list.resize(self.rows.as_ref().map_or(0, Vec::len));
                said
            }
            ListMsg::Saved(_) => Effect::None,
        }
    }

    fn waiting(&self) -> bool {
        self.rows.is_none() && !self.unread.is()
    }

    fn retries(&self) -> bool {
        self.unread.retries()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &cx.text("screen-recurring"), &cx.look);
        if self.rows.is_none() {
            return self.unread.draw(buffer, inside, cx);
        }
        if self.list.is_empty() {
            for (y, line) in (inside.y..inside.bottom())
                .zip(text::wrap(&cx.text("recurring-none"), usize::from(inside.width.saturating_sub(2))))
            {
                text::put(buffer, (inside.x + 1, y), &line, inside.width, theme.dim, theme);
            }
            return;
        }
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |nth, cells| {
            let Some(row) = self.rows.as_ref().and_then(|rows| rows.get(nth)) else { return };
            let style = if row.active { theme.text } else { theme.dim };
            let next = if row.active { cx.look.brief_day(row.next_on) } else { cx.text("recurring-over") };
            cells.styled(0, &next, theme.dim);
            cells.styled(1, &row.category, theme.dim);
            cells.styled(2, &row.description, style);
            cells.styled(3, &cx.text(paid_from(row.paid_from)), theme.dim);
            cells.styled(4, &cx.look.currency.shown(row.amount), style);
        });
    }
}

/// One that comes back each month, new or changed. Answers with which.
#[derive(Debug)]
pub struct RecurringForm {
    row: Option<RecurringRow>,
    form: Form,
    categories: Option<Named<ExpenseCategoryId>>,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Rows(Done<Vec<RecurringRow>>),
    Read(Done<Vec<CategoryRow>>),
    Category(usize),
    Approved(Approved),
    Saved(Box<Done<RecurringRow>>),
}

impl Asks for RecurringForm {
    type Answer = RecurringExpenseId;
}

fn day_of_month(typed: &str) -> Result<i64, Refusal> {
    let day = typed.trim().parse().ok().filter(|day| (1..=31).contains(day));
    day.ok_or_else(|| Refusal::at("recurring.day", "day"))
}

impl RecurringForm {
    #[must_use]
    pub fn new(row: Option<RecurringRow>, cx: &Cx) -> Self {
        let form = filled(row.as_ref(), cx);
        Self { row, form, categories: None, request: RequestId::new() }
    }

    fn save(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let look = &cx.look;
        let Some(categories) = self.categories.clone() else { return Effect::None };
        let spent = read(&mut self.form, &categories, look);
        let day = self.form.read("day", look, day_of_month);
        let (Some(spent), Some(day)) = (spent, day) else {
            self.form.point();
            return Effect::None;
        };
        let save = SaveRecurring {
            recurring: self.row.as_ref().map(|row| row.id),
            version: self.row.as_ref().map(|row| row.version),
            category: spent.category,
            amount: spent.amount,
            description: spent.description,
            paid_from: spent.paid_from,
            day_of_month: day,
            active: self.form.chosen("active") == 0,
        };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("recurring", |desk| async move { Msg::Saved(Box::new(desk.act_as(save, asked).await)) })
    }
}

/// The form with what is stored in it.
fn filled(row: Option<&RecurringRow>, cx: &Cx) -> Form {
    let mut all = fields();
    all.push(Field::count("day", "recurring-day").limit(2).cells(4));
    all.push(Field::words("active", "recurring-active", &["answer-yes", "answer-no"]));
    let mut form = Form::new(all);
    if let Some(row) = row {
        fill(&mut form, row, &cx.look);
        form.set("day", &row.day_of_month.to_string(), &cx.look);
        if let Some(field) = form.field_mut("active") {
            field.choose(usize::from(!row.active));
        }
        form.settle();
    }
    form
}

impl Screen for RecurringForm {
    type Msg = Msg;
    const NAME: &'static str = "recurring_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if self.form.is_old() {
            let rows = Effect::read("recurring_row", |desk| async move {
                Msg::Rows(desk.ask(DueRecurring { all: true }).await)
            });
            return rows;
        }
        Effect::read("categories", |desk| async move { Msg::Read(desk.ask(ListCategories {}).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Rows(Ok(rows)) => {
                self.row = rows.into_iter().find(|row| self.row.as_ref().is_some_and(|old| old.id == row.id));
                self.form.take_all(filled(self.row.as_ref(), cx), &cx.look);
                Effect::None
            }
            Msg::Rows(Err(fault)) => refused::unread(&fault, true, cx),
            Msg::Read(Ok(rows)) => {
                self.categories = Some(offered(rows));
                Effect::None
            }
            Msg::Read(Err(fault)) => refused::unread(&fault, self.categories.is_some(), cx),
            Msg::Category(chosen) => {
                if let Some(all) = &self.categories {
                    let name = all.name(all.nth(chosen)).to_owned();
                    self.form.set("category", &name, &cx.look);
                }
                Effect::None
            }
            Msg::Approved(approved) => self.save(Some(approved.approval), cx),
            Msg::Saved(saved) => match *saved {
                Ok(row) => {
                    self.form.settle();
                    let facts = [("what", row.description.into()), ("day", cx.look.day(row.next_on).into())];
                    Effect::say(Notice::done(cx.fill("recurring-saved", &facts)))
                        .and(Effect::answer::<Self>(row.id))
                }
                Err(fault) if wants_pin(&fault) => Effect::ask(signs(&fault, cx), Msg::Approved),
                Err(fault) => {
                    self.request = RequestId::new();
                    refused::show(&fault, &mut self.form, cx)
                }
            },
        }
    }

    fn waiting(&self) -> bool {
        self.categories.is_none() || self.form.is_old()
    }

    fn retries(&self) -> bool {
        self.waiting()
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((66, self.form.height(&cx.look) + 3))
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
        self.save(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.framed(frame, area, &cx.text("screen-recurring_form"), &cx.look);
    }
}
