//! The day's queue, and what happens to a ticket in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::estimate::{Waiting, guess, place};
use super::fault::Done;
use super::work::{Work, one_row};
use crate::domain::booking::{Status, behind};
use crate::domain::id::{AccountId, BookingId, PatientId, StaffId, TicketId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::queue::{TicketStatus, is_waiting, label, order, scope};
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store;
use crate::store::booking::BookingRow;
use crate::store::queue::{LineRow, TicketRow};

/// The queue of today.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenQueue {}

/// One line of the queue with what follows from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    pub ticket: LineRow,
    pub label: String,
    /// People to be called before; none for who is not waiting.
    pub ahead: Option<i64>,
    /// Minutes still to wait; none when it cannot be known.
    pub estimate: Option<i64>,
    /// Minutes waited until called, or until now.
    pub waited: i64,
    /// Minutes past the time that was booked; none for a walk-in or an early one.
    pub overdue: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct QueueView {
    /// Serving and called first, then the waiting in the order they will be called, then parked and missed, then
    /// who is through.
    pub lines: Vec<Line>,
    pub waiting: i64,
    /// Minutes the longest one has waited; none when nobody waits.
    pub longest: Option<i64>,
    /// Average minutes from ticket to call today; none without data.
    pub average: Option<i64>,
}

impl Act for OpenQueue {
    const NAME: &'static str = "open_queue";
    const NEEDS: Permission = Permission::QueueSee;
    const OWN: bool = true;
    type Output = QueueView;
}

impl Look for OpenQueue {
    async fn look(self, desk: &Desk) -> Done<QueueView> {
        let clinic = desk.clinic();
        let (now, today) = (desk.now(), desk.today());
        let (mut rows, held) = tokio::try_join!(
            store::queue::line(desk.db(), clinic.id, today),
            store::booking::held_days(desk.db(), clinic.id, today, today),
        )?;
        let look_ahead = clinic.policies.look_ahead_minutes;
        rows.sort_by_key(|row| (rank(row.status), order(&place(row), now, look_ahead)));
        // Who is called comes in first, and is called already.
        let called = rows.iter().filter(|row| row.status == TicketStatus::Called).count();
        let waits: Vec<usize> =
            (0..rows.len()).filter(|index| rows[*index].status == TicketStatus::Waiting).collect();
        let line: Vec<Waiting> =
            (0..called).chain(waits.iter().copied()).map(|index| Waiting::of(&rows[index])).collect();
        let guesses = guess(desk, &line, &held).await?;
        let (scope, veil) = (desk.scope(Permission::QueueSee), desk.veil());
        let lines: Vec<Line> = rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let place = waits.iter().position(|waiting| *waiting == index);
                let until = row.waited_until(now);
                Line {
                    label: label(&row.prefix, row.number),
                    ahead: place.map(|place| place as i64),
                    estimate: place.and_then(|place| guesses[called + place]),
                    waited: row.waited(now),
                    overdue: row.due_at.and_then(|due| behind(due, until)),
                    ticket: {
                        let mut row = row.clone();
                        veil.name(&mut row.patient);
                        veil.health(&mut row.alerts);
                        row
                    },
                }
            })
            .collect();
        let lines: Vec<Line> = lines.into_iter().filter(|line| scope.covers(line.ticket.staff_id)).collect();
        let waiting = lines.iter().filter(|line| is_waiting(Some(line.ticket.status), None));
        let over = |line: &&Line| {
            matches!(line.ticket.status, TicketStatus::Called | TicketStatus::Serving | TicketStatus::Done)
        };
        let called: Vec<i64> = lines.iter().filter(over).map(|line| line.waited).collect();
        Ok(QueueView {
            waiting: waiting.clone().count() as i64,
            longest: waiting.map(|line| line.waited).max(),
            average: (!called.is_empty()).then(|| called.iter().sum::<i64>() / called.len() as i64),
            lines,
        })
    }
}

pub(super) const fn rank(status: TicketStatus) -> u8 {
    match status {
        TicketStatus::Called => 0,
        TicketStatus::Serving => 1,
        TicketStatus::Waiting => 2,
        TicketStatus::Parked => 3,
        TicketStatus::Missed => 4,
        TicketStatus::Done | TicketStatus::Left => 5,
    }
}

/// A ticket as the acts on it answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ticket {
    pub id: TicketId,
    pub label: String,
    pub status: TicketStatus,
    pub patient: PatientId,
    pub booking: Option<BookingId>,
    pub called_to: Option<String>,
    pub calls: i64,
    pub version: i64,
}

pub(super) fn ticket(row: &TicketRow, version: i64) -> Ticket {
    Ticket {
        id: row.id,
        label: label(&row.prefix, row.number),
        status: row.status,
        patient: row.patient_id,
        booking: row.booking_id,
        called_to: row.called_to.clone(),
        calls: row.calls,
        version,
    }
}

