//! The rows of the trail as they are read, with the names of whoever did what they tell.

use super::db::{Answer, On, row};
use crate::domain::audit::clock;
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

row! {
    /// One row, for reading: with the names of whoever did it and whoever gave leave.
    pub struct LineRow {
        pub seq: i64,
        pub at: Ts,
        pub clock_behind: i64,
        pub account: Option<String>,
        pub approver: Option<String>,
        pub terminal: String,
        pub act: String,
        pub entity: String,
        pub entity_id: Option<uuid::Uuid>,
        pub before: String,
        pub after: String,
        pub reason: String,
        /// When the row before was written, and by how much its clock stood behind; the same of the row after.
        pub was_at: Option<Ts>,
        pub was_behind: Option<i64>,
        pub next_at: Option<Ts>,
        pub next_behind: Option<i64>,
    }
}

impl LineRow {
    /// What the clock of whoever wrote it said.
    #[must_use]
    pub fn clock(&self) -> Ts {
        clock(self.at, self.clock_behind)
    }

    /// What the clock said at the rows before and after it, as far as there are any.
    #[must_use]
    pub fn clocks_beside(&self) -> (Option<Ts>, Option<Ts>) {
        let of = |at: Option<Ts>, behind: Option<i64>| at.zip(behind).map(|(at, behind)| clock(at, behind));
        (of(self.was_at, self.was_behind), of(self.next_at, self.next_behind))
    }
}

/// Somebody's name; where another has the same, with what they log in as.
macro_rules! named {
    ($who:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM account o WHERE o.clinic_id = t.clinic_id AND o.id <> ",
            $who,
            ".id AND LOWER(o.full_name) = LOWER(",
            $who,
            ".full_name)) THEN ",
            $who,
            ".full_name || ' (' || ",
            $who,
            ".username || ')' ELSE ",
            $who,
            ".full_name END"
        )
    };
}

/// A row with the names of whoever did it and whoever gave leave.
macro_rules! lines {
    ($which:literal) => {
        concat!(
            "SELECT t.seq, t.at, t.clock_behind, ",
            named!("a"),
            " AS account, ",
            named!("v"),
            " AS approver, t.terminal, t.act,
               t.entity, t.entity_id, t.before, t.after, t.reason,
               w.at AS was_at, w.clock_behind AS was_behind, n.at AS next_at, n.clock_behind AS next_behind
             FROM audit t
             LEFT JOIN audit w ON w.clinic_id = t.clinic_id AND w.seq = t.seq - 1
             LEFT JOIN audit n ON n.clinic_id = t.clinic_id AND n.seq = t.seq + 1
             LEFT JOIN account a ON a.clinic_id = t.clinic_id AND a.id = t.account_id
             LEFT JOIN account v ON v.clinic_id = t.clinic_id AND v.id = t.approver_id
             WHERE t.clinic_id = $1 AND ",
            $which
        )
    };
}

/// The latest rows before number `before`, the latest first; those an owner left only where `owners` may be seen.
pub fn latest<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    before: i64,
    owners: bool,
    most: i64,
) -> Answer<'a, Vec<LineRow>> {
    on.into().all(
        lines!(
            "t.seq < $2 AND ($3 OR a.role IS NULL OR a.role <> 'owner')
         ORDER BY t.seq DESC LIMIT $4"
        ),
        (clinic, before, owners, most),
    )
}

/// The same about one thing and what belongs to it: a visit's numbers, its bill, its payments and receipts; the moves of
/// a drawer session; of a patient, their health notes, those who were merged into them, and whom they were merged into.
pub fn of_thing<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    thing: uuid::Uuid,
    before: i64,
    owners: bool,
    most: i64,
) -> Answer<'a, Vec<LineRow>> {
    on.into().all(
        lines!(
            "t.seq < $3 AND ($4 OR a.role IS NULL OR a.role <> 'owner')
           AND t.entity_id IN (
             SELECT $2
             UNION SELECT k.id FROM ticket k WHERE k.clinic_id = $1 AND k.booking_id = $2
             UNION SELECT l.id FROM bill l WHERE l.clinic_id = $1 AND l.booking_id = $2
             UNION SELECT m.id FROM bill l JOIN payment m ON m.clinic_id = l.clinic_id AND m.bill_id = l.id
               WHERE l.clinic_id = $1 AND l.booking_id = $2
             UNION SELECT r.id FROM bill l JOIN receipt r ON r.clinic_id = l.clinic_id AND r.bill_id = l.id
               WHERE l.clinic_id = $1 AND l.booking_id = $2
             UNION SELECT d.id FROM drawer_move d WHERE d.clinic_id = $1 AND d.session_id = $2
             UNION SELECT n.id FROM health_note n WHERE n.clinic_id = $1 AND n.patient_id = $2
             UNION SELECT p.id FROM patient p WHERE p.clinic_id = $1 AND p.merged_into = $2
             UNION SELECT p.merged_into FROM patient p WHERE p.clinic_id = $1 AND p.id = $2)
         ORDER BY t.seq DESC LIMIT $5"
        ),
        (clinic, thing, before, owners, most),
    )
}
