//! What the money on a bill is for, as [`crate::domain::purpose`] has it: for what is shown, what a booking still needs,
//! what becomes of a deposit, and what may go back or be written off.

use super::Desk;
use super::bill::{self, Open, left_of};
use super::booking::DayRow;
use super::deposit;
use super::fault::Done;
use super::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::id::{BillLineId, PaymentId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::purpose::{Came, Charge, Purposes, Stage, purposes};
use crate::domain::time::Ts;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::payment::PaymentRow;

/// What the policies decide about.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stake {
    pub held: Money,
    /// What of it somebody saw arrive: the rest becomes nothing else until it is verified.
    pub sure: Money,
    /// What of it stays a deposit when the packages are paid.
    pub stays: Money,
}

/// What says what the money on a bill is for, beside its rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Claim {
    /// When each package that stands was sold: what came before was a deposit.
    pub sold: Vec<(BillLineId, Ts)>,
    /// What the visit was to have as a deposit, whatever became of it; asked where a package stands only.
    pub wanted: Money,
}

/// What there is to part: the rows of a bill, and what is known beside them.
pub(super) struct Rows<'a> {
    pub status: Status,
    pub lines: &'a [LineRow],
    pub payments: &'a [PaymentRow],
    pub claim: &'a Claim,
}

impl<'a> Rows<'a> {
    pub fn of(open: &'a Open, claim: &'a Claim) -> Self {
        Self { status: open.booking.status, lines: &open.lines, payments: &open.payments, claim }
    }

    pub fn purposes(&self) -> Purposes {
        self.parted(|_| true, |_| true, self.stage())
    }

    /// As the money was before the visit took place.
    fn before_the_service(&self) -> Purposes {
        self.parted(|_| true, |_| true, Stage::ToCome)
    }

    const fn stage(&self) -> Stage {
        match self.status {
            Status::Done => Stage::Done,
            status if status.active() => Stage::ToCome,
            _ => Stage::Off,
        }
    }

    /// The same as if only these lines and payments were there.
    fn parted(
        &self,
        line: impl Fn(&LineRow) -> bool,
        payment: impl Fn(&PaymentRow) -> bool,
        stage: Stage,
    ) -> Purposes {
        let sold_at = |id| self.claim.sold.iter().find(|(sold, _)| *sold == id).map(|(_, at)| *at);
        let charges: Vec<Charge> = self
            .lines
            .iter()
            .filter(|row| line(row))
            .map(|row| Charge {
                id: row.id,
                kind: row.kind,
                amount: row.amount,
                reduces: row.reduces,
                at: sold_at(row.id),
            })
            .collect();
        // What went back of a payment goes with it, but not what went back of one that failed.
        let gone = |row: &PaymentRow| {
            let of = row.refers_to.and_then(|id| self.payments.iter().find(|other| other.id == id));
            row.state == Some(PaymentState::Failed)
                || !payment(of.filter(|of| of.state != Some(PaymentState::Failed)).unwrap_or(row))
        };
        let there = || self.payments.iter().filter(|row| !gone(row));
        let settled = Money(there().map(|row| row.amount.0).sum());
        let came: Vec<Came> = there()
            .filter(|row| row.kind.takes())
            .map(|row| Came {
                receipt: row.receipt_id,
                amount: left_of(row, self.payments),
                at: row.taken_at,
                session: row.method_kind == MethodKind::Package,
            })
            .collect();
        purposes(&charges, &came, settled, self.claim.wanted, stage)
    }

    /// The same of what somebody saw arrive.
    fn seen(&self) -> Purposes {
        self.parted(|_| true, |row| row.state != Some(PaymentState::Waiting), self.stage())
    }

    /// How much goes back of what came for a package, and was seen to, when it is asked `less`.
    pub fn back(&self, package: BillLineId, less: Money) -> Money {
        let of = |parted: Purposes| parted.package(package).map_or(Money::ZERO, |debt| debt.back(less));
        of(self.purposes()).min(of(self.seen()))
    }

    pub fn stake(&self) -> Stake {
        let (all, seen) = (self.purposes(), self.seen());
        Stake { held: all.held(), sure: seen.held().min(all.held()), stays: all.stays }
    }

    /// What could be kept if one payment were not there: what pays for no package.
    pub fn loose_without(&self, payment: &PaymentRow) -> Money {
        self.parted(|row| row.kind != LineKind::Forfeit, |row| row.id != payment.id, self.stage()).loose
    }
}

