//! All that is known of a patient.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::desk::act::{Act, Look};
use crate::desk::fault::Done;
use crate::desk::package::{Owned, owned};
use crate::desk::{Desk, Scope, health_note};
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::db::Both;
pub use crate::store::merge::MergedRow;
use crate::store::patient::{CountedRow, FavouriteRow, FoundRow, PatientRow, PhoneRow, TallyRow, VisitRow};

/// Everything about one patient on one screen.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenPatient {
    pub patient: PatientId,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PatientCard {
    pub patient: PatientRow,
    pub phones: Vec<PhoneRow>,
    /// Others on the same first number: the family.
    pub family: Vec<FoundRow>,
    pub tally: TallyRow,
    pub favourite: Option<FavouriteRow>,
    /// Latest first.
    pub visits: Vec<VisitRow>,
    /// What is still open over all visits done or going on, in minor units.
    pub balance: Money,
    /// What the clinic owes them, to be used at a later visit.
    pub credit: Money,
    /// What is left of packages they may use.
    pub packages: Vec<Owned>,
    /// Who was found to be the same person, and is on this card since.
    pub merged: Vec<MergedRow>,
    /// How many health notes stand, for whoever may read them or add one.
    pub health_notes: Option<i64>,
}

impl Act for OpenPatient {
    const NAME: &'static str = "open_patient";
    const NEEDS: Permission = Permission::PatientOpen;
    const OWN: bool = true;
    type Output = PatientCard;
}

impl Look for OpenPatient {
    async fn look(self, desk: &Desk) -> Done<PatientCard> {
        let card = card(desk, self.patient).await?;
        if card.patient.active {
            return Ok(card);
        }
        // Who was merged into somebody is on their card.
        match store::merge::kept(desk.db(), desk.clinic().id, self.patient).await? {
            Some(kept) => self::card(desk, kept.id).await,
            None => Ok(card),
        }
    }
}

async fn card(desk: &Desk, id: PatientId) -> Done<PatientCard> {
    let clinic = desk.clinic().id;
    let db = desk.db();
    desk.opens(id).await?;
    // Side by side: over a slow line the card costs one journey, not seven.
    let read = async {
        Ok(tokio::try_join!(
            store::patient::counted(db, clinic, id),
            store::patient::phones(db, clinic, id),
            store::patient::family(db, clinic, id),
            store::patient::visits(db, clinic, id, 30),
            store::credit::balance(db, clinic, id),
            store::package::of_patient(db, clinic, id),
            store::merge::merged(db, clinic, id),
        )?)
    };
    let ((counted, phones, family, visits, (credit,), packages, merged), health_notes) =
        tokio::try_join!(read, health_note::standing(desk, id))?;
    let Both(patient, counted) = counted.ok_or_else(|| Refusal::at("patient.unknown", "patient"))?;
    let CountedRow { visits: done, no_shows, last_visit, staff, often, balance } = counted;
    let today = desk.today();
    let packages = packages.into_iter().map(|row| owned(row, today));
    let (mut balance, mut credit, mut visits) = (balance, credit, visits);
    desk.veil().money(&mut balance, &mut credit, &mut visits);
    // Whoever opens only whom they treat is told of nobody else on the number, and nothing that was paid.
    let whole = desk.scope(Permission::PatientOpen) == Scope::Clinic;
    let (family, merged) = if whole { (family, merged) } else { (Vec::new(), Vec::new()) };
    let sees_money = desk.may(Permission::BillSee) != Grant::No;
    Ok(PatientCard {
        patient,
        phones,
        family,
        tally: TallyRow { visits: done, no_shows, last_visit },
        favourite: staff.zip(often).map(|(staff, visits)| FavouriteRow { staff, visits }),
        visits,
        balance,
        credit,
        packages: packages.filter(|owned| sees_money && owned.sessions_left > 0).collect(),
        merged,
        health_notes,
    })
}
