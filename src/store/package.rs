//! Packages: what is on offer, and what patients bought of it.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use super::vouched::{PACKAGE, PATIENT_PACKAGE};
use crate::domain::id::{
    BillId, BillLineId, BookingId, ClinicId, PackageId, PatientId, PatientPackageId, TreatmentId,
};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    /// Sessions of a treatment sold together.
    pub struct PackageRow {
        pub id: PackageId,
        pub name: String,
        pub treatment_id: TreatmentId,
        pub sessions: i64,
        pub price: Money,
        /// None: for ever.
        pub valid_days: Option<i64>,
        pub shareable: bool,
        pub active: bool,
        pub version: i64,
    }
}

row! {
    /// What somebody bought, at the terms of that day, and what became of it. It is theirs whose the bill is it was sold
    /// on: who bought it may have been merged with somebody since.
    pub struct OwnedRow {
        pub id: PatientPackageId,
        pub package_id: PackageId,
        pub name: String,
        pub patient_id: PatientId,
        pub patient: String,
        /// The line it was sold by.
        pub line_id: BillLineId,
        pub treatment_id: TreatmentId,
        pub sessions: i64,
        pub price: Money,
        pub sold_day: NaiveDate,
        pub expires_on: Option<NaiveDate>,
        pub shareable: bool,
        pub bill_id: BillId,
        /// The visit it was sold at.
        pub booking_id: BookingId,
        pub used: i64,
        pub used_value: Money,
        /// Unused ones given back for money.
        pub returned: i64,
        pub returned_value: Money,
    }
}

/// What was sold, as it is written.
#[derive(Debug, Clone, Copy)]
pub struct Sold {
    pub id: PatientPackageId,
    pub package_id: PackageId,
    pub patient_id: PatientId,
    pub line_id: BillLineId,
    pub treatment_id: TreatmentId,
    pub sessions: i64,
    pub price: Money,
    pub sold_day: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub shareable: bool,
}

/// What was bought with what became of it: out of these tables, and which.
macro_rules! owned {
    ($from:literal, $which:literal) => {
        concat!(
            "SELECT k.id, k.package_id, g.name, b.patient_id, p.name AS patient, k.line_id, k.treatment_id, k.sessions,
   k.price, k.sold_day, k.expires_on, k.shareable, b.id AS bill_id, b.booking_id,
   CAST(COALESCE((SELECT SUM(CASE WHEN m.amount > 0 THEN 1 ELSE -1 END) FROM payment m
     WHERE m.clinic_id = k.clinic_id AND m.package_id = k.id), 0) AS BIGINT) AS used,
   CAST(COALESCE((SELECT SUM(m.amount) FROM payment m
     WHERE m.clinic_id = k.clinic_id AND m.package_id = k.id), 0) AS BIGINT) AS used_value,
   CAST(COALESCE((SELECT SUM(x.quantity) FROM bill_line x WHERE x.clinic_id = k.clinic_id AND x.bill_id = b.id
     AND x.reduces = k.line_id AND x.kind = 'package' AND x.voided_at IS NULL), 0) AS BIGINT) AS returned,
   CAST(COALESCE((SELECT -SUM(x.amount) FROM bill_line x WHERE x.clinic_id = k.clinic_id AND x.bill_id = b.id
     AND x.reduces = k.line_id AND x.kind = 'package' AND x.voided_at IS NULL), 0) AS BIGINT) AS returned_value
 FROM ",
            $from,
            "
 JOIN package g ON g.clinic_id = k.clinic_id AND g.id = k.package_id
 JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
 WHERE k.clinic_id = $1 AND l.voided_at IS NULL AND ",
            $which
        )
    };
}

pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<PackageRow>> {
    on.into().all(
        "SELECT id, name, treatment_id, sessions, price, valid_days, shareable, active, version FROM package
         WHERE clinic_id = $1 ORDER BY active DESC, name_key",
        (clinic,),
    )
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PackageId) -> Answer<'a, Option<PackageRow>> {
    on.into().opt(
        "SELECT id, name, treatment_id, sessions, price, valid_days, shareable, active, version FROM package
         WHERE clinic_id = $1 AND id = $2",
        (clinic, id),
    )
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &PackageRow,
    name_key: &'a str,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &PACKAGE,
        "INSERT INTO package (clinic_id, id, name, name_key, treatment_id, sessions, price, valid_days, shareable,
           active, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) RETURNING *",
        (
            clinic, row.id, row.name, name_key, row.treatment_id, row.sessions, row.price, row.valid_days,
            row.shareable, row.active,
        ),
    )
}

/// 0 rows when the version is stale. What was sold keeps its terms.
pub fn update<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &PackageRow,
    name_key: &'a str,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &PACKAGE,
        "UPDATE package SET name = $4, name_key = $5, treatment_id = $6, sessions = $7, price = $8, valid_days = $9,
           shareable = $10, active = $11, version = version + 1
         WHERE clinic_id = $1 AND id = $2 AND version = $3 RETURNING *",
        (
            clinic, row.id, row.version, row.name, name_key, row.treatment_id, row.sessions, row.price,
            row.valid_days, row.shareable, row.active,
        ),
    )
}

pub fn sell<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: Sold) -> Answer<'a, ()> {
    on.into().add(
        &PATIENT_PACKAGE,
        "INSERT INTO patient_package (clinic_id, id, package_id, patient_id, line_id, treatment_id, sessions, price,
           sold_day, expires_on, shareable)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        (
            clinic, row.id, row.package_id, row.patient_id, row.line_id, row.treatment_id, row.sessions, row.price,
            row.sold_day, row.expires_on, row.shareable,
        ),
    )
}

/// Holds what was bought until the transaction ends: its sessions are counted one after the other.
pub fn lock<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: PatientPackageId,
) -> Answer<'a, Option<(PatientPackageId,)>> {
    on.into().opt(
        Sql::Each {
            sqlite: "SELECT id FROM patient_package WHERE clinic_id = $1 AND id = $2",
            postgres: "SELECT id FROM patient_package WHERE clinic_id = $1 AND id = $2 FOR NO KEY UPDATE",
        },
        (clinic, id),
    )
}

/// One of them; none when its sale was taken off the bill.
pub fn owned<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: PatientPackageId,
) -> Answer<'a, Option<OwnedRow>> {
    on.into().opt(
        owned!(
            "patient_package k
             JOIN bill_line l ON l.clinic_id = k.clinic_id AND l.id = k.line_id
             JOIN bill b ON b.clinic_id = l.clinic_id AND b.id = l.bill_id",
            "k.id = $2"
        ),
        (clinic, id),
    )
}

/// What was written off of a package, by the line that sold it.
pub fn written_off<'a>(on: impl Into<On<'a>>, clinic: ClinicId, line: BillLineId) -> Answer<'a, (Money,)> {
    on.into().one(
        "SELECT CAST(COALESCE(-SUM(w.amount), 0) AS BIGINT) FROM bill_line l
         JOIN bill_line w ON w.clinic_id = l.clinic_id AND w.bill_id = l.bill_id AND w.reduces = l.id
         WHERE l.clinic_id = $1 AND l.id = $2 AND w.kind = 'write_off' AND w.voided_at IS NULL",
        (clinic, line),
    )
}

/// What was sold by a line; none when it is no sale of a package.
pub fn of_line<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    line: BillLineId,
) -> Answer<'a, Option<(PatientPackageId,)>> {
    on.into().opt("SELECT id FROM patient_package WHERE clinic_id = $1 AND line_id = $2", (clinic, line))
}

