//! Of several who can do it: who has the least to do; and where nobody is free now, who is next, and when.

use super::estimate::{booked, busy_until};
use super::roster::Roster;
use super::slot::{SHORTEST, Wanted};
use super::work::Work;
use crate::domain::booking::Status;
use crate::domain::id::StaffId;
use crate::domain::queue::first_gap;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;
use crate::store::booking::HeldRow;

/// How many minutes somebody has in the book of a day.
pub(super) fn minutes(held: &[HeldRow], staff: StaffId) -> i64 {
    let own = held.iter().filter(|row| row.staff_id == Some(staff));
    own.map(|row| row.ends_at.minutes_since(row.starts_at)).sum()
}

/// Those who can, whoever takes the next first: the fewest minutes of the day, then free for longest, then by name.
pub(super) fn in_turn(can: &[StaffId], held: &[HeldRow], roster: &Roster) -> Vec<StaffId> {
    let mut all = can.to_vec();
    all.sort_by_cached_key(|id| {
        let through = held.iter().filter(|row| row.staff_id == Some(*id)).filter_map(|row| row.done_at).max();
        (minutes(held, *id), through, roster.staff_name(*id).to_owned())
    });
    all
}

/// Nobody who can is free now: who is next, and when; none where nobody can know, because all they are with should be
/// through already, or nobody works any more.
pub(super) fn free_next(
    work: &Work<'_>,
    wanted: Wanted,
    can: &[StaffId],
    held: &[HeldRow],
) -> Option<Refusal> {
    let (now, today) = (work.now, work.today());
    let late = |id: &StaffId| {
        let with = |row: &HeldRow| row.staff_id == Some(*id) && row.status == Status::InService;
        held.iter().any(|row| with(row) && row.ends_at <= now)
    };
    let from = |id: StaffId| {
        let mut taken: Vec<Span> = booked(held, id, now, work.clinic.policies.grace_minutes)
            .into_iter()
            .map(|(_, span)| span)
            .collect();
        taken.push(Span { from: now, to: busy_until(held, id, now) });
        let works = work.roster.working(id, today, work.clinic);
        let begins = works.iter().find_map(|span| {
            let from = first_gap(&taken, span.from.max(now), SHORTEST);
            (from < span.to).then_some(from)
        })?;
        Some((begins, id))
    };
    let (at, staff) =
        can.iter().filter(|id| !late(id)).filter_map(|id| from(*id)).min_by_key(|(at, _)| *at)?;
    let treatment = work.roster.treatment(wanted.treatment).map_or("", |row| row.name.as_str());
    let refusal = Refusal::at("booking.free_next", "staff").with("treatment", treatment);
    Some(refusal.with("staff", work.roster.staff_name(staff)).with("at", work.local(at)))
}
