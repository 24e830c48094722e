//! What the payments of a receipt are for, when it is about to be written: from then on it stands in the ledger.

use super::bill::Open;
use super::fault::Done;
use super::stake::{Rows, stage};
use super::work::Work;
use super::{deposit, unsure};
use crate::domain::id::BillLineId;
use crate::domain::money::Money;
use crate::domain::payment::MethodKind;
use crate::domain::purpose::{PaidFor, for_packages};
use crate::store::method::MethodRow;
use crate::store::payment::NewPayment;

/// For which packages a receipt is that is about to be written.
pub(super) async fn packages(
    work: &mut Work<'_>,
    open: &Open,
    taken: &[(MethodRow, NewPayment)],
    said: Option<PaidFor>,
) -> Done<Vec<(BillLineId, Money)>> {
    let parted = Rows::of(open).purposes();
    if parted.package_due().is_none() {
        return Ok(Vec::new());
    }
    // Whoever is here pays for what is done to them; who is to come, the deposit.
    let first = if !open.booking.status.pending() {
        parted.rest.due()
    } else if unsure::by_leave(work, open.booking.id).await? {
        Money::ZERO
    } else {
        deposit::lacking(work, &open.booking).await?
    };
    let sum = Money(taken.iter().map(|(_, payment)| payment.amount.0).sum());
    Ok(for_packages(&parted, sum, said, first, stage(open.booking.status)))
}

/// For which packages each of several payments of one receipt is: the visit's part is taken from what is in the hand
/// before what has to be verified, so that a deposit is sure.
pub(super) fn share(taken: &mut [(MethodRow, NewPayment)], packages: Vec<(BillLineId, Money)>) {
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(|amount| amount.0).sum::<i64>();
    let all = sum(&mut taken.iter().map(|(_, payment)| payment.amount));
    let mut visit = all - sum(&mut packages.iter().map(|(_, part)| *part));
    let mut open = packages;
    taken.sort_by_key(|(method, _)| method.kind == MethodKind::Qris);
    for (_, payment) in taken {
        let own = payment.amount.0.min(visit);
        visit -= own;
        let mut left = payment.amount.0 - own;
        for (line, due) in &mut open {
            let part = left.min(due.0);
            if part > 0 {
                payment.packages.push((*line, Money(part)));
                due.0 -= part;
                left -= part;
            }
        }
    }
}
