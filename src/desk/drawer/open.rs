//! A session begins, with the money counted in the drawer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refuse_second;
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::Done;
use crate::desk::work::Work;
use crate::domain::id::{DrawerId, DrawerSessionId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::drawer::NewSession;

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
        let me = work.me();
        refuse_second(work, Some(&name), me).await?;
        let drawer = match store::drawer::by_name(work.on(), clinic, &name).await? {
            Some(row) => row.id,
            None => {
                let id = DrawerId::new();
                store::drawer::insert_drawer(work.on(), clinic, id, &name).await?;
                id
            }
        };
        let left = store::drawer::left(work.on(), clinic, drawer).await?.map(|(left,)| left);
        // It is said once, here, by whoever finds it.
        if note.is_empty() && left.is_some_and(|left| left != self.float) {
            return Err(Refusal::at("drawer.note", "note").with("left", left.unwrap_or_default()).into());
        }
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
        let (terminal, now) = (work.terminal, work.now);
        store::drawer::insert_session(work.on(), clinic, &session, terminal, me, now).await?;
        work.record("drawer_session", session.id.0, NOTHING, &opened, &note)?;
        Ok(opened)
    }
}
