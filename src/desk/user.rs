//! Users: who may log in, in which role, and what follows from that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Change, Look};
use super::fault::Done;
use super::found::username;
use super::invite::uninvited;
use super::reach::{has_more, managed, may_become, not_oneself};
use super::rights::Rights;
use super::work::{Work, one_row};
use crate::domain::account::Role;
use crate::domain::clinic::Language;
use crate::domain::email::Email;
use crate::domain::event::EventKind;
use crate::domain::id::{AccountId, ClinicId, RoleId, StaffId};
use crate::domain::name::Name;
use crate::domain::permission::{Effect, Grant, Permission, Rule, grant};
use crate::domain::phone::Phone;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
pub use crate::store::role::RuleRow;
pub use crate::store::user::UserRow;
use crate::store::{self, On};

/// Everybody who may log in or once could.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListUsers {}

impl Act for ListUsers {
    const NAME: &'static str = "list_users";
    const NEEDS: Permission = Permission::AccountSee;
    type Output = Vec<UserRow>;
}

impl Look for ListUsers {
    async fn look(self, desk: &Desk) -> Done<Vec<UserRow>> {
        Ok(store::user::all(desk.db(), desk.clinic().id).await?)
    }
}

/// One user with what they may, and where each right comes from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowUser {
    pub user: AccountId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UserView {
    pub user: UserRow,
    /// Every right, in the order of the table.
    pub rights: Vec<Right>,
    /// What they may do that whoever asks may not, and is therefore not above them; nobody is above the owner.
    pub more: Option<Permission>,
}

/// One right of somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Right {
    pub permission: Permission,
    /// How far it goes after all.
    pub grant: Grant,
    /// How far the role alone goes.
    pub base: Grant,
    /// What was added or taken away beyond the role, and by whom.
    pub rules: Vec<RuleRow>,
    /// It is denied although the role or another rule allows it.
    pub conflict: bool,
}

impl Act for ShowUser {
    const NAME: &'static str = "show_user";
    const NEEDS: Permission = Permission::AccountSee;
    type Output = UserView;
}

impl Look for ShowUser {
    async fn look(self, desk: &Desk) -> Done<UserView> {
        let clinic = desk.clinic().id;
        let user = store::user::get(desk.db(), clinic, self.user)
            .await?
            .ok_or_else(|| Refusal::at("user.unknown", "user"))?;
        let rows = store::role::rules(desk.db(), clinic, user.id, desk.steady().await?).await?;
        let rights = Rights::from_rules(user.role, &rows);
        let right = |permission: &Permission| {
            let about = |row: &&RuleRow| {
                Rule::stored(&row.permission, row.effect).iter().any(|rule| rule.permission == *permission)
            };
            let own: Vec<RuleRow> = rows.iter().filter(about).cloned().collect();
            let base = grant(user.role, *permission);
            let has = |effect| own.iter().any(|row| row.effect == effect);
            Right {
                permission: *permission,
                grant: rights.grant(*permission),
                base,
                conflict: has(Effect::Deny) && (base != Grant::No || has(Effect::Allow)),
                rules: own,
            }
        };
        let more = desk.who().filter(|who| who.role_now() != Role::Owner);
        let more = more.and_then(|who| has_more(who, &rights));
        let rights = Permission::ALL.iter().map(right).collect();
        Ok(UserView { user, rights, more })
    }
}

/// Who somebody is. The role is changed by [`SetRole`].
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditUser {
    pub user: AccountId,
    #[serde(default)]
    pub version: Option<i64>,
    pub username: String,
    pub full_name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub language: Option<Language>,
    /// Whose column of the day is theirs.
    #[serde(default)]
    pub staff: Option<StaffId>,
}

impl Act for EditUser {
    const NAME: &'static str = "edit_user";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = UserRow;
}

