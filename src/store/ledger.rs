//! The book read as a whole: the bills a span touched, and how much was owed at the end of a day.

use chrono::NaiveDate;

use super::db::{Answer, On, row};
use super::payment::AllocationRow;
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::id::{
    BillId, BillLineId, BookingId, ClinicId, MethodId, PatientId, PatientPackageId, PaymentId, ReceiptId,
    StaffId, TreatmentId,
};
use crate::domain::money::Money;
use crate::domain::payment::PaymentKind;
use crate::domain::time::Ts;

row! {
    /// A bill with its visit.
    pub struct TouchedRow {
        pub id: BillId,
        pub booking_id: BookingId,
        pub visit_day: NaiveDate,
        pub done: bool,
        /// Who treats on this visit.
        pub staff_id: Option<StaffId>,
        pub patient: String,
    }
}

row! {
    /// A line, void ones too.
    pub struct BookLineRow {
        pub id: BillLineId,
        pub bill_id: BillId,
        pub kind: LineKind,
        pub treatment_id: Option<TreatmentId>,
        pub staff_id: Option<StaffId>,
        pub description: String,
        pub category: String,
        pub amount: Money,
        pub tax_mode: TaxMode,
        pub tax_bp: i64,
        pub reduces: Option<BillLineId>,
        pub business_day: NaiveDate,
        pub voided_day: Option<NaiveDate>,
    }
}

row! {
    pub struct ShareRow {
        pub line_id: BillLineId,
        pub staff_id: StaffId,
        pub share_bp: i64,
    }
}

row! {
    /// A payment. What lies in a session is new money: a method may be changed later, a row is not.
    pub struct BookPaymentRow {
        pub id: PaymentId,
        pub bill_id: BillId,
        pub receipt_id: ReceiptId,
        pub series: String,
        pub number: i64,
        pub kind: PaymentKind,
        pub method_id: MethodId,
        pub method: String,
        pub amount: Money,
        pub new_money: bool,
        pub package_id: Option<PatientPackageId>,
        /// The line that sold it.
        pub sale: Option<BillLineId>,
        pub refers_to: Option<PaymentId>,
        pub business_day: NaiveDate,
        pub failed_day: Option<NaiveDate>,
    }
}

row! {
    /// What is owed to and by patients at the end of a day.
    pub struct LevelsRow {
        pub deposits: Money,
        pub receivables: Money,
    }
}

row! {
    /// One bill that is open at the end of a day: positive where it is owed, negative where it was paid before.
    pub struct OpenRow {
        pub booking_id: BookingId,
        pub visit_day: NaiveDate,
        pub patient: String,
        pub balance: Money,
    }
}

row! {
    /// One patient's part of a level.
    pub struct OwedRow {
        pub patient_id: PatientId,
        pub patient: String,
        pub amount: Money,
    }
}

type Days = (NaiveDate, NaiveDate);

/// The bills of which a line, a payment or the visit itself lies in the span; and those on which a package was sold and
/// whose visit was called off then, or no longer was, a day more or less: what was to be its deposit pays the package.
macro_rules! changed {
    () => {
        "SELECT bill_id FROM bill_line WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3
               UNION SELECT bill_id FROM bill_line WHERE clinic_id = $1 AND voided_day BETWEEN $2 AND $3
               UNION SELECT b.id FROM booking k CROSS JOIN bill b
                 WHERE k.clinic_id = $1 AND k.business_day BETWEEN $2 AND $3 AND b.clinic_id = $1
                   AND b.booking_id = k.id
               UNION SELECT bill_id FROM payment WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3
               UNION SELECT m.bill_id FROM payment_state s
                 JOIN payment m ON m.clinic_id = s.clinic_id AND m.id = s.payment_id
                 WHERE s.clinic_id = $1 AND s.state = 'failed' AND s.business_day BETWEEN $2 AND $3
               UNION SELECT b.id FROM patient_package k CROSS JOIN bill_line l CROSS JOIN bill b CROSS JOIN booking_step e
                 WHERE k.clinic_id = $1 AND l.clinic_id = $1 AND l.id = k.line_id AND b.clinic_id = $1 AND b.id = l.bill_id
                   AND e.clinic_id = $1 AND e.booking_id = b.booking_id AND e.at >= $4 AND e.at < $5
                   AND (e.to_status IN ('cancelled', 'no_show', 'left') OR e.from_status IN ('cancelled', 'no_show', 'left'))"
    };
}