/// What a patient bought, and what others on one of their numbers bought that may be shared.
pub fn of_patient<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    patient: PatientId,
) -> Answer<'a, Vec<OwnedRow>> {
    on.into().all(
        owned!(
            // CROSS JOIN: SQLite takes the tables in this order, from the patient's bills on, and not every package there is.
            "bill b CROSS JOIN bill_line l CROSS JOIN patient_package k",
            "b.clinic_id = $1 AND l.clinic_id = $1 AND l.bill_id = b.id AND k.line_id = l.id
         AND b.patient_id IN (
           SELECT q.id FROM patient q WHERE q.clinic_id = $1 AND q.id = $2
           UNION SELECT o.patient_id FROM patient_phone o
           JOIN patient_phone m ON m.clinic_id = o.clinic_id AND m.phone = o.phone
           WHERE m.clinic_id = $1 AND m.patient_id = $2)
         AND (b.patient_id = $2 OR k.shareable = TRUE)
         ORDER BY k.sold_day, k.id"
        ),
        (clinic, patient),
    )
}

row! {
    /// A session that paid a visit of somebody who may not use the package.
    pub struct StrangeRow {
        pub package: String,
        /// Whose package it is.
        pub owner: String,
        /// Whose visit it paid.
        pub name: String,
        pub at: Ts,
    }
}

/// Whether two who are named share a number.
macro_rules! share {
    ($one:literal, $other:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM patient_phone x
             JOIN patient_phone y ON y.clinic_id = x.clinic_id AND y.phone = x.phone
             WHERE x.clinic_id = $1 AND x.patient_id = ",
            $one,
            " AND y.patient_id = ",
            $other,
            ")"
        )
    };
}

/// Sessions that pay visits of others than whose the package is, although these may not use it: in this order of the
/// tables, and which.
macro_rules! strange {
    ($from:literal, $which:expr) => {
        concat!(
            "SELECT g.name AS package, w.name AS owner, u.name AS name, m.taken_at AS at
             FROM ",
            $from,
            "
             JOIN package g ON g.clinic_id = k.clinic_id AND g.id = k.package_id
             JOIN patient w ON w.clinic_id = b.clinic_id AND w.id = b.patient_id
             JOIN patient u ON u.clinic_id = t.clinic_id AND u.id = t.patient_id
             WHERE b.clinic_id = $1 AND l.clinic_id = $1 AND l.bill_id = b.id AND k.clinic_id = $1 AND k.line_id = l.id
               AND m.clinic_id = $1 AND m.package_id = k.id AND m.kind = 'payment'
               AND t.clinic_id = $1 AND t.id = m.bill_id AND t.patient_id <> b.patient_id
               AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.clinic_id = m.clinic_id AND v.refers_to = m.id)
               AND NOT (k.shareable = TRUE AND ",
            share!("b.patient_id", "t.patient_id"),
            ") AND ",
            $which
        )
    };
}

/// A session that pays a visit of somebody who may not use the package once two are apart: of one of them with a package
/// of the other, or of somebody who has a number with one of them and not with the other, of whom the package is or who
/// used it; the first that was used.
pub fn strangers<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    one: PatientId,
    other: PatientId,
) -> Answer<'a, Option<StrangeRow>> {
    on.into().opt(
        concat!(
            strange!(
                "bill b CROSS JOIN bill_line l CROSS JOIN patient_package k CROSS JOIN payment m CROSS JOIN bill t",
                concat!(
                    "b.patient_id IN ($2, $3) AND (t.patient_id IN ($2, $3) OR ",
                    share!("t.patient_id", "CASE b.patient_id WHEN $2 THEN $3 ELSE $2 END"),
                    ")"
                )
            ),
            " UNION ALL ",
            strange!(
                "bill t CROSS JOIN payment m CROSS JOIN patient_package k CROSS JOIN bill_line l CROSS JOIN bill b",
                concat!(
                    "t.patient_id IN ($2, $3) AND b.patient_id NOT IN ($2, $3) AND ",
                    share!("b.patient_id", "CASE t.patient_id WHEN $2 THEN $3 ELSE $2 END")
                )
            ),
            " ORDER BY 4, 1 LIMIT 1"
        ),
        (clinic, one, other),
    )
}
