//! What is kept of a deposit: a line of the bill, and written down beside it of which payments it is.

use super::spare;
use crate::desk::bill::{self, Open};
use crate::desk::fault::Done;
use crate::desk::stake::Rows;
use crate::desk::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::deposit::Ending;
use crate::domain::id::PaymentId;
use crate::domain::money::Money;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::payment::AllocationRow;

/// Why a deposit was kept, as it stands at its line: a move's is not given back when the patient comes.
const MOVED: &str = "moved";
pub(super) const MISSED: &str = "missed";

/// Keeps what of the deposit is sure, and writes down of which payments: the oldest first. Answers how much was kept.
pub(super) async fn keep(work: &mut Work<'_>, open: &Open, ending: Ending, sure: Money) -> Done<Money> {
    let clinic = work.id();
    let rows = Rows::of(open);
    let mut rest = sure.0;
    let mut parts = Vec::new();
    for payment in &open.payments {
        let part = spare(payment, &open.payments).min(rows.left_loose(payment)).0.min(rest);
        if part > 0 {
            parts.push((payment.id, Money(part)));
            rest -= part;
        }
    }
    let kept = Money(sure.0 - rest);
    if kept > Money::ZERO {
        let moved = matches!(ending, Ending::Moved(_));
        let step = if moved {
            Some(store::booking_step::last(work.on(), clinic, open.booking.id).await?.0)
        } else {
            None
        };
        let line = LineRow {
            reason: Some(if moved { MOVED } else { MISSED }.to_owned()),
            step,
            approved_by: work.approved,
            ..LineRow::new(LineKind::Forfeit, "", kept, work.today())
        };
        write_kept(work, open, &line, &parts).await?;
    }
    Ok(kept)
}

/// A line of what is kept, with the payments that stand behind it.
async fn write_kept(
    work: &mut Work<'_>,
    open: &Open,
    line: &LineRow,
    parts: &[(PaymentId, Money)],
) -> Done<()> {
    let clinic = work.id();
    bill::add(work, open.bill.id, line).await?;
    for (payment_id, amount) in parts.iter().copied() {
        let row = AllocationRow { payment_id, line_id: line.id, amount };
        store::payment::allocate(work.on(), clinic, row).await?;
    }
    Ok(())
}

/// A payment of the bill failed: what of it was kept is kept no more. It is taken off today, whenever it was kept. Answers
/// by how much less is kept.
pub(in crate::desk) async fn never_came(work: &mut Work<'_>, open: &Open, failed: PaymentId) -> Done<Money> {
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let mut unkept = 0;
    for line in open.lines.iter().filter(|line| line.kind == LineKind::Forfeit) {
        let behind = open.allocations.iter().filter(|part| part.line_id == line.id);
        let behind = behind.map(|part| (part.payment_id, part.amount));
        let (gone, stays): (Vec<_>, Vec<_>) = behind.partition(|(payment, _)| *payment == failed);
        if gone.is_empty() {
            continue;
        }
        unkept += gone.iter().map(|(_, amount)| amount.0).sum::<i64>();
        store::bill::void_line(work.on(), clinic, open.bill.id, line.id, "failed", me, now, day).await?;
        let rest = Money(stays.iter().map(|(_, amount)| amount.0).sum());
        if rest > Money::ZERO {
            let rest = LineRow {
                reason: line.reason.clone(),
                step: line.step,
                approved_by: line.approved_by,
                ..LineRow::new(LineKind::Forfeit, "", rest, day)
            };
            write_kept(work, open, &rest, &stays).await?;
        }
    }
    Ok(Money(unkept))
}
