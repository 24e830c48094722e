//! What cash is rounded by: what that hangs on, what made it, and when it goes again.

use super::bill::{self, Open, left_of};
use super::fault::Done;
use super::stake::{Part, Rows};
use super::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::id::{BillLineId, ReceiptId};
use crate::domain::money::Money;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::payment::PaymentRow;

/// What a rounding hangs on: a package where nothing but packages is paid, since it is less, or more, to ask of them. Of a
/// visit that is off it stands alone, and belongs to what was odd: the rest, or a package; else to what is due first.
pub(super) async fn hangs_on(work: &mut Work<'_>, open: &Open) -> Done<Option<BillLineId>> {
    let coin = work.clinic.policies.cash_rounding;
    let parted = Rows::of(open).purposes();
    if open.booking.status.active() {
        return Ok(parted.package_due().filter(|_| parted.rest.due() == Money::ZERO));
    }
    let odd = parted.debts().find(|debt| debt.due().0 % coin.max(1) != 0).map(|debt| debt.line);
    match odd.unwrap_or_else(|| parted.package_due()) {
        Some(package) => Ok(Some(package)),
        None => bill::stands_on(work, open).await,
    }
}

/// The line that made a cash payment payable, where all of it goes back.
fn made_payable<'a>(open: &'a Open, payment: &PaymentRow, part: Money) -> Option<&'a LineRow> {
    let line = BillLineId(payment.id.0);
    let made = open.lines.iter().find(|one| one.id == line && one.kind == LineKind::Rounding);
    made.filter(|_| left_of(payment, &open.payments) == part)
}

/// Whether a rounding made a payment payable: it has the payment's id.
pub(super) fn made_by_payment(open: &Open, line: &LineRow) -> bool {
    open.payments.iter().any(|payment| payment.id.0 == line.id.0)
}

/// Whether a rounding settled a rest alone: it has the id of its receipt.
pub(super) async fn made_by_receipt(work: &mut Work<'_>, line: &LineRow) -> Done<bool> {
    let clinic = work.id();
    Ok(store::payment::receipt(work.on(), clinic, ReceiptId(line.id.0)).await?.is_some())
}

/// What goes along with parts of payments before the service: what made a cash payment payable, with all of it; what
/// settled a rest that no coin was small enough for, with whatever goes: the rest is another. Only what is `of_it` goes.
pub(super) async fn goes(
    work: &mut Work<'_>,
    open: &Open,
    parts: &[Part],
    of_it: impl Fn(&LineRow) -> bool,
) -> Done<Vec<LineRow>> {
    let made = parts.iter().filter_map(|(payment, part)| made_payable(open, payment, *part));
    let mut gone: Vec<LineRow> = made.filter(|line| of_it(line)).cloned().collect();
    for line in open.lines.iter().filter(|line| line.kind == LineKind::Rounding && of_it(line)) {
        if !made_by_payment(open, line) && made_by_receipt(work, line).await? {
            gone.push(line.clone());
        }
    }
    Ok(gone)
}

/// Takes lines that go off the bill.
pub(super) async fn forget(work: &mut Work<'_>, open: &mut Open, gone: Vec<LineRow>) -> Done<()> {
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    for line in gone {
        store::bill::void_line(work.on(), clinic, open.bill.id, line.id, "rounding", me, now, day).await?;
        open.lines.retain(|one| one.id != line.id);
    }
    Ok(())
}

/// The same where parts of payments go back: with a package, what hangs on it; else what hangs on none, and, with the last
/// money of the visit, what made it payable by a payment that went before, with a package.
pub(super) async fn goes_back(
    work: &mut Work<'_>,
    open: &mut Open,
    parts: &[Part],
    package: Option<BillLineId>,
) -> Done<()> {
    if package.is_some() {
        let gone = goes(work, open, parts, |line| line.reduces == package).await?;
        return forget(work, open, gone).await;
    }
    let told = Rows::of(open).purposes();
    let of_none = |line: &LineRow| line.reduces.is_none_or(|id| told.package(id).is_none());
    let mut gone = goes(work, open, parts, of_none).await?;
    let back: i64 = parts.iter().map(|(_, part)| part.0).sum();
    if told.rest.settled.0 <= back {
        let left = |line: &LineRow| {
            let made = open.payments.iter().find(|payment| payment.id.0 == line.id.0);
            made.is_some_and(|payment| left_of(payment, &open.payments) == Money::ZERO)
        };
        let rounds =
            |line: &&LineRow| line.kind == LineKind::Rounding && line.reduces.is_none() && left(line);
        gone.extend(open.lines.iter().filter(rounds).cloned());
    }
    forget(work, open, gone).await
}
