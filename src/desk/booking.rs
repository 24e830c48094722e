//! The book: a day of it, booking, moving, assigning.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::deposit::{self, Became};
use super::fault::Done;
use super::slot::{Wanted, find};
use super::work::{Work, one_row};
use super::{Desk, NOTHING, begun, bill, kept, moved, stake, unsure, visit};
use crate::domain::booking::{Source, Status, late};
use crate::domain::clinic::DepositFate;
use crate::domain::deposit::Ending;
use crate::domain::id::{BookingId, PatientId, StaffId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;
use crate::domain::time::Ts;
use crate::store;
pub use crate::store::booking::BookingRow;
pub use crate::store::booking_step::StepRow;
pub use crate::store::day::{DayCountRow, DayRow};
use crate::store::db::Both;
use crate::store::treatment::TreatmentRow;

/// A business day's bookings, in the order of the clock.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDay {
    pub day: NaiveDate,
}

impl Act for OpenDay {
    const NAME: &'static str = "open_day";
    const NEEDS: Permission = Permission::DaySee;
    const OWN: bool = true;
    type Output = Vec<DayRow>;
}

impl Look for OpenDay {
    async fn look(self, desk: &Desk) -> Done<Vec<DayRow>> {
        let scope = desk.scope(Permission::DaySee);
        let mut rows = store::day::rows(desk.db(), desk.clinic().id, self.day).await?;
        rows.retain(|row| scope.covers(row.staff_id.or(row.waits_for)));
        // A number alone is nobody's yet: whoever sees only their own has it in no list.
        if !scope.covers(None) {
            for row in &mut rows {
                row.numbers = 0;
            }
        }
        deposit::needed_on(&mut rows, &desk.clinic().policies);
        stake::on_day(desk, &mut rows).await?;
        desk.veil().day(&mut rows);
        Ok(rows)
    }
}

/// How many active bookings each day of a span has.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountDays {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Act for CountDays {
    const NAME: &'static str = "count_days";
    const NEEDS: Permission = Permission::DaySee;
    const OWN: bool = true;
    type Output = Vec<DayCountRow>;
}

impl Look for CountDays {
    async fn look(self, desk: &Desk) -> Done<Vec<DayCountRow>> {
        let whose = desk.scope(Permission::DaySee).column();
        Ok(store::day::counts(desk.db(), desk.clinic().id, self.from, self.to, whose).await?)
    }
}

/// Books a treatment.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Book {
    pub patient: PatientId,
    pub treatment: TreatmentId,
    /// Left out: whoever can and has the least to do.
    #[serde(default)]
    pub staff: Option<StaffId>,
    pub starts_at: Ts,
    pub source: Source,
    #[serde(default)]
    pub note: String,
    /// Sets hours or one other booking aside; needs the right and a PIN.
    #[serde(default)]
    pub override_reason: Option<String>,
    /// The cancelled or missed booking this one makes up for.
    #[serde(default)]
    pub rebooked_from: Option<BookingId>,
}

/// A booking as the acts on it answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Booked {
    pub id: BookingId,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub staff: Option<StaffId>,
    pub staff_name: String,
    pub status: Status,
    pub version: i64,
    /// What it needs as a deposit before it is sure; said by whoever books.
    #[serde(default)]
    pub deposit_needed: Money,
    /// What became of its deposit, where this act decided about one.
    #[serde(default)]
    pub deposit: Option<Became>,
    /// What was kept of it and is held again, where this act took that back.
    #[serde(default)]
    pub held_again: Money,
    /// The step that was taken back, where this act took one back.
    #[serde(default)]
    pub undone: Option<Status>,
}

impl Act for Book {
    const NAME: &'static str = "book";
    const NEEDS: Permission = Permission::BookingMake;
    type Output = Booked;
}