/// Which bills are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of which something lies in the span.
    Span,
    /// Those too on which sessions were used of packages sold on them, and those on which the packages were sold whose
    /// sessions were used on any of these.
    Packages,
}

/// What is read of the bills (`touched`) within a reach.
macro_rules! touched {
    ($reach:expr, $rest:literal) => {
        match $reach {
            Reach::Span => concat!("WITH touched (id) AS (", changed!(), ") ", $rest),
            Reach::Packages => concat!(
                "WITH changed (id) AS (",
                changed!(),
                "), sessions (id) AS (
                   SELECT id FROM changed
                   UNION SELECT m.bill_id
                     FROM changed c CROSS JOIN bill_line l CROSS JOIN patient_package k CROSS JOIN payment m
                     WHERE l.clinic_id = $1 AND l.bill_id = c.id AND l.kind = 'package'
                       AND k.clinic_id = $1 AND k.line_id = l.id AND m.clinic_id = $1 AND m.package_id = k.id),
                 touched (id) AS (
                   SELECT id FROM sessions
                   UNION SELECT l.bill_id
                     FROM sessions u CROSS JOIN payment m CROSS JOIN patient_package k CROSS JOIN bill_line l
                     WHERE m.clinic_id = $1 AND m.bill_id = u.id AND m.package_id IS NOT NULL
                       AND k.clinic_id = $1 AND k.id = m.package_id AND l.clinic_id = $1 AND l.id = k.line_id) ",
                $rest
            ),
        }
    };
}

/// The moments within which everything of the days of a span lies, wherever a clinic is.
fn around((from, to): Days) -> (Ts, Ts) {
    let at = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
    let day = 24 * 3_600_000_000;
    (Ts(at(from) - day), Ts(at(to) + 2 * day))
}

// It asks by the texts above: macros are known only after where they stand.
mod steps;
pub use steps::{OffRow, steps};

pub fn touched<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    reach: Reach,
) -> Answer<'a, Vec<TouchedRow>> {
    let (from, to) = around(days);
    on.into().all(
        touched!(
            reach,
            "SELECT b.id, b.booking_id, k.business_day AS visit_day, (k.status = 'done') AS done, k.staff_id,
               p.name AS patient
             FROM touched t
             JOIN bill b ON b.clinic_id = $1 AND b.id = t.id
             JOIN booking k ON k.clinic_id = b.clinic_id AND k.id = b.booking_id
             JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             ORDER BY k.business_day, k.starts_at, b.id"
        ),
        (clinic, days.0, days.1, from, to),
    )
}

/// The lines of those bills, whenever they were written.
pub fn lines<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    reach: Reach,
) -> Answer<'a, Vec<BookLineRow>> {
    let (from, to) = around(days);
    on.into().all(
        touched!(
            reach,
            "SELECT l.id, l.bill_id, l.kind, l.treatment_id, l.staff_id, l.description, l.category, l.amount, l.tax_mode, l.tax_bp,
               l.reduces, l.business_day, l.voided_day
             FROM touched t JOIN bill_line l ON l.clinic_id = $1 AND l.bill_id = t.id
             ORDER BY l.bill_id, l.position"
        ),
        (clinic, days.0, days.1, from, to),
    )
}

/// Who shares lines of those bills.
pub fn shares<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    reach: Reach,
) -> Answer<'a, Vec<ShareRow>> {
    let (from, to) = around(days);
    on.into().all(
        touched!(
            reach,
            "SELECT s.line_id, s.staff_id, s.share_bp FROM line_share s
             JOIN bill_line l ON l.clinic_id = s.clinic_id AND l.id = s.line_id
             WHERE s.clinic_id = $1 AND l.bill_id IN (SELECT id FROM touched)
             ORDER BY s.line_id, s.staff_id"
        ),
        (clinic, days.0, days.1, from, to),
    )
}

