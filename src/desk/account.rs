//! Logging in, and proving by PIN that one may.

use std::sync::{Arc, PoisonError};

use secrecy::ExposeSecret;

use super::Desk;
use super::approval::is_pin;
use super::fault::{Done, Fault};
pub use super::hashing::hash_password;
use super::hashing::{DUMMY, code_hash, digest, hides, is_old, normal, token, verify};
use super::rights::{Rights, Who};
use super::throttle::subject_of;
use crate::domain::account::Role;
use crate::domain::audit::Entry;
use crate::domain::clinic::Language;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::secret::{Strength, new_password};
use crate::domain::time::Ts;
use crate::store::account::{AccountRow, KeysRow};
use crate::store::audit::Doing;
use crate::store::{self, Both, Tx, audit};

/// A session lasts this long at the most, whatever happens.
const SESSION_MINUTES: i64 = 12 * 60;
/// Without a use it lasts this long: nobody comes back to it.
pub const UNUSED_MINUTES: i64 = 30;
/// Longer inputs are refused before they are hashed.
const LONGEST: usize = 256;

pub use super::approval::{Approval, Approver};
pub use super::hashing::{hash_pin, pepper_pin};

/// What is typed at the door.
#[derive(Clone, Default)]
pub struct LogIn {
    pub username: String,
    pub password: String,
    /// The second factor's code, or a recovery code, where one is asked for.
    pub code: Option<String>,
    /// Instead of a password that was reset: `password` is the one-time code then.
    pub new_password: Option<String>,
}

hides!(LogIn);

impl Desk {
    /// Logs somebody in by name and password alone.
    ///
    /// # Errors
    /// Those of [`Desk::enter`].
    pub async fn login(&self, username: &str, password: &str) -> Done<(Self, String)> {
        let (username, password) = (username.to_owned(), password.to_owned());
        self.enter(&LogIn { username, password, ..LogIn::default() }).await
    }

    /// Logs somebody in; the desk that comes back is theirs. The token opens the same session again.
    ///
    /// # Errors
    /// `login.failed` with the same words and the same work whether the name or the password is wrong,
    /// `login.locked` after too many tries, `login.long` for an input nobody has as a password; `login.factor` when
    /// the second factor is asked for, `factor.wrong`, `factor.locked`; `login.renew` when the password was reset, or
    /// is too short for who leads, and a new one is to be chosen, and what is wrong with that.
    pub async fn enter(&self, typed: &LogIn) -> Done<(Self, String)> {
        self.refuse_suspended()?;
        // Before the log-in's own row stands at the end of the trail.
        self.watches_clock().await?;
        let (account, keys) = self.known_by_password(&typed.username, &typed.password).await?;
        // A password from before somebody led is renewed as one that was reset.
        let short = account.role.leads() && typed.password.chars().count() < Strength::Master.letters();
        let renewed = match (keys.reset_hash.is_some() || short, &typed.new_password) {
            (false, _) => None,
            (true, None) => {
                let renew = Refusal::at("login.renew", "new_password");
                let letters = if short { Strength::Master.letters() as i64 } else { 0 };
                return Err(renew.with("letters", letters).into());
            }
            (true, Some(new)) => Some(self.another_password(new, &account).await?),
        };
        self.by_factor(&account, &keys, typed.code.as_deref()).await?;
        let clinic = self.clinic();
        let token = token()?;
        let session_id = SessionId::new();
        let (now, steady) = (self.now(), self.steady().await?);
        let weak = renewed.is_none() && is_old(&account.password_hash);
        let rehashed = if weak { Some(hash_password(&typed.password).await?) } else { None };
        let mut tx = self.house.db.begin().await?;
        // While the hash was reckoned somebody may have blocked this user, or the password may have become another.
        let still = store::account::held(tx.on(), clinic.id, account.id).await?;
        if still.is_none_or(|(hash, active)| !active || hash != account.password_hash) {
            return Err(Refusal::at("login.failed", "password").into());
        }
        let changed = renewed.is_some();
        let old = account.password_hash.clone();
        let rows = match (renewed, &rehashed) {
            (Some(hash), _) => {
                let old = (old, keys.reset_hash.clone());
                store::account::set_password(tx.on(), clinic.id, account.id, old, hash, now).await?
            }
            (None, Some(hash)) => {
                store::account::rehash(tx.on(), clinic.id, account.id, &account.password_hash, hash).await?
            }
            (None, None) => 1,
        };
        if rows != 1 {
            return Err(Refusal::at("login.failed", "password").into());
        }
        self.seals_tenant_acts(&mut tx).await?;
        let expires = steady.plus_minutes(SESSION_MINUTES);
        let hash = digest(&token);
        let place = (self.terminal(), self.device());
        store::account::open_session(tx.on(), clinic.id, session_id, account.id, &hash, place, now, expires)
            .await?;
        let doing = Doing {
            clinic: clinic.id,
            account: Some(account.id),
            approver: None,
            session: Some(session_id),
            terminal: &self.house.terminal,
            act: "login",
            at: now,
            key: self.house.key()?,
        };
        let mut after = serde_json::json!({"expires_at": expires});
        if changed {
            after["password"] = "renewed".into();
        }
        let before = serde_json::Value::Null;
        let id = Some(session_id.0);
        let entry = Entry { entity: "session", entity_id: id, before, after, reason: String::new() };
        let seq = audit::write(&mut tx, doing, &entry, None).await?;
        tx.commit().await?;
        self.house.wrote(seq);
        let rights = Rights::of(&self.house.db, clinic.id, session_id, steady).await?;
        let rights = rights.ok_or_else(|| Refusal::new("login.over"))?;
        Ok((self.with(self.who_is(account, session_id, rights, steady)), token))
    }

