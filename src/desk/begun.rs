//! Whether a visit was begun, whatever was taken back since: who was treated owes for it.

use super::bill::{self, Open, left_of};
use super::discount;
use super::fault::Done;
use super::work::Work;
use crate::domain::booking::Status;
use crate::domain::given_up::{self, Begun, Stood};
use crate::domain::id::BillLineId;
use crate::domain::money::Money;
use crate::domain::payment::PaymentState;
use crate::domain::permission::Permission;
use crate::domain::time::Ts;
use crate::store;
use crate::store::bill::StoodRow;
use crate::store::booking::BookingRow;
use crate::store::booking_step::StepRow;
use crate::store::payment::PaymentRow;

/// When a visit was first begun, and when done; nothing where it never was, or only by a slip that was taken back at
/// once.
pub(super) async fn at(work: &mut Work<'_>, booking: &BookingRow) -> Done<Option<Begun>> {
    let clinic = work.id();
    let steps = store::booking_step::all(work.on(), clinic, booking.id).await?;
    Ok(begun(&steps, work.clinic.policies.slip()))
}

fn begun(steps: &[StepRow], slip: i64) -> Option<Begun> {
    let at = first(steps, slip)?;
    let done = steps.iter().filter(|step| step.to_status == Status::Done).map(|step| step.at).collect();
    Some(Begun { at, done })
}

/// The start that stands; slips of several tries count together, and are no slips then.
fn first(steps: &[StepRow], slip: i64) -> Option<Ts> {
    let (mut first, mut since, mut within) = (None, None, 0);
    let stands = |first: Option<Ts>, since: Option<Ts>, within| if within >= slip { first } else { since };
    for step in steps {
        match step.to_status {
            // Somebody may be done without anybody having said that they were begun.
            Status::Done => return stands(first, since, within).or(Some(step.at)),
            Status::InService => {
                since = since.or(Some(step.at));
                first = first.or(since);
            }
            // Whoever went in the middle was treated.
            Status::Left if since.is_some() => return stands(first, since, within),
            _ => within += since.take().map_or(0, |from: Ts| step.at.0 - from.0),
        }
    }
    stands(first, since, within)
}

/// That somebody who was treated goes, or is put off to another day, is a debt nobody will pay. What was signed of it
/// when they were put off is not signed again, unless they were begun anew since. Answers how much is given up.
pub(super) async fn given_up(work: &mut Work<'_>, old: &BookingRow) -> Done<Money> {
    let clinic = work.id();
    let steps = store::booking_step::all(work.on(), clinic, old.id).await?;
    let slip = work.clinic.policies.slip();
    if begun(&steps, slip).is_none() {
        return Ok(Money::ZERO);
    }
    bill::ensure(work, old).await?;
    let lost = bill::of(work, old).await?.map_or(old.price, |open| lost(&open));
    let mut signed = Money::ZERO;
    if let Some((at, after)) = store::booking_step::given_up(work.on(), clinic, old.id).await? {
        let since: Vec<StepRow> = steps.into_iter().filter(|step| step.at > at).collect();
        let after: serde_json::Value = serde_json::from_str(&after)?;
        if begun(&since, slip).is_none() {
            signed = Money(after[GIVEN_UP].as_i64().unwrap_or_default());
        }
    }
    let more = Money(lost.0 - signed.0);
    if more > Money::ZERO {
        work.approve_amount(Permission::PaymentWriteOff, more)?;
    }
    Ok(lost)
}

/// How the row of the trail calls what of a visit was given up with a signature.
const GIVEN_UP: &str = "given_up";

/// Says in the act's row of the trail what was given up, so that it is known when it is asked for again.
pub(super) fn trailed(work: &mut Work<'_>, lost: Money) {
    if let Some(entry) = work.entry.as_mut().filter(|_| lost > Money::ZERO) {
        entry.after[GIVEN_UP] = lost.0.into();
    }
}

/// What was owed, and was not paid for sure: sessions go back to their packages, and what nobody saw arrive may never
/// come. What stands alone stays owed.
fn lost(open: &Open) -> Money {
    let sums = open.sums();
    let unsure = |row: &&PaymentRow| {
        row.kind.takes() && (row.package_id.is_some() || row.state == Some(PaymentState::Waiting))
    };
    let unsure: i64 = open.payments.iter().filter(unsure).map(|row| left_of(row, &open.payments).0).sum();
    let sure = Money(sums.settled().0 - unsure);
    Money((sums.total.0 - sums.standing.max(sure).0).max(0))
}

