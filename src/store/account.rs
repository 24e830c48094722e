//! Accounts, sessions, and the shared count of wrong passwords.

use super::db::{Answer, Both, On, Sql, row};
use super::user::begun_by;
use super::vouched::{ACCOUNT, SESSION};
use crate::domain::account::Role;
use crate::domain::clinic::Language;
use crate::domain::id::{AccountId, ClinicId, SessionId, StaffId};
use crate::domain::time::Ts;

row! {
    hidden
    pub struct AccountRow {
        pub id: AccountId,
        pub username: String,
        pub full_name: String,
        pub language: Option<Language>,
        pub role: Role,
        pub password_hash: String,
        pub pin_hash: Option<String>,
        pub active: bool,
    }
}

row! {
    /// A living session and whose it is.
    pub struct SessionRow {
        pub id: SessionId,
        pub account_id: AccountId,
        pub username: String,
        pub full_name: String,
        pub language: Option<Language>,
        pub role: Role,
    }
}

row! {
    /// What the rights of a living session hang on.
    pub struct StandingRow {
        pub account_id: AccountId,
        /// Counts up with every change to the account, to its rights, or to its role.
        pub version: i64,
        pub role: Role,
        /// Has a second factor.
        pub factor: bool,
        /// Has a PIN.
        pub pin: bool,
        pub staff_id: Option<StaffId>,
        pub last_seen_at: Ts,
        pub expires_at: Ts,
    }
}

row! {
    hidden
    /// What opens the door, beyond password and PIN.
    pub struct KeysRow {
        pub reset_hash: Option<String>,
        pub reset_until: Option<Ts>,
        pub factor_secret: Option<String>,
        pub factor_pending: Option<String>,
        pub factor_step: Option<i64>,
    }
}

row! {
    pub struct ThrottleRow {
        pub failures: i64,
        pub locked_until: Option<Ts>,
    }
}

pub fn by_username<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    username: &'a str,
) -> Answer<'a, Option<AccountRow>> {
    on.into().opt(
        "SELECT id, username, full_name, language, role, password_hash, pin_hash, active
         FROM account WHERE clinic_id = $1 AND username = $2",
        (clinic, username),
    )
}

/// The password's hash and whether the account is open, held until the transaction ends.
pub fn held<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
) -> Answer<'a, Option<(String, bool)>> {
    on.into().opt(
        Sql::Each {
            sqlite: "SELECT password_hash, active FROM account WHERE clinic_id = $1 AND id = $2",
            postgres: "SELECT password_hash, active FROM account WHERE clinic_id = $1 AND id = $2 FOR NO KEY UPDATE",
        },
        (clinic, account),
    )
}

/// Somebody's name, for messages: who changed a row, who took a slot.
pub fn name<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
) -> Answer<'a, Option<(String,)>> {
    on.into().opt("SELECT full_name FROM account WHERE clinic_id = $1 AND id = $2", (clinic, account))
}

pub fn insert<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &AccountRow, now: Ts) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &ACCOUNT,
        "INSERT INTO account (clinic_id, id, username, full_name, language, role, password_hash, pin_hash, active,
           version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, TRUE, 1, $9, $9) RETURNING *",
        (
            clinic, row.id, row.username, row.full_name, row.language, row.role, row.password_hash, row.pin_hash,
            now,
        ),
    )
}

pub fn set_language<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    language: Language,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE account SET language = $3, version = version + 1, updated_at = $4 WHERE clinic_id = $1 AND id = $2",
        (clinic, account, language, now),
    )
}

/// The same password in another form; no row where it became another password meanwhile.
pub fn rehash<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    old: &'a str,
    password_hash: &'a str,
) -> Answer<'a, u64> {
    on.into().change(
        &ACCOUNT,
        "UPDATE account SET password_hash = $3 WHERE clinic_id = $1 AND id = $2 AND password_hash = $4
         RETURNING *",
        (clinic, account, password_hash, old),
    )
}

/// The standing behind a session that lives, and what else is asked of it.
macro_rules! standing {
    ($which:literal, $more:literal) => {
        concat!(
            "SELECT ",
            $more,
            "a.id AS account_id, a.version, a.role, a.factor_secret IS NOT NULL AS factor,
               a.pin_hash IS NOT NULL AS pin, s.last_seen_at, s.expires_at,
               (SELECT t.id FROM staff t WHERE t.clinic_id = a.clinic_id AND t.account_id = a.id
                  ORDER BY t.active DESC, t.position LIMIT 1) AS staff_id
             FROM session s JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.account_id
             WHERE s.clinic_id = $1 AND ",
            $which,
            " AND s.revoked_at IS NULL AND s.expires_at > $3 AND a.active = TRUE AND (s.created_at <= $4
               OR EXISTS (SELECT 1 FROM clinic c WHERE c.id = s.clinic_id AND c.training = TRUE))"
        )
    };
}

/// The standing of whoever's session it is, while that lives.
pub fn standing<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: SessionId,
    now: Ts,
) -> Answer<'a, Option<StandingRow>> {
    on.into().opt(standing!("s.id = $2", ""), (clinic, session, now, begun_by(now)))
}

pub fn keys<'a>(on: impl Into<On<'a>>, clinic: ClinicId, account: AccountId) -> Answer<'a, Option<KeysRow>> {
    on.into().opt(
        "SELECT reset_hash, reset_until, factor_secret, factor_pending, factor_step FROM account
         WHERE clinic_id = $1 AND id = $2",
        (clinic, account),
    )
}

