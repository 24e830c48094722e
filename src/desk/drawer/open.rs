//! A session begins, with the money counted in the drawer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{forgive, not_too_often, refuse_second};
use crate::desk::NOTHING;
use crate::desk::act::{Act, Change};
use crate::desk::fault::{Done, Fault};
use crate::desk::hashing::digest;
use crate::desk::work::Work;
use crate::domain::drawer::{matters, name_key};
use crate::domain::id::{DrawerId, DrawerSessionId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::drawer::NewSession;

/// Opens a session at a drawer with the money counted in it. What the session before left is compared with it, once,
/// and told to nobody before: above the clinic's tolerance it takes a note.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDrawer {
    /// The drawer's name; left out: this counter's. The first is made by whoever opens it; another one by somebody who
    /// may change the settings, or by their PIN.
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
    /// It is not what the session before left.
    pub differs: bool,
}

impl Act for OpenDrawer {
    const NAME: &'static str = "open_drawer";
    const NEEDS: Permission = Permission::DrawerOpen;
    const PIN_LAST: bool = true;
    type Output = Opened;
}

impl Change for OpenDrawer {
    async fn change(self, work: &mut Work<'_>) -> Done<Opened> {
        let clinic = work.id();
        if self.float.0 < 0 {
            return Err(Refusal::at("money.negative", "float").into());
        }
        work.limit(self.float, "float")?;
        let note = LINE.clean(&self.note).map_err(|refusal| refusal.on("note"))?.value;
        let name = LINE.clean(&self.drawer).map_err(|refusal| refusal.on("drawer"))?.value;
        let name = if name.is_empty() { work.counter.clone() } else { name };
        let me = work.me();
        let key = name_key(&name);
        let known = store::drawer::by_key(work.on(), clinic, &key).await?;
        refuse_second(work, known.as_ref().map(|row| row.id), me).await?;
        let (drawer, name) = match known {
            Some(row) => (row.id, row.name),
            None => (make(work, &name, &key).await?, name),
        };
        let left = store::drawer::left(work.on(), clinic, drawer).await?.map(|(left,)| left);
        let difference = Money(left.map_or(0, |left| self.float.0 - left.0));
        // It is said once, here, by whoever finds it; how much it is they are not told, nor may they try it out.
        // What is exactly what was left was counted, not guessed: it never waits, however often others were tried.
        if note.is_empty() && difference != Money::ZERO {
            let opening = opening(work, &key, self.float);
            // What was said to be right tells nothing more when it is asked again, or signed.
            let said = store::account::throttle(work.on(), clinic, &opening).await?.is_some();
            if !said {
                not_too_often(work, Refusal::at("drawer.wait_opening", "note")).await?;
            }
            if matters(difference, work.clinic.policies.drawer_tolerance) {
                return Err(Refusal::at("drawer.note", "note").into());
            }
            work.spared = work.unsigned.is_some().then_some(opening).filter(|_| !said);
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
            differs: difference != Money::ZERO,
        };
        let trail = serde_json::json!({
            "session": session.id, "drawer": opened.drawer, "float": self.float, "left_before": left,
            "difference": difference,
        });
        let (terminal, now) = (work.terminal, work.now);
        store::drawer::insert_session(work.on(), clinic, &session, terminal, me, now).await?;
        work.record("drawer_session", session.id.0, NOTHING, &trail, &note)?;
        forgive(work, &work.who.username).await?;
        Ok(opened)
    }
}

/// One opening of a drawer with one float by whoever is here.
fn opening(work: &Work<'_>, key: &str, float: Money) -> String {
    let username = &work.who.username;
    format!("opening:{username}:{}", digest(&format!("{key} {}", float.0)))
}

/// Makes a drawer: the clinic's first, or by somebody who may.
async fn make(work: &mut Work<'_>, name: &str, key: &str) -> Done<DrawerId> {
    let clinic = work.id();
    let known = store::drawer::names(work.on(), clinic).await?;
    if !known.is_empty()
        && let Err(fault) = work.approve_now(Permission::ClinicEdit)
    {
        let Fault::Refused(_) = fault else { return Err(fault) };
        let known = known.into_iter().map(|(name,)| name).collect::<Vec<_>>().join(", ");
        return Err(Refusal::at("drawer.new", "approval")
            .with("drawer", name)
            .with("known", known)
            .with("permission", Permission::ClinicEdit.as_str())
            .into());
    }
    let id = DrawerId::new();
    store::drawer::insert_drawer(work.on(), clinic, id, name, key).await?;
    Ok(id)
}