impl Change for EditUser {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let old = store::user::get(work.on(), clinic, self.user).await?;
        Ok(old.map(|old| Self {
            username: old.username,
            full_name: old.full_name,
            email: old.email.unwrap_or_default(),
            phone: old.phone.unwrap_or_default(),
            language: old.language,
            staff: old.staff_id,
            ..self.clone()
        }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<UserRow> {
        let old = if self.user == work.me() {
            known(work, self.user).await?
        } else {
            managed(work, self.user).await?
        };
        work.fresh_by_trail(self.version, old.version, old.id.0, old.custom_role_id.map(|role| role.0))
            .await?;
        let contact = Contact::of(work, &self.full_name, &self.email, &self.phone)?;
        // Another column would be a right more: to that one's patients.
        if old.id == work.me() && self.staff != old.staff_id && work.who.role_now() != Role::Owner {
            return Err(Refusal::at("user.own_role", "staff").into());
        }
        if contact.email != old.email {
            uninvited(work, contact.email.as_deref()).await?;
        }
        let row = UserRow {
            username: username(&self.username)?,
            full_name: contact.full_name,
            email: contact.email,
            phone: contact.phone,
            language: self.language,
            staff_id: self.staff,
            ..old.clone()
        };
        put(work, &old, row, "").await
    }
}

/// Another role: a fixed one, or one of the clinic's own with the fixed one it was made on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRole {
    pub user: AccountId,
    #[serde(default)]
    pub version: Option<i64>,
    pub role: Role,
    #[serde(default)]
    pub custom_role: Option<RoleId>,
    pub reason: String,
}

impl Act for SetRole {
    const NAME: &'static str = "set_role";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = UserRow;
}

impl Change for SetRole {
    async fn change(self, work: &mut Work<'_>) -> Done<UserRow> {
        let reason = reason(&self.reason)?;
        let old = managed(work, self.user).await?;
        not_oneself(work, old.id)?;
        work.fresh_by_trail(self.version, old.version, old.id.0, old.custom_role_id.map(|role| role.0))
            .await?;
        let role = may_become(work, Some(&old), self.role, self.custom_role).await?;
        let row = UserRow { role, custom_role_id: self.custom_role, ..old.clone() };
        let (id, clinic) = (row.id, work.id());
        let row = put(work, &old, row, &reason).await?;
        let from = named(work.on(), clinic, old.role, old.custom_role_id).await?;
        let to = named(work.on(), clinic, role, row.custom_role_id).await?;
        work.tell(EventKind::RoleChanged, id, format!("from={from} to={to}")).await?;
        Ok(row)
    }
}

/// Keeps somebody out: their log-ins end at once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockUser {
    pub user: AccountId,
    pub reason: String,
}

impl Act for BlockUser {
    const NAME: &'static str = "block_user";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = UserRow;
}

impl Change for BlockUser {
    async fn change(self, work: &mut Work<'_>) -> Done<UserRow> {
        let (clinic, now) = (work.id(), work.now);
        let reason = reason(&self.reason)?;
        let old = managed(work, self.user).await?;
        not_oneself(work, old.id)?;
        store::user::end_sessions(work.on(), clinic, old.id, None, now).await?;
        if old.role == Role::Owner {
            work.tell(EventKind::OwnerBlocked, old.id, String::new()).await?;
        }
        let row = UserRow { active: false, ..old.clone() };
        put(work, &old, row, &reason).await
    }
}

/// Lets somebody in again, with the password and the role they had.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnblockUser {
    pub user: AccountId,
    pub reason: String,
}

impl Act for UnblockUser {
    const NAME: &'static str = "unblock_user";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = UserRow;
}

impl Change for UnblockUser {
    async fn change(self, work: &mut Work<'_>) -> Done<UserRow> {
        let reason = reason(&self.reason)?;
        let old = managed(work, self.user).await?;
        if old.role == Role::Owner {
            work.tell(EventKind::OwnerUnblocked, old.id, String::new()).await?;
        }
        let row = UserRow { active: true, ..old.clone() };
        put(work, &old, row, &reason).await
    }
}

