//! The price list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::fault::Done;
use super::staff::yes;
use super::work::{Work, one_row};
use super::{Desk, NOTHING};
use crate::domain::bill::TaxMode;
use crate::domain::id::{RoomId, StaffId, TreatmentId};
use crate::domain::minutes::Minutes;
use crate::domain::money::Money;
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::treatment::{CanRow, TreatmentRow};

/// The price list, and who can do what.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTreatments {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TreatmentView {
    pub treatment: TreatmentRow,
    pub staff: Vec<StaffId>,
}

impl Act for ListTreatments {
    const NAME: &'static str = "list_treatments";
    const NEEDS: Permission = Permission::TreatmentSee;
    type Output = Vec<TreatmentView>;
}

impl Look for ListTreatments {
    async fn look(self, desk: &Desk) -> Done<Vec<TreatmentView>> {
        let roster = desk.roster().await?;
        let view =
            |row: &TreatmentRow| TreatmentView { treatment: row.clone(), staff: roster.can(row.id).to_vec() };
        Ok(roster.treatments.iter().map(view).collect())
    }
}

/// A treatment, new or changed. What was booked keeps the price it was booked at.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveTreatment {
    /// Left out: a new one.
    #[serde(default)]
    pub treatment: Option<TreatmentId>,
    #[serde(default)]
    pub version: Option<i64>,
    pub name: String,
    #[serde(default)]
    pub category: String,
    pub minutes: i64,
    pub price: Money,
    #[serde(default)]
    pub deposit: Money,
    /// Left out: none.
    #[serde(default = "untaxed")]
    pub tax_mode: TaxMode,
    /// In basis points (11 % = 1100).
    #[serde(default)]
    pub tax_bp: i64,
    /// One to three letters; left out: the clinic's.
    #[serde(default)]
    pub queue_prefix: String,
    #[serde(default)]
    pub room: Option<RoomId>,
    /// Who can do it; left out: as it was.
    #[serde(default)]
    pub staff: Option<Vec<StaffId>>,
    #[serde(default = "yes")]
    pub active: bool,
}

impl Act for SaveTreatment {
    const NAME: &'static str = "save_treatment";
    const NEEDS: Permission = Permission::TreatmentEdit;
    type Output = TreatmentRow;
}

impl Change for SaveTreatment {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let Some(id) = self.treatment else { return Ok(None) };
        let old = store::treatment::get(work.on(), clinic, id).await?;
        Ok(old.map(|old| Self {
            category: old.category,
            deposit: old.deposit,
            tax_mode: old.tax_mode,
            tax_bp: old.tax_bp,
            queue_prefix: old.queue_prefix,
            room: old.room_id,
            active: old.active,
            ..self.clone()
        }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<TreatmentRow> {
        let (clinic, now) = (work.id(), work.now);
        let name = Name::parse(&self.name)?;
        let prefix = prefix(&self.queue_prefix)?.unwrap_or_else(|| work.clinic.policies.queue_prefix.clone());
        for (amount, field) in [(self.price, "price"), (self.deposit, "deposit")] {
            if amount.0 < 0 {
                return Err(Refusal::at("money.negative", field).into());
            }
            work.limit(amount, field)?;
        }
        if !(0..=10_000).contains(&self.tax_bp) {
            return Err(Refusal::at("tax.range", "tax").into());
        }
        let mut row = TreatmentRow {
            id: self.treatment.unwrap_or_else(TreatmentId::new),
            name: name.as_str().to_owned(),
            category: LINE.clean(&self.category).map_err(|refusal| refusal.on("category"))?.value,
            minutes: Minutes::new(self.minutes).map_err(|refusal| refusal.on("minutes"))?.get(),
            price: self.price,
            deposit: self.deposit,
            tax_mode: self.tax_mode,
            tax_bp: if self.tax_mode == TaxMode::None { 0 } else { self.tax_bp },
            queue_prefix: prefix,
            room_id: self.room,
            active: self.active,
            version: 1,
        };
        let old = match self.treatment {
            Some(id) => {
                let old = store::treatment::get(work.on(), clinic, id)
                    .await?
                    .ok_or_else(|| Refusal::at("treatment.unknown", "treatment"))?;
                work.fresh_by_trail(self.version, old.version, id.0, None).await?;
                row.version = old.version;
                one_row(store::treatment::update(work.on(), clinic, &row, &name.key(), now).await?)?;
                row.version += 1;
                Some(old)
            }
            None => {
                store::treatment::insert(work.on(), clinic, &row, &name.key(), now).await?;
                None
            }
        };
        if let Some(staff) = &self.staff {
            store::treatment::clear_who_can(work.on(), clinic, row.id).await?;
            for staff_id in staff {
                let can = CanRow { treatment_id: row.id, staff_id: *staff_id };
                store::treatment::add_who_can(work.on(), clinic, &can).await?;
            }
        }
        let after = serde_json::json!({"treatment": row, "staff": self.staff});
        match old {
            Some(old) => {
                work.record("treatment", row.id.0, &serde_json::json!({"treatment": old}), &after, "")?;
            }
            None => work.record("treatment", row.id.0, NOTHING, &after, "")?,
        }
        Ok(row)
    }
}

const fn untaxed() -> TaxMode {
    TaxMode::None
}

/// One to three capital letters, or nothing.
pub(super) fn prefix(typed: &str) -> Result<Option<String>, Refusal> {
    let prefix = typed.trim().to_uppercase();
    match prefix.len() {
        0 => Ok(None),
        1..=3 if prefix.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Some(prefix)),
        _ => Err(Refusal::at("treatment.prefix", "queue_prefix")),
    }
}
