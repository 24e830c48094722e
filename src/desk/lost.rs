//! Passwords and PINs: chosen anew by oneself, and reset by somebody else when they are lost.

use schemars::JsonSchema;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::NOTHING;
use super::act::{Act, Change};
use super::fault::Done;
use super::hashing::{code_hash, hash_password, hash_pin, hides, normal, random, verify};
use super::reach::{managed, not_oneself};
use super::throttle::counted_under;
use super::user::reason;
use super::work::Work;
use crate::domain::code::code_of;
use crate::domain::event::EventKind;
use crate::domain::id::AccountId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::secret::{Strength, new_password, new_pin};
use crate::domain::time::Ts;
use crate::store;

/// A lost password's code is good for a day.
const MINUTES: i64 = 24 * 60;

hides!(Reset, ChangeOwnPassword, ChangeOwnPin);

/// Takes somebody's password away and answers with a code that lets them choose a new one, once, within a day. Their
/// log-ins end. Never by PIN, and never one's own: for that there is [`ChangeOwnPassword`].
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    pub user: AccountId,
    pub reason: String,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Reset {
    /// To be typed once in place of the password.
    pub code: String,
    pub expires_at: Ts,
}

impl Act for ResetPassword {
    const NAME: &'static str = "reset_password";
    const NEEDS: Permission = Permission::AccountEdit;
    const SECRET: bool = true;
    type Output = Reset;
}

impl Change for ResetPassword {
    async fn change(self, work: &mut Work<'_>) -> Done<Reset> {
        let (clinic, now) = (work.id(), work.now);
        let reason = reason(&self.reason)?;
        let user = managed(work, self.user).await?;
        not_oneself(work, user.id)?;
        let code = code_of(&random::<10>()?);
        let expires_at = work.steady.plus_minutes(MINUTES);
        store::account::reset_password(work.on(), clinic, user.id, code_hash(&code), expires_at, now).await?;
        store::user::end_sessions(work.on(), clinic, user.id, None, now).await?;
        work.tell(EventKind::PasswordReset, user.id, String::new()).await?;
        let after = serde_json::json!({"password": "reset", "until": expires_at});
        work.record("account", user.id.0, NOTHING, &after, &reason)?;
        Ok(Reset { code, expires_at })
    }
}

/// Takes somebody's PIN away: they choose a new one with their password.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPin {
    pub user: AccountId,
    pub reason: String,
}

impl Act for ResetPin {
    const NAME: &'static str = "reset_pin";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = ();
}

impl Change for ResetPin {
    async fn change(self, work: &mut Work<'_>) -> Done<()> {
        let (clinic, now) = (work.id(), work.now);
        let reason = reason(&self.reason)?;
        let user = managed(work, self.user).await?;
        not_oneself(work, user.id)?;
        store::account::set_pin(work.on(), clinic, user.id, None, now).await?;
        let subject = counted_under(work.pepper()?, &format!("pin:{}", user.username))?;
        store::account::forgive(work.on(), clinic, &subject).await?;
        work.tell(EventKind::PinReset, user.id, String::new()).await?;
        let after = serde_json::json!({"pin": "reset"});
        work.record("account", user.id.0, NOTHING, &after, &reason)
    }
}

/// Another password for oneself; the old one comes as the approval. One's other log-ins end.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwnPassword {
    pub new_password: String,
}

impl Act for ChangeOwnPassword {
    const NAME: &'static str = "change_own_password";
    const NEEDS: Permission = Permission::AccountEditOwn;
    const SECRET: bool = true;
    type Output = ();
}

impl Change for ChangeOwnPassword {
    async fn change(self, work: &mut Work<'_>) -> Done<()> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let strength = Strength::of(work.who.role_now());
        let context = [work.clinic.name.as_str(), &work.who.username, &work.who.full_name];
        let password = new_password(&self.new_password, strength, &context)
            .map_err(|refusal| Refusal { field: Some("new_password"), ..refusal })?;
        let wrong = || Refusal::at("password.wrong", "approval");
        let old = work.approver.and_then(|approver| approver.by_password.clone()).ok_or_else(wrong)?;
        if verify(old.clone(), normal(&self.new_password).into_bytes()).await? {
            return Err(Refusal::at("password.same", "new_password").into());
        }
        let hash = hash_password(password.expose_secret()).await?;
        let changed = store::account::set_password(work.on(), clinic, me, (old, None), hash, now).await?;
        if changed != 1 {
            // Somebody reset it, or it was changed at another counter.
            return Err(wrong().into());
        }
        let here = Some(work.who.session_id);
        store::user::end_sessions(work.on(), clinic, me, here, now).await?;
        work.record("account", me.0, NOTHING, &serde_json::json!({"password": "changed"}), "")
    }
}

/// Another PIN for oneself; one's password comes as the approval.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOwnPin {
    pub new_pin: String,
}

impl Act for ChangeOwnPin {
    const NAME: &'static str = "change_own_pin";
    const NEEDS: Permission = Permission::AccountEditOwn;
    const SECRET: bool = true;
    type Output = ();
}

impl Change for ChangeOwnPin {
    async fn change(self, work: &mut Work<'_>) -> Done<()> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let pin = new_pin(&self.new_pin).map_err(|refusal| Refusal { field: Some("new_pin"), ..refusal })?;
        let hash = hash_pin(work.peppered(pin.expose_secret())?).await?;
        store::account::set_pin(work.on(), clinic, me, Some(hash), now).await?;
        work.record("account", me.0, NOTHING, &serde_json::json!({"pin": "changed"}), "")
    }
}
