//! The blind count. It is given once; a second one needs somebody else, and both are kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::locked;
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::{Done, Fault};
use crate::desk::work::Work;
use crate::domain::drawer::Pieces;
use crate::domain::id::DrawerSessionId;
use crate::domain::money::{Currency, Money};
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::drawer::NewCount;

/// Counts the drawer: piece by piece, or as one total. From then on it takes no money. Whoever opened the session
/// counts it; a second count, and one of somebody else's drawer, needs another person's PIN.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountDrawer {
    /// Left out: the session here.
    #[serde(default)]
    pub session: Option<DrawerSessionId>,
    /// Either this or a total.
    #[serde(default)]
    pub pieces: Option<Pieces>,
    /// In minor units.
    #[serde(default)]
    pub total: Option<Money>,
    /// Why it is counted again.
    #[serde(default)]
    pub reason: String,
}

/// A count that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Given {
    pub session: DrawerSessionId,
    /// 1 for the first.
    pub seq: i64,
    pub total: Money,
}

impl Act for CountDrawer {
    const NAME: &'static str = "count_drawer";
    const NEEDS: Permission = Permission::DrawerCount;
    type Output = Given;
}

impl Change for CountDrawer {
    async fn change(self, work: &mut Work<'_>) -> Done<Given> {
        let pieces = match (self.pieces, self.total) {
            (Some(pieces), None) => pieces,
            (None, Some(total)) if total.0 >= 0 => Pieces::of(total),
            (None, Some(_)) => return Err(Refusal::at("money.negative", "total").into()),
            _ => return Err(Refusal::at("count.empty", "total").into()),
        };
        let total = pieces.total(&work.clinic.currency)?;
        // More than anybody types of one amount may lie in a drawer: it is counted, up to what sums are sure of.
        if total > Currency::MOST {
            return Err(Refusal::at("money.limit", "total").with("limit", Currency::MOST).into());
        }
        let reason = LINE.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let row = locked(work, self.session).await?;
        let given = store::drawer::counts(work.on(), clinic, row.id).await?.len();
        let again = given > 0;
        if again && reason.is_empty() {
            return Err(Refusal::at("count.again", "reason").into());
        }
        if row.opened_by != me && work.who.grant(Permission::DrawerExpected) == Grant::Yes {
            return Err(Refusal::new("count.sees").with("drawer", row.drawer).into());
        }
        let approved_by = if again || row.opened_by != me {
            let asks = if again { "count.second" } else { "count.other" };
            let said = |fault| match fault {
                Fault::Refused(refusal) if refusal.code == "permission.second" => {
                    Refusal::at(asks, "approval")
                        .with("permission", Permission::DrawerRecount.as_str())
                        .with("who", row.account.as_str())
                        .into()
                }
                fault => fault,
            };
            Some(work.second(Permission::DrawerRecount).map_err(said)?)
        } else {
            work.approved
        };
        let count = NewCount {
            session: row.id,
            seq: i64::try_from(given).unwrap_or(i64::MAX - 1) + 1,
            total,
            pieces: serde_json::to_string(&pieces)?,
            reason: reason.clone(),
            approved_by,
        };
        store::drawer::insert_count(work.on(), clinic, &count, me, now).await?;
        store::drawer::set_counted(work.on(), clinic, row.id, total, now).await?;
        let given = Given { session: row.id, seq: count.seq, total };
        work.record("drawer_count", row.id.0, NOTHING, &given, &reason)?;
        Ok(given)
    }
}
