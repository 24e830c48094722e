//! A visit's way through the house: confirm, arrive, start, finish, and the side exits; and undo.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::booking::{Booked, booked};
use super::fault::Done;
use super::slot::{Wanted, find, take_now};
use super::work::{Work, one_row};
use super::{begun, bill, deposit, patient, queue, slot};
use crate::domain::booking::{CancelledBy, Status, late, missed_from};
use crate::domain::clinic::DepositFate;
use crate::domain::deposit::Ending;
use crate::domain::id::{BookingId, StaffId};
use crate::domain::permission::Permission;
use crate::domain::queue::TicketStatus;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;
use crate::domain::text::LINE;
use crate::store;
use crate::store::booking::BookingRow;

/// Declares an act that takes a visit one step and answers with the booking.
macro_rules! steps {
    ($($(#[$doc:meta])* $act:ident = $name:literal, $needs:ident, { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? };)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $act {
            pub booking: BookingId,
            /// The version on the screen; left out: whatever it is now.
            #[serde(default)]
            pub version: Option<i64>,
            $($(#[$fdoc])* #[serde(default)] pub $field: $ty),*
        }

        impl Act for $act {
            const NAME: &'static str = $name;
            const NEEDS: Permission = Permission::$needs;
            type Output = Booked;
        }
    )+};
}

steps! {
    /// The patient said yes, again.
    ConfirmBooking = "confirm_booking", BookingMake, {
        /// Why it is confirmed although its deposit was not paid; that takes a PIN.
        without_deposit: String,
    };
    /// The patient is here: the booking gets its number in the queue.
    Arrive = "arrive", VisitRun, {};
    /// The treatment begins.
    StartVisit = "start_visit", VisitRun, {
        /// Who treats, where nobody was named yet; left out: whoever can and is free.
        staff: Option<StaffId>,
        /// The allergies and alerts were read.
        alerts_seen: bool,
        /// Why hours, another booking or another visit going on are set aside, for the one who is named; takes a PIN.
        override_reason: Option<String>,
    };
    /// The treatment is over. This never means paid.
    FinishVisit = "finish_visit", VisitRun, {
        /// Why it is finished only now, where its patient came on an earlier day and nobody said that it began; takes a
        /// PIN.
        late_reason: String,
    };
    /// Called off, before it began.
    CancelBooking = "cancel_booking", BookingCancel, {
        /// Left out: the patient.
        by: Option<CancelledBy>,
        reason: String,
        /// What becomes of a deposit; left out: as the policies say. Another choice needs a PIN, and so does giving it
        /// back late because the clinic calls off.
        deposit: Option<DepositFate>,
    };
    /// Did not come. Takes it back by arriving after all, or by undo.
    MarkNoShow = "mark_no_show", BookingCancel, {
        /// What becomes of a deposit; left out: as the policies say. Another choice needs a PIN.
        deposit: Option<DepositFate>,
    };
    /// Went away before it was done.
    LeaveVisit = "leave_visit", VisitRun, { reason: String };
    /// Takes back the last step.
    UndoVisit = "undo_visit", VisitRun, {};
}

impl Change for ConfirmBooking {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let old = locked(work, self.booking, self.version).await?;
        let reason = deposit::awaited(work, &old, &self.without_deposit).await?;
        let row = BookingRow { confirmed_at: Some(work.now), ..old.clone() };
        step(work, old, row, Status::Confirmed, &reason).await
    }
}

impl Change for Arrive {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let old = locked(work, self.booking, self.version).await?;
        if old.business_day != work.today() {
            return Err(Refusal::at("booking.other_day", "day").with("day", old.business_day).into());
        }
        if old.status == Status::NoShow {
            free_again(work, &old).await?;
        }
        let missed = old.status == Status::NoShow;
        let row = BookingRow { arrived_at: old.arrived_at.or(Some(work.now)), ..old.clone() };
        let done = step(work, old, row.clone(), Status::Arrived, "").await?;
        if missed {
            let clinic = work.id();
            let steps = store::booking_step::all(work.on(), clinic, row.id).await?;
            if let Some(step) = steps.iter().rev().find(|step| step.to_status == Status::NoShow) {
                let here = BookingRow { status: Status::Arrived, ..row.clone() };
                deposit::restore(work, &here, step.at).await?;
            }
        }
        queue::issue_for_booking(work, &row).await?;
        Ok(done)
    }
}

impl Change for StartVisit {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let old = locked(work, self.booking, self.version).await?;
        let begin =
            Begin { staff: self.staff, alerts_seen: self.alerts_seen, override_reason: self.override_reason };
        let staff = match (begin.staff, old.staff_id) {
            (None, None) => queue::asked_for(work, old.id).await?,
            (staff, _) => staff,
        };
        let (row, done) = start(work, old, Begin { staff, ..begin }).await?;
        queue::follow(work, row.id, TicketStatus::Serving).await?;
        Ok(done)
    }
}

