//! Health notes: who wrote what of whose health, and when. The words lie beside the trail, under the commitment.

use super::db::{Answer, On, row};
use super::vouched::HEALTH_NOTE;
use crate::domain::id::{AccountId, ClinicId, HealthNoteId, PatientId, StaffId};
use crate::domain::time::Ts;

row! {
    /// A note with the names of whoever wrote it and whoever struck it.
    pub struct NoteRow {
        pub id: HealthNoteId,
        pub patient_id: PatientId,
        /// To the words.
        pub commitment: String,
        pub written_at: Ts,
        pub account: String,
        pub struck_at: Option<Ts>,
        pub struck_by: Option<String>,
        /// The commitment to why.
        pub struck_reason: Option<String>,
    }
}

/// Notes with the names of their writers, `$which` of them.
macro_rules! notes {
    ($which:literal) => {
        concat!(
            "SELECT n.id, n.patient_id, n.commitment, n.written_at, w.full_name AS account, n.struck_at,
               s.full_name AS struck_by, n.struck_reason
             FROM health_note n
             JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id
             JOIN account w ON w.clinic_id = n.clinic_id AND w.id = n.written_by
             LEFT JOIN account s ON s.clinic_id = n.clinic_id AND s.id = n.struck_by
             WHERE n.clinic_id = $1 AND ",
            $which
        )
    };
}

/// A patient's notes and those of whoever was found to be the same person, the newest first.
pub fn of_patient<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    patient: PatientId,
) -> Answer<'a, Vec<NoteRow>> {
    on.into().all(
        notes!("(p.id = $2 OR p.merged_into = $2) ORDER BY n.written_at DESC, n.id DESC"),
        (clinic, patient),
    )
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: HealthNoteId) -> Answer<'a, Option<NoteRow>> {
    on.into().opt(notes!("n.id = $2"), (clinic, id))
}

/// How many of them stand.
pub fn standing<'a>(on: impl Into<On<'a>>, clinic: ClinicId, patient: PatientId) -> Answer<'a, (i64,)> {
    on.into().one(
        "SELECT COUNT(*) FROM health_note n JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id
         WHERE n.clinic_id = $1 AND (p.id = $2 OR p.merged_into = $2) AND n.struck_at IS NULL",
        (clinic, patient),
    )
}

/// Whether a patient is or was to be treated by this person.
pub fn treats<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    patient: PatientId,
    staff: StaffId,
) -> Answer<'a, (bool,)> {
    on.into().one(
        "SELECT EXISTS (SELECT 1 FROM booking WHERE clinic_id = $1 AND patient_id = $2 AND staff_id = $3)",
        (clinic, patient, staff),
    )
}

/// Writes one. `commitment` is to the words.
pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    (id, patient): (HealthNoteId, PatientId),
    commitment: String,
    (at, by): (Ts, AccountId),
) -> Answer<'a, ()> {
    on.into().add(
        &HEALTH_NOTE,
        "INSERT INTO health_note (clinic_id, id, patient_id, commitment, written_at, written_by, struck_at, struck_by,
           struck_reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        (clinic, id, patient, commitment, at, by, None::<Ts>, None::<AccountId>, None::<String>),
    )
}

/// 0 rows when it is struck already. `reason` is the commitment to why.
pub fn strike<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: HealthNoteId,
    reason: String,
    (at, by): (Ts, AccountId),
) -> Answer<'a, u64> {
    on.into().change(
        &HEALTH_NOTE,
        "UPDATE health_note SET struck_at = $3, struck_by = $4, struck_reason = $5
         WHERE clinic_id = $1 AND id = $2 AND struck_at IS NULL RETURNING *",
        (clinic, id, at, by, reason),
    )
}
