//! Packages: the catalogue, what patients bought of it, and selling one.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::bill::{BillView, add, close, open_version, still_to_be};
use super::booking::sold;
use super::fault::Done;
use super::staff::yes;
use super::work::{Work, one_row};
use super::{Desk, NOTHING, kept};
use crate::domain::bill::LineKind;
use crate::domain::id::{BookingId, PackageId, PatientId, PatientPackageId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::name::Name;
use crate::domain::package::{Left, expires};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::package::Sold;
pub use crate::store::package::{OwnedRow, PackageRow};

/// The packages on offer, those that are not sold any more last.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPackages {}

impl Act for ListPackages {
    const NAME: &'static str = "list_packages";
    const NEEDS: Permission = Permission::TreatmentSee;
    type Output = Vec<PackageRow>;
}

impl Look for ListPackages {
    async fn look(self, desk: &Desk) -> Done<Vec<PackageRow>> {
        Ok(store::package::all(desk.db(), desk.clinic().id).await?)
    }
}

/// A package, new or changed. What was sold keeps its terms.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavePackage {
    /// Left out: a new one.
    #[serde(default)]
    pub package: Option<PackageId>,
    #[serde(default)]
    pub version: Option<i64>,
    pub name: String,
    pub treatment: TreatmentId,
    pub sessions: i64,
    /// Of all of them together; at least one minor unit each.
    pub price: Money,
    /// Days it is good for after the day it is sold; left out: for ever.
    #[serde(default)]
    pub valid_days: Option<i64>,
    /// Others on the buyer's phone numbers may use it.
    #[serde(default)]
    pub shareable: bool,
    #[serde(default = "yes")]
    pub active: bool,
}

impl Act for SavePackage {
    const NAME: &'static str = "save_package";
    const NEEDS: Permission = Permission::PackageEdit;
    type Output = PackageRow;
}

impl Change for SavePackage {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let Some(id) = self.package else { return Ok(None) };
        let old = store::package::get(work.on(), clinic, id).await?;
        Ok(old.map(|old| Self {
            valid_days: old.valid_days,
            shareable: old.shareable,
            active: old.active,
            ..self.clone()
        }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<PackageRow> {
        let clinic = work.id();
        let name = Name::parse(&self.name)?;
        if !(2..=999).contains(&self.sessions) {
            return Err(Refusal::at("package.count", "sessions").into());
        }
        if self.price.0 < self.sessions {
            return Err(Refusal::at("package.price", "price").into());
        }
        work.limit(self.price, "price")?;
        if self.valid_days.is_some_and(|days| !(1..=36_500).contains(&days)) {
            return Err(Refusal::at("package.valid_days", "valid_days").into());
        }
        sold(work, self.treatment).await?;
        let mut row = PackageRow {
            id: self.package.unwrap_or_else(PackageId::new),
            name: name.as_str().to_owned(),
            treatment_id: self.treatment,
            sessions: self.sessions,
            price: self.price,
            valid_days: self.valid_days,
            shareable: self.shareable,
            active: self.active,
            version: 1,
        };
        let Some(id) = self.package else {
            store::package::insert(work.on(), clinic, &row, &name.key()).await?;
            work.record("package", row.id.0, NOTHING, &row, "")?;
            return Ok(row);
        };
        let old = store::package::get(work.on(), clinic, id)
            .await?
            .ok_or_else(|| Refusal::at("package.unknown", "package"))?;
        work.fresh_by_trail(self.version, old.version, id.0, None).await?;
        row.version = old.version;
        one_row(store::package::update(work.on(), clinic, &row, &name.key()).await?)?;
        row.version += 1;
        work.record("package", id.0, &old, &row, "")?;
        Ok(row)
    }
}

/// What a patient bought, and what others on their phone numbers bought that may be shared.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientPackages {
    pub patient: PatientId,
}

/// A package somebody bought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Owned {
    #[serde(flatten)]
    pub row: OwnedRow,
    pub sessions_left: i64,
    /// What they are worth: what the clinic still owes for it.
    pub value_left: Money,
    /// Over: it can only be given back.
    pub expired: bool,
}

impl Act for PatientPackages {
    const NAME: &'static str = "patient_packages";
    const NEEDS: Permission = Permission::BillSee;
    type Output = Vec<Owned>;
}

impl Look for PatientPackages {
    async fn look(self, desk: &Desk) -> Done<Vec<Owned>> {
        let rows = store::package::of_patient(desk.db(), desk.clinic().id, self.patient);
        let rows = kept::unless(desk, self.patient, rows).await?;
        let today = desk.today();
        let veil = desk.veil();
        let shown = |mut row: OwnedRow| {
            veil.name(&mut row.patient);
            owned(row, today)
        };
        Ok(rows.into_iter().map(shown).collect())
    }
}

pub(super) fn owned(row: OwnedRow, today: NaiveDate) -> Owned {
    let left = left(&row);
    let expired = row.expires_on.is_some_and(|last| last < today);
    Owned { row, sessions_left: left.sessions, value_left: left.value, expired }
}

/// What is left after what was used and what was given back.
pub(super) fn left(row: &OwnedRow) -> Left {
    let worth = Money(row.used_value.0 + row.returned_value.0);
    Left::of(row.sessions, row.price, row.used + row.returned, worth)
}

/// A package somebody bought, under the lock: its sessions are counted exactly, whoever uses them at once.
pub(super) async fn locked(work: &mut Work<'_>, id: PatientPackageId) -> Done<OwnedRow> {
    let clinic = work.id();
    let unknown = || Refusal::at("package.unknown", "package");
    store::package::lock(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    Ok(store::package::owned(work.on(), clinic, id).await?.ok_or_else(unknown)?)
}

/// Sells a package at a visit: its line is on the bill, its sessions are the patient's from now on, paid or not.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SellPackage {
    pub booking: BookingId,
    #[serde(default)]
    pub version: Option<i64>,
    pub package: PackageId,
}

impl Act for SellPackage {
    const NAME: &'static str = "sell_package";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for SellPackage {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let (clinic, today) = (work.id(), work.today());
        let open = open_version(work, self.booking, self.version).await?;
        still_to_be(&open)?;
        let package = store::package::get(work.on(), clinic, self.package)
            .await?
            .filter(|package| package.active)
            .ok_or_else(|| Refusal::at("package.unknown", "package"))?;
        let line = LineRow {
            treatment_id: Some(package.treatment_id),
            staff_id: open.booking.staff_id,
            ..LineRow::new(LineKind::Package, &package.name, package.price, today)
        };
        add(work, open.bill.id, &line).await?;
        let row = Sold {
            id: PatientPackageId::new(),
            package_id: package.id,
            patient_id: open.booking.patient_id,
            line_id: line.id,
            treatment_id: package.treatment_id,
            sessions: package.sessions,
            price: package.price,
            sold_day: today,
            expires_on: expires(today, package.valid_days)?,
            shareable: package.shareable,
        };
        store::package::sell(work.on(), clinic, row).await?;
        work.record("bill", open.bill.id.0, NOTHING, &line, "")?;
        close(work, open).await
    }
}
