//! An expense is written down.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::{paid_from, signs, wants_pin};
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::expense::{CategoryRow, ExpenseRow, ListCategories, WriteExpense};
use crate::desk::recurring::RecurringRow;
use crate::desk::{Approval, Asked, Done};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{ExpenseCategoryId, ExpenseId, RecurringExpenseId, RequestId};
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::domain::when::past;
use crate::screens::approve::Approved;
use crate::screens::named::Named;
use crate::screens::pick::Pick;
use crate::screens::refused;
use crate::ui::{Field, Form, Look, Notice};

/// Date, category, amount, what for, and from where. Answers with what was written.
#[derive(Debug)]
pub struct ExpenseForm {
    form: Form,
    today: NaiveDate,
    recurring: Option<RecurringRow>,
    categories: Option<Named<ExpenseCategoryId>>,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<CategoryRow>>),
    Category(usize),
    Approved(Approved),
    Written(Box<Done<ExpenseRow>>),
}

impl Asks for ExpenseForm {
    type Answer = ExpenseId;
}

/// The fields an expense and one of each month have in common.
pub(super) fn fields() -> Vec<Field> {
    vec![
        Field::text("description", "expense-what").limit(120),
        Field::money("amount", "expense-amount"),
        Field::pick("category", "expense-category").limit(80).cells(24),
        Field::words(
            "paid_from",
            "expense-paid_from",
            &PaidFrom::ALL.iter().map(|from| paid_from(*from)).collect::<Vec<_>>(),
        ),
    ]
}

/// What stands in the fields they have in common.
pub(super) struct Spent {
    pub description: String,
    pub amount: Money,
    pub category: ExpenseCategoryId,
    pub paid_from: PaidFrom,
}

/// Reads them; a mistake is marked at its field.
pub(super) fn read(form: &mut Form, all: &Named<ExpenseCategoryId>, look: &Look) -> Option<Spent> {
    let description = form.read("description", look, |typed| LINE_NEEDED.clean(typed));
    let amount = form.read("amount", look, |typed| look.currency.parse(typed));
    let category = form.read("category", look, |typed| named(all, typed));
    let paid_from = PaidFrom::ALL[form.chosen("paid_from").min(PaidFrom::ALL.len() - 1)];
    Some(Spent { description: description?.value, amount: amount?, category: category?, paid_from })
}

/// Writes one of each month into them.
pub(super) fn fill(form: &mut Form, row: &RecurringRow, look: &Look) {
    form.set("description", &row.description, look);
    form.set("amount", &look.currency.plain(row.amount), look);
    form.set("category", &row.category, look);
    let place = PaidFrom::ALL.iter().position(|from| *from == row.paid_from).unwrap_or_default();
    if let Some(field) = form.field_mut("paid_from") {
        field.choose(place);
    }
}

impl ExpenseForm {
    #[must_use]
    pub fn new(cx: &Cx) -> Self {
        let today = cx.today();
        let day = move |typed: &str, look: &Look| when(typed, today).map(|day| look.day(day));
        let mut fields = fields();
        fields.push(Field::value("date", "expense-date").limit(20).cells(14).reads(day));
        Self { form: Form::new(fields), today, recurring: None, categories: None, request: RequestId::new() }
    }

    /// One that is due: filled in already.
    #[must_use]
    pub fn due(row: RecurringRow, cx: &Cx) -> Self {
        let mut new = Self::new(cx);
        let look = &cx.look;
        fill(&mut new.form, &row, look);
        if row.paid_from != PaidFrom::Drawer {
            let due = row.next_on.min(new.today);
            new.form.set("date", &due.format("%-d/%-m/%Y").to_string(), look);
        }
        new.recurring = Some(row);
        // Nobody typed that: leaving it loses nothing.
        new.form.settle();
        new
    }

    fn save(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let (look, today) = (&cx.look, self.today);
        let Some(categories) = self.categories.clone() else { return Effect::None };
        let spent = read(&mut self.form, &categories, look);
        let day = self.form.read("date", look, |typed| when(typed, today));
        let (Some(spent), Some(day)) = (spent, day) else {
            self.form.point();
            return Effect::None;
        };
        let write = WriteExpense {
            date: Some(day),
            category: spent.category,
            amount: spent.amount,
            description: spent.description,
            reference: String::new(),
            paid_from: spent.paid_from,
            recurring: self.recurring.as_ref().map(|row| -> RecurringExpenseId { row.id }),
        };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write(
            "expense",
            |desk| async move { Msg::Written(Box::new(desk.act_as(write, asked).await)) },
        )
    }
}

/// Nothing typed is today.
fn when(typed: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    if typed.is_empty() { Ok(today) } else { past(typed, today) }
}

/// The category that is named; there must be one.
fn named(all: &Named<ExpenseCategoryId>, typed: &str) -> Result<ExpenseCategoryId, Refusal> {
    all.one(typed)?.ok_or_else(|| Refusal::at("category.needed", "category"))
}

/// Those one can choose from.
pub fn offered(rows: Vec<CategoryRow>) -> Named<ExpenseCategoryId> {
    Named::new(rows.into_iter().filter(|row| row.active).map(|row| (row.id, row.name)))
}

impl Screen for ExpenseForm {
    type Msg = Msg;
    const NAME: &'static str = "expense_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("categories", |desk| async move { Msg::Read(desk.ask(ListCategories {}).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
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
            Msg::Written(written) => match *written {
                Ok(row) => {
                    self.form.settle();
                    let facts = [
                        ("what", row.description.clone().into()),
                        ("amount", cx.look.currency.shown(row.amount).into()),
                    ];
                    let done = if row.paid_from == PaidFrom::Drawer {
                        "expense-written_drawer"
                    } else {
                        "expense-written"
                    };
                    Effect::say(Notice::done(cx.fill(done, &facts))).and(Effect::answer::<Self>(row.id))
                }
                Err(fault) if wants_pin(&fault) => {
                    let approve = signs(&fault, cx);
                    // Once is enough.
                    let told = |refusal: &Refusal| refusal.details.iter().any(|(name, _)| *name == "amount");
                    let approve = match cx.look.currency.parse(self.form.value("amount")) {
                        Ok(amount) if !fault.refusal().is_some_and(told) => {
                            approve.about(cx.look.currency.shown(amount))
                        }
                        _ => approve,
                    };
                    Effect::ask(approve, Msg::Approved)
                }
                Err(fault) => {
                    // Another figure is another expense.
                    self.request = RequestId::new();
                    refused::show(&fault, &mut self.form, cx)
                }
            },
        }
    }

    fn waiting(&self) -> bool {
        self.categories.is_none()
    }

    fn retries(&self) -> bool {
        self.categories.is_none()
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
        let title = if self.recurring.is_some() { "expense-due_title" } else { "screen-expense_form" };
        self.form.framed(frame, area, &cx.text(title), &cx.look);
    }
}
