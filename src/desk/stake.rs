//! What the money on a bill is for, as [`crate::domain::purpose`] has it: for what is shown, what a booking still needs,
//! what becomes of a deposit, and what may go back or be written off.

use super::Desk;
use super::bill::{self, Open, left_of};
use super::booking::DayRow;
use super::fault::Done;
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::id::{BillLineId, PaymentId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentState};
use crate::domain::purpose::{Came, Charge, Purposes, Stage, purposes};
use crate::store::bill::LineRow;
use crate::store::payment::{AllocationRow, PaymentRow};

/// What the policies decide about.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stake {
    pub held: Money,
    /// What of it somebody saw arrive: the rest becomes nothing else until it is verified.
    pub sure: Money,
}

/// What there is to part: the rows of a bill.
pub(super) struct Rows<'a> {
    pub status: Status,
    pub lines: &'a [LineRow],
    pub payments: &'a [PaymentRow],
    pub allocations: &'a [AllocationRow],
}

impl<'a> Rows<'a> {
    pub fn of(open: &'a Open) -> Self {
        Self {
            status: open.booking.status,
            lines: &open.lines,
            payments: &open.payments,
            allocations: &open.allocations,
        }
    }

    pub fn purposes(&self) -> Purposes {
        self.parted(|_| true, |_| true, stage(self.status))
    }

    /// The same as if only these lines and payments were there.
    fn parted(
        &self,
        line: impl Fn(&LineRow) -> bool,
        payment: impl Fn(&PaymentRow) -> bool,
        stage: Stage,
    ) -> Purposes {
        let charges: Vec<Charge> = self
            .lines
            .iter()
            .filter(|row| line(row))
            .map(|row| Charge { id: row.id, kind: row.kind, amount: row.amount, reduces: row.reduces })
            .collect();
        let mut came = Came::default();
        for row in self.payments {
            let of = row.refers_to.and_then(|id| self.payments.iter().find(|other| other.id == id));
            let failed = |row: &PaymentRow| row.state == Some(PaymentState::Failed);
            // What went back of a payment goes with it, but not what went back of one that failed.
            if failed(row) || !payment(of.filter(|of| !failed(of)).unwrap_or(row)) {
                continue;
            }
            came.settled.0 += row.amount.0;
            if of.unwrap_or(row).method_kind == MethodKind::Package {
                came.sessions.0 += row.amount.0;
            }
            came.packages.extend(self.allocated(row.id).map(|part| (part.line_id, part.amount)));
        }
        purposes(&charges, &came, stage)
    }

    fn allocated(&self, payment: PaymentId) -> impl Iterator<Item = &AllocationRow> {
        self.allocations.iter().filter(move |row| row.payment_id == payment)
    }

    /// The same of what somebody saw arrive.
    fn seen(&self, stage: Stage) -> Purposes {
        self.parted(|_| true, |row| row.state != Some(PaymentState::Waiting), stage)
    }

    /// How much goes back of what came for a package, and was seen to, when it is asked `less`: a service that was done
    /// and is still due is paid with it first. `carried` is as [`Debt::back`](crate::domain::purpose::Debt::back) has it.
    pub fn back(&self, package: BillLineId, less: Money, carried: Money) -> Money {
        let owed = |parted: &Purposes| match stage(self.status) {
            Stage::Done => parted.rest.due(),
            Stage::ToCome | Stage::Off => Money::ZERO,
        };
        let of = |parted: Purposes| {
            let back = parted.package(package).map_or(Money::ZERO, |debt| debt.back(less, carried));
            let owed = owed(&parted);
            if owed > Money::ZERO { Money((back.0 - owed.0).max(0)) } else { back }
        };
        of(self.purposes()).min(of(self.seen(stage(self.status))))
    }

    pub fn stake(&self) -> Stake {
        self.stake_at(stage(self.status))
    }

