//! Founding a clinic: the one act nobody is logged in for.

mod example;

use secrecy::ExposeSecret;

use super::Desk;
use super::fault::{Done, Fault};
use super::hashing::{hash_password, hash_pin, pepper_pin};
use super::roster::NOUNS;
use super::tenant;
use crate::clock::SharedClock;
use crate::domain::account::Role;
use crate::domain::audit::{Entry, TrailKey};
use crate::domain::clinic::{Clinic, Language, Policies};
use crate::domain::expense::CATEGORIES;
use crate::domain::id::{AccountId, ClinicId, ExpenseCategoryId, MethodId};
use crate::domain::money::Currency;
use crate::domain::name::Name;
use crate::domain::payment::MethodKind;
use crate::domain::refusal::Refusal;
use crate::domain::secret::{Strength, new_password, new_pin, training_pin, typed};
use crate::domain::zone::Zone;
use crate::store::account::AccountRow;
use crate::store::audit::Doing;
use crate::store::clinic::ClinicRow;
use crate::store::method::MethodRow;
use crate::store::{self, Db};

/// What a new clinic is asked.
#[derive(Debug, Clone)]
pub struct Founding {
    pub name: String,
    /// Short name for files and addresses: small letters, digits, dashes.
    pub slug: String,
    pub timezone: String,
    pub currency: String,
    pub decimals: u8,
    pub language: Language,
    /// The owner's full name.
    pub owner: String,
    pub username: String,
    pub password: String,
    pub pin: String,
    /// A copy to learn on.
    pub training: bool,
    /// Begin with an example price list, staff and rooms.
    pub example: bool,
}

/// The methods a clinic begins with: name in English and Indonesian, kind, in the drawer, new money.
const METHODS: &[(&str, &str, MethodKind, bool, bool)] = &[
    ("Cash", "Tunai", MethodKind::Cash, true, true),
    ("QRIS", "QRIS", MethodKind::Qris, false, true),
    ("Card", "Kartu", MethodKind::Card, false, true),
    ("Transfer", "Transfer", MethodKind::Transfer, false, true),
    ("E-wallet", "E-wallet", MethodKind::EWallet, false, true),
    ("Credit", "Saldo", MethodKind::Credit, false, false),
    ("Package", "Paket", MethodKind::Package, false, false),
];

/// A short name made of a long one: `Klinik Melati` → `klinik-melati`.
#[must_use]
pub fn slug_of(name: &str) -> String {
    let words = crate::domain::text::words(name);
    let plain = words.iter().map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let plain: Vec<String> = plain.filter(|word| !word.is_empty()).collect();
    // Nothing of ours has more than one byte a letter.
    let mut slug = plain.join("-");
    slug.truncate(40);
    slug.trim_end_matches('-').to_owned()
}

/// Founds the clinic with its owner, in the place that was kept for it, or in a database that holds none yet. On a server
/// the login may have a short name of its own: it goes before the one asked for.
///
/// # Errors
/// `clinic.exists`, `tenant.owner`, `tenant.login`, and what is wrong with a field, at the field.
pub async fn found(db: &Db, clock: &SharedClock, pepper: &[u8], founding: &Founding) -> Done<ClinicId> {
    let name = Name::parse(&founding.name).map_err(|refusal| Refusal { field: Some("name"), ..refusal })?;
    let owner =
        Name::parse(&founding.owner).map_err(|refusal| Refusal { field: Some("owner"), ..refusal })?;
    let slug = slug(&founding.slug)?;
    let username = username(&founding.username)?;
    let zone: Zone = founding
        .timezone
        .trim()
        .parse()
        .map_err(|_| Refusal::at("clinic.timezone", "timezone").with("zone", founding.timezone.trim()))?;
    let currency = Currency::new(founding.currency.trim(), founding.decimals)?;
    let context = [name.as_str(), owner.as_str(), username.as_str()];
    let (password, pin) = if founding.training {
        (typed(&founding.password), training_pin(&founding.pin))
    } else {
        (new_password(&founding.password, Strength::Master, &context), new_pin(&founding.pin))
    };
    let password = password.map_err(|refusal| refusal.on("password"))?;
    let pin = pin.map_err(|refusal| refusal.on("pin"))?;
    let peppered =
        pepper_pin(pepper, pin.expose_secret()).ok_or_else(|| Fault::Broken("pepper".to_owned()))?;
    let account = AccountRow {
        id: AccountId::new(),
        username,
        full_name: owner.as_str().to_owned(),
        language: Some(founding.language),
        role: Role::Owner,
        password_hash: hash_password(password.expose_secret()).await?,
        pin_hash: Some(hash_pin(peppered).await?),
        active: true,
    };
    let policies =
        serde_json::to_string(&Policies::of(&currency)).map_err(|e| Fault::Broken(e.to_string()))?;
    let counted = currency.clone();
    let now = clock.now();
    let mut tx = db.begin().await?;
    let (id, own) = tenant::place(db, &mut tx, &slug, founding.training, now).await?;
    // What was only made of the clinic's name gives way; what somebody said does not, without a word.
    if own != slug && slug != slug_of(&founding.name) {
        return Err(Refusal::at("clinic.slug_login", "slug").with("slug", own).into());
    }
    let slug = own;
    let row = ClinicRow {
        id,
        slug,
        name: name.as_str().to_owned(),
        address: String::new(),
        phone: String::new(),
        timezone: zone.to_string(),
        currency: currency.code,
        decimals: i64::from(currency.decimals),
        language: founding.language,
        training: founding.training,
        policies,
        version: 1,
    };
    store::clinic::insert(tx.on(), &row, now).await?;
    store::account::insert(tx.on(), row.id, &account, now).await?;
    for (position, (english, indonesian, kind, in_drawer, counts_as_received)) in (1..).zip(METHODS) {
        let name = if founding.language == Language::Indonesian { *indonesian } else { *english };
        let method = MethodRow {
            id: MethodId::new(),
            name: name.to_owned(),
            kind: *kind,
            in_drawer: *in_drawer,
            counts_as_received: *counts_as_received,
            position,
            active: true,
            version: 1,
        };
        store::method::insert(tx.on(), row.id, &method).await?;
    }
    for name in CATEGORIES {
        let key = Name::parse(name)?.key();
        store::expense::insert_category(tx.on(), row.id, ExpenseCategoryId::new(), name, key, true).await?;
    }
    if founding.example {
        example::put(&mut tx, row.id, &counted, now).await?;
    }
    let key = TrailKey::of(pepper);
    let doing = Doing {
        clinic: row.id,
        account: Some(account.id),
        approver: None,
        session: None,
        terminal: "",
        act: "found",
        at: now,
        key: &key,
    };
    let entry = Entry {
        entity: NOUNS[0],
        entity_id: Some(row.id.0),
        before: serde_json::Value::Null,
        after: serde_json::json!({"slug": row.slug, "training": row.training, "example": founding.example}),
        reason: String::new(),
    };
    store::audit::begin(tx.on(), row.id, &key).await?;
    store::audit::write(&mut tx, doing, &entry, None).await?;
    tx.commit().await?;
    Ok(row.id)
}