    /// Opens the session a token stands for.
    ///
    /// # Errors
    /// `login.over` when it is over, revoked, unused for too long, or never was.
    pub async fn resume(&self, token: &str) -> Done<Self> {
        let clinic = self.clinic();
        let now = self.steady().await?;
        let over = || Refusal::new("login.over");
        let db = &self.house.db;
        let Both(session, standing) =
            store::account::session(db, clinic.id, &digest(token), now).await?.ok_or_else(over)?;
        // By the clock it was written down with: a use between two of them is nobody's to tell.
        if standing.last_seen_at.plus_minutes(UNUSED_MINUTES) <= self.now() {
            return Err(over().into());
        }
        let rights = Rights::of_standing(db, clinic.id, standing, now).await?;
        let store::account::SessionRow { id, account_id, username, full_name, language, role } = session;
        let at = (&*self.house, now);
        Ok(self.with(Who::new((account_id, id), username, full_name, role, language, rights, at)))
    }

    fn who_is(&self, account: AccountRow, session: SessionId, rights: Rights, steady: Ts) -> Who {
        let AccountRow { id, username, full_name, language, role, .. } = account;
        Who::new((id, session), username, full_name, role, language, rights, (&self.house, steady))
    }

    /// Ends the session; the desk that comes back is nobody's.
    pub async fn logout(&self) -> Done<Self> {
        self.forget_proofs();
        if let Some(who) = self.who() {
            self.leaves_counted().await;
            // Before its own row stands at the end of the trail, and what the clock did is past.
            self.watches_clock().await?;
            let mut tx = self.house.db.begin().await?;
            let ended =
                store::account::end_session(tx.on(), self.clinic().id, who.session_id, self.now()).await?;
            if ended > 0 {
                let after = serde_json::json!({"ended": true});
                self.trace(tx, who, "logout", ("session", who.session_id.0), after).await?;
            }
        }
        Ok(self.nobodys())
    }

