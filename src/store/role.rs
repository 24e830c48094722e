//! Rights beyond the fixed roles: roles of the clinic's own, and what one user was given or lost.

use super::db::{Answer, On, row};
use super::vouched::{ACCOUNT_GRANT, ROLE, ROLE_PERMISSION};
use crate::domain::account::Role;
use crate::domain::id::{AccountId, ClinicId, GrantId, RoleId};
use crate::domain::permission::Effect;
use crate::domain::time::Ts;

row! {
    /// A role of the clinic's own.
    pub struct RoleRow {
        pub id: RoleId,
        pub name: String,
        pub base: Role,
        pub active: bool,
        pub version: i64,
    }
}

row! {
    /// One right of such a role.
    pub struct RolePermissionRow {
        pub role_id: RoleId,
        pub permission: String,
        pub effect: Effect,
    }
}

row! {
    /// A rule that holds for one user, and where it comes from.
    pub struct RuleRow {
        pub permission: String,
        pub effect: Effect,
        /// Of this role of the clinic's own; none: given to the user.
        pub role: Option<String>,
        pub grant_id: Option<GrantId>,
        pub reason: Option<String>,
        pub granted_by: Option<String>,
        pub expires_at: Option<Ts>,
    }
}

row! {
    /// A right given to one user, or taken from them.
    pub struct GrantRow {
        pub id: GrantId,
        pub account_id: AccountId,
        pub permission: String,
        pub effect: Effect,
        pub reason: String,
        pub granted_by: AccountId,
        pub created_at: Ts,
        pub expires_at: Option<Ts>,
        pub revoked_at: Option<Ts>,
    }
}

pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<RoleRow>> {
    on.into().all(
        "SELECT id, name, base, active, version FROM role WHERE clinic_id = $1 ORDER BY active DESC, name",
        (clinic,),
    )
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: RoleId) -> Answer<'a, Option<RoleRow>> {
    on.into().opt(
        "SELECT id, name, base, active, version FROM role WHERE clinic_id = $1 AND id = $2",
        (clinic, id),
    )
}

/// The rights of every role of the clinic's own.
pub fn permissions<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<RolePermissionRow>> {
    on.into().all(
        "SELECT role_id, permission, effect FROM role_permission WHERE clinic_id = $1 ORDER BY role_id, permission",
        (clinic,),
    )
}

pub fn insert<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &RoleRow, now: Ts) -> Answer<'a, u64> {
    on.into().change(
        &ROLE,
        "INSERT INTO role (clinic_id, id, name, base, active, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $6) RETURNING *",
        (clinic, row.id, row.name.clone(), row.base, row.active, now),
    )
}

/// Over the version that was read.
pub fn update<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &RoleRow, now: Ts) -> Answer<'a, u64> {
    on.into().change(
        &ROLE,
        "UPDATE role SET name = $3, active = $4, version = version + 1, updated_at = $5
         WHERE clinic_id = $1 AND id = $2 AND version = $6 RETURNING *",
        (clinic, row.id, row.name.clone(), row.active, now, row.version),
    )
}

pub fn remove<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    role: RoleId,
    permission: &'static str,
) -> Answer<'a, u64> {
    on.into().remove(
        &ROLE_PERMISSION,
        "DELETE FROM role_permission WHERE clinic_id = $1 AND role_id = $2 AND permission = $3 RETURNING *",
        (clinic, role, permission),
    )
}

pub fn add<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &RolePermissionRow) -> Answer<'a, ()> {
    on.into().add(
        &ROLE_PERMISSION,
        "INSERT INTO role_permission (clinic_id, role_id, permission, effect) VALUES ($1, $2, $3, $4)",
        (clinic, row.role_id, row.permission.clone(), row.effect),
    )
}

/// Every rule beyond the fixed role that holds for a user at `now`.
pub fn rules<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    now: Ts,
) -> Answer<'a, Vec<RuleRow>> {
    on.into().all(
        "SELECT p.permission, p.effect, r.name AS role, NULL AS grant_id, NULL AS reason, NULL AS granted_by,
           NULL AS expires_at
         FROM account a
         JOIN role r ON r.clinic_id = a.clinic_id AND r.id = a.custom_role_id
         JOIN role_permission p ON p.clinic_id = r.clinic_id AND p.role_id = r.id
         WHERE a.clinic_id = $1 AND a.id = $2
         UNION ALL
         SELECT g.permission, g.effect, NULL, g.id, g.reason, b.full_name, g.expires_at
         FROM account_grant g JOIN account b ON b.clinic_id = g.clinic_id AND b.id = g.granted_by
         WHERE g.clinic_id = $1 AND g.account_id = $2 AND g.revoked_at IS NULL
           AND (g.expires_at IS NULL OR g.expires_at > $3)
         ORDER BY 1, 2",
        (clinic, account, now),
    )
}

pub fn give<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &GrantRow) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().add(
        &ACCOUNT_GRANT,
        "INSERT INTO account_grant (clinic_id, id, account_id, permission, effect, reason, granted_by, created_at,
           expires_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        (
            clinic, row.id, row.account_id, row.permission, row.effect, row.reason, row.granted_by,
            row.created_at, row.expires_at, row.revoked_at,
        ),
    )
}

pub fn given<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: GrantId) -> Answer<'a, Option<GrantRow>> {
    on.into().opt(
        "SELECT id, account_id, permission, effect, reason, granted_by, created_at, expires_at, revoked_at
         FROM account_grant WHERE clinic_id = $1 AND id = $2",
        (clinic, id),
    )
}

/// The one of a user that nobody took back, though it may be over.
pub fn standing<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    permission: &'a str,
    effect: Effect,
) -> Answer<'a, Option<GrantRow>> {
    on.into().opt(
        "SELECT id, account_id, permission, effect, reason, granted_by, created_at, expires_at, revoked_at
         FROM account_grant
         WHERE clinic_id = $1 AND account_id = $2 AND permission = $3 AND effect = $4 AND revoked_at IS NULL",
        (clinic, account, permission, effect),
    )
}

pub fn take_back<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: GrantId, now: Ts) -> Answer<'a, u64> {
    on.into().change(
        &ACCOUNT_GRANT,
        "UPDATE account_grant SET revoked_at = $3 WHERE clinic_id = $1 AND id = $2 AND revoked_at IS NULL
         RETURNING *",
        (clinic, id, now),
    )
}
