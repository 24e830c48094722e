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
pub(super) fn made_payable<'a>(open: &'a Open, payment: &PaymentRow, part: Money) -> Option<&'a LineRow> {
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

/// What made a cash payment payable goes with it when all of it goes before the service; and what settled a rest that no
/// coin was small enough for goes with whatever goes: the rest is another. Only what is `of_it` goes: what hangs on a
/// package, or made the visit payable, stays when another package is given back.
pub(super) async fn forget(
    work: &mut Work<'_>,
    open: &mut Open,
    parts: &[Part],
    of_it: impl Fn(&LineRow) -> bool,
) -> Done<()> {
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let mut gone: Vec<BillLineId> = parts
        .iter()
        .filter_map(|(payment, part)| made_payable(open, payment, *part))
        .filter(|line| of_it(line))
        .map(|line| line.id)
        .collect();
    for line in open.lines.iter().filter(|line| line.kind == LineKind::Rounding && of_it(line)) {
        if !made_by_payment(open, line) && made_by_receipt(work, line).await? {
            gone.push(line.id);
        }
    }
    for line in gone {
        store::bill::void_line(work.on(), clinic, open.bill.id, line, "rounding", me, now, day).await?;
        open.lines.retain(|one| one.id != line);
    }
    Ok(())
}
