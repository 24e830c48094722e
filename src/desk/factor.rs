//! The second factor: codes of an authenticator, asked for after the password, and ten codes for when it is lost.
//!
//! Its secret lies in `account.factor_secret`, veiled with the pepper, which is kept outside the database and its
//! backups. It is in no row of the trail, in no remembered answer and in no log: it is shown once, when it is made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::fault::{Done, Fault};
use super::hashing::{code_hash, hides, random};
use super::reach::{managed, not_oneself};
use super::user::reason;
use super::work::{Work, one_row};
use super::{Desk, House, NOTHING};
use crate::domain::audit::hex;
use crate::domain::code::code_of;
use crate::domain::event::EventKind;
use crate::domain::id::AccountId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::totp;
use crate::store;
use crate::store::account::{AccountRow, KeysRow};

/// How many codes there are for when the authenticator is lost.
const RECOVERY: usize = 10;
/// Bytes before a veiled secret that make its veil another one each time.
const NONCE: usize = 16;

/// Begins with a second factor: makes its secret, which counts once a code of it was typed ([`ConfirmFactor`]).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartFactor {}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Prepared {
    /// As it is typed into an authenticator.
    pub secret: String,
    /// The same as a link.
    pub link: String,
}

impl Act for StartFactor {
    const NAME: &'static str = "start_factor";
    const NEEDS: Permission = Permission::AccountEditOwn;
    const SECRET: bool = true;
    type Output = Prepared;
}

impl Change for StartFactor {
    async fn change(self, work: &mut Work<'_>) -> Done<Prepared> {
        let (clinic, me) = (work.id(), work.me());
        let secret = random::<{ totp::SECRET }>()?;
        let nonce = random::<NONCE>()?;
        let veiled = totp::veiled(&secret, work.pepper()?, &nonce);
        let kept = format!("{}{}", hex(&nonce), hex(&veiled));
        store::factor::prepare_factor(work.on(), clinic, me, kept).await?;
        work.record("account", me.0, NOTHING, &serde_json::json!({"factor": "prepared"}), "")?;
        let link = totp::link(&secret, &work.clinic.name, &work.who.username);
        Ok(Prepared { secret: totp::shown(&secret), link })
    }
}

/// The second factor counts from now on: a code of it shows that the authenticator has it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmFactor {
    pub code: String,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Confirmed {
    /// Each opens the door once in place of a code. They cannot be shown again.
    pub recovery: Vec<String>,
}

impl Act for ConfirmFactor {
    const NAME: &'static str = "confirm_factor";
    const NEEDS: Permission = Permission::AccountEditOwn;
    const SECRET: bool = true;
    type Output = Confirmed;
}

impl Change for ConfirmFactor {
    async fn change(self, work: &mut Work<'_>) -> Done<Confirmed> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let keys = store::account::keys(work.on(), clinic, me).await?;
        let pending = keys.and_then(|keys| keys.factor_pending).ok_or_else(|| Refusal::new("factor.none"))?;
        let secret = unveiled(&pending, work.pepper()?)?;
        let step = totp::matching(&secret, &figures(&self.code), work.steady, None)
            .ok_or_else(|| Refusal::at("factor.wrong", "code"))?;
        one_row(store::factor::set_factor(work.on(), clinic, me, step, now).await?)?;
        store::factor::clear_recovery(work.on(), clinic, me).await?;
        let mut recovery = Vec::with_capacity(RECOVERY);
        for position in (1..).take(RECOVERY) {
            let code = code_of(&random::<10>()?);
            store::factor::add_recovery(work.on(), clinic, me, (position, code_hash(&code))).await?;
            recovery.push(code);
        }
        work.record("account", me.0, NOTHING, &serde_json::json!({"factor": "set"}), "")?;
        Ok(Confirmed { recovery })
    }
}

/// Does without a second factor again. Where the clinic wants one, another has to be made at once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveOwnFactor {}

impl Act for RemoveOwnFactor {
    const NAME: &'static str = "remove_own_factor";
    const NEEDS: Permission = Permission::AccountEditOwn;
    type Output = ();
}

