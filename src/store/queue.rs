//! Tickets.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use crate::domain::audit::clock;
use crate::domain::id::{AccountId, BookingId, ClinicId, PatientId, StaffId, TicketId, TreatmentId};
use crate::domain::queue::{Moments, TicketStatus, waited, waited_until};
use crate::domain::time::Ts;

row! {
    /// A ticket as stored.
    pub struct TicketRow {
        pub id: TicketId,
        pub business_day: NaiveDate,
        pub prefix: String,
        pub number: i64,
        pub patient_id: PatientId,
        pub booking_id: Option<BookingId>,
        pub treatment_id: Option<TreatmentId>,
        pub staff_id: Option<StaffId>,
        pub status: TicketStatus,
        pub priority: i64,
        pub issued_at: Ts,
        pub waiting_since: Ts,
        pub due_at: Option<Ts>,
        pub calls: i64,
        pub called_at: Option<Ts>,
        pub last_called_at: Option<Ts>,
        pub called_to: Option<String>,
        pub serving_at: Option<Ts>,
        pub ended_at: Option<Ts>,
        pub parked_by: Option<AccountId>,
        pub left_auto: bool,
        pub version: i64,
        pub updated_at: Ts,
        pub updated_by: AccountId,
    }
}

row! {
    /// One line of the queue.
    pub struct LineRow {
        pub id: TicketId,
        pub prefix: String,
        pub number: i64,
        pub status: TicketStatus,
        pub priority: i64,
        pub issued_at: Ts,
        pub waiting_since: Ts,
        pub due_at: Option<Ts>,
        pub calls: i64,
        pub called_at: Option<Ts>,
        pub last_called_at: Option<Ts>,
        pub called_to: Option<String>,
        pub serving_at: Option<Ts>,
        pub ended_at: Option<Ts>,
        pub patient_id: PatientId,
        pub patient: String,
        pub alerts: String,
        pub booking_id: Option<BookingId>,
        /// The version of the visit the ticket belongs to.
        pub booking_version: Option<i64>,
        pub treatment_id: Option<TreatmentId>,
        pub treatment: Option<String>,
        pub minutes: Option<i64>,
        pub staff_id: Option<StaffId>,
        pub staff: Option<String>,
        pub version: i64,
    }
}

impl LineRow {
    /// Until when they waited; while they do, `now`.
    #[must_use]
    pub fn waited_until(&self, now: Ts) -> Ts {
        waited_until(self.status, self.waiting_since, self.moments(), now)
    }

    /// The minutes they waited.
    #[must_use]
    pub fn waited(&self, now: Ts) -> i64 {
        waited(self.status, self.waiting_since, self.moments(), now)
    }

    const fn moments(&self) -> Moments {
        Moments {
            called: self.called_at,
            last_called: self.last_called_at,
            served: self.serving_at,
            ended: self.ended_at,
        }
    }
}

row! {
    /// What the waiting room sees: numbers, never names.
    pub struct BoardRow {
        pub prefix: String,
        pub number: i64,
        pub status: TicketStatus,
        pub last_called_at: Option<Ts>,
        pub called_to: Option<String>,
        pub calls: i64,
        pub priority: i64,
        pub due_at: Option<Ts>,
        pub waiting_since: Ts,
    }
}

row! {
    pub struct TicketStepRow {
        pub seq: i64,
        pub from_status: Option<TicketStatus>,
        pub to_status: TicketStatus,
        pub undoes: Option<i64>,
        pub at: Ts,
    }
}

row! {
    /// What the trail says of an act on a ticket.
    pub struct TrailedRow {
        pub at: Ts,
        pub clock_behind: i64,
        pub act: String,
        pub before: String,
        pub after: String,
    }
}

impl TrailedRow {
    /// When it was done, by the clock of whoever did it.
    #[must_use]
    pub fn moment(&self) -> Ts {
        clock(self.at, self.clock_behind)
    }
}

row! {
    /// What stands before somebody who joins a queue.
    pub struct StandsRow {
        /// `last`, `open`, `stale`.
        pub stands: String,
        pub id: TicketId,
        pub number: i64,
    }
}

