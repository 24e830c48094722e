//! What follows from a visit on its bill: another treatment, other people, and the day it counts for.

use chrono::NaiveDate;

use super::bill::{Open, add, ensure, first_line, of, own, touch};
use super::fault::Done;
use super::stake::{Rows, at_stake};
use super::work::Work;
use super::{begun, discount, package_use, tax};
use crate::domain::booking::Status;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::time::Ts;
use crate::store;
use crate::store::booking::BookingRow;

/// The day that what is done of a visit counts for: its own, also where it goes on past midnight. A day that is locked
/// takes nothing more; and before a visit's day it is the day of whoever writes.
pub(super) async fn service_day(work: &mut Work<'_>, booking: &BookingRow) -> Done<NaiveDate> {
    let (clinic, today) = (work.id(), work.today());
    if booking.business_day >= today
        || store::day_close::locked(work.on(), clinic, booking.business_day).await?.is_some()
    {
        return Ok(today);
    }
    Ok(booking.business_day)
}

/// The day of a line that changes what a visit earned, written or taken off now: the visit's own while it goes on and,
/// where it ended past midnight, through that night; today once it ended before.
pub(super) async fn line_day(work: &mut Work<'_>, booking: &BookingRow) -> Done<NaiveDate> {
    let today = work.today();
    let ended = booking.done_at.filter(|_| booking.status == Status::Done);
    if ended.is_some_and(|at| work.clinic.day(at) < today) {
        return Ok(today);
    }
    service_day(work, booking).await
}

/// Another treatment or person of the visit shows on its bill: the visit's own line stands aside, a new one is added. A
/// treatment that was taken off comes back as another one only. Where something else is put in the place of what was begun
/// the bill is made, if there is none: it remembers what was given.
///
/// # Errors
/// As [`discount::gift`] where less is on the bill of what was done, or what was given becomes more than may be given of
/// what is left, and `discount.above_due` where it becomes more than all of it.
pub(super) async fn follow_treatment(
    work: &mut Work<'_>,
    old: &BookingRow,
    booking: &BookingRow,
) -> Done<()> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let same = old.treatment_id == booking.treatment_id;
    if same && old.staff_id == booking.staff_id {
        return Ok(());
    }
    if !same && begun::at(work, old).await?.is_some() {
        ensure(work, old).await?;
    }
    let Some(before) = of(work, old).await? else { return Ok(()) };
    let own = own(&before.lines).map(|line| (line.id, line.amount));
    if own.is_none() && same {
        return Ok(());
    }
    let off = begun::off(work, &before).await?;
    let day = service_day(work, booking).await?;
    let mut hung = package_use::Hung::default();
    if let Some((own, _)) = own {
        hung = package_use::let_go(work, booking, &before.bill, before.lines.clone(), own).await?;
        store::bill::void_line(work.on(), clinic, before.bill.id, own, "assigned", me, now, day).await?;
    }
    let line = first_line(booking, &work.roster, day);
    add(work, before.bill.id, &line).await?;
    if same {
        package_use::hang(work, booking, &before.bill, &line, hung).await?;
    } else {
        package_use::set_free(work, hung).await?;
    }
    let lines = tax::settle(work, before.bill.id, day).await?;
    let open = Open::with(work, booking.clone(), before.bill.clone(), lines).await?;
    if !same {
        let price = own.map_or(old.price, |(_, amount)| amount);
        begun::cheaper(work, (&before, off), &open, price).await?;
        discount::still_given(work, &open)?;
    }
    if old.status.pending() || old.status == Status::Arrived {
        // Of a cheaper treatment less would be kept: also of whoever is here, whose arrival may be taken back.
        let kept_of = |open: &Open| at_stake(open).held.min(Rows::of(open).cost());
        let less = Money(kept_of(&before).0 - kept_of(&open).0);
        if less > Money::ZERO {
            work.approve_amount(Permission::DepositWaive, less)?;
        }
    }
    touch(work, &open.bill).await
}

/// Somebody else than the bill says begins what was begun before: they perform it.
pub(super) async fn follow_performer(
    work: &mut Work<'_>,
    old: &BookingRow,
    booking: &BookingRow,
) -> Done<()> {
    let clinic = work.id();
    if old.staff_id.is_some() {
        return Ok(());
    }
    let Some(bill) = store::bill::of_booking(work.on(), clinic, booking.id).await? else {
        return Ok(());
    };
    let lines = store::bill::lines(work.on(), clinic, bill.id).await?;
    let named = own(&lines).and_then(|line| line.staff_id);
    if named.is_some_and(|named| Some(named) != booking.staff_id) {
        follow_treatment(work, old, booking).await?;
    }
    Ok(())
}

/// A beginning of that moment is taken back: what somebody else was to perform before it is theirs again.
pub(super) async fn performer_back(
    work: &mut Work<'_>,
    old: &BookingRow,
    booking: &BookingRow,
    began: Ts,
) -> Done<()> {
    let clinic = work.id();
    let Some((staff,)) = store::bill::performer_until(work.on(), clinic, booking.id, began).await? else {
        return Ok(());
    };
    let named = BookingRow { staff_id: staff, ..booking.clone() };
    follow_treatment(work, old, &named).await
}
