//! The book.

use chrono::NaiveDate;

use super::db::{Answer, Args, On, Sql, row};
use super::vouched::BOOKING;
use crate::domain::booking::{CancelledBy, Source, Status};
use crate::domain::id::{AccountId, BookingId, ClinicId, PatientId, RoomId, StaffId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    /// A booking as stored.
    pub struct BookingRow {
        pub id: BookingId,
        pub patient_id: PatientId,
        pub treatment_id: TreatmentId,
        pub staff_id: Option<StaffId>,
        pub room_id: Option<RoomId>,
        pub starts_at: Ts,
        pub ends_at: Ts,
        pub business_day: NaiveDate,
        pub minutes: i64,
        pub price: Money,
        /// What the treatment asked for as a deposit when it was booked.
        pub treatment_deposit: Money,
        pub status: Status,
        pub source: Source,
        pub note: String,
        pub overbook: bool,
        pub overbook_reason: Option<String>,
        pub moves: i64,
        pub rebooked_from: Option<BookingId>,
        pub cancelled_by: Option<CancelledBy>,
        pub cancel_reason: Option<String>,
        pub cancel_late: Option<bool>,
        pub alerts_seen_at: Option<Ts>,
        pub confirmed_at: Option<Ts>,
        pub arrived_at: Option<Ts>,
        pub started_at: Option<Ts>,
        pub done_at: Option<Ts>,
        pub version: i64,
        pub updated_at: Ts,
        pub updated_by: AccountId,
    }
}

row! {
    /// What holds a span of time, and whose it is.
    pub struct HeldRow {
        pub id: BookingId,
        pub staff_id: Option<StaffId>,
        pub room_id: Option<RoomId>,
        pub patient_id: PatientId,
        pub starts_at: Ts,
        pub ends_at: Ts,
        pub overbook: bool,
        pub status: Status,
        pub done_at: Option<Ts>,
        pub patient: String,
        pub by: String,
        pub created_at: Ts,
    }
}

/// What a [`BookingRow`] is made of.
macro_rules! get {
    ($lock:literal) => {
        concat!(
            "SELECT id, patient_id, treatment_id, staff_id, room_id, starts_at, ends_at, business_day, minutes, price,
               deposit AS treatment_deposit, status, source, note, overbook, overbook_reason, moves, rebooked_from, cancelled_by, cancel_reason,
               cancel_late, alerts_seen_at, confirmed_at, arrived_at, started_at, done_at, version, updated_at,
               updated_by
             FROM booking WHERE clinic_id = $1 AND id = $2",
            $lock
        )
    };
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: BookingId) -> Answer<'a, Option<BookingRow>> {
    on.into().opt(get!(""), (clinic, id))
}

/// The same, locked until the transaction ends. (On SQLite the transaction holds the lock already.)
pub fn lock<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: BookingId) -> Answer<'a, Option<BookingRow>> {
    on.into().opt(Sql::Each { sqlite: get!(""), postgres: get!(" FOR UPDATE") }, (clinic, id))
}

/// Puts those who want the same staff, room or patient in a line, before any of them looks whether the
/// time is free: without it Postgres' exclusion constraints deadlock under contention. The keys are
/// sorted, so that two transactions never wait for each other. SQLite's transaction has the lock already.
pub fn queue_up<'a>(on: impl Into<On<'a>>, mut keys: Vec<uuid::Uuid>) -> Answer<'a, Option<(i64,)>> {
    let on = on.into();
    if on.is_alone() {
        return Box::pin(std::future::ready(Ok(None)));
    }
    keys.sort_unstable();
    keys.dedup();
    let key = |index: usize| keys.get(index).map(|id| (id.as_u128() ^ (id.as_u128() >> 64)) as i64);
    on.opt(
        "SELECT CAST(COUNT(pg_advisory_xact_lock(k)) AS BIGINT)
         FROM (SELECT k FROM (VALUES ($1::bigint), ($2::bigint), ($3::bigint)) v (k)
               WHERE k IS NOT NULL ORDER BY k) s",
        (key(0), key(1), key(2)),
    )
}

row! {
    /// A visit somebody is with.
    pub struct ServingRow {
        pub id: BookingId,
        pub patient: String,
        pub since: Ts,
    }
}

/// The visit that somebody is with, besides this one: of its day, or of `day` where it is not written down yet.
pub fn serving<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    (staff, day): (StaffId, NaiveDate),
    not: BookingId,
) -> Answer<'a, Option<ServingRow>> {
    on.into().opt(
        "SELECT b.id, p.name AS patient, COALESCE(b.started_at, b.starts_at) AS since
         FROM booking b JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
         WHERE b.clinic_id = $1 AND b.staff_id = $2 AND b.status = 'in_service' AND b.id <> $4
           AND b.business_day = COALESCE((SELECT o.business_day FROM booking o WHERE o.clinic_id = $1 AND o.id = $4), $3)
         ORDER BY since DESC LIMIT 1",
        (clinic, staff, day, not),
    )
}