impl Change for FinishVisit {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let old = locked(work, self.booking, self.version).await?;
        if old.staff_id.is_none() {
            return Err(Refusal::at("booking.staff_missing", "staff").into());
        }
        let why = finishes_late(work, &old, &self.late_reason)?;
        let row = BookingRow { done_at: Some(work.now), ..old.clone() };
        let done = step(work, old, row.clone(), Status::Done, &why).await?;
        queue::follow(work, self.booking, TicketStatus::Done).await?;
        // What is done is owed: from here on the bill exists, paid or not.
        let bill = bill::ensure(work, &row).await?;
        if let Some(entry) = work.entry.as_mut() {
            entry.after["bill"] = serde_json::json!(bill);
        }
        Ok(done)
    }
}

impl Change for CancelBooking {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let old = locked(work, self.booking, self.version).await?;
        let by = self.by.unwrap_or(CancelledBy::Patient);
        let reason = reason(&self.reason)?;
        let row = BookingRow {
            cancelled_by: Some(by),
            cancel_reason: Some(reason.clone()),
            // What the clinic calls off never costs the patient.
            cancel_late: Some(
                by == CancelledBy::Patient && late(work.now, old.starts_at, work.clinic.policies.late_hours),
            ),
            ..old.clone()
        };
        let ending = Ending::Cancelled(by, late(work.now, old.starts_at, work.clinic.policies.late_hours));
        let done = step(work, old, row.clone(), Status::Cancelled, &reason).await?;
        queue::follow(work, self.booking, TicketStatus::Left).await?;
        let ended = BookingRow { status: Status::Cancelled, ..row };
        let deposit = deposit::end(work, &ended, ending, self.deposit).await?;
        deposit::trailed(work, deposit.as_ref());
        Ok(Booked { deposit, ..done })
    }
}

impl Change for MarkNoShow {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let old = locked(work, self.booking, self.version).await?;
        let over = missed_from(old.starts_at, work.clinic.policies.grace_minutes);
        if work.now < over {
            return Err(Refusal::at("booking.too_early", "time").with("at", work.local(over)).into());
        }
        let done = step(work, old.clone(), old.clone(), Status::NoShow, "").await?;
        let ended = BookingRow { status: Status::NoShow, ..old };
        let deposit = deposit::end(work, &ended, Ending::NoShow, self.deposit).await?;
        deposit::trailed(work, deposit.as_ref());
        Ok(Booked { deposit, ..done })
    }
}

impl Change for LeaveVisit {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let old = locked(work, self.booking, self.version).await?;
        let reason = reason(&self.reason)?;
        let done = step(work, old.clone(), old.clone(), Status::Left, &reason).await?;
        queue::follow(work, self.booking, TicketStatus::Left).await?;
        // What was paid stays held until somebody gives it back.
        let ended = BookingRow { status: Status::Left, ..old };
        let deposit = deposit::left(work, &ended).await?;
        deposit::trailed(work, deposit.as_ref());
        Ok(Booked { deposit, ..done })
    }
}

/// How a visit begins.
pub(super) struct Begin {
    /// Who treats, where nobody was named before; left out: whoever can and is free.
    pub staff: Option<StaffId>,
    pub alerts_seen: bool,
    /// Why hours, another booking or another visit going on are set aside, for the one who is named.
    pub override_reason: Option<String>,
}

/// Begins a visit: names who treats where nobody was named, and makes sure the alerts were read. Answers with the row
/// as it is now.
pub(super) async fn start(work: &mut Work<'_>, old: BookingRow, begin: Begin) -> Done<(BookingRow, Booked)> {
    let clinic = work.id();
    old.status.step(Status::InService)?;
    refuse_other_day(work, &old)?;
    let patient = patient::known(work, old.patient_id).await?;
    let mut row = BookingRow {
        started_at: Some(work.now),
        alerts_seen_at: if patient.alerts.is_empty() { None } else { Some(work.now) },
        ..old.clone()
    };
    let (mut let_go, mut why) = (Vec::new(), String::new());
    let aside = begin.override_reason.as_deref();
    if let Some(staff) = old.staff_id {
        why = slot::one_at_a_time(work, (staff, old.id), aside).await?.unwrap_or_default();
    } else {
        let wanted = Wanted::of(&old, Span::minutes(work.now, old.minutes));
        (row.starts_at, row.ends_at) = (wanted.span.from, wanted.span.to);
        if let (Some(_), Some(reason)) = (begin.staff, aside) {
            let got = find(work, wanted, begin.staff, Some(reason)).await?;
            let busy = slot::one_at_a_time(work, (got.staff, old.id), aside).await?;
            row.staff_id = Some(got.staff);
            row.overbook = got.overbook;
            row.overbook_reason = got.reason.or(busy);
            why = row.overbook_reason.clone().unwrap_or_default();
        } else {
            let taken = take_now(work, wanted, begin.staff).await?;
            row.staff_id = Some(taken.staff);
            row.ends_at = taken.span.to;
            let_go = taken.let_go;
        }
        row.updated_at = work.now;
        row.updated_by = work.me();
        one_row(store::booking::update_plan(work.on(), clinic, &row).await?)?;
        row.version += 1;
        bill::follow_performer(work, &old, &row).await?;
    }
    // Last: nobody reads out what it cannot begin with.
    if !patient.alerts.is_empty() && !begin.alerts_seen && old.alerts_seen_at.is_none() {
        return Err(Refusal::at("booking.alerts", "alerts").with("alerts", patient.alerts).into());
    }
    let done = step(work, old, row.clone(), Status::InService, &why).await?;
    slot::trailed(work, &let_go);
    Ok((row, done))
}

