//! Years of work at once, for the training copy and for measuring: the book's rows come in as they are, and what follows from
//! each (its steps, its ticket and that one's steps, its bill) is made of them inside the database, whose rules hold as ever.

use std::time::Duration;

use chrono::NaiveDate;

use super::booking::{self, BookingRow};
use super::db::{Db, On, Sql, Tx};
use super::fault::Stored;
use super::vouched::{BILL, BILL_LINE, BOOKING};
use crate::domain::id::{BookingId, ClinicId, PatientId, StaffId, TreatmentId};
use crate::domain::time::Ts;

/// Years of work take minutes: nobody waits at the desk for this answer.
const HOURS: Duration = Duration::from_hours(6);

/// A booking nothing has happened to yet, on a day of the training copy.
pub type Waiting = (BookingId, PatientId, TreatmentId, StaffId, Ts);

/// What is booked for a day by whoever sat at `terminal`, and has not begun.
pub async fn booked_for(db: &Db, clinic: ClinicId, day: NaiveDate, terminal: &str) -> Stored<Vec<Waiting>> {
    On::from(db)
        .all(
            "SELECT b.id, b.patient_id, b.treatment_id, b.staff_id, b.starts_at FROM booking b
             JOIN booking_step s ON s.clinic_id = b.clinic_id AND s.booking_id = b.id AND s.seq = 1
             WHERE b.clinic_id = $1 AND b.business_day = $2 AND b.status IN ('booked', 'confirmed')
               AND b.staff_id IS NOT NULL AND s.terminal = $3 ORDER BY b.starts_at, b.id",
            (clinic, day, terminal.to_owned()),
        )
        .await
}

/// Patients in the order in which they were registered.
pub async fn patients(db: &Db, clinic: ClinicId, most: i64) -> Stored<Vec<(PatientId,)>> {
    On::from(db)
        .all(
            "SELECT id FROM patient WHERE clinic_id = $1 AND merged_into IS NULL ORDER BY id LIMIT $2",
            (clinic, most),
        )
        .await
}

/// When somebody last did something.
pub async fn last_act(db: &Db, clinic: ClinicId) -> Stored<Option<Ts>> {
    let at: Option<(Ts,)> = On::from(db)
        .opt("SELECT at FROM audit WHERE clinic_id = $1 ORDER BY seq DESC LIMIT 1", (clinic,))
        .await?;
    Ok(at.map(|(at,)| at))
}

/// Gives the transaction as much time and memory as it needs.
pub async fn unhurried(tx: &mut Tx) -> Stored<()> {
    tx.on()
        .within(HOURS)
        .exec(
            Sql::Each {
                sqlite: "PRAGMA cache_size = -262144",
                postgres: "SELECT set_config('statement_timeout', '0', TRUE),
                   set_config('idle_in_transaction_session_timeout', '0', TRUE),
                   set_config('work_mem', '128MB', TRUE)",
            },
            (),
        )
        .await
        .map(|_| ())
}

/// Writes bookings with the moment each was made.
pub async fn insert_bookings(tx: &mut Tx, clinic: ClinicId, rows: Vec<(BookingRow, Ts)>) -> Stored<()> {
    rows.iter().try_for_each(|(row, _)| tx.vouch(&BOOKING, booking::sealed(clinic, row)))?;
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(row, created)| {
            (
                clinic,
                row.id,
                row.patient_id,
                row.treatment_id,
                row.staff_id,
                row.room_id,
                row.starts_at,
                row.ends_at,
                row.business_day,
                row.minutes,
                row.price,
                row.treatment_deposit,
                row.status,
                row.source,
                row.note,
                row.overbook,
                row.moves,
                row.cancelled_by,
                row.cancel_reason,
                row.cancel_late,
                row.confirmed_at,
                row.arrived_at,
                row.started_at,
                row.done_at,
                row.version,
                created,
                row.updated_by,
                row.updated_at,
                row.updated_by,
            )
        })
        .collect();
    tx.many(
        "INSERT INTO booking (clinic_id, id, patient_id, treatment_id, staff_id, room_id, starts_at, ends_at,
           business_day, minutes, price, deposit, status, source, note, overbook, moves, cancelled_by, cancel_reason,
           cancel_late, confirmed_at, arrived_at, started_at, done_at, version, created_at, created_by, updated_at,
           updated_by)",
        rows,
    )
    .await
}

