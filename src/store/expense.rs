//! What the clinic spends: categories, expenses, and those that come back each month.

use chrono::NaiveDate;

use super::db::{Answer, On, row};
use super::vouched::{EXPENSE, RECURRING_EXPENSE};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{
    AccountId, ClinicId, DrawerMoveId, ExpenseCategoryId, ExpenseId, RecurringExpenseId,
};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    pub struct CategoryRow {
        pub id: ExpenseCategoryId,
        pub name: String,
        /// One of the seven every clinic has.
        pub fixed: bool,
        pub active: bool,
        pub position: i64,
    }
}

row! {
    pub struct ExpenseRow {
        pub id: ExpenseId,
        pub business_day: NaiveDate,
        pub category_id: ExpenseCategoryId,
        pub category: String,
        pub amount: Money,
        pub description: String,
        pub reference: String,
        pub paid_from: PaidFrom,
        /// The paid-out of the drawer, where it came from there.
        pub move_id: Option<DrawerMoveId>,
        pub recurring_id: Option<RecurringExpenseId>,
        pub created_at: Ts,
        pub account: String,
        pub voided_day: Option<NaiveDate>,
        pub void_reason: Option<String>,
    }
}

row! {
    pub struct RecurringRow {
        pub id: RecurringExpenseId,
        pub category_id: ExpenseCategoryId,
        pub category: String,
        pub amount: Money,
        pub description: String,
        pub paid_from: PaidFrom,
        pub day_of_month: i64,
        /// The day it is due next.
        pub next_on: NaiveDate,
        pub active: bool,
        pub version: i64,
    }
}

/// An expense about to be written.
#[derive(Debug, Clone)]
pub struct NewExpense {
    pub id: ExpenseId,
    pub business_day: NaiveDate,
    pub category_id: ExpenseCategoryId,
    pub amount: Money,
    pub description: String,
    pub reference: String,
    pub paid_from: PaidFrom,
    pub move_id: Option<DrawerMoveId>,
    pub recurring_id: Option<RecurringExpenseId>,
}

pub fn categories<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<CategoryRow>> {
    on.into().all(
        "SELECT id, name, fixed, active, position FROM expense_category WHERE clinic_id = $1 ORDER BY position, name",
        (clinic,),
    )
}

/// Behind all others.
pub fn insert_category<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: ExpenseCategoryId,
    name: &'a str,
    key: String,
    fixed: bool,
) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO expense_category (clinic_id, id, name, name_key, fixed, active, position)
         VALUES ($1, $2, $3, $4, $5, TRUE,
           (SELECT COALESCE(MAX(position), 0) + 1 FROM expense_category WHERE clinic_id = $1))",
        (clinic, id, name.to_owned(), key, fixed),
    )
}

/// Renames or retires one of the clinic's own; 0 rows for a fixed one.
pub fn update_category<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: ExpenseCategoryId,
    name: &'a str,
    key: String,
    active: bool,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE expense_category SET name = $3, name_key = $4, active = $5
         WHERE clinic_id = $1 AND id = $2 AND fixed = FALSE",
        (clinic, id, name.to_owned(), key, active),
    )
}

