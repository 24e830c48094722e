//! Is this time free? Working hours, breaks, leave and the book decide; somebody who may can say otherwise.

mod hours;

use serde::{Deserialize, Serialize};

use super::fault::Done;
use super::least;
use super::over;
use super::work::{Work, one_row};
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, PatientId, RoomId, StaffId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;
use crate::domain::time::Ts;
use crate::store;
use crate::store::booking::{BookingRow, HeldRow};
pub(super) use hours::outside_hours;

/// A time somebody wants.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub booking: BookingId,
    pub patient: PatientId,
    pub treatment: TreatmentId,
    pub room: Option<RoomId>,
    pub span: Span,
}

impl Wanted {
    /// This time, for what a booking is.
    pub fn of(row: &BookingRow, span: Span) -> Self {
        Self {
            booking: row.id,
            patient: row.patient_id,
            treatment: row.treatment_id,
            room: row.room_id,
            span,
        }
    }
}

/// A time somebody gets.
#[derive(Debug, Clone)]
pub(super) struct Got {
    pub staff: StaffId,
    /// It lies over another booking, by somebody's leave.
    pub overbook: bool,
    /// Why hours or another booking were set aside.
    pub reason: Option<String>,
}

/// Finds the staff member: the one wanted, or of those who can the one with the least to do that day who is free.
///
/// # Errors
/// `staff.unknown`, `booking.cannot` (does not do this treatment), `booking.outside_hours`, `booking.staff_taken`,
/// `booking.room_taken`, `booking.patient_taken` (each names the holder), `booking.nobody_free`; with a reason for
/// an override, what [`Work::approve`] says.
pub(super) async fn find(
    work: &mut Work<'_>,
    wanted: Wanted,
    staff: Option<StaffId>,
    override_reason: Option<&str>,
) -> Done<Got> {
    let roster = std::sync::Arc::clone(&work.roster);
    let can = roster.can(wanted.treatment);
    if let Some(staff) = staff {
        let row = roster
            .staff(staff)
            .filter(|row| row.active)
            .ok_or_else(|| Refusal::at("staff.unknown", "staff"))?;
        if !can.contains(&staff) {
            return Err(Refusal::at("booking.cannot", "staff").with("staff", row.name.as_str()).into());
        }
        return check(work, wanted, staff, override_reason).await;
    }
    let day = work.clinic.day(wanted.span.from);
    let clinic = work.id();
    let held = store::booking::held_days(work.on(), clinic, day, day).await?;
    let mut candidates: Vec<(i64, StaffId)> =
        can.iter().map(|id| (least::minutes(&held, *id), *id)).collect();
    candidates.sort_by_key(|(load, _)| *load);
    let mut first = None;
    for (_, candidate) in candidates {
        match check(work, wanted, candidate, None).await {
            Ok(got) => return Ok(got),
            // The patient and the room are taken whoever treats.
            Err(super::Fault::Refused(refusal))
                if !matches!(refusal.code, "booking.patient_taken" | "booking.room_taken") =>
            {
                first.get_or_insert(refusal);
            }
            Err(fault) => return Err(fault),
        }
    }
    // Where only one can do it, what is in their way says more.
    if let (Some(refusal), [_]) = (first, can) {
        return Err(refusal.into());
    }
    Err(Refusal::at("booking.nobody_free", "staff")
        .with("at", work.local(wanted.span.from))
        .with("treatment", roster.treatment(wanted.treatment).map_or("", |row| row.name.as_str()))
        .into())
}

/// Checks one staff member's time.
async fn check(
    work: &mut Work<'_>,
    wanted: Wanted,
    staff: StaffId,
    override_reason: Option<&str>,
) -> Done<Got> {
    let held = in_the_way(work, wanted, staff).await?;
    let overlap = clash(work, &held, staff, wanted);
    let outside = outside_hours(work, staff, wanted.span);
    let Some(reason) = override_reason.map(str::trim).filter(|reason| !reason.is_empty()) else {
        return match overlap.or(outside) {
            Some(refusal) => Err(refusal.into()),
            None => Ok(Got { staff, overbook: false, reason: None }),
        };
    };
    if overlap.is_none() && outside.is_none() {
        return Ok(Got { staff, overbook: false, reason: None });
    }
    if overlap.is_some() && held.iter().any(|row| row.overbook && row.staff_id == Some(staff)) {
        return Err(one_overbook(work, staff));
    }
    work.approve(Permission::BookingOverride)?;
    Ok(Got { staff, overbook: overlap.is_some(), reason: Some(reason.to_owned()) })
}

/// Who holds the staff member, the room or the patient then, under the lock that makes the answer hold until the commit.
async fn holders(work: &mut Work<'_>, wanted: Wanted, staff: StaffId) -> Done<Vec<HeldRow>> {
    let clinic = work.id();
    let mut keys = vec![staff.0, wanted.patient.0];
    keys.extend(wanted.room.map(|room| room.0));
    store::booking::queue_up(work.on(), keys).await?;
    let Wanted { booking, patient, room, span, .. } = wanted;
    let span = (span.from, span.to);
    Ok(store::booking::held(work.on(), clinic, Some(staff), room, patient, span, booking).await?)
}

