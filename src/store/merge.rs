//! Two rows that were one person all along: what moves from one to the other, and back.
//!
//! Bookings and tickets remember whose they were; a bill is its visit's. What is in the ledger stays as it was written.

use uuid::Uuid;

use super::db::{Answer, On, Sql, row};
use super::fault::Stored;
use super::vouched::{BILL, BOOKING};
use crate::domain::audit::hex;
use crate::domain::id::{AccountId, ClinicId, PatientId};
use crate::domain::time::Ts;
use crate::store::patient::PatientRow;

row! {
    /// Somebody who was merged into a patient.
    pub struct MergedRow {
        pub id: PatientId,
        pub name: String,
        pub at: Ts,
        /// Who merged them.
        pub by: String,
        pub version: i64,
        /// The fields they filled: names, no values.
        pub gave: String,
        /// Into whom they had been merged before, and came here with.
        pub through: Option<PatientId>,
    }
}

row! {
    /// Whom somebody was merged into.
    pub struct KeptRow {
        pub id: PatientId,
        pub name: String,
        pub active: bool,
    }
}

row! {
    /// Two visits at the same time.
    pub struct MeetRow {
        pub kept_from: Ts,
        pub kept_to: Ts,
        pub other_from: Ts,
        pub other_to: Ts,
    }
}

row! {
    /// Two numbers in the same queue.
    pub struct QueuedRow {
        pub prefix: String,
        pub kept: i64,
        pub other: i64,
    }
}

/// Everybody merged into a patient, first to last.
pub fn merged<'a>(on: impl Into<On<'a>>, clinic: ClinicId, kept: PatientId) -> Answer<'a, Vec<MergedRow>> {
    on.into().all(
        "SELECT p.id, p.name, p.updated_at AS at, a.full_name AS by, p.version, COALESCE(p.merge_gave, '') AS gave,
           p.merged_through AS through
         FROM patient p JOIN account a ON a.clinic_id = p.clinic_id AND a.id = p.updated_by
         WHERE p.clinic_id = $1 AND p.merged_into = $2 ORDER BY p.updated_at, p.id",
        (clinic, kept),
    )
}

/// Everybody who lies behind another, and behind whom: their ids, which may be none any more.
///
/// # Errors
/// Those of the database.
pub async fn all(on: impl Into<On<'_>>, clinic: ClinicId) -> Stored<Vec<(String, String)>> {
    let rows: Vec<(Vec<u8>, Vec<u8>)> = on
        .into()
        .all(
            Sql::Each {
                sqlite: "SELECT CAST(id AS BLOB), CAST(merged_into AS BLOB) FROM patient
                   WHERE clinic_id = $1 AND merged_into IS NOT NULL ORDER BY id",
                postgres: "SELECT uuid_send(id), uuid_send(merged_into) FROM patient
                   WHERE clinic_id = $1 AND merged_into IS NOT NULL ORDER BY id",
            },
            (clinic,),
        )
        .await?;
    let said = |id: Vec<u8>| Uuid::from_slice(&id).map_or_else(|_| hex(&id), |id| id.to_string());
    Ok(rows.into_iter().map(|(id, kept)| (said(id), said(kept))).collect())
}

/// Whom a patient was merged into, if they were.
pub fn kept<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, Option<KeptRow>> {
    on.into().opt(
        "SELECT k.id, k.name, k.active FROM patient p
         JOIN patient k ON k.clinic_id = p.clinic_id AND k.id = p.merged_into
         WHERE p.clinic_id = $1 AND p.id = $2",
        (clinic, id),
    )
}

/// Holds both until the transaction ends, and before them the visits that change hands: whoever works at a visit holds it
/// first, and its patient then. (A file's transaction is alone already.)
///
/// # Errors
/// Those of the database.
pub async fn hold(mut on: On<'_>, clinic: ClinicId, kept: PatientId, other: PatientId) -> Stored<()> {
    if on.is_alone() {
        return Ok(());
    }
    for text in [
        "SELECT id FROM booking
         WHERE clinic_id = $1 AND (patient_id = $3 OR patient_id = $2 AND merged_from IS NOT NULL) ORDER BY id FOR UPDATE",
        "SELECT id FROM patient WHERE clinic_id = $1 AND id IN ($2, $3) ORDER BY id FOR UPDATE",
    ] {
        let _: Vec<(uuid::Uuid,)> = on.again().all(text, (clinic, kept, other)).await?;
    }
    Ok(())
}

/// A time at which both are somewhere: probably two people.
pub fn meeting<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    kept: PatientId,
    other: PatientId,
) -> Answer<'a, Option<MeetRow>> {
    on.into().opt(
        "SELECT k.starts_at AS kept_from, k.ends_at AS kept_to, o.starts_at AS other_from, o.ends_at AS other_to
         FROM booking o JOIN booking k ON k.clinic_id = o.clinic_id AND k.patient_id = $2
           AND k.starts_at < o.ends_at AND k.ends_at > o.starts_at
         WHERE o.clinic_id = $1 AND o.patient_id = $3
           AND o.staff_id IS NOT NULL AND o.status NOT IN ('cancelled', 'no_show', 'left')
           AND k.staff_id IS NOT NULL AND k.status NOT IN ('cancelled', 'no_show', 'left')
         ORDER BY o.starts_at DESC LIMIT 1",
        (clinic, kept, other),
    )
}

