//! Days that take no new row and no change.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use super::vouched::DAY_CLOSE;
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::id::{AccountId, ClinicId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind};
use crate::domain::time::Ts;

row! {
    /// One revision of a day's close.
    pub struct DayCloseRow {
        pub business_day: NaiveDate,
        pub revision: i64,
        pub closed_at: Ts,
        pub closed_by: String,
        pub snapshot: String,
        pub reopened_at: Option<Ts>,
        pub reopened_by: Option<String>,
        pub reopen_reason: Option<String>,
    }
}

row! {
    /// What a day took in by a method, in one kind.
    pub struct DayTakenRow {
        pub method: String,
        pub method_kind: MethodKind,
        /// New money; what was paid with credit or a package came in before.
        pub counts_as_received: bool,
        pub kind: PaymentKind,
        pub count: i64,
        pub amount: Money,
    }
}

row! {
    pub struct DayLinesRow {
        pub kind: LineKind,
        pub count: i64,
        pub amount: Money,
    }
}

row! {
    pub struct DayVisitsRow {
        pub status: Status,
        pub count: i64,
    }
}

row! {
    /// What was spent on something on a day.
    pub struct DaySpentRow {
        pub day: NaiveDate,
        pub category: String,
        pub count: i64,
        pub amount: Money,
    }
}

const ROWS: &str =
    "SELECT d.business_day, d.revision, d.closed_at, a.full_name AS closed_by, d.snapshot, d.reopened_at,
   r.full_name AS reopened_by, d.reopen_reason
 FROM day_close d
 JOIN account a ON a.clinic_id = d.clinic_id AND a.id = d.account_id
 LEFT JOIN account r ON r.clinic_id = d.clinic_id AND r.id = d.reopened_by
 WHERE d.clinic_id = $1 AND d.business_day BETWEEN $2 AND $3 ORDER BY d.business_day DESC, d.revision DESC";

/// Every revision of these days, the newest first.
pub fn between<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: (NaiveDate, NaiveDate),
) -> Answer<'a, Vec<DayCloseRow>> {
    on.into().all(ROWS, (clinic, days.0, days.1))
}

/// Waits for everybody who writes into a day, and holds it until the transaction ends. On SQLite it holds it already.
pub fn hold<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, (i64,)> {
    on.into().one(
        Sql::Each {
            sqlite: "SELECT COUNT(*) FROM day_close WHERE clinic_id = $1 AND business_day = $2",
            postgres: "SELECT CAST(COUNT(pg_advisory_xact_lock(day_key($1, $2))) AS BIGINT)",
        },
        (clinic, day),
    )
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: NaiveDate,
    revision: i64,
    snapshot: &'a str,
    by: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &DAY_CLOSE,
        "INSERT INTO day_close (clinic_id, business_day, revision, closed_at, account_id, snapshot)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING *",
        (clinic, day, revision, now, by, snapshot),
    )
}

/// Ends the revision that stands; 0 rows when somebody was quicker.
pub fn reopen<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: NaiveDate,
    reason: &'a str,
    by: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &DAY_CLOSE,
        "UPDATE day_close SET reopened_at = $3, reopened_by = $4, reopen_reason = $5
         WHERE clinic_id = $1 AND business_day = $2 AND reopened_at IS NULL RETURNING *",
        (clinic, day, now, by, reason),
    )
}

/// Whether a day is locked; on Postgres it is then held against its close until the commit.
pub fn locked<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Option<(i64,)>> {
    on.into().opt(
        Sql::Each {
            sqlite: "SELECT 1 FROM day_close WHERE clinic_id = $1 AND business_day = $2 AND reopened_at IS NULL",
            postgres: "SELECT CAST(1 AS BIGINT) FROM tenant t WHERE t.clinic_id = $1 AND day_locked(t.clinic_id, $2)",
        },
        (clinic, day),
    )
}

/// Whether the books are closed over a day: a later one is locked, or it itself, and nobody reopened it.
pub fn covered<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Option<(i64,)>> {
    on.into().opt(
        "SELECT CAST(1 AS BIGINT) WHERE EXISTS (SELECT 1 FROM day_close d
             WHERE d.clinic_id = $1 AND d.business_day >= $2 AND d.reopened_at IS NULL)
           AND (NOT EXISTS (SELECT 1 FROM day_close r WHERE r.clinic_id = $1 AND r.business_day = $2)
             OR EXISTS (SELECT 1 FROM day_close s
               WHERE s.clinic_id = $1 AND s.business_day = $2 AND s.reopened_at IS NULL))",
        (clinic, day),
    )
}

/// The last locked day after `day`.
pub fn locked_after<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: NaiveDate,
) -> Answer<'a, Option<(Option<NaiveDate>,)>> {
    on.into().opt(
        "SELECT MAX(business_day) FROM day_close
         WHERE clinic_id = $1 AND business_day > $2 AND reopened_at IS NULL",
        (clinic, day),
    )
}

