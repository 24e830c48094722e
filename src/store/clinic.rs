//! The clinic's own row.

use super::db::{Answer, On, row};
use super::vouched::CLINIC;
use crate::domain::clinic::Language;
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

row! {
    /// One clinic, as stored.
    pub struct ClinicRow {
        pub id: ClinicId,
        pub slug: String,
        pub name: String,
        pub address: String,
        pub phone: String,
        pub timezone: String,
        pub currency: String,
        pub decimals: i64,
        pub language: Language,
        pub training: bool,
        pub policies: String,
        pub version: i64,
    }
}

/// What the server's clock shows.
pub fn clock<'a>(on: impl Into<On<'a>>) -> Answer<'a, (Ts,)> {
    on.into().one("SELECT CURRENT_TIMESTAMP", ())
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<ClinicRow>> {
    on.into().opt(
        "SELECT id, slug, name, address, phone, timezone, currency, decimals, language, training, policies, version
         FROM clinic WHERE id = $1",
        (clinic,),
    )
}

/// Founds it, in the place that [`tenant`](super::tenant) keeps for it.
pub fn insert<'a>(on: impl Into<On<'a>>, row: &ClinicRow, now: Ts) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &CLINIC,
        "INSERT INTO clinic (id, slug, name, address, phone, timezone, currency, decimals, language, training,
           policies, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $12) RETURNING *",
        (
            row.id, row.slug, row.name, row.address, row.phone, row.timezone, row.currency, row.decimals,
            row.language, row.training, row.policies, now,
        ),
    )
}

/// Changes what may change; 0 rows when the version is stale.
pub fn update<'a>(on: impl Into<On<'a>>, row: &ClinicRow, now: Ts) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &CLINIC,
        "UPDATE clinic SET name = $3, address = $4, phone = $5, timezone = $6, language = $7, policies = $8,
           version = version + 1, updated_at = $9
         WHERE id = $1 AND version = $2 RETURNING *",
        (
            row.id,
            row.version,
            row.name,
            row.address,
            row.phone,
            row.timezone,
            row.language,
            row.policies,
            now,
        ),
    )
}