/// Makes what follows from the bookings: who did each step when, the tickets of those who came, the bills of those
/// who were treated. For a book nobody has worked with yet.
pub async fn follow(tx: &mut Tx, clinic: ClinicId, terminal: &str) -> Stored<()> {
    let terminal = || terminal.to_owned();
    tx.on().within(HOURS).exec(STEPS, (clinic, terminal())).await?;
    tx.on().within(HOURS).exec(TICKETS, (clinic, terminal())).await?;
    tx.on().within(HOURS).exec(TICKET_STEPS, (clinic, terminal())).await?;
    tx.on()
        .within(HOURS)
        .exec(
            "INSERT INTO counter (clinic_id, kind, scope, value)
             SELECT clinic_id, 'ticket', CAST(business_day AS TEXT) || '/' || prefix, MAX(number)
             FROM ticket WHERE clinic_id = $1 GROUP BY clinic_id, business_day, prefix",
            (clinic,),
        )
        .await?;
    tx.on()
        .within(HOURS)
        .exec(
            "INSERT INTO bill (clinic_id, id, booking_id, patient_id, business_day, version, created_at, created_by,
               updated_at, updated_by)
             SELECT clinic_id, id, id, patient_id, business_day, 1, done_at, updated_by, done_at, updated_by
             FROM booking WHERE clinic_id = $1 AND status = 'done'",
            (clinic,),
        )
        .await?;
    tx.on()
        .within(HOURS)
        .exec(
            "INSERT INTO bill_line (clinic_id, id, bill_id, position, kind, own, treatment_id, staff_id, description,
               quantity, unit_price, amount, tax_mode, tax_bp, business_day, created_at, created_by, category)
             SELECT b.clinic_id, b.id, b.id, 1, 'treatment', TRUE, b.treatment_id, b.staff_id, t.name, 1, b.price, b.price,
               'none', 0, b.business_day, b.done_at, b.updated_by, t.category
             FROM booking b JOIN treatment t ON t.clinic_id = b.clinic_id AND t.id = b.treatment_id
             WHERE b.clinic_id = $1 AND b.status = 'done'",
            (clinic,),
        )
        .await?;
    tx.adopt(clinic, &BILL).await?;
    tx.adopt(clinic, &BILL_LINE).await
}

/// A row's steps by kind: 1 booked, 2 confirmed, 3 arrived, 4 begun, 5 done, 6 a side exit. `base` is the number of
/// the arrival.
const STEPS: &str = "INSERT INTO booking_step (clinic_id, booking_id, seq, from_status, to_status, at, account_id, terminal)
 SELECT b.clinic_id, b.id,
   CASE k.kind WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN b.base WHEN 4 THEN b.base + 1 WHEN 5 THEN b.base + 2
     ELSE CASE WHEN b.arrived_at IS NULL THEN b.base ELSE b.base + 1 END END,
   CASE k.kind WHEN 1 THEN NULL WHEN 2 THEN 'booked' WHEN 3 THEN b.planned WHEN 4 THEN 'arrived'
     WHEN 5 THEN 'in_service' ELSE CASE WHEN b.arrived_at IS NULL THEN b.planned ELSE 'arrived' END END,
   CASE k.kind WHEN 1 THEN 'booked' WHEN 2 THEN 'confirmed' WHEN 3 THEN 'arrived' WHEN 4 THEN 'in_service'
     WHEN 5 THEN 'done' ELSE b.status END,
   CASE k.kind WHEN 1 THEN b.created_at WHEN 2 THEN b.confirmed_at WHEN 3 THEN b.arrived_at
     WHEN 4 THEN b.started_at WHEN 5 THEN b.done_at ELSE b.updated_at END,
   b.updated_by, $2
 FROM (SELECT clinic_id, id, status, source, created_at, confirmed_at, arrived_at, started_at, done_at, updated_at,
         updated_by,
         CASE WHEN source = 'walk_in' THEN 1 WHEN confirmed_at IS NULL THEN 2 ELSE 3 END AS base,
         CASE WHEN source = 'walk_in' THEN NULL WHEN confirmed_at IS NULL THEN 'booked' ELSE 'confirmed' END AS planned
       FROM booking WHERE clinic_id = $1) b
 CROSS JOIN (SELECT 1 AS kind UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5
             UNION ALL SELECT 6) k
 WHERE (k.kind = 1 AND b.source <> 'walk_in')
   OR (k.kind = 2 AND b.confirmed_at IS NOT NULL)
   OR (k.kind = 3 AND b.arrived_at IS NOT NULL)
   OR (k.kind = 4 AND b.started_at IS NOT NULL)
   OR (k.kind = 5 AND b.done_at IS NOT NULL)
   OR (k.kind = 6 AND b.status IN ('cancelled', 'no_show', 'left'))";

