//! What a session comes to, and the reports that keep it. Everything is of the session's own payments, never of a span
//! of time.

use chrono::NaiveDate;

use super::bill::owes;
use super::db::{Answer, On, row};
use super::vouched::{OPEN_WORK, Z_REPORT};
use crate::domain::bill::LineKind;
use crate::domain::drawer::{Decision, Owed};
use crate::domain::id::{
    AccountId, BookingId, ClinicId, DrawerSessionId, MethodId, PatientId, PaymentId, ZReportId,
};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind};
use crate::domain::time::Ts;

row! {
    /// The payments of one kind by one method; those that failed since by themselves.
    pub struct TakenRow {
        pub method_id: MethodId,
        pub method: String,
        pub method_kind: MethodKind,
        pub in_drawer: bool,
        pub kind: PaymentKind,
        pub failed: bool,
        pub count: i64,
        pub amount: Money,
    }
}

row! {
    /// The receipts of a series.
    pub struct SeriesRow {
        pub series: String,
        pub first: i64,
        pub last: i64,
        pub count: i64,
    }
}

row! {
    /// What was taken off the bills that were paid.
    pub struct OffRow {
        pub kind: LineKind,
        pub count: i64,
        pub amount: Money,
    }
}

row! {
    /// A payment nobody has verified yet.
    pub struct WaitingRow {
        pub id: PaymentId,
        pub booking_id: BookingId,
        pub patient: String,
        pub method: String,
        pub amount: Money,
        pub taken_at: Ts,
    }
}

row! {
    /// A visit on which something is owed.
    pub struct UnfinishedRow {
        pub booking_id: BookingId,
        pub patient_id: PatientId,
        pub patient: String,
        pub treatment: String,
        pub business_day: NaiveDate,
        pub due: Money,
        /// What it is owed for.
        pub owed: Owed,
    }
}

row! {
    /// A closing report in the list of them.
    pub struct ZRow {
        pub id: ZReportId,
        pub number: i64,
        pub business_day: NaiveDate,
        pub issued_at: Ts,
        pub drawer: String,
        pub opened_by: String,
        pub closed_by: String,
        pub closer: AccountId,
        /// None for whoever may not know what lies in a drawer that nobody opened since.
        pub counted: Option<Money>,
        pub difference: Money,
        /// Nobody opened the drawer since.
        pub shut: bool,
    }
}

row! {
    pub struct SnapshotRow {
        pub id: ZReportId,
        pub number: i64,
        pub snapshot: String,
    }
}

/// What was taken in a session, by method, kind and whether it failed since.
pub fn taken<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
) -> Answer<'a, Vec<TakenRow>> {
    on.into().all(
        "SELECT x.method_id, w.name AS method, w.kind AS method_kind, w.in_drawer, x.kind, x.failed, x.count, x.amount
         FROM (SELECT p.method_id, p.kind, p.failed, CAST(COUNT(*) AS BIGINT) AS count,
             CAST(SUM(p.amount) AS BIGINT) AS amount
           FROM (SELECT m.method_id, m.kind, m.amount,
               EXISTS (SELECT 1 FROM payment_state f WHERE f.clinic_id = m.clinic_id AND f.payment_id = m.id
                 AND f.state = 'failed') AS failed
             FROM payment m WHERE m.clinic_id = $1 AND m.drawer_session_id = $2) p
           GROUP BY p.method_id, p.kind, p.failed) x
         JOIN payment_method w ON w.clinic_id = $1 AND w.id = x.method_id
         ORDER BY w.position, x.method_id, x.kind, x.failed",
        (clinic, session),
    )
}

row! {
    pub struct FailedRow {
        pub count: i64,
        pub amount: Money,
    }
}

/// What failed of all that was taken in sessions that have their report.
pub fn failed<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, FailedRow> {
    on.into().one(
        "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(m.amount), 0) AS BIGINT) AS amount
         FROM payment_state f
         JOIN payment m ON m.clinic_id = f.clinic_id AND m.id = f.payment_id
         JOIN z_report z ON z.clinic_id = m.clinic_id AND z.session_id = m.drawer_session_id
         WHERE f.clinic_id = $1 AND f.state = 'failed'",
        (clinic,),
    )
}

/// The receipts of a session, by series.
pub fn series<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
) -> Answer<'a, Vec<SeriesRow>> {
    on.into().all(
        "SELECT r.series, MIN(r.number) AS first, MAX(r.number) AS last, COUNT(*) AS count
         FROM receipt r WHERE r.clinic_id = $1 AND r.drawer_session_id = $2 GROUP BY r.series ORDER BY r.series",
        (clinic, session),
    )
}