/// The payments of those bills, whenever they were taken.
pub fn payments<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    reach: Reach,
) -> Answer<'a, Vec<BookPaymentRow>> {
    let (from, to) = around(days);
    on.into().all(
        touched!(
            reach,
            "SELECT m.id, m.bill_id, m.receipt_id, r.series, r.number, m.kind, m.method_id, w.name AS method, m.amount,
               (m.drawer_session_id IS NOT NULL) AS new_money, m.package_id,
               (SELECT k.line_id FROM patient_package k WHERE k.clinic_id = m.clinic_id AND k.id = m.package_id) AS sale,
               m.refers_to, m.business_day,
               (SELECT s.business_day FROM payment_state s
                WHERE s.clinic_id = m.clinic_id AND s.payment_id = m.id AND s.state = 'failed') AS failed_day
             FROM touched t
             JOIN payment m ON m.clinic_id = $1 AND m.bill_id = t.id
             JOIN receipt r ON r.clinic_id = m.clinic_id AND r.id = m.receipt_id
             JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
             ORDER BY m.taken_at, r.series, r.number, m.id"
        ),
        (clinic, days.0, days.1, from, to),
    )
}

/// What those payments are for, as far as that is a package.
pub fn allocations<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    reach: Reach,
) -> Answer<'a, Vec<AllocationRow>> {
    let (from, to) = around(days);
    on.into().all(
        touched!(
            reach,
            "SELECT x.payment_id, x.line_id, x.amount
             FROM touched t
             JOIN bill_line l ON l.clinic_id = $1 AND l.bill_id = t.id AND l.kind = 'package'
             JOIN payment_allocation x ON x.clinic_id = l.clinic_id AND x.line_id = l.id
             ORDER BY x.payment_id, l.position"
        ),
        (clinic, days.0, days.1, from, to),
    )
}

// CROSS JOIN: SQLite takes the tables in this order, which is the good one; left to itself it reads every bill.

/// The bills of which something came after a day, with what was charged less settled by then, and by now. What nothing
/// came after stood that day as it stands now: the database keeps that balance.
macro_rules! later {
    ($rest:literal) => {
        concat!(
            "WITH later (id) AS (
               SELECT bill_id FROM bill_line WHERE clinic_id = $1 AND business_day > $2
               UNION SELECT bill_id FROM bill_line WHERE clinic_id = $1 AND voided_day > $2
               UNION SELECT b.id FROM booking k CROSS JOIN bill b
                 WHERE k.clinic_id = $1 AND k.business_day > $2 AND b.clinic_id = $1 AND b.booking_id = k.id
               UNION SELECT bill_id FROM payment WHERE clinic_id = $1 AND business_day > $2
               UNION SELECT m.bill_id FROM payment_state s
                 JOIN payment m ON m.clinic_id = s.clinic_id AND m.id = s.payment_id
                 WHERE s.clinic_id = $1 AND s.state = 'failed' AND s.business_day > $2),
             sums (booking_id, patient_id, balance, now) AS MATERIALIZED (
               SELECT b.booking_id, b.patient_id,
                 (SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM bill_line l
                  WHERE l.clinic_id = $1 AND l.bill_id = b.id AND l.business_day <= $2
                    AND (l.voided_day IS NULL OR l.voided_day > $2)
                    AND (l.kind IN ('package', 'forfeit') OR l.kind IN ('write_off', 'rounding') AND l.reduces IS NOT NULL
                      OR (k.status = 'done' AND k.business_day <= $2)))
                 - (SELECT CAST(COALESCE(SUM(m.amount), 0) AS BIGINT) FROM payment m
                  WHERE m.clinic_id = $1 AND m.bill_id = b.id AND m.business_day <= $2
                    AND NOT EXISTS (SELECT 1 FROM payment_state s
                      WHERE s.clinic_id = m.clinic_id AND s.payment_id = m.id AND s.state = 'failed'
                        AND s.business_day <= $2)),
                 b.balance
               FROM later
               JOIN bill b ON b.clinic_id = $1 AND b.id = later.id
               JOIN booking k ON k.clinic_id = b.clinic_id AND k.id = b.booking_id) ",
            $rest
        )
    };
}