impl Change for Book {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let clinic = work.id();
        let id = BookingId::new();
        let treatment = sold_to(work, self.treatment, self.patient).await?;
        refuse_past(work, self.starts_at)?;
        let span = Span::minutes(self.starts_at, treatment.minutes);
        let wanted = Wanted {
            booking: id,
            patient: self.patient,
            treatment: treatment.id,
            room: treatment.room_id,
            span,
        };
        let got = find(work, wanted, self.staff, self.override_reason.as_deref()).await?;
        let row = BookingRow {
            staff_id: Some(got.staff),
            overbook: got.overbook,
            overbook_reason: got.reason.clone(),
            note: note(&self.note)?,
            rebooked_from: self.rebooked_from,
            ..blank(work, id, self.patient, &treatment, span, self.source)
        };
        let terminal = work.terminal;
        store::booking::insert(work.on(), clinic, &row, terminal).await?;
        work.record("booking", id.0, NOTHING, &row, got.reason.as_deref().unwrap_or_default())?;
        let policies = &work.clinic.policies;
        let deposit_needed = deposit::needed(work.on(), clinic, policies, &row).await?;
        Ok(Booked { deposit_needed, ..booked(work, &row, 1) })
    }
}

/// Moves a booking to another time or another person. It keeps its identity and history; until the move is made
/// the old time is held. Its confirmation starts anew.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBooking {
    pub booking: BookingId,
    pub version: Option<i64>,
    pub starts_at: Ts,
    /// Left out: the same person.
    #[serde(default)]
    pub staff: Option<StaffId>,
    #[serde(default)]
    pub override_reason: Option<String>,
    /// One's own move of a moment ago is taken back: a deposit that was kept for it is held again, and the confirmation
    /// that it took away stands again, if its deposit is there. Whatever else it would take back, it is a move like any
    /// other.
    #[serde(default)]
    pub undo: bool,
    /// What becomes of the deposit of a late move, where the policies keep it: `keep` it, or let it go with the
    /// booking (`refund`; needs a PIN). Left out: refused with the amount, so that somebody asks first.
    #[serde(default)]
    pub deposit: Option<DepositFate>,
}

impl Act for MoveBooking {
    const NAME: &'static str = "move_booking";
    const NEEDS: Permission = Permission::BookingMake;
    type Output = Booked;
}

impl Change for MoveBooking {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let clinic = work.id();
        let old = visit::locked(work, self.booking, self.version).await?;
        if !old.status.pending() {
            return Err(Refusal::at("booking.not_pending", "status")
                .with("status", old.status.as_str())
                .into());
        }
        refuse_past(work, self.starts_at)?;
        let span = Span::minutes(self.starts_at, old.minutes);
        let wanted = Wanted::of(&old, span);
        let got = find(work, wanted, self.staff.or(old.staff_id), self.override_reason.as_deref()).await?;
        let undone = if self.undo { moved::last(work, &old, span.from).await? } else { None };
        let stays = old.starts_at == span.from;
        let (mut status, mut confirmed_at) =
            if stays { (old.status, old.confirmed_at) } else { (Status::Booked, None) };
        let mut held_again = Money::ZERO;
        if let Some(back) = &undone {
            held_again = moved::gives_back(work, &old, back.step).await?;
            // As any other confirmation it waits for its deposit, but where somebody signed that it is not waited for.
            if back.said.is_some()
                && (deposit::lacking(work, &old).await? == Money::ZERO
                    || unsure::by_leave(work, old.id).await?)
            {
                (status, confirmed_at) = (Status::Confirmed, back.said);
            }
        }
        let row = BookingRow {
            staff_id: Some(got.staff),
            starts_at: span.from,
            ends_at: span.to,
            business_day: work.clinic.day(span.from),
            overbook: got.overbook,
            overbook_reason: got.reason.clone(),
            moves: old.moves + i64::from(old.starts_at != span.from),
            status,
            confirmed_at,
            updated_at: work.now,
            updated_by: work.me(),
            ..old.clone()
        };
        let mut lost = Money::ZERO;
        if row.business_day != old.business_day {
            lost = begun::given_up(work, &old).await?;
        }
        one_row(store::booking::update_plan(work.on(), clinic, &row).await?)?;
        bill::follow_treatment(work, &old, &row).await?;
        if !stays {
            let (steps, of) = ((Some(old.status), row.status), undone.as_ref().map(|back| back.step));
            let (me, now, terminal) = (work.me(), work.now, work.terminal);
            let from = Some(old.starts_at);
            store::booking_step::add(work.on(), clinic, old.id, steps, (of, from), now, me, terminal).await?;
        }
        let is_late = late(work.now, old.starts_at, work.clinic.policies.late_hours);
        work.record("booking", old.id.0, &old, &row, if is_late { "late" } else { "" })?;
        begun::trailed(work, lost);
        let deposit = if stays || undone.is_some() {
            None
        } else {
            let became = if is_late {
                deposit::end(work, &row, Ending::Moved(true), self.deposit).await?
            } else {
                None
            };
            // Somebody who meant to take a move back is told that what it cost is not given back.
            match became {
                None if self.undo => deposit::stays_kept(work, &row).await?,
                became => became,
            }
        };
        deposit::trailed(work, deposit.as_ref());
        Ok(Booked { deposit, held_again, ..booked(work, &row, old.version + 1) })
    }
}

