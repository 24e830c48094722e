//! What is kept of somebody: the form as it was filled in, the words they are found by, and where the id of whoever was
//! merged into another leads.

use serde::Serialize;

use super::Desk;
use super::fault::Done;
use super::patient::PatientForm;
use super::work::Work;
use crate::domain::id::{ClinicId, PatientId};
use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::store::db::Answer;
use crate::store::merge::KeptRow;
use crate::store::patient::PatientRow;
use crate::store::{self, On};

/// Writes the words a patient is found by: of their own name, and of those who were merged into them.
pub(super) async fn write_words(work: &mut Work<'_>, id: PatientId, name: &str) -> Done<()> {
    let clinic = work.id();
    let merged = store::merge::merged(work.on(), clinic, id).await?;
    store::patient::clear_words(work.on(), clinic, id).await?;
    for word in std::iter::once(name).chain(merged.iter().map(|row| row.name.as_str())).flat_map(words) {
        store::patient::add_word(work.on(), clinic, id, &word).await?;
    }
    Ok(())
}

/// Where somebody was merged into another who is there: that one has to be named.
pub(super) async fn refused(on: On<'_>, clinic: ClinicId, id: PatientId) -> Done<Option<Refusal>> {
    let kept = store::merge::kept(on, clinic, id).await?.filter(|kept| kept.active);
    let refusal = |kept: KeptRow| {
        Refusal::at("patient.merged", "patient").naming("name", kept.name).with("patient", kept.id)
    };
    Ok(kept.map(refusal))
}

/// Why nothing is done for somebody who is not among the patients.
pub(super) async fn nobody(on: On<'_>, clinic: ClinicId, id: PatientId) -> Done<Refusal> {
    Ok(refused(on, clinic, id).await?.unwrap_or_else(|| Refusal::at("patient.unknown", "patient")))
}

/// What is read of a patient, unless they were merged into another.
///
/// # Errors
/// `patient.merged`.
pub(super) async fn unless<T>(desk: &Desk, id: PatientId, read: Answer<'_, T>) -> Done<T> {
    let merged = refused(On::from(desk.db()), desk.clinic().id, id);
    let (read, merged) = tokio::try_join!(async { Ok(read.await?) }, merged)?;
    merged.map_or(Ok(read), |refusal| Err(refusal.into()))
}

/// A patient as the trail has it: with the numbers as they were typed.
#[derive(Debug, Serialize)]
pub(super) struct Whole<'a> {
    #[serde(flatten)]
    pub row: &'a PatientRow,
    pub phones: &'a [String],
}

/// The form as it would be filled in for what is kept of somebody; none of nobody.
pub(super) async fn form_of(work: &mut Work<'_>, id: PatientId) -> Done<Option<PatientForm>> {
    let clinic = work.id();
    let Some(row) = store::patient::get(work.on(), clinic, id).await? else { return Ok(None) };
    let phones = store::patient::phones(work.on(), clinic, id).await?;
    Ok(Some(PatientForm {
        name: row.name,
        phones: phones.into_iter().map(|phone| phone.typed).collect(),
        email: row.email.unwrap_or_default(),
        birth_date: row.birth_date.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default(),
        address: row.address,
        notes: row.notes,
        alerts: row.alerts,
        reminders: row.reminders,
    }))
}
