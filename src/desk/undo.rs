//! The last step of a visit, taken back: it is as it was before.

use serde_json::Value;

use super::act::Change;
use super::booking::{Booked, booked};
use super::fault::Done;
use super::then::put;
use super::visit::{UndoVisit, free_again, locked, note_step};
use super::work::{Work, one_row};
use super::{Desk, deposit, follow, queue, unsure};
use crate::domain::booking::{Source, Status};
use crate::domain::deposit::Ending;
use crate::domain::id::BookingId;
use crate::domain::money::Money;
use crate::domain::payment::{PaymentKind, PaymentState};
use crate::domain::permission::{Grant, Permission};
use crate::domain::queue::TicketStatus;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store;
use crate::store::booking::BookingRow;
use crate::store::booking_step::StepRow;
use crate::store::payment::PaymentRow;
use crate::store::queue::TicketRow;

impl Change for UndoVisit {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let clinic = work.id();
        let old = locked(work, self.booking, self.version).await?;
        let steps = store::booking_step::all(work.on(), clinic, old.id).await?;
        let Last { seq, back_to, at } = last(&steps, old.source)?;
        if let Some(bill) = store::bill::of_booking(work.on(), clinic, old.id).await? {
            paid_since(&store::payment::of_bill(work.on(), clinic, bill.id).await?, at)?;
        }
        let mut row = BookingRow {
            status: back_to,
            confirmed_at: old.confirmed_at.filter(|_| back_to != Status::Booked),
            arrived_at: old.arrived_at.filter(|_| !back_to.pending()),
            started_at: old.started_at.filter(|_| matches!(back_to, Status::InService | Status::Done)),
            done_at: old.done_at.filter(|_| back_to == Status::Done),
            cancelled_by: None,
            cancel_reason: None,
            cancel_late: None,
            updated_at: work.now,
            updated_by: work.me(),
            ..old.clone()
        };
        if !old.status.active() && back_to.active() {
            free_again(work, &row).await?;
        }
        if old.status == Status::InService && settled_nothing(work, &mut row).await? {
            one_row(store::booking::update_plan(work.on(), clinic, &row).await?)?;
            row.version += 1;
            follow::performer_back(work, &old, &row, at).await?;
        }
        one_row(store::booking::update_status(work.on(), clinic, &row).await?)?;
        note_step(work, old.id, Some(old.status), back_to, Some(seq)).await?;
        let gone = old.status == Status::Arrived;
        if !(gone && hand_back(work, old.id).await?) {
            queue::follow_back(work, old.id, back_to).await?;
        }
        let mut held_again = Money::ZERO;
        if !old.status.active() && back_to.active() {
            let (unkept, again) = deposit::restore(work, &row, at).await?;
            held_again = again;
            // On its day they may have come after all.
            if unkept > Money::ZERO && work.today() > old.business_day {
                work.approve_amount(Permission::DepositWaive, unkept)?;
            }
        } else if back_to == Status::NoShow {
            deposit::end(work, &row, Ending::NoShow, None).await?;
        }
        let now = BookingRow { version: row.version + 1, ..row };
        let now = unsure::goes_back(work, &now).await?.unwrap_or(now);
        let row = BookingRow { version: old.version, ..now.clone() };
        work.record("booking", old.id.0, &old, &row, "")?;
        Ok(Booked { held_again, undone: Some(old.status), ..booked(work, &now, now.version) })
    }
}

/// The step that is taken back next.
struct Last {
    seq: i64,
    back_to: Status,
    at: Ts,
}

/// # Errors
/// `booking.nothing_to_undo`, and `booking.undo_moved` where a move came last.
fn last(steps: &[StepRow], source: Source) -> Result<Last, Refusal> {
    let undone: Vec<i64> = steps.iter().filter_map(|step| step.undoes).collect();
    let mut stand = steps.iter().rev().filter(|step| step.undoes.is_none() && !undone.contains(&step.seq));
    let Some((step, back_to)) = stand.next().and_then(|step| step.from_status.map(|from| (step, from)))
    else {
        let walk_in = if source == Source::WalkIn { "yes" } else { "no" };
        return Err(Refusal::new("booking.nothing_to_undo").with("walk_in", walk_in));
    };
    // A confirmation that moving took away comes back with the time it was given for, or not at all.
    if step.moved_from.is_some() {
        let confirmed = if back_to == Status::Confirmed { "yes" } else { "no" };
        return Err(Refusal::new("booking.undo_moved").with("confirmed", confirmed));
    }
    Ok(Last { seq: step.seq, back_to, at: step.at })
}