impl Desk {
    /// The desk of a database in which there is no clinic yet: all it can do is [`Desk::found`] one.
    #[must_use]
    pub fn unfounded(
        db: Db,
        slug: Option<&str>,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
    ) -> Self {
        Self::blind(db, ClinicId::new(), slug, None, clock, terminal, pepper)
    }

    /// The desk of a clinic of which nothing but the id need be known.
    pub(super) fn blind(
        db: Db,
        id: ClinicId,
        slug: Option<&str>,
        known: Option<Clinic>,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
    ) -> Self {
        let clinic = known.unwrap_or_else(|| Clinic {
            id,
            slug: slug.unwrap_or_default().to_owned(),
            name: String::new(),
            address: String::new(),
            phone: String::new(),
            zone: Zone::home(),
            currency: Currency::rupiah(),
            language: Language::Indonesian,
            training: false,
            policies: Policies::default(),
            version: 0,
        });
        Self::of(db, clock, terminal, pepper, clinic, 0)
    }

    /// Founds a clinic and logs its owner in.
    ///
    /// # Errors
    /// Those of [`found`], and `pin.pepper` on a counter without one.
    pub async fn found(&self, founding: &Founding) -> Done<Self> {
        let (db, clock) = (self.db().clone(), self.clock());
        let pepper = self.house.pepper.clone().ok_or_else(|| Refusal::at("pin.pepper", "pin"))?;
        let asked = self.clinic().slug.clone();
        let mut founding = founding.clone();
        // The settings say which clinic this counter is for.
        if !asked.is_empty() {
            founding.slug = asked;
        }
        let clinic = found(&db, &clock, &pepper, &founding).await?;
        let founded = store::clinic::get(&db, clinic).await?.map(|row| row.slug);
        let terminal = self.terminal().to_owned();
        let desk = Self::open_of(db, founded.as_deref(), clock, terminal, Some(pepper)).await?;
        desk.stands_at(self.counter());
        desk.listen();
        Ok(desk.login(&founding.username, &founding.password).await?.0)
    }
}

pub(super) fn slug(typed: &str) -> Result<String, Refusal> {
    let slug = typed.trim();
    let ok = (1..=40).contains(&slug.len())
        && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    if ok { Ok(slug.to_owned()) } else { Err(Refusal::at("clinic.slug", "slug")) }
}

/// Whether somebody could log in by this name.
#[must_use]
pub fn is_username(typed: &str) -> bool {
    username(typed).is_ok()
}

/// Small letters, digits, dots and dashes: typed many times a day, so it has no room for doubt.
pub(crate) fn username(typed: &str) -> Result<String, Refusal> {
    let username = typed.trim().to_lowercase();
    let ok = (2..=40).contains(&username.len())
        && username
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'));
    if ok { Ok(username) } else { Err(Refusal::at("account.username", "username")) }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn a_short_name_that_is_proposed_is_one_that_is_taken() {
        assert_eq!(slug_of("Klinik Melati"), "klinik-melati");
        assert_eq!(slug_of("Klinik Ühr 陳"), "klinik-uhr");
        assert_eq!(slug_of("陳 Klinik — Sehat"), "klinik-sehat");
        let long = format!("{} b", "a".repeat(39));
        assert_eq!(slug_of(&long), "a".repeat(39));
        assert_eq!(slug_of("陳"), "");
    }
}
