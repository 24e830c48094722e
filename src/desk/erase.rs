//! A person asks to be forgotten. What was paid stays, as the law wants it; who it was is gone, from the trail too.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::fault::Done;
use super::work::Work;
use super::{Desk, NOTHING, patient};
use crate::domain::clinic::Language;
use crate::domain::id::PatientId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::{LINE_NEEDED, words};
use crate::store;

/// Erases a patient: name, numbers, address, birth date, notes, alerts, the words of health notes, what the trail knew of them and why anybody did
/// something about them, and with them whoever was found to be the same person. Bookings, bills, receipts and closing
/// reports stay for as long as they must be kept, with their money and without the name (reliability.md §5.7): the law
/// asks for the amounts, and a paper that was handed out has the name still. What was typed as the reason of a discount,
/// a refund or a void is part of the books and stays.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasePatient {
    pub patient: PatientId,
    /// Why: how it was asked for, and when. It stays when everything else is gone, and names nobody.
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
    const FORGETS: bool = true;
    type Output = Erased;
}

impl Change for ErasePatient {
    async fn change(self, work: &mut Work<'_>) -> Done<Erased> {
        let clinic = work.id();
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        // Whoever writes something of them has done it, or does it not any more.
        store::merge::hold(work.on(), clinic, self.patient, self.patient).await?;
        let row = patient::known(work, self.patient).await?;
        // Whoever was merged into them is the same person.
        let merged = store::personal::with(&mut work.tx, clinic, row.id).await?;
        let person =
            || std::iter::once((row.id, &row.name)).chain(merged.iter().map(|(id, name)| (*id, name)));
        for (id, name) in person() {
            let phones = store::patient::phones(work.on(), clinic, id).await?;
            if names(&reason, name, phones.iter().map(|phone| phone.phone.as_str())) {
                return Err(Refusal::at("patient.erase_reason", "reason").into());
            }
        }
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
        for (id, _) in person() {
            store::personal::erase(&mut work.tx, clinic, id, &name).await?;
        }
        let erased = Erased { patient: row.id, name };
        work.record("patient", row.id.0, NOTHING, &serde_json::json!({"erased": true}), "")?;
        work.says_openly(&reason);
        Ok(erased)
    }
}

/// How often, and how long after another, the log is emptied again while somebody reads what was before.
const TRIES: usize = 60;
const AGAIN: Duration = Duration::from_secs(5);

impl Desk {
    /// Has the database forget what was taken away. Where somebody reads, it is tried again without a word.
    pub(super) async fn forgets(&self) {
        if self.forgot().await {
            return;
        }
        let desk = self.clone();
        tokio::spawn(async move {
            for _ in 0..TRIES {
                tokio::time::sleep(AGAIN).await;
                if desk.forgot().await {
                    return;
                }
            }
            tracing::warn!("the log of the database still holds what was erased");
        });
    }

    /// A database that cannot be asked any more empties its log when it is closed.
    async fn forgot(&self) -> bool {
        self.db().forget().await.unwrap_or_else(|fault| {
            tracing::warn!(%fault, "the log of the database was not emptied");
            !matches!(fault, store::Fault::Busy)
        })
    }
}

/// Whether a text says who somebody is: a word of the name, or the end of a number.
fn names<'a>(text: &str, name: &str, phones: impl Iterator<Item = &'a str>) -> bool {
    const END: usize = 6;
    let said = words(text);
    let told = words(name).into_iter().any(|word| word.chars().count() > 2 && said.contains(&word));
    let figures: String = text.chars().filter(char::is_ascii_digit).collect();
    told || phones.map(|phone| &phone[phone.len().saturating_sub(END)..]).any(|end| figures.contains(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_names_somebody_is_told_from_one_that_does_not() {
        let says = |text| names(text, "Ni Luh Sukma", ["+6281277775555"].into_iter());
        assert!(says("Bu SUKMA minta lewat WA"));
        assert!(says("dari nomor 0812-7777-5555"));
        assert!(!says("surat tanggal 20/11/2026, permintaan sendiri"));
        // Too short to tell anybody by.
        assert!(!says("kata ni"));
    }
}
