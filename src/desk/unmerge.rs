//! Two of one again, where two rows were made one that were two people after all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::fault::Done;
use super::kept::write_words;
use super::merge::Person;
use super::patient::known;
use super::receipt;
use super::work::{Work, one_row};
use crate::domain::id::PatientId;
use crate::domain::merge::Gift;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
use crate::store::merge::MergedRow;
use crate::store::patient::PhoneRow;

/// Makes two of one again: whoever was merged by mistake has their visits, bills and numbers back, and the other gives
/// back what came from them. What was added since stays with the one that was kept.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmergePatient {
    /// The one that was merged into another.
    pub patient: PatientId,
    #[serde(default)]
    pub version: Option<i64>,
    pub reason: String,
}

/// Who is by themselves again. No names: those of two people are not kept with one of them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Unmerged {
    pub id: PatientId,
    pub version: i64,
    pub kept: PatientId,
}

impl Act for UnmergePatient {
    const NAME: &'static str = "unmerge_patient";
    const NEEDS: Permission = Permission::PatientMerge;
    const PIN_LAST: bool = true;
    type Output = Unmerged;
}

impl Change for UnmergePatient {
    async fn change(self, work: &mut Work<'_>) -> Done<Unmerged> {
        let clinic = work.id();
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let mut behind = store::merge::kept(work.on(), clinic, self.patient).await?;
        if let Some(row) = &behind {
            store::merge::hold(work.on(), clinic, row.id, self.patient).await?;
            // Merged into somebody else meanwhile, or not merged any more.
            let now = store::merge::kept(work.on(), clinic, self.patient).await?;
            if now.as_ref().map(|now| now.id) != behind.as_ref().map(|row| row.id) {
                return Err(store::Fault::Busy.into());
            }
            behind = now;
        }
        let Some(behind) = behind else {
            // Who is not there, or erased, is refused as ever.
            known(work, self.patient).await?;
            return Err(Refusal::at("patient.not_merged", "patient").into());
        };
        let mut kept = Person::of(work, behind.id).await?;
        let mut other = Person::behind(work, self.patient).await?;
        work.fresh(self.version, other.row.version, other.row.updated_by, other.row.updated_at).await?;
        let merged = store::merge::merged(work.on(), clinic, kept.row.id).await?;
        let reminders = kept.row.reminders;

        // Whoever had been merged into them before goes with them.
        let mut along = Vec::new();
        store::merge::give_back(work.on(), clinic, kept.row.id, other.row.id).await?;
        for row in merged.iter().filter(|row| came_through(&merged, row, other.row.id)) {
            store::merge::give_back(work.on(), clinic, kept.row.id, row.id).await?;
            store::merge::take_over(work.on(), clinic, other.row.id, row.id).await?;
            along.push(row);
        }
        for person in [&kept, &other] {
            let (credit,) = store::credit::balance(work.on(), clinic, person.row.id).await?;
            if credit.0 < 0 {
                let spent = Money(-credit.0);
                let mut refusal = Refusal::at("patient.unmerge_credit", "patient")
                    .naming("name", person.row.name.as_str())
                    .with("spent", spent);
                // The last time it was spent: that payment goes back to the credit, on whatever day.
                let rows = store::credit::rows(work.on(), clinic, person.row.id).await?;
                if let Some(last) = rows.iter().rev().find(|row| row.amount < Money::ZERO) {
                    refusal = refusal
                        .with("day", last.business_day)
                        .with("receipt", receipt::named(&last.series, last.number));
                }
                return Err(refusal.into());
            }
        }
        let gave = merged.iter().find(|row| row.id == other.row.id).map(|row| Gift::read(&row.gave));
        let gave = gave.unwrap_or_default();
        let by = (work.now, work.me());
        one_row(
            store::merge::put_behind(work.on(), clinic, (other.row.id, other.row.version), None, by).await?,
        )?;
        other.row.version += 1;
        let mut numbers: Vec<PhoneRow> = kept.gives_back(&other, &gave);
        let mut given = gave.clone();
        for row in &along {
            let giver = Person::behind(work, row.id).await?;
            let theirs = Gift::read(&row.gave);
            numbers.extend(kept.gives_back(&giver, &theirs));
            given.extend(theirs);
            let behind = store::merge::Behind {
                kept: other.row.id,
                through: row.through.filter(|through| *through != other.row.id),
                gave: Gift::written(&other.takes(&giver)?),
            };
            one_row(store::merge::pass_on(work.on(), clinic, row.id, behind).await?)?;
        }
        // Where somebody else who is still merged says the same, it is still known.
        let stay = |row: &&MergedRow| row.id != other.row.id && along.iter().all(|gone| gone.id != row.id);
        for third in merged.iter().filter(stay) {
            let giver = Person::behind(work, third.id).await?;
            let more = kept.takes_again(&giver, &given, &numbers)?;
            if !more.is_empty() {
                let all: Vec<Gift> = Gift::read(&third.gave).into_iter().chain(more).collect();
                let behind = store::merge::Behind {
                    kept: kept.row.id,
                    through: third.through,
                    gave: Gift::written(&all),
                };
                one_row(store::merge::pass_on(work.on(), clinic, third.id, behind).await?)?;
            }
        }
        kept.write(work).await?;
        if along.is_empty() {
            write_words(work, other.row.id, &other.row.name).await?;
        } else {
            other.write(work).await?;
        }
        if let Some(used) = store::package::strangers(work.on(), clinic, kept.row.id, other.row.id).await? {
            let refusal = Refusal::at("patient.unmerge_session", "patient");
            return Err(refusal
                .with("package", used.package.as_str())
                .naming("owner", used.owner.as_str())
                .naming("name", used.name.as_str())
                .into());
        }

        let before = serde_json::json!({ "reminders": reminders, "merged": other.row.id, "gave": gave });
        let after = serde_json::json!({ "reminders": kept.row.reminders, "merged": null, "gave": [] });
        work.record("patient", kept.row.id.0, &before, &after, &reason)?;
        Ok(Unmerged { id: other.row.id, version: other.row.version, kept: kept.row.id })
    }
}

/// Whether somebody lies behind a patient because `other` did: merged into them, or into somebody who was.
fn came_through(merged: &[MergedRow], row: &MergedRow, other: PatientId) -> bool {
    let mut through = row.through;
    // No chain is longer than there are people in it.
    for _ in merged {
        match through {
            Some(id) if id == other => return true,
            Some(id) => through = merged.iter().find(|row| row.id == id).and_then(|row| row.through),
            None => return false,
        }
    }
    false
}
