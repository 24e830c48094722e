//! Whoever was merged into another: where their id leads, and the words the one that is kept is found by.

use super::Desk;
use super::fault::Done;
use super::work::Work;
use crate::domain::id::{ClinicId, PatientId};
use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::store::db::Answer;
use crate::store::merge::KeptRow;
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
        Refusal::at("patient.merged", "patient").with("name", kept.name).with("patient", kept.id)
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
