//! Invitations: a user to be, who chooses name, password and PIN alone, by a code that is good once.

use schemars::JsonSchema;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::event::event;
use super::fault::{Done, Fault};
use super::found::username;
use super::hashing::{code_hash, hash_pin, hides, random};
use super::reach::{may_become, may_let_in};
use super::user::{Contact, free_seat, named, reason, seat_in};
use super::work::{Work, one_row};
use super::{Desk, NOTHING};
use crate::domain::account::{InvitationState, Role};
use crate::domain::audit::Entry;
use crate::domain::clinic::Language;
use crate::domain::code::code_of;
use crate::domain::event::EventKind;
use crate::domain::id::{AccountId, InvitationId, RoleId, StaffId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::secret::new_pin;
use crate::domain::time::Ts;
use crate::store::account::AccountRow;
use crate::store::audit::Doing;
pub use crate::store::invitation::InvitationRow;
use crate::store::user::UserRow;
use crate::store::{self, audit};

/// An invitation is good for a week.
const MINUTES: i64 = 7 * 24 * 60;

/// Invitations, the latest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListInvitations {}

impl Act for ListInvitations {
    const NAME: &'static str = "list_invitations";
    const NEEDS: Permission = Permission::AccountSee;
    type Output = Vec<InvitationRow>;
}

impl Look for ListInvitations {
    async fn look(self, desk: &Desk) -> Done<Vec<InvitationRow>> {
        let now = desk.steady().await?;
        let mut rows = store::invitation::all(desk.db(), desk.clinic().id).await?;
        for row in &mut rows {
            row.state = row.state.at(row.expires_at, now);
        }
        Ok(rows)
    }
}

/// Invites somebody. The code that comes back is shown this once; only its hash is kept.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteUser {
    pub full_name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub language: Option<Language>,
    pub role: Role,
    #[serde(default)]
    pub custom_role: Option<RoleId>,
    /// Whose column of the day will be theirs.
    #[serde(default)]
    pub staff: Option<StaffId>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Invited {
    pub id: InvitationId,
    /// To be handed over; it cannot be shown again.
    pub code: String,
    pub expires_at: Ts,
}

impl Act for InviteUser {
    const NAME: &'static str = "invite_user";
    const NEEDS: Permission = Permission::AccountEdit;
    const SECRET: bool = true;
    type Output = Invited;
}

impl Change for InviteUser {
    async fn change(self, work: &mut Work<'_>) -> Done<Invited> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let contact = Contact::of(work, &self.full_name, &self.email, &self.phone)?;
        let role = may_become(work, None, self.role, self.custom_role).await?;
        if let Some(staff) = self.staff {
            let known = store::staff::get(work.on(), clinic, staff).await?;
            known.ok_or_else(|| Refusal::at("staff.unknown", "staff"))?;
        }
        let users = store::user::all(work.on(), clinic).await?;
        if let Some(staff) = self.staff {
            free_seat(&users, None, staff)?;
        }
        if contact.email.is_some() && users.iter().any(|user| user.email == contact.email) {
            return Err(Refusal::at("account.email_taken", "email").into());
        }
        uninvited(work, contact.email.as_deref()).await?;
        room_for_another(work, &users).await?;
        let code = code_of(&random::<10>()?);
        let row = InvitationRow {
            id: InvitationId::new(),
            state: InvitationState::Pending,
            full_name: contact.full_name,
            email: contact.email,
            phone: contact.phone,
            language: self.language,
            role,
            custom_role_id: self.custom_role,
            staff_id: self.staff,
            account_id: None,
            invited_by: me,
            created_at: now,
            expires_at: work.steady.plus_minutes(MINUTES),
        };
        store::invitation::insert(work.on(), clinic, &row, code_hash(&code)).await?;
        work.record("invitation", row.id.0, NOTHING, &row, "")?;
        Ok(Invited { id: row.id, code, expires_at: row.expires_at })
    }
}

/// Nobody is invited by this address: whoever came second would be refused at the door, with no way to say another one.
///
/// # Errors
/// `invitation.email_taken`.
pub(super) async fn uninvited(work: &mut Work<'_>, email: Option<&str>) -> Done<()> {
    let Some(email) = email else { return Ok(()) };
    let clinic = work.id();
    let invited = store::invitation::all(work.on(), clinic).await?;
    let open = |row: &&InvitationRow| row.state.at(row.expires_at, work.steady).open();
    if invited.iter().filter(open).any(|row| row.email.as_deref() == Some(email)) {
        return Err(Refusal::at("invitation.email_taken", "email").into());
    }
    Ok(())
}

/// Nobody is invited who would be refused at the door, after choosing a name and a password: who is invited already comes
/// first.
///
/// # Errors
/// `tenant.users`.
async fn room_for_another(work: &mut Work<'_>, users: &[UserRow]) -> Done<()> {
    let clinic = work.id();
    let Some((Some(most),)) = store::tenant::most_users(work.on(), clinic).await? else { return Ok(()) };
    let invited = store::invitation::all(work.on(), clinic).await?;
    let open = invited.iter().filter(|row| row.state.at(row.expires_at, work.steady).open()).count();
    if (users.iter().filter(|user| user.active).count() + open) as i64 >= most {
        return Err(Refusal::new("tenant.users").into());
    }
    Ok(())
}

/// The code was handed over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendInvitation {
    pub invitation: InvitationId,
}

impl Act for SendInvitation {
    const NAME: &'static str = "send_invitation";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = InvitationRow;
}

impl Change for SendInvitation {
    async fn change(self, work: &mut Work<'_>) -> Done<InvitationRow> {
        step(work, self.invitation, InvitationState::Sent, "").await
    }
}

