//! How one can pay here: methods are data.

use super::db::{Answer, On, row};
use super::vouched::PAYMENT_METHOD;
use crate::domain::id::{ClinicId, MethodId};
use crate::domain::payment::MethodKind;

row! {
    pub struct MethodRow {
        pub id: MethodId,
        pub name: String,
        pub kind: MethodKind,
        pub in_drawer: bool,
        pub counts_as_received: bool,
        pub position: i64,
        pub active: bool,
        pub version: i64,
    }
}

/// Every method, those that are not offered any more included.
pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<MethodRow>> {
    on.into().all(
        "SELECT id, name, kind, in_drawer, counts_as_received, position, active, version FROM payment_method
         WHERE clinic_id = $1 ORDER BY position, name",
        (clinic,),
    )
}

pub fn insert<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &MethodRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &PAYMENT_METHOD,
        "INSERT INTO payment_method (clinic_id, id, name, kind, in_drawer, counts_as_received, position, active, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) RETURNING *",
        (clinic, row.id, row.name, row.kind, row.in_drawer, row.counts_as_received, row.position, row.active),
    )
}

/// 0 rows when the version is stale. What kind of money it is never changes.
pub fn update<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &MethodRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &PAYMENT_METHOD,
        "UPDATE payment_method SET name = $4, in_drawer = $5, position = $6, active = $7, version = version + 1
         WHERE clinic_id = $1 AND id = $2 AND version = $3 RETURNING *",
        (clinic, row.id, row.version, row.name, row.in_drawer, row.position, row.active),
    )
}