/// Those of them that stand in the way of somebody who comes anew.
async fn in_the_way(work: &mut Work<'_>, wanted: Wanted, staff: StaffId) -> Done<Vec<HeldRow>> {
    let held = holders(work, wanted, staff).await?;
    over::standing(work, held, staff, wanted).await
}

fn one_overbook(work: &Work<'_>, staff: StaffId) -> super::Fault {
    Refusal::at("booking.one_overbook", "time").with("staff", work.roster.staff_name(staff)).into()
}

/// The first that stands in the way, with the holder's name.
fn clash(work: &Work<'_>, held: &[HeldRow], staff: StaffId, wanted: Wanted) -> Option<Refusal> {
    let refuse = |row: &HeldRow, code, field| {
        Refusal::at(code, field)
            .naming("patient", row.patient.as_str())
            .with("from", work.local(row.starts_at))
            .with("to", work.local(row.ends_at))
            .with("by", row.by.as_str())
            .with("since", work.local(row.created_at))
            .with("booking", row.id)
    };
    for row in held {
        if row.staff_id == Some(staff) {
            return Some(
                refuse(row, "booking.staff_taken", "time").with("staff", work.roster.staff_name(staff)),
            );
        }
        if row.patient_id == wanted.patient {
            let with = row.staff_id.map_or("", |id| work.roster.staff_name(id));
            return Some(refuse(row, "booking.patient_taken", "time").with("staff", with));
        }
        if wanted.room.is_some() && row.room_id == wanted.room {
            let room = wanted.room.map_or("", |id| work.roster.room_name(id));
            return Some(refuse(row, "booking.room_taken", "time").with("room", room));
        }
    }
    None
}

/// The field of a row of the trail that lists them.
pub(super) const LET_GO: &str = "let_go";

/// Adds to the act's row of the trail which visits let their time go for it, with the time they had and have.
pub(super) fn trailed(work: &mut Work<'_>, let_go: &[LetGo]) {
    if let Some(entry) = work.entry.as_mut().filter(|_| !let_go.is_empty()) {
        entry.after[LET_GO] = serde_json::json!(let_go);
    }
}

/// Who treats somebody who is here now, and until when.
pub(super) struct Taken {
    pub staff: StaffId,
    pub span: Span,
    /// What was over early and lets its time go.
    pub let_go: Vec<LetGo>,
}

/// A visit that was over early: the time it had in the book, and the time it keeps.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct LetGo {
    pub booking: BookingId,
    pub had: (Ts, Ts),
    keeps: (Ts, Ts),
}

/// Who takes somebody who is here now: the one asked for, else of those who can and are here and free the one with the
/// least to do.
///
/// # Errors
/// `booking.cannot`, `booking.outside_hours` and `booking.off` for who is not here, where one is asked for or only one
/// can do it; `booking.free_next`, naming who is free next and when; `booking.nobody_now`, and as [`room_now`].
pub(super) async fn take_now(work: &mut Work<'_>, wanted: Wanted, staff: Option<StaffId>) -> Done<Taken> {
    let roster = std::sync::Arc::clone(&work.roster);
    let can = roster.can(wanted.treatment);
    if let Some(staff) = staff {
        if !can.contains(&staff) {
            return Err(Refusal::at("booking.cannot", "staff")
                .with("staff", roster.staff_name(staff))
                .into());
        }
        if let Some(refusal) = not_here(work, wanted, staff) {
            return Err(refusal.into());
        }
        let taken = room_now(work, wanted, staff).await?;
        return give_back(work, taken).await;
    }
    let (clinic, today) = (work.id(), work.today());
    let held = store::booking::held_days(work.on(), clinic, today, today).await?;
    let mut first = None;
    for candidate in least::in_turn(can, &held, &roster) {
        if let Some(refusal) = not_here(work, wanted, candidate) {
            // Where only one can do it, why they are not here says more.
            first = first.or((can.len() == 1).then_some(refusal));
            continue;
        }
        match room_now(work, wanted, candidate).await {
            Ok(taken) => return give_back(work, taken).await,
            // The patient and the room are taken whoever treats.
            Err(super::Fault::Refused(refusal))
                if matches!(refusal.code, "booking.patient_taken" | "booking.room_taken") =>
            {
                return Err(refusal.into());
            }
            Err(super::Fault::Refused(refusal)) => {
                first.get_or_insert(refusal);
            }
            Err(fault) => return Err(fault),
        }
    }
    let next = if can.len() == 1 { None } else { least::free_next(work, wanted, can, &held) };
    let refusal = next.or(first).unwrap_or_else(|| {
        Refusal::at("booking.nobody_now", "staff")
            .with("treatment", roster.treatment(wanted.treatment).map_or("", |row| row.name.as_str()))
    });
    Err(refusal.into())
}