/// Changes the note of a booking.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBooking {
    pub booking: BookingId,
    pub version: Option<i64>,
    pub note: String,
}

impl Act for NoteBooking {
    const NAME: &'static str = "note_booking";
    const NEEDS: Permission = Permission::BookingMake;
    type Output = Booked;
}

impl Change for NoteBooking {
    async fn change(self, work: &mut Work<'_>) -> Done<Booked> {
        let clinic = work.id();
        let old = visit::locked(work, self.booking, self.version).await?;
        let row = BookingRow {
            note: note(&self.note)?,
            updated_at: work.now,
            updated_by: work.me(),
            ..old.clone()
        };
        one_row(store::booking::update_plan(work.on(), clinic, &row).await?)?;
        work.record("booking", old.id.0, &old, &row, "")?;
        Ok(booked(work, &row, old.version + 1))
    }
}

fn note(typed: &str) -> Result<String, Refusal> {
    Ok(crate::domain::note::Note::parse(typed)?.as_str().to_owned())
}

/// A new row with everything that follows from the treatment and the span.
pub(super) fn blank(
    work: &Work<'_>,
    id: BookingId,
    patient: PatientId,
    treatment: &TreatmentRow,
    span: Span,
    source: Source,
) -> BookingRow {
    BookingRow {
        id,
        patient_id: patient,
        treatment_id: treatment.id,
        staff_id: None,
        room_id: treatment.room_id,
        starts_at: span.from,
        ends_at: span.to,
        business_day: work.clinic.day(span.from),
        minutes: treatment.minutes,
        price: treatment.price,
        treatment_deposit: treatment.deposit,
        status: Status::Booked,
        source,
        note: String::new(),
        overbook: false,
        overbook_reason: None,
        moves: 0,
        rebooked_from: None,
        cancelled_by: None,
        cancel_reason: None,
        cancel_late: None,
        alerts_seen_at: None,
        confirmed_at: None,
        arrived_at: None,
        started_at: None,
        done_at: None,
        version: 1,
        updated_at: work.now,
        updated_by: work.me(),
    }
}

pub(super) fn booked(work: &Work<'_>, row: &BookingRow, version: i64) -> Booked {
    Booked {
        id: row.id,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        staff: row.staff_id,
        staff_name: row.staff_id.map_or_else(String::new, |id| work.roster.staff_name(id).to_owned()),
        status: row.status,
        version,
        deposit_needed: Money::ZERO,
        deposit: None,
        held_again: Money::ZERO,
        undone: None,
    }
}

/// A treatment that is on sale, read in this transaction: its price is about to be copied.
pub(super) async fn sold(work: &mut Work<'_>, id: TreatmentId) -> Done<TreatmentRow> {
    let clinic = work.id();
    let row = store::treatment::get(work.on(), clinic, id).await?.filter(|row| row.active);
    Ok(row.ok_or_else(|| Refusal::at("treatment.unknown", "treatment"))?)
}

/// The same, for a patient who is known.
async fn sold_to(work: &mut Work<'_>, id: TreatmentId, patient: PatientId) -> Done<TreatmentRow> {
    let clinic = work.id();
    match store::treatment::held_for(work.on(), clinic, id, patient).await? {
        Some(Both(_, who)) if !who.known => Err(kept::nobody(work.on(), clinic, patient).await?.into()),
        Some(Both(row, _)) if row.active => Ok(row),
        _ => Err(Refusal::at("treatment.unknown", "treatment").into()),
    }
}

/// The past cannot be booked: that is a walk-in. The minute that has begun is not past yet.
fn refuse_past(work: &Work<'_>, starts: Ts) -> Result<(), Refusal> {
    if starts < work.now.plus_minutes(-1) {
        return Err(Refusal::at("date.past", "time").with("at", work.local(starts)));
    }
    Ok(())
}
