//! What deserves a second look: each kind is one question.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use crate::domain::id::{BookingId, ClinicId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    /// Something that deserves a second look.
    pub struct LeakRow {
        pub day: NaiveDate,
        pub at: Ts,
        pub who: String,
        pub patient: String,
        /// A reason, a reference, a drawer.
        pub what: String,
        pub amount: Money,
        /// Minutes after what it undoes; a copy's number; how many. 0 where it counts nothing.
        pub count: i64,
        pub booking_id: Option<BookingId>,
        pub receipt_id: Option<ReceiptId>,
        /// Who counted a drawer, where it was somebody else's; else empty.
        pub counted_by: String,
    }
}

type Days = (NaiveDate, NaiveDate);

/// What is owed on visits of these days, whatever became of them, as it is now. A package whose visit did not take place is
/// owed since a session of it was used last, or since it was sold where the visit is off.
pub fn done_unpaid<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT o.day, o.at, o.who, o.patient, o.what, o.amount, o.count, o.booking_id, o.receipt_id, o.counted_by
         FROM (SELECT CASE k.status WHEN 'done' THEN k.business_day ELSE COALESCE(
             (SELECT MAX(m.business_day) FROM bill_line l
              JOIN patient_package g ON g.clinic_id = l.clinic_id AND g.line_id = l.id
              JOIN payment m ON m.clinic_id = g.clinic_id AND m.package_id = g.id AND m.amount > 0
              WHERE l.clinic_id = b.clinic_id AND l.bill_id = b.id),
             (SELECT MAX(l.business_day) FROM bill_line l
              WHERE l.clinic_id = b.clinic_id AND l.bill_id = b.id AND l.kind = 'package' AND l.amount > 0
                AND l.voided_at IS NULL AND k.status IN ('cancelled', 'no_show', 'left')),
             k.business_day) END AS day,
             COALESCE(k.done_at, k.updated_at) AS at, a.full_name AS who, p.name AS patient, '' AS what,
             b.balance AS amount, CAST(0 AS BIGINT) AS count, k.id AS booking_id, NULL AS receipt_id, '' AS counted_by,
             k.starts_at
           FROM booking k
           JOIN bill b ON b.clinic_id = k.clinic_id AND b.booking_id = k.id AND b.balance > 0
           JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
           JOIN account a ON a.clinic_id = k.clinic_id AND a.id = k.updated_by
           WHERE k.clinic_id = $1) o
         WHERE o.day BETWEEN $2 AND $3 ORDER BY o.day, o.starts_at, o.booking_id",
        (clinic, days.0, days.1),
    )
}

/// Money held for visits that will not be, or should have been before `today` and nobody said what became of them, as it
/// is now.
pub fn deposit_left<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    today: NaiveDate,
) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT k.business_day AS day, k.updated_at AS at, a.full_name AS who, p.name AS patient,
           COALESCE(k.cancel_reason, '') AS what, -b.balance AS amount, CAST(0 AS BIGINT) AS count,
           k.id AS booking_id, NULL AS receipt_id, '' AS counted_by
         FROM booking k
         JOIN bill b ON b.clinic_id = k.clinic_id AND b.booking_id = k.id AND b.balance < 0
         JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
         JOIN account a ON a.clinic_id = k.clinic_id AND a.id = k.updated_by
         WHERE k.clinic_id = $1 AND k.business_day BETWEEN $2 AND $3
           AND (k.status IN ('cancelled', 'no_show', 'left')
             OR k.status IN ('booked', 'confirmed') AND k.business_day < $4)
         ORDER BY k.business_day, k.starts_at, k.id",
        (clinic, days.0, days.1, today),
    )
}

/// Called off, or gone, although they had come.
pub fn cancelled_late<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT k.business_day AS day, k.updated_at AS at, a.full_name AS who, p.name AS patient,
           COALESCE(k.cancel_reason, '') AS what, k.price AS amount, CAST(0 AS BIGINT) AS count,
           k.id AS booking_id, NULL AS receipt_id, '' AS counted_by
         FROM booking k
         JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
         JOIN account a ON a.clinic_id = k.clinic_id AND a.id = k.updated_by
         WHERE k.clinic_id = $1 AND k.business_day BETWEEN $2 AND $3 AND k.status IN ('cancelled', 'left')
           AND (k.arrived_at IS NOT NULL OR EXISTS (SELECT 1 FROM booking_step e
             WHERE e.clinic_id = k.clinic_id AND e.booking_id = k.id AND e.to_status IN ('in_service', 'done')))
         ORDER BY k.business_day, k.starts_at, k.id",
        (clinic, days.0, days.1),
    )
}

