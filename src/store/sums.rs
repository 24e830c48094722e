//! The sums the database keeps of each bill, counted again from the rows they are made of.

use std::time::Duration;

use uuid::Uuid;

use super::db::{On, Sql};
use super::fault::Stored;
use crate::domain::audit::hex;
use crate::domain::id::ClinicId;

/// The columns of a bill that the database writes by itself.
pub const OWN: &[&str] = &["balance", "charged", "paid", "returned", "deposits", "waiting"];

/// How long a whole book may take.
const LONG: Duration = Duration::from_mins(10);

/// A sum in a file, whose own stops at what a number holds: of the millions and of the rest.
macro_rules! in_file {
    ($of:literal) => {
        concat!("(SUM((", $of, ") / 1000000) * 1000000 + SUM((", $of, ") % 1000000))")
    };
}

/// A sum on a server, which has room for any.
macro_rules! on_server {
    ($of:literal) => {
        concat!("SUM(", $of, ")")
    };
}

/// The ids of those bills, as the engine shows their bytes.
macro_rules! found {
    ($sum:ident, $id:literal) => {
        concat!(
            "SELECT ",
            $id,
            " FROM (
         WITH lines AS (SELECT bill_id, ",
            $sum!("amount"),
            " AS charged, ",
            $sum!("CASE WHEN kind IN ('package', 'forfeit') OR kind IN ('write_off', 'rounding') AND reduces IS NOT NULL
               THEN amount ELSE 0 END"),
            " AS standing
           FROM bill_line WHERE clinic_id = $1 AND voided_at IS NULL GROUP BY bill_id),
         states AS (SELECT payment_id, MAX(CASE state WHEN 'failed' THEN 1 ELSE 0 END) AS failed,
             MIN(CASE state WHEN 'waiting' THEN 1 ELSE 0 END) AS waits
           FROM payment_state WHERE clinic_id = $1 GROUP BY payment_id),
         came AS (SELECT m.bill_id, ",
            $sum!("CASE s.failed WHEN 1 THEN 0 ELSE m.amount END"),
            " AS paid, -",
            $sum!("CASE WHEN m.kind = 'refund' AND h.kind <> 'credit' THEN m.amount ELSE 0 END"),
            " AS returned, ",
            $sum!("CASE WHEN COALESCE(o.kind, m.kind) <> 'deposit' OR s.failed = 1 THEN 0 ELSE m.amount END"),
            " AS deposits, ",
            $sum!("CASE w.waits WHEN 1 THEN m.amount ELSE 0 END"),
            " AS waiting
           FROM payment m
           JOIN payment_method h ON h.clinic_id = m.clinic_id AND h.id = m.method_id
           LEFT JOIN payment o ON o.clinic_id = m.clinic_id AND o.id = m.refers_to
           LEFT JOIN states s ON s.payment_id = m.id
           LEFT JOIN states w ON w.payment_id = COALESCE(m.refers_to, m.id)
           WHERE m.clinic_id = $1 GROUP BY m.bill_id)
         SELECT bl.id FROM bill bl
         JOIN booking b ON b.clinic_id = bl.clinic_id AND b.id = bl.booking_id
         LEFT JOIN lines l ON l.bill_id = bl.id
         LEFT JOIN came c ON c.bill_id = bl.id
         WHERE bl.clinic_id = $1 AND (bl.charged IS DISTINCT FROM COALESCE(l.charged, 0)
           OR bl.balance IS DISTINCT FROM
             COALESCE(CASE b.status WHEN 'done' THEN l.charged ELSE l.standing END, 0) - COALESCE(c.paid, 0)
           OR bl.paid IS DISTINCT FROM COALESCE(c.paid, 0) OR bl.returned IS DISTINCT FROM COALESCE(c.returned, 0)
           OR bl.deposits IS DISTINCT FROM COALESCE(c.deposits, 0)
           OR bl.waiting IS DISTINCT FROM COALESCE(c.waiting, 0))
         UNION SELECT r.bill_id FROM (SELECT bill_id FROM lines UNION SELECT bill_id FROM came) r
         WHERE NOT EXISTS (SELECT 1 FROM bill bl WHERE bl.clinic_id = $1 AND bl.id = r.bill_id)) w
         WHERE w.id IS NOT NULL ORDER BY 1"
        )
    };
}

