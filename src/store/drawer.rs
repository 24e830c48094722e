//! Drawers and the sessions at them.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use crate::domain::id::{AccountId, ClinicId, DrawerId, DrawerSessionId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    pub struct DrawerRow {
        pub id: DrawerId,
        pub name: String,
    }
}

row! {
    /// A session that is not closed.
    pub struct OpenSessionRow {
        pub id: DrawerSessionId,
        pub drawer_id: DrawerId,
        pub drawer: String,
        pub terminal: String,
        pub business_day: NaiveDate,
        pub opened_at: Ts,
        pub opened_by: AccountId,
        pub account: String,
        pub opening_float: Money,
        pub counted_at: Option<Ts>,
    }
}

row! {
    /// What the last session left in a drawer.
    pub struct LeftRow {
        pub id: DrawerSessionId,
        pub left_in: Money,
        pub closed_at: Ts,
    }
}

/// A session about to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub id: DrawerSessionId,
    pub drawer_id: DrawerId,
    pub business_day: NaiveDate,
    pub opening_float: Money,
    /// What the session before left; none for the first.
    pub left_before: Option<Money>,
    pub opening_note: String,
    /// The session that handed over, when one did.
    pub handed_from: Option<DrawerSessionId>,
}

/// Every session that is open, whoever's and wherever.
pub fn open_sessions<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<OpenSessionRow>> {
    on.into().all(
        "SELECT s.id, s.drawer_id, d.name AS drawer, s.terminal, s.business_day, s.opened_at, s.opened_by,
           a.full_name AS account, s.opening_float, s.counted_at
         FROM drawer_session s
         JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
         JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.opened_by
         WHERE s.clinic_id = $1 AND s.closed_at IS NULL ORDER BY s.opened_at",
        (clinic,),
    )
}

/// Holds a session until the transaction ends: who pays and who counts come one after the other.
pub fn lock_session<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: DrawerSessionId,
) -> Answer<'a, Option<(Option<Ts>, Option<Ts>)>> {
    on.into().opt(
        Sql::Each {
            sqlite: "SELECT counted_at, closed_at FROM drawer_session WHERE clinic_id = $1 AND id = $2",
            postgres: "SELECT counted_at, closed_at FROM drawer_session WHERE clinic_id = $1 AND id = $2 FOR UPDATE",
        },
        (clinic, id),
    )
}

pub fn by_name<'a>(on: impl Into<On<'a>>, clinic: ClinicId, name: &'a str) -> Answer<'a, Option<DrawerRow>> {
    on.into().opt("SELECT id, name FROM drawer WHERE clinic_id = $1 AND name = $2", (clinic, name))
}

pub fn insert_drawer<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: DrawerId,
    name: &'a str,
) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO drawer (clinic_id, id, name, active) VALUES ($1, $2, $3, TRUE)",
        (clinic, id, name),
    )
}

/// What the last closed session of a drawer left in it.
pub fn left<'a>(on: impl Into<On<'a>>, clinic: ClinicId, drawer: DrawerId) -> Answer<'a, Option<LeftRow>> {
    on.into().opt(
        "SELECT id, left_in, closed_at FROM drawer_session
         WHERE clinic_id = $1 AND drawer_id = $2 AND closed_at IS NOT NULL ORDER BY opened_at DESC LIMIT 1",
        (clinic, drawer),
    )
}

pub fn insert_session<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &NewSession,
    terminal: &'a str,
    by: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    let row = row.clone();
    let difference = row.left_before.map_or(Money::ZERO, |left| Money(row.opening_float.0 - left.0));
    on.into().exec(
        "INSERT INTO drawer_session (clinic_id, id, drawer_id, terminal, business_day, opened_at, opened_by,
           opening_float, left_before, opening_difference, opening_note, handed_from)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        (
            clinic,
            row.id,
            row.drawer_id,
            terminal,
            row.business_day,
            now,
            by,
            row.opening_float,
            row.left_before,
            difference,
            row.opening_note,
            row.handed_from,
        ),
    )
}