/// Deposits held and receivables at the end of `day`.
pub fn levels<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, LevelsRow> {
    on.into().one(
        later!(
            ", parts (deposits, receivables) AS (
               SELECT CASE WHEN balance < 0 THEN -balance ELSE 0 END, CASE WHEN balance > 0 THEN balance ELSE 0 END
               FROM bill WHERE clinic_id = $1 AND balance <> 0
               UNION ALL
               SELECT CASE WHEN balance < 0 THEN -balance ELSE 0 END + CASE WHEN now < 0 THEN now ELSE 0 END,
                 CASE WHEN balance > 0 THEN balance ELSE 0 END - CASE WHEN now > 0 THEN now ELSE 0 END
               FROM sums)
             SELECT CAST(COALESCE(SUM(deposits), 0) AS BIGINT) AS deposits,
               CAST(COALESCE(SUM(receivables), 0) AS BIGINT) AS receivables FROM parts"
        ),
        (clinic, day),
    )
}

/// The bills that are open at the end of `day`, the largest first: owed (`sign` 1) or paid before (−1).
pub fn open_bills<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: NaiveDate,
    sign: i64,
) -> Answer<'a, Vec<OpenRow>> {
    on.into().all(
        later!(
            ", open (booking_id, patient_id, balance) AS (
               SELECT booking_id, patient_id, balance FROM bill
               WHERE clinic_id = $1 AND balance <> 0 AND id NOT IN (SELECT id FROM later)
               UNION ALL SELECT booking_id, patient_id, balance FROM sums)
             SELECT s.booking_id, k.business_day AS visit_day, p.name AS patient, s.balance FROM open s
             JOIN booking k ON k.clinic_id = $1 AND k.id = s.booking_id
             JOIN patient p ON p.clinic_id = $1 AND p.id = s.patient_id
             WHERE s.balance * $3 > 0 ORDER BY s.balance * $3 DESC, s.booking_id"
        ),
        (clinic, day, sign),
    )
}

/// What patients have in credit at the end of `day`: money that came before and is theirs.
pub fn credit<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<OwedRow>> {
    on.into().all(
        "SELECT b.patient_id, p.name AS patient, CAST(-SUM(m.amount) AS BIGINT) AS amount
         FROM payment m JOIN bill b ON b.clinic_id = m.clinic_id AND b.id = m.bill_id
         JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
         WHERE m.clinic_id = $1 AND m.drawer_session_id IS NULL AND m.package_id IS NULL AND m.business_day <= $2
           AND NOT EXISTS (SELECT 1 FROM payment_state s
             WHERE s.clinic_id = m.clinic_id AND s.payment_id = m.id AND s.state = 'failed' AND s.business_day <= $2)
         GROUP BY b.patient_id, p.name HAVING SUM(m.amount) <> 0 ORDER BY p.name, b.patient_id",
        (clinic, day),
    )
}

/// What is left of packages at the end of `day`, by who bought them.
pub fn packages<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<OwedRow>> {
    on.into().all(
        "SELECT x.patient_id, p.name AS patient, CAST(SUM(x.amount) AS BIGINT) AS amount
         FROM (
           SELECT b.patient_id, l.amount FROM bill_line l
           JOIN bill b ON b.clinic_id = l.clinic_id AND b.id = l.bill_id
           WHERE l.clinic_id = $1 AND l.kind = 'package' AND l.business_day <= $2
             AND (l.voided_day IS NULL OR l.voided_day > $2)
           UNION ALL
           SELECT b.patient_id, -m.amount FROM payment m
           JOIN patient_package g ON g.clinic_id = m.clinic_id AND g.id = m.package_id
           JOIN bill_line l ON l.clinic_id = g.clinic_id AND l.id = g.line_id
           JOIN bill b ON b.clinic_id = l.clinic_id AND b.id = l.bill_id
           WHERE m.clinic_id = $1 AND m.drawer_session_id IS NULL AND m.package_id IS NOT NULL
             AND m.business_day <= $2
             AND NOT EXISTS (SELECT 1 FROM payment_state s
               WHERE s.clinic_id = m.clinic_id AND s.payment_id = m.id AND s.state = 'failed'
                 AND s.business_day <= $2)) x
         JOIN patient p ON p.clinic_id = $1 AND p.id = x.patient_id
         GROUP BY x.patient_id, p.name HAVING SUM(x.amount) <> 0 ORDER BY p.name, x.patient_id",
        (clinic, day),
    )
}