/// Bills whose sums are not what their rows come to, or that are gone from above them: their ids, which may be no ids any
/// more.
pub async fn wrong(on: impl Into<On<'_>>, clinic: ClinicId) -> Stored<Vec<String>> {
    let ids: Vec<(Vec<u8>,)> = on
        .into()
        .within(LONG)
        .all(
            Sql::Each {
                sqlite: found!(in_file, "CAST(w.id AS BLOB)"),
                postgres: found!(on_server, "uuid_send(w.id)"),
            },
            (clinic,),
        )
        .await?;
    let said = |(id,): (Vec<u8>,)| Uuid::from_slice(&id).map_or_else(|_| hex(&id), |id| id.to_string());
    Ok(ids.into_iter().map(said).collect())
}

/// Numbers that are not one after the other from one on: of the receipts of each series, and of the closing reports; or
/// whose counter, or that of a day's queue, stands elsewhere than at the highest that was given, or is gone.
macro_rules! holes {
    ($scope:literal, $day:literal) => {
        concat!(
            "SELECT w.kind, ",
            $scope,
            " FROM (
           SELECT 'receipt' AS kind, series AS scope, MIN(number) AS low, MAX(number) AS high, COUNT(*) AS many
           FROM receipt WHERE clinic_id = $1 GROUP BY series
           UNION ALL SELECT 'z', '', MIN(number), MAX(number), COUNT(*) FROM z_report WHERE clinic_id = $1
           UNION ALL SELECT 'ticket', ",
            $day,
            " || '/' || prefix, 1, MAX(number), MAX(number) FROM ticket WHERE clinic_id = $1 GROUP BY business_day, prefix
           UNION ALL SELECT kind, scope, NULL, NULL, 0 FROM counter c
           WHERE clinic_id = $1 AND kind IN ('receipt', 'z', 'ticket') AND NOT EXISTS (
             SELECT 1 FROM receipt r WHERE c.kind = 'receipt' AND r.clinic_id = $1 AND r.series = c.scope
             UNION ALL SELECT 1 FROM z_report z WHERE c.kind = 'z' AND z.clinic_id = $1
             UNION ALL SELECT 1 FROM ticket t WHERE c.kind = 'ticket' AND t.clinic_id = $1
               AND ",
            $day,
            " || '/' || t.prefix = c.scope)) w
         LEFT JOIN counter c ON c.clinic_id = $1 AND c.kind = w.kind AND c.scope = w.scope
         WHERE w.low <> 1 OR w.high <> w.many OR c.value IS DISTINCT FROM w.high ORDER BY 1, 2"
        )
    };
}

/// The counters of receipts, closing reports and days of the queue that do not stand at the highest number given, or whose
/// numbers have holes.
pub async fn holes(on: impl Into<On<'_>>, clinic: ClinicId) -> Stored<Vec<String>> {
    let counters: Vec<(String, Vec<u8>)> = on
        .into()
        .within(LONG)
        .all(
            Sql::Each {
                sqlite: holes!("CAST(COALESCE(w.scope, '') AS BLOB)", "business_day"),
                postgres: holes!(
                    "convert_to(COALESCE(w.scope, ''), 'UTF8')",
                    "to_char(business_day, 'YYYY-MM-DD')"
                ),
            },
            (clinic,),
        )
        .await?;
    let said = |(kind, scope): (String, Vec<u8>)| {
        format!("counter {kind} {}", String::from_utf8_lossy(&scope)).trim_end().to_owned()
    };
    Ok(counters.into_iter().map(said).collect())
}
