//! Behind a figure: the rows it comes from, down to the receipt. Their amounts add up to the figure.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Look};
use super::fault::Done;
use super::ledger::{Entry, book, counting, not_while_counting};
use super::receipt::{BACK, named};
use super::{Desk, Roster, parts};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{BookingId, ExpenseId, ReceiptId};
use crate::domain::ledger::{Flow, Net, flows, money};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::report::{Figure, check};
use crate::store;
use crate::store::expense::ExpenseRow;
use crate::store::ledger::BookPaymentRow;
use crate::store::report::VisitRow;

/// Asks where a figure of the report comes from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explain {
    pub figure: Figure,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The key of one part of it, as the report names it.
    #[serde(default)]
    pub key: Option<String>,
}

/// One row behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Behind {
    pub day: NaiveDate,
    /// Of the receipt, where it is one.
    pub number: String,
    pub what: String,
    pub patient: String,
    /// Whose it is: of a tip.
    pub staff: String,
    pub amount: Money,
    /// Of a wait.
    pub seconds: Option<i64>,
    pub booking: Option<BookingId>,
    pub receipt: Option<ReceiptId>,
    pub expense: Option<ExpenseId>,
    /// Where an expense was paid from.
    pub paid_from: Option<PaidFrom>,
    /// What was spent and is no part of the figure: the clinic's cash paid nothing of it.
    pub beside: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explained {
    /// The name of the formula: `formula-<name>` in the locales.
    pub formula: String,
    /// What the amounts of all rows add up to.
    pub total: Money,
    pub rows: Vec<Behind>,
    /// Rows beyond the most one answer brings; they are in the total.
    pub left_out: usize,
}

/// The most rows one answer brings.
const MOST: usize = 5_000;

impl Act for Explain {
    const NAME: &'static str = "explain";
    const NEEDS: Permission = Permission::ReportSee;
    type Output = Explained;
}

impl Look for Explain {
    async fn look(self, desk: &Desk) -> Done<Explained> {
        check(self.from, self.to)?;
        if let Some(session) = counting(desk, self.to).await? {
            return Err(not_while_counting(&session).into());
        }
        let mut rows = self.rows(desk).await?;
        let total = money(rows.iter().map(|row| i128::from(row.amount.0)).sum())?;
        let left_out = rows.len().saturating_sub(MOST);
        rows.truncate(MOST);
        let veil = desk.veil();
        // What was spent has its category there, and no person.
        rows.iter_mut().filter(|row| row.expense.is_none()).for_each(|row| veil.name(&mut row.patient));
        Ok(Explained { formula: self.figure.as_str().to_owned(), total, rows, left_out })
    }
}

impl Explain {
    async fn rows(&self, desk: &Desk) -> Done<Vec<Behind>> {
        let (db, clinic, span) = (desk.db(), desk.clinic().id, (self.from, self.to));
        Ok(match self.figure {
            Figure::Received => self.received(&book(desk, span).await?)?,
            Figure::Expenses => {
                self.spent(&store::expense::of_span(db, clinic, self.from, self.to).await?)?
            }
            Figure::NetCash => {
                let mut rows = self.received(&book(desk, span).await?)?;
                let spent = store::expense::of_span(db, clinic, self.from, self.to).await?;
                for row in self.spent(&spent)? {
                    let own = row.paid_from.is_some_and(parts::own_cash);
                    let (amount, beside) =
                        if own { (row.amount.negated()?, None) } else { (Money::ZERO, Some(row.amount)) };
                    rows.push(Behind { amount, beside, ..row });
                }
                rows.sort_by_key(|row| row.day);
                rows
            }
            Figure::Earned
            | Figure::Tips
            | Figure::Tax
            | Figure::Forfeits
            | Figure::Discounts
            | Figure::Refunds
            | Figure::WriteOffs => {
                let roster = desk.roster().await?;
                self.of_bills(&book(desk, span).await?, &roster)?
            }
            Figure::Deposits | Figure::Receivables => {
                let sign = if self.figure == Figure::Receivables { 1 } else { -1 };
                let open = store::ledger::open_bills(db, clinic, self.to, sign).await?;
                let row = |row: store::ledger::OpenRow| Behind {
                    amount: Money(row.balance.0 * sign),
                    booking: Some(row.booking_id),
                    ..Behind::of(row.visit_day, "", row.patient)
                };
                open.into_iter().map(row).collect()
            }
            Figure::Credit | Figure::Packages => {
                let owed = match self.figure {
                    Figure::Credit => store::ledger::credit(db, clinic, self.to).await?,
                    _ => store::ledger::packages(db, clinic, self.to).await?,
                };
                let row = |row: store::ledger::OwedRow| Behind {
                    amount: row.amount,
                    ..Behind::of(self.to, "", row.patient)
                };
                owed.into_iter().map(row).collect()
            }
            Figure::NoShow => visits(store::report::no_shows(db, clinic, span).await?),
            Figure::NewPatients => visits(store::report::newcomers(db, clinic, span).await?),
            Figure::Wait => visits(store::report::waits(db, clinic, span).await?).into_iter().collect(),
        })
    }

    /// Whether a part of the figure is the one asked for.
    fn wants(&self, day: NaiveDate, keys: &[&str]) -> bool {
        let Some(key) = &self.key else { return true };
        keys.contains(&key.as_str()) || key.strip_prefix("day:") == Some(day.to_string().as_str())
    }

