//! What the money on a bill is for: the one rule by which every place tells what of it pays for a package, what for the
//! visit, and what of that is a deposit.
//!
//! A bill asks for each package that was sold on it, and for the rest: the visit with its tax and tips. Of a package is
//! asked its price, less what was given back of its sessions and what was written off of it; a write-off that names no
//! package is one of the rest. What came is parted like this:
//!
//! 1. A session of a package pays for the treatment it was used for: it is of the rest, and never goes back as money.
//!    What went back of a payment that failed later was the rest's.
//! 2. What was kept of a deposit is the rest's before all.
//! 3. Of a visit that is **done** the service is paid first, then the packages in the order in which they were sold; what
//!    comes beyond all of it is the rest's again, and may go back.
//! 4. Of a visit that is **not done** a deposit stays one, whatever comes for packages: what came before the first of
//!    them was sold, what came beyond them, and what a receipt that did not pay for all of them brought of the deposit
//!    that was wanted. All else goes first to the packages it pays for wholly (all that came taken together), then to
//!    the visit as far as that costs anything, for a package nobody pays saves no deposit; then to the packages in part;
//!    then to the visit.
//!
//! So no package ever has more than is asked of it, and what is given back of one first makes less of what is due.

use super::bill::LineKind;
use super::id::{BillLineId, ReceiptId};
use super::money::Money;
use super::time::Ts;

/// A line that stands on the bill.
#[derive(Debug, Clone, Copy)]
pub struct Charge {
    pub id: BillLineId,
    pub kind: LineKind,
    pub amount: Money,
    pub reduces: Option<BillLineId>,
    /// When a package was sold; not looked at for any other line.
    pub at: Option<Ts>,
}

/// What is left of a payment that did not fail, after what went back of it.
#[derive(Debug, Clone, Copy)]
pub struct Came {
    pub receipt: ReceiptId,
    pub amount: Money,
    pub at: Ts,
    /// A session of a package.
    pub session: bool,
}

/// What became of the visit so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    ToCome,
    Done,
    Off,
}

/// What one thing on the bill asks, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Debt {
    /// The line of the sale; none for the rest.
    pub line: Option<BillLineId>,
    pub asked: Money,
    /// What came for it, by whatever way.
    pub settled: Money,
    pub written_off: Money,
    /// Of a package, the worth of sessions that went back; of the rest, what was earned and given back.
    pub given_back: Money,
}

impl Debt {
    /// What is asked of it after all.
    #[must_use]
    pub const fn net(&self) -> Money {
        Money(self.asked.0 - self.written_off.0 - self.given_back.0)
    }

    #[must_use]
    pub fn due(&self) -> Money {
        Money((self.net().0 - self.settled.0).max(0))
    }

    /// What goes back of the money that came for it when it is asked `less`.
    #[must_use]
    pub fn back(&self, less: Money) -> Money {
        Money((self.settled.0 - (self.net().0 - less.0).max(0)).clamp(0, less.0.max(0)))
    }
}

/// What the money on a bill is for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purposes {
    /// In the order in which they were sold.
    pub packages: Vec<Debt>,
    pub rest: Debt,
    /// What of a deposit was kept and still is.
    pub kept: Money,
    /// What came by sessions of packages.
    pub sessions: Money,
    /// What stays a deposit whatever else comes for the packages.
    pub stays: Money,
    /// All the money that pays for no package wholly, what was kept among it.
    pub loose: Money,
}

impl Purposes {
    /// The money of the rest that was not kept: what is at stake when the visit does not happen, and the most that may
    /// go back without a package.
    #[must_use]
    pub fn held(&self) -> Money {
        Money((self.rest.settled.0 - self.sessions.0 - self.kept.0).max(0))
    }

    /// The package that was sold by a line.
    #[must_use]
    pub fn package(&self, line: BillLineId) -> Option<&Debt> {
        self.packages.iter().find(|debt| debt.line == Some(line))
    }

    /// What is due of everything, the rest first.
    pub fn debts(&self) -> impl Iterator<Item = &Debt> {
        std::iter::once(&self.rest).chain(&self.packages)
    }
}

