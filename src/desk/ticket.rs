//! Acts on one ticket: call, recall, park, transfer, miss, put back, leave, serve, undo.

mod undo;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::booking::sold;
use super::fault::Done;
use super::queue::{Ticket, note_step, put, ticket};
use super::walk_in::waiting_visit;
use super::work::{Work, one_row};
use super::{assign, begun, deposit, visit};
use crate::domain::booking::Status;
use crate::domain::id::{StaffId, TicketId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::queue::{Place, TicketStatus, order};
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::booking::BookingRow;
use crate::store::queue::TicketRow;

/// How the row of the trail calls the visit that went along with its number.
const VISIT: &str = "booking";

/// Calls whoever is next: one, and never one that another counter called.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallNext {
    /// Where to come; left out: the name of this counter.
    #[serde(default)]
    pub to: Option<String>,
    /// Only of one queue.
    #[serde(default)]
    pub prefix: Option<String>,
    /// Only who waits for this person, or for anybody.
    #[serde(default)]
    pub staff: Option<StaffId>,
}

impl Act for CallNext {
    const NAME: &'static str = "call_next";
    const NEEDS: Permission = Permission::QueueRun;
    const OWN: bool = true;
    type Output = Ticket;
}

impl Change for CallNext {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let (clinic, today, now) = (work.id(), work.today(), work.now);
        store::queue::lock_line(work.on(), clinic, today).await?;
        let look_ahead = work.clinic.policies.look_ahead_minutes;
        let scope = work.who.scope(Permission::QueueRun);
        let next = store::queue::line(work.on(), clinic, today)
            .await?
            .into_iter()
            .filter(|row| row.status == TicketStatus::Waiting)
            .filter(|row| scope.covers(row.staff_id))
            .filter(|row| self.prefix.as_ref().is_none_or(|prefix| row.prefix == *prefix))
            .filter(|row| self.staff.is_none_or(|staff| row.staff_id.is_none_or(|wanted| wanted == staff)))
            .min_by_key(|row| {
                let place = Place {
                    priority: row.priority,
                    due: row.due_at,
                    since: row.waiting_since,
                    number: row.number,
                };
                order(&place, now, look_ahead)
            });
        let Some(next) = next else { return Err(Refusal::new("queue.empty").into()) };
        let old = known(work, next.id, None).await?;
        call(work, old, self.to).await
    }
}

/// Declares an act on one ticket.
macro_rules! on_ticket {
    ($($(#[$doc:meta])* $act:ident = $name:literal, own $own:literal, { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? };)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $act {
            pub ticket: TicketId,
            /// The version on the screen; left out: whatever it is now.
            #[serde(default)]
            pub version: Option<i64>,
            $($(#[$fdoc])* #[serde(default)] pub $field: $ty),*
        }

        impl Act for $act {
            const NAME: &'static str = $name;
            const NEEDS: Permission = Permission::QueueRun;
            const OWN: bool = $own;
            type Output = Ticket;
        }
    )+};
}

on_ticket! {
    /// Calls this one: out of turn, or again. Again only after the clinic's pause; after the last call it is missed.
    CallTicket = "call_ticket", own true, {
        /// Where to come; left out: the name of this counter.
        to: Option<String>,
    };
    /// Away for a moment: out of the order, number kept.
    ParkTicket = "park_ticket", own false, {};
    /// Did not come when called.
    MissTicket = "miss_ticket", own false, {};
    /// Back in the line with the same number.
    ReactivateTicket = "reactivate_ticket", own false, {};
    /// To another person, keeping the number; the wait begins anew. `undo_ticket` gives both back.
    TransferTicket = "transfer_ticket", own false, {
        /// Left out: anybody.
        staff: Option<StaffId>,
    };
    /// Before everybody who is not urgent, or in turn again.
    MarkUrgent = "mark_urgent", own false, { urgent: bool };
    /// Went home.
    LeaveQueue = "leave_queue", own false, {};
    /// The treatment begins: makes the visit where the ticket has none yet.
    ServeTicket = "serve_ticket", own false, {
        treatment: Option<TreatmentId>,
        /// Left out: whoever can and is free.
        staff: Option<StaffId>,
        alerts_seen: bool,
        /// Why hours, another booking or another visit going on are set aside, for the one who is named.
        override_reason: Option<String>,
    };
    /// Takes back the last step of a ticket.
    UndoTicket = "undo_ticket", own false, {};
}

impl Change for CallTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let old = known(work, self.ticket, self.version).await?;
        if !work.who.scope(Permission::QueueRun).covers(old.staff_id) {
            return Err(Refusal::at("ticket.unknown", "ticket").into());
        }
        let policies = &work.clinic.policies;
        if old.status == TicketStatus::Called {
            let wait =
                old.last_called_at.map_or(0, |at| policies.recall_seconds - work.now.seconds_since(at));
            if wait > 0 {
                return Err(Refusal::new("ticket.recall_soon").with("seconds", wait).into());
            }
            if old.calls >= policies.calls {
                let row = put(work, old.clone(), TicketStatus::Missed).await?;
                work.record("ticket", old.id.0, &old, &row, "")?;
                return Ok(ticket(&row, row.version));
            }
        }
        call(work, old, self.to).await
    }
}