/// Discounts and roundings of the bills that were paid here: each belongs to the session that took the next payment on
/// its bill; a rounding that settled one alone has the id of its receipt, and belongs where that was drawn. What makes
/// a treatment cost what a package's session is worth is no discount: it has the payment's id.
pub fn taken_off<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
) -> Answer<'a, Vec<OffRow>> {
    on.into().all(
        "SELECT l.kind, CAST(COUNT(*) AS BIGINT) AS count, CAST(SUM(l.amount) AS BIGINT) AS amount
         FROM bill_line l
         WHERE l.clinic_id = $1 AND l.kind IN ('discount', 'rounding') AND l.voided_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM payment g WHERE g.clinic_id = l.clinic_id AND g.id = l.id
             AND g.package_id IS NOT NULL)
           AND l.bill_id IN (SELECT m.bill_id FROM payment m WHERE m.clinic_id = $1 AND m.drawer_session_id = $2
             UNION SELECT e.bill_id FROM receipt e WHERE e.clinic_id = $1 AND e.drawer_session_id = $2)
           AND COALESCE((SELECT e.drawer_session_id FROM receipt e WHERE e.clinic_id = l.clinic_id AND e.id = l.id),
             (SELECT p.drawer_session_id FROM payment p
                WHERE p.clinic_id = l.clinic_id AND p.bill_id = l.bill_id AND p.drawer_session_id IS NOT NULL
                  AND p.taken_at >= l.created_at ORDER BY p.taken_at, p.id LIMIT 1)) = $2
         GROUP BY l.kind",
        (clinic, session),
    )
}

/// Payments of a session that still wait to be verified.
pub fn waiting<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
) -> Answer<'a, Vec<WaitingRow>> {
    on.into().all(
        "SELECT m.id, b.booking_id, p.name AS patient, w.name AS method, m.amount, m.taken_at
         FROM payment m
         JOIN payment_state s ON s.clinic_id = m.clinic_id AND s.payment_id = m.id AND s.state = 'waiting'
         JOIN bill b ON b.clinic_id = m.clinic_id AND b.id = m.bill_id
         JOIN patient p ON p.clinic_id = m.clinic_id AND p.id = b.patient_id
         JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
         WHERE m.clinic_id = $1 AND m.drawer_session_id = $2
           AND NOT EXISTS (SELECT 1 FROM payment_state v
             WHERE v.clinic_id = s.clinic_id AND v.payment_id = s.payment_id AND v.seq > s.seq)
         ORDER BY m.taken_at, m.id",
        (clinic, session),
    )
}

/// What is owed now, whenever the visit was and whatever became of it: visits that are done, packages that were sold,
/// money that failed; and of visits of earlier days whose patient came, and that nobody finished, what is not paid.
/// What somebody said is known to be owed, or is for tomorrow, is not asked about again, or not on `day`, unless it
/// became more; what went along with a drawer is asked of whoever has it next.
pub fn unfinished<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: NaiveDate,
) -> Answer<'a, Vec<UnfinishedRow>> {
    on.into().all(
        concat!(
            "SELECT x.booking_id, p.id AS patient_id, p.name AS patient, t.name AS treatment, x.business_day, x.due, x.owed
             FROM (SELECT b.id AS booking_id, b.patient_id, b.treatment_id, b.business_day, bl.balance AS due,
                 CASE WHEN b.status = 'done' THEN 'done'
                   WHEN EXISTS (SELECT 1 FROM bill_line l WHERE l.clinic_id = bl.clinic_id AND l.bill_id = bl.id
                     AND l.kind = 'package' AND l.voided_at IS NULL) THEN 'package' ELSE 'other' END AS owed
               FROM bill bl
               JOIN booking b ON b.clinic_id = bl.clinic_id AND b.id = bl.booking_id
               WHERE bl.clinic_id = $1 AND bl.balance <> 0 AND bl.balance > 0
                 AND NOT (b.status IN ('arrived', 'in_service') AND b.business_day < $2)
               UNION ALL
               SELECT b.id, b.patient_id, b.treatment_id, b.business_day, CAST(",
            owes!(),
            " - COALESCE(bl.paid, 0) AS BIGINT), 'other'
               FROM booking b
               JOIN treatment t ON t.clinic_id = b.clinic_id AND t.id = b.treatment_id
               LEFT JOIN bill bl ON bl.clinic_id = b.clinic_id AND bl.booking_id = b.id
               WHERE b.clinic_id = $1 AND b.status IN ('arrived', 'in_service') AND b.business_day < $2) x
             JOIN patient p ON p.clinic_id = $1 AND p.id = x.patient_id
             JOIN treatment t ON t.clinic_id = $1 AND t.id = x.treatment_id
             WHERE x.due > 0
               AND NOT EXISTS (SELECT 1 FROM open_work k WHERE k.clinic_id = $1 AND k.booking_id = x.booking_id
                 AND k.due >= x.due AND (k.decision = 'receivable' OR EXISTS (SELECT 1 FROM drawer_session s
                   WHERE s.clinic_id = k.clinic_id AND s.id = k.session_id AND s.business_day = $2
                     AND NOT EXISTS (SELECT 1 FROM drawer_session n
                       WHERE n.clinic_id = s.clinic_id AND n.handed_from = s.id))))
             ORDER BY x.business_day, x.booking_id"
        ),
        (clinic, day),
    )
}

