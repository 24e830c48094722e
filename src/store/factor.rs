//! Second factors of accounts, and the codes that open once in place of a lost one.

use super::db::{Answer, On};
use super::vouched::{ACCOUNT, RECOVERY_CODE};
use crate::domain::id::{AccountId, ClinicId};
use crate::domain::time::Ts;

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
    on.into().change(
        &ACCOUNT,
        "UPDATE account SET factor_secret = factor_pending, factor_pending = NULL, factor_since = $4,
           factor_step = $3, version = version + 1, updated_at = $4
         WHERE clinic_id = $1 AND id = $2 AND factor_pending IS NOT NULL RETURNING *",
        (clinic, account, step, now),
    )
}

pub fn remove_factor<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    on.into().change(
        &ACCOUNT,
        "UPDATE account SET factor_secret = NULL, factor_pending = NULL, factor_since = NULL, factor_step = NULL,
           version = version + 1, updated_at = $3 WHERE clinic_id = $1 AND id = $2 RETURNING *",
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
    on.into().remove(
        &RECOVERY_CODE,
        "DELETE FROM recovery_code WHERE clinic_id = $1 AND account_id = $2 RETURNING *",
        (clinic, account),
    )
}

pub fn add_recovery<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    account: AccountId,
    (position, code_hash): (i64, String),
) -> Answer<'a, u64> {
    on.into().change(
        &RECOVERY_CODE,
        "INSERT INTO recovery_code (clinic_id, account_id, position, code_hash) VALUES ($1, $2, $3, $4) RETURNING *",
        (clinic, account, position, code_hash),
    )
}

/// How many recovery codes are still to be used.
pub fn recovery_left<'a>(on: impl Into<On<'a>>, clinic: ClinicId, account: AccountId) -> Answer<'a, (i64,)> {
    on.into().one(
        "SELECT COUNT(*) FROM recovery_code WHERE clinic_id = $1 AND account_id = $2 AND used_at IS NULL",
        (clinic, account),
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
    on.into().change(
        &RECOVERY_CODE,
        "UPDATE recovery_code SET used_at = $4
         WHERE clinic_id = $1 AND account_id = $2 AND code_hash = $3 AND used_at IS NULL RETURNING *",
        (clinic, account, code_hash, now),
    )
}
