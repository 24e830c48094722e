//! Security events.

use super::db::{Answer, On, row};
use super::fault::Stored;
use super::vouched::SECURITY_EVENT;
use crate::domain::event::{EventKind, Severity};
use crate::domain::id::{AccountId, ClinicId, EventId};
use crate::domain::time::Ts;

row! {
    /// What looked wrong.
    pub struct EventRow {
        pub id: EventId,
        pub kind: EventKind,
        pub severity: Severity,
        /// Whom it is about.
        pub account_id: Option<AccountId>,
        pub account: Option<String>,
        /// Who did it.
        pub actor_id: Option<AccountId>,
        pub actor: Option<String>,
        pub terminal: String,
        pub at: Ts,
        /// Facts without personal data.
        pub details: String,
        pub resolved_at: Option<Ts>,
        pub resolved_by: Option<String>,
        pub note: String,
    }
}

macro_rules! events {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.kind, e.severity, e.account_id, a.full_name AS account, e.actor_id,
               c.full_name AS actor, e.terminal, e.at, e.details, e.resolved_at, b.full_name AS resolved_by, e.note
             FROM security_event e
             LEFT JOIN account a ON a.clinic_id = e.clinic_id AND a.id = e.account_id
             LEFT JOIN account c ON c.clinic_id = e.clinic_id AND c.id = e.actor_id
             LEFT JOIN account b ON b.clinic_id = e.clinic_id AND b.id = e.resolved_by
             WHERE e.clinic_id = $1 ",
            $rest
        )
    };
}

/// What is still to be settled first, then the latest.
pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<EventRow>> {
    on.into().all(
        events!("ORDER BY CASE WHEN e.resolved_at IS NULL THEN 0 ELSE 1 END, e.at DESC, e.id DESC LIMIT 500"),
        (clinic,),
    )
}

/// How many severe ones nobody settled yet.
pub fn severe<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<(i64,)>> {
    on.into().opt(
        "SELECT COUNT(*) FROM security_event WHERE clinic_id = $1 AND severity = 'critical' AND resolved_at IS NULL",
        (clinic,),
    )
}

/// When it was told that a clock was set, of all that somebody settled.
pub async fn clocks_settled(on: impl Into<On<'_>>, clinic: ClinicId) -> Stored<Vec<Ts>> {
    let rows: Vec<(Ts,)> = on
        .into()
        .all(
            "SELECT at FROM security_event WHERE clinic_id = $1 AND kind = 'clock_jump' AND resolved_at IS NOT NULL",
            (clinic,),
        )
        .await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: EventId) -> Answer<'a, Option<EventRow>> {
    on.into().opt(events!("AND e.id = $2"), (clinic, id))
}

pub fn insert<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &EventRow) -> Answer<'a, ()> {
    let row = row.clone();
    let (resolved_at, resolved_by): (Option<Ts>, Option<AccountId>) = (None, None);
    on.into().add(
        &SECURITY_EVENT,
        "INSERT INTO security_event (clinic_id, id, kind, severity, account_id, actor_id, terminal, at, details,
           resolved_at, resolved_by, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        (
            clinic,
            row.id,
            row.kind,
            row.severity,
            row.account_id,
            row.actor_id,
            row.terminal,
            row.at,
            row.details,
            resolved_at,
            resolved_by,
            row.note,
        ),
    )
}

/// Says what it was; no row where somebody did already.
pub fn resolve<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: EventId,
    by: AccountId,
    note: String,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &SECURITY_EVENT,
        "UPDATE security_event SET resolved_at = $4, resolved_by = $3, note = $5
         WHERE clinic_id = $1 AND id = $2 AND resolved_at IS NULL RETURNING *",
        (clinic, id, by, now, note),
    )
}
