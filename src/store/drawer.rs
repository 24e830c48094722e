//! Drawers and the sessions at them.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use super::vouched::{DRAWER_COUNT, DRAWER_SESSION};
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
        /// The last day on which it takes money, where somebody carried it over.
        pub carried_to: Option<NaiveDate>,
        pub opened_at: Ts,
        pub opened_by: AccountId,
        pub account: String,
        pub opening_float: Money,
        pub counted_at: Option<Ts>,
    }
}

row! {
    /// A session with everything that is known of it.
    pub struct SessionRow {
        pub id: DrawerSessionId,
        pub drawer_id: DrawerId,
        pub drawer: String,
        pub terminal: String,
        pub business_day: NaiveDate,
        /// The last day on which it takes money, where somebody carried it over.
        pub carried_to: Option<NaiveDate>,
        /// Why it was.
        pub carried_note: Option<String>,
        pub opened_at: Ts,
        pub opened_by: AccountId,
        pub account: String,
        pub opening_float: Money,
        pub left_before: Option<Money>,
        pub opening_difference: Money,
        pub opening_note: String,
        /// Who handed it over with what was counted then.
        pub handed_by: Option<String>,
        pub counted_at: Option<Ts>,
        pub counted: Option<Money>,
        pub difference_note: Option<String>,
        pub difference_approver: Option<String>,
        pub difference_approved_by: Option<AccountId>,
        pub closed_at: Option<Ts>,
        pub closer: Option<String>,
    }
}

row! {
    /// A drawer and who has it open.
    pub struct DrawerStateRow {
        pub id: DrawerId,
        pub name: String,
        pub session_id: Option<DrawerSessionId>,
        pub terminal: Option<String>,
        pub opened_at: Option<Ts>,
        pub opened_by: Option<AccountId>,
        pub account: Option<String>,
        pub counted_at: Option<Ts>,
    }
}

row! {
    /// A count.
    pub struct CountRow {
        pub seq: i64,
        pub total: Money,
        /// Piece by piece, as JSON.
        pub pieces: String,
        pub reason: String,
        pub at: Ts,
        pub account_id: AccountId,
        pub account: String,
        pub approver: Option<String>,
        /// Whoever counted could not see what should be there.
        pub blind: bool,
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
        "SELECT s.id, s.drawer_id, d.name AS drawer, s.terminal, s.business_day, s.carried_to, s.opened_at,
           s.opened_by, a.full_name AS account, s.opening_float, s.counted_at
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

/// The drawer of a name, by its key: see [`crate::domain::drawer::name_key`].
pub fn by_key<'a>(on: impl Into<On<'a>>, clinic: ClinicId, key: &'a str) -> Answer<'a, Option<DrawerRow>> {
    on.into().opt("SELECT id, name FROM drawer WHERE clinic_id = $1 AND name_key = $2", (clinic, key))
}

/// The names of all drawers.
pub fn names<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<(String,)>> {
    on.into().all("SELECT name FROM drawer WHERE clinic_id = $1 ORDER BY name_key", (clinic,))
}

pub fn insert_drawer<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: DrawerId,
    name: &'a str,
    key: &'a str,
) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO drawer (clinic_id, id, name, name_key, active) VALUES ($1, $2, $3, $4, TRUE)",
        (clinic, id, name, key),
    )
}

/// What the last session of a drawer left in it. The last is the one with the highest Z: two moments may be the same.
pub fn left<'a>(on: impl Into<On<'a>>, clinic: ClinicId, drawer: DrawerId) -> Answer<'a, Option<(Money,)>> {
    on.into().opt(
        "SELECT s.left_in FROM z_report z
         JOIN drawer_session s ON s.clinic_id = z.clinic_id AND s.id = z.session_id
         WHERE z.clinic_id = $1 AND s.drawer_id = $2 ORDER BY z.number DESC LIMIT 1",
        (clinic, drawer),
    )
}

/// Every drawer in use, by name.
pub fn states<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<DrawerStateRow>> {
    on.into().all(
        "SELECT d.id, d.name, s.id AS session_id, s.terminal, s.opened_at, s.opened_by, a.full_name AS account,
           s.counted_at
         FROM drawer d
         LEFT JOIN drawer_session s ON s.clinic_id = d.clinic_id AND s.drawer_id = d.id AND s.closed_at IS NULL
         LEFT JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.opened_by
         WHERE d.clinic_id = $1 AND d.active = TRUE ORDER BY d.name",
        (clinic,),
    )
}

/// The session that was closed last since a moment: one's own, else one of this counter.
pub fn closed_since<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    (me, terminal): (AccountId, &'a str),
    since: Ts,
) -> Answer<'a, Option<(DrawerSessionId,)>> {
    on.into().opt(
        "SELECT id FROM drawer_session
         WHERE clinic_id = $1 AND closed_at >= $4 AND (opened_by = $2 OR terminal = $3)
         ORDER BY CASE WHEN opened_by = $2 THEN 0 ELSE 1 END, closed_at DESC, id LIMIT 1",
        (clinic, me, terminal, since),
    )
}