/// What was taken back, and what was said never to have come; `$from` and `$to` make minutes of the time between.
macro_rules! voids {
    ($from:literal, $to:literal) => {
        concat!(
            "SELECT m.business_day AS day, m.taken_at AS at, a.full_name AS who, p.name AS patient,
               m.reason AS what, -m.amount AS amount, ",
            $from,
            "m.taken_at - o.taken_at",
            $to,
            " AS count, b.booking_id, m.receipt_id, '' AS counted_by
             FROM payment m
             JOIN payment o ON o.clinic_id = m.clinic_id AND o.id = m.refers_to
             JOIN bill b ON b.clinic_id = m.clinic_id AND b.id = m.bill_id
             JOIN patient p ON p.clinic_id = m.clinic_id AND p.id = b.patient_id
             JOIN account a ON a.clinic_id = m.clinic_id AND a.id = m.account_id
             WHERE m.clinic_id = $1 AND m.business_day BETWEEN $2 AND $3 AND m.kind = 'void'
             UNION ALL
             SELECT s.business_day, s.at, a.full_name, p.name, s.reference, m.amount, ",
            $from,
            "s.at - m.taken_at",
            $to,
            ", b.booking_id, m.receipt_id, ''
             FROM payment_state s
             JOIN payment m ON m.clinic_id = s.clinic_id AND m.id = s.payment_id AND m.account_id = s.account_id
             JOIN bill b ON b.clinic_id = m.clinic_id AND b.id = m.bill_id
             JOIN patient p ON p.clinic_id = m.clinic_id AND p.id = b.patient_id
             JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.account_id
             WHERE s.clinic_id = $1 AND s.business_day BETWEEN $2 AND $3 AND s.state = 'failed'
             ORDER BY 7, 2, 9"
        )
    };
}

/// Payments taken back in their own session, or said never to have come by whoever took them, with the minutes between.
pub fn voids<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        Sql::Each {
            sqlite: voids!("(", ") / 60000000"),
            postgres: voids!("CAST(FLOOR(EXTRACT(EPOCH FROM ", ") / 60) AS BIGINT)"),
        },
        (clinic, days.0, days.1),
    )
}

/// Receipts of the span that left the desk again.
pub fn reprints<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT r.business_day AS day, c.at, a.full_name AS who, p.name AS patient, r.series AS what,
           CAST(0 AS BIGINT) AS amount, c.copy AS count, b.booking_id, r.id AS receipt_id, '' AS counted_by
         FROM receipt r
         JOIN receipt_copy c ON c.clinic_id = r.clinic_id AND c.receipt_id = r.id AND c.copy > 0
         JOIN bill b ON b.clinic_id = r.clinic_id AND b.id = r.bill_id
         JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
         JOIN account a ON a.clinic_id = c.clinic_id AND a.id = c.account_id
         WHERE r.clinic_id = $1 AND r.business_day BETWEEN $2 AND $3
         ORDER BY c.at, r.id, c.copy",
        (clinic, days.0, days.1),
    )
}

/// Payments that wait to be verified since before `before`.
pub fn unverified<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    before: Ts,
) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT m.business_day AS day, m.taken_at AS at, a.full_name AS who, p.name AS patient,
           w.name AS what, m.amount, CAST(0 AS BIGINT) AS count, b.booking_id, m.receipt_id, '' AS counted_by
         FROM payment m
         JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
         JOIN bill b ON b.clinic_id = m.clinic_id AND b.id = m.bill_id
         JOIN patient p ON p.clinic_id = m.clinic_id AND p.id = b.patient_id
         JOIN account a ON a.clinic_id = m.clinic_id AND a.id = m.account_id
         WHERE m.clinic_id = $1 AND m.business_day BETWEEN $2 AND $3 AND m.taken_at < $4
           AND 'waiting' = (SELECT s.state FROM payment_state s
             WHERE s.clinic_id = m.clinic_id AND s.payment_id = m.id ORDER BY s.seq DESC LIMIT 1)
         ORDER BY m.taken_at, m.id",
        (clinic, days.0, days.1, before),
    )
}

/// Drawers opened without a sale.
pub fn no_sale<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT d.business_day AS day, d.at, a.full_name AS who, '' AS patient, d.reason AS what,
           CAST(0 AS BIGINT) AS amount, CAST(0 AS BIGINT) AS count, NULL AS booking_id, NULL AS receipt_id, '' AS counted_by
         FROM drawer_move d JOIN account a ON a.clinic_id = d.clinic_id AND a.id = d.account_id
         WHERE d.clinic_id = $1 AND d.business_day BETWEEN $2 AND $3 AND d.kind = 'no_sale'
         ORDER BY d.at, d.id",
        (clinic, days.0, days.1),
    )
}

/// Cash paid out above `limit`, or without an expense that stands.
pub fn paid_out<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    limit: Money,
) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT d.business_day AS day, d.at, a.full_name AS who, '' AS patient, d.reason AS what, d.amount,
           CAST(0 AS BIGINT) AS count, NULL AS booking_id, NULL AS receipt_id, '' AS counted_by
         FROM drawer_move d JOIN account a ON a.clinic_id = d.clinic_id AND a.id = d.account_id
         WHERE d.clinic_id = $1 AND d.business_day BETWEEN $2 AND $3 AND d.kind = 'paid_out'
           AND (d.amount > $4 OR NOT EXISTS (SELECT 1 FROM expense e
             WHERE e.clinic_id = d.clinic_id AND e.move_id = d.id))
         ORDER BY d.at, d.id",
        (clinic, days.0, days.1, limit),
    )
}