    /// What the visit costs, but for what sessions of packages pay of it and what of earlier deposits was kept. What was
    /// given off it makes nothing less of what is kept; a tip, which nobody pays for what is not done, nothing more.
    pub fn cost(&self) -> Money {
        let counts = |row: &LineRow| !matches!(row.kind, LineKind::Discount | LineKind::Tip);
        let parted = self.parted(counts, |_| true, Stage::ToCome);
        Money((parted.rest.net().0 - parted.sessions.0 - parted.kept.0).max(0))
    }

    fn stake_at(&self, stage: Stage) -> Stake {
        let held = self.parted(|_| true, |_| true, stage).held();
        Stake { held, sure: self.seen(stage).held().min(held) }
    }

    /// What of a payment was kept, and still is.
    pub fn kept_of(&self, payment: PaymentId) -> Money {
        let forfeit = |id| self.lines.iter().any(|line| line.id == id && line.kind == LineKind::Forfeit);
        let parts = self.allocated(payment).filter(|part| forfeit(part.line_id));
        Money(parts.map(|part| part.amount.0).sum())
    }

    /// Whether a payment is for a package.
    pub fn is_for_package(&self, payment: PaymentId) -> bool {
        self.packages().any(|line| self.left_for(payment, line) > Money::ZERO)
    }

    /// What of a payment is left for a package.
    pub fn left_for(&self, payment: PaymentId, package: BillLineId) -> Money {
        let of_it = |row: &&PaymentRow| row.id == payment || row.refers_to == Some(payment);
        let rows = self.payments.iter().filter(of_it);
        let parts = rows.flat_map(|row| self.allocated(row.id)).filter(|part| part.line_id == package);
        Money(parts.map(|part| part.amount.0).sum())
    }

    /// What came for a package and did not go back; less what went back of what never came.
    pub fn came_for(&self, package: BillLineId) -> Money {
        let there = self.payments.iter().filter(|row| row.state != Some(PaymentState::Failed));
        let parts = there.flat_map(|row| self.allocated(row.id)).filter(|part| part.line_id == package);
        Money(parts.map(|part| part.amount.0).sum())
    }

    /// The packages on the bill, by the line of their sale.
    fn packages(&self) -> impl Iterator<Item = BillLineId> {
        let sale = |line: &&LineRow| line.kind == LineKind::Package && line.amount > Money::ZERO;
        self.lines.iter().filter(sale).map(|line| line.id)
    }

    /// What of a payment is left for no package, and was not kept.
    pub fn left_loose(&self, payment: &PaymentRow) -> Money {
        let taken: i64 = self.packages().map(|line| self.left_for(payment.id, line).0).sum();
        Money(left_of(payment, self.payments).0 - taken - self.kept_of(payment.id).0)
    }

    /// For which packages a payment brought more than is asked of them, and how much of that goes back with it after what
    /// went `before`: payments that go back together share what is too much.
    fn too_much(&self, payment: PaymentId, before: &[(BillLineId, Money)]) -> Vec<(BillLineId, Money)> {
        let parted = self.parted(|_| true, |_| true, Stage::ToCome);
        let mut found = Vec::new();
        for line in self.packages() {
            let net = parted.package(line).map_or(0, |debt| debt.net().0);
            let gone: i64 = before.iter().filter(|(of, _)| *of == line).map(|(_, part)| part.0).sum();
            let part = (self.came_for(line).0 - net - gone).min(self.left_for(payment, line).0);
            if part > 0 {
                found.push((line, Money(part)));
            }
        }
        found
    }

    /// How much of a payment may go back without a package being given back.
    pub fn free_of(&self, payment: &PaymentRow) -> Money {
        let too_much: i64 = self.too_much(payment.id, &[]).iter().map(|(_, part)| part.0).sum();
        Money(self.left_loose(payment).min(self.purposes().held()).0 + too_much)
    }