/// Who holds any of these in the span; half-open. `not` leaves one booking out (the one being moved).
pub fn held<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    staff: Option<StaffId>,
    room: Option<RoomId>,
    patient: PatientId,
    span: (Ts, Ts),
    not: BookingId,
) -> Answer<'a, Vec<HeldRow>> {
    on.into().all(
        Sql::Each {
            sqlite: "SELECT b.id, b.staff_id, b.room_id, b.patient_id, b.starts_at, b.ends_at, b.overbook, b.status, b.done_at,
               p.name AS patient, a.full_name AS by, b.created_at
             FROM (SELECT rowid AS r FROM booking WHERE clinic_id = $1 AND staff_id = $2
                     AND ends_at > $5 AND ends_at < $6 + 86400000000 AND starts_at < $6
                   UNION SELECT rowid FROM booking WHERE clinic_id = $1 AND room_id = $3
                     AND ends_at > $5 AND ends_at < $6 + 86400000000 AND starts_at < $6
                   UNION SELECT rowid FROM booking WHERE clinic_id = $1 AND patient_id = $4
                     AND starts_at > $5 - 86400000000 AND starts_at < $6 AND ends_at > $5) hit
             JOIN booking b ON b.rowid = hit.r
             JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             JOIN account a ON a.clinic_id = b.clinic_id AND a.id = b.created_by
             WHERE b.staff_id IS NOT NULL AND b.id <> $7 AND b.status NOT IN ('cancelled', 'no_show', 'left')
             ORDER BY b.starts_at",
            // Each part says what its exclusion constraint says, or the server would not use that one's index.
            postgres: "SELECT b.id, b.staff_id, b.room_id, b.patient_id, b.starts_at, b.ends_at, b.overbook, b.status, b.done_at,
               p.name AS patient, a.full_name AS by, b.created_at
             FROM (SELECT id FROM booking WHERE clinic_id = $1 AND staff_id = $2
                     AND tstzrange(starts_at, ends_at, '[)') && tstzrange($5, $6, '[)')
                     AND staff_id IS NOT NULL AND NOT overbook AND status NOT IN ('cancelled', 'no_show', 'left')
                   UNION SELECT id FROM booking WHERE clinic_id = $1
                     AND (staff_id = $2 OR room_id = $3 OR patient_id = $4)
                     AND tstzrange(starts_at, ends_at, '[)') && tstzrange($5, $6, '[)')
                     AND staff_id IS NOT NULL AND overbook AND status NOT IN ('cancelled', 'no_show', 'left')
                   UNION SELECT id FROM booking WHERE clinic_id = $1 AND room_id = $3
                     AND tstzrange(starts_at, ends_at, '[)') && tstzrange($5, $6, '[)')
                     AND staff_id IS NOT NULL AND NOT overbook AND status NOT IN ('cancelled', 'no_show', 'left')
                   UNION SELECT id FROM booking WHERE clinic_id = $1 AND patient_id = $4
                     AND tstzrange(starts_at, ends_at, '[)') && tstzrange($5, $6, '[)')
                     AND staff_id IS NOT NULL AND NOT overbook AND status NOT IN ('cancelled', 'no_show', 'left')) hit
             JOIN booking b ON b.clinic_id = $1 AND b.id = hit.id
             JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             JOIN account a ON a.clinic_id = b.clinic_id AND a.id = b.created_by
             WHERE b.staff_id IS NOT NULL AND b.id <> $7 AND b.status NOT IN ('cancelled', 'no_show', 'left')
             ORDER BY b.starts_at",
        },
        (clinic, staff, room, patient, span.0, span.1, not),
    )
}

/// Everything that holds time on these business days, in order.
pub fn held_days<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    from: NaiveDate,
    to: NaiveDate,
) -> Answer<'a, Vec<HeldRow>> {
    on.into().all(
        "SELECT b.id, b.staff_id, b.room_id, b.patient_id, b.starts_at, b.ends_at, b.overbook, b.status, b.done_at,
           p.name AS patient, a.full_name AS by, b.created_at
         FROM booking b
         JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
         JOIN account a ON a.clinic_id = b.clinic_id AND a.id = b.created_by
         WHERE b.clinic_id = $1 AND b.business_day BETWEEN $2 AND $3 AND b.staff_id IS NOT NULL
           AND b.status NOT IN ('cancelled', 'no_show', 'left')
         ORDER BY b.starts_at",
        (clinic, from, to),
    )
}

row! {
    /// Time somebody or a room is taken, and on which business day it counts.
    pub struct TakenRow {
        pub id: BookingId,
        pub patient_id: PatientId,
        pub staff_id: StaffId,
        pub room_id: Option<RoomId>,
        pub starts_at: Ts,
        pub ends_at: Ts,
        pub business_day: NaiveDate,
    }
}

/// What is taken on these business days, whoever it is for.
pub fn taken<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    from: NaiveDate,
    to: NaiveDate,
) -> Answer<'a, Vec<TakenRow>> {
    on.into().all(
        "SELECT id, patient_id, staff_id, room_id, starts_at, ends_at, business_day FROM booking
         WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3 AND staff_id IS NOT NULL
           AND status NOT IN ('cancelled', 'no_show', 'left')",
        (clinic, from, to),
    )
}

