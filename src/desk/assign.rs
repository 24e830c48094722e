//! Who treats a visit, and with what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::booking::{Booked, booked, sold};
use super::fault::{Done, Fault};
use super::slot::{self, Wanted, find, outside_hours, take_now};
use super::then::put;
use super::work::{Work, one_row};
use super::{bill, queue, unsure, visit};
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, StaffId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;
use crate::store;
use crate::store::booking::BookingRow;

/// Gives a visit another treatment or another person. Another treatment takes its price, deposit and minutes of today.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignBooking {
    pub booking: BookingId,
    pub version: Option<i64>,
    #[serde(default)]
    pub treatment: Option<TreatmentId>,
    #[serde(default)]
    pub staff: Option<StaffId>,
    #[serde(default)]
    pub override_reason: Option<String>,
}

impl Act for AssignBooking {
    const NAME: &'static str = "assign_booking";
    const NEEDS: Permission = Permission::VisitRun;
    type Output = Booked;
}

impl Change for AssignBooking {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let clinic = work.id();
        let old = visit::locked(work, self.booking, self.version).await?;
        if old.status.terminal() {
            return Err(Refusal::at("booking.ended", "status").with("from", old.status.as_str()).into());
        }
        let mut row = BookingRow { updated_at: work.now, updated_by: work.me(), ..old.clone() };
        if let Some(id) = self.treatment.filter(|id| *id != old.treatment_id) {
            let treatment = sold(work, id).await?;
            row.treatment_id = treatment.id;
            row.room_id = treatment.room_id;
            row.minutes = treatment.minutes;
            row.price = treatment.price;
            row.treatment_deposit = treatment.deposit;
            row.ends_at = row.starts_at.plus_minutes(treatment.minutes);
        }
        // A walk-in nobody has taken yet holds no time until somebody begins, or is named: then from now on.
        let mut let_go = Vec::new();
        if self.staff.is_some() || old.staff_id.is_some() {
            let waits = old.staff_id.is_none() && old.status == Status::Arrived;
            if waits {
                (row.starts_at, row.ends_at) = (work.now, work.now.plus_minutes(row.minutes));
            }
            let wanted = Wanted::of(&row, Span { from: row.starts_at, to: row.ends_at });
            if waits && self.override_reason.is_none() {
                let taken = take_now(work, wanted, self.staff).await?;
                if let Some(refusal) = outside_hours(work, taken.staff, taken.span) {
                    return Err(refusal.into());
                }
                row.staff_id = Some(taken.staff);
                row.ends_at = taken.span.to;
                let_go = taken.let_go;
            } else {
                let got =
                    find(work, wanted, self.staff.or(old.staff_id), self.override_reason.as_deref()).await?;
                let busy = if waits {
                    let aside = self.override_reason.as_deref();
                    slot::one_at_a_time(work, (got.staff, row.id), aside).await?
                } else {
                    None
                };
                row.staff_id = Some(got.staff);
                row.overbook = got.overbook;
                row.overbook_reason = got.reason.or(busy);
            }
        }
        if row == (BookingRow { updated_at: row.updated_at, updated_by: row.updated_by, ..old.clone() }) {
            return Err(Refusal::at("booking.assigned", "staff").into());
        }
        one_row(store::booking::update_plan(work.on(), clinic, &row).await?)?;
        bill::follow_treatment(work, &old, &row).await?;
        queue::follow_treatment(work, &row).await?;
        // What it is now may want a deposit that is not there.
        let now = BookingRow { version: old.version + 1, ..row };
        let now = unsure::goes_back_from(work, &old, &now).await?.unwrap_or(now);
        let row = BookingRow { version: old.version, ..now.clone() };
        work.record("booking", old.id.0, &old, &row, row.overbook_reason.as_deref().unwrap_or_default())?;
        slot::trailed(work, &let_go);
        Ok(booked(work, &now, now.version))
    }
}

/// The visit of a number that is given to somebody goes along. Where its time is not theirs, who treats it, and when, is
/// settled when it begins, and nobody's time is taken until then. Answers what the trail says of it; nothing where it
/// stays as it is.
pub(super) async fn goes_along(
    work: &mut Work<'_>,
    id: BookingId,
    staff: Option<StaffId>,
) -> Done<Option<serde_json::Value>> {
    let clinic = work.id();
    let old = visit::locked(work, id, None).await?;
    if old.status != Status::Arrived || old.staff_id.is_none() || old.staff_id == staff {
        return Ok(None);
    }
    let mut free = None;
    if let Some(staff) = staff {
        let wanted = Wanted::of(&old, Span { from: old.starts_at, to: old.ends_at });
        match slot::free_of(work, wanted, staff).await {
            Ok(()) => free = Some(staff),
            Err(Fault::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    let row = BookingRow {
        staff_id: free,
        overbook: false,
        overbook_reason: None,
        updated_at: work.now,
        updated_by: work.me(),
        ..old.clone()
    };
    one_row(store::booking::update_plan(work.on(), clinic, &row).await?)?;
    if free.is_some() {
        bill::follow_treatment(work, &old, &row).await?;
    }
    Ok(Some(serde_json::json!({"id": id, "staff": old.staff_id, "given": free})))
}

/// The visit that went along with its number comes back with it, to whom it was planned for; where their time was taken
/// since, that is said and nothing comes back. Answers what the trail says of it; nothing where somebody changed who
/// treats since.
pub(super) async fn comes_back(
    work: &mut Work<'_>,
    went: &serde_json::Value,
) -> Done<Option<serde_json::Value>> {
    let (mut id, mut staff, mut given) = (None::<BookingId>, None::<StaffId>, None::<StaffId>);
    put(&mut id, went.get("id"))?;
    put(&mut staff, went.get("staff"))?;
    put(&mut given, went.get("given"))?;
    let Some((id, staff)) = id.zip(staff) else { return Ok(None) };
    let clinic = work.id();
    let old = visit::locked(work, id, None).await?;
    if old.status != Status::Arrived || old.staff_id != given {
        return Ok(None);
    }
    let wanted = Wanted::of(&old, Span { from: old.starts_at, to: old.ends_at });
    slot::free_of(work, wanted, staff).await?;
    let row =
        BookingRow { staff_id: Some(staff), updated_at: work.now, updated_by: work.me(), ..old.clone() };
    one_row(store::booking::update_plan(work.on(), clinic, &row).await?)?;
    bill::follow_treatment(work, &old, &row).await?;
    Ok(Some(serde_json::json!({"id": id, "staff": given, "given": staff})))
}