/// How somebody is called and reached.
pub(super) struct Contact {
    pub full_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl Contact {
    pub(super) fn of(work: &Work<'_>, name: &str, email: &str, phone: &str) -> Result<Self, Refusal> {
        let filled = |text: &str| !text.trim().is_empty();
        let home = work.clinic.policies.calling_code();
        Ok(Self {
            full_name: Name::parse(name)
                .map_err(|refusal| Refusal { field: Some("full_name"), ..refusal })?
                .as_str()
                .to_owned(),
            email: filled(email)
                .then(|| Email::parse(email))
                .transpose()?
                // Two spellings of one address are one address.
                .map(|email| email.as_str().to_lowercase()),
            phone: filled(phone)
                .then(|| Phone::parse_at(phone, home))
                .transpose()?
                .map(|phone| phone.as_str().to_owned()),
        })
    }
}

/// A role as an event is told of it: a fixed one by its word, one of the clinic's own by its name, in which no blank
/// stands ([`own_role`] reads it).
pub(super) async fn named(on: On<'_>, clinic: ClinicId, role: Role, custom: Option<RoleId>) -> Done<String> {
    let Some(id) = custom else { return Ok(role.to_string()) };
    let own = store::role::get(on, clinic, id).await?.ok_or_else(|| Refusal::at("role.unknown", "role"))?;
    Ok(format!("{OWN}{}", own.name.replace('%', "%25").replace(' ', "%20")))
}

/// What stands before the name of one of the clinic's own roles.
const OWN: &str = "own:";

/// The name of one of the clinic's own roles, of what an event is told of it.
#[must_use]
pub fn own_role(told: &str) -> Option<String> {
    Some(told.strip_prefix(OWN)?.replace("%20", " ").replace("%25", "%"))
}

/// Why, which may not be left out.
pub(super) fn reason(typed: &str) -> Result<String, Refusal> {
    Ok(LINE_NEEDED.clean(typed).map_err(|refusal| refusal.on("reason"))?.value)
}

pub(super) async fn known(work: &mut Work<'_>, id: AccountId) -> Done<UserRow> {
    let clinic = work.id();
    let row = store::user::get(work.on(), clinic, id).await?;
    Ok(row.ok_or_else(|| Refusal::at("user.unknown", "user"))?)
}

/// Writes a changed user down, with whose column of the day is theirs.
async fn put(work: &mut Work<'_>, old: &UserRow, row: UserRow, reason: &str) -> Done<UserRow> {
    let (clinic, now) = (work.id(), work.now);
    one_row(store::user::update(work.on(), clinic, &row, now).await?)?;
    if row.staff_id != old.staff_id {
        seat(work, row.id, row.staff_id).await?;
    }
    work.record("account", row.id.0, old, &row, reason)?;
    known(work, row.id).await
}

/// Gives somebody a column of the day.
///
/// # Errors
/// `staff.unknown`, `staff.seat_taken`.
async fn seat(work: &mut Work<'_>, user: AccountId, staff: Option<StaffId>) -> Done<()> {
    let clinic = work.id();
    seat_in(work.on(), clinic, user, staff).await
}

/// The same outside of an act.
pub(super) async fn seat_in(
    mut on: On<'_>,
    clinic: ClinicId,
    user: AccountId,
    staff: Option<StaffId>,
) -> Done<()> {
    if let Some(staff) = staff {
        let known = store::staff::get(on.again(), clinic, staff).await?;
        known.ok_or_else(|| Refusal::at("staff.unknown", "staff"))?;
        free_seat(&store::user::all(on.again(), clinic).await?, Some(user), staff)?;
    }
    store::user::seat(on, clinic, user, staff).await?;
    Ok(())
}

/// A column of the day is one user's: it is taken from nobody in passing.
///
/// # Errors
/// `staff.seat_taken`, with whose it is.
pub(super) fn free_seat(users: &[UserRow], user: Option<AccountId>, staff: StaffId) -> Result<(), Refusal> {
    let taken = |one: &&UserRow| one.active && one.staff_id == Some(staff) && Some(one.id) != user;
    match users.iter().find(taken) {
        Some(other) => Err(Refusal::at("staff.seat_taken", "staff").with("who", other.username.as_str())),
        None => Ok(()),
    }
}
