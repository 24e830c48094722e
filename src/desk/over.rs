//! What was put over another booking, by somebody's leave. It stands in the way of whoever comes after it, also where the
//! other one went away; not of whoever stood there when it was put over them.

use super::fault::Done;
use super::slot::Wanted;
use super::work::Work;
use crate::domain::id::StaffId;
use crate::domain::schedule::Span;
use crate::store;
use crate::store::booking::{BookingRow, HeldRow};

/// Which of those that hold a time stand in the way of somebody who wants it of this staff member.
pub(super) async fn standing(
    work: &mut Work<'_>,
    held: Vec<HeldRow>,
    staff: StaffId,
    wanted: Wanted,
) -> Done<Vec<HeldRow>> {
    if !held.iter().any(|row| row.overbook) {
        return Ok(held);
    }
    let clinic = work.id();
    let now = store::booking::get(work.on(), clinic, wanted.booking).await?;
    let there = now.filter(|row| row.status.active() && row.staff_id.is_some());
    let in_the_way = |row: &HeldRow| {
        !row.overbook || there.as_ref().is_none_or(|there| !shared(there, row, staff, wanted))
    };
    Ok(held.into_iter().filter(in_the_way).collect())
}

/// Whether what is put over shares with a booking, as it is now, all that it would share with it then.
fn shared(there: &BookingRow, over: &HeldRow, staff: StaffId, wanted: Wanted) -> bool {
    let span = |from, to| Span { from, to };
    let same_time = span(there.starts_at, there.ends_at).overlaps(&span(over.starts_at, over.ends_at));
    let same_staff = over.staff_id != Some(staff) || there.staff_id == over.staff_id;
    let same_room = wanted.room.is_none() || over.room_id != wanted.room || there.room_id == over.room_id;
    same_time && same_staff && same_room
}
