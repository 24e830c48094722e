//! The owner's numbers of a span.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Timelike};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Look};
use super::fault::Done;
use super::ledger::{Entry, book, counting, not_while_counting};
use super::{Desk, Roster, parts};
use crate::domain::ledger::{flows, money};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::report::check;
use crate::store;
use crate::store::expense::ExpenseRow;

/// Money received, earned, held and owed; what was spent; and how the days went.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowReport {
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// One part of a figure. The key opens it in `explain`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    pub key: String,
    /// Empty where the key says it all.
    pub name: String,
    pub count: i64,
    pub amount: Money,
}

/// What is owed at the end of the span, and how that changed in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Level {
    pub end: Money,
    pub change: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DayFigures {
    pub day: NaiveDate,
    pub received: Money,
    pub earned: Money,
    pub expenses: Money,
}

/// How many visits began in an hour of a weekday. Monday is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Heat {
    pub weekday: u32,
    pub hour: u32,
    pub visits: i64,
}

/// `received = earned + tips + tax + liabilities − receivables`, the last two being changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    pub received: Money,
    pub earned: Money,
    pub tips: Money,
    pub tax: Money,
    /// Deposits held, credit and packages.
    pub liabilities: Money,
    pub receivables: Money,
    pub holds: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The drawer whoever asks has open and has not counted: the report ends the day before it was opened.
    pub counting: Option<String>,
    pub received: Money,
    pub received_by_method: Vec<Part>,
    pub days: Vec<DayFigures>,
    pub earned: Money,
    pub earned_by_treatment: Vec<Part>,
    pub earned_by_category: Vec<Part>,
    pub earned_by_staff: Vec<Part>,
    pub tips: Money,
    /// They are those of the staff.
    pub tips_by_staff: Vec<Part>,
    pub tax: Money,
    pub deposits: Level,
    pub credit: Level,
    pub packages: Level,
    pub receivables: Level,
    pub forfeits: Money,
    pub discounts: Money,
    pub refunds: Money,
    pub write_offs: Money,
    pub expenses: Money,
    pub expenses_by_category: Vec<Part>,
    /// Received, less what was spent from drawer and bank.
    pub net_cash: Money,
    pub done: i64,
    pub no_shows: i64,
    pub cancelled: i64,
    /// Of those who were expected and not called off, in basis points; none when nobody was.
    pub no_show_bp: Option<i64>,
    pub new_patients: i64,
    /// From the number to being taken in; none when nobody's is known.
    pub wait_seconds: Option<i64>,
    pub heat: Vec<Heat>,
    pub identity: Identity,
}

impl Act for ShowReport {
    const NAME: &'static str = "report";
    const NEEDS: Permission = Permission::ReportSee;
    type Output = Report;
}

impl Look for ShowReport {
    async fn look(self, desk: &Desk) -> Done<Report> {
        // Another counter may write between two of the questions: then they are asked again.
        const TRIES: usize = 4;
        check(self.from, self.to)?;
        let counting = counting(desk, self.to).await?;
        let to = match &counting {
            // What adds up to the cash of a drawer would tell it as well: nothing is told of its days.
            Some(session) => {
                let told = session.business_day.pred_opt().filter(|last| *last >= self.from);
                told.ok_or_else(|| not_while_counting(session))?
            }
            None => self.to,
        };
        let mut tries = 1;
        loop {
            let report = read(desk, (self.from, to)).await?;
            if tries == TRIES || report.identity.holds {
                return Ok(Report { counting: counting.map(|session| session.drawer), ..report });
            }
            tries += 1;
        }
    }
}

/// The levels at the end of a day.
struct Levels {
    deposits: Money,
    receivables: Money,
    credit: Money,
    packages: Money,
}

async fn levels(desk: &Desk, day: NaiveDate) -> Done<Levels> {
    let (db, clinic) = (desk.db(), desk.clinic().id);
    let (open, credit, packages) = tokio::try_join!(
        store::ledger::levels(db, clinic, day),
        store::ledger::credit(db, clinic, day),
        store::ledger::packages(db, clinic, day),
    )?;
    Ok(Levels {
        deposits: open.deposits,
        receivables: open.receivables,
        credit: Money::sum(credit.iter().map(|row| row.amount))?,
        packages: Money::sum(packages.iter().map(|row| row.amount))?,
    })
}

fn level(before: Money, end: Money) -> Result<Level, Refusal> {
    Ok(Level { end, change: end.minus(before)? })
}

