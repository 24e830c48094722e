//! A confirmed booking whose deposit is not there any more is no longer confirmed.

use super::deposit;
use super::fault::Done;
use super::visit::note_step;
use super::work::{Work, one_row};
use crate::domain::booking::Status;
use crate::domain::id::BookingId;
use crate::domain::money::Money;
use crate::store;
use crate::store::booking::BookingRow;

/// Takes the confirmation back where its deposit is lacking now, by a step that says so; one that was given by leave
/// stands. `booking` is how it is in the database; answers how it is then, where it is another.
pub(super) async fn goes_back(work: &mut Work<'_>, booking: &BookingRow) -> Done<Option<BookingRow>> {
    goes_back_from(work, booking, booking).await
}

/// The same of a booking that was another before: the leave was given for what was lacking then, and for no more.
pub(super) async fn goes_back_from(
    work: &mut Work<'_>,
    old: &BookingRow,
    booking: &BookingRow,
) -> Done<Option<BookingRow>> {
    if booking.status != Status::Confirmed {
        return Ok(None);
    }
    let lacking = deposit::lacking(work, booking).await?;
    if lacking == Money::ZERO
        || by_leave(work, booking.id).await? && lacking <= deposit::lacking(work, old).await?
    {
        return Ok(None);
    }
    let clinic = work.id();
    let row = BookingRow {
        status: Status::Booked,
        confirmed_at: None,
        updated_at: work.now,
        updated_by: work.me(),
        ..booking.clone()
    };
    one_row(store::booking::update_status(work.on(), clinic, &row).await?)?;
    let steps = store::booking_step::all(work.on(), clinic, row.id).await?;
    let given = steps.iter().rev().find(|step| {
        let undone = || steps.iter().any(|other| other.undoes == Some(step.seq));
        step.to_status == Status::Confirmed && step.undoes.is_none() && !undone()
    });
    let given = given.map(|step| step.seq);
    note_step(work, row.id, Some(Status::Confirmed), Status::Booked, given).await?;
    Ok(Some(BookingRow { version: row.version + 1, ..row }))
}

/// The same after money went back: the act's row in the trail, which is about the money, says it too.
pub(super) async fn without_money(work: &mut Work<'_>, booking: &mut BookingRow) -> Done<()> {
    if let Some(row) = goes_back(work, booking).await? {
        *booking = row;
        if let Some(entry) = work.entry.as_mut() {
            entry.after["unconfirmed"] = true.into();
        }
    }
    Ok(())
}

/// Whether somebody signed that its deposit is not waited for, when it was confirmed last.
pub(super) async fn by_leave(work: &mut Work<'_>, booking: BookingId) -> Done<bool> {
    let clinic = work.id();
    let said = store::booking_step::confirmed_why(work.on(), clinic, booking).await?;
    Ok(said.is_some_and(|(why,)| !why.is_empty()))
}
