//! Users as they are managed: who there is, in which role, and where they are logged in.

use super::db::{Answer, On, row};
use super::vouched::{ACCOUNT, SESSION, STAFF};
use crate::domain::account::Role;
use crate::domain::clinic::Language;
use crate::domain::id::{AccountId, ClinicId, RoleId, SessionId, StaffId};
use crate::domain::time::Ts;

row! {
    /// A user, without anything that opens a door.
    pub struct UserRow {
        pub id: AccountId,
        pub username: String,
        pub email: Option<String>,
        pub full_name: String,
        pub phone: Option<String>,
        pub language: Option<Language>,
        pub role: Role,
        pub custom_role_id: Option<RoleId>,
        /// The name of the clinic's own role.
        pub custom_role: Option<String>,
        pub staff_id: Option<StaffId>,
        pub active: bool,
        pub has_pin: bool,
        pub has_factor: bool,
        /// Waits for a new password, by a one-time code.
        pub resetting: bool,
        pub last_seen_at: Option<Ts>,
        pub version: i64,
    }
}

row! {
    /// A log-in that still holds.
    pub struct SeatRow {
        pub id: SessionId,
        pub account_id: AccountId,
        pub username: String,
        pub full_name: String,
        pub role: Role,
        pub terminal: String,
        pub device: String,
        pub created_at: Ts,
        pub last_seen_at: Ts,
        pub expires_at: Ts,
    }
}

macro_rules! users {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.username, a.email, a.full_name, a.phone, a.language, a.role, a.custom_role_id,
               r.name AS custom_role,
               (SELECT s.id FROM staff s WHERE s.clinic_id = a.clinic_id AND s.account_id = a.id
                  ORDER BY s.active DESC, s.position LIMIT 1) AS staff_id,
               a.active, a.pin_hash IS NOT NULL AS has_pin, a.factor_secret IS NOT NULL AS has_factor,
               a.reset_hash IS NOT NULL AS resetting,
               (SELECT MAX(s.last_seen_at) FROM session s WHERE s.clinic_id = a.clinic_id AND s.account_id = a.id)
                 AS last_seen_at,
               a.version
             FROM account a LEFT JOIN role r ON r.clinic_id = a.clinic_id AND r.id = a.custom_role_id
             WHERE a.clinic_id = $1 ",
            $rest
        )
    };
}

/// Everybody, those who may come in first.
pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<UserRow>> {
    on.into().all(users!("ORDER BY a.active DESC, a.full_name, a.username"), (clinic,))
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: AccountId) -> Answer<'a, Option<UserRow>> {
    on.into().opt(users!("AND a.id = $2"), (clinic, id))
}

/// Writes everything but the keys, over the version that was read.
pub fn update<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &UserRow, now: Ts) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &ACCOUNT,
        "UPDATE account SET username = $3, email = $4, full_name = $5, phone = $6, language = $7, role = $8,
           custom_role_id = $9, active = $10, version = version + 1, updated_at = $11
         WHERE clinic_id = $1 AND id = $2 AND version = $12 RETURNING *",
        (
            clinic,
            row.id,
            row.username,
            row.email,
            row.full_name,
            row.phone,
            row.language,
            row.role,
            row.custom_role_id,
            row.active,
            now,
            row.version,
        ),
    )
}

/// Their rights changed: what was read of them before is old.
pub fn touch<'a>(on: impl Into<On<'a>>, clinic: ClinicId, account: AccountId, now: Ts) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE account SET version = version + 1, updated_at = $3 WHERE clinic_id = $1 AND id = $2",
        (clinic, account, now),
    )
}

/// The same for everybody in a role of the clinic's own.
pub fn touch_role<'a>(on: impl Into<On<'a>>, clinic: ClinicId, role: RoleId, now: Ts) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE account SET version = version + 1, updated_at = $3 WHERE clinic_id = $1 AND custom_role_id = $2",
        (clinic, role, now),
    )
}

/// Whose column of the day a user has; nobody else's, and nobody else has it.
pub fn seat<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    staff: Option<StaffId>,
) -> Answer<'a, u64> {
    on.into().change(
        &STAFF,
        "UPDATE staff SET account_id = CASE WHEN id = $3 THEN $2 ELSE NULL END
         WHERE clinic_id = $1 AND (account_id = $2 OR id = $3) RETURNING *",
        (clinic, account, staff),
    )
}

/// By when a log-in has begun that holds now. One that began later was made while the clock of its file was ahead, and would
/// last longer by as much; a clock that is put right by less than this does no harm.
/// On a training copy a script says what time it is.
pub(super) const fn begun_by(now: Ts) -> Ts {
    now.plus_minutes(1)
}

/// The log-ins that hold at `now`, the last used first.
pub fn sessions<'a>(on: impl Into<On<'a>>, clinic: ClinicId, now: Ts) -> Answer<'a, Vec<SeatRow>> {
    on.into().all(
        "SELECT s.id, s.account_id, a.username, a.full_name, a.role, s.terminal, s.device, s.created_at,
           s.last_seen_at, s.expires_at
         FROM session s JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.account_id
         WHERE s.clinic_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND a.active = TRUE
           AND (s.created_at <= $3
             OR EXISTS (SELECT 1 FROM clinic c WHERE c.id = s.clinic_id AND c.training = TRUE))
         ORDER BY a.full_name, s.created_at, s.id",
        (clinic, now, begun_by(now)),
    )
}

/// Ends every log-in of somebody, but for one.
pub fn end_sessions<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    but: Option<SessionId>,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &SESSION,
        "UPDATE session SET revoked_at = $4
         WHERE clinic_id = $1 AND account_id = $2 AND revoked_at IS NULL AND ($3 IS NULL OR id <> $3) RETURNING *",
        (clinic, account, but, now),
    )
}
