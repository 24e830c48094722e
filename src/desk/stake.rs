//! What of the money on a bill is a deposit: what belongs to no package that stands beside it.

use super::bill::{Open, left_of};
use super::fault::Done;
use super::work::Work;
use crate::domain::bill::{LineKind, Sums};
use crate::domain::money::Money;
use crate::domain::payment::PaymentState;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::payment::PaymentRow;

/// What the policies decide about.
#[derive(Clone, Copy)]
pub(super) struct Stake {
    pub held: Money,
    /// What of it somebody saw arrive: the rest becomes nothing else until it is verified.
    pub sure: Money,
}

pub(super) async fn at_stake(work: &mut Work<'_>, open: &Open) -> Done<Stake> {
    let clinic = work.id();
    let (sold_at,) = store::bill::package_sold_at(work.on(), clinic, open.bill.id).await?;
    let (came, kept) = (open.sums().settled(), forfeits(&open.lines));
    let first = |waits: bool| {
        let rows = open.payments.iter().filter(|row| row.refers_to.is_none());
        let rows = rows.filter(|row| sold_at.is_some_and(|sold| row.taken_at < sold));
        let rows = rows.filter(|row| row.state != Some(PaymentState::Failed));
        let rows = rows.filter(|row| waits || row.state != Some(PaymentState::Waiting));
        Money(rows.map(|row| left_of(row, &open.payments).0).sum::<i64>() - kept.0)
    };
    let held = beside(&open.lines, came).max(first(true));
    let sure = beside(&open.lines, Money(came.0 - waiting(&open.payments).0)).max(first(false));
    Ok(Stake { held, sure: sure.min(held) })
}

/// What of the money that `came` stands beside the packages of a bill, once what was kept is taken off: all that no
/// package needs. A package that is not wholly paid needs nothing, for it does not save a deposit; but what the visit
/// itself costs is the most that a deposit then is.
fn beside(lines: &[LineRow], came: Money) -> Money {
    let came = Money(came.0 - forfeits(lines).0);
    let standing: i64 =
        lines.iter().filter(|line| line.kind == LineKind::Package).map(|line| line.amount.0).sum();
    let visit = lines.iter().filter(|line| !line.kind.stands_alone()).map(|line| line.amount.0).sum();
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

/// What of the money that is held nobody has seen arrive yet: it becomes nothing else until it is verified. What is sure
/// pays first for a package that stands beside it, if it is enough for it: without it more would be kept or given away
/// than ever came.
pub(super) fn unverified(lines: &[LineRow], payments: &[PaymentRow], sums: &Sums) -> Money {
    let held = sums.free();
    let sure = beside(lines, Money(sums.settled().0 - waiting(payments).0));
    Money(held.0 - sure.0.clamp(0, held.0))
}

fn waiting(payments: &[PaymentRow]) -> Money {
    let waits = payments.iter().filter(|row| row.state == Some(PaymentState::Waiting));
    Money(waits.map(|row| left_of(row, payments).0).sum::<i64>().max(0))
}
