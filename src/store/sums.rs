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

/// The ids of those bills, as the engine shows their bytes.
macro_rules! found {
    ($id:literal) => {
        concat!(
            "SELECT ",
            $id,
            " FROM (
         WITH lines AS (SELECT bill_id, SUM(amount) AS charged,
             SUM(CASE WHEN kind IN ('package', 'forfeit') THEN amount ELSE 0 END) AS standing
           FROM bill_line WHERE clinic_id = $1 AND voided_at IS NULL GROUP BY bill_id),
         states AS (SELECT payment_id, MAX(CASE state WHEN 'failed' THEN 1 ELSE 0 END) AS failed,
             MIN(CASE state WHEN 'waiting' THEN 1 ELSE 0 END) AS waits
           FROM payment_state WHERE clinic_id = $1 GROUP BY payment_id),
         came AS (SELECT m.bill_id,
             SUM(CASE s.failed WHEN 1 THEN 0 ELSE m.amount END) AS paid,
             SUM(CASE WHEN m.kind = 'refund' AND h.kind <> 'credit' THEN -m.amount ELSE 0 END) AS returned,
             SUM(CASE WHEN COALESCE(o.kind, m.kind) <> 'deposit' OR s.failed = 1 THEN 0 ELSE m.amount END) AS deposits,
             SUM(CASE w.waits WHEN 1 THEN m.amount ELSE 0 END) AS waiting
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
         WHERE bl.clinic_id = $1 AND (bl.charged <> COALESCE(l.charged, 0)
           OR bl.balance <> COALESCE(CASE b.status WHEN 'done' THEN l.charged ELSE l.standing END, 0) - COALESCE(c.paid, 0)
           OR bl.paid <> COALESCE(c.paid, 0) OR bl.returned <> COALESCE(c.returned, 0)
           OR bl.deposits <> COALESCE(c.deposits, 0) OR bl.waiting <> COALESCE(c.waiting, 0))
         UNION SELECT r.bill_id FROM (SELECT bill_id FROM lines UNION SELECT bill_id FROM came) r
         WHERE NOT EXISTS (SELECT 1 FROM bill bl WHERE bl.clinic_id = $1 AND bl.id = r.bill_id)) w ORDER BY 1"
        )
    };
}

/// Bills whose sums are not what their rows come to, or that are gone from above them: their ids, which may be no ids any
/// more.
pub async fn wrong(on: impl Into<On<'_>>, clinic: ClinicId) -> Stored<Vec<String>> {
    let ids: Vec<(Vec<u8>,)> = on
        .into()
        .within(LONG)
        .all(Sql::Each { sqlite: found!("w.id"), postgres: found!("uuid_send(w.id)") }, (clinic,))
        .await?;
    let said = |(id,): (Vec<u8>,)| Uuid::from_slice(&id).map_or_else(|_| hex(&id), |id| id.to_string());
    Ok(ids.into_iter().map(said).collect())
}