/// Refuses to take back a step since which money came or went.
///
/// # Errors
/// `booking.undo_paid`, `booking.undo_returned`.
fn paid_since(paid: &[PaymentRow], at: Ts) -> Result<(), Refusal> {
    // What came since and was taken back again, or never came, depends on nothing.
    let void_of = |row: &PaymentRow| row.refers_to.filter(|_| row.kind == PaymentKind::Void);
    let came_to_nothing = |payment: &PaymentRow| {
        payment.state == Some(PaymentState::Failed)
            || paid.iter().any(|row| void_of(row) == Some(payment.id))
            || paid.iter().any(|row| void_of(payment) == Some(row.id) && row.taken_at >= at)
    };
    let after = |payment: &&PaymentRow| {
        payment.taken_at >= at && !deposit::of_the_step(payment, at) && !came_to_nothing(payment)
    };
    let since: Vec<&PaymentRow> = paid.iter().filter(after).collect();
    if since.is_empty() {
        return Ok(());
    }
    // What went back cannot be given back once more: there is another way on.
    let back = |row: &&PaymentRow| row.kind == PaymentKind::Refund;
    let all: i64 = since.iter().map(|row| row.amount.0).sum();
    let returned = since.iter().all(back) || since.iter().any(back) && all <= 0;
    Err(Refusal::new(if returned { "booking.undo_returned" } else { "booking.undo_paid" }))
}

impl Desk {
    /// Why the last step of a visit stays, as far as that is known before anybody is asked whether they mean it.
    ///
    /// # Errors
    /// `booking.nothing_to_undo`, `booking.undo_moved`, `booking.undo_paid`, `booking.undo_returned`.
    pub async fn undoable(&self, booking: BookingId) -> Done<()> {
        let (db, clinic) = (self.db(), self.clinic().id);
        // Whoever may not, or whose screen is old, is told by the act itself.
        let row = store::booking::get(db, clinic, booking).await?;
        let scope = self.scope(Permission::VisitRun);
        let Some(row) =
            row.filter(|row| self.may(Permission::VisitRun) != Grant::No && scope.covers(row.staff_id))
        else {
            return Ok(());
        };
        let last = last(&store::booking_step::all(db, clinic, booking).await?, row.source)?;
        if let Some(bill) = store::bill::of_booking(db, clinic, booking).await? {
            paid_since(&store::payment::of_bill(db, clinic, bill.id).await?, last.at)?;
        }
        Ok(())
    }
}

/// Gives back who and when of a visit whose beginning is taken back, where only that settled it: nobody's time is taken any
/// more, and it is planned for when it was. Answers whether something was given back.
async fn settled_nothing(work: &mut Work<'_>, row: &mut BookingRow) -> Done<bool> {
    let clinic = work.id();
    let rows = store::booking_step::trailed(work.on(), clinic, row.id).await?;
    let began = rows.iter().position(|(act, _)| matches!(act.as_str(), "start_visit" | "serve_ticket"));
    let was = match began {
        Some(nth) => serde_json::from_str(&rows[nth].1)?,
        // Nothing says how it began: a walk-in was nobody's.
        None if row.source == Source::WalkIn => serde_json::json!({"staff_id": null}),
        None => Value::Null,
    };
    // Whoever was named before it began stays named.
    if was.get("staff_id").is_none() {
        return Ok(false);
    }
    (row.staff_id, row.overbook, row.overbook_reason) = (None, false, None);
    put(&mut row.starts_at, was.get("starts_at"))?;
    put(&mut row.ends_at, was.get("ends_at"))?;
    // What is done became something else since, which takes as long as it takes.
    let since = &rows[..began.unwrap_or_default()];
    if since.iter().any(|(_, before)| before.contains("\"treatment_id\":")) {
        row.ends_at = row.starts_at.plus_minutes(row.minutes);
    }
    Ok(true)
}

/// The number that became a visit's when its patient came is theirs alone again, as it was. Answers whether there is one.
async fn hand_back(work: &mut Work<'_>, booking: BookingId) -> Done<bool> {
    let clinic = work.id();
    let Some((after,)) = store::booking_step::came(work.on(), clinic, booking).await? else {
        return Ok(false);
    };
    let after: Value = serde_json::from_str(&after)?;
    let Some(was) = after.get(queue::TOOK_OVER) else { return Ok(false) };
    let Some(old) = store::queue::of_booking(work.on(), clinic, booking).await? else { return Ok(false) };
    if was["id"] != serde_json::json!(old.id) {
        return Ok(false);
    }
    let mut row = TicketRow { booking_id: None, updated_at: work.now, updated_by: work.me(), ..old.clone() };
    put(&mut row.treatment_id, was.get("treatment_id"))?;
    put(&mut row.staff_id, was.get("staff_id"))?;
    put(&mut row.due_at, was.get("due_at"))?;
    // Where nothing was done with it since, it stands where it stood.
    if old.status == TicketStatus::Waiting {
        put(&mut row.status, was.get("status"))?;
        put(&mut row.parked_by, was.get("parked_by"))?;
    }
    one_row(store::queue::update(work.on(), clinic, &row).await?)?;
    queue::note_step(work, row.id, Some(old.status), row.status, None).await?;
    Ok(true)
}
