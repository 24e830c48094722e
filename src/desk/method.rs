//! How one can pay here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::fault::Done;
use super::roster::Roster;
use super::staff::yes;
use super::work::{Work, one_row};
use super::{Desk, NOTHING};
use crate::domain::id::MethodId;
use crate::domain::name::Name;
use crate::domain::payment::MethodKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store;
pub use crate::store::method::MethodRow;

/// The clinic's payment methods, in its order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMethods {
    /// Those that are not offered any more as well.
    #[serde(default)]
    pub all: bool,
}

impl Act for ListMethods {
    const NAME: &'static str = "list_methods";
    const NEEDS: Permission = Permission::BillSee;
    type Output = Vec<MethodRow>;
}

impl Look for ListMethods {
    async fn look(self, desk: &Desk) -> Done<Vec<MethodRow>> {
        let roster = desk.roster().await?;
        Ok(roster.methods.iter().filter(|method| self.all || method.active).cloned().collect())
    }
}

/// A payment method, new or changed. What kind of money it is stays as it was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveMethod {
    /// Left out: a new one.
    #[serde(default)]
    pub method: Option<MethodId>,
    #[serde(default)]
    pub version: Option<i64>,
    pub name: String,
    /// Of a new one; credit and packages are there from the beginning, once.
    pub kind: MethodKind,
    /// Only cash lies in the drawer. Of a new one; it stays as it was made, or a drawer would hold something else than it
    /// did when it was counted.
    #[serde(default)]
    pub in_drawer: bool,
    /// Its place in the order; left out: the last, or where it was.
    #[serde(default)]
    pub position: Option<i64>,
    #[serde(default = "yes")]
    pub active: bool,
}

impl Act for SaveMethod {
    const NAME: &'static str = "save_method";
    const NEEDS: Permission = Permission::ClinicEdit;
    type Output = MethodRow;
}

impl Change for SaveMethod {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let all = store::method::all(work.on(), clinic).await?;
        let old = all.into_iter().find(|method| Some(method.id) == self.method);
        Ok(old.map(|old| Self {
            in_drawer: old.in_drawer,
            position: Some(old.position),
            active: old.active,
            ..self.clone()
        }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<MethodRow> {
        let clinic = work.id();
        let name = Name::parse(&self.name)?.as_str().to_owned();
        if self.in_drawer && self.kind != MethodKind::Cash {
            return Err(Refusal::at("method.in_drawer", "in_drawer").into());
        }
        let all = store::method::all(work.on(), clinic).await?;
        let last = all.iter().map(|method| method.position).max().unwrap_or(0);
        let Some(id) = self.method else {
            if self.kind.before() && all.iter().any(|method| method.kind == self.kind) {
                return Err(Refusal::at("method.once", "kind").into());
            }
            let row = MethodRow {
                id: MethodId::new(),
                name,
                kind: self.kind,
                in_drawer: self.in_drawer,
                counts_as_received: !self.kind.before(),
                position: self.position.unwrap_or(last + 1),
                active: self.active,
                version: 1,
            };
            store::method::insert(work.on(), clinic, &row).await?;
            work.record("method", row.id.0, NOTHING, &row, "")?;
            return Ok(row);
        };
        let old = all
            .iter()
            .find(|method| method.id == id)
            .ok_or_else(|| Refusal::at("method.unknown", "method"))?;
        work.fresh_by_trail(self.version, old.version, id.0, None).await?;
        if self.kind != old.kind {
            return Err(Refusal::at("method.kind", "kind").into());
        }
        let others = all.iter().filter(|method| method.id != id && method.active);
        if !self.active && (self.kind.before() || !others.into_iter().any(|method| !method.kind.before())) {
            return Err(Refusal::at("method.needed", "active").into());
        }
        let mut row = MethodRow {
            name,
            position: self.position.unwrap_or(old.position),
            active: self.active,
            ..old.clone()
        };
        one_row(store::method::update(work.on(), clinic, &row).await?)?;
        row.version += 1;
        work.record("method", id.0, old, &row, "")?;
        Ok(row)
    }
}

/// A method that is offered.
///
/// # Errors
/// `method.unknown`.
pub(super) fn offered(roster: &Roster, id: MethodId) -> Result<&MethodRow, Refusal> {
    let method = roster.methods.iter().find(|method| method.id == id && method.active);
    method.ok_or_else(|| Refusal::at("method.unknown", "method"))
}

/// The clinic's own method of a kind: its credit, its packages.
///
/// # Errors
/// `method.none` where it has none.
pub(super) fn of_kind(roster: &Roster, kind: MethodKind) -> Result<&MethodRow, Refusal> {
    let method = roster.methods.iter().find(|method| method.kind == kind);
    method.ok_or_else(|| Refusal::at("method.none", "method").with("kind", kind.as_str()))
}