/// A day's tickets, first issued first: each with whom it waits for, or who treats.
pub fn line<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<LineRow>> {
    on.into().all(
        "SELECT k.id, k.prefix, k.number, k.status, k.priority, k.issued_at, k.waiting_since, k.due_at, k.calls,
           k.called_at, k.last_called_at, k.called_to, k.serving_at, k.ended_at, k.patient_id, p.name AS patient,
           p.alerts, k.booking_id, b.version AS booking_version, k.treatment_id, t.name AS treatment, t.minutes,
           s.id AS staff_id, s.name AS staff, k.version
         FROM ticket k
         JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
         LEFT JOIN booking b ON b.clinic_id = k.clinic_id AND b.id = k.booking_id
         LEFT JOIN treatment t ON t.clinic_id = k.clinic_id AND t.id = k.treatment_id
         LEFT JOIN staff s ON s.clinic_id = k.clinic_id
           AND s.id = COALESCE(CASE WHEN k.status IN ('serving', 'done') THEN b.staff_id END, k.staff_id)
         WHERE k.clinic_id = $1 AND k.business_day = $2 ORDER BY k.issued_at, k.prefix, k.number",
        (clinic, day),
    )
}

/// A day's tickets for the waiting room: no query of the board ever reads a name.
pub fn board<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<BoardRow>> {
    on.into().all(
        "SELECT prefix, number, status, last_called_at, called_to, calls, priority, due_at, waiting_since
         FROM ticket WHERE clinic_id = $1 AND business_day = $2 AND status IN ('waiting', 'called', 'serving')",
        (clinic, day),
    )
}

/// Locks the day's queue: who calls next decides alone. (On SQLite the transaction is alone already.)
pub fn lock_line<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Option<(i64,)>> {
    let on = on.into();
    if on.is_alone() {
        return Box::pin(std::future::ready(Ok(None)));
    }
    on.opt(
        "SELECT CAST(COUNT(pg_advisory_xact_lock(hashtextextended($1::uuid::text || $2::date::text, 7))) AS BIGINT)",
        (clinic, day),
    )
}

/// A [`TicketRow`] of a clinic (`$1`).
macro_rules! ticket {
    ($which:literal) => {
        concat!(
            "SELECT id, business_day, prefix, number, patient_id, booking_id, treatment_id, staff_id, status, priority,
               issued_at, waiting_since, due_at, calls, called_at, last_called_at, called_to, serving_at, ended_at,
               parked_by, left_auto, version, updated_at, updated_by
             FROM ticket WHERE clinic_id = $1 AND ",
            $which
        )
    };
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: TicketId) -> Answer<'a, Option<TicketRow>> {
    on.into().opt(ticket!("id = $2"), (clinic, id))
}

/// The ticket of a booking that is still alive, if it has one.
pub fn of_booking<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Option<TicketRow>> {
    on.into().opt(ticket!("booking_id = $2 AND status <> 'left'"), (clinic, booking))
}

/// The last ticket a booking was given, whatever became of it.
pub fn last_of_booking<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Option<TicketRow>> {
    on.into().opt(ticket!("booking_id = $2 ORDER BY issued_at DESC, number DESC LIMIT 1"), (clinic, booking))
}

/// Everything that is asked before somebody joins a queue, under the day's lock: the number drawn last, the open ticket
/// of this very patient, the one of this very booking that left, and the tickets nobody closed on a day that is over.
pub fn before_joining<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: NaiveDate,
    prefix: &'a str,
    scope: &'a str,
    (patient, booking): (PatientId, Option<BookingId>),
) -> Answer<'a, Vec<StandsRow>> {
    on.into().all(
        "SELECT 'last' AS stands, clinic_id AS id, value AS number FROM counter
         WHERE clinic_id = $1 AND kind = 'ticket' AND scope = $4
         UNION ALL
         SELECT 'open', id, number FROM ticket
         WHERE clinic_id = $1 AND business_day = $2 AND prefix = $3 AND patient_id = $5
           AND status IN ('waiting', 'called', 'serving', 'parked', 'missed')
         UNION ALL
         SELECT * FROM (SELECT 'left', id, number FROM ticket
           WHERE clinic_id = $1 AND booking_id = $6 AND business_day = $2 AND prefix = $3
             AND status = 'left' AND left_auto = FALSE ORDER BY number DESC LIMIT 1) gone
         UNION ALL
         SELECT * FROM (SELECT 'stale', id, number FROM ticket
           WHERE clinic_id = $1 AND business_day < $2
             AND status IN ('waiting', 'called', 'serving', 'parked', 'missed')
           ORDER BY business_day, id LIMIT 500) stale",
        (clinic, day, prefix, scope, patient, booking),
    )
}

