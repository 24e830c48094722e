//! Two rows of one person become one, and two again where they were two people after all. Nothing is thrown away: what
//! came from the other row remembers it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::fault::{Done, Fault};
use super::kept::write_words;
use super::patient::{known, write_phones};
use super::work::{Work, one_row};
use crate::domain::id::PatientId;
use crate::domain::merge::{Gift, Sheet};
use crate::domain::permission::Permission;
use crate::domain::queue::label;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
use crate::store::patient::{PatientRow, PhoneRow};

/// Makes one of two rows of one person. Visits, bills and numbers of the queue move to the one that is kept, with their
/// credit and packages; receipts and payments stay as they were written. The other's id leads to the one that is kept.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergePatients {
    /// The one that stays.
    pub keep: PatientId,
    #[serde(default)]
    pub keep_version: Option<i64>,
    /// The one that goes into it.
    pub merge: PatientId,
    #[serde(default)]
    pub merge_version: Option<i64>,
    /// How it is known that they are one person.
    pub reason: String,
    /// Said after the warning: one of the birth dates is wrong.
    #[serde(default)]
    pub different_birth_dates: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    pub id: PatientId,
    pub name: String,
    pub version: i64,
}

impl Act for MergePatients {
    const NAME: &'static str = "merge_patients";
    const NEEDS: Permission = Permission::PatientMerge;
    const PIN_LAST: bool = true;
    type Output = Merged;
}

impl Change for MergePatients {
    async fn change(self, work: &mut Work<'_>) -> Done<Merged> {
        let clinic = work.id();
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        if self.keep == self.merge {
            return Err(Refusal::at("patient.merge_same", "merge").into());
        }
        store::merge::hold(work.on(), clinic, self.keep, self.merge).await?;
        let mut kept = Person::of(work, self.keep).await?;
        let mut other = Person::of(work, self.merge).await.map_err(|fault| match fault {
            Fault::Refused(refusal) => Refusal { field: Some("merge"), ..refusal }.into(),
            fault => fault,
        })?;
        for (wanted, row) in [(self.keep_version, &kept.row), (self.merge_version, &other.row)] {
            work.fresh(wanted, row.version, row.updated_by, row.updated_at).await?;
        }
        self.may_be_one(work, &kept.row, &other.row).await?;
        let before = kept.clone();
        let told = other.told();

        // What came to the other from third ones is theirs to give, so that each can be taken out again by itself.
        let mut givers = vec![(other.row.id, other.row.version)];
        let mut throughs = vec![None];
        for third in store::merge::merged(work.on(), clinic, other.row.id).await? {
            let giver = Person::behind(work, third.id).await?;
            other.gives_back(&giver, &Gift::read(&third.gave));
            givers.push((third.id, third.version));
            throughs.push(third.through);
        }
        if givers.len() > 1 {
            write_phones(work, other.row.id, other.phones.clone()).await?;
            one_row(store::merge::write_sheet(work.on(), clinic, &other.row).await?)?;
            givers[0].1 += 1;
        }

        let mut gave_first = Vec::new();
        for (nth, (id, version)) in givers.into_iter().enumerate() {
            let giver = if nth == 0 { other.clone() } else { Person::behind(work, id).await? };
            let gave = kept.takes(&giver)?;
            if nth == 0 {
                let behind = Some((kept.row.id, Gift::written(&gave)));
                let by = (work.now, work.me());
                one_row(store::merge::put_behind(work.on(), clinic, (id, version), behind, by).await?)?;
                gave_first = gave;
            } else {
                let on = store::merge::Behind {
                    kept: kept.row.id,
                    through: throughs[nth].or(Some(other.row.id)),
                    gave: Gift::written(&gave),
                };
                one_row(store::merge::pass_on(work.on(), clinic, id, on).await?)?;
            }
        }
        store::merge::take_over(work.on(), clinic, kept.row.id, other.row.id).await?;
        kept.write(work).await?;
        store::patient::clear_words(work.on(), clinic, other.row.id).await?;

        let mut joined = serde_json::to_value(told)?;
        work.confide("patient", other.row.id, &mut joined)?;
        let after = serde_json::json!({
            "reminders": kept.row.reminders,
            "merged": other.row.id,
            "gave": gave_first,
            "joined": joined,
        });
        let before = serde_json::json!({ "reminders": before.row.reminders });
        work.record("patient", kept.row.id.0, &before, &after, &reason)?;
        Ok(Merged { id: kept.row.id, name: kept.row.name, version: kept.row.version })
    }
}

