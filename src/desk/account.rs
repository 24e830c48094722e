//! Logging in, and proving by PIN that one may.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use hmac::{Hmac, KeyInit, Mac};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::Desk;
use super::fault::{Done, Fault};
use crate::domain::account::Role;
use crate::domain::audit::{Entry, hex};
use crate::domain::clinic::Language;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::permission::{Grant, Permission, grant};
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store::account::{AccountRow, GrantRow};
use crate::store::audit::Doing;
use crate::store::{self, audit};

/// A session lasts this long at the most, whatever happens.
const SESSION_MINUTES: i64 = 12 * 60;
/// Wrong passwords or PINs before the first pause; then 30 s, and twice as long each time up to 15 min.
const FREE_TRIES: i64 = 5;
/// Longer inputs are refused before they are hashed.
const LONGEST: usize = 256;

/// Who is logged in, and by which session.
#[derive(Debug, Clone)]
pub struct Who {
    pub account_id: AccountId,
    pub session_id: SessionId,
    pub username: String,
    pub full_name: String,
    pub role: Role,
    pub language: Option<Language>,
    grants: Vec<GrantRow>,
}

impl Who {
    /// How far this person's right goes. Deny beats allow, and both beat the role.
    #[must_use]
    pub fn grant(&self, permission: Permission) -> Grant {
        granted(self.role, &self.grants, permission)
    }
}

fn granted(role: Role, grants: &[GrantRow], permission: Permission) -> Grant {
    let named =
        |effect: &str| grants.iter().any(|g| g.permission == permission.as_str() && g.effect == effect);
    if named("deny") {
        Grant::No
    } else if named("allow") {
        match grant(role, permission) {
            Grant::Yes => Grant::Yes,
            _ => Grant::OwnPin,
        }
    } else {
        grant(role, permission)
    }
}

/// Somebody's name and PIN, typed for one act.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Whose PIN it is. Left out: one's own.
    #[serde(default)]
    pub username: Option<String>,
    pub pin: String,
}

/// Somebody whose PIN was right.
#[derive(Debug)]
pub struct Approver {
    pub account_id: AccountId,
    role: Role,
    grants: Vec<GrantRow>,
}

impl Approver {
    pub(super) fn grant(&self, permission: Permission) -> Grant {
        granted(self.role, &self.grants, permission)
    }
}

impl Desk {
    /// Logs somebody in; the desk that comes back is theirs. The token opens the same session again.
    ///
    /// # Errors
    /// `login.failed` with the same words and the same work whether the name or the password is wrong,
    /// `login.locked` after too many tries, `login.long` for an input nobody has as a password.
    pub async fn login(&self, username: &str, password: &str) -> Done<(Self, String)> {
        self.refuse_suspended()?;
        let account = self.known_by_password(username, password).await?;
        let clinic = self.clinic();
        let subject = subject_of(&account.username);
        let token = token()?;
        let session_id = SessionId::new();
        let now = self.now();
        let mut tx = self.house.db.begin().await?;
        store::account::forgive(tx.on(), clinic.id, &subject).await?;
        store::account::open_session(
            tx.on(),
            clinic.id,
            session_id,
            account.id,
            &digest(&token),
            &self.house.terminal,
            now,
            now.plus_minutes(SESSION_MINUTES),
        )
        .await?;
        let seq = audit::write(
            &mut tx,
            Doing {
                clinic: clinic.id,
                account: Some(account.id),
                approver: None,
                session: Some(session_id),
                terminal: &self.house.terminal,
                act: "login",
                at: now,
                key: self.house.key()?,
            },
            &Entry {
                entity: "session",
                entity_id: Some(session_id.0),
                before: serde_json::Value::Null,
                after: serde_json::json!({"expires_at": now.plus_minutes(SESSION_MINUTES)}),
                reason: String::new(),
            },
            None,
        )
        .await?;
        tx.commit().await?;
        self.house.wrote(seq);
        let grants = store::account::grants(&self.house.db, clinic.id, account.id, now).await?;
        Ok((self.with(who(&account, session_id, grants)), token))
    }

    /// Opens the session a token stands for.
    ///
    /// # Errors
    /// `login.over` when it is over, revoked, or never was.
    pub async fn resume(&self, token: &str) -> Done<Self> {
        let clinic = self.clinic();
        let now = self.now();
        let session = store::account::session(&self.house.db, clinic.id, &digest(token), now)
            .await?
            .ok_or_else(|| Refusal::new("login.over"))?;
        let grants = store::account::grants(&self.house.db, clinic.id, session.account_id, now).await?;
        Ok(self.with(Who {
            account_id: session.account_id,
            session_id: session.id,
            username: session.username,
            full_name: session.full_name,
            role: session.role,
            language: session.language,
            grants,
        }))
    }

