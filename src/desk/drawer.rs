//! The drawer a payment goes into: whose turn it is, and where it began.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NOTHING;
use super::act::{Act, Change};
use super::fault::Done;
use super::work::Work;
use crate::domain::id::{DrawerId, DrawerSessionId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::drawer::{NewSession, OpenSessionRow};

/// Opens a session at a drawer with the money counted in it. What the session before left is compared with it, once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDrawer {
    /// The drawer's name; left out: this counter's. One nobody has heard of is made.
    #[serde(default)]
    pub drawer: String,
    /// Counted, in minor units.
    pub float: Money,
    /// Why it is not what was left.
    #[serde(default)]
    pub note: String,
}

/// A session that begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    pub session: DrawerSessionId,
    pub drawer: String,
    pub float: Money,
    /// What the session before left; none for the first.
    pub left_before: Option<Money>,
    pub difference: Money,
}

impl Act for OpenDrawer {
    const NAME: &'static str = "open_drawer";
    const NEEDS: Permission = Permission::DrawerOpen;
    type Output = Opened;
}

impl Change for OpenDrawer {
    async fn change(self, work: &mut Work<'_>) -> Done<Opened> {
        let clinic = work.id();
        if self.float.0 < 0 {
            return Err(Refusal::at("money.negative", "float").into());
        }
        let note = LINE.clean(&self.note).map_err(|refusal| refusal.on("note"))?.value;
        let name = LINE.clean(&self.drawer).map_err(|refusal| refusal.on("drawer"))?.value;
        let name = if name.is_empty() { work.terminal.to_owned() } else { name };
        let open = store::drawer::open_sessions(work.on(), clinic).await?;
        if let Some(standing) = open.iter().find(|row| row.drawer == name) {
            return Err(already(work, standing).into());
        }
        if let Some(mine) = open.iter().find(|row| row.opened_by == work.me()) {
            return Err(already(work, mine).into());
        }
        let drawer = match store::drawer::by_name(work.on(), clinic, &name).await? {
            Some(row) => row.id,
            None => {
                let id = DrawerId::new();
                store::drawer::insert_drawer(work.on(), clinic, id, &name).await?;
                id
            }
        };
        let left = store::drawer::left(work.on(), clinic, drawer).await?.map(|row| row.left_in);
        let session = NewSession {
            id: DrawerSessionId::new(),
            drawer_id: drawer,
            business_day: work.today(),
            opening_float: self.float,
            left_before: left,
            opening_note: note.clone(),
            handed_from: None,
        };
        let opened = Opened {
            session: session.id,
            drawer: name,
            float: self.float,
            left_before: left,
            difference: Money(left.map_or(0, |left| self.float.0 - left.0)),
        };
        let (terminal, me, now) = (work.terminal, work.me(), work.now);
        store::drawer::insert_session(work.on(), clinic, &session, terminal, me, now).await?;
        work.record("drawer_session", session.id.0, NOTHING, &opened, &note)?;
        Ok(opened)
    }
}

fn already(work: &Work<'_>, row: &OpenSessionRow) -> Refusal {
    Refusal::at("drawer.open_already", "drawer")
        .with("drawer", row.drawer.as_str())
        .with("who", row.account.as_str())
        .with("at", work.local(row.opened_at))
}

/// The session money goes into here and now: one's own, wherever it was opened, else the only one at this counter.
///
/// # Errors
/// `drawer.closed` when there is none or it is not clear which, `drawer.counted` when it is
/// being closed.
pub(super) async fn here(work: &mut Work<'_>) -> Done<OpenSessionRow> {
    let clinic = work.id();
    let open = store::drawer::open_sessions(work.on(), clinic).await?;
    let session = mine(open, work).ok_or_else(|| Refusal::new("drawer.closed"))?;
    if session.counted_at.is_some() {
        return Err(Refusal::new("drawer.counted").with("drawer", session.drawer).into());
    }
    Ok(session)
}

fn mine(open: Vec<OpenSessionRow>, work: &Work<'_>) -> Option<OpenSessionRow> {
    let (mut mine, others): (Vec<_>, Vec<_>) = open.into_iter().partition(|row| row.opened_by == work.me());
    if let Some(row) = mine.pop() {
        return Some(row);
    }
    let mut here = others.into_iter().filter(|row| row.terminal == work.terminal);
    let first = here.next();
    if here.next().is_some() { None } else { first }
}
