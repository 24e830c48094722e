//! Invitations, and second factors: what lets somebody in who is not in yet.

use super::db::{Answer, On, row};
use super::vouched::INVITATION;
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
    on.into().change(
        &INVITATION,
        "INSERT INTO invitation (clinic_id, id, code_hash, state, full_name, email, phone, language, role,
           custom_role_id, staff_id, invited_by, created_at, expires_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $13) RETURNING *",
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
    on.into().change(
        &INVITATION,
        "UPDATE invitation SET state = $4, account_id = $5, changed_at = $6
         WHERE clinic_id = $1 AND id = $2 AND state = $3 RETURNING *",
        (clinic, row.id, row.state, to, account, now),
    )
}