/// Takes an invitation back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelInvitation {
    pub invitation: InvitationId,
    pub reason: String,
}

impl Act for CancelInvitation {
    const NAME: &'static str = "cancel_invitation";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = InvitationRow;
}

impl Change for CancelInvitation {
    async fn change(self, work: &mut Work<'_>) -> Done<InvitationRow> {
        let reason = reason(&self.reason)?;
        step(work, self.invitation, InvitationState::Cancelled, &reason).await
    }
}

async fn step(
    work: &mut Work<'_>,
    id: InvitationId,
    to: InvitationState,
    reason: &str,
) -> Done<InvitationRow> {
    let (clinic, now) = (work.id(), work.now);
    let unknown = || Refusal::at("invitation.unknown", "invitation");
    let old = store::invitation::get(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    if !work.who.role_now().manages(old.role) {
        return Err(Refusal::at("user.above", "invitation").into());
    }
    let state = old.state.at(old.expires_at, work.steady);
    if !state.open() {
        return Err(Refusal::new("invitation.closed").with("state", state.as_str()).into());
    }
    one_row(store::invitation::step(work.on(), clinic, &old, to, None, now).await?)?;
    let row = InvitationRow { state: to, ..old.clone() };
    work.record("invitation", id.0, &old, &row, reason)?;
    Ok(row)
}

/// What whoever was invited chooses.
#[derive(Clone, Default)]
pub struct Acceptance {
    pub code: String,
    pub username: String,
    pub password: String,
    pub pin: String,
}

hides!(Invited, Acceptance);

impl Desk {
    /// Makes the user an invitation is for, and logs them in; the token opens the same session again.
    ///
    /// # Errors
    /// `invitation.unknown` whether the code is wrong, used, cancelled or expired; `invitation.locked` after too many
    /// tries at this counter; what is wrong with a field, at the field.
    pub async fn accept(&self, typed: &Acceptance) -> Done<(Self, String)> {
        let (clinic, now, steady) = (self.clinic(), self.now(), self.steady().await?);
        let subject = format!("invitation:{}", self.terminal());
        let tried = self.count_try(subject, "invitation.locked").await?;
        let code = code_hash(&typed.code);
        let unknown = || Refusal::at("invitation.unknown", "code");
        let found = store::invitation::by_code(self.db(), clinic.id, code).await?;
        let Some(old) = found.filter(|row| row.state.at(row.expires_at, steady).open()) else {
            return Err(self.failed(&tried, unknown()).await);
        };
        self.forgive(&tried.subject).await?;
        let username = username(&typed.username)?;
        let context = [clinic.name.as_str(), &username, &old.full_name];
        let password_hash = self.chosen_password(&typed.password, old.role, &context).await?;
        let pin = new_pin(&typed.pin)?;
        let pin_hash = hash_pin(self.house.peppered(pin.expose_secret())?).await?;
        let account = AccountRow {
            id: AccountId::new(),
            username: username.clone(),
            full_name: old.full_name.clone(),
            language: old.language,
            role: old.role,
            password_hash,
            pin_hash: Some(pin_hash),
            active: true,
        };
        let mut tx = self.house.db.begin().await?;
        // Whoever invited must still be there and in a place to invite.
        let inviter = store::user::get(tx.on(), clinic.id, old.invited_by).await?;
        let inviter = inviter.ok_or_else(unknown)?;
        let into = (old.role, old.custom_role_id);
        if !may_let_in(tx.on(), clinic.id, &inviter, into, steady).await? {
            return Err(unknown().into());
        }
        store::account::insert(tx.on(), clinic.id, &account, now).await?;
        let fresh = store::user::get(tx.on(), clinic.id, account.id).await?;
        let fresh = fresh.ok_or_else(|| Fault::Broken("account".to_owned()))?;
        let (email, phone) = (old.email.clone(), old.phone.clone());
        let user = UserRow { email, phone, custom_role_id: old.custom_role_id, ..fresh };
        one_row(store::user::update(tx.on(), clinic.id, &user, now).await?)?;
        if old.staff_id.is_some() {
            match seat_in(tx.on(), clinic.id, account.id, old.staff_id).await {
                // Given to somebody else since: whoever invited settles it; the door is open all the same.
                Err(Fault::Refused(refusal)) if refusal.code == "staff.seat_taken" => {}
                seated => seated?,
            }
        }
        let accepted = InvitationState::Accepted;
        let stepped =
            store::invitation::step(tx.on(), clinic.id, &old, accepted, Some(account.id), now).await?;
        if stepped != 1 {
            // Somebody was faster, or it was cancelled just now.
            return Err(unknown().into());
        }
        if old.role.leads() || old.role == Role::Auditor {
            let to = named(tx.on(), clinic.id, old.role, old.custom_role_id).await?;
            let parties = (Some(account.id), Some(account.id));
            let told = event(EventKind::RoleChanged, parties, self.terminal(), now, format!("to={to}"));
            store::event::insert(tx.on(), clinic.id, &told).await?;
        }
        let doing = Doing {
            clinic: clinic.id,
            account: Some(account.id),
            approver: Some(old.invited_by),
            session: None,
            terminal: self.terminal(),
            act: "accept_invitation",
            at: now,
            key: self.house.key()?,
        };
        let after = serde_json::json!({"invitation": old.id, "username": username, "role": old.role});
        let (before, id) = (serde_json::Value::Null, Some(account.id.0));
        let entry = Entry { entity: "account", entity_id: id, before, after, reason: String::new() };
        let seq = audit::write(&mut tx, doing, &entry, None).await?;
        tx.commit().await?;
        self.house.wrote(seq);
        self.login(&username, &typed.password).await
    }
}