/// Why somebody cannot begin now: they do not work at this minute. How long it takes is not asked, because who stays
/// until they are through does so anyway.
fn not_here(work: &Work<'_>, wanted: Wanted, staff: StaffId) -> Option<Refusal> {
    outside_hours(work, staff, Span::minutes(wanted.span.from, 1))
}

/// Somebody begins with one at a time: whoever may can say otherwise, with why, whatever the book says of the times.
/// Answers with why, where that was needed.
///
/// # Errors
/// `booking.staff_serving`, naming whom they are with; with a reason, what [`Work::approve`] says.
pub(super) async fn one_at_a_time(
    work: &mut Work<'_>,
    (staff, booking): (StaffId, BookingId),
    override_reason: Option<&str>,
) -> Done<Option<String>> {
    let (clinic, today) = (work.id(), work.today());
    store::booking::queue_up(work.on(), vec![staff.0]).await?;
    let Some(with) = store::booking::serving(work.on(), clinic, (staff, today), booking).await? else {
        return Ok(None);
    };
    if let Some(reason) = override_reason.map(str::trim).filter(|reason| !reason.is_empty()) {
        work.approve(Permission::BookingOverride)?;
        return Ok(Some(reason.to_owned()));
    }
    let refusal = Refusal::at("booking.staff_serving", "staff").naming("patient", with.patient);
    let refusal = refusal.with("staff", work.roster.staff_name(staff)).with("booking", with.id);
    Err(refusal.with("from", work.local(with.since)).into())
}

/// In fewer minutes nobody begins.
pub(super) const SHORTEST: i64 = 15;

/// How long somebody who walks in can be treated before the next booking of the staff member, the room or the
/// patient begins: the span is cut there, because a treatment that begins is a fact, not a plan. What was finished early
/// lets its time go.
///
/// # Errors
/// `booking.staff_taken`… when less than a quarter of an hour is left; as [`one_at_a_time`].
async fn room_now(work: &mut Work<'_>, wanted: Wanted, staff: StaffId) -> Done<Taken> {
    let held = in_the_way(work, wanted, staff).await?;
    let from = wanted.span.from;
    let (mut to, mut let_go) = (wanted.span.to, Vec::new());
    for row in &held {
        if row.status == Status::Done
            && let Some(keeps) = happened(work, row, from).await?
        {
            let_go.push(LetGo { booking: row.id, had: (row.starts_at, row.ends_at), keeps });
            continue;
        }
        if row.starts_at.minutes_since(from) < SHORTEST {
            let one = std::slice::from_ref(row);
            return Err(clash(work, one, staff, wanted)
                .unwrap_or_else(|| Refusal::at("booking.taken", "time"))
                .into());
        }
        to = to.min(row.starts_at);
    }
    // Whose time in the book is over may still be treated.
    one_at_a_time(work, (staff, wanted.booking), None).await?;
    Ok(Taken { staff, span: Span { from, to }, let_go })
}

/// The time a visit that is over needs to keep: up to now, or, where it was over before its planned time began, when it
/// happened, if nobody else stands there.
async fn happened(work: &mut Work<'_>, row: &HeldRow, now: Ts) -> Done<Option<(Ts, Ts)>> {
    if row.starts_at < now {
        return Ok(Some((row.starts_at, now)));
    }
    let clinic = work.id();
    let visit = store::booking::get(work.on(), clinic, row.id).await?;
    let span = visit.and_then(|visit| visit.started_at.zip(visit.done_at));
    let day = work.clinic.day(row.starts_at);
    let Some(span) = span.filter(|(from, to)| from < to && work.clinic.day(*from) == day) else {
        return Ok(None);
    };
    let (room, patient) = (row.room_id, row.patient_id);
    let there = store::booking::held(work.on(), clinic, row.staff_id, room, patient, span, row.id).await?;
    Ok(there.is_empty().then_some(span))
}

/// Writes what is let go, for whoever was chosen.
async fn give_back(work: &mut Work<'_>, taken: Taken) -> Done<Taken> {
    let (clinic, stamp) = (work.id(), (work.now, work.me()));
    for one in &taken.let_go {
        one_row(store::booking::let_go(work.on(), clinic, one.booking, one.keeps, stamp).await?)?;
    }
    Ok(taken)
}

/// Whether a time that was given back is still free for the same person: what was put over it while it was theirs stands
/// where it stood.
///
/// # Errors
/// As [`find`], without hours: what was once agreed stays agreed.
pub(super) async fn still_free(work: &mut Work<'_>, wanted: Wanted, staff: StaffId) -> Done<()> {
    let mut held = holders(work, wanted, staff).await?;
    held.retain(|row| !row.overbook);
    clash(work, &held, staff, wanted).map_or(Ok(()), |refusal| Err(refusal.into()))
}

/// Whether a time is free of this staff member, whatever their hours.
///
/// # Errors
/// As [`find`], without hours.
pub(super) async fn free_of(work: &mut Work<'_>, wanted: Wanted, staff: StaffId) -> Done<()> {
    let held = in_the_way(work, wanted, staff).await?;
    clash(work, &held, staff, wanted).map_or(Ok(()), |refusal| Err(refusal.into()))
}