async fn read(desk: &Desk, span: (NaiveDate, NaiveDate)) -> Done<Report> {
    let (db, clinic) = (desk.db(), desk.clinic());
    let (from, to) = span;
    let before = from.pred_opt().unwrap_or(from);
    let roster = desk.roster().await?;
    let (entries, old, new) = tokio::try_join!(book(desk, span), levels(desk, before), levels(desk, to))?;
    let (spent, visits, begins, wait, (new_patients,)) = tokio::try_join!(
        store::expense::of_span(db, clinic.id, from, to),
        store::report::visits(db, clinic.id, span),
        store::report::begins(db, clinic.id, span),
        store::report::wait(db, clinic.id, span),
        store::report::newcomer_count(db, clinic.id, span),
    )?;
    let sums = Sums::of(&entries, &roster, span);
    let expenses = Spent::of(&spent, span);
    let deposits = level(old.deposits, new.deposits)?;
    let credit = level(old.credit, new.credit)?;
    let packages = level(old.packages, new.packages)?;
    let receivables = level(old.receivables, new.receivables)?;
    let liabilities = Money::sum([deposits.change, credit.change, packages.change])?;
    let (received, earned) = (money(sums.received)?, money(sums.earned)?);
    let (tips, tax) = (money(sums.tips)?, money(sums.tax)?);
    let terms = i128::from(earned.0) + sums.tips + sums.tax + i128::from(liabilities.0);
    let holds = sums.received == terms - i128::from(receivables.change.0);
    let expected = visits.done + visits.no_show;
    let mut heat: BTreeMap<(u32, u32), i64> = BTreeMap::new();
    for row in begins {
        let local = clinic.local(row.starts_at);
        *heat.entry((local.weekday().number_from_monday(), local.hour())).or_default() += row.visits;
    }
    let days = from.iter_days().take_while(|day| *day <= to).map(|day| {
        let of = |all: &BTreeMap<NaiveDate, i128>| money(all.get(&day).copied().unwrap_or_default());
        Ok(DayFigures {
            day,
            received: of(&sums.received_by_day)?,
            earned: of(&sums.earned_by_day)?,
            expenses: of(&expenses.by_day)?,
        })
    });
    Ok(Report {
        from,
        to,
        counting: None,
        received,
        received_by_method: sums.by_method.largest_first()?,
        days: days.collect::<Result<_, Refusal>>()?,
        earned,
        earned_by_treatment: sums.by_treatment.largest_first()?,
        earned_by_category: sums.by_category.largest_first()?,
        earned_by_staff: sums.by_staff.largest_first()?,
        tips,
        tips_by_staff: sums.tips_by_staff.largest_first()?,
        tax,
        deposits,
        credit,
        packages,
        receivables,
        forfeits: money(sums.forfeits)?,
        discounts: money(sums.discounts)?,
        refunds: money(sums.refunds)?,
        write_offs: money(sums.write_offs)?,
        expenses: money(expenses.total)?,
        expenses_by_category: expenses.by_category.largest_first()?,
        net_cash: money(sums.received - expenses.cash)?,
        done: visits.done,
        no_shows: visits.no_show,
        cancelled: visits.cancelled,
        no_show_bp: (expected > 0).then(|| (visits.no_show * 10_000 + expected / 2) / expected),
        new_patients,
        wait_seconds: (wait.people > 0).then(|| wait.seconds / wait.people),
        heat: heat.into_iter().map(|((weekday, hour), visits)| Heat { weekday, hour, visits }).collect(),
        identity: Identity {
            received,
            earned,
            tips,
            tax,
            liabilities,
            receivables: receivables.change,
            holds,
        },
    })
}

/// What the bills did in a span.
#[derive(Default)]
struct Sums {
    received: i128,
    received_by_day: BTreeMap<NaiveDate, i128>,
    by_method: parts::Parts,
    earned: i128,
    earned_by_day: BTreeMap<NaiveDate, i128>,
    by_treatment: parts::Parts,
    by_category: parts::Parts,
    by_staff: parts::Parts,
    tips: i128,
    tips_by_staff: parts::Parts,
    tax: i128,
    forfeits: i128,
    discounts: i128,
    refunds: i128,
    write_offs: i128,
}

impl Sums {
    fn of(entries: &[Entry], roster: &Roster, (from, to): (NaiveDate, NaiveDate)) -> Self {
        let mut sums = Self::default();
        for entry in entries {
            for (row, _, amount) in parts::received(entry, (from, to)) {
                // What failed never came: it is taken off the count as it is off the Z.
                let count = if amount == i128::from(row.amount.0) { 1 } else { -1 };
                sums.by_method.add(parts::method(row), count, amount);
            }
            for (_, place, amount) in entry.bill.tips(from, to) {
                let count = if amount > 0 { 1 } else { -1 };
                sums.tips_by_staff.add(parts::tip(entry.lines[place].staff_id, roster), count, amount);
            }
            for flow in flows(&entry.bill, from, to) {
                let change = &flow.change;
                sums.received += change.received;
                *sums.received_by_day.entry(flow.day).or_default() += change.received;
                sums.earned += change.earned;
                *sums.earned_by_day.entry(flow.day).or_default() += change.earned;
                sums.tips += change.tips;
                sums.tax += change.tax;
                sums.forfeits += change.forfeits;
                sums.discounts += change.discounts;
                sums.refunds += change.refunds;
                sums.write_offs += change.write_offs;
                for net in &change.nets {
                    let began = flow.began.iter().find(|(place, _)| Some(*place) == net.line);
                    let count = began.map_or(0, |(_, count)| *count);
                    sums.by_treatment.add(parts::treatment(net, entry), count, net.earned);
                    sums.by_category.add(parts::category(net, entry), count, net.earned);
                    for (staff, amount) in parts::performed(net, entry) {
                        sums.by_staff.add(parts::staff(staff, roster), count, amount);
                    }
                }
            }
        }
        sums
    }
}

/// What was spent in a span. What is void counts on its day, and against the day it was made void.
#[derive(Default)]
struct Spent {
    total: i128,
    /// From the drawer and the bank: what the owner pays out of their own pocket is not the clinic's cash.
    cash: i128,
    by_day: BTreeMap<NaiveDate, i128>,
    by_category: parts::Parts,
}

impl Spent {
    fn of(rows: &[ExpenseRow], span: (NaiveDate, NaiveDate)) -> Self {
        let mut spent = Self::default();
        for (row, day, amount) in rows.iter().flat_map(|row| parts::spent(row, span)) {
            spent.total += amount;
            spent.cash += if parts::own_cash(row.paid_from) { amount } else { 0 };
            *spent.by_day.entry(day).or_default() += amount;
            let (count, part) = (if amount > 0 { 1 } else { -1 }, parts::spent_on(row));
            spent.by_category.add(part, count, amount);
        }
        spent
    }
}
