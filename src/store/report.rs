//! What is counted about the days themselves: who came, who was new, how long they waited.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use crate::domain::id::{BookingId, ClinicId};
use crate::domain::time::Ts;

row! {
    /// What became of the bookings of a span.
    pub struct VisitsRow {
        pub done: i64,
        pub no_show: i64,
        pub cancelled: i64,
    }
}

row! {
    /// How long people waited, of those of whom it is known.
    pub struct WaitRow {
        pub people: i64,
        pub seconds: i64,
    }
}

row! {
    /// How many visits that are done began at this moment.
    pub struct BeginRow {
        pub starts_at: Ts,
        pub visits: i64,
    }
}

row! {
    /// A booking behind a figure.
    pub struct VisitRow {
        pub booking_id: BookingId,
        pub business_day: NaiveDate,
        pub patient: String,
        pub seconds: i64,
    }
}

type Days = (NaiveDate, NaiveDate);

pub fn visits<'a>(on: impl Into<On<'a>>, clinic: ClinicId, (from, to): Days) -> Answer<'a, VisitsRow> {
    on.into().one(
        "SELECT CAST(COALESCE(SUM(CASE WHEN status = 'done' THEN 1 ELSE 0 END), 0) AS BIGINT) AS done,
           CAST(COALESCE(SUM(CASE WHEN status = 'no_show' THEN 1 ELSE 0 END), 0) AS BIGINT) AS no_show,
           CAST(COALESCE(SUM(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END), 0) AS BIGINT) AS cancelled
         FROM booking WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3",
        (clinic, from, to),
    )
}

pub fn begins<'a>(on: impl Into<On<'a>>, clinic: ClinicId, (from, to): Days) -> Answer<'a, Vec<BeginRow>> {
    on.into().all(
        "SELECT starts_at, COUNT(*) AS visits FROM booking
         WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3 AND status = 'done' GROUP BY starts_at",
        (clinic, from, to),
    )
}

/// From the number to being taken in; who left by themselves at the end of the day was never seen.
pub fn wait<'a>(on: impl Into<On<'a>>, clinic: ClinicId, (from, to): Days) -> Answer<'a, WaitRow> {
    on.into().one(
        Sql::Each {
            sqlite: "SELECT COUNT(*) AS people, COALESCE(SUM((serving_at - issued_at) / 1000000), 0) AS seconds
               FROM ticket WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3
                 AND serving_at >= issued_at AND left_auto = FALSE",
            postgres: "SELECT COUNT(*) AS people,
                 CAST(COALESCE(SUM(FLOOR(EXTRACT(EPOCH FROM serving_at - issued_at))), 0) AS BIGINT) AS seconds
               FROM ticket WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3
                 AND serving_at >= issued_at AND left_auto = FALSE",
        },
        (clinic, from, to),
    )
}

/// The longest waits first.
pub fn waits<'a>(on: impl Into<On<'a>>, clinic: ClinicId, (from, to): Days) -> Answer<'a, Vec<VisitRow>> {
    on.into().all(
        Sql::Each {
            sqlite: "SELECT t.booking_id, t.business_day, p.name AS patient,
                 (t.serving_at - t.issued_at) / 1000000 AS seconds
               FROM ticket t JOIN patient p ON p.clinic_id = t.clinic_id AND p.id = t.patient_id
               WHERE t.clinic_id = $1 AND t.business_day BETWEEN $2 AND $3 AND t.booking_id IS NOT NULL
                 AND t.serving_at >= t.issued_at AND t.left_auto = FALSE ORDER BY 4 DESC, t.id",
            postgres: "SELECT t.booking_id, t.business_day, p.name AS patient,
                 CAST(FLOOR(EXTRACT(EPOCH FROM t.serving_at - t.issued_at)) AS BIGINT) AS seconds
               FROM ticket t JOIN patient p ON p.clinic_id = t.clinic_id AND p.id = t.patient_id
               WHERE t.clinic_id = $1 AND t.business_day BETWEEN $2 AND $3 AND t.booking_id IS NOT NULL
                 AND t.serving_at >= t.issued_at AND t.left_auto = FALSE ORDER BY 4 DESC, t.id",
        },
        (clinic, from, to),
    )
}

/// The visits of a span that did not happen because nobody came.
pub fn no_shows<'a>(on: impl Into<On<'a>>, clinic: ClinicId, (from, to): Days) -> Answer<'a, Vec<VisitRow>> {
    on.into().all(
        "SELECT k.id AS booking_id, k.business_day, p.name AS patient, CAST(0 AS BIGINT) AS seconds
         FROM booking k JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
         WHERE k.clinic_id = $1 AND k.business_day BETWEEN $2 AND $3 AND k.status = 'no_show'
         ORDER BY k.business_day, k.starts_at, k.id",
        (clinic, from, to),
    )
}

/// The first visits of patients who had none before.
pub fn newcomers<'a>(on: impl Into<On<'a>>, clinic: ClinicId, (from, to): Days) -> Answer<'a, Vec<VisitRow>> {
    on.into().all(
        "SELECT k.id AS booking_id, k.business_day, p.name AS patient, CAST(0 AS BIGINT) AS seconds
         FROM booking k JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
         WHERE k.clinic_id = $1 AND k.business_day BETWEEN $2 AND $3 AND k.status = 'done'
           AND NOT EXISTS (SELECT 1 FROM booking e
             WHERE e.clinic_id = k.clinic_id AND e.patient_id = k.patient_id AND e.starts_at < k.starts_at
               AND e.status = 'done')
         ORDER BY k.business_day, k.starts_at, k.id",
        (clinic, from, to),
    )
}

pub fn newcomer_count<'a>(on: impl Into<On<'a>>, clinic: ClinicId, (from, to): Days) -> Answer<'a, (i64,)> {
    on.into().one(
        "SELECT COUNT(*) FROM booking k
         WHERE k.clinic_id = $1 AND k.business_day BETWEEN $2 AND $3 AND k.status = 'done'
           AND NOT EXISTS (SELECT 1 FROM booking e
             WHERE e.clinic_id = k.clinic_id AND e.patient_id = k.patient_id AND e.starts_at < k.starts_at
               AND e.status = 'done')",
        (clinic, from, to),
    )
}
