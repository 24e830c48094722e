//! The people of a training clinic, so that there is somebody to log in as in every role. A clinic of its own never
//! gets them.

use secrecy::ExposeSecret;

use super::fault::{Done, Fault};
use super::found::username;
use super::hashing::{hash_password, hash_pin, pepper_pin};
use super::tenant;
use crate::clock::SharedClock;
use crate::domain::account::Role;
use crate::domain::audit::{Entry, TrailKey};
use crate::domain::clinic::Language;
use crate::domain::id::AccountId;
use crate::domain::name::Name;
use crate::domain::refusal::Refusal;
use crate::domain::secret::{training_pin, typed};
use crate::store::account::AccountRow;
use crate::store::audit::Doing;
use crate::store::{self, Db};

/// Somebody who learns here.
#[derive(Debug, Clone)]
pub struct Learner {
    pub full_name: String,
    pub username: String,
    pub role: Role,
    pub password: String,
    pub pin: String,
}

/// Lets people into the training clinic of this database.
///
/// # Errors
/// `clinic.none`, `clinic.own`, and what is wrong with a name, a password or a PIN.
pub async fn join(
    db: &Db,
    clock: &SharedClock,
    pepper: &[u8],
    language: Language,
    learners: &[Learner],
) -> Done<()> {
    let tenant = tenant::chosen(store::tenant::all(db).await?, None)?.clinic_id;
    let clinic = store::clinic::get(db, tenant).await?.ok_or_else(|| Refusal::new("clinic.none"))?;
    if !clinic.training {
        return Err(Refusal::new("clinic.own").into());
    }
    let mut rows = Vec::new();
    for one in learners {
        let name = Name::parse(&one.full_name)?;
        let username = username(&one.username)?;
        let password = typed(&one.password)?;
        let pin = training_pin(&one.pin)?;
        let peppered =
            pepper_pin(pepper, pin.expose_secret()).ok_or_else(|| Fault::Broken("pepper".to_owned()))?;
        rows.push(AccountRow {
            id: AccountId::new(),
            username,
            full_name: name.as_str().to_owned(),
            language: Some(language),
            role: one.role,
            password_hash: hash_password(password.expose_secret()).await?,
            pin_hash: Some(hash_pin(peppered).await?),
            active: true,
        });
    }
    let now = clock.now();
    let mut tx = db.begin().await?;
    for row in &rows {
        store::account::insert(tx.on(), clinic.id, row, now).await?;
    }
    let doing = Doing {
        clinic: clinic.id,
        account: None,
        approver: None,
        session: None,
        terminal: "",
        act: "join",
        at: now,
        key: &TrailKey::of(pepper),
    };
    let names: Vec<&str> = rows.iter().map(|row| row.username.as_str()).collect();
    let entry = Entry {
        entity: "account",
        entity_id: None,
        before: serde_json::Value::Null,
        after: serde_json::json!({"usernames": names}),
        reason: String::new(),
    };
    store::audit::write(&mut tx, doing, &entry, None).await?;
    Ok(tx.commit().await?)
}
