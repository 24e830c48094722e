//! The price list, and who can do what.

use super::db::{Answer, Args, Both, On, Sql, row};
use super::vouched::{TREATMENT, TREATMENT_STAFF};
use crate::domain::bill::TaxMode;
use crate::domain::id::{ClinicId, PatientId, RoomId, StaffId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    pub struct TreatmentRow {
        pub id: TreatmentId,
        pub name: String,
        pub category: String,
        pub minutes: i64,
        pub price: Money,
        pub deposit: Money,
        pub tax_mode: TaxMode,
        /// In basis points.
        pub tax_bp: i64,
        pub queue_prefix: String,
        pub room_id: Option<RoomId>,
        pub active: bool,
        pub version: i64,
    }
}

row! {
    /// Whether the patient it is for is known, and active.
    pub struct ForRow {
        pub known: bool,
    }
}

row! {
    pub struct CanRow {
        pub treatment_id: TreatmentId,
        pub staff_id: StaffId,
    }
}

pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<TreatmentRow>> {
    on.into().all(
        "SELECT id, name, category, minutes, price, deposit, tax_mode, tax_bp, queue_prefix, room_id, active,
           version FROM treatment
         WHERE clinic_id = $1 ORDER BY active DESC, category, name_key",
        (clinic,),
    )
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: TreatmentId) -> Answer<'a, Option<TreatmentRow>> {
    on.into().opt(
        "SELECT id, name, category, minutes, price, deposit, tax_mode, tax_bp, queue_prefix, room_id, active,
           version FROM treatment
         WHERE clinic_id = $1 AND id = $2",
        (clinic, id),
    )
}

/// A treatment and whether a patient can have it, with `$lock` behind the question for the patient.
macro_rules! get_for {
    ($lock:literal) => {
        concat!(
            "SELECT id, name, category, minutes, price, deposit, tax_mode, tax_bp, queue_prefix, room_id, active,
               version, COALESCE((SELECT p.active FROM patient p WHERE p.clinic_id = $1 AND p.id = $3",
            $lock,
            "), FALSE) AS known
             FROM treatment WHERE clinic_id = $1 AND id = $2"
        )
    };
}

/// A treatment and whether a patient can have it: one question.
pub fn get_for<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: TreatmentId,
    patient: PatientId,
) -> Answer<'a, Option<Both<TreatmentRow, ForRow>>> {
    on.into().opt(get_for!(""), (clinic, id, patient))
}

/// The same before a booking: the patient is held against a merge until it is written.
pub fn held_for<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: TreatmentId,
    patient: PatientId,
) -> Answer<'a, Option<Both<TreatmentRow, ForRow>>> {
    on.into()
        .opt(Sql::Each { sqlite: get_for!(""), postgres: get_for!(" FOR KEY SHARE") }, (clinic, id, patient))
}

/// What the trail vouches for of a treatment.
pub(super) fn sealed(clinic: ClinicId, row: &TreatmentRow) -> impl Args + use<> {
    let row = row.clone();
    (
        clinic,
        row.id,
        row.name,
        row.category,
        row.minutes,
        row.price,
        row.deposit,
        row.tax_mode,
        row.tax_bp,
        row.queue_prefix,
        row.room_id,
        row.active,
    )
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &TreatmentRow,
    name_key: &'a str,
    now: Ts,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &TREATMENT,
        "INSERT INTO treatment (clinic_id, id, name, name_key, category, minutes, price, deposit, queue_prefix,
           room_id, active, version, created_at, updated_at, tax_mode, tax_bp)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $12, $13, $14) RETURNING *",
        (
            clinic, row.id, row.name, name_key, row.category, row.minutes, row.price, row.deposit,
            row.queue_prefix, row.room_id, row.active, now, row.tax_mode, row.tax_bp,
        ),
    )
}

/// 0 rows when the version is stale.
pub fn update<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &TreatmentRow,
    name_key: &'a str,
    now: Ts,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &TREATMENT,
        "UPDATE treatment SET name = $4, name_key = $5, category = $6, minutes = $7, price = $8, deposit = $9,
           queue_prefix = $10, room_id = $11, active = $12, version = version + 1, updated_at = $13,
           tax_mode = $14, tax_bp = $15
         WHERE clinic_id = $1 AND id = $2 AND version = $3 RETURNING *",
        (
            clinic, row.id, row.version, row.name, name_key, row.category, row.minutes, row.price, row.deposit,
            row.queue_prefix, row.room_id, row.active, now, row.tax_mode, row.tax_bp,
        ),
    )
}

/// Who can do what, of active staff.
pub fn who_can<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<CanRow>> {
    on.into().all(
        "SELECT c.treatment_id, c.staff_id FROM treatment_staff c
         JOIN staff s ON s.clinic_id = c.clinic_id AND s.id = c.staff_id
         WHERE c.clinic_id = $1 AND s.active = TRUE ORDER BY s.position",
        (clinic,),
    )
}

pub fn clear_who_can<'a>(on: impl Into<On<'a>>, clinic: ClinicId, treatment: TreatmentId) -> Answer<'a, u64> {
    on.into().remove(
        &TREATMENT_STAFF,
        "DELETE FROM treatment_staff WHERE clinic_id = $1 AND treatment_id = $2 RETURNING *",
        (clinic, treatment),
    )
}

pub fn add_who_can<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &CanRow) -> Answer<'a, ()> {
    on.into().add(
        &TREATMENT_STAFF,
        "INSERT INTO treatment_staff (clinic_id, treatment_id, staff_id) VALUES ($1, $2, $3)",
        (clinic, row.treatment_id, row.staff_id),
    )
}

/// Forgets what one person can do, before it is written anew.
pub fn clear_what<'a>(on: impl Into<On<'a>>, clinic: ClinicId, staff: StaffId) -> Answer<'a, u64> {
    on.into().remove(
        &TREATMENT_STAFF,
        "DELETE FROM treatment_staff WHERE clinic_id = $1 AND staff_id = $2 RETURNING *",
        (clinic, staff),
    )
}