/// What was taken off a bill after its treatment began, whatever was taken back since, by who took it off.
pub fn lines_off<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT l.voided_day AS day, l.voided_at AS at, a.full_name AS who, p.name AS patient,
           l.description AS what, l.amount, CAST(0 AS BIGINT) AS count, b.booking_id, NULL AS receipt_id, '' AS counted_by
         FROM bill_line l
         JOIN bill b ON b.clinic_id = l.clinic_id AND b.id = l.bill_id
         JOIN booking k ON k.clinic_id = b.clinic_id AND k.id = b.booking_id
         JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
         JOIN account a ON a.clinic_id = l.clinic_id AND a.id = l.voided_by
         WHERE l.clinic_id = $1 AND l.voided_day BETWEEN $2 AND $3 AND l.voided_day IS NOT NULL
           AND l.kind IN ('treatment', 'item')
           AND EXISTS (SELECT 1 FROM booking_step e
             WHERE e.clinic_id = k.clinic_id AND e.booking_id = k.id AND e.to_status IN ('in_service', 'done')
               AND (e.at <= l.voided_at OR l.own = TRUE))
           AND NOT (l.own = TRUE AND EXISTS (SELECT 1 FROM bill_line n
             WHERE n.clinic_id = l.clinic_id AND n.bill_id = l.bill_id AND n.id <> l.id AND n.own = TRUE
               AND n.created_at >= l.voided_at AND n.amount >= l.amount))
         ORDER BY l.voided_at, l.id",
        (clinic, days.0, days.1),
    )
}

/// Discounts by who gave them, the most first; the day is that of the last. What a package's session takes off nobody
/// gave: it has the id of the session's payment.
pub fn discounts<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT MAX(l.business_day) AS day, MAX(l.created_at) AS at, a.full_name AS who, '' AS patient, '' AS what,
           CAST(-SUM(l.amount) AS BIGINT) AS amount, COUNT(*) AS count, NULL AS booking_id, NULL AS receipt_id, '' AS counted_by
         FROM bill_line l JOIN account a ON a.clinic_id = l.clinic_id AND a.id = l.created_by
         WHERE l.clinic_id = $1 AND l.business_day BETWEEN $2 AND $3 AND l.kind = 'discount' AND l.voided_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM payment g WHERE g.clinic_id = l.clinic_id AND g.id = l.id
             AND g.package_id IS NOT NULL)
         GROUP BY a.id, a.full_name ORDER BY 6 DESC, a.full_name",
        (clinic, days.0, days.1),
    )
}

/// Counts that took the place of an earlier one, by how much they changed it, under who counted again.
pub fn recounts<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT s.business_day AS day, n.at, a.full_name AS who, '' AS patient, d.name AS what, n.total - o.total AS amount,
           n.seq - 1 AS count, NULL AS booking_id, NULL AS receipt_id, '' AS counted_by
         FROM drawer_session s
         JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
         JOIN drawer_count n ON n.clinic_id = s.clinic_id AND n.session_id = s.id AND n.seq > 1
         JOIN drawer_count o ON o.clinic_id = n.clinic_id AND o.session_id = n.session_id AND o.seq = n.seq - 1
         JOIN account a ON a.clinic_id = n.clinic_id AND a.id = n.account_id
         WHERE s.clinic_id = $1 AND s.business_day BETWEEN $2 AND $3
         ORDER BY n.at, n.session_id",
        (clinic, days.0, days.1),
    )
}

/// Drawers that were not as they should have been, under whose they were: whoever opened one has it until it is closed.
/// Who counted it instead is said beside them.
pub fn differences<'a>(on: impl Into<On<'a>>, clinic: ClinicId, days: Days) -> Answer<'a, Vec<LeakRow>> {
    on.into().all(
        "SELECT s.business_day AS day, s.opened_at AS at, a.full_name AS who, '' AS patient, d.name AS what,
           s.opening_difference AS amount, CAST(0 AS BIGINT) AS count, NULL AS booking_id, NULL AS receipt_id, '' AS counted_by
         FROM drawer_session s
         JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
         JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.opened_by
         WHERE s.clinic_id = $1 AND s.business_day BETWEEN $2 AND $3 AND s.opening_difference <> 0
         UNION ALL
         SELECT s.business_day, COALESCE(s.closed_at, s.counted_at, s.opened_at), a.full_name, '', d.name,
           s.difference, CAST(0 AS BIGINT), NULL, NULL,
           COALESCE((SELECT o.full_name FROM drawer_count n
             JOIN account o ON o.clinic_id = n.clinic_id AND o.id = n.account_id
             WHERE n.clinic_id = s.clinic_id AND n.session_id = s.id AND n.account_id <> s.opened_by
               AND n.seq = (SELECT MAX(e.seq) FROM drawer_count e
                 WHERE e.clinic_id = n.clinic_id AND e.session_id = n.session_id)), '')
         FROM drawer_session s
         JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
         JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.opened_by
         WHERE s.clinic_id = $1 AND s.business_day BETWEEN $2 AND $3 AND s.difference <> 0
         ORDER BY 2, 5, 6",
        (clinic, days.0, days.1),
    )
}
