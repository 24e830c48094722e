//! What the money on a bill is for: the one rule by which every place tells what of it pays for a package, what for the
//! visit, and what of that is a deposit.
//!
//! A bill asks for each package that was sold on it, and for the rest: the visit with its tax and tips. Of a package is
//! asked its price, less what was given back of its sessions and what was written off of it; a write-off that names no
//! package is one of the rest. What a payment is for is decided when it comes, by [`for_packages`], and stands in the
//! ledger from then on, whatever is sold, moved or called off later. Read again, only what is too much somewhere pays
//! elsewhere:
//!
//! 1. A session of a package pays for the treatment it was used for: it is of the rest, and never goes back as money.
//!    What went back of a payment that failed later is owed by what it went back of.
//! 2. What was paid for a package beyond what is asked of it pays what is due of another package, and is the patient's
//!    beside: no deposit.
//! 3. Of a visit that is still **to come** all other money is held for it: its deposit.
//! 4. Of a visit that is **done** what is too much for the service pays what is due of the packages, and what is too much
//!    for the packages what is due of the service. The rest may go back.
//! 5. Of a visit that is **off** what of its money was not kept pays what is due of the packages before it goes back. What
//!    its cash was rounded by is no money of anybody's.
//!
//! So no package ever has more than is asked of it, and what is given back of one first makes less of what is due.

use super::bill::LineKind;
use super::id::BillLineId;
use super::money::Money;
use super::word::words;

words! {
    /// What somebody says that a payment is for.
    pub enum PaidFor {
        /// The packages on the bill, as far as something is due of them.
        Packages = "packages",
        /// The visit, as far as it costs anything: before it takes place, as its deposit.
        Visit = "visit",
    }
}

/// A line that stands on the bill.
#[derive(Debug, Clone, Copy)]
pub struct Charge {
    pub id: BillLineId,
    pub kind: LineKind,
    pub amount: Money,
    pub reduces: Option<BillLineId>,
}

/// What came on a bill and did not fail, less what went back.
#[derive(Debug, Clone, Default)]
pub struct Came {
    /// All of it. It may be negative: what went back of a payment that failed later is owed.
    pub settled: Money,
    /// What of it were sessions of packages.
    pub sessions: Money,
    /// What of it came for a package, by the line of its sale; negative where it went back.
    pub packages: Vec<(BillLineId, Money)>,
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
    /// What came for it, by whatever way; negative where more went back than came, since it failed later.
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

    /// What goes back of the money that came for it when it is asked `less`. Of earlier parts the coins left `carried` to
    /// give, or gave as much too much where it is negative: this part makes it good, and is negative where it can't.
    #[must_use]
    pub fn back(&self, less: Money, carried: Money) -> Money {
        let stays = (self.net().0 - carried.0 - less.0).max(0);
        let back = (self.settled.0 - stays).min(less.0.max(0) + carried.0.max(0));
        // What is due of it is made less first.
        Money(if self.due() > Money::ZERO { back.max(0) } else { back })
    }

    /// Takes what is due of it out of a pool.
    fn draw(&mut self, pool: &mut i64) {
        let part = self.due().0.min(*pool).max(0);
        self.settled.0 += part;
        *pool -= part;
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
    /// What came for packages and is asked of none any more: the patient's, and nobody's deposit.
    pub surplus: Money,
    /// What of the rest never goes back, since it is asked for: what was kept; of a visit that is off, what was rounded too.
    stays: Money,
}

impl Purposes {
    /// The money of the rest that was not kept: of a visit to come, what is at stake when it does not happen.
    #[must_use]
    pub fn held(&self) -> Money {
        Money((self.rest.settled.0 - self.sessions.0 - self.stays.0).max(0))
    }

    /// The most that may go back without a package: behind what was kept there stays as much.
    #[must_use]
    pub fn free(&self) -> Money {
        let rest = self.rest.settled.0 - self.sessions.0 - self.stays.0;
        Money((rest + self.surplus.0).max(0))
    }