/// A queue in which both have a number that is still open.
pub fn queued<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    kept: PatientId,
    other: PatientId,
) -> Answer<'a, Option<QueuedRow>> {
    on.into().opt(
        "SELECT k.prefix, k.number AS kept, o.number AS other
         FROM ticket o JOIN ticket k ON k.clinic_id = o.clinic_id AND k.patient_id = $2
           AND k.business_day = o.business_day AND k.prefix = o.prefix
           AND k.status IN ('waiting', 'called', 'serving', 'parked', 'missed')
         WHERE o.clinic_id = $1 AND o.patient_id = $3
           AND o.status IN ('waiting', 'called', 'serving', 'parked', 'missed')
         ORDER BY o.business_day DESC LIMIT 1",
        (clinic, kept, other),
    )
}

/// What is `other`'s becomes `kept`'s. Who changed a visit last stays as it is: that is who did something at it.
///
/// # Errors
/// Those of the database.
pub async fn take_over(mut on: On<'_>, clinic: ClinicId, kept: PatientId, other: PatientId) -> Stored<()> {
    // The visits first: a bill that is made meanwhile is made under its visit's lock.
    on.again()
        .change(
            &BOOKING,
            "UPDATE booking SET patient_id = $2, merged_from = COALESCE(merged_from, $3), version = version + 1
             WHERE clinic_id = $1 AND patient_id = $3 RETURNING *",
            (clinic, kept, other),
        )
        .await?;
    on.again()
        .exec(
            "UPDATE ticket SET patient_id = $2, merged_from = COALESCE(merged_from, $3), version = version + 1
             WHERE clinic_id = $1 AND patient_id = $3",
            (clinic, kept, other),
        )
        .await?;
    on.again()
        .change(
            &BILL,
            "UPDATE bill SET patient_id = $2, version = version + 1
             WHERE clinic_id = $1 AND patient_id = $3 RETURNING *",
            (clinic, kept, other),
        )
        .await?;
    Ok(())
}

/// What was `other`'s is theirs again: their visits, with bills and numbers, and the numbers without a visit.
///
/// # Errors
/// Those of the database.
pub async fn give_back(mut on: On<'_>, clinic: ClinicId, kept: PatientId, other: PatientId) -> Stored<()> {
    on.again()
        .change(
            &BOOKING,
            "UPDATE booking SET patient_id = $3, merged_from = NULL, version = version + 1
             WHERE clinic_id = $1 AND patient_id = $2 AND merged_from = $3 RETURNING *",
            (clinic, kept, other),
        )
        .await?;
    on.again()
        .change(
            &BILL,
            "UPDATE bill SET patient_id = $3, version = version + 1
             WHERE clinic_id = $1 AND patient_id = $2
               AND booking_id IN (SELECT b.id FROM booking b WHERE b.clinic_id = $1 AND b.patient_id = $3) RETURNING *",
            (clinic, kept, other),
        )
        .await?;
    for text in [
        "UPDATE ticket SET patient_id = $3, merged_from = NULL, version = version + 1
         WHERE clinic_id = $1 AND patient_id = $2
           AND (booking_id IN (SELECT b.id FROM booking b WHERE b.clinic_id = $1 AND b.patient_id = $3)
             OR booking_id IS NULL AND merged_from = $3)",
        // A number that goes with a visit of the other's is the other's.
        "UPDATE ticket SET merged_from = NULL WHERE clinic_id = $1 AND patient_id = $2 AND merged_from = $3",
    ] {
        on.again().exec(text, (clinic, kept, other)).await?;
    }
    Ok(())
}

/// Writes what can be given and taken back of a patient: not the name. 0 rows when the version is stale.
pub fn write_sheet<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &PatientRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().exec(
        "UPDATE patient SET email = $4, birth_date = $5, address = $6, notes = $7, alerts = $8, reminders = $9,
           version = version + 1, updated_at = $10, updated_by = $11
         WHERE clinic_id = $1 AND id = $2 AND version = $3",
        (
            clinic, row.id, row.version, row.email, row.birth_date, row.address, row.notes, row.alerts, row.reminders,
            row.updated_at, row.updated_by,
        ),
    )
}

/// Puts a patient behind another; none: in front again. 0 rows when the version is stale.
pub fn put_behind<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    (id, version): (PatientId, i64),
    behind: Option<(PatientId, String)>,
    (at, by): (Ts, AccountId),
) -> Answer<'a, u64> {
    let (kept, gave) = behind.unzip();
    on.into().exec(
        "UPDATE patient SET active = $4, merged_into = $5, merged_through = NULL, merge_gave = $6, version = version + 1, updated_at = $7,
           updated_by = $8
         WHERE clinic_id = $1 AND id = $2 AND version = $3",
        (clinic, id, version, kept.is_none(), kept, gave, at, by),
    )
}

/// Behind whom somebody lies.
#[derive(Debug, Clone)]
pub struct Behind {
    pub kept: PatientId,
    /// Into whom they had been merged before, and came there with.
    pub through: Option<PatientId>,
    /// The fields they filled there: names, no values.
    pub gave: String,
}

/// Somebody merged before is behind somebody else now, or gave something else. When and by whom they were merged stays.
pub fn pass_on<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: PatientId,
    behind: Behind,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE patient SET merged_into = $3, merged_through = $4, merge_gave = $5, version = version + 1
         WHERE clinic_id = $1 AND id = $2",
        (clinic, id, behind.kept, behind.through, behind.gave),
    )
}
