//! What the clinic spends: written down, found again, taken back with a reason.

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::drawer::moves::{NewCash, move_cash};
use super::fault::Done;
use super::staff::yes;
use super::work::{Work, one_row};
use super::{Desk, NOTHING, recurring};
use crate::domain::drawer::MoveKind;
use crate::domain::expense::PaidFrom;
use crate::domain::id::{DrawerMoveId, ExpenseCategoryId, ExpenseId, RecurringExpenseId};
use crate::domain::money::Money;
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::{LINE, LINE_NEEDED, words};
use crate::store;
use crate::store::expense::NewExpense;
pub use crate::store::expense::{CategoryRow, ExpenseRow};

/// The expenses of a span, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListExpenses {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Words that must all be found, in what it is, its category or its reference; an amount, as it may be typed, is
    /// found as that.
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub category: Option<ExpenseCategoryId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expenses {
    /// Void ones too: they say so.
    pub rows: Vec<ExpenseRow>,
    /// Void ones left out.
    pub total: Money,
}

impl Act for ListExpenses {
    const NAME: &'static str = "list_expenses";
    const NEEDS: Permission = Permission::ExpenseSee;
    type Output = Expenses;
}

impl Look for ListExpenses {
    async fn look(self, desk: &Desk) -> Done<Expenses> {
        let currency = &desk.clinic().currency;
        let whole = currency.parse(&self.text).ok();
        let wanted: Vec<_> =
            self.text.split_whitespace().map(|part| (words(part), currency.parse(part).ok())).collect();
        let found = |row: &ExpenseRow| {
            let text = words(&format!("{} {} {}", row.description, row.category, row.reference)).join(" ");
            let said = |words: &[String]| words.iter().all(|word| text.contains(word.as_str()));
            whole == Some(row.amount)
                || wanted.iter().all(|(words, amount)| *amount == Some(row.amount) || said(words))
        };
        let rows: Vec<ExpenseRow> = store::expense::of_span(desk.db(), desk.clinic().id, self.from, self.to)
            .await?
            .into_iter()
            .filter(|row| (self.from..=self.to).contains(&row.business_day))
            .filter(|row| self.category.is_none_or(|category| category == row.category_id))
            .filter(|row| wanted.is_empty() || found(row))
            .collect();
        let total = Money::sum(rows.iter().filter(|row| row.voided_day.is_none()).map(|row| row.amount))?;
        Ok(Expenses { rows, total })
    }
}

/// Writes an expense down. From the drawer, the cash leaves the session that is open here, in the same step.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteExpense {
    /// Left out: today. Never a day to come; from the drawer always today.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    pub category: ExpenseCategoryId,
    pub amount: Money,
    pub description: String,
    /// Of a receipt or a transfer.
    #[serde(default)]
    pub reference: String,
    pub paid_from: PaidFrom,
    /// The one of each month this is; it is due again a month later.
    #[serde(default)]
    pub recurring: Option<RecurringExpenseId>,
}

impl Act for WriteExpense {
    const NAME: &'static str = "write_expense";
    const NEEDS: Permission = Permission::ExpenseEdit;
    const PIN_LAST: bool = true;
    type Output = ExpenseRow;
}

/// Nobody writes books of years before this one into a program that is younger.
const OLDEST: i32 = 2000;

impl Change for WriteExpense {
    async fn change(self, work: &mut Work<'_>) -> Done<ExpenseRow> {
        let (clinic, me, now, today) = (work.id(), work.me(), work.now, work.today());
        work.amount(self.amount, "amount")?;
        let day = self.date.unwrap_or(today);
        if day > today {
            return Err(Refusal::at("expense.future", "date").with("day", day).into());
        }
        if day.year() < OLDEST {
            return Err(Refusal::at("expense.long_ago", "date").with("year", OLDEST.to_string()).into());
        }
        if store::day_close::covered(work.on(), clinic, day).await?.is_some() {
            return Err(Refusal::at("day.locked", "date").into());
        }
        if self.paid_from == PaidFrom::Drawer && day != today {
            return Err(Refusal::at("expense.drawer_today", "date").into());
        }
        let description = LINE_NEEDED.clean(&self.description).map_err(|r| r.on("description"))?.value;
        let reference = LINE.clean(&self.reference).map_err(|r| r.on("reference"))?.value;
        let category = category(work, self.category).await?;
        if !category.active && self.recurring.is_none() {
            return Err(Refusal::at("category.inactive", "category")
                .with("name", category.name.as_str())
                .into());
        }
        if let Some(recurring) = self.recurring {
            recurring::written(work, recurring, day).await?;
        }
        // Last of all: asked again and again with something else wrong, it would tell what is in the drawer.
        let move_id = match self.paid_from {
            PaidFrom::Drawer => Some({
                let (what, reference) = (description.clone(), reference.clone());
                cash(work, MoveKind::PaidOut, self.amount, what, reference).await?
            }),
            PaidFrom::Bank | PaidFrom::Owner => None,
        };
        let row = NewExpense {
            id: ExpenseId::new(),
            business_day: day,
            category_id: self.category,
            amount: self.amount,
            description,
            reference,
            paid_from: self.paid_from,
            move_id,
            recurring_id: self.recurring,
        };
        let terminal = work.terminal;
        store::expense::insert(work.on(), clinic, &row, me, now, terminal).await?;
        let row = known(work, row.id).await?;
        work.record("expense", row.id.0, NOTHING, &row, "")?;
        Ok(row)
    }
}

