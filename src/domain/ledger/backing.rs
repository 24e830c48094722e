//! What stands behind the sessions of packages: the money that came for their sale, as [`crate::domain::purpose`] has it.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Bill, Source, Standing};
use crate::domain::id::BillLineId;
use crate::domain::purpose::{Came, Charge, Purposes, Stage, purposes};
use crate::domain::share::ratio;

/// The bills on which packages were sold, by the line of the sale.
pub type Sales<'a> = HashMap<BillLineId, &'a Bill>;

/// How much of a package was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backed {
    pub paid: i128,
    /// Its price, less what was given back of its sessions. What was written off of it is not paid.
    pub of: i128,
}

impl Backed {
    /// Of a package that was sold by a line of a bill, at the end of `day`; none while it is not sold.
    #[must_use]
    pub fn at(bill: &Bill, sale: BillLineId, day: NaiveDate) -> Option<Self> {
        let told = parted(bill, day);
        let debt = told.package(sale)?;
        Some(Self {
            paid: debt.settled.0.into(),
            of: i128::from(debt.asked.0) - i128::from(debt.given_back.0),
        })
    }

    /// What of the worth of its sessions is paid.
    #[must_use]
    pub fn part(self, worth: i128) -> i128 {
        if self.of <= 0 { worth } else { ratio(worth, self.paid.clamp(0, self.of), self.of) }
    }
}

/// What the money on a bill was for at the end of `day`.
fn parted(bill: &Bill, day: NaiveDate) -> Purposes {
    let off = bill.off.iter().rfind(|(then, _)| *then <= day).is_some_and(|(_, off)| *off);
    let stage = match (bill.done.is_some_and(|done| done <= day), off) {
        (true, _) => Stage::Done,
        (false, true) => Stage::Off,
        (false, false) => Stage::ToCome,
    };
    let there = bill.lines.iter().filter(|line| line.day <= day && line.voided.is_none_or(|off| off > day));
    let charges: Vec<Charge> = there
        .map(|line| Charge { id: line.id, kind: line.kind, amount: line.amount, reduces: line.reduces })
        .collect();
    let mut came = Came::default();
    for paid in bill.payments.iter().filter(|paid| paid.counts(day)) {
        came.settled.0 += paid.amount.0;
        if paid.source == Source::Package {
            came.sessions.0 += paid.amount.0;
        }
        came.packages.extend_from_slice(&paid.packages);
    }
    purposes(&charges, &came, stage)
}

/// What of what was done on a bill is asked, and what of that is paid, at the end of `day`, as the bill stands then:
/// packages that are sold beside it ask for their own, a session pays as far as its package is paid, and tips are paid
/// last.
pub fn paid(bill: &Bill, sums: &Standing, sales: &Sales<'_>, day: NaiveDate) -> (i128, i128) {
    let told = parted(bill, day);
    // What of a deposit was kept is asked and paid for no service.
    let (rest, kept) = (told.rest, i128::from(told.kept.0));
    let asked = i128::from(rest.asked.0) - i128::from(rest.given_back.0) - sums.tips_given - kept;
    // What was written off of it nobody pays.
    let lost = i128::from(rest.written_off.0) - (sums.tips_given - sums.tips);
    let most = (asked - lost.max(0)).max(0);
    let mut used: Vec<(BillLineId, i128)> = Vec::new();
    for paid in bill.payments.iter().filter(|paid| paid.counts(day)) {
        let Some(sale) = paid.sale else { continue };
        match used.iter_mut().find(|one| one.0 == sale) {
            Some(one) => one.1 += i128::from(paid.amount.0),
            None => used.push((sale, paid.amount.0.into())),
        }
    }
    let unpaid = |(sale, worth): (BillLineId, i128)| {
        let backed = sales.get(&sale).and_then(|sold| Backed::at(sold, sale, day));
        backed.map_or(0, |backed| worth - backed.part(worth))
    };
    let lacks: i128 = used.into_iter().map(unpaid).sum();
    (asked, (i128::from(rest.settled.0) - kept).min(most) - lacks)
}
