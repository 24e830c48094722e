//! How long it may take: the line, run through who is on duty and what they still have to do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use super::queue::rank;
use crate::domain::booking::{Status, missed_from};
use crate::domain::id::{BookingId, StaffId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::queue::{InLine, OnDuty, Place, TicketStatus, estimates, order};
use crate::domain::schedule::Span;
use crate::domain::time::Ts;
use crate::store;
use crate::store::booking::HeldRow;
use crate::store::queue::LineRow;

/// How long somebody would wait who came now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimateWait {
    #[serde(default)]
    pub treatment: Option<TreatmentId>,
    #[serde(default)]
    pub staff: Option<StaffId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    pub ahead: i64,
    /// None when it cannot be known.
    pub minutes: Option<i64>,
}

impl Act for EstimateWait {
    const NAME: &'static str = "estimate_wait";
    const NEEDS: Permission = Permission::QueueSee;
    type Output = Estimate;
}

impl Look for EstimateWait {
    async fn look(self, desk: &Desk) -> Done<Estimate> {
        let clinic = desk.clinic();
        let today = desk.today();
        let (rows, held) = tokio::try_join!(
            store::queue::line(desk.db(), clinic.id, today),
            store::booking::held_days(desk.db(), clinic.id, today, today),
        )?;
        let now = desk.now();
        let comes = |row: &LineRow| matches!(row.status, TicketStatus::Called | TicketStatus::Waiting);
        let mut rows: Vec<_> = rows.into_iter().filter(comes).collect();
        let look_ahead = clinic.policies.look_ahead_minutes;
        rows.sort_by_key(|row| (rank(row.status), order(&place(row), now, look_ahead)));
        let ahead = rows.iter().filter(|row| row.status == TicketStatus::Waiting).count();
        let mut line: Vec<Waiting> = rows.iter().map(Waiting::of).collect();
        let minutes = match self.treatment {
            Some(id) => desk.roster().await?.treatment(id).map_or(USUAL_MINUTES, |row| row.minutes),
            None => USUAL_MINUTES,
        };
        line.push(Waiting { treatment: self.treatment, staff: self.staff, booking: None, minutes });
        let minutes = guess(desk, &line, &held).await?.pop().flatten();
        Ok(Estimate { ahead: ahead as i64, minutes })
    }
}

/// What decides where somebody stands in the line.
pub(super) fn place(row: &LineRow) -> Place {
    Place { priority: row.priority, due: row.due_at, since: row.waiting_since, number: row.number }
}

/// What the estimate needs of one who waits.
pub(super) struct Waiting {
    treatment: Option<TreatmentId>,
    staff: Option<StaffId>,
    booking: Option<BookingId>,
    minutes: i64,
}

/// Somebody who has no treatment yet is thought to need this long.
const USUAL_MINUTES: i64 = 30;

impl Waiting {
    pub fn of(row: &LineRow) -> Self {
        Self {
            treatment: row.treatment_id,
            staff: row.staff_id,
            booking: row.booking_id,
            minutes: row.minutes.unwrap_or(USUAL_MINUTES),
        }
    }
}

/// Runs the line through who is on duty and what they still have to do.
pub(super) async fn guess(desk: &Desk, line: &[Waiting], held: &[HeldRow]) -> Done<Vec<Option<i64>>> {
    if line.is_empty() {
        return Ok(Vec::new());
    }
    let clinic = desk.clinic();
    let roster = desk.roster().await?;
    let (now, today) = (desk.now(), desk.today());
    let staff: Vec<StaffId> = roster.staff.iter().filter(|row| row.active).map(|row| row.id).collect();
    let duty: Vec<OnDuty> = staff
        .iter()
        .map(|id| {
            let hours = roster.working(*id, today, &clinic);
            let until = hours.last().map_or(now, |span| span.to);
            let here = hours.iter().find(|span| span.to > now).map_or(until, |span| span.from.max(now));
            let grace = clinic.policies.grace_minutes;
            OnDuty {
                free_at: here.max(busy_until(held, *id, now)),
                until,
                booked: booked(held, *id, now, grace),
            }
        })
        .collect();
    let line: Vec<InLine> = line
        .iter()
        .map(|one| {
            let who_can = (0..staff.len())
                .filter(|index| match (one.staff, one.treatment) {
                    (Some(wanted), _) => staff[*index] == wanted,
                    (None, Some(treatment)) => roster.can(treatment).contains(&staff[*index]),
                    (None, None) => true,
                })
                .collect();
            InLine { who_can, minutes: one.minutes, booking: one.booking }
        })
        .collect();
    Ok(estimates(&line, &duty, now))
}

/// When somebody is through with whom they treat now. A treatment over its time may end any minute.
pub(super) fn busy_until(held: &[HeldRow], staff: StaffId, now: Ts) -> Ts {
    held.iter()
        .filter(|row| row.staff_id == Some(staff) && row.status == Status::InService)
        .map(|row| row.ends_at)
        .max()
        .unwrap_or(now)
        .max(now)
}

/// What somebody still has in the book today. Whom nobody waits for any more is not thought to come.
pub(super) fn booked(held: &[HeldRow], staff: StaffId, now: Ts, grace: i64) -> Vec<(BookingId, Span)> {
    let comes = |row: &&HeldRow| match row.status {
        Status::Arrived => row.ends_at > now,
        status => status.pending() && missed_from(row.starts_at, grace) > now,
    };
    held.iter()
        .filter(|row| row.staff_id == Some(staff))
        .filter(comes)
        .map(|row| (row.id, Span { from: row.starts_at, to: row.ends_at }))
        .collect()
}