/// Parts what came among what is asked. `settled`: all that came less all that went back; more may have gone back than is
/// left of any payment. `wanted`: what the visit was to have as a deposit. Lines and payments come in their order.
#[must_use]
pub fn purposes(charges: &[Charge], came: &[Came], settled: Money, wanted: Money, stage: Stage) -> Purposes {
    let mut told = asked(charges, stage);
    let sum =
        |sessions: bool| came.iter().filter(move |one| one.session == sessions).map(|one| one.amount.0).sum();
    told.sessions = Money(sum(true));
    let money: i64 = sum(false);
    // What is below what is left of the payments went back of one that never came.
    let lacking = Money(settled.0 - told.sessions.0 - money);
    if stage == Stage::Done {
        let mut left = money + lacking.0;
        told.rest.settled = Money(left.min((told.rest.net().0 - told.sessions.0).max(0)));
        left -= told.rest.settled.0;
        for debt in &mut told.packages {
            debt.settled = Money(left.min(debt.net().0).max(0));
            left -= debt.settled.0;
        }
        told.loose = Money(told.rest.settled.0 + left.max(0));
        told.rest.settled.0 += left + told.sessions.0;
        return told;
    }
    let free = money - told.kept.0;
    told.stays = Money((reserved(&told, charges, came, wanted).0 - told.kept.0).clamp(0, free.max(0)));
    let (mut whole, mut pool) = (free, free - told.stays.0);
    told.loose = Money(money);
    for debt in &mut told.packages {
        let net = debt.net().0;
        if net > 0 && net <= whole {
            whole -= net;
            debt.settled = Money(net.min(pool).max(0));
            pool -= debt.settled.0;
            told.loose.0 -= debt.settled.0;
        }
    }
    let visit: i64 = charges.iter().filter(|line| !stands(line)).map(|line| line.amount.0).sum();
    let room = visit - told.sessions.0 - told.stays.0 - lacking.0;
    let mut rest = pool.min(room.max(0));
    pool -= rest;
    for debt in &mut told.packages {
        let part = (debt.net().0 - debt.settled.0).min(pool).max(0);
        debt.settled.0 += part;
        pool -= part;
    }
    rest += pool + told.stays.0 + told.kept.0 + told.sessions.0 + lacking.0;
    told.rest.settled = Money(rest);
    told
}

fn stands(line: &Charge) -> bool {
    line.kind.stands(line.reduces.is_some())
}

/// What is asked of each package, and of the rest.
fn asked(charges: &[Charge], stage: Stage) -> Purposes {
    let mut told = Purposes::default();
    for line in charges.iter().filter(|line| line.kind == LineKind::Package && line.amount > Money::ZERO) {
        told.packages.push(Debt { line: Some(line.id), asked: line.amount, ..Debt::default() });
    }
    for line in charges {
        let of = line.reduces.and_then(|id| told.packages.iter_mut().find(|debt| debt.line == Some(id)));
        let counts = stage != Stage::Off || stands(line);
        match (line.kind, of) {
            (LineKind::Package, Some(debt)) => debt.given_back.0 -= line.amount.0,
            (LineKind::WriteOff, Some(debt)) => debt.written_off.0 -= line.amount.0,
            (LineKind::Package, None) => {}
            (LineKind::WriteOff, None) if counts => told.rest.written_off.0 -= line.amount.0,
            (LineKind::Refund, _) if counts => told.rest.given_back.0 -= line.amount.0,
            (kind, _) if counts => {
                told.rest.asked.0 += line.amount.0;
                if kind == LineKind::Forfeit {
                    told.kept.0 += line.amount.0;
                }
            }
            _ => {}
        }
    }
    told
}

/// What of the money was a deposit when it came.
fn reserved(told: &Purposes, charges: &[Charge], came: &[Came], wanted: Money) -> Money {
    let sold_at =
        |debt: &Debt| charges.iter().find(|line| Some(line.id) == debt.line).and_then(|line| line.at);
    let sold: Vec<(Option<Ts>, i64)> = told
        .packages
        .iter()
        .filter(|debt| debt.net() > Money::ZERO)
        .map(|debt| (sold_at(debt), debt.net().0))
        .collect();
    if sold.is_empty() {
        return Money::ZERO;
    }
    let mut receipts: Vec<(ReceiptId, Ts, i64)> = Vec::new();
    for one in came.iter().filter(|one| !one.session) {
        match receipts.last_mut() {
            Some((receipt, _, sum)) if *receipt == one.receipt => *sum += one.amount.0,
            _ => receipts.push((one.receipt, one.at, one.amount.0)),
        }
    }
    let (mut deposit, mut paid) = (0, 0);
    for (_, at, sum) in receipts {
        let there: i64 =
            sold.iter().filter(|(sold, _)| sold.is_none_or(|sold| sold <= at)).map(|one| one.1).sum();
        let open = (there - paid).max(0);
        let part = if sum < open { sum.min((wanted.0 - deposit).max(0)) } else { sum - open };
        deposit += part;
        paid += sum - part;
    }
    Money(deposit)
}

#[cfg(test)]
#[path = "purpose_tests.rs"]
mod tests;
