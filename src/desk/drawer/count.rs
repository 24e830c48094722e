//! The blind count. It is given once; a second one needs somebody else, and both are kept. Where whoever had the drawer
//! is away, somebody who sees what should be there may count it with another, and it says so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::locked;
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::{Done, Fault};
use crate::desk::rights::Rights;
use crate::desk::work::Work;
use crate::domain::account::Role;
use crate::domain::drawer::Pieces;
use crate::domain::id::{AccountId, DrawerSessionId};
use crate::domain::money::{Currency, Money};
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::paper::z::blind;
use crate::store;
use crate::store::drawer::{NewCount, SessionRow};

/// Counts the drawer: piece by piece, or as one total. From then on it takes no money. Whoever opened the session
/// counts it; a second count, and one of somebody else's drawer, needs another person's PIN. An owner signs alone where
/// nobody else could.
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
    /// Whoever counted could not see what should be there.
    #[serde(default = "blind")]
    pub blind: bool,
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
        let others = row.opened_by != me;
        let sees = others && work.who.grant(Permission::DrawerExpected) == Grant::Yes;
        let approved_by = if again || others {
            let asks = match (again, sees) {
                (true, _) => "count.second",
                (false, true) => "count.sees",
                (false, false) => "count.other",
            };
            Some(signed(work, asks, &row).await?)
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
            blind: !sees,
        };
        store::drawer::insert_count(work.on(), clinic, &count, me, now).await?;
        store::drawer::set_counted(work.on(), clinic, row.id, total, now).await?;
        let given = Given { session: row.id, seq: count.seq, total, blind: count.blind };
        work.record("drawer_count", row.id.0, NOTHING, &given, &reason)?;
        Ok(given)
    }
}

/// Whoever signs that a drawer is counted again, or by somebody who did not have it: another person who may; the owner
/// herself where nobody else could.
async fn signed(work: &mut Work<'_>, asks: &'static str, row: &SessionRow) -> Done<AccountId> {
    const RIGHT: Permission = Permission::DrawerRecount;
    let fault = match work.second(RIGHT) {
        Err(Fault::Refused(refusal)) if refusal.code == "permission.second" => {
            let refusal = Refusal::at(asks, "approval").with("permission", RIGHT.as_str());
            refusal.with("who", row.account.as_str()).with("drawer", row.drawer.as_str())
        }
        signed => return signed,
    };
    let me = work.me();
    let mine = work.signed_for(RIGHT).is_some_and(|by| by.account_id == me);
    if mine && is_alone(work, RIGHT).await? {
        work.approved = Some(me);
        return Ok(me);
    }
    Err(fault.into())
}

/// Whether it is an owner who is here, and nobody else comes in who may.
async fn is_alone(work: &mut Work<'_>, right: Permission) -> Done<bool> {
    let (clinic, me, steady) = (work.id(), work.me(), work.steady);
    let users = store::user::all(work.on(), clinic).await?;
    if !users.iter().any(|user| user.id == me && user.role == Role::Owner) {
        return Ok(false);
    }
    for user in users.iter().filter(|user| user.active && user.id != me) {
        let rights = Rights::of_account(work.on(), clinic, (user.id, user.role), steady).await?;
        if matches!(rights.grant(right), Grant::Yes | Grant::OwnPin) {
            return Ok(false);
        }
    }
    Ok(true)
}