    /// Commits what somebody did beside the acts, with its row of the trail.
    async fn trace(
        &self,
        mut tx: Tx,
        who: &Who,
        act: &str,
        (entity, id): (&'static str, uuid::Uuid),
        after: serde_json::Value,
    ) -> Done<()> {
        let doing = Doing {
            clinic: self.clinic().id,
            account: Some(who.account_id),
            approver: None,
            session: Some(who.session_id),
            terminal: &self.house.terminal,
            act,
            at: self.now(),
            key: self.house.key()?,
        };
        let before = serde_json::Value::Null;
        let entry = Entry { entity, entity_id: Some(id), before, after, reason: String::new() };
        let seq = audit::write(&mut tx, doing, &entry, None).await?;
        tx.commit().await?;
        self.house.wrote(seq);
        Ok(())
    }

    /// The same desk with nobody at it.
    #[must_use]
    pub fn nobodys(&self) -> Self {
        Self { house: Arc::clone(&self.house), who: None, proof: None }
    }

    /// Remembers somebody's language, so that every counter greets them in it.
    pub async fn speak(&self, language: Language) -> Done<()> {
        let Some(who) = self.who() else { return Ok(()) };
        self.watches_clock().await?;
        let mut tx = self.house.db.begin().await?;
        store::account::set_language(tx.on(), self.clinic().id, who.account_id, language, self.now()).await?;
        let after = serde_json::json!({"language": language});
        self.trace(tx, who, "speak", ("account", who.account_id.0), after).await
    }

    /// Checks the PIN or the password of whoever is logged in: to come back to a locked screen.
    ///
    /// # Errors
    /// `pin.wrong`, `pin.locked`; for a password `login.unlock`, `login.locked`, `login.long`; `login.over` when the
    /// session ended meanwhile.
    pub async fn unlock(&self, secret: &str) -> Done<()> {
        self.forget_proofs();
        let who = self.who().ok_or_else(|| Refusal::new("login.over"))?;
        self.standing().await?;
        let pin = secret.trim();
        if is_pin(pin) {
            // Said to themselves: there is nothing to guess at.
            let account =
                store::account::by_username(&self.house.db, self.clinic().id, &who.username).await?;
            if account.is_some_and(|account| account.pin_hash.is_none()) {
                return Err(Refusal::at("pin.none_yet", "pin").into());
            }
            return self.by_pin(&who.username, pin).await.map(|_| ());
        }
        self.own_password(&who.username, secret, "login.unlock").await.map(|_| ())
    }

    pub(super) async fn own_password(
        &self,
        username: &str,
        secret: &str,
        wrong: &'static str,
    ) -> Done<AccountRow> {
        match self.known_by_password(username, secret).await {
            // Who it is, is known: only the secret can be wrong.
            Err(Fault::Refused(refusal)) if refusal.code == "login.failed" => {
                Err(Refusal::at(wrong, "pin").into())
            }
            known => known.map(|(account, _)| account),
        }
    }

    /// The account of this name, if the password is right. The try is counted before it is looked at, so that no
    /// number of counters together gets more of them; whoever is right is forgiven.
    async fn known_by_password(&self, username: &str, password: &str) -> Done<(AccountRow, KeysRow)> {
        let username = username.trim().to_lowercase();
        if password.len() > LONGEST || username.len() > LONGEST {
            return Err(Refusal::at("login.long", "password").with("limit", LONGEST as i64).into());
        }
        let subject = subject_of(&username);
        let tried = self.count_try(subject, "login.locked").await?;
        let account = store::account::by_username(&self.house.db, self.clinic().id, &username).await?;
        // An unknown name costs the same hash, so that the time tells nothing.
        let known = account;
        let hash = known.as_ref().map(|account| account.password_hash.clone());
        let opens = |hash: &String| !hash.is_empty() && !hash.starts_with(store::account::RESET);
        let stored = hash.filter(opens).unwrap_or_else(|| DUMMY.to_owned());
        let mut right = verify(stored, normal(password).into_bytes()).await?;
        let id = known.as_ref().map_or_else(AccountId::new, |account| account.id);
        let keys = store::account::keys(&self.house.db, self.clinic().id, id).await?;
        if let Some((hash, until)) =
            keys.as_ref().and_then(|keys| keys.reset_hash.as_ref().zip(keys.reset_until))
        {
            right = until > self.steady().await? && code_hash(password) == *hash;
        }
        match known.zip(keys).filter(|_| right) {
            Some(known) => {
                self.forgive(&tried.subject).await?;
                // Told to nobody who could not come in otherwise.
                if !known.0.active {
                    return Err(Refusal::at("login.blocked", "password").into());
                }
                Ok(known)
            }
            None => Err(self.failed(&tried, Refusal::at("login.failed", "password")).await),
        }
    }

    /// What may be kept of a password that takes the place of one that was reset: that one may be known to somebody.
    async fn another_password(&self, typed: &str, account: &AccountRow) -> Done<String> {
        let hash = self.new_password(typed, account).await?;
        let old = account.password_hash.trim_start_matches(store::account::RESET);
        if !old.is_empty() && verify(old.to_owned(), normal(typed).into_bytes()).await? {
            return Err(Refusal::at("password.same", "new_password").into());
        }
        Ok(hash)
    }

    /// What may be kept of a new password of this account.
    pub(super) async fn new_password(&self, typed: &str, account: &AccountRow) -> Done<String> {
        let clinic = self.clinic();
        let context = [clinic.name.as_str(), &account.username, &account.full_name];
        self.chosen_password(typed, account.role, &context).await.map_err(|fault| match fault {
            Fault::Refused(refusal) => Refusal { field: Some("new_password"), ..refusal }.into(),
            fault => fault,
        })
    }

    /// What may be kept of a password somebody in this role chooses.
    pub(super) async fn chosen_password(&self, typed: &str, role: Role, context: &[&str]) -> Done<String> {
        let password = new_password(typed, Strength::of(role), context)?;
        hash_password(password.expose_secret()).await
    }

    /// The user and the way in, as far as anybody told.
    fn device(&self) -> String {
        self.house.device.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says what the counter is called where people are sent to it.
    pub fn stands_at(&self, counter: String) {
        *self.house.counter.write().unwrap_or_else(PoisonError::into_inner) = counter;
    }

    /// What the counter is called where people are sent to it; without a name the terminal's.
    #[must_use]
    pub fn counter(&self) -> String {
        let counter = self.house.counter.read().unwrap_or_else(PoisonError::into_inner).clone();
        if counter.is_empty() { self.house.terminal.clone() } else { counter }
    }

    /// Says who uses this computer, and from where: it is shown where log-ins are listed.
    pub fn used_by(&self, device: String) {
        *self.house.device.write().unwrap_or_else(PoisonError::into_inner) = device;
    }
}