    /// What of a payment may have paid a package although it came for something else: what was too much for another, and
    /// of a visit that is over what was for none.
    pub fn beside(&self, payment: &PaymentRow, package: BillLineId) -> Money {
        // Where several go back, the latest goes first.
        let later = self.payments.iter().rev().take_while(|row| row.id != payment.id);
        let later = later.filter(|row| row.kind.takes());
        let left = |row: &'a PaymentRow| self.packages().map(move |line| (line, self.left_for(row.id, line)));
        let later: Vec<_> = later.flat_map(left).collect();
        let others = self.too_much(payment.id, &later).into_iter().filter(|(line, _)| *line != package);
        let others: i64 = others.map(|(_, part)| part.0).sum();
        let loose = match stage(self.status) {
            Stage::ToCome => 0,
            Stage::Done | Stage::Off => self.left_loose(payment).0,
        };
        Money(others + loose)
    }

    /// What of the money that goes back of a payment was for which package: for the one that is given back before all, then
    /// what was too much for another, as far as what goes `before` it leaves some; the rest was for none.
    pub fn of_packages(
        &self,
        payment: &PaymentRow,
        amount: Money,
        package: Option<BillLineId>,
        before: &[(BillLineId, Money)],
    ) -> Vec<(BillLineId, Money)> {
        let mut rest = amount.0;
        let mut parts: Vec<(BillLineId, Money)> = Vec::new();
        let of_it = package.map(|line| (line, self.left_for(payment.id, line)));
        for (line, most) in of_it.into_iter().chain(self.too_much(payment.id, before)) {
            let part = most.0.min(rest);
            if part > 0 && !parts.iter().any(|(known, _)| *known == line) {
                parts.push((line, Money(part)));
                rest -= part;
            }
        }
        parts
    }
}

/// How far a visit came.
pub(super) const fn stage(status: Status) -> Stage {
    match status {
        Status::Done => Stage::Done,
        status if status.active() => Stage::ToCome,
        _ => Stage::Off,
    }
}

/// The rows of a day say of a deposit what the bill says. Where nothing stands beside what came, all of it is one, as
/// the day reads it; the few bills with a package or something kept are looked at.
pub(super) async fn on_day(desk: &Desk, rows: &mut [DayRow]) -> Done<()> {
    for row in rows.iter_mut().filter(|row| row.status.pending() && row.held != row.paid) {
        let bill = bill::read(desk, row.id).await?;
        row.held = bill.held;
        row.deposit_needed = if bill.deposit_needed > Money::ZERO {
            Money(bill.held.0 + bill.deposit_needed.0)
        } else {
            row.deposit_needed.min(bill.held)
        };
    }
    Ok(())
}

/// What is at stake when a visit does not happen, or not then: also of one that was called off this moment.
pub(super) fn at_stake(open: &Open) -> Stake {
    let stage = if open.booking.status == Status::Done { Stage::Done } else { Stage::ToCome };
    Rows::of(open).stake_at(stage)
}

/// A payment, and how much of it goes back.
pub(super) type Part = (PaymentRow, Money);

/// Of which payments `amount` goes back, the latest first. `spare` says of each how much may go back at all, and how much of
/// that came for the very thing that goes back: this goes first.
pub(super) fn parts(
    payments: &[PaymentRow],
    amount: Money,
    spare: impl Fn(&PaymentRow) -> (Money, Money),
) -> Vec<Part> {
    let mut rest = amount;
    let mut parts: Vec<Part> = payments.iter().rev().map(|row| (row.clone(), Money::ZERO)).collect();
    for first in [true, false] {
        for (payment, part) in &mut parts {
            let (most, own) = spare(payment);
            let most = if first { most.min(own) } else { most };
            let more = (most.0 - part.0).min(rest.0);
            if more > 0 {
                part.0 += more;
                rest.0 -= more;
            }
        }
    }
    parts.retain(|(_, part)| *part > Money::ZERO);
    parts
}