/// Who came had a number: per day and queue, in the order of arrival.
const TICKETS: &str = "INSERT INTO ticket (clinic_id, id, business_day, prefix, number, patient_id, booking_id, treatment_id,
   staff_id, status, priority, issued_at, waiting_since, due_at, calls, called_at, last_called_at, called_to,
   serving_at, ended_at, left_auto, version, updated_at, updated_by)
 SELECT b.clinic_id, b.id, b.business_day, t.queue_prefix,
   ROW_NUMBER() OVER (PARTITION BY b.business_day, t.queue_prefix ORDER BY b.arrived_at, b.id),
   b.patient_id, b.id, b.treatment_id, b.staff_id, CASE WHEN b.status = 'done' THEN 'done' ELSE 'left' END, 0,
   b.arrived_at, b.arrived_at, CASE WHEN b.source = 'walk_in' THEN NULL ELSE b.starts_at END,
   CASE WHEN b.started_at IS NULL THEN 0 ELSE 1 END, b.started_at, b.started_at,
   CASE WHEN b.started_at IS NULL THEN NULL ELSE $2 END, b.started_at, b.updated_at, FALSE, 1, b.updated_at, b.updated_by
 FROM booking b JOIN treatment t ON t.clinic_id = b.clinic_id AND t.id = b.treatment_id
 WHERE b.clinic_id = $1 AND b.arrived_at IS NOT NULL
 ORDER BY b.business_day, t.queue_prefix, b.arrived_at, b.id";

/// Its steps by kind: 1 given, 2 called, 3 treated, 4 done or gone.
const TICKET_STEPS: &str =
    "INSERT INTO ticket_step (clinic_id, ticket_id, seq, from_status, to_status, at, account_id, terminal)
 SELECT t.clinic_id, t.id, CASE WHEN k.kind = 4 AND t.serving_at IS NULL THEN 2 ELSE k.kind END,
   CASE k.kind WHEN 1 THEN NULL WHEN 2 THEN 'waiting' WHEN 3 THEN 'called'
     ELSE CASE WHEN t.serving_at IS NULL THEN 'waiting' ELSE 'serving' END END,
   CASE k.kind WHEN 1 THEN 'waiting' WHEN 2 THEN 'called' WHEN 3 THEN 'serving' ELSE t.status END,
   CASE k.kind WHEN 1 THEN t.issued_at WHEN 2 THEN t.called_at WHEN 3 THEN t.serving_at ELSE t.ended_at END,
   t.updated_by, $2
 FROM ticket t
 CROSS JOIN (SELECT 1 AS kind UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) k
 WHERE t.clinic_id = $1 AND (k.kind IN (1, 4) OR t.serving_at IS NOT NULL)";

/// Sets a counter nobody has drawn from yet.
pub async fn set_counter(
    tx: &mut Tx,
    clinic: ClinicId,
    kind: &'static str,
    scope: &'static str,
    value: i64,
) -> Stored<()> {
    tx.on()
        .within(HOURS)
        .exec(
            "INSERT INTO counter (clinic_id, kind, scope, value) VALUES ($1, $2, $3, $4)",
            (clinic, kind, scope, value),
        )
        .await
        .map(|_| ())
}

/// Lets the engine count its tables, so that it plans for what is there now. SQLite counts with a limit, because
/// without one it keeps samples too, and whoever has samples plans every statement anew for every value that is bound.
pub async fn analyse(tx: &mut Tx) -> Stored<()> {
    let count = Sql::Each { sqlite: "PRAGMA analysis_limit = 2000; ANALYZE", postgres: "ANALYZE" };
    tx.on().within(HOURS).exec(count, ()).await.map(|_| ())
}