    /// What is due of all packages.
    #[must_use]
    pub fn packages_due(&self) -> Money {
        Money(self.packages.iter().map(|debt| debt.due().0).sum())
    }

    /// The first package of which something is due, by the line of its sale.
    #[must_use]
    pub fn package_due(&self) -> Option<BillLineId> {
        self.packages.iter().find(|debt| debt.due() > Money::ZERO).and_then(|debt| debt.line)
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

/// Parts what came among what is asked. Lines come in their order.
#[must_use]
pub fn purposes(charges: &[Charge], came: &Came, stage: Stage) -> Purposes {
    let mut told = asked(charges, stage);
    told.sessions = came.sessions;
    let mut rest = came.settled.0;
    let mut pool = 0;
    for debt in &mut told.packages {
        let of_it = came.packages.iter().filter(|(line, _)| Some(*line) == debt.line);
        let has: i64 = of_it.map(|(_, amount)| amount.0).sum();
        debt.settled = Money(has.min(debt.net().0));
        pool += has - debt.settled.0;
        rest -= has;
    }
    told.rest.settled = Money(rest);
    told.stays = if stage == Stage::Off { told.rest.net() } else { told.kept };
    // What is too much for the service, or was to be a deposit of what does not take place, is there for the packages.
    let spare = match stage {
        Stage::ToCome => 0,
        Stage::Done => rest - told.rest.net().0.max(told.sessions.0),
        Stage::Off => rest - told.sessions.0 - told.stays.0,
    };
    if spare > 0 {
        told.rest.settled.0 -= spare;
        pool += spare;
    }
    if stage == Stage::Done {
        told.rest.draw(&mut pool);
    }
    for debt in &mut told.packages {
        debt.draw(&mut pool);
    }
    match stage {
        Stage::ToCome => told.surplus = Money(pool),
        Stage::Done | Stage::Off => told.rest.settled.0 += pool,
    }
    told
}

/// What of a sum that comes now is for which package, by the line of its sale: as it was `said`; else of a visit that is
/// done what is left when the service is paid; of one that is not, what is left when what comes `first` did (what is lacking
/// of its deposit, and of whoever is here what they are treated for), unless it pays all the packages, or just one of them; of one that is off, all of it. Just what one of them asks is for that
/// one; else a package that is paid wholly goes before one that is paid in part.
#[must_use]
pub fn for_packages(
    told: &Purposes,
    sum: Money,
    said: Option<PaidFor>,
    first: Money,
    stage: Stage,
) -> Vec<(BillLineId, Money)> {
    let open = told.packages_due().0;
    let before = match (said, stage) {
        // A visit that is off is paid by nobody.
        (_, Stage::Off) | (Some(PaidFor::Packages), _) => 0,
        // What the visit does not ask is for the packages after all.
        (Some(PaidFor::Visit), _) => told.rest.due().max(first).0,
        (None, Stage::Done) => told.rest.due().0,
        (None, Stage::ToCome) if sum.0 < open && told.packages.iter().all(|debt| debt.due() != sum) => {
            first.0
        }
        (None, Stage::ToCome) => 0,
    };
    let mut pool = (sum.0 - before).clamp(0, open);
    let exact = told.packages.iter().find(|debt| debt.due().0 == pool);
    let mut parts = Vec::new();
    for whole in [true, false] {
        for debt in exact.map_or(told.packages.as_slice(), std::slice::from_ref) {
            let (Some(line), due) = (debt.line, debt.due().0) else { continue };
            let part = due.min(pool);
            if part > 0 && (part == due) == whole && !parts.iter().any(|(known, _)| *known == line) {
                parts.push((line, Money(part)));
                pool -= part;
            }
        }
    }
    parts
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
            (LineKind::Rounding, Some(debt)) => debt.asked.0 += line.amount.0,
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

#[cfg(test)]
#[path = "purpose_tests.rs"]
mod tests;
