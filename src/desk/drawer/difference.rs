//! A difference above the clinic's tolerance: who accepts it, and what they say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::close::counted;
use super::facts::Facts;
use super::locked;
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::Done;
use crate::desk::work::Work;
use crate::domain::account::Role;
use crate::domain::drawer::{Cash, matters};
use crate::domain::id::{AccountId, DrawerSessionId};
use crate::domain::money::Money;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::drawer::SessionRow;

/// Accepts a difference above the clinic's tolerance, so that the session can be closed or handed over. A recount
/// takes it back. Whoever had the drawer or counted it does not accept what is wrong with it; the only owner does, where
/// nobody else is left who leads.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptDifference {
    #[serde(default)]
    pub session: Option<DrawerSessionId>,
    /// Where it comes from, as far as anybody knows.
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    pub session: DrawerSessionId,
    pub difference: Money,
    pub note: String,
}

impl Act for AcceptDifference {
    const NAME: &'static str = "accept_difference";
    const NEEDS: Permission = Permission::DrawerDifference;
    const PIN_LAST: bool = true;
    type Output = Accepted;
}

impl Change for AcceptDifference {
    async fn change(self, work: &mut Work<'_>) -> Done<Accepted> {
        let clinic = work.id();
        let row = locked(work, self.session).await?;
        let cash = store::drawer_move::cash(work.on(), clinic, row.id).await?;
        let expected = Cash::from(cash).expected()?;
        let difference = counted(&row)?.minus(expected)?;
        if difference == Money::ZERO {
            return Err(Refusal::at("drawer.no_difference", "session").into());
        }
        if let Some(who) = row.difference_approver.as_ref().filter(|_| row.difference_approved_by.is_some()) {
            let at = store::audit::last_at(work.on(), clinic, row.id.0, Self::NAME).await?;
            let refusal = Refusal::at("drawer.accepted", "session").with("who", who.as_str());
            let at = at.map_or(work.now, |(at,)| at);
            return Err(refusal.with("at", work.local(at)).into());
        }
        let note = noted(&self.note, "note", "drawer.difference_note", difference)?;
        // Whoever has to fetch somebody is told so, and what for.
        let fetches = work.unsigned.as_ref().is_some_and(|refusal| refusal.code == "permission.second");
        let by = work.approved.unwrap_or_else(|| work.me());
        if !fetches && is_theirs(work, &row, by).await? {
            return Err(theirs(&row, difference).into());
        }
        if let Some(refusal) = work.unsigned.take() {
            return Err(told(refusal, &row, difference).into());
        }
        store::drawer::set_accepted(work.on(), clinic, row.id, &note, Some(by)).await?;
        let accepted = Accepted { session: row.id, difference, note };
        work.record("drawer_session", row.id.0, NOTHING, &accepted, &accepted.note)?;
        Ok(accepted)
    }
}

/// The note to the difference and who accepted it. Above the tolerance it needs both; what somebody accepted before
/// stands.
pub(super) async fn accepted(
    work: &mut Work<'_>,
    facts: &Facts,
    difference: Money,
    note: &str,
) -> Done<(String, Option<String>)> {
    let clinic = work.id();
    if facts.row.difference_approved_by.is_some() {
        let note = facts.row.difference_note.clone().unwrap_or_default();
        return Ok((note, facts.row.difference_approver.clone()));
    }
    if !matters(difference, work.clinic.policies.drawer_tolerance) {
        return Ok((LINE.clean(note).map_err(|refusal| refusal.on("note"))?.value, None));
    }
    let note = noted(note, "note", "drawer.difference_note", difference)?;
    // Asked for at once, before anybody types a PIN that cannot do.
    let me = work.me();
    let mine = matches!(work.who.grant(Permission::DrawerDifference), Grant::Yes | Grant::OwnPin);
    let signs = work.signed_for(Permission::DrawerDifference).map_or(mine, |by| by.account_id == me);
    if signs && is_theirs(work, &facts.row, me).await? {
        return Err(theirs(&facts.row, difference).into());
    }
    work.approve_told(Permission::DrawerDifference, |refusal| told(refusal, &facts.row, difference))?;
    let by = work.approved.unwrap_or(me);
    if is_theirs(work, &facts.row, by).await? {
        return Err(theirs(&facts.row, difference).into());
    }
    store::drawer::set_accepted(work.on(), clinic, facts.row.id, &note, Some(by)).await?;
    let name = store::account::name(work.on(), clinic, by).await?.map(|(name,)| name);
    Ok((note, name))
}

fn noted(typed: &str, field: &'static str, code: &'static str, amount: Money) -> Result<String, Refusal> {
    let note = LINE.clean(typed).map_err(|refusal| refusal.on(field))?.value;
    if note.is_empty() { Err(Refusal::at(code, field).with("difference", amount)) } else { Ok(note) }
}

/// Whether a difference is the person's own: they had the drawer, or counted it. Not so for an owner where nobody else
/// is left who leads and had no part in it: there is nobody else.
async fn is_theirs(work: &mut Work<'_>, row: &SessionRow, person: AccountId) -> Done<bool> {
    let clinic = work.id();
    let counts = store::drawer::counts(work.on(), clinic, row.id).await?;
    let part = |id: AccountId| id == row.opened_by || counts.iter().any(|count| count.account_id == id);
    if !part(person) {
        return Ok(false);
    }
    let users = store::user::all(work.on(), clinic).await?;
    let owner = users.iter().any(|user| user.id == person && user.role == Role::Owner);
    Ok(!owner || users.iter().any(|user| user.active && user.role.leads() && !part(user.id)))
}

/// How much is signed for, and whose drawer it is.
fn told(refusal: Refusal, row: &SessionRow, difference: Money) -> Refusal {
    refusal.with("amount", difference).with("holder", row.account.as_str()).with("asked", "difference")
}

fn theirs(row: &SessionRow, difference: Money) -> Refusal {
    Refusal::at("drawer.own_difference", "approval")
        .with("permission", Permission::DrawerDifference.as_str())
        .with("amount", difference)
        .with("holder", row.account.as_str())
}