/// What began on its day may be finished later; what its patient came for, and nobody said began, by somebody's leave.
/// Answers why.
fn finishes_late(work: &mut Work<'_>, old: &BookingRow, why: &str) -> Done<String> {
    if old.status == Status::InService {
        return Ok(String::new());
    }
    match refuse_other_day(work, old) {
        Ok(()) => return Ok(String::new()),
        Err(refusal) if old.status != Status::Arrived || old.business_day > work.today() => {
            return Err(refusal.into());
        }
        Err(_) => {}
    }
    let day = old.business_day;
    let said = LINE.clean(why).map_err(|refusal| refusal.on("late_reason"))?.value;
    if said.is_empty() {
        return Err(Refusal::at("booking.finish_late", "late_reason").with("day", day).into());
    }
    work.approve_told(Permission::BookingOverride, |refusal| {
        refusal.with("asked", "finish_late").with("day", day)
    })?;
    Ok(said)
}

/// A visit is of its day. Whoever waits at midnight is treated all the same, on the day they came.
fn refuse_other_day(work: &Work<'_>, old: &BookingRow) -> Result<(), Refusal> {
    let today = work.today();
    let waits = old.status == Status::Arrived && old.business_day.succ_opt() == Some(today);
    if old.business_day == today || waits {
        return Ok(());
    }
    Err(Refusal::at("booking.other_day", "day").with("day", old.business_day))
}

/// A row that stood aside wants its time back: it may have been given away.
pub(super) async fn free_again(work: &mut Work<'_>, row: &BookingRow) -> Done<()> {
    let Some(staff) = row.staff_id else { return Ok(()) };
    if row.overbook {
        return Ok(());
    }
    let wanted = Wanted::of(row, Span { from: row.starts_at, to: row.ends_at });
    super::slot::still_free(work, wanted, staff).await
}

/// The booking under the lock, if it is still the version on the screen.
pub(super) async fn locked(work: &mut Work<'_>, id: BookingId, version: Option<i64>) -> Done<BookingRow> {
    let clinic = work.id();
    let row = store::booking::lock(work.on(), clinic, id)
        .await?
        .ok_or_else(|| Refusal::at("booking.unknown", "booking"))?;
    work.fresh(version, row.version, row.updated_by, row.updated_at).await?;
    Ok(row)
}

/// Takes a booking to `to`, writes the step down, and leaves the act's row in the trail.
async fn step(
    work: &mut Work<'_>,
    old: BookingRow,
    row: BookingRow,
    to: Status,
    reason: &str,
) -> Done<Booked> {
    let clinic = work.id();
    old.status.step(to)?;
    if !to.active() {
        begun::given_up(work, &old).await?;
    }
    let row = BookingRow { status: to, updated_at: work.now, updated_by: work.me(), ..row };
    one_row(store::booking::update_status(work.on(), clinic, &row).await?)?;
    note_step(work, row.id, Some(old.status), to, None).await?;
    work.record("booking", row.id.0, &old, &row, reason)?;
    Ok(booked(work, &row, row.version + 1))
}

/// Writes a step down for ever.
pub(super) async fn note_step(
    work: &mut Work<'_>,
    id: BookingId,
    from: Option<Status>,
    to: Status,
    undoes: Option<i64>,
) -> Done<()> {
    let (clinic, now, me, terminal) = (work.id(), work.now, work.me(), work.terminal);
    store::booking_step::add(work.on(), clinic, id, (from, to), (undoes, None), now, me, terminal).await?;
    Ok(())
}

fn reason(typed: &str) -> Result<String, Refusal> {
    use crate::domain::text::LINE_NEEDED;
    Ok(LINE_NEEDED.clean(typed).map_err(|refusal| refusal.on("reason"))?.value)
}