impl Change for RemoveOwnFactor {
    async fn change(self, work: &mut Work<'_>) -> Done<()> {
        let me = work.me();
        remove(work, me, "").await
    }
}

/// Takes away a second factor somebody lost with its recovery codes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveFactor {
    pub user: AccountId,
    pub reason: String,
}

impl Act for RemoveFactor {
    const NAME: &'static str = "remove_factor";
    const NEEDS: Permission = Permission::AccountEdit;
    type Output = ();
}

impl Change for RemoveFactor {
    async fn change(self, work: &mut Work<'_>) -> Done<()> {
        let reason = reason(&self.reason)?;
        let user = managed(work, self.user).await?;
        not_oneself(work, user.id)?;
        remove(work, user.id, &reason).await
    }
}

async fn remove(work: &mut Work<'_>, user: AccountId, reason: &str) -> Done<()> {
    let (clinic, now) = (work.id(), work.now);
    store::factor::remove_factor(work.on(), clinic, user, now).await?;
    store::factor::clear_recovery(work.on(), clinic, user).await?;
    work.tell(EventKind::FactorRemoved, user, String::new()).await?;
    work.record("account", user.0, NOTHING, &serde_json::json!({"factor": "removed"}), reason)
}

hides!(Prepared, ConfirmFactor, Confirmed);

impl Desk {
    /// Checks the second factor of somebody whose password was right, and uses the code up.
    ///
    /// # Errors
    /// `login.factor` when it is asked for, `factor.wrong`, `factor.locked`.
    pub(super) async fn by_factor(
        &self,
        account: &AccountRow,
        keys: &KeysRow,
        typed: Option<&str>,
    ) -> Done<()> {
        let Some(kept) = &keys.factor_secret else { return Ok(()) };
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
        let typed = typed.ok_or_else(|| Refusal::at("login.factor", "code"))?;
        let (clinic, now) = (self.clinic().id, self.steady().await?);
        let secret = unveiled(kept, self.house.pepper()?)?;
        let subject = format!("code:{}", account.username);
        let tried = self.count_try(subject, "factor.locked").await?;
        let mut tx = self.house.db.begin().await?;
        let used = match totp::matching(&secret, &figures(typed), now, keys.factor_step) {
            Some(step) => store::factor::use_step(tx.on(), clinic, account.id, step).await?,
            None => {
                let used =
                    store::factor::use_recovery(tx.on(), clinic, account.id, code_hash(typed), now).await?;
                if used > 0 {
                    let (left,) = store::factor::recovery_left(tx.on(), clinic, account.id).await?;
                    let (by, of) = ((Some(account.id), None), ("account", account.id.0));
                    let after = serde_json::json!({"recovery_codes_left": left});
                    self.notes(&mut tx, by, "use_recovery_code", of, after).await?;
                }
                used
            }
        };
        tx.commit().await?;
        if used == 0 {
            return Err(self.failed(&tried, Refusal::at("factor.wrong", "code")).await);
        }
        self.forgive(&tried.subject).await
    }
}

impl House {
    pub(super) fn pepper(&self) -> Result<&[u8], Refusal> {
        self.pepper.as_deref().ok_or_else(|| Refusal::at("pin.pepper", "code"))
    }
}

fn unveiled(kept: &str, pepper: &[u8]) -> Done<Vec<u8>> {
    let bytes: Option<Vec<u8>> = (0..kept.len() / 2)
        .map(|at| kept.get(2 * at..2 * at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()))
        .collect();
    match bytes.as_deref().and_then(|bytes| bytes.split_at_checked(NONCE)) {
        Some((nonce, veiled)) => Ok(totp::veiled(veiled, pepper, nonce)),
        None => Err(Fault::Broken("factor".to_owned())),
    }
}

/// What was typed, without the blank people put in the middle.
fn figures(typed: &str) -> String {
    crate::domain::text::half_width(typed).chars().filter(char::is_ascii_digit).take(12).collect()
}