    fn received(&self, entries: &[Entry]) -> Result<Vec<Behind>, Refusal> {
        let mut rows = Vec::new();
        for entry in entries {
            for (row, day, amount) in parts::received(entry, (self.from, self.to)) {
                if self.wants(day, &[&parts::method(row).0]) {
                    rows.push(Behind {
                        number: named(&row.series, row.number),
                        amount: money(amount)?,
                        booking: Some(entry.row.booking_id),
                        receipt: Some(row.receipt_id),
                        ..Behind::of(day, &row.method, entry.row.patient.clone())
                    });
                }
            }
        }
        rows.sort_by(|a, b| (a.day, &a.number).cmp(&(b.day, &b.number)));
        Ok(rows)
    }

    fn spent(&self, all: &[ExpenseRow]) -> Result<Vec<Behind>, Refusal> {
        let mut rows = Vec::new();
        for (row, day, amount) in all.iter().flat_map(|row| parts::spent(row, (self.from, self.to))) {
            if self.wants(day, &[&parts::spent_on(row).0]) {
                rows.push(Behind {
                    amount: money(amount)?,
                    expense: Some(row.id),
                    paid_from: Some(row.paid_from),
                    ..Behind::of(day, &row.description, row.category.clone())
                });
            }
        }
        rows.sort_by_key(|row| row.day);
        Ok(rows)
    }

    fn of_bills(&self, entries: &[Entry], roster: &Roster) -> Result<Vec<Behind>, Refusal> {
        let mut rows = Vec::new();
        for entry in entries {
            if self.figure == Figure::Tips {
                self.tips(&mut rows, entry, roster)?;
                continue;
            }
            for flow in flows(&entry.bill, self.from, self.to) {
                if self.figure == Figure::Earned {
                    for net in &flow.change.nets {
                        self.earned(&mut rows, entry, &flow, net, roster)?;
                    }
                    continue;
                }
                let sums = &flow.change;
                let amount = match self.figure {
                    Figure::Tax => sums.tax,
                    Figure::Forfeits => sums.forfeits,
                    Figure::Discounts => sums.discounts,
                    Figure::Refunds => sums.refunds,
                    _ => sums.write_offs,
                };
                if amount != 0 && self.wants(flow.day, &[]) {
                    let first = entry.lines.first().map_or("", |line| line.description.as_str());
                    rows.push(entry.behind(flow.day, first, money(amount)?, self.figure));
                }
            }
        }
        rows.sort_by_key(|row| row.day);
        Ok(rows)
    }

    fn tips(&self, rows: &mut Vec<Behind>, entry: &Entry, roster: &Roster) -> Result<(), Refusal> {
        let first = entry.lines.first().map_or("", |line| line.description.as_str());
        for (day, place, amount) in entry.bill.tips(self.from, self.to) {
            let (key, staff) = parts::tip(entry.lines[place].staff_id, roster);
            if self.wants(day, &[&key]) {
                rows.push(Behind { staff, ..entry.behind(day, first, money(amount)?, self.figure) });
            }
        }
        Ok(())
    }

    fn earned(
        &self,
        rows: &mut Vec<Behind>,
        entry: &Entry,
        flow: &Flow,
        net: &Net,
        roster: &Roster,
    ) -> Result<(), Refusal> {
        let line = net.line.and_then(|place| entry.lines.get(place));
        let what = line.map_or("", |line| line.description.as_str());
        let (treatment, category) = (parts::treatment(net, entry).0, parts::category(net, entry).0);
        if self.wants(flow.day, &[&treatment, &category]) {
            rows.push(entry.behind(flow.day, what, money(net.earned)?, self.figure));
            return Ok(());
        }
        for (staff, amount) in parts::performed(net, entry) {
            if self.wants(flow.day, &[&parts::staff(staff, roster).0]) {
                rows.push(entry.behind(flow.day, what, money(amount)?, self.figure));
            }
        }
        Ok(())
    }
}

impl Entry {
    /// A row about this bill, with the last receipt of it up to that day: of money that came, unless none ever did or
    /// it is about what went back.
    fn behind(&self, day: NaiveDate, what: &str, amount: Money, figure: Figure) -> Behind {
        let until = |row: &&BookPaymentRow| row.business_day <= day;
        let came = |row: &&BookPaymentRow| until(row) && row.series != BACK;
        let receipt = match figure {
            Figure::Refunds => self.payments.iter().rfind(until),
            _ => self.payments.iter().rfind(came).or_else(|| self.payments.iter().rfind(until)),
        };
        Behind {
            number: receipt.map_or_else(String::new, |row| named(&row.series, row.number)),
            receipt: receipt.map(|row| row.receipt_id),
            amount,
            booking: Some(self.row.booking_id),
            ..Behind::of(day, what, self.row.patient.clone())
        }
    }
}

impl Behind {
    fn of(day: NaiveDate, what: &str, patient: String) -> Self {
        Self {
            day,
            number: String::new(),
            what: what.to_owned(),
            patient,
            staff: String::new(),
            amount: Money::ZERO,
            seconds: None,
            booking: None,
            receipt: None,
            expense: None,
            paid_from: None,
            beside: None,
        }
    }
}

fn visits(rows: Vec<VisitRow>) -> Vec<Behind> {
    let row = |row: VisitRow| Behind {
        seconds: (row.seconds > 0).then_some(row.seconds),
        booking: Some(row.booking_id),
        ..Behind::of(row.business_day, "", row.patient)
    };
    rows.into_iter().map(row).collect()
}