pub fn session<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: DrawerSessionId,
) -> Answer<'a, Option<SessionRow>> {
    on.into().opt(
        "SELECT s.id, s.drawer_id, d.name AS drawer, s.terminal, s.business_day, s.carried_to, s.carried_note, s.opened_at,
           s.opened_by, a.full_name AS account, s.opening_float, s.left_before, s.opening_difference, s.opening_note,
           (SELECT h.full_name FROM drawer_session f
            JOIN account h ON h.clinic_id = f.clinic_id AND h.id = f.opened_by
            WHERE f.clinic_id = s.clinic_id AND f.id = s.handed_from) AS handed_by,
           s.counted_at, s.counted, s.difference_note, v.full_name AS difference_approver,
           s.difference_approved_by, s.closed_at, c.full_name AS closer
         FROM drawer_session s
         JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
         JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.opened_by
         LEFT JOIN account c ON c.clinic_id = s.clinic_id AND c.id = s.closed_by
         LEFT JOIN account v ON v.clinic_id = s.clinic_id AND v.id = s.difference_approved_by
         WHERE s.clinic_id = $1 AND s.id = $2",
        (clinic, id),
    )
}

/// Every count of a session, the first first.
pub fn counts<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
) -> Answer<'a, Vec<CountRow>> {
    on.into().all(
        "SELECT c.seq, c.total, c.pieces, c.reason, c.at, c.account_id, a.full_name AS account, v.full_name AS approver,
           c.blind
         FROM drawer_count c
         JOIN account a ON a.clinic_id = c.clinic_id AND a.id = c.account_id
         LEFT JOIN account v ON v.clinic_id = c.clinic_id AND v.id = c.approved_by
         WHERE c.clinic_id = $1 AND c.session_id = $2 ORDER BY c.seq",
        (clinic, session),
    )
}

/// A count about to be written.
#[derive(Debug, Clone)]
pub struct NewCount {
    pub session: DrawerSessionId,
    pub seq: i64,
    pub total: Money,
    pub pieces: String,
    pub reason: String,
    pub approved_by: Option<AccountId>,
    pub blind: bool,
}

pub fn insert_count<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &NewCount,
    by: AccountId,
    now: Ts,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().add(
        &DRAWER_COUNT,
        "INSERT INTO drawer_count (clinic_id, session_id, seq, total, pieces, reason, at, account_id, approved_by,
           blind)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        (clinic, row.session, row.seq, row.total, row.pieces, row.reason, now, by, row.approved_by, row.blind),
    )
}

/// Notes the last count in the session. The moment of the first stays; what was accepted of an older count does not.
pub fn set_counted<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
    total: Money,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &DRAWER_SESSION,
        "UPDATE drawer_session SET counted_at = COALESCE(counted_at, $4), counted = $3, difference_note = NULL,
           difference_approved_by = NULL
         WHERE clinic_id = $1 AND id = $2 RETURNING *",
        (clinic, session, total, now),
    )
}

/// Notes that a difference was accepted, and by whom.
pub fn set_accepted<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
    note: &'a str,
    approved_by: Option<AccountId>,
) -> Answer<'a, u64> {
    on.into().change(
        &DRAWER_SESSION,
        "UPDATE drawer_session SET difference_note = $3, difference_approved_by = $4
         WHERE clinic_id = $1 AND id = $2 RETURNING *",
        (clinic, session, note, approved_by),
    )
}

/// Lets a session that is not counted take money up to `to`; 0 rows when it was counted meanwhile.
pub fn carry<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
    to: NaiveDate,
    note: &'a str,
) -> Answer<'a, u64> {
    on.into().change(
        &DRAWER_SESSION,
        "UPDATE drawer_session SET carried_to = $3, carried_note = $4
         WHERE clinic_id = $1 AND id = $2 AND counted_at IS NULL RETURNING *",
        (clinic, session, to, note),
    )
}

/// How a session ends.
#[derive(Debug, Clone, Copy)]
pub struct End {
    pub expected: Money,
    pub difference: Money,
    pub left_in: Money,
}

/// Closes a session.
pub fn close_session<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
    end: End,
    by: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &DRAWER_SESSION,
        "UPDATE drawer_session SET expected = $3, difference = $4, left_in = $5, closed_by = $6, closed_at = $7
         WHERE clinic_id = $1 AND id = $2 AND closed_at IS NULL RETURNING *",
        (clinic, session, end.expected, end.difference, end.left_in, by, now),
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
    on.into().change(
        &DRAWER_SESSION,
        "INSERT INTO drawer_session (clinic_id, id, drawer_id, terminal, business_day, opened_at, opened_by,
           opening_float, left_before, opening_difference, opening_note, handed_from)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING *",
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
