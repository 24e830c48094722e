//! What the trail only commits itself to: what it says about people, in clear, for as long as it may be known.

use super::db::{Answer, Args, On, Sql, Tx, row};
use super::fault::Stored;
use super::indexed;
use super::vouched::PERSONAL_VALUE;
use crate::domain::id::{ClinicId, PatientId};

row! {
    /// A value and its salt, under the commitment that stands in the trail.
    pub struct PersonalRow {
        pub commitment: String,
        pub patient_id: PatientId,
        pub salt: String,
        pub value: String,
    }
}

fn sealed(clinic: ClinicId, row: &PersonalRow) -> impl Args + use<> {
    (clinic, row.commitment.clone(), row.patient_id, row.salt.clone())
}

pub fn insert<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: PersonalRow) -> Answer<'a, ()> {
    on.into().add_with(
        &PERSONAL_VALUE,
        sealed(clinic, &row),
        "INSERT INTO personal_value (clinic_id, commitment, patient_id, salt, value) VALUES ($1, $2, $3, $4, $5)",
        (clinic, row.commitment, row.patient_id, row.salt, row.value),
    )
}

/// Many at once.
///
/// # Errors
/// Those of the database.
pub async fn insert_many(tx: &mut Tx, clinic: ClinicId, rows: Vec<PersonalRow>) -> Stored<()> {
    for row in &rows {
        tx.vouch(&PERSONAL_VALUE, sealed(clinic, row))?;
    }
    let rows =
        rows.into_iter().map(|row| (clinic, row.commitment, row.patient_id, row.salt, row.value)).collect();
    tx.many("INSERT INTO personal_value (clinic_id, commitment, patient_id, salt, value)", rows).await
}

/// A text about rows of which every one is looked at: in a file the text itself says so.
macro_rules! each_row {
    ($what:literal, $which:literal) => {
        Sql::Each { sqlite: concat!($what, " NOT INDEXED ", $which), postgres: concat!($what, " ", $which) }
    };
}

/// Forgets a person: everything the trail committed itself to, their numbers, the words they are found by, what was
/// noted at their visits, and the answers kept for those who ask twice. The row that money points at stays, without
/// anything in it but `name`.
pub async fn erase(on: &mut Tx, clinic: ClinicId, patient: PatientId, name: &str) -> Stored<()> {
    // Every row is looked at, whatever an index says of whose it is: what one does not know any more would stay behind
    // unseen. A file's index that cannot let go of a row stops the act.
    indexed::by_rows(on).await?;
    on.on()
        .remove(
            &PERSONAL_VALUE,
            each_row!("DELETE FROM personal_value", "WHERE clinic_id = $1 AND patient_id = $2 RETURNING *"),
            (clinic, patient),
        )
        .await?;
    for text in [
        each_row!("DELETE FROM patient_phone", "WHERE clinic_id = $1 AND patient_id = $2"),
        each_row!("DELETE FROM request", "WHERE clinic_id = $1 AND patient_id = $2"),
        each_row!("DELETE FROM patient_word", "WHERE clinic_id = $1 AND patient_id = $2"),
        each_row!(
            "UPDATE booking",
            "SET note = '', cancel_reason = CASE WHEN cancel_reason IS NULL THEN NULL ELSE '' END,
               overbook_reason = CASE WHEN overbook_reason IS NULL THEN NULL ELSE '' END
             WHERE clinic_id = $1 AND patient_id = $2"
        ),
    ] {
        on.on().put(text, (clinic, patient)).await?;
    }
    indexed::as_ever(on).await?;
    on.on()
        .put(
            "UPDATE patient SET name = $3, name_key = '', email = NULL, birth_date = NULL, address = '', notes = '',
               alerts = '', reminders = FALSE, active = FALSE, version = version + 1
             WHERE clinic_id = $1 AND id = $2",
            (clinic, patient, name.to_owned()),
        )
        .await
}

/// Whoever is erased with a person, with their names: they lie behind them. Every row is looked at.
///
/// # Errors
/// Those of the database.
pub async fn with(on: &mut Tx, clinic: ClinicId, patient: PatientId) -> Stored<Vec<(PatientId, String)>> {
    indexed::by_rows(on).await?;
    let with = each_row!(
        "SELECT id, name FROM patient",
        "WHERE clinic_id = $1 AND merged_into = $2 ORDER BY updated_at, id"
    );
    let with = on.on().all(with, (clinic, patient)).await?;
    indexed::as_ever(on).await?;
    Ok(with)
}

/// What keeps a person from being erased: visits still to come or going on, bills not settled.
pub fn ties<'a>(on: impl Into<On<'a>>, clinic: ClinicId, patient: PatientId) -> Answer<'a, (i64, i64)> {
    on.into().one(
        "SELECT (SELECT COUNT(*) FROM booking b WHERE b.clinic_id = $1 AND b.patient_id = $2
                   AND b.status IN ('booked', 'confirmed', 'arrived', 'in_service')),
                (SELECT COUNT(*) FROM bill l WHERE l.clinic_id = $1 AND l.patient_id = $2 AND l.balance <> 0)",
        (clinic, patient),
    )
}
