//! Roles of the clinic's own: a fixed one with rights added and taken away.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Change, Look};
use super::fault::Done;
use super::reach::has_for_good;
use super::staff::yes;
use super::user::reason;
use super::work::{Work, one_row};
use crate::domain::account::Role;
use crate::domain::event::EventKind;
use crate::domain::id::RoleId;
use crate::domain::name::Name;
use crate::domain::permission::{Effect, Permission, Rule};
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::role::RolePermissionRow;
pub use crate::store::role::RoleRow;

/// The clinic's own roles.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRoles {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoleView {
    pub role: RoleRow,
    pub rules: Vec<Rule>,
    /// How many users have it.
    pub users: i64,
}

impl Act for ListRoles {
    const NAME: &'static str = "list_roles";
    const NEEDS: Permission = Permission::AccountSee;
    type Output = Vec<RoleView>;
}

impl Look for ListRoles {
    async fn look(self, desk: &Desk) -> Done<Vec<RoleView>> {
        let (db, clinic) = (desk.db(), desk.clinic().id);
        let (roles, permissions, users) = tokio::try_join!(
            store::role::all(db, clinic),
            store::role::permissions(db, clinic),
            store::user::all(db, clinic),
        )?;
        let rules = |id: RoleId| permissions.iter().filter(move |row| row.role_id == id).filter_map(rule);
        let has = |id: RoleId| users.iter().filter(|user| user.custom_role_id == Some(id)).count() as i64;
        let view = |role: RoleRow| RoleView { rules: rules(role.id).collect(), users: has(role.id), role };
        Ok(roles.into_iter().map(view).collect())
    }
}

/// Makes a role of the clinic's own, or changes one. Its fixed role stays what it was made on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditRole {
    /// Left out: a new one.
    #[serde(default)]
    pub role: Option<RoleId>,
    #[serde(default)]
    pub version: Option<i64>,
    pub name: String,
    pub base: Role,
    /// Replaces the rules it had.
    #[serde(default)]
    pub rules: Vec<Rule>,
    #[serde(default = "yes")]
    pub active: bool,
    pub reason: String,
}

impl Act for EditRole {
    const NAME: &'static str = "edit_role";
    const NEEDS: Permission = Permission::RoleEdit;
    type Output = RoleRow;
}

impl Change for EditRole {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let Some(id) = self.role else { return Ok(None) };
        let Some(old) = store::role::get(work.on(), clinic, id).await? else { return Ok(None) };
        let rules = rules_of(work, id).await?;
        Ok(Some(Self { rules, active: old.active, ..self.clone() }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<RoleRow> {
        let (clinic, now) = (work.id(), work.now);
        let reason = reason(&self.reason)?;
        let name = Name::parse(&self.name)?;
        let denies = |permission| self.rules.contains(&Rule { permission, effect: Effect::Deny });
        let both = self.rules.iter().find(|rule| rule.effect == Effect::Allow && denies(rule.permission));
        if let Some(rule) = both {
            return Err(both_ways(rule.permission).on("rules").into());
        }
        let others = store::role::all(work.on(), clinic).await?;
        let called = |one: &RoleRow| Name::parse(&one.name).is_ok_and(|other| other.key() == name.key());
        if others.iter().any(|one| Some(one.id) != self.role && called(one)) {
            return Err(Refusal::at("role.name_taken", "name").into());
        }
        let name = name.as_str().to_owned();
        for rule in self.rules.iter().filter(|rule| rule.effect == Effect::Allow) {
            has_for_good(work, rule.permission)?;
        }
        if !work.who.role_now().manages(self.base) {
            return Err(Refusal::at("user.above", "role").into());
        }
        let (old, row) = match self.role {
            None => {
                let row =
                    RoleRow { id: RoleId::new(), name, base: self.base, active: self.active, version: 1 };
                store::role::insert(work.on(), clinic, &row, now).await?;
                (None, row)
            }
            Some(id) => {
                let old = self.old(work, id).await?;
                let mut row = RoleRow { name, active: self.active, ..old.clone() };
                one_row(store::role::update(work.on(), clinic, &row, now).await?)?;
                row.version += 1;
                (Some(old), row)
            }
        };
        let mut rules = self.rules.clone();
        rules.sort_by_key(|rule| rule.permission);
        rules.dedup_by_key(|rule| rule.permission);
        let before = rules_of(work, row.id).await?;
        // What is denied no more is as good as allowed.
        for rule in before.iter().filter(|rule| rule.effect == Effect::Deny && !rules.contains(rule)) {
            has_for_good(work, rule.permission)?;
        }
        for rule in &before {
            store::role::remove(work.on(), clinic, row.id, rule.permission.as_str()).await?;
        }
        for rule in &rules {
            let permission = rule.permission.as_str().to_owned();
            let line = RolePermissionRow { role_id: row.id, permission, effect: rule.effect };
            store::role::add(work.on(), clinic, &line).await?;
        }
        store::user::touch_role(work.on(), clinic, row.id, now).await?;
        // It is about nobody's own rights, and least about those of whoever changed the role.
        work.tell(EventKind::RightChanged, None, format!("role={} rules={}", row.id, rules.len())).await?;
        let view = |role: &Option<RoleRow>, rules: &[Rule]| serde_json::json!({"role": role, "rules": rules});
        work.record("role", row.id.0, &view(&old, &before), &view(&Some(row.clone()), &rules), &reason)?;
        Ok(row)
    }
}

impl EditRole {
    /// The role as it is, if it may be changed so.
    async fn old(&self, work: &mut Work<'_>, id: RoleId) -> Done<RoleRow> {
        let clinic = work.id();
        let unknown = || Refusal::at("role.unknown", "role");
        let old = store::role::get(work.on(), clinic, id).await?.ok_or_else(unknown)?;
        work.fresh_by_trail(self.version, old.version, id.0, None).await?;
        if self.base != old.base {
            return Err(Refusal::at("role.base", "base").into());
        }
        let users = store::user::all(work.on(), clinic).await?;
        let mine = users.iter().any(|user| user.custom_role_id == Some(id) && user.id == work.me());
        if mine {
            return Err(Refusal::at("user.own_role", "role").into());
        }
        // What it denies would be allowed at once to all who have it.
        if !self.active && users.iter().any(|user| user.custom_role_id == Some(id)) {
            return Err(Refusal::at("role.used", "active").into());
        }
        Ok(old)
    }
}

/// `role.both`: a right that is allowed and denied at once.
#[must_use]
pub fn both_ways(permission: Permission) -> Refusal {
    Refusal::new("role.both").with("permission", permission.as_str())
}

async fn rules_of(work: &mut Work<'_>, id: RoleId) -> Done<Vec<Rule>> {
    let clinic = work.id();
    let rows = store::role::permissions(work.on(), clinic).await?;
    Ok(rows.iter().filter(|row| row.role_id == id).filter_map(rule).collect())
}

/// A rule as it can be changed here; none where the word is of another version, whose rules stay as they are.
fn rule(row: &RolePermissionRow) -> Option<Rule> {
    Permission::of(&row.permission).map(|permission| Rule { permission, effect: row.effect })
}