/// The expenses of a span and those of another day that were voided in it, newest first.
pub fn of_span<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    from: NaiveDate,
    to: NaiveDate,
) -> Answer<'a, Vec<ExpenseRow>> {
    on.into().all(
        "SELECT e.id, e.business_day, e.category_id, c.name AS category, e.amount, e.description, e.reference,
           e.paid_from, e.move_id, e.recurring_id, e.created_at, a.full_name AS account, e.voided_day, e.void_reason
         FROM expense e
         JOIN expense_category c ON c.clinic_id = e.clinic_id AND c.id = e.category_id
         JOIN account a ON a.clinic_id = e.clinic_id AND a.id = e.created_by
         WHERE e.clinic_id = $1 AND (e.business_day BETWEEN $2 AND $3 OR e.voided_day BETWEEN $2 AND $3)
         ORDER BY e.business_day DESC, e.created_at DESC, e.id",
        (clinic, from, to),
    )
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: ExpenseId) -> Answer<'a, Option<ExpenseRow>> {
    on.into().opt(
        "SELECT e.id, e.business_day, e.category_id, c.name AS category, e.amount, e.description, e.reference,
           e.paid_from, e.move_id, e.recurring_id, e.created_at, a.full_name AS account, e.voided_day, e.void_reason
         FROM expense e
         JOIN expense_category c ON c.clinic_id = e.clinic_id AND c.id = e.category_id
         JOIN account a ON a.clinic_id = e.clinic_id AND a.id = e.created_by
         WHERE e.clinic_id = $1 AND e.id = $2",
        (clinic, id),
    )
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &NewExpense,
    by: AccountId,
    now: Ts,
    terminal: &'a str,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &EXPENSE,
        "INSERT INTO expense (clinic_id, id, business_day, category_id, amount, description, reference, paid_from,
           move_id, recurring_id, terminal, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *",
        (
            clinic, row.id, row.business_day, row.category_id, row.amount, row.description, row.reference,
            row.paid_from, row.move_id, row.recurring_id, terminal.to_owned(), now, by,
        ),
    )
}

/// 0 rows when it is void already.
pub fn void<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: ExpenseId,
    reason: &'a str,
    by: AccountId,
    now: Ts,
    day: NaiveDate,
) -> Answer<'a, u64> {
    on.into().change(
        &EXPENSE,
        "UPDATE expense SET voided_at = $3, voided_day = $4, voided_by = $5, void_reason = $6
         WHERE clinic_id = $1 AND id = $2 AND voided_at IS NULL RETURNING *",
        (clinic, id, now, day, by, reason.to_owned()),
    )
}

pub fn recurring<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<RecurringRow>> {
    on.into().all(
        "SELECT r.id, r.category_id, c.name AS category, r.amount, r.description, r.paid_from, r.day_of_month,
           r.next_on, r.active, r.version
         FROM recurring_expense r
         JOIN expense_category c ON c.clinic_id = r.clinic_id AND c.id = r.category_id
         WHERE r.clinic_id = $1 ORDER BY r.active DESC, r.next_on, r.description",
        (clinic,),
    )
}

/// The days since `from` for which a recurring expense is written down.
pub fn written_since<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: RecurringExpenseId,
    from: NaiveDate,
) -> Answer<'a, Vec<(NaiveDate,)>> {
    on.into().all(
        "SELECT business_day FROM expense
         WHERE clinic_id = $1 AND recurring_id = $2 AND recurring_id IS NOT NULL AND business_day >= $3
           AND voided_at IS NULL",
        (clinic, id, from),
    )
}

/// The expense that last said when a recurring one is due next.
pub fn last_written<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: RecurringExpenseId,
) -> Answer<'a, Option<(ExpenseId,)>> {
    on.into().opt(
        "SELECT id FROM expense WHERE clinic_id = $1 AND recurring_id = $2 AND recurring_id IS NOT NULL
         ORDER BY COALESCE(voided_at, created_at) DESC LIMIT 1",
        (clinic, id),
    )
}

pub fn insert_recurring<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &RecurringRow,
    by: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &RECURRING_EXPENSE,
        "INSERT INTO recurring_expense (clinic_id, id, category_id, amount, description, paid_from, day_of_month,
           next_on, active, version, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) RETURNING *",
        (
            clinic, row.id, row.category_id, row.amount, row.description, row.paid_from, row.day_of_month,
            row.next_on, row.active, now, by,
        ),
    )
}

/// 0 rows when the version is stale.
pub fn update_recurring<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &RecurringRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &RECURRING_EXPENSE,
        "UPDATE recurring_expense SET category_id = $4, amount = $5, description = $6, paid_from = $7,
           day_of_month = $8, next_on = $9, active = $10, version = version + 1
         WHERE clinic_id = $1 AND id = $2 AND version = $3 RETURNING *",
        (
            clinic,
            row.id,
            row.version,
            row.category_id,
            row.amount,
            row.description,
            row.paid_from,
            row.day_of_month,
            row.next_on,
            row.active,
        ),
    )
}