/// What a new ticket is for.
#[derive(Debug, Clone, Default)]
pub(super) struct NewTicket {
    pub booking: Option<BookingId>,
    pub treatment: Option<TreatmentId>,
    pub staff: Option<StaffId>,
    pub due: Option<Ts>,
    pub priority: i64,
}

/// Draws the next number of the day and prefix. The first of a day also closes what was left open the days before.
/// Whoever waits already and has a booking now keeps the number.
///
/// # Errors
/// `ticket.already` when the patient has an open ticket in this queue, with its number.
pub(super) async fn issue(
    work: &mut Work<'_>,
    patient: PatientId,
    prefix: &str,
    new: NewTicket,
) -> Done<TicketRow> {
    let clinic = work.id();
    let day = work.today();
    let scope = scope(day, prefix);
    store::queue::lock_line(work.on(), clinic, day).await?;
    let before =
        store::queue::before_joining(work.on(), clinic, day, prefix, &scope, (patient, new.booking)).await?;
    if let Some(open) = before.iter().find(|row| row.stands == "open") {
        if let Some(ticket) = taken_over(work, open.id, &new).await? {
            return Ok(ticket);
        }
        return Err(Refusal::at("ticket.already", "patient")
            .with("ticket", label(prefix, open.number))
            .into());
    }
    for stale in before.iter().filter(|row| row.stands == "stale") {
        close_of_before(work, stale.id).await?;
    }
    if let Some(gone) = before.iter().find(|row| row.stands == "left")
        && let Some(old) = store::queue::get(work.on(), clinic, gone.id).await?
    {
        // Whoever comes again the same day has the same number.
        let row = TicketRow {
            treatment_id: new.treatment,
            staff_id: new.staff,
            due_at: new.due,
            waiting_since: work.now,
            ..old
        };
        return put(work, row, TicketStatus::Waiting).await;
    }
    let number = before.iter().find(|row| row.stands == "last").map_or(0, |row| row.number) + 1;
    let row = TicketRow {
        id: TicketId::new(),
        business_day: day,
        prefix: prefix.to_owned(),
        number,
        patient_id: patient,
        booking_id: new.booking,
        treatment_id: new.treatment,
        staff_id: new.staff,
        status: TicketStatus::Waiting,
        priority: new.priority,
        issued_at: work.now,
        waiting_since: work.now,
        due_at: new.due,
        calls: 0,
        called_at: None,
        last_called_at: None,
        called_to: None,
        serving_at: None,
        ended_at: None,
        parked_by: None,
        left_auto: false,
        version: 1,
        updated_at: work.now,
        updated_by: work.me(),
    };
    let terminal = work.terminal;
    store::queue::insert(work.on(), clinic, &row, &scope, terminal).await?;
    Ok(row)
}

/// How the row of the trail calls the number that became a booking's.
pub(super) const TOOK_OVER: &str = "took_over";

/// The open number of a patient becomes that of their booking, unless it belongs to another one.
async fn taken_over(work: &mut Work<'_>, id: TicketId, new: &NewTicket) -> Done<Option<TicketRow>> {
    let (clinic, me) = (work.id(), work.me());
    let old = store::queue::get(work.on(), clinic, id).await?;
    let Some(old) = old.filter(|old| new.booking.is_some() && old.booking_id.is_none()) else {
        return Ok(None);
    };
    let was = old.status;
    // Should the arrival be taken back, the number is what it was.
    if let Some(entry) = work.entry.as_mut() {
        let (staff, treatment) = (old.staff_id, old.treatment_id);
        entry.after[TOOK_OVER] = serde_json::json!({
            "id": old.id, "status": was, "treatment_id": treatment, "staff_id": staff, "due_at": old.due_at,
            "parked_by": old.parked_by,
        });
    }
    let mut row = TicketRow {
        booking_id: new.booking,
        treatment_id: new.treatment,
        staff_id: new.staff,
        due_at: new.due,
        updated_at: work.now,
        updated_by: me,
        ..old
    };
    // Who had stepped out of the line is here again.
    if matches!(was, TicketStatus::Parked | TicketStatus::Missed) {
        return put(work, row, TicketStatus::Waiting).await.map(Some);
    }
    one_row(store::queue::update(work.on(), clinic, &row).await?)?;
    row.version += 1;
    Ok(Some(row))
}

/// A ticket nobody closed on its day becomes *left (auto)*: it never ages an average.
async fn close_of_before(work: &mut Work<'_>, id: TicketId) -> Done<()> {
    let clinic = work.id();
    let Some(row) = store::queue::get(work.on(), clinic, id).await? else { return Ok(()) };
    let from = row.status;
    let row = TicketRow {
        status: TicketStatus::Left,
        left_auto: true,
        ended_at: Some(work.now),
        updated_at: work.now,
        updated_by: work.me(),
        ..row
    };
    one_row(store::queue::update(work.on(), clinic, &row).await?)?;
    note_step(work, id, Some(from), TicketStatus::Left, None).await
}

