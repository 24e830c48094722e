//! Many patients or treatments at once, and the look-ups that go before: one question for a whole file, never one
//! a row.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, Tx, row};
use super::fault::Stored;
use super::patient::PatientRow;
use super::treatment::{self, CanRow, TreatmentRow};
use super::vouched::{TREATMENT, TREATMENT_STAFF};
use crate::domain::id::{ClinicId, PatientId};
use crate::domain::time::Ts;

row! {
    /// Somebody who is on file already, also as they were before two were merged: an old table still calls them so.
    pub struct KnownRow {
        pub id: PatientId,
        pub name: String,
        pub birth_date: Option<NaiveDate>,
        /// The number they were found by; none for somebody who has none at all.
        pub phone: Option<String>,
    }
}

/// A patient as the file brings them: the row, the key of the name, the numbers (E.164, reversed, as typed) and the
/// words of the name.
#[derive(Debug, Clone)]
pub struct NewPatient {
    pub row: PatientRow,
    pub name_key: String,
    pub phones: Vec<(String, String, String)>,
    pub words: Vec<String>,
}

/// Who is on file with these numbers; `phones` is a JSON list of them.
pub fn by_phones<'a>(on: impl Into<On<'a>>, clinic: ClinicId, phones: String) -> Answer<'a, Vec<KnownRow>> {
    on.into().all(
        Sql::Each {
            sqlite: "SELECT p.id, p.name, p.birth_date, n.phone
             FROM json_each($2) j
             CROSS JOIN patient_phone n ON n.clinic_id = $1 AND n.phone = j.value
             CROSS JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id
               AND (p.active = TRUE OR p.merged_into IS NOT NULL)",
            postgres: "SELECT p.id, p.name, p.birth_date, n.phone
             FROM jsonb_array_elements_text(CAST($2 AS jsonb)) AS j (value)
             JOIN patient_phone n ON n.clinic_id = $1 AND n.phone = j.value
             JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id
               AND (p.active = TRUE OR p.merged_into IS NOT NULL)",
        },
        (clinic, phones),
    )
}

/// Who is on file under these names; `keys` is a JSON list of name keys.
pub fn by_names<'a>(on: impl Into<On<'a>>, clinic: ClinicId, keys: String) -> Answer<'a, Vec<KnownRow>> {
    on.into().all(
        Sql::Each {
            sqlite: "SELECT p.id, p.name, p.birth_date, n.phone
             FROM patient p
             LEFT JOIN patient_phone n ON n.clinic_id = p.clinic_id AND n.patient_id = p.id AND n.position = 1
             WHERE p.clinic_id = $1 AND (p.active = TRUE OR p.merged_into IS NOT NULL)
               AND p.name_key IN (SELECT value FROM json_each($2))",
            postgres: "SELECT p.id, p.name, p.birth_date, n.phone
             FROM patient p
             LEFT JOIN patient_phone n ON n.clinic_id = p.clinic_id AND n.patient_id = p.id AND n.position = 1
             WHERE p.clinic_id = $1 AND (p.active = TRUE OR p.merged_into IS NOT NULL)
               AND p.name_key IN (SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))",
        },
        (clinic, keys),
    )
}

/// Writes new patients with their numbers and words.
pub async fn insert_patients(tx: &mut Tx, clinic: ClinicId, patients: &[NewPatient]) -> Stored<()> {
    let rows: Vec<_> = patients
        .iter()
        .map(|new| {
            let row = new.row.clone();
            (
                clinic,
                row.id,
                row.name,
                new.name_key.clone(),
                row.email,
                row.birth_date,
                row.address,
                row.notes,
                row.alerts,
                row.reminders,
                true,
                1_i64,
                row.updated_at,
                row.updated_by,
                row.updated_at,
                row.updated_by,
            )
        })
        .collect();
    tx.many(
        "INSERT INTO patient (clinic_id, id, name, name_key, email, birth_date, address, notes, alerts, reminders,
           active, version, created_at, created_by, updated_at, updated_by)",
        rows,
    )
    .await?;
    let phones: Vec<_> = patients
        .iter()
        .flat_map(|new| {
            (1_i64..).zip(&new.phones).map(|(position, (phone, reversed, typed))| {
                (clinic, new.row.id, position, phone.clone(), reversed.clone(), typed.clone())
            })
        })
        .collect();
    tx.many("INSERT INTO patient_phone (clinic_id, patient_id, position, phone, reversed, typed)", phones)
        .await?;
    // In the order of their index: so many go into each of its pages at once.
    let mut words: Vec<_> =
        patients.iter().flat_map(|new| new.words.iter().map(|word| (word, new.row.id))).collect();
    words.sort_unstable();
    let words: Vec<_> = words.into_iter().map(|(word, id)| (clinic, word.clone(), id)).collect();
    tx.many("INSERT INTO patient_word (clinic_id, word, patient_id)", words).await
}

/// Writes new treatments and who can do them.
pub async fn insert_treatments(
    tx: &mut Tx,
    clinic: ClinicId,
    now: Ts,
    treatments: &[(TreatmentRow, String)],
    can: &[CanRow],
) -> Stored<()> {
    for (row, _) in treatments {
        tx.vouch(&TREATMENT, treatment::sealed(clinic, row))?;
    }
    let rows: Vec<_> = treatments
        .iter()
        .map(|(row, key)| {
            let row = row.clone();
            (
                clinic,
                row.id,
                row.name,
                key.clone(),
                row.category,
                row.minutes,
                row.price,
                row.deposit,
                row.tax_mode,
                row.tax_bp,
                row.queue_prefix,
                row.room_id,
                row.active,
                1_i64,
                now,
                now,
            )
        })
        .collect();
    tx.many(
        "INSERT INTO treatment (clinic_id, id, name, name_key, category, minutes, price, deposit, tax_mode,
           tax_bp, queue_prefix, room_id, active, version, created_at, updated_at)",
        rows,
    )
    .await?;
    let can: Vec<_> = can.iter().map(|row| (clinic, row.treatment_id, row.staff_id)).collect();
    tx.add_many(&TREATMENT_STAFF, "INSERT INTO treatment_staff (clinic_id, treatment_id, staff_id)", can)
        .await
}
