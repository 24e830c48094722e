//! Who signs an act: by their PIN, or by their own password where that is asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::fault::Done;
use super::hashing::{DUMMY, hides, verify};
use super::rights::Rights;
use crate::domain::id::AccountId;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::store;

/// No password is as short: what is shorter was meant as a PIN.
const SHORTEST: usize = 8;

/// Somebody's name and PIN, typed for one act.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Whose PIN it is. Left out: one's own.
    #[serde(default)]
    pub username: Option<String>,
    /// Six figures; or one's own password, where the act takes that: then `password` is another name of it.
    #[serde(alias = "password")]
    pub pin: String,
}

/// Somebody whose PIN or password was right.
pub struct Approver {
    pub account_id: AccountId,
    pub(super) username: String,
    pub(super) name: String,
    rights: Rights,
    /// By the password, which is never another's: its hash.
    pub(super) by_password: Option<String>,
}

hides!(Approval, Approver);

impl Approval {
    /// One's own PIN or password, as it was typed; none where nothing was.
    #[must_use]
    pub fn own(typed: &str) -> Option<Self> {
        (!typed.is_empty()).then(|| Self { username: None, pin: typed.to_owned() })
    }
}

impl Approver {
    pub(super) fn grant(&self, permission: Permission) -> Grant {
        self.rights.grant(permission)
    }

    /// Whether they lead: owner or manager.
    pub(super) fn leads(&self) -> bool {
        self.rights.role().leads()
    }
}

impl Desk {
    /// Checks a PIN before the act's transaction begins, so that a wrong one is counted even though nothing happens.
    pub(super) async fn approver(&self, approval: &Approval) -> Done<Approver> {
        let clinic = self.clinic();
        let me = self.who().map(|who| who.username.clone()).unwrap_or_default();
        let username = approval.username.as_ref().map_or(me.clone(), |name| name.trim().to_lowercase());
        if username == me && !is_pin(approval.pin.trim()) && approval.pin.len() >= SHORTEST {
            let account = self.own_password(&me, &approval.pin, "password.wrong").await?;
            let rights = Rights::of_account(
                &self.house.db,
                clinic.id,
                (account.id, account.role),
                self.steady().await?,
            )
            .await?;
            return Ok(Approver {
                account_id: account.id,
                username: me,
                name: account.full_name,
                rights,
                by_password: Some(account.password_hash),
            });
        }
        // Whoever is logged in knows it of themselves; of nobody else is it told, and on a locked screen of nobody.
        if username == me && !me.is_empty() {
            let account = store::account::by_username(&self.house.db, clinic.id, &me).await?;
            if account.is_some_and(|account| account.pin_hash.is_none()) {
                return Err(Refusal::at("pin.none", "pin").into());
            }
        }
        let approver = self.by_pin(&username, &approval.pin).await?;
        if self.who().is_none_or(|who| who.account_id != approver.account_id) {
            self.has_factor_to_sign(&approver).await?;
        }
        Ok(approver)
    }

    /// Whoever may do nothing themselves before they have a second factor signs for nobody else either.
    async fn has_factor_to_sign(&self, approver: &Approver) -> Done<()> {
        let clinic = self.clinic();
        if !clinic.policies.second_factor.needed_by(approver.rights.role()) {
            return Ok(());
        }
        let keys = store::account::keys(&self.house.db, clinic.id, approver.account_id).await?;
        if keys.is_some_and(|keys| keys.factor_secret.is_some()) {
            return Ok(());
        }
        Err(Refusal::at("factor.signer", "approval").with("who", approver.name.as_str()).into())
    }

    /// Whoever has this name, if the PIN is theirs.
    ///
    /// # Errors
    /// What cannot be anybody's PIN, like a password in the wrong field, is no try.
    pub(super) async fn by_pin(&self, username: &str, pin: &str) -> Done<Approver> {
        let clinic = self.clinic();
        let pin = pin.trim();
        if !is_pin(pin) {
            return Err(Refusal::at("pin.form", "pin").into());
        }
        let subject = format!("pin:{username}");
        let tried = self.count_try(subject, "pin.locked").await?;
        let account = store::account::by_username(&self.house.db, clinic.id, username).await?;
        let known = account.filter(|account| account.active && account.pin_hash.is_some());
        let stored = known.as_ref().and_then(|a| a.pin_hash.clone()).unwrap_or_else(|| DUMMY.to_owned());
        let right = verify(stored, self.house.peppered(pin)?).await?;
        let Some(account) = known.filter(|_| right) else {
            let wrong = Refusal::at("pin.wrong", "pin").with("username", username.to_owned());
            return Err(self.failed(&tried, wrong).await);
        };
        self.forgive(&tried.subject).await?;
        let rights =
            Rights::of_account(&self.house.db, clinic.id, (account.id, account.role), self.steady().await?)
                .await?;
        Ok(Approver {
            account_id: account.id,
            username: username.to_owned(),
            name: account.full_name,
            rights,
            by_password: None,
        })
    }
}

/// Whether it has the form of a PIN.
pub(super) fn is_pin(typed: &str) -> bool {
    typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_by_its_own_name_too() {
        for name in ["pin", "password"] {
            let typed = serde_json::json!({name: "melati mekar"});
            assert_eq!(serde_json::from_value::<Approval>(typed).unwrap().pin, "melati mekar", "{name}");
        }
        let both = serde_json::json!({"pin": "529046", "password": "melati mekar"});
        assert!(serde_json::from_value::<Approval>(both).is_err());
    }
}