/// What the treatments come to that a visit had and has no more, although they were its own, or begun.
pub(super) async fn off(work: &mut Work<'_>, open: &Open) -> Done<Money> {
    off_without(work, open, None).await
}

/// The same as if this line were taken off now.
pub(super) async fn off_without(
    work: &mut Work<'_>,
    open: &Open,
    without: Option<BillLineId>,
) -> Done<Money> {
    let begun = at(work, &open.booking).await?;
    let (clinic, now) = (work.id(), work.now);
    let rows = store::bill::treatments(work.on(), clinic, open.bill.id).await?;
    let first = rows.first().map(|row| row.id);
    let stood = |row: &StoodRow| Stood {
        own: row.own,
        what: row.treatment_id,
        amount: row.amount,
        // A bill is made when somebody looks for it; what the visit was booked for was there before.
        from: if row.own && Some(row.id) == first { Ts(i64::MIN) } else { row.created_at },
        to: row.voided_at.or((Some(row.id) == without).then_some(now)),
    };
    let stood: Vec<Stood> = rows.iter().map(stood).collect();
    Ok(given_up::off(&stood, begun.as_ref(), work.clinic.policies.slip()))
}

/// Whether less is on the bill of what was done than before, when it was `off`, by what was put in the place of
/// something of `price`: a gift like a discount, held against all of the bill and against what it was itself.
pub(super) async fn cheaper(
    work: &mut Work<'_>,
    (before, off_before): (&Open, Money),
    after: &Open,
    price: Money,
) -> Done<()> {
    let off = off(work, after).await?;
    let less = Money(off.0 - off_before.0);
    if less <= Money::ZERO {
        return Ok(());
    }
    let given = Money(discount::given(before).0 + off.0);
    let of_all = discount::beyond(work, given, Money(discount::sold(before).0 + off_before.0));
    if of_all || discount::beyond(work, less, price) {
        let named = |id| work.roster.treatments.iter().find(|row| row.id == id).map(|row| row.name.clone());
        let from = named(before.booking.treatment_id).unwrap_or_default();
        let to = named(after.booking.treatment_id).unwrap_or_default();
        let worth = after.booking.price;
        work.approve_told(Permission::BillDiscountBeyond, |refusal| {
            let refusal = refusal.with("amount", less).with("asked", "cheaper");
            refusal.with("from", from).with("from_price", price).with("to", to).with("to_price", worth)
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(list: &[(Status, i64)]) -> Vec<StepRow> {
        let step = |(seq, (to, minute)): (usize, &(Status, i64))| StepRow {
            seq: seq as i64 + 1,
            from_status: None,
            to_status: *to,
            undoes: None,
            moved_from: None,
            at: Ts(0).plus_minutes(*minute),
            account_id: crate::domain::id::AccountId::new(),
            account: String::new(),
            terminal: String::new(),
        };
        list.iter().enumerate().map(step).collect()
    }

    #[test]
    fn what_was_begun_stays_begun_and_a_slip_is_none() {
        use Status::{Arrived, Booked, Done, InService, Left};
        let slip = Ts(0).plus_minutes(15).0;
        let begun = |list: &[(Status, i64)]| first(&steps(list), slip).map(|at| at.0 / 60_000_000);
        assert_eq!(begun(&[(Arrived, 0)]), None);
        assert_eq!(begun(&[(Arrived, 0), (InService, 5)]), Some(5));
        assert_eq!(begun(&[(Arrived, 0), (InService, 5), (Arrived, 7)]), None);
        assert_eq!(begun(&[(Arrived, 0), (InService, 5), (Arrived, 20)]), Some(5));
        // Many slips one after the other are none.
        assert_eq!(begun(&[(InService, 0), (Arrived, 8), (InService, 9), (Arrived, 17)]), Some(0));
        assert_eq!(begun(&[(Arrived, 0), (InService, 5), (Left, 6)]), Some(5));
        // After a slip it is the start that stands.
        assert_eq!(begun(&[(InService, 0), (Arrived, 1), (InService, 30), (Done, 60)]), Some(30));
        assert_eq!(begun(&[(InService, 0), (Arrived, 1), (Done, 60)]), Some(60));
        assert_eq!(begun(&[(Arrived, 0), (Done, 30), (Arrived, 31)]), Some(30));
        assert_eq!(begun(&[(InService, 0), (Done, 1), (InService, 2), (Arrived, 2), (Booked, 3)]), Some(0));
    }
}
