//! A move that is taken back.

use super::bill;
use super::booking::{BookingRow, StepRow};
use super::fault::Done;
use super::work::Work;
use crate::domain::booking::Status;
use crate::domain::money::Money;
use crate::domain::time::Ts;
use crate::store;

/// Which step it is.
pub(super) struct MovedLast {
    pub step: i64,
    /// When the confirmation that it took away had been given.
    pub said: Option<Ts>,
}

/// The last step of a booking, if it moved it from `to`, and by the same person a moment ago: only that is taken back by
/// going there again. A step that took another back is none to take back.
pub(super) async fn last(work: &mut Work<'_>, booking: &BookingRow, to: Ts) -> Done<Option<MovedLast>> {
    let clinic = work.id();
    let steps = store::booking_step::all(work.on(), clinic, booking.id).await?;
    let (me, now, policies) = (work.me(), work.now, &work.clinic.policies);
    let own = |step: &&StepRow| step.account_id == me && policies.is_slip(step.at, now);
    let Some(last) = steps.last().filter(own).filter(|step| step.undoes.is_none()) else {
        return Ok(None);
    };
    if last.moved_from != Some(to) {
        return Ok(None);
    }
    let given = |step: &&StepRow| step.to_status == Status::Confirmed && step.undoes.is_none();
    let said = steps.iter().rev().find(given).map(|step| step.at);
    let said = said.filter(|_| last.from_status == Some(Status::Confirmed));
    Ok(Some(MovedLast { step: last.seq, said }))
}

/// A booking goes back to where that `step` moved it from: what that kept is held again. Answers how much.
pub(super) async fn gives_back(work: &mut Work<'_>, booking: &BookingRow, step: i64) -> Done<Money> {
    let Some(open) = bill::of(work, booking).await? else { return Ok(Money::ZERO) };
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let kept: Vec<_> = open.lines.iter().filter(|line| line.step == Some(step)).collect();
    for line in &kept {
        store::bill::void_line(work.on(), clinic, open.bill.id, line.id, "undone", me, now, day).await?;
    }
    if !kept.is_empty() {
        bill::touch(work, &open.bill).await?;
    }
    Ok(Money(kept.iter().map(|line| line.amount.0).sum()))
}