impl MergePatients {
    /// What speaks against the two being one person.
    ///
    /// # Errors
    /// `patient.merge_born` unless it was said that one of the dates is wrong, `patient.merge_meet`,
    /// `patient.merge_queue`.
    async fn may_be_one(&self, work: &mut Work<'_>, kept: &PatientRow, other: &PatientRow) -> Done<()> {
        let clinic = work.id();
        let names = |refusal: Refusal| {
            refusal.naming("kept", kept.name.as_str()).naming("other", other.name.as_str())
        };
        if let (Some(one), Some(two)) = (kept.birth_date, other.birth_date)
            && one != two
            && !self.different_birth_dates
        {
            let refusal = Refusal::at("patient.merge_born", "different_birth_dates");
            return Err(names(refusal).with("kept_born", one).with("other_born", two).into());
        }
        if let Some(meet) = store::merge::meeting(work.on(), clinic, kept.id, other.id).await? {
            let refusal = names(Refusal::at("patient.merge_meet", "merge"))
                .with("kept_from", work.local(meet.kept_from))
                .with("kept_to", work.local(meet.kept_to))
                .with("other_from", work.local(meet.other_from))
                .with("other_to", work.local(meet.other_to));
            return Err(refusal.into());
        }
        if let Some(queued) = store::merge::queued(work.on(), clinic, kept.id, other.id).await? {
            let refusal = names(Refusal::at("patient.merge_queue", "merge"))
                .with("kept_ticket", label(&queued.prefix, queued.kept))
                .with("other_ticket", label(&queued.prefix, queued.other));
            return Err(refusal.into());
        }
        Ok(())
    }
}

/// A patient with their numbers.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) row: PatientRow,
    phones: Vec<PhoneRow>,
}

impl Person {
    /// Somebody who is there.
    pub(super) async fn of(work: &mut Work<'_>, id: PatientId) -> Done<Self> {
        let row = known(work, id).await?;
        Self::with_phones(work, row).await
    }

    /// Somebody behind another.
    pub(super) async fn behind(work: &mut Work<'_>, id: PatientId) -> Done<Self> {
        let clinic = work.id();
        let row = store::patient::get(work.on(), clinic, id).await?;
        let row = row.ok_or_else(|| Refusal::at("patient.unknown", "patient"))?;
        Self::with_phones(work, row).await
    }

    async fn with_phones(work: &mut Work<'_>, row: PatientRow) -> Done<Self> {
        let clinic = work.id();
        let phones = store::patient::phones(work.on(), clinic, row.id).await?;
        Ok(Self { row, phones })
    }

    fn sheet(&self) -> Sheet {
        let row = self.row.clone();
        Sheet {
            email: row.email,
            birth_date: row.birth_date,
            address: row.address,
            notes: row.notes,
            alerts: row.alerts,
            reminders: row.reminders,
        }
    }

    fn set(&mut self, sheet: Sheet) {
        let Sheet { email, birth_date, address, notes, alerts, reminders } = sheet;
        let row = self.row.clone();
        self.row = PatientRow { email, birth_date, address, notes, alerts, reminders, ..row };
    }

    /// As the trail is told of who was merged.
    fn told(&self) -> serde_json::Value {
        let phones: Vec<&str> = self.phones.iter().map(|phone| phone.typed.as_str()).collect();
        let row = &self.row;
        serde_json::json!({
            "name": row.name,
            "phones": phones,
            "email": row.email,
            "birth_date": row.birth_date,
            "address": row.address,
            "notes": row.notes,
            "alerts": row.alerts,
        })
    }

    /// Takes what is not known here, and the numbers. Answers what was taken of the sheet.
    pub(super) fn takes(&mut self, giver: &Self) -> Result<Vec<Gift>, Refusal> {
        let mut sheet = self.sheet();
        let gave = sheet.take(&giver.sheet(), Gift::ALL)?;
        self.set(sheet);
        self.takes_numbers(giver, |_| true);
        Ok(gave)
    }

    /// Takes what was given back a moment ago and this one knows as well.
    pub(super) fn takes_again(
        &mut self,
        giver: &Self,
        gave: &[Gift],
        numbers: &[PhoneRow],
    ) -> Result<Vec<Gift>, Refusal> {
        let mut sheet = self.sheet();
        let again = sheet.take(&giver.sheet(), gave)?;
        self.set(sheet);
        self.takes_numbers(giver, |row| numbers.iter().any(|number| number.phone == row.phone));
        Ok(again)
    }

    fn takes_numbers(&mut self, giver: &Self, which: impl Fn(&PhoneRow) -> bool) {
        for row in giver.phones.iter().filter(|row| row.merged_from.is_none() && which(row)) {
            if !self.phones.iter().any(|own| own.phone == row.phone) {
                self.phones.push(PhoneRow { merged_from: Some(giver.row.id), ..row.clone() });
            }
        }
    }

    /// Gives back what came from `giver`: the sheet where it still says so, and the numbers, which it answers.
    pub(super) fn gives_back(&mut self, giver: &Self, gave: &[Gift]) -> Vec<PhoneRow> {
        let mut sheet = self.sheet();
        sheet.give_back(&giver.sheet(), gave);
        self.set(sheet);
        let (theirs, own) = std::mem::take(&mut self.phones)
            .into_iter()
            .partition(|row| row.merged_from == Some(giver.row.id));
        self.phones = own;
        theirs
    }

    /// Writes the row, the numbers and the words they are found by.
    pub(super) async fn write(&mut self, work: &mut Work<'_>) -> Done<()> {
        let clinic = work.id();
        (self.row.updated_at, self.row.updated_by) = (work.now, work.me());
        one_row(store::merge::write_sheet(work.on(), clinic, &self.row).await?)?;
        self.row.version += 1;
        write_phones(work, self.row.id, self.phones.clone()).await?;
        write_words(work, self.row.id, &self.row.name).await
    }
}
