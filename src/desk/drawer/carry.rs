//! A drawer that was left open past its day goes on, by somebody's leave.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::locked;
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::Done;
use crate::desk::work::{Work, one_row};
use crate::domain::id::DrawerSessionId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;

/// Lets a drawer that was opened on an earlier day and never counted take money today as well. Tomorrow it is counted,
/// or carried over again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarryDrawer {
    /// Left out: the session here.
    #[serde(default)]
    pub session: Option<DrawerSessionId>,
    /// Why it was not counted.
    pub note: String,
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Carried {
    pub session: DrawerSessionId,
    pub drawer: String,
    /// The last day on which it takes money.
    pub to: chrono::NaiveDate,
}

impl Act for CarryDrawer {
    const NAME: &'static str = "carry_drawer";
    const NEEDS: Permission = Permission::DrawerRecount;
    type Output = Carried;
}

impl Change for CarryDrawer {
    async fn change(self, work: &mut Work<'_>) -> Done<Carried> {
        let note = LINE_NEEDED.clean(&self.note).map_err(|refusal| refusal.on("note"))?.value;
        let (clinic, today) = (work.id(), work.today());
        let row = locked(work, self.session).await?;
        if row.counted_at.is_some() {
            return Err(Refusal::new("drawer.counted").into());
        }
        if row.carried_to.unwrap_or(row.business_day) >= today {
            return Err(Refusal::at("drawer.of_today", "session").with("drawer", row.drawer).into());
        }
        one_row(store::drawer::carry(work.on(), clinic, row.id, today, &note).await?)?;
        let carried = Carried { session: row.id, drawer: row.drawer, to: today };
        work.record("drawer_session", row.id.0, NOTHING, &carried, &note)?;
        Ok(carried)
    }
}
