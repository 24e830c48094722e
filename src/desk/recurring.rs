//! Expenses that come back each month: rent, salaries, the internet.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Change, Look};
use super::expense::category;
use super::fault::Done;
use super::staff::yes;
use super::work::{Work, one_row};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{ExpenseCategoryId, RecurringExpenseId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::recurrence;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
pub use crate::store::expense::RecurringRow;

/// What comes back each month, those that are due first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DueRecurring {
    /// Also those that are not due yet, and those that came to an end.
    #[serde(default)]
    pub all: bool,
}

impl Act for DueRecurring {
    const NAME: &'static str = "due_recurring";
    const NEEDS: Permission = Permission::ExpenseSee;
    type Output = Vec<RecurringRow>;
}

impl Look for DueRecurring {
    async fn look(self, desk: &Desk) -> Done<Vec<RecurringRow>> {
        let today = desk.today();
        let rows = store::expense::recurring(desk.db(), desk.clinic().id).await?;
        Ok(rows.into_iter().filter(|row| self.all || row.active && row.next_on <= today).collect())
    }
}

/// Something that comes back each month, new or changed. It is written down by hand when it is due.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveRecurring {
    /// Left out: a new one.
    #[serde(default)]
    pub recurring: Option<RecurringExpenseId>,
    #[serde(default)]
    pub version: Option<i64>,
    pub category: ExpenseCategoryId,
    pub amount: Money,
    pub description: String,
    pub paid_from: PaidFrom,
    /// 1 to 31; in a shorter month its last day.
    pub day_of_month: i64,
    #[serde(default = "yes")]
    pub active: bool,
}

impl Act for SaveRecurring {
    const NAME: &'static str = "save_recurring";
    const NEEDS: Permission = Permission::ExpenseEdit;
    type Output = RecurringRow;
}

impl Change for SaveRecurring {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let all = store::expense::recurring(work.on(), clinic).await?;
        let old = all.into_iter().find(|row| Some(row.id) == self.recurring);
        Ok(old.map(|old| Self { active: old.active, ..self.clone() }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<RecurringRow> {
        let (clinic, me, now, today) = (work.id(), work.me(), work.now, work.today());
        work.amount(self.amount, "amount")?;
        if !(1..=31).contains(&self.day_of_month) {
            return Err(Refusal::at("recurring.day", "day").into());
        }
        let description = LINE_NEEDED.clean(&self.description).map_err(|r| r.on("description"))?.value;
        let named = category(work, self.category).await?;
        let old = match self.recurring {
            Some(id) => Some(known(work, id).await?),
            None => None,
        };
        let next_on = match &old {
            Some(old) if old.day_of_month == self.day_of_month => old.next_on,
            Some(old) => recurrence::in_month(old.next_on, self.day_of_month),
            None => recurrence::first(today, self.day_of_month),
        };
        let mut row = RecurringRow {
            id: self.recurring.unwrap_or_else(RecurringExpenseId::new),
            category_id: self.category,
            category: named.name,
            amount: self.amount,
            description,
            paid_from: self.paid_from,
            day_of_month: self.day_of_month,
            next_on,
            active: self.active,
            version: old.as_ref().map_or(1, |old| old.version),
        };
        if let Some(old) = &old {
            let led_by = store::expense::last_written(work.on(), clinic, old.id).await?.map(|(id,)| id.0);
            work.fresh_by_trail(self.version, old.version, old.id.0, led_by).await?;
            one_row(store::expense::update_recurring(work.on(), clinic, &row).await?)?;
            row.version += 1;
        } else {
            store::expense::insert_recurring(work.on(), clinic, &row, me, now).await?;
        }
        work.record("recurring_expense", row.id.0, &old, &row, "")?;
        Ok(row)
    }
}

async fn known(work: &mut Work<'_>, id: RecurringExpenseId) -> Done<RecurringRow> {
    let clinic = work.id();
    let all = store::expense::recurring(work.on(), clinic).await?;
    let row = all.into_iter().find(|row| row.id == id);
    Ok(row.ok_or_else(|| Refusal::at("recurring.unknown", "recurring"))?)
}

/// It was written down for `day`: it is due again in the first month after that for which it was not.
///
/// # Errors
/// `expense.written_already` for a month that has its own.
pub(super) async fn written(work: &mut Work<'_>, id: RecurringExpenseId, day: NaiveDate) -> Done<()> {
    let row = known(work, id).await?;
    let clinic = work.id();
    let from = recurrence::in_month(row.next_on.min(day), 1);
    let there = store::expense::written_since(work.on(), clinic, id, from).await?;
    let has = |month: NaiveDate| {
        there.iter().any(|(day,)| recurrence::in_month(*day, 1) == recurrence::in_month(month, 1))
    };
    if !row.active || row.next_on > recurrence::in_month(day, 31) || has(day) {
        return Err(Refusal::new("expense.written_already").into());
    }
    let mut next_on = recurrence::next(row.next_on, row.day_of_month);
    while has(next_on) {
        next_on = recurrence::next(next_on, row.day_of_month);
    }
    due(work, RecurringRow { next_on, ..row }).await
}

/// What was written down for `day` was taken back: it is due again for that month.
pub(super) async fn taken_back(work: &mut Work<'_>, id: RecurringExpenseId, day: NaiveDate) -> Done<()> {
    let row = known(work, id).await?;
    let next_on = recurrence::in_month(day, row.day_of_month).min(row.next_on);
    due(work, RecurringRow { next_on, ..row }).await
}

async fn due(work: &mut Work<'_>, row: RecurringRow) -> Done<()> {
    let clinic = work.id();
    one_row(store::expense::update_recurring(work.on(), clinic, &row).await?)
}
