//! Log-ins: where somebody is logged in, and ending that from elsewhere.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Change, Look};
use super::fault::Done;
use super::reach::managed;
use super::user::reason;
use super::work::Work;
use crate::domain::event::EventKind;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store;
pub use crate::store::user::SeatRow;

/// Every log-in that holds, the last used first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSessions {}

impl Act for ListSessions {
    const NAME: &'static str = "list_sessions";
    const NEEDS: Permission = Permission::AccountSee;
    type Output = Vec<SeatRow>;
}

impl Look for ListSessions {
    async fn look(self, desk: &Desk) -> Done<Vec<SeatRow>> {
        Ok(store::user::sessions(desk.db(), desk.clinic().id, desk.steady().await?).await?)
    }
}

/// Ends one log-in: what is done there next is refused.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeSession {
    pub session: SessionId,
    pub reason: String,
}

impl Act for RevokeSession {
    const NAME: &'static str = "revoke_session";
    const NEEDS: Permission = Permission::SessionEnd;
    type Output = SeatRow;
}

impl Change for RevokeSession {
    async fn change(self, work: &mut Work<'_>) -> Done<SeatRow> {
        let (clinic, now) = (work.id(), work.now);
        let reason = reason(&self.reason)?;
        let steady = work.steady;
        let all = store::user::sessions(work.on(), clinic, steady).await?;
        let unknown = || Refusal::at("session.unknown", "session");
        let seat = all.into_iter().find(|seat| seat.id == self.session).ok_or_else(unknown)?;
        if seat.account_id != work.me() {
            managed(work, seat.account_id).await?;
        }
        store::account::end_session(work.on(), clinic, seat.id, now).await?;
        work.tell(EventKind::SessionRevoked, seat.account_id, format!("session={}", seat.id)).await?;
        let ended = serde_json::json!({"terminal": seat.terminal, "revoked_at": now});
        work.record("session", seat.id.0, super::NOTHING, &ended, &reason)?;
        Ok(seat)
    }
}

/// Ends every log-in of somebody; of oneself, every one but this.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeAllOf {
    pub user: AccountId,
    pub reason: String,
}

impl Act for RevokeAllOf {
    const NAME: &'static str = "revoke_all_of";
    const NEEDS: Permission = Permission::SessionEnd;
    /// How many ended.
    type Output = u64;
}

impl Change for RevokeAllOf {
    async fn change(self, work: &mut Work<'_>) -> Done<u64> {
        let (clinic, now) = (work.id(), work.now);
        let reason = reason(&self.reason)?;
        let mine = self.user == work.me();
        if !mine {
            managed(work, self.user).await?;
        }
        let but = Some(work.who.session_id).filter(|_| mine);
        let ended = store::user::end_sessions(work.on(), clinic, self.user, but, now).await?;
        work.tell(EventKind::SessionRevoked, self.user, format!("sessions={ended}")).await?;
        let after = serde_json::json!({"sessions": ended, "revoked_at": now});
        work.record("account", self.user.0, super::NOTHING, &after, &reason)?;
        Ok(ended)
    }
}
