//! What was at some moment: bookings with their state then, drawers with the cash that should have been in them.

use super::db::{Answer, On, row};
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

row! {
    /// A booking with what it was at some moment.
    pub struct ThenRow {
        pub id: uuid::Uuid,
        pub patient: String,
        pub treatment_id: uuid::Uuid,
        pub staff_id: Option<uuid::Uuid>,
        pub starts_at: Ts,
        pub ends_at: Ts,
        pub business_day: chrono::NaiveDate,
        /// What the last step before that moment made of it; none: it was not there yet.
        pub status: Option<crate::domain::booking::Status>,
    }
}

/// Bookings as they are now but for their state, which is that of the moment `$3`.
macro_rules! thens {
    ($which:literal) => {
        concat!(
            "SELECT b.id, p.name AS patient, b.treatment_id, b.staff_id, b.starts_at, b.ends_at,
               b.business_day,
               (SELECT s.to_status FROM booking_step s WHERE s.clinic_id = b.clinic_id AND s.booking_id = b.id
                  AND s.at <= $3 ORDER BY s.seq DESC LIMIT 1) AS status
             FROM booking b JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             WHERE b.clinic_id = $1 AND ",
            $which
        )
    };
}

/// Bookings of a day, as they are now but for their state, which is that of the moment `at`.
pub fn day_then<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: chrono::NaiveDate,
    at: Ts,
) -> Answer<'a, Vec<ThenRow>> {
    on.into().all(thens!("b.business_day = $2"), (clinic, day, at))
}

/// One booking, the same way.
pub fn booking_then<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: uuid::Uuid,
    at: Ts,
) -> Answer<'a, Option<ThenRow>> {
    on.into().opt(thens!("b.id = $2"), (clinic, booking, at))
}

row! {
    /// A drawer session that was open at some moment, and the cash that should have been in it then.
    pub struct DrawerThenRow {
        pub session_id: uuid::Uuid,
        pub drawer: String,
        pub account: String,
        pub opened_by: uuid::Uuid,
        /// Whether it is counted by now.
        pub counted: bool,
        pub expected: crate::domain::money::Money,
        pub payments: i64,
    }
}

pub fn drawers_then<'a>(on: impl Into<On<'a>>, clinic: ClinicId, at: Ts) -> Answer<'a, Vec<DrawerThenRow>> {
    on.into().all(
        "SELECT s.id AS session_id, d.name AS drawer, a.full_name AS account, s.opened_by,
           s.counted_at IS NOT NULL AS counted,
           CAST(s.opening_float
             + COALESCE((SELECT SUM(m.amount) FROM payment m
                 JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
                 WHERE m.clinic_id = s.clinic_id AND m.drawer_session_id = s.id AND m.taken_at <= $2
                   AND w.in_drawer), 0)
             + COALESCE((SELECT SUM(CASE v.kind WHEN 'paid_in' THEN v.amount WHEN 'paid_out' THEN -v.amount
                     WHEN 'drop' THEN -v.amount ELSE 0 END)
                 FROM drawer_move v WHERE v.clinic_id = s.clinic_id AND v.session_id = s.id AND v.at <= $2), 0)
             AS BIGINT) AS expected,
           (SELECT COUNT(*) FROM payment m WHERE m.clinic_id = s.clinic_id AND m.drawer_session_id = s.id
              AND m.taken_at <= $2 AND m.kind IN ('payment', 'deposit')
              AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.clinic_id = m.clinic_id AND v.refers_to = m.id
                AND v.kind = 'void' AND v.taken_at <= $2)) AS payments
         FROM drawer_session s
         JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
         JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.opened_by
         WHERE s.clinic_id = $1 AND s.opened_at <= $2 AND (s.closed_at IS NULL OR s.closed_at > $2)
         ORDER BY d.name",
        (clinic, at),
    )
}