    /// Ends the session; the desk that comes back is nobody's.
    pub async fn logout(&self) -> Done<Self> {
        if let Some(who) = self.who() {
            let mut tx = self.house.db.begin().await?;
            store::account::end_session(tx.on(), self.clinic().id, who.session_id, self.now()).await?;
            tx.commit().await?;
        }
        Ok(Self { house: Arc::clone(&self.house), who: None, proof: None })
    }

    /// Remembers somebody's language, so that every counter greets them in it.
    pub async fn speak(&self, language: Language) -> Done<()> {
        let Some(who) = self.who() else { return Ok(()) };
        let mut tx = self.house.db.begin().await?;
        store::account::set_language(tx.on(), self.clinic().id, who.account_id, language, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Checks the PIN or the password of whoever is logged in: to come back to a locked screen.
    ///
    /// # Errors
    /// `pin.wrong`, `pin.locked`; for a password `login.unlock`, `login.locked`, `login.long`.
    pub async fn unlock(&self, secret: &str) -> Done<()> {
        self.forget_proofs();
        let pin = secret.trim();
        if pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.approver(&Approval { username: None, pin: pin.to_owned() }).await.map(|_| ());
        }
        let who = self.who().ok_or_else(|| Refusal::new("login.over"))?;
        match self.known_by_password(&who.username, secret).await {
            // Who it is, is known: only the secret can be wrong.
            Err(Fault::Refused(refusal)) if refusal.code == "login.failed" => {
                Err(Refusal::at("login.unlock", "pin").into())
            }
            known => known.map(|_| ()),
        }
    }

    /// The account of this name, if the password is right. Failures are counted.
    async fn known_by_password(&self, username: &str, password: &str) -> Done<AccountRow> {
        let username = username.trim().to_lowercase();
        if password.len() > LONGEST || username.len() > LONGEST {
            return Err(Refusal::at("login.long", "password").with("limit", LONGEST as i64).into());
        }
        let subject = subject_of(&username);
        self.refuse_locked(&subject, "login.locked").await?;
        let account = store::account::by_username(&self.house.db, self.clinic().id, &username).await?;
        let known = account.filter(|account| account.active);
        // An unknown name costs the same hash, so that the time tells nothing.
        let stored = known.as_ref().map_or_else(|| DUMMY.to_owned(), |account| account.password_hash.clone());
        let right = verify(stored, normal(password).into_bytes()).await?;
        match known.filter(|_| right) {
            Some(account) => Ok(account),
            None => Err(self.count_failure(&subject, Refusal::at("login.failed", "password")).await),
        }
    }

    /// Checks a PIN before the act's transaction begins, so that a wrong one is counted even though nothing happens.
    pub(super) async fn approver(&self, approval: &Approval) -> Done<Approver> {
        let clinic = self.clinic();
        let me = self.who().map(|who| who.username.clone()).unwrap_or_default();
        let username = approval.username.as_ref().map_or(me, |name| name.trim().to_lowercase());
        let subject = format!("pin:{username}");
        self.refuse_locked(&subject, "pin.locked").await?;
        let account = store::account::by_username(&self.house.db, clinic.id, &username).await?;
        let known = account.filter(|account| account.active && account.pin_hash.is_some());
        let stored = known.as_ref().and_then(|a| a.pin_hash.clone()).unwrap_or_else(|| DUMMY.to_owned());
        let right = verify(stored, self.house.peppered(&approval.pin)?).await?;
        let Some(account) = known.filter(|_| right) else {
            return Err(self.count_failure(&subject, Refusal::at("pin.wrong", "pin")).await);
        };
        let mut tx = self.house.db.begin().await?;
        store::account::forgive(tx.on(), clinic.id, &subject).await?;
        tx.commit().await?;
        let grants = store::account::grants(&self.house.db, clinic.id, account.id, self.now()).await?;
        Ok(Approver { account_id: account.id, role: account.role, grants })
    }

    async fn refuse_locked(&self, subject: &str, code: &'static str) -> Done<()> {
        let row = store::account::throttle(&self.house.db, self.clinic().id, subject).await?;
        match row.and_then(|row| row.locked_until).filter(|until| *until > self.now()) {
            Some(until) => {
                Err(Refusal::new(code).with("seconds", until.seconds_since(self.now()).max(1)).into())
            }
            None => Ok(()),
        }
    }

    /// Counts one more wrong try of a subject; answers why it was refused.
    pub(super) async fn count_failure(&self, subject: &str, refusal: Refusal) -> Fault {
        let clinic = self.clinic().id;
        let counted = async {
            let mut tx = self.house.db.begin().await?;
            let (failures,) = store::account::fail(tx.on(), clinic, subject).await?;
            if let Some(seconds) = pause_seconds(failures) {
                let until = Ts(self.now().0 + seconds * 1_000_000);
                store::account::lock(tx.on(), clinic, subject, until).await?;
            }
            tx.commit().await
        };
        match counted.await {
            Ok(()) => refusal.into(),
            Err(fault) => fault.into(),
        }
    }
}

/// What wrong passwords of a name are counted under.
fn subject_of(username: &str) -> String {
    format!("login:{username}")
}

/// How long to wait after so many failures: none at first, then 30 s doubling up to 15 min.
fn pause_seconds(failures: i64) -> Option<i64> {
    let over = failures - FREE_TRIES;
    (over >= 0).then(|| if over == 0 { 30 } else { (60_i64 << (over - 1).min(4)).min(900) })
}

fn who(account: &AccountRow, session_id: SessionId, grants: Vec<GrantRow>) -> Who {
    Who {
        account_id: account.id,
        session_id,
        username: account.username.clone(),
        full_name: account.full_name.clone(),
        role: account.role,
        language: account.language,
        grants,
    }
}

/// The hash of a password nobody has, in today's parameters.
const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bG9rZXRsb2tldGxva2V0bA$mPw0pYr6yyDMHJPUBBYqaXv0nHW3Yv2iGmEXVYmFZ0w";

/// OWASP's Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Done<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Passwords that look the same are the same, however the keyboard composed them.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// Hashes a password for keeping.
pub async fn hash_password(password: &str) -> Done<String> {
    hash(normal(password).into_bytes()).await
}

/// Hashes a PIN that was mixed with the pepper.
pub async fn hash_pin(peppered: Vec<u8>) -> Done<String> {
    hash(peppered).await
}

async fn hash(secret: Vec<u8>) -> Done<String> {
    off_the_loop(move || {
        let hash = argon2()?.hash_password(&secret).map_err(|error| Fault::Broken(error.to_string()))?;
        Ok(hash.to_string())
    })
    .await
}

async fn verify(stored: String, secret: Vec<u8>) -> Done<bool> {
    off_the_loop(move || {
        let stored = PasswordHash::new(&stored).map_err(|error| Fault::Broken(error.to_string()))?;
        Ok(argon2()?.verify_password(&secret, &stored).is_ok())
    })
    .await
}

/// Hashing takes some 50 ms on purpose: never where keys are answered.
async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> Done<T> + Send + 'static) -> Done<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken("hashing stopped".to_owned()))?
}

