//! One session ends and the next begins with the same counted money, and both people sign.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::close::{Closed, Confirmed, Decided, Terms, close, counted};
use super::{forgive, locked, refuse_second};
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::Done;
use crate::desk::work::Work;
use crate::domain::id::DrawerSessionId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::drawer::NewSession;

/// Hands a counted drawer over to the person whose PIN is given. All that was counted stays in it; what is not paid
/// yet is theirs to look after. A difference above the tolerance is accepted before.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Left out: the session here.
    #[serde(default)]
    pub session: Option<DrawerSessionId>,
    /// Why there is a difference.
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub methods: Vec<Confirmed>,
    /// What was said of visits that are not paid; the others go along without a word.
    #[serde(default)]
    pub unfinished: Vec<Decided>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Handed {
    pub closed: Closed,
    /// The session that began.
    pub next: DrawerSessionId,
    /// Whose it is.
    pub to: String,
}

impl Act for HandOver {
    const NAME: &'static str = "hand_over";
    const NEEDS: Permission = Permission::DrawerCount;
    type Output = Handed;
}

impl Change for HandOver {
    async fn change(self, work: &mut Work<'_>) -> Done<Handed> {
        let (clinic, now) = (work.id(), work.now);
        let row = locked(work, self.session).await?;
        if row.opened_by != work.me() {
            return Err(Refusal::at("drawer.not_yours", "session").with("who", row.account).into());
        }
        let left = counted(&row)?;
        if work.signed_for(Permission::DrawerOpen).is_some_and(|by| by.account_id == work.me()) {
            return Err(Refusal::at("drawer.same_person", "approval")
                .with("permission", Permission::DrawerOpen.as_str())
                .with("amount", left)
                .into());
        }
        let next = work.second(Permission::DrawerOpen)?;
        refuse_second(work, None, next).await?;
        let to =
            store::account::name(work.on(), clinic, next).await?.map_or_else(String::new, |(name,)| name);
        let (drawer_id, terminal) = (row.drawer_id, row.terminal.clone());
        let terms = Terms {
            note: self.note,
            methods: self.methods,
            unfinished: self.unfinished,
            left_in: left,
            carries: true,
            handed_to: Some(to.clone()),
        };
        let closed = close(work, row, terms).await?;
        let session = NewSession {
            id: DrawerSessionId::new(),
            drawer_id,
            business_day: work.today(),
            opening_float: left,
            left_before: Some(left),
            opening_note: String::new(),
            handed_from: Some(closed.session),
        };
        store::drawer::insert_session(work.on(), clinic, &session, &terminal, next, now).await?;
        work.approved = Some(next);
        // What one asked of the drawer, and the other of theirs, was asked of sessions that are over.
        forgive(work, &work.who.username).await?;
        if let Some(username) = work.approver.map(|by| by.username.as_str()) {
            forgive(work, username).await?;
        }
        let handed = Handed { closed, next: session.id, to };
        work.record("drawer_session", session.id.0, NOTHING, &handed, "")?;
        Ok(handed)
    }
}
