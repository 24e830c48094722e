//! Invitations, and second factors: what lets somebody in who is not in yet.

use super::db::{Answer, On, row};
use crate::domain::account::{InvitationState, Role};
use crate::domain::clinic::Language;
use crate::domain::id::{AccountId, ClinicId, InvitationId, RoleId, StaffId};
use crate::domain::time::Ts;

row! {
    /// A user to be.
    pub struct InvitationRow {
        pub id: InvitationId,
        pub state: InvitationState,
        pub full_name: String,
        pub email: Option<String>,
        pub phone: Option<String>,
        pub language: Option<Language>,
        pub role: Role,
        pub custom_role_id: Option<RoleId>,
        pub staff_id: Option<StaffId>,
        pub account_id: Option<AccountId>,
        pub invited_by: AccountId,
        pub created_at: Ts,
        pub expires_at: Ts,
    }
}

macro_rules! invitations {
    ($rest:literal) => {
        concat!(
            "SELECT id, state, full_name, email, phone, language, role, custom_role_id, staff_id, account_id,
               invited_by, created_at, expires_at FROM invitation WHERE clinic_id = $1 ",
            $rest
        )
    };
}

/// Latest first.
pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<InvitationRow>> {
    on.into().all(invitations!("ORDER BY created_at DESC, id DESC LIMIT 200"), (clinic,))
}

pub fn get<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: InvitationId,
) -> Answer<'a, Option<InvitationRow>> {
    on.into().opt(invitations!("AND id = $2"), (clinic, id))
}

pub fn by_code<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    code_hash: String,
) -> Answer<'a, Option<InvitationRow>> {
    on.into().opt(invitations!("AND code_hash = $2"), (clinic, code_hash))
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &InvitationRow,
    code_hash: String,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().exec(
        "INSERT INTO invitation (clinic_id, id, code_hash, state, full_name, email, phone, language, role,
           custom_role_id, staff_id, invited_by, created_at, expires_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $13)",
        (
            clinic,
            row.id,
            code_hash,
            row.state,
            row.full_name,
            row.email,
            row.phone,
            row.language,
            row.role,
            row.custom_role_id,
            row.staff_id,
            row.invited_by,
            row.created_at,
            row.expires_at,
        ),
    )
}

/// From one state to the next; no row where it is not in that state any more.
pub fn step<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &InvitationRow,
    to: InvitationState,
    account: Option<AccountId>,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE invitation SET state = $4, account_id = $5, changed_at = $6
         WHERE clinic_id = $1 AND id = $2 AND state = $3",
        (clinic, row.id, row.state, to, account, now),
    )
}

/// A second factor that waits for its first code.
pub fn prepare_factor<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    veiled: String,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE account SET factor_pending = $3 WHERE clinic_id = $1 AND id = $2",
        (clinic, account, veiled),
    )
}

/// The prepared factor holds from now on.
pub fn set_factor<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    step: i64,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE account SET factor_secret = factor_pending, factor_pending = NULL, factor_since = $4,
           factor_step = $3, version = version + 1, updated_at = $4
         WHERE clinic_id = $1 AND id = $2 AND factor_pending IS NOT NULL",
        (clinic, account, step, now),
    )
}

pub fn remove_factor<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE account SET factor_secret = NULL, factor_pending = NULL, factor_since = NULL, factor_step = NULL,
           version = version + 1, updated_at = $3 WHERE clinic_id = $1 AND id = $2",
        (clinic, account, now),
    )
}

/// The step of a code is used up; no row where it was already.
pub fn use_step<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    step: i64,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE account SET factor_step = $3
         WHERE clinic_id = $1 AND id = $2 AND (factor_step IS NULL OR factor_step < $3)",
        (clinic, account, step),
    )
}

pub fn clear_recovery<'a>(on: impl Into<On<'a>>, clinic: ClinicId, account: AccountId) -> Answer<'a, u64> {
    on.into().exec("DELETE FROM recovery_code WHERE clinic_id = $1 AND account_id = $2", (clinic, account))
}

pub fn add_recovery<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    code_hash: String,
) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO recovery_code (clinic_id, account_id, code_hash) VALUES ($1, $2, $3)",
        (clinic, account, code_hash),
    )
}

/// Uses a recovery code up; no row where there is none.
pub fn use_recovery<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    code_hash: String,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE recovery_code SET used_at = $4
         WHERE clinic_id = $1 AND account_id = $2 AND code_hash = $3 AND used_at IS NULL",
        (clinic, account, code_hash, now),
    )
}

/// How many recovery codes are left.
pub fn recovery_left<'a>(on: impl Into<On<'a>>, clinic: ClinicId, account: AccountId) -> Answer<'a, (i64,)> {
    on.into().one(
        "SELECT COUNT(*) FROM recovery_code WHERE clinic_id = $1 AND account_id = $2 AND used_at IS NULL",
        (clinic, account),
    )
}