/// A new password in place of what was typed for it: the password, or the one-time code after a reset. Whatever opened
/// the door before does so no more; no row where it did not any more.
pub fn set_password<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    (old, code): (String, Option<String>),
    password_hash: String,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &ACCOUNT,
        "UPDATE account SET password_hash = $3, reset_hash = NULL, reset_until = NULL, version = version + 1,
           updated_at = $4
         WHERE clinic_id = $1 AND id = $2 AND password_hash = $5 AND COALESCE(reset_hash, '') = $6
         RETURNING *",
        (clinic, account, password_hash, now, old, code.unwrap_or_default()),
    )
}

/// What stands before the hash of a password that was reset: it opens nothing, and is not to be chosen again.
pub const RESET: char = '!';

/// The password is worth nothing any more; a one-time code is, until then.
pub fn reset_password<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    code_hash: String,
    until: Ts,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &ACCOUNT,
        "UPDATE account SET password_hash = '!' || LTRIM(password_hash, '!'), reset_hash = $3, reset_until = $4, version = version + 1,
           updated_at = $5 WHERE clinic_id = $1 AND id = $2 RETURNING *",
        (clinic, account, code_hash, until, now),
    )
}

/// A new PIN, or none.
pub fn set_pin<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    pin_hash: Option<String>,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &ACCOUNT,
        "UPDATE account SET pin_hash = $3, version = version + 1, updated_at = $4
         WHERE clinic_id = $1 AND id = $2 RETURNING *",
        (clinic, account, pin_hash, now),
    )
}

pub fn open_session<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: SessionId,
    account: AccountId,
    token_hash: &'a str,
    (terminal, device): (&'a str, String),
    now: Ts,
    expires: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &SESSION,
        "INSERT INTO session (clinic_id, id, account_id, token_hash, terminal, device, created_at, last_seen_at,
           expires_at)
         VALUES ($1, $2, $3, $4, $5, $8, $6, $6, $7) RETURNING *",
        (clinic, session, account, token_hash, terminal, now, expires, device),
    )
}

/// The session is in use.
pub fn seen<'a>(on: impl Into<On<'a>>, clinic: ClinicId, session: SessionId, now: Ts) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE session SET last_seen_at = $3 WHERE clinic_id = $1 AND id = $2 AND last_seen_at < $3",
        (clinic, session, now),
    )
}

/// The session behind a token, and the standing of whoever's it is, while it lives and its account is active.
pub fn session<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    token_hash: &'a str,
    now: Ts,
) -> Answer<'a, Option<Both<SessionRow, StandingRow>>> {
    on.into().opt(
        standing!("s.token_hash = $2", "s.id, a.username, a.full_name, a.language, "),
        (clinic, token_hash, now, begun_by(now)),
    )
}

pub fn end_session<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: SessionId,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &SESSION,
        "UPDATE session SET revoked_at = $3 WHERE clinic_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING *",
        (clinic, session, now),
    )
}

pub fn throttle<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    subject: &'a str,
) -> Answer<'a, Option<ThrottleRow>> {
    on.into().opt(
        "SELECT failures, locked_until FROM throttle WHERE clinic_id = $1 AND subject = $2",
        (clinic, subject),
    )
}

/// One more try, unless a pause goes on; answers where the count stands.
pub fn attempt<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    subject: &'a str,
    now: Ts,
) -> Answer<'a, ThrottleRow> {
    on.into().one(
        "INSERT INTO throttle (clinic_id, subject, failures, tried_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (clinic_id, subject) DO UPDATE SET tried_at = $3, failures = throttle.failures
           + CASE WHEN throttle.locked_until > $3 THEN 0 ELSE 1 END
         RETURNING failures, locked_until",
        (clinic, subject, now),
    )
}

/// One more failure; answers how many there are now.
pub fn fail<'a>(on: impl Into<On<'a>>, clinic: ClinicId, subject: &'a str, now: Ts) -> Answer<'a, (i64,)> {
    on.into().one(
        "INSERT INTO throttle (clinic_id, subject, failures, tried_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (clinic_id, subject) DO UPDATE SET tried_at = $3, failures = throttle.failures + 1
         RETURNING failures",
        (clinic, subject, now),
    )
}

/// Forgets what nobody tried again since `before`, but not [since when](super::pause::switched_on) the computer is on.
pub fn forget_tries<'a>(on: impl Into<On<'a>>, clinic: ClinicId, before: Ts) -> Answer<'a, ()> {
    on.into().put(
        "DELETE FROM throttle WHERE clinic_id = $1 AND tried_at < $2 AND NOT (subject > 'boot:' AND subject < 'boot;')",
        (clinic, before),
    )
}

pub fn lock<'a>(on: impl Into<On<'a>>, clinic: ClinicId, subject: &'a str, until: Ts) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE throttle SET locked_until = $3
         WHERE clinic_id = $1 AND subject = $2 AND (locked_until IS NULL OR locked_until < $3)",
        (clinic, subject, until),
    )
}

/// Ends a pause that goes on for longer than until then.
pub fn shorten<'a>(on: impl Into<On<'a>>, clinic: ClinicId, subject: &'a str, until: Ts) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE throttle SET locked_until = $3 WHERE clinic_id = $1 AND subject = $2 AND locked_until > $3",
        (clinic, subject, until),
    )
}

pub fn forgive<'a>(on: impl Into<On<'a>>, clinic: ClinicId, subject: &str) -> Answer<'a, u64> {
    on.into().exec(
        "DELETE FROM throttle WHERE clinic_id = $1 AND (subject = $2 OR subject > $3 AND subject < $4)",
        (clinic, subject.to_owned(), format!("kept:{subject}:"), format!("kept:{subject};")),
    )
}