/// HMAC-SHA-256 of the PIN under the pepper: a stolen database alone does not give PINs away.
#[must_use]
pub fn pepper_pin(pepper: &[u8], pin: &str) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(pepper).ok()?;
    mac.update(pin.as_bytes());
    Some(mac.finalize().into_bytes().to_vec())
}

fn token() -> Done<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(hex(&bytes))
}

/// What is stored of a token or an input.
pub(super) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let pauses: Vec<_> = (1..=12).map(pause_seconds).collect();
        assert_eq!(pauses[..4], [None, None, None, None]);
        assert_eq!(
            pauses[4..].iter().map(|p| p.unwrap()).collect::<Vec<_>>(),
            [30, 60, 120, 240, 480, 900, 900, 900]
        );
    }

    #[tokio::test]
    async fn a_password_is_the_same_however_it_is_composed() {
        let hash = hash_password("p\u{e4}sswort lang genug").await.unwrap();
        assert!(verify(hash.clone(), normal("pa\u{308}sswort lang genug").into_bytes()).await.unwrap());
        assert!(!verify(hash, normal("passwort lang genug").into_bytes()).await.unwrap());
    }

    #[tokio::test]
    async fn the_dummy_costs_as_much_as_a_real_hash() {
        assert!(!verify(DUMMY.to_owned(), b"anything".to_vec()).await.unwrap());
    }
}