/// An arrived booking joins the queue: due when it was booked.
pub(super) async fn issue_for_booking(work: &mut Work<'_>, booking: &BookingRow) -> Done<TicketRow> {
    let prefix = work
        .roster
        .treatment(booking.treatment_id)
        .map_or_else(|| work.clinic.policies.queue_prefix.clone(), |row| row.queue_prefix.clone());
    let new = NewTicket {
        booking: Some(booking.id),
        treatment: Some(booking.treatment_id),
        staff: booking.staff_id,
        due: Some(booking.starts_at),
        priority: 0,
    };
    issue(work, booking.patient_id, &prefix, new).await
}

/// The ticket of a booking goes where the booking went; a booking without one needs none.
pub(super) async fn follow(work: &mut Work<'_>, booking: BookingId, to: TicketStatus) -> Done<()> {
    let clinic = work.id();
    if let Some(row) = store::queue::of_booking(work.on(), clinic, booking).await?
        && row.status != to
        && row.status.open()
    {
        put(work, row, to).await?;
    }
    Ok(())
}

/// The ticket goes back with its booking. A number that was given stays given.
pub(super) async fn follow_back(work: &mut Work<'_>, booking: BookingId, back_to: Status) -> Done<()> {
    let clinic = work.id();
    let Some(row) = store::queue::last_of_booking(work.on(), clinic, booking).await? else { return Ok(()) };
    let to = match back_to {
        Status::InService => TicketStatus::Serving,
        Status::Arrived => stood(work, &row).await?,
        _ => TicketStatus::Left,
    };
    if row.status != to {
        put(work, row, to).await?;
    }
    Ok(())
}

/// Where a number stood in the line before its visit took it out: called, parked or missed it is that again.
async fn stood(work: &mut Work<'_>, row: &TicketRow) -> Done<TicketStatus> {
    let clinic = work.id();
    let steps = store::queue::steps(work.on(), clinic, row.id).await?;
    let left = steps.iter().rfind(|step| step.to_status == row.status);
    let before = left.and_then(|step| step.from_status);
    let in_line = before.filter(|status| status.open() && *status != TicketStatus::Serving);
    Ok(in_line.unwrap_or(TicketStatus::Waiting))
}

/// Whom the number of a visit waits for, where it waits for somebody.
pub(super) async fn asked_for(work: &mut Work<'_>, booking: BookingId) -> Done<Option<StaffId>> {
    let clinic = work.id();
    Ok(store::queue::of_booking(work.on(), clinic, booking).await?.and_then(|row| row.staff_id))
}

/// Another treatment or person of a booking shows on its ticket.
pub(super) async fn follow_treatment(work: &mut Work<'_>, booking: &BookingRow) -> Done<()> {
    let clinic = work.id();
    if let Some(row) = store::queue::of_booking(work.on(), clinic, booking.id).await?
        && (row.treatment_id != Some(booking.treatment_id) || row.staff_id != booking.staff_id)
    {
        let row = TicketRow {
            treatment_id: Some(booking.treatment_id),
            staff_id: booking.staff_id.or(row.staff_id),
            updated_at: work.now,
            updated_by: work.me(),
            ..row
        };
        one_row(store::queue::update(work.on(), clinic, &row).await?)?;
    }
    Ok(())
}

/// Puts a ticket in a state, with the times that belong to it, and writes the step down.
pub(super) async fn put(work: &mut Work<'_>, old: TicketRow, to: TicketStatus) -> Done<TicketRow> {
    let clinic = work.id();
    let from = old.status;
    let me: AccountId = work.me();
    let mut row = TicketRow { status: to, updated_at: work.now, updated_by: me, ..old };
    match to {
        TicketStatus::Serving => row.serving_at = row.serving_at.or(Some(work.now)),
        TicketStatus::Done | TicketStatus::Left => row.ended_at = Some(work.now),
        TicketStatus::Parked => row.parked_by = Some(me),
        TicketStatus::Waiting => row.parked_by = None,
        TicketStatus::Called | TicketStatus::Missed => {}
    }
    if to.open() {
        row.ended_at = None;
    }
    one_row(store::queue::update(work.on(), clinic, &row).await?)?;
    note_step(work, row.id, Some(from), to, None).await?;
    row.version += 1;
    Ok(row)
}

pub(super) async fn note_step(
    work: &mut Work<'_>,
    id: TicketId,
    from: Option<TicketStatus>,
    to: TicketStatus,
    undoes: Option<i64>,
) -> Done<()> {
    let (clinic, now, me, terminal) = (work.id(), work.now, work.me(), work.terminal);
    store::queue::add_step(work.on(), clinic, id, (from, to), undoes, now, me, terminal).await?;
    Ok(())
}