/// The first day before `day` on which something was booked or taken and that is not locked: after the last that is,
/// or reopened since.
pub fn open_before<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    day: NaiveDate,
) -> Answer<'a, Option<(Option<NaiveDate>,)>> {
    on.into().opt(
        "WITH last AS (SELECT MAX(business_day) AS day FROM day_close
           WHERE clinic_id = $1 AND business_day < $2 AND reopened_at IS NULL)
         SELECT MIN(day) FROM (
           SELECT MIN(b.business_day) AS day FROM booking b, last
             WHERE b.clinic_id = $1 AND b.business_day < $2 AND (last.day IS NULL OR b.business_day > last.day)
           UNION ALL SELECT MIN(p.business_day) FROM payment p, last
             WHERE p.clinic_id = $1 AND p.business_day < $2 AND (last.day IS NULL OR p.business_day > last.day)
           UNION ALL SELECT MIN(d.business_day) FROM day_close d
             WHERE d.clinic_id = $1 AND d.business_day < $2 AND NOT EXISTS (SELECT 1 FROM day_close s
               WHERE s.clinic_id = d.clinic_id AND s.business_day = d.business_day AND s.reopened_at IS NULL)) x",
        (clinic, day),
    )
}

/// What was taken in on a day, less what turned out on it not to have come, whenever it was taken.
pub fn taken<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<DayTakenRow>> {
    on.into().all(
        "SELECT w.name AS method, w.kind AS method_kind, w.counts_as_received, x.kind, x.count, x.amount
         FROM (SELECT r.method_id, r.kind, CAST(SUM(r.rows) AS BIGINT) AS count, CAST(SUM(r.amount) AS BIGINT) AS amount
               FROM (SELECT m.method_id, m.kind, 1 AS rows, m.amount FROM payment m
                   WHERE m.clinic_id = $1 AND m.business_day = $2
                 UNION ALL SELECT m.method_id, m.kind, -1, -m.amount FROM payment_state f
                   JOIN payment m ON m.clinic_id = f.clinic_id AND m.id = f.payment_id
                   WHERE f.clinic_id = $1 AND f.business_day = $2 AND f.state = 'failed') r
               GROUP BY r.method_id, r.kind HAVING SUM(r.rows) <> 0 OR SUM(r.amount) <> 0) x
         JOIN payment_method w ON w.clinic_id = $1 AND w.id = x.method_id ORDER BY w.position, x.kind",
        (clinic, day),
    )
}

/// What was spent on these days, by category: what is void counts on its day, and against the day it was made void.
pub fn spent<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: (NaiveDate, NaiveDate),
) -> Answer<'a, Vec<DaySpentRow>> {
    on.into().all(
        "SELECT x.day, c.name AS category, CAST(SUM(x.counted) AS BIGINT) AS count,
           CAST(SUM(x.amount) AS BIGINT) AS amount
         FROM (SELECT e.category_id, e.business_day AS day, 1 AS counted, e.amount FROM expense e
             WHERE e.clinic_id = $1 AND e.business_day BETWEEN $2 AND $3
           UNION ALL SELECT e.category_id, e.voided_day, -1, -e.amount FROM expense e
             WHERE e.clinic_id = $1 AND e.voided_day BETWEEN $2 AND $3) x
         JOIN expense_category c ON c.clinic_id = $1 AND c.id = x.category_id
         GROUP BY x.day, c.name HAVING SUM(x.counted) <> 0 OR SUM(x.amount) <> 0 ORDER BY x.day, c.name",
        (clinic, days.0, days.1),
    )
}

/// What was written on bills on a day.
pub fn lines<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<DayLinesRow>> {
    on.into().all(
        "SELECT l.kind, CAST(COUNT(*) AS BIGINT) AS count, CAST(SUM(l.amount) AS BIGINT) AS amount
         FROM bill_line l WHERE l.clinic_id = $1 AND l.business_day = $2 AND l.voided_at IS NULL
         GROUP BY l.kind ORDER BY l.kind",
        (clinic, day),
    )
}

/// What became of a day's visits.
pub fn visits<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<DayVisitsRow>> {
    on.into().all(
        "SELECT b.status, CAST(COUNT(*) AS BIGINT) AS count FROM booking b
         WHERE b.clinic_id = $1 AND b.business_day = $2 GROUP BY b.status ORDER BY b.status",
        (clinic, day),
    )
}

/// The numbers of the closing reports of a day.
pub fn reports<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<(i64,)>> {
    on.into().all(
        "SELECT number FROM z_report WHERE clinic_id = $1 AND business_day = $2 ORDER BY number",
        (clinic, day),
    )
}