async fn call(work: &mut Work<'_>, old: TicketRow, to: Option<String>) -> Done<Ticket> {
    old.status.step(TicketStatus::Called)?;
    let to = match to {
        Some(to) => crate::domain::text::LINE.clean(&to).map_err(|refusal| refusal.on("to"))?.value,
        None => work.counter.clone(),
    };
    let called = TicketRow {
        calls: old.calls + 1,
        called_at: old.called_at.or(Some(work.now)),
        last_called_at: Some(work.now),
        called_to: Some(to),
        ..old.clone()
    };
    let row = put(work, called, TicketStatus::Called).await?;
    work.record("ticket", old.id.0, &old, &row, "")?;
    Ok(ticket(&row, row.version))
}

impl Change for ParkTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        plain(work, self.ticket, self.version, TicketStatus::Parked).await
    }
}

impl Change for MissTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        plain(work, self.ticket, self.version, TicketStatus::Missed).await
    }
}

impl Change for ReactivateTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let old = known(work, self.ticket, self.version).await?;
        old.status.step(TicketStatus::Waiting)?;
        // Who was only away keeps their place; who did not come when called waits anew, with all calls before them.
        let back = if old.status == TicketStatus::Missed {
            TicketRow { waiting_since: work.now, calls: 0, ..old.clone() }
        } else {
            old.clone()
        };
        let row = put(work, back, TicketStatus::Waiting).await?;
        work.record("ticket", old.id.0, &old, &row, "")?;
        Ok(ticket(&row, row.version))
    }
}

impl Change for TransferTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let old = known(work, self.ticket, self.version).await?;
        if old.status == TicketStatus::Serving || !old.status.open() {
            old.status.step(TicketStatus::Waiting)?;
        }
        if let (Some(staff), Some(treatment)) = (self.staff, old.treatment_id)
            && !work.roster.can(treatment).contains(&staff)
        {
            let name = work.roster.staff_name(staff).to_owned();
            return Err(Refusal::at("booking.cannot", "staff").with("staff", name).into());
        }
        let visit = match old.booking_id {
            Some(id) => assign::goes_along(work, id, self.staff).await?,
            None => None,
        };
        let moved = TicketRow { staff_id: self.staff, waiting_since: work.now, calls: 0, ..old.clone() };
        let row = put(work, moved, TicketStatus::Waiting).await?;
        work.record("ticket", old.id.0, &old, &row, "")?;
        if let (Some(entry), Some(visit)) = (work.entry.as_mut(), visit) {
            entry.after[VISIT] = visit;
        }
        Ok(ticket(&row, row.version))
    }
}

