//! Nobody does through somebody else what they may not do themselves: whom one may manage, what one may give, whom
//! one may let in. It is the rights that hold now that are compared, and how long they do; not only the roles.

use super::fault::Done;
use super::rights::{FOREVER, Rights, Who};
use super::user::{UserRow, known};
use super::work::Work;
use crate::domain::account::Role;
use crate::domain::id::{AccountId, ClinicId, RoleId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store::role::{RoleRow, RuleRow};
use crate::store::{self, On};

/// A user whom whoever does this may change: of a role below, and with no right that they do not hold at least as
/// long, nor one by themselves that takes whoever does this a second person. Else their lost password would open what is shut to whoever resets it. The owner manages everybody.
///
/// # Errors
/// `user.above`, `user.has_more`.
pub(super) async fn managed(work: &mut Work<'_>, id: AccountId) -> Done<UserRow> {
    let row = known(work, id).await?;
    let role = work.who.role_now();
    if !role.manages(row.role) {
        return Err(Refusal::at("user.above", "user").into());
    }
    let (clinic, now) = (work.id(), work.steady);
    if role != Role::Owner {
        let theirs = Rights::of_account(work.on(), clinic, (id, row.role), now).await?;
        if let Some(more) = has_more(work.who, &theirs) {
            return Err(Refusal::at("user.has_more", "user").with("permission", more.as_str()).into());
        }
    }
    Ok(row)
}

/// What somebody may do that whoever would manage them may not.
pub(super) fn has_more(who: &Who, theirs: &Rights) -> Option<Permission> {
    let more = |permission: &&Permission| !who.held(**permission).covers(theirs.held_in_time(**permission));
    Permission::ALL.iter().find(more).copied()
}

/// Nobody changes their own role or rights, or keeps themselves out.
pub(super) fn not_oneself(work: &Work<'_>, id: AccountId) -> Result<(), Refusal> {
    if id == work.me() { Err(Refusal::at("user.own_role", "user")) } else { Ok(()) }
}

/// Nobody gives what they do not have by themselves. Answers until when they do.
///
/// # Errors
/// `right.not_yours`.
pub(super) fn has_oneself(work: &Work<'_>, permission: Permission) -> Result<Ts, Refusal> {
    work.who.held(permission).alone.ok_or_else(|| not_yours(permission))
}

/// Nor for good what they have for a time.
///
/// # Errors
/// `right.not_yours`.
pub(super) fn has_for_good(work: &Work<'_>, permission: Permission) -> Result<(), Refusal> {
    if has_oneself(work, permission)? == FOREVER { Ok(()) } else { Err(not_yours(permission)) }
}

fn not_yours(permission: Permission) -> Refusal {
    Refusal::at("right.not_yours", "permission").with("permission", permission.as_str())
}

/// The fixed role that somebody gets with this one: a user there is, or one to be. Whoever gives it holds everything it
/// brings, and everything it no longer denies.
///
/// # Errors
/// `role.unknown`, `role.base`, `user.above`, `right.not_yours`.
pub(super) async fn may_become(
    work: &mut Work<'_>,
    user: Option<&UserRow>,
    role: Role,
    custom: Option<RoleId>,
) -> Done<Role> {
    let (clinic, now) = (work.id(), work.steady);
    let (role, mut rules) = brought(work.on(), clinic, role, custom).await?;
    if !work.who.role_now().manages(role) {
        return Err(Refusal::at("user.above", "role").into());
    }
    let mut before = None;
    if let Some(user) = user {
        let theirs = store::role::rules(work.on(), clinic, user.id, now).await?;
        before = Some(Rights::from_rules(user.role, &theirs));
        rules.extend(theirs.into_iter().filter(|row| row.grant_id.is_some()));
    }
    let after = Rights::from_rules(role, &rules);
    let mine = |permission| match (&before, work.who.held(permission)) {
        // Who owns the clinic is above everybody; only what is denied even to them they do not give.
        (Some(before), mine) if mine.at_all.is_none() && work.who.role_now() == Role::Owner => {
            before.held(permission)
        }
        (_, mine) => mine,
    };
    let beyond = |permission: &&Permission| !mine(**permission).covers(after.held_in_time(**permission));
    match Permission::ALL.iter().find(beyond) {
        Some(permission) => Err(Refusal { field: Some("role"), ..not_yours(*permission) }.into()),
        None => Ok(role),
    }
}

/// The fixed role behind one, and the rules one of the clinic's own brings along.
///
/// # Errors
/// `role.unknown`, also where it is not in use any more, `role.base` where it was made on another.
async fn brought(
    mut on: On<'_>,
    clinic: ClinicId,
    role: Role,
    custom: Option<RoleId>,
) -> Done<(Role, Vec<RuleRow>)> {
    let Some(id) = custom else { return Ok((role, Vec::new())) };
    let own = store::role::get(on.again(), clinic, id).await?;
    let unknown = || Refusal::at("role.unknown", "role");
    let RoleRow { name, base, .. } = own.filter(|own| own.active).ok_or_else(unknown)?;
    if base != role {
        return Err(Refusal::at("role.base", "role").into());
    }
    let all = store::role::permissions(on, clinic).await?;
    let rule = |row: store::role::RolePermissionRow| RuleRow {
        permission: row.permission,
        effect: row.effect,
        role: Some(name.clone()),
        grant_id: None,
        reason: None,
        granted_by: None,
        expires_at: None,
    };
    Ok((base, all.into_iter().filter(|row| row.role_id == id).map(rule).collect()))
}

/// Whether somebody may let in, as things stand, whom they once invited into this role.
pub(super) async fn may_let_in(
    mut on: On<'_>,
    clinic: ClinicId,
    inviter: &UserRow,
    (role, custom): (Role, Option<RoleId>),
    now: Ts,
) -> Done<bool> {
    let mine = Rights::of_account(on.again(), clinic, (inviter.id, inviter.role), now).await?;
    let (base, rules) = match brought(on, clinic, role, custom).await {
        Err(super::Fault::Refused(_)) => return Ok(false),
        brought => brought?,
    };
    let after = Rights::from_rules(base, &rules);
    let holds = |permission: &Permission| mine.held(*permission).covers(after.held(*permission));
    let invites = mine.held(Permission::AccountEdit).alone.is_some();
    Ok(inviter.active
        && base == role
        && inviter.role.manages(role)
        && invites
        && Permission::ALL.iter().all(holds))
}
