//! What of the money on a bill is a deposit: what belongs to no package that stands beside it. One rule, for what is
//! shown, what a booking still needs, and what becomes of it.

use super::Desk;
use super::bill::{Open, OpenBill, left_of};
use super::booking::DayRow;
use super::deposit;
use super::fault::Done;
use super::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::id::ReceiptId;
use crate::domain::money::Money;
use crate::domain::payment::PaymentState;
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

/// What says how much of a bill's money is a deposit, beside its rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Claim {
    /// When the first package that stands was sold: what came before it was a deposit.
    pub sold_at: Option<Ts>,
    /// What the visit was to have as a deposit, whatever became of it.
    pub wanted: Money,
}

pub(super) async fn at_stake(work: &mut Work<'_>, open: &Open) -> Done<Stake> {
    let claim = claim(work, open).await?;
    Ok(of(&open.lines, &open.payments, claim))
}

async fn claim(work: &mut Work<'_>, open: &Open) -> Done<Claim> {
    let clinic = work.id();
    let (sold_at,) = store::bill::package_sold_at(work.on(), clinic, open.bill.id).await?;
    if sold_at.is_none() {
        return Ok(Claim::default());
    }
    let roster = std::sync::Arc::clone(&work.roster);
    let policies = &work.clinic.policies;
    let wanted = deposit::wanted_of(work.on(), clinic, policies, &roster, &open.booking).await?;
    Ok(Claim { sold_at, wanted })
}

/// The rows of a day say of a deposit what the bill says. Where nothing stands beside what came, all of it is one, as
/// the day reads it; the few bills with a package or something kept are looked at.
pub(super) async fn on_day(desk: &Desk, rows: &mut [DayRow]) -> Done<()> {
    for row in rows.iter_mut().filter(|row| row.status.pending() && row.held != row.paid) {
        let bill = OpenBill { booking: row.id }.read(desk).await?;
        row.held = bill.held;
        row.deposit_needed = if bill.deposit_needed > Money::ZERO {
            Money(bill.held.0 + bill.deposit_needed.0)
        } else {
            row.deposit_needed.min(bill.held)
        };
    }
    Ok(())
}

/// What of the money on a bill is a deposit. Where no package stands, all of it is.
pub(super) fn of(lines: &[LineRow], payments: &[PaymentRow], claim: Claim) -> Stake {
    let kept = forfeits(lines).0;
    let standing = |waits: bool| {
        payments
            .iter()
            .filter(|row| row.refers_to.is_none() && row.state != Some(PaymentState::Failed))
            .filter(move |row| waits || row.state != Some(PaymentState::Waiting))
            .map(|row| (row, left_of(row, payments)))
    };
    let settled: i64 =
        payments.iter().filter(|row| row.state != Some(PaymentState::Failed)).map(|row| row.amount.0).sum();
    let held = |waits: bool| {
        let came = Money(if waits { settled } else { settled - waiting(payments).0 });
        let first = standing(waits).filter(|(row, _)| claim.sold_at.is_some_and(|sold| row.taken_at < sold));
        let first = first.map(|(_, left)| left.0).sum::<i64>() - kept;
        let asked =
            if claim.sold_at.is_some() { asked(lines, standing(waits), claim.wanted).0 - kept } else { 0 };
        let stays = first.max(asked).max(0);
        (beside(lines, came).0.max(stays), stays)
    };
    let (all, stays) = held(true);
    Stake { held: Money(all), sure: Money(held(false).0.min(all)), stays: Money(stays) }
}

/// What came as the deposit that was `wanted`, though a package stood there: what was not enough for the package when it
/// came. It stays one, whatever comes for the package later. What is paid at once counts as one.
fn asked<'a>(
    lines: &[LineRow],
    payments: impl Iterator<Item = (&'a PaymentRow, Money)>,
    wanted: Money,
) -> Money {
    let packages = lines.iter().filter(|line| line.kind == LineKind::Package).map(|line| line.amount.0);
    let mut open: i64 = packages.sum();
    let mut came: Vec<(ReceiptId, i64)> = Vec::new();
    for (row, left) in payments {
        match came.last_mut() {
            Some((receipt, sum)) if *receipt == row.receipt_id => *sum += left.0,
            _ => came.push((row.receipt_id, left.0)),
        }
    }
    let mut deposit = 0;
    for (_, sum) in came {
        if sum < open {
            let part = sum.min(wanted.0 - deposit).max(0);
            deposit += part;
            open -= sum - part;
        } else {
            open = 0;
        }
    }
    Money(deposit)
}

/// What of the money that `came` stands beside the packages of a bill, once what was kept is taken off: all that no
/// package needs. A package that is not wholly paid needs nothing, for it does not save a deposit; but what the visit
/// itself costs is the most that a deposit then is.
fn beside(lines: &[LineRow], came: Money) -> Money {
    let came = Money(came.0 - forfeits(lines).0);
    let standing: i64 =
        lines.iter().filter(|line| line.kind == LineKind::Package).map(|line| line.amount.0).sum();
    let visit =
        lines.iter().filter(|line| !line.kind.stands(line.reduces.is_some())).map(|line| line.amount.0).sum();
    Money(unclaimed(lines, came).0.min(visit).max(came.0 - standing).max(0))
}

/// What no package takes that is wholly paid, in the order they were sold. What was given back of one pays like money.
pub(super) fn unclaimed(lines: &[LineRow], came: Money) -> Money {
    let packages = || lines.iter().filter(|line| line.kind == LineKind::Package).map(|line| line.amount.0);
    let back: i64 = packages().filter(|amount| *amount < 0).sum();
    let mut rest = came.0 - back;
    for price in packages().filter(|amount| *amount > 0) {
        if price <= rest {
            rest -= price;
        }
    }
    Money(rest.max(0))
}

/// What was kept and still is.
pub(super) fn forfeits(lines: &[LineRow]) -> Money {
    let kept = lines.iter().filter(|line| line.kind == LineKind::Forfeit);
    Money(kept.map(|line| line.amount.0).sum())
}

fn waiting(payments: &[PaymentRow]) -> Money {
    let waits = payments.iter().filter(|row| row.state == Some(PaymentState::Waiting));
    Money(waits.map(|row| left_of(row, payments).0).sum::<i64>().max(0))
}
