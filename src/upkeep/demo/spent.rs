//! What the clinic spent in the months before: salaries and rent by the month, material and rides in between.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use fastrand::Rng;

use super::{Staffed, id};
use crate::desk::{Done, Fault};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{ExpenseCategoryId, ExpenseId, RecurringExpenseId};
use crate::domain::money::Money;
use crate::domain::recurrence::in_month;
use crate::domain::time::at_local;
use crate::store::expense::{CategoryRow, NewExpense, RecurringRow};
use crate::store::history_money::PastExpense;
use crate::store::{self, Tx};

/// By the month: its day, category, what, amount, and whether it grows with the clinic.
const MONTHLY: &[(i64, &str, &str, i64, bool)] = &[
    (1, "Operasional", "Sewa ruko", 9_500_000, false),
    (5, "Utilitas", "Internet", 385_000, false),
    (20, "Utilitas", "Listrik PLN", 1_850_000, true),
    (25, "Marketing", "Iklan IG", 1_500_000, true),
];

/// In between: how many of a hundred days, category, what, least and most.
const NOW_AND_THEN: &[(u8, &str, &str, i64, i64)] = &[
    (30, "Bahan Baku", "Serum dan masker", 450_000, 1_900_000),
    (12, "Bahan Baku", "Sarung tangan, kapas, alkohol", 120_000, 480_000),
    (22, "Transportasi", "Gojek ambil serum", 18_000, 65_000),
    (18, "Operasional", "Galon dan kopi", 40_000, 95_000),
    (6, "Operasional", "Servis AC", 150_000, 600_000),
    (4, "Lain-lain", "Bunga meja depan", 60_000, 150_000),
];

/// Writes the expenses of the days from `first` up to yesterday, and what comes back each month.
pub(super) async fn write(
    tx: &mut Tx,
    staffed: &Staffed<'_>,
    first: NaiveDate,
    today: NaiveDate,
) -> Done<()> {
    let clinic = staffed.floor.clinic.id;
    let categories = store::expense::categories(tx.on(), clinic).await?;
    let mut rows = Vec::new();
    let size = i64::try_from(staffed.floor.roster.staff.len()).unwrap_or(6);
    for day in first.iter_days().take_while(|day| *day < today) {
        let mut rng = Rng::with_seed(staffed.seed ^ u64::from(day.num_days_from_ce().unsigned_abs()) << 17);
        for (on, category, what, amount, grows) in MONTHLY {
            if in_month(day, *on) == day {
                let amount = if *grows { amount * size / 6 } else { *amount };
                let amount = amount + rng.i64(-3..=3) * amount / 100 / 1_000 * 1_000;
                rows.push(row(staffed, &categories, &mut rng, day, (category, what), amount)?);
            }
        }
        if in_month(day, 28) == day {
            for one in &staffed.floor.roster.staff {
                let what = format!("Gaji {}", one.name);
                let amount = if one.title.starts_with("dokter") { 9_000_000 } else { 4_600_000 };
                rows.push(row(staffed, &categories, &mut rng, day, ("Gaji", &what), amount)?);
            }
        }
        for (chance, category, what, least, most) in NOW_AND_THEN {
            if rng.u8(..100) < *chance {
                let amount = rng.i64(least / 1_000..=most / 1_000) * 1_000;
                rows.push(row(staffed, &categories, &mut rng, day, (category, what), amount)?);
            }
        }
    }
    store::history_money::insert_expenses(tx, clinic, staffed.terminal, rows).await?;
    recurring(tx, staffed, &categories, today).await
}

fn row(
    staffed: &Staffed<'_>,
    categories: &[CategoryRow],
    rng: &mut Rng,
    day: NaiveDate,
    (category, what): (&str, &str),
    amount: i64,
) -> Done<PastExpense> {
    let at = day.and_time(NaiveTime::MIN) + chrono::TimeDelta::minutes(rng.i64(9 * 60..16 * 60));
    let at = at_local(at, staffed.floor.clinic.zone)?;
    let paid_from = if amount < 100_000 && rng.bool() { PaidFrom::Owner } else { PaidFrom::Bank };
    let expense = NewExpense {
        id: ExpenseId(id(at, rng.u64(..), 11)),
        business_day: day,
        category_id: category_of(categories, category)?,
        amount: Money(amount),
        description: what.to_owned(),
        reference: String::new(),
        paid_from,
        move_id: None,
        recurring_id: None,
    };
    Ok(PastExpense { expense, at, by: staffed.cashier })
}

fn category_of(categories: &[CategoryRow], name: &str) -> Done<ExpenseCategoryId> {
    let found = categories.iter().find(|row| row.name == name);
    Ok(found.ok_or_else(|| Fault::Broken(format!("no category {name}")))?.id)
}

/// The internet is due today, the rent on the first.
async fn recurring(
    tx: &mut Tx,
    staffed: &Staffed<'_>,
    categories: &[CategoryRow],
    today: NaiveDate,
) -> Done<()> {
    let clinic = staffed.floor.clinic.id;
    let tomorrow = today + Days::new(1);
    for (nth, category, what, amount, next_on) in [
        (12, "Utilitas", "Internet", 385_000, today),
        (13, "Operasional", "Sewa ruko", 9_500_000, crate::domain::recurrence::first(tomorrow, 1)),
    ] {
        let row = RecurringRow {
            id: RecurringExpenseId(id(staffed.made, staffed.seed, nth)),
            category_id: category_of(categories, category)?,
            category: category.to_owned(),
            amount: Money(amount),
            description: what.to_owned(),
            paid_from: PaidFrom::Bank,
            day_of_month: i64::from(next_on.day()),
            next_on,
            active: true,
            version: 1,
        };
        store::expense::insert_recurring(tx.on(), clinic, &row, staffed.cashier, staffed.made).await?;
    }
    Ok(())
}