impl Change for MarkUrgent {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let clinic = work.id();
        let old = known(work, self.ticket, self.version).await?;
        if !old.status.open() || old.status == TicketStatus::Serving {
            old.status.step(TicketStatus::Waiting)?;
        }
        let row = TicketRow {
            priority: i64::from(self.urgent),
            updated_at: work.now,
            updated_by: work.me(),
            ..old.clone()
        };
        one_row(store::queue::update(work.on(), clinic, &row).await?)?;
        // Something else than where the number stands was changed: the step goes from there to there.
        note_step(work, row.id, Some(row.status), row.status, None).await?;
        work.record("ticket", old.id.0, &old, &row, "")?;
        Ok(ticket(&row, old.version + 1))
    }
}

impl Change for LeaveQueue {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let clinic = work.id();
        let old = known(work, self.ticket, self.version).await?;
        old.status.step(TicketStatus::Left)?;
        let (mut left, mut held) = (None, None);
        if let Some(id) = old.booking_id {
            let booking = visit::locked(work, id, None).await?;
            if matches!(booking.status, Status::Arrived | Status::InService) {
                begun::given_up(work, &booking).await?;
                let gone = BookingRow {
                    status: Status::Left,
                    updated_at: work.now,
                    updated_by: work.me(),
                    ..booking.clone()
                };
                one_row(store::booking::update_status(work.on(), clinic, &gone).await?)?;
                visit::note_step(work, id, Some(booking.status), Status::Left, None).await?;
                // A session of a package that was used goes back to it.
                held = deposit::left(work, &gone).await?;
                left = Some(serde_json::json!({"id": id, "from": booking.status, "to": Status::Left}));
            }
        }
        let row = put(work, old.clone(), TicketStatus::Left).await?;
        work.record("ticket", old.id.0, &old, &row, "")?;
        if let (Some(entry), Some(left)) = (work.entry.as_mut(), left) {
            entry.after["booking"] = left;
        }
        deposit::trailed(work, held.as_ref());
        Ok(ticket(&row, row.version))
    }
}

impl Change for ServeTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let old = known(work, self.ticket, self.version).await?;
        old.status.step(TicketStatus::Serving)?;
        let booking = match old.booking_id {
            Some(id) => visit::locked(work, id, None).await?,
            None => {
                let treatment = self
                    .treatment
                    .or(old.treatment_id)
                    .ok_or_else(|| Refusal::at("ticket.treatment", "treatment"))?;
                {
                    let treatment = sold(work, treatment).await?;
                    waiting_visit(work, old.patient_id, &treatment).await?
                }
            }
        };
        let begin = visit::Begin {
            staff: self.staff.or(old.staff_id),
            alerts_seen: self.alerts_seen,
            override_reason: self.override_reason,
        };
        let (booking, _) = visit::start(work, booking, begin).await?;
        let serving = TicketRow {
            booking_id: Some(booking.id),
            treatment_id: Some(booking.treatment_id),
            // Whom it waited for stays, should the beginning be taken back.
            ..old
        };
        let row = put(work, serving, TicketStatus::Serving).await?;
        Ok(ticket(&row, row.version))
    }
}

async fn plain(work: &mut Work<'_>, id: TicketId, version: Option<i64>, to: TicketStatus) -> Done<Ticket> {
    let old = known(work, id, version).await?;
    old.status.step(to)?;
    let row = put(work, old.clone(), to).await?;
    work.record("ticket", old.id.0, &old, &row, "")?;
    Ok(ticket(&row, row.version))
}

/// The ticket of today, if it is still the version on the screen. Acts on tickets come one after the other.
async fn known(work: &mut Work<'_>, id: TicketId, version: Option<i64>) -> Done<TicketRow> {
    let (clinic, today) = (work.id(), work.today());
    store::queue::lock_line(work.on(), clinic, today).await?;
    let row = store::queue::get(work.on(), clinic, id)
        .await?
        .ok_or_else(|| Refusal::at("ticket.unknown", "ticket"))?;
    work.fresh(version, row.version, row.updated_by, row.updated_at).await?;
    Ok(row)
}
