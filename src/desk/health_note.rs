//! What whoever treats has to know of somebody's health, beside what the desk notes for itself. It is read by who leads and
//! by who treats them; the desk adds to it without reading it (reliability.md §2.4, rows 4 and 5).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::confided::{Known, behind};
use super::fault::{Done, Fault};
use super::work::Work;
use super::{Desk, NOTHING, Scope, kept, patient};
use crate::domain::audit::{COMMITMENT, REASON, committed_reason};
use crate::domain::health_note::words;
use crate::domain::id::{HealthNoteId, PatientId};
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::domain::time::Ts;
use crate::store::health_note::NoteRow;
use crate::store::{self, On};

/// A patient's health notes, the newest first, struck ones too; with those of whoever was found to be the same person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HealthNotes {
    pub patient: PatientId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HealthNote {
    pub id: HealthNoteId,
    /// None where they are not what was written any more.
    pub words: Option<String>,
    pub written_at: Ts,
    pub written_by: String,
    /// It does not hold any more.
    pub struck: Option<Struck>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Struck {
    pub at: Ts,
    pub by: String,
    pub reason: Option<String>,
}

impl Act for HealthNotes {
    const NAME: &'static str = "health_notes";
    const NEEDS: Permission = Permission::HealthNoteRead;
    const OWN: bool = true;
    type Output = Vec<HealthNote>;
}

impl Look for HealthNotes {
    async fn look(self, desk: &Desk) -> Done<Vec<HealthNote>> {
        let clinic = desk.clinic().id;
        let unknown = || Refusal::at("patient.unknown", "patient");
        if !reads(desk, self.patient).await? {
            return Err(unknown().into());
        }
        let row = store::patient::get(desk.db(), clinic, self.patient).await?.ok_or_else(unknown)?;
        if !row.active {
            let kept = kept::refused(On::from(desk.db()), clinic, row.id).await?;
            return Err(kept.unwrap_or_else(|| Refusal::at("patient.erased", "patient")).into());
        }
        let rows = store::health_note::of_patient(desk.db(), clinic, row.id).await?;
        let all = rows
            .iter()
            .flat_map(|row| std::iter::once(row.commitment.as_str()).chain(row.struck_reason.as_deref()));
        let known = behind(On::from(desk.db()), clinic, desk.house.key()?, all.collect()).await?;
        Ok(rows.into_iter().map(|row| note(row, &known)).collect())
    }
}

fn note(row: NoteRow, known: &Known) -> HealthNote {
    let said = |commitment: &str, field: &str| Some(known.get(commitment)?.get(field)?.as_str()?.to_owned());
    let reason = row.struck_reason.as_deref().and_then(|commitment| said(commitment, REASON));
    let struck = row.struck_at.zip(row.struck_by).map(|(at, by)| Struck { at, by, reason });
    HealthNote {
        id: row.id,
        words: said(&row.commitment, WORDS),
        written_at: row.written_at,
        written_by: row.account,
        struck,
    }
}

/// The field of a note's words, in the trail and beside it.
const WORDS: &str = "words";

/// Whether whoever looks may read a patient's notes: anybody's, or those of whom they treat or treated.
async fn reads(desk: &Desk, patient: PatientId) -> Done<bool> {
    if desk.may(Permission::HealthNoteRead) == Grant::No {
        return Ok(false);
    }
    match desk.scope(Permission::HealthNoteRead) {
        Scope::Clinic => Ok(true),
        Scope::Own(None) => Ok(false),
        Scope::Own(Some(staff)) => {
            let (treats,) = store::health_note::treats(desk.db(), desk.clinic().id, patient, staff).await?;
            Ok(treats)
        }
    }
}

/// How many notes stand, for whoever may read them or add one.
pub(super) async fn standing(desk: &Desk, patient: PatientId) -> Done<Option<i64>> {
    if desk.may(Permission::HealthNoteAdd) == Grant::No && !reads(desk, patient).await? {
        return Ok(None);
    }
    let (standing,) = store::health_note::standing(desk.db(), desk.clinic().id, patient).await?;
    Ok(Some(standing))
}

/// Adds a note. What is there is neither needed nor told.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddHealthNote {
    pub patient: PatientId,
    pub words: String,
    /// Said after the warning: what looks like a NIK or a key is to be kept.
    #[serde(default)]
    pub sure: bool,
}

/// A note that was added or struck. Not its words: whoever adds one may not read them again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Noted {
    pub id: HealthNoteId,
    pub patient: PatientId,
    pub at: Ts,
}

impl Act for AddHealthNote {
    const NAME: &'static str = "add_health_note";
    const NEEDS: Permission = Permission::HealthNoteAdd;
    type Output = Noted;
}

impl Change for AddHealthNote {
    async fn change(self, work: &mut Work<'_>) -> Done<Noted> {
        let clinic = work.id();
        let words = words(&self.words, self.sure)?;
        let whose = patient::known(work, self.patient).await?.id;
        let id = HealthNoteId::new();
        let mut after = serde_json::json!({ "patient_id": whose, WORDS: words.as_str() });
        work.confide(NOUN, whose, &mut after)?;
        let lost = || Fault::Broken("a note without words".to_owned());
        let commitment = after[COMMITMENT].as_str().ok_or_else(lost)?.to_owned();
        let by = (work.now, work.me());
        store::health_note::insert(work.on(), clinic, (id, whose), commitment, by).await?;
        work.record(NOUN, id.0, NOTHING, &after, "")?;
        Ok(Noted { id, patient: whose, at: work.now })
    }
}

/// What the trail calls them.
pub(super) const NOUN: &str = "health_note";

/// Strikes a note: it does not hold any more, and stays to be read with why.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrikeHealthNote {
    pub note: HealthNoteId,
    pub reason: String,
}

impl Act for StrikeHealthNote {
    const NAME: &'static str = "strike_health_note";
    const NEEDS: Permission = Permission::HealthNoteStrike;
    type Output = Noted;
}

impl Change for StrikeHealthNote {
    async fn change(self, work: &mut Work<'_>) -> Done<Noted> {
        let clinic = work.id();
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let unknown = || Refusal::at("health_note.unknown", "note");
        let row = store::health_note::get(work.on(), clinic, self.note).await?.ok_or_else(unknown)?;
        // Of somebody who was merged into another: they are whom an erasure holds.
        let kept = store::merge::kept(work.on(), clinic, row.patient_id).await?;
        patient::known(work, kept.map_or(row.patient_id, |kept| kept.id)).await?;
        let before = serde_json::json!({ "patient_id": row.patient_id, "struck": false });
        let after = serde_json::json!({ "patient_id": row.patient_id, "struck": true });
        work.record(NOUN, row.id.0, &before, &after, &reason)?;
        let said = work.entry.as_ref().and_then(|entry| committed_reason(&entry.reason));
        let said = said.ok_or_else(|| Fault::Broken("a reason without words".to_owned()))?.to_owned();
        let by = (work.now, work.me());
        if store::health_note::strike(work.on(), clinic, row.id, said, by).await? == 0 {
            return Err(Refusal::at("health_note.struck", "note").into());
        }
        Ok(Noted { id: row.id, patient: row.patient_id, at: work.now })
    }
}