/// Writes a ticket, its first step, and that its number is drawn.
pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &TicketRow,
    scope: &'a str,
    terminal: &'a str,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().put(
        Sql::Each {
            sqlite: "INSERT INTO counter (clinic_id, kind, scope, value) VALUES ($1, 'ticket', $17, $5)
             ON CONFLICT (clinic_id, kind, scope) DO UPDATE SET value = $5;
             INSERT INTO ticket (clinic_id, id, business_day, prefix, number, patient_id, booking_id, treatment_id,
               staff_id, status, priority, issued_at, waiting_since, due_at, calls, left_auto, version, updated_at,
               updated_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, FALSE, 1, $15, $16);
             INSERT INTO ticket_step (clinic_id, ticket_id, seq, to_status, at, account_id, terminal)
             VALUES ($1, $2, 1, $10, $15, $16, $18)",
            postgres: "WITH drawn AS (INSERT INTO counter (clinic_id, kind, scope, value) VALUES ($1, 'ticket', $17, $5)
               ON CONFLICT (clinic_id, kind, scope) DO UPDATE SET value = $5),
             row AS (INSERT INTO ticket (clinic_id, id, business_day, prefix, number, patient_id, booking_id,
               treatment_id, staff_id, status, priority, issued_at, waiting_since, due_at, calls, left_auto, version,
               updated_at, updated_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, FALSE, 1, $15, $16))
             INSERT INTO ticket_step (clinic_id, ticket_id, seq, to_status, at, account_id, terminal)
             VALUES ($1, $2, 1, $10, $15, $16, $18)",
        },
        (
            clinic, row.id, row.business_day, row.prefix, row.number, row.patient_id, row.booking_id,
            row.treatment_id, row.staff_id, row.status, row.priority, row.issued_at, row.waiting_since, row.due_at,
            row.updated_at, row.updated_by, scope, terminal,
        ),
    )
}

/// Everything about a ticket that may change; 0 rows when the version is stale.
pub fn update<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &TicketRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().exec(
        "UPDATE ticket SET booking_id = $4, treatment_id = $5, staff_id = $6, status = $7, priority = $8,
           waiting_since = $9, due_at = $10, calls = $11, called_at = $12, last_called_at = $13, called_to = $14,
           serving_at = $15, ended_at = $16, parked_by = $17, left_auto = $18, version = version + 1,
           updated_at = $19, updated_by = $20
         WHERE clinic_id = $1 AND id = $2 AND version = $3",
        (
            clinic, row.id, row.version, row.booking_id, row.treatment_id, row.staff_id, row.status, row.priority,
            row.waiting_since, row.due_at, row.calls, row.called_at, row.last_called_at, row.called_to,
            row.serving_at, row.ended_at, row.parked_by, row.left_auto, row.updated_at, row.updated_by,
        ),
    )
}

pub fn add_step<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: TicketId,
    step: (Option<TicketStatus>, TicketStatus),
    undoes: Option<i64>,
    at: Ts,
    by: AccountId,
    terminal: &'a str,
) -> Answer<'a, ()> {
    on.into().put(
        "INSERT INTO ticket_step (clinic_id, ticket_id, seq, from_status, to_status, undoes, at, account_id, terminal)
         VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM ticket_step WHERE clinic_id = $1 AND ticket_id = $2),
           $3, $4, $5, $6, $7, $8)",
        (clinic, id, step.0, step.1, undoes, at, by, terminal),
    )
}

pub fn steps<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: TicketId) -> Answer<'a, Vec<TicketStepRow>> {
    on.into().all(
        "SELECT seq, from_status, to_status, undoes, at FROM ticket_step
         WHERE clinic_id = $1 AND ticket_id = $2 ORDER BY seq",
        (clinic, id),
    )
}

/// What the trail says of a ticket, the newest first.
pub fn trailed<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: TicketId) -> Answer<'a, Vec<TrailedRow>> {
    on.into().all(
        "SELECT at, clock_behind, act, before, after FROM audit
         WHERE clinic_id = $1 AND entity = 'ticket' AND entity_id = $2 ORDER BY seq DESC",
        (clinic, id),
    )
}