/// What the trail vouches for of a booking.
pub(super) fn sealed(clinic: ClinicId, row: &BookingRow) -> impl Args + use<> {
    (
        clinic,
        row.id,
        row.patient_id,
        // Nobody was merged into whoever it is of since it was booked.
        None::<PatientId>,
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
        row.overbook,
        row.moves,
        row.rebooked_from,
        row.cancelled_by,
        row.cancel_late,
        row.alerts_seen_at,
        row.confirmed_at,
        row.arrived_at,
        row.started_at,
        row.done_at,
    )
}

/// Writes a booking and its first step.
pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &BookingRow,
    terminal: &str,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().add_with(
        &BOOKING,
        sealed(clinic, &row),
        Sql::Each {
            sqlite: "INSERT INTO booking (clinic_id, id, patient_id, treatment_id, staff_id, room_id, starts_at,
               ends_at, business_day, minutes, price, status, source, note, overbook, overbook_reason, moves,
               rebooked_from, arrived_at, version, created_at, created_by, updated_at, updated_by, deposit)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17, $18, 1, $19, $20,
               $19, $20, $22);
             INSERT INTO booking_step (clinic_id, booking_id, seq, to_status, at, account_id, terminal)
             VALUES ($1, $2, 1, $12, $19, $20, $21)",
            postgres: "WITH row AS (INSERT INTO booking (clinic_id, id, patient_id, treatment_id, staff_id, room_id,
               starts_at, ends_at, business_day, minutes, price, status, source, note, overbook, overbook_reason,
               moves, rebooked_from, arrived_at, version, created_at, created_by, updated_at, updated_by, deposit)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17, $18, 1, $19, $20,
               $19, $20, $22))
             INSERT INTO booking_step (clinic_id, booking_id, seq, to_status, at, account_id, terminal)
             VALUES ($1, $2, 1, $12, $19, $20, $21)",
        },
        (
            clinic, row.id, row.patient_id, row.treatment_id, row.staff_id, row.room_id, row.starts_at, row.ends_at,
            row.business_day, row.minutes, row.price, row.status, row.source, row.note, row.overbook,
            row.overbook_reason, row.rebooked_from, row.arrived_at, row.updated_at, row.updated_by,
            terminal.to_owned(), row.treatment_deposit,
        ),
    )
}

/// Where and what a booking is; 0 rows when the version is stale.
pub fn update_plan<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &BookingRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &BOOKING,
        "UPDATE booking SET treatment_id = $4, staff_id = $5, room_id = $6, starts_at = $7, ends_at = $8,
           business_day = $9, minutes = $10, price = $11, note = $12, overbook = $13, overbook_reason = $14,
           moves = $15, status = $16, confirmed_at = $17, version = version + 1, updated_at = $18, updated_by = $19,
           deposit = $20
         WHERE clinic_id = $1 AND id = $2 AND version = $3 RETURNING *",
        (
            clinic, row.id, row.version, row.treatment_id, row.staff_id, row.room_id, row.starts_at, row.ends_at,
            row.business_day, row.minutes, row.price, row.note, row.overbook, row.overbook_reason, row.moves,
            row.status, row.confirmed_at, row.updated_at, row.updated_by, row.treatment_deposit,
        ),
    )
}

/// A visit that is over keeps no more than this of the time it had.
pub fn let_go<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: BookingId,
    (from, to): (Ts, Ts),
    (now, by): (Ts, AccountId),
) -> Answer<'a, u64> {
    on.into().change(
        &BOOKING,
        "UPDATE booking SET starts_at = $3, ends_at = $4, version = version + 1, updated_at = $5, updated_by = $6
         WHERE clinic_id = $1 AND id = $2 AND status = 'done' RETURNING *",
        (clinic, id, from, to, now, by),
    )
}

/// Where a booking is in its life; 0 rows when the version is stale.
pub fn update_status<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &BookingRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &BOOKING,
        "UPDATE booking SET status = $4, cancelled_by = $5, cancel_reason = $6, cancel_late = $7,
           alerts_seen_at = $8, confirmed_at = $9, arrived_at = $10, started_at = $11, done_at = $12,
           version = version + 1, updated_at = $13, updated_by = $14
         WHERE clinic_id = $1 AND id = $2 AND version = $3 RETURNING *",
        (
            clinic,
            row.id,
            row.version,
            row.status,
            row.cancelled_by,
            row.cancel_reason,
            row.cancel_late,
            row.alerts_seen_at,
            row.confirmed_at,
            row.arrived_at,
            row.started_at,
            row.done_at,
            row.updated_at,
            row.updated_by,
        ),
    )
}

/// A patient's pending bookings of a day: somebody who walks in may have one.
pub fn pending_of<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    patient: PatientId,
    day: NaiveDate,
) -> Answer<'a, Vec<(BookingId, Ts, i64)>> {
    on.into().all(
        "SELECT id, starts_at, version FROM booking WHERE clinic_id = $1 AND patient_id = $2 AND business_day = $3
           AND status IN ('booked', 'confirmed') ORDER BY starts_at",
        (clinic, patient, day),
    )
}