/// Takes an expense back. Cash that came from the drawer comes back into the session that is open here.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidExpense {
    pub expense: ExpenseId,
    pub reason: String,
}

impl Act for VoidExpense {
    const NAME: &'static str = "void_expense";
    const NEEDS: Permission = Permission::ExpenseEdit;
    const PIN_LAST: bool = true;
    type Output = ExpenseRow;
}

impl Change for VoidExpense {
    async fn change(self, work: &mut Work<'_>) -> Done<ExpenseRow> {
        let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let old = known(work, self.expense).await?;
        work.worth(old.amount);
        if old.voided_day.is_some()
            || store::expense::void(work.on(), clinic, old.id, &reason, me, now, day).await? == 0
        {
            return Err(Refusal::new("expense.voided").into());
        }
        if old.paid_from == PaidFrom::Drawer {
            // Both may fill a line; together they are cut to one.
            let reason = format!("{}: {reason}", old.description).chars().take(LINE.limit).collect();
            cash(work, MoveKind::PaidIn, old.amount, reason, old.reference.clone()).await?;
        }
        if let Some(recurring) = old.recurring_id {
            recurring::taken_back(work, recurring, old.business_day).await?;
        }
        let row = known(work, old.id).await?;
        work.record("expense", row.id.0, &old, &row, &reason)?;
        Ok(row)
    }
}

/// The categories of expenses: the seven every clinic has, then its own.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCategories {}

impl Act for ListCategories {
    const NAME: &'static str = "list_categories";
    const NEEDS: Permission = Permission::ExpenseSee;
    type Output = Vec<CategoryRow>;
}

impl Look for ListCategories {
    async fn look(self, desk: &Desk) -> Done<Vec<CategoryRow>> {
        Ok(store::expense::categories(desk.db(), desk.clinic().id).await?)
    }
}

/// A category of the clinic's own, new or changed. Those every clinic has stay as they are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveCategory {
    /// Left out: a new one.
    #[serde(default)]
    pub category: Option<ExpenseCategoryId>,
    pub name: String,
    #[serde(default = "yes")]
    pub active: bool,
}

impl Act for SaveCategory {
    const NAME: &'static str = "save_category";
    const NEEDS: Permission = Permission::ExpenseEdit;
    const PIN_LAST: bool = true;
    type Output = CategoryRow;
}

impl Change for SaveCategory {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let all = store::expense::categories(work.on(), clinic).await?;
        let old = all.into_iter().find(|row| Some(row.id) == self.category);
        Ok(old.map(|old| Self { active: old.active, ..self.clone() }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<CategoryRow> {
        let clinic = work.id();
        let name = Name::parse(&self.name).map_err(|refusal| refusal.on("name"))?;
        let id = self.category.unwrap_or_else(ExpenseCategoryId::new);
        let old = match self.category {
            Some(known) => Some(category(work, known).await?),
            None => None,
        };
        if old.as_ref().is_some_and(|row| row.fixed) {
            return Err(Refusal::at("category.fixed", "name").into());
        }
        let text = name.as_str();
        if old.is_some() {
            let done = store::expense::update_category(work.on(), clinic, id, text, name.key(), self.active);
            one_row(done.await?)?;
        } else {
            store::expense::insert_category(work.on(), clinic, id, text, name.key(), false).await?;
        }
        let row = category(work, id).await?;
        work.record("expense_category", id.0, &old, &row, "")?;
        Ok(row)
    }
}

pub(super) async fn category(work: &mut Work<'_>, id: ExpenseCategoryId) -> Done<CategoryRow> {
    let clinic = work.id();
    let all = store::expense::categories(work.on(), clinic).await?;
    let row = all.into_iter().find(|row| row.id == id);
    Ok(row.ok_or_else(|| Refusal::at("category.unknown", "category"))?)
}

async fn known(work: &mut Work<'_>, id: ExpenseId) -> Done<ExpenseRow> {
    let clinic = work.id();
    let row = store::expense::get(work.on(), clinic, id).await?;
    Ok(row.ok_or_else(|| Refusal::at("expense.unknown", "expense"))?)
}

/// Cash an expense takes out of the drawer here, or brings back.
async fn cash(
    work: &mut Work<'_>,
    kind: MoveKind,
    amount: Money,
    reason: String,
    reference: String,
) -> Done<DrawerMoveId> {
    Ok(move_cash(work, NewCash { kind, amount, reason, reference }).await?.id)
}
