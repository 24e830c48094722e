//! Rights given to one user beyond their role, or taken from them: with a reason, and an end if one wishes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::fault::Done;
use super::reach::{has_for_good, has_oneself, managed, not_oneself};
use super::rights::FOREVER;
use super::user::reason;
use super::work::{Work, one_row};
use crate::domain::event::EventKind;
use crate::domain::id::{AccountId, GrantId};
use crate::domain::permission::{Effect, Permission, Rule};
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store;
pub use crate::store::role::GrantRow;

/// Gives a right, or takes it away whatever else allows it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveGrant {
    pub user: AccountId,
    pub permission: Permission,
    pub effect: Effect,
    /// When it ends by itself; left out: when somebody revokes it. Never later than one's own right to it does.
    #[serde(default)]
    pub expires_at: Option<Ts>,
    pub reason: String,
}

impl Act for GiveGrant {
    const NAME: &'static str = "give_grant";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = GrantRow;
}

impl Change for GiveGrant {
    async fn change(self, work: &mut Work<'_>) -> Done<GrantRow> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let reason = reason(&self.reason)?;
        let user = managed(work, self.user).await?;
        not_oneself(work, user.id)?;
        let mine = match self.effect {
            Effect::Allow => has_oneself(work, self.permission)?,
            Effect::Deny => FOREVER,
        };
        if self.expires_at.is_some_and(|until| until <= work.steady) {
            return Err(Refusal::at("right.past", "expires_at").into());
        }
        let word = self.permission.as_str();
        // What is over makes room for what is given anew.
        let over = store::role::standing(work.on(), clinic, user.id, word, self.effect).await?;
        if let Some(had) = &over {
            if had.expires_at.is_none_or(|until| until > work.steady) {
                return Err(Refusal::at("right.given", "permission").into());
            }
            store::role::take_back(work.on(), clinic, had.id, now).await?;
        }
        let row = GrantRow {
            id: GrantId::new(),
            account_id: user.id,
            permission: word.to_owned(),
            effect: self.effect,
            reason: reason.clone(),
            granted_by: me,
            created_at: now,
            // Whoever has a right for a time gives it for no longer.
            expires_at: Some(self.expires_at.map_or(mine, |until| until.min(mine)))
                .filter(|until| *until != FOREVER),
            revoked_at: None,
        };
        store::role::give(work.on(), clinic, &row).await?;
        changed(work, &row).await?;
        work.record("account", user.id.0, &over, &row, &reason)?;
        Ok(row)
    }
}

/// Takes back what [`GiveGrant`] gave or took.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeGrant {
    pub grant: GrantId,
    pub reason: String,
}

impl Act for RevokeGrant {
    const NAME: &'static str = "revoke_grant";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = GrantRow;
}

impl Change for RevokeGrant {
    async fn change(self, work: &mut Work<'_>) -> Done<GrantRow> {
        let (clinic, now) = (work.id(), work.now);
        let reason = reason(&self.reason)?;
        let unknown = || Refusal::at("right.unknown", "grant");
        let old = store::role::given(work.on(), clinic, self.grant).await?.ok_or_else(unknown)?;
        let user = managed(work, old.account_id).await?;
        not_oneself(work, user.id)?;
        if old.revoked_at.is_some() {
            return Err(Refusal::new("right.revoked").into());
        }
        // Lifting what was denied gives it as much as allowing it would.
        if old.effect == Effect::Deny {
            for rule in Rule::stored(&old.permission, old.effect) {
                has_for_good(work, rule.permission)?;
            }
        }
        one_row(store::role::take_back(work.on(), clinic, old.id, now).await?)?;
        let row = GrantRow { revoked_at: Some(now), ..old.clone() };
        changed(work, &row).await?;
        work.record("account", user.id.0, &old, &row, &reason)?;
        Ok(row)
    }
}

/// Every counter reads the user's rights again, and the owner is told.
async fn changed(work: &mut Work<'_>, row: &GrantRow) -> Done<()> {
    let (clinic, now) = (work.id(), work.now);
    store::user::touch(work.on(), clinic, row.account_id, now).await?;
    let what = if row.revoked_at.is_some() { "revoked" } else { row.effect.as_str() };
    work.tell(EventKind::RightChanged, row.account_id, format!("{what} {}", row.permission)).await
}