/// What was decided about a visit at a close.
pub fn decide<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
    (booking, due): (BookingId, Money),
    decision: Decision,
    note: &'a str,
    by: (AccountId, Option<AccountId>),
    now: Ts,
) -> Answer<'a, ()> {
    on.into().add(
        &OPEN_WORK,
        "INSERT INTO open_work (clinic_id, session_id, booking_id, decision, due, note, at, account_id, approved_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        (clinic, session, booking, decision, due, note, now, by.0, by.1),
    )
}

/// The end of the trail: its number and its hash.
pub fn trail<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, (i64, String)> {
    on.into().one("SELECT seq, hash FROM audit_head WHERE clinic_id = $1", (clinic,))
}

/// A report about to be written.
#[derive(Debug, Clone)]
pub struct NewZ {
    pub id: ZReportId,
    pub number: i64,
    pub session: DrawerSessionId,
    pub business_day: NaiveDate,
    pub snapshot: String,
    pub head: (i64, String),
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: NewZ,
    by: AccountId,
    now: Ts,
) -> Answer<'a, ()> {
    on.into().add(
        &Z_REPORT,
        "INSERT INTO z_report (clinic_id, id, number, session_id, business_day, issued_at, account_id, snapshot,
           head_seq, head_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        (
            clinic,
            row.id,
            row.number,
            row.session,
            row.business_day,
            now,
            by,
            row.snapshot,
            row.head.0,
            row.head.1,
        ),
    )
}

/// The reports before a number, the newest first.
pub fn list<'a>(on: impl Into<On<'a>>, clinic: ClinicId, before: i64, most: i64) -> Answer<'a, Vec<ZRow>> {
    on.into().all(
        "SELECT z.id, z.number, z.business_day, z.issued_at, d.name AS drawer, o.full_name AS opened_by,
           c.full_name AS closed_by, s.closed_by AS closer, s.counted, s.difference,
           NOT EXISTS (SELECT 1 FROM drawer_session n WHERE n.clinic_id = s.clinic_id AND n.drawer_id = s.drawer_id
             AND n.opened_at >= s.closed_at AND n.id <> s.id) AS shut
         FROM z_report z
         JOIN drawer_session s ON s.clinic_id = z.clinic_id AND s.id = z.session_id
         JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
         JOIN account o ON o.clinic_id = s.clinic_id AND o.id = s.opened_by
         JOIN account c ON c.clinic_id = s.clinic_id AND c.id = s.closed_by
         WHERE z.clinic_id = $1 AND z.number < $2 ORDER BY z.number DESC LIMIT $3",
        (clinic, before, most),
    )
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: ZReportId) -> Answer<'a, Option<SnapshotRow>> {
    on.into().opt("SELECT id, number, snapshot FROM z_report WHERE clinic_id = $1 AND id = $2", (clinic, id))
}

pub fn by_number<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    number: i64,
) -> Answer<'a, Option<SnapshotRow>> {
    on.into().opt(
        "SELECT id, number, snapshot FROM z_report WHERE clinic_id = $1 AND number = $2",
        (clinic, number),
    )
}

/// The number of the report a session was closed with.
pub fn number_of<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
) -> Answer<'a, Option<(i64,)>> {
    on.into().opt("SELECT number FROM z_report WHERE clinic_id = $1 AND session_id = $2", (clinic, session))
}
