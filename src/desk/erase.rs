//! A person asks to be forgotten. What was paid stays, as the law wants it; who it was is gone, from the trail too.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::fault::Done;
use super::work::Work;
use super::{NOTHING, patient};
use crate::domain::clinic::Language;
use crate::domain::id::PatientId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;

/// Erases a patient: name, numbers, address, birth date, notes, alerts, and what the trail knew of them. Bookings,
/// bills and receipts stay as they are, receipts with the name they were printed with, for as long as they must be
/// kept (reliability.md §5.7).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasePatient {
    pub patient: PatientId,
    /// Why: who asked for it, and when.
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Erased {
    pub patient: PatientId,
    /// What stands where the name was.
    pub name: String,
}

impl Act for ErasePatient {
    const NAME: &'static str = "erase_patient";
    const NEEDS: Permission = Permission::PatientErase;
    type Output = Erased;
}

impl Change for ErasePatient {
    async fn change(self, work: &mut Work<'_>) -> Done<Erased> {
        let clinic = work.id();
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let row = patient::known(work, self.patient).await?;
        let (visits, bills) = store::personal::ties(work.on(), clinic, row.id).await?;
        if visits > 0 {
            return Err(Refusal::new("patient.visits_open").with("visits", visits).into());
        }
        let (credit,) = store::credit::balance(work.on(), clinic, row.id).await?;
        if bills > 0 || credit.0 != 0 {
            return Err(Refusal::new("patient.money_open").into());
        }
        // A word of the clinic's own books, in its language, like the names of its methods.
        let word = if work.clinic.language == Language::Indonesian { "Dihapus" } else { "Erased" };
        let name = format!("{word} {}", work.today());
        store::personal::erase(&mut work.tx, clinic, row.id, &name).await?;
        let erased = Erased { patient: row.id, name };
        work.record("patient", row.id.0, NOTHING, &serde_json::json!({"erased": true}), &reason)?;
        Ok(erased)
    }
}
