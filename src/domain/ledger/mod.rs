//! The clinic's book: what counts when. Money is rows; everything here is derived from them, for the end of any day,
//! so that what was true of a day stays true whatever comes later.
//!
//! Sums are 128 bits wide: no history can overflow them. They become [`super::money::Money`] where they leave.

mod backing;
mod commission;
mod flow;
mod standing;

pub use backing::{Backed, Sales};
pub use commission::{Due, commissions};
pub use flow::{Flow, flows};
pub use standing::{Net, Of, Standing, standing};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::bill::{LineKind, TaxMode};
use super::id::{BillLineId, MethodId, PaymentId, StaffId, TreatmentId};
use super::money::Money;
use super::refusal::Refusal;
use super::share::spread;

/// One line of a bill, as far as the book knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: BillLineId,
    pub kind: LineKind,
    pub treatment: Option<TreatmentId>,
    pub staff: Option<StaffId>,
    pub amount: Money,
    pub tax_mode: TaxMode,
    pub tax_bp: i64,
    /// The line a discount, a refund or a write-off takes off; none: the whole bill.
    pub reduces: Option<BillLineId>,
    /// It makes a treatment cost what a package's session is worth: nobody gave it.
    pub of_session: bool,
    pub day: NaiveDate,
    /// The day it was taken off.
    pub voided: Option<NaiveDate>,
    /// Who performed it together, in basis points that add up to 10,000; empty: `staff` alone.
    pub shares: Vec<(StaffId, i64)>,
}

/// Where the money of a payment came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// It came in with this payment (or went out).
    New,
    /// It had come before, and was owed to the patient.
    Credit,
    /// It had come with the sale of a package.
    Package,
}

/// One payment; negative where money goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    pub amount: Money,
    pub source: Source,
    pub method: MethodId,
    /// The payment it takes back.
    pub refers_to: Option<PaymentId>,
    /// The line that sold the package it is a session of.
    pub sale: Option<BillLineId>,
    /// How much of it is for which package, by the line of its sale.
    pub packages: Vec<(BillLineId, Money)>,
    pub day: NaiveDate,
    /// The day it turned out never to have come.
    pub failed: Option<NaiveDate>,
}

/// A bill with its visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The visit's day, where the visit is done.
    pub done: Option<NaiveDate>,
    /// The days the visit was called off (true), and those on which that was taken back, in order: what was true of a day
    /// stays true.
    pub off: Vec<(NaiveDate, bool)>,
    pub lines: Vec<Line>,
    pub payments: Vec<Payment>,
}

impl Line {
    /// From the end of which day it counts, and from the end of which no more. None: never.
    ///
    /// A line of a visit that is done counts from the later of its own day and the visit's. What stands alone counts
    /// from its own day, whatever becomes of the visit.
    #[must_use]
    pub fn span(&self, done: Option<NaiveDate>) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let (from, until) = if self.kind.stands(self.reduces.is_some()) {
            (self.day, self.voided)
        } else {
            let done = done?;
            (self.day.max(done), self.voided.map(|day| day.max(done)))
        };
        until.is_none_or(|until| from < until).then_some((from, until))
    }

    /// An amount of the line, parted among those who performed it; nobody where it is not known who did.
    #[must_use]
    pub fn parted(&self, amount: i128) -> Vec<(Option<StaffId>, i128)> {
        if self.shares.is_empty() {
            return vec![(self.staff, amount)];
        }
        let weights: Vec<i128> = self.shares.iter().map(|(_, share)| i128::from(*share)).collect();
        self.shares.iter().map(|(staff, _)| Some(*staff)).zip(spread(amount, &weights)).collect()
    }

    /// Whether it counts at the end of `day`.
    #[must_use]
    pub fn counts(&self, done: Option<NaiveDate>, day: NaiveDate) -> bool {
        self.span(done).is_some_and(|(from, until)| from <= day && until.is_none_or(|until| day < until))
    }
}

impl Payment {
    /// Whether it counts at the end of `day`.
    #[must_use]
    pub fn counts(&self, day: NaiveDate) -> bool {
        self.day <= day && self.failed.is_none_or(|failed| day < failed)
    }
}

impl Bill {
    /// What changed of the tips in a span: the day, the place of the line, and by how much. What went back of them is
    /// parted among them.
    #[must_use]
    pub fn tips(&self, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, usize, i128)> {
        let at = |day: NaiveDate| {
            let counts =
                |(_, line): &(usize, &Line)| line.kind == LineKind::Tip && line.counts(self.done, day);
            let lines: Vec<(usize, &Line)> = self.lines.iter().enumerate().filter(counts).collect();
            let weights: Vec<i128> = lines.iter().map(|(_, line)| i128::from(line.amount.0)).collect();
            let parts = spread(standing::standing(self, day).tips, &weights);
            lines.into_iter().map(|(place, _)| place).zip(parts).collect::<BTreeMap<usize, i128>>()
        };
        let mut told = Vec::new();
        for day in self.days(from, to) {
            let (after, before) = (at(day), day.pred_opt().map(at).unwrap_or_default());
            for place in 0..self.lines.len() {
                let part = |all: &BTreeMap<usize, i128>| all.get(&place).copied().unwrap_or_default();
                let change = part(&after) - part(&before);
                if change != 0 {
                    told.push((day, place, change));
                }
            }
        }
        told
    }

    /// The days from `from` to `to` at whose end something of the bill is different from the day before.
    #[must_use]
    pub fn days(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let lines = self.lines.iter().filter_map(|line| line.span(self.done));
        let lines = lines.flat_map(|(from, until)| [Some(from), until]).flatten();
        let payments = self.payments.iter().flat_map(|paid| [Some(paid.day), paid.failed]).flatten();
        let mut days: Vec<NaiveDate> = lines
            .chain(payments)
            .chain(self.off.iter().map(|(day, _)| *day))
            // What was to be a deposit pays what else is due.
            .chain(self.done)
            .filter(|day| (from..=to).contains(day))
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// A sum as money.
///
/// # Errors
/// `money.limit` where 64 bits end.
pub fn money(sum: i128) -> Result<Money, Refusal> {
    i64::try_from(sum).map(Money).map_err(|_| Refusal::new("money.limit").with("limit", Money(i64::MAX)))
}

#[cfg(test)]
mod commission_tests;
#[cfg(test)]
mod tests;