pub(super) async fn claim(work: &mut Work<'_>, open: &Open) -> Done<Claim> {
    let clinic = work.id();
    let sold = store::bill::packages_sold(work.on(), clinic, open.bill.id).await?;
    if sold.is_empty() {
        return Ok(Claim::default());
    }
    let roster = std::sync::Arc::clone(&work.roster);
    let policies = &work.clinic.policies;
    let wanted = deposit::wanted_of(work.on(), clinic, policies, &roster, &open.booking).await?;
    Ok(Claim { sold, wanted })
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

/// What the money on a bill is for.
pub(super) async fn parted(work: &mut Work<'_>, open: &Open) -> Done<Purposes> {
    let claim = claim(work, open).await?;
    Ok(Rows::of(open, &claim).purposes())
}

pub(super) async fn at_stake(work: &mut Work<'_>, open: &Open) -> Done<Stake> {
    let claim = claim(work, open).await?;
    Ok(Rows::of(open, &claim).stake())
}

/// What is owed, for whoever says that nobody will pay it. A package that was wholly paid before the visit took place is
/// not what is owed after it.
pub(super) async fn owed(work: &mut Work<'_>, open: &Open) -> Done<Purposes> {
    let claim = claim(work, open).await?;
    let rows = Rows::of(open, &claim);
    let before = rows.before_the_service();
    let paid = before.packages.iter().all(|debt| debt.due() == Money::ZERO);
    Ok(if open.booking.status == Status::Done && paid { before } else { rows.purposes() })
}

/// A payment, and how much of it goes back.
pub(super) type Part = (PaymentRow, Money);

/// Of which payments `amount` goes back so that `held` is left of what the policies decide about: the latest first where
/// that is so, else the earliest, for a deposit is often older than what paid for a package. Where neither leaves that, the
/// latest: what may go back was decided before. `spare`: how much of a payment may go back.
pub(super) async fn parts(
    work: &mut Work<'_>,
    open: &Open,
    (amount, held): (Money, Money),
    spare: impl Fn(&PaymentRow) -> Money,
) -> Done<Vec<Part>> {
    let claim = claim(work, open).await?;
    let taken = |payments: &mut dyn Iterator<Item = &PaymentRow>| {
        let mut rest = amount;
        let mut parts: Vec<Part> = Vec::new();
        for payment in payments {
            let part = spare(payment).min(rest);
            if part > Money::ZERO {
                parts.push((payment.clone(), part));
                rest.0 -= part.0;
            }
        }
        parts
    };
    let latest = taken(&mut open.payments.iter().rev());
    if left_held(open, &claim, &latest) == held {
        return Ok(latest);
    }
    let earliest = taken(&mut open.payments.iter());
    Ok(if left_held(open, &claim, &earliest) == held { earliest } else { latest })
}

/// Whether so much is held when these parts went back.
pub(super) async fn is_held_after(
    work: &mut Work<'_>,
    open: &Open,
    parts: &[Part],
    held: Money,
) -> Done<bool> {
    let claim = claim(work, open).await?;
    Ok(left_held(open, &claim, parts) == held)
}

/// What is held when these parts went back.
fn left_held(open: &Open, claim: &Claim, parts: &[Part]) -> Money {
    let back = parts.iter().map(|(payment, part)| PaymentRow {
        id: PaymentId::new(),
        kind: PaymentKind::Refund,
        amount: Money(-part.0),
        refers_to: Some(payment.id),
        state: None,
        ..payment.clone()
    });
    let payments: Vec<PaymentRow> = open.payments.iter().cloned().chain(back).collect();
    let rows = Rows { status: open.booking.status, lines: &open.lines, payments: &payments, claim };
    rows.purposes().held()
}

/// What could be kept of a bill if one payment were not there.
pub(super) async fn loose_without(work: &mut Work<'_>, open: &Open, payment: &PaymentRow) -> Done<Money> {
    let claim = claim(work, open).await?;
    Ok(Rows::of(open, &claim).loose_without(payment))
}

/// How much goes back of the money for a package when it is asked `less`: never that of anything else.
pub(super) async fn back(work: &mut Work<'_>, open: &Open, package: BillLineId, less: Money) -> Done<Money> {
    let claim = claim(work, open).await?;
    Ok(Rows::of(open, &claim).back(package, less))
}

/// What was kept and still is.
pub(super) fn forfeits(lines: &[LineRow]) -> Money {
    let kept = lines.iter().filter(|line| line.kind == LineKind::Forfeit);
    Money(kept.map(|line| line.amount.0).sum())
}
