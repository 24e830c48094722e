//! The clinic's own settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::fault::{Done, Fault};
use super::work::{Work, one_row};
use super::{Desk, commission};
use crate::domain::clinic::{Clinic, Language, Policies};
use crate::domain::id::StaffId;
use crate::domain::money::Currency;
use crate::domain::name::Name;
use crate::domain::note::Note;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::domain::zone::Zone;
use crate::store;
use crate::store::clinic::ClinicRow;

/// The clinic's settings.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenClinic {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClinicView {
    pub slug: String,
    pub name: String,
    pub address: String,
    pub phone: String,
    pub timezone: String,
    pub currency: String,
    pub decimals: u8,
    pub language: Language,
    pub training: bool,
    pub policies: Policies,
    pub version: i64,
}

impl Act for OpenClinic {
    const NAME: &'static str = "open_clinic";
    const NEEDS: Permission = Permission::ClinicSee;
    type Output = ClinicView;
}

impl Look for OpenClinic {
    async fn look(self, desk: &Desk) -> Done<ClinicView> {
        let clinic = desk.clinic();
        Ok(ClinicView {
            slug: clinic.slug.clone(),
            name: clinic.name.clone(),
            address: clinic.address.clone(),
            phone: clinic.phone.clone(),
            timezone: clinic.zone.to_string(),
            currency: clinic.currency.code.clone(),
            decimals: clinic.currency.decimals,
            language: clinic.language,
            training: clinic.training,
            policies: clinic.policies.clone(),
            version: clinic.version,
        })
    }
}

/// Changes the clinic's settings. Currency and slug stay: money and names of files hang on them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditClinic {
    pub version: Option<i64>,
    pub name: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub phone: String,
    pub timezone: String,
    pub language: Language,
    #[serde(default)]
    pub policies: Policies,
}

impl Act for EditClinic {
    const NAME: &'static str = "edit_clinic";
    const NEEDS: Permission = Permission::ClinicEdit;
    type Output = i64;
}

impl Change for EditClinic {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let Some(old) = store::clinic::get(work.on(), clinic).await? else { return Ok(None) };
        let policies = policies_of(&old)?;
        let (address, phone) = (old.address, old.phone);
        Ok(Some(Self { address, phone, policies, ..self.clone() }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<i64> {
        let (clinic, now) = (work.id(), work.now);
        let old =
            store::clinic::get(work.on(), clinic).await?.ok_or_else(|| Fault::Broken("clinic".to_owned()))?;
        work.fresh_by_trail(self.version, old.version, clinic.0, None).await?;
        check(&self.policies)?;
        let before = policies_of(&old)?;
        let zone: Zone = self
            .timezone
            .trim()
            .parse()
            .map_err(|_| Refusal::at("clinic.timezone", "timezone").with("zone", self.timezone.trim()))?;
        // Another zone is another clock: what is today, and which day is closed, hangs on it.
        if self.policies.secured() != before.secured() || zone.name() != old.timezone {
            work.approve(Permission::ClinicSecure)?;
        }
        let row = ClinicRow {
            name: Name::parse(&self.name)?.as_str().to_owned(),
            address: Note::parse(&self.address)
                .map_err(|refusal| Refusal { field: Some("address"), ..refusal })?
                .as_str()
                .to_owned(),
            phone: LINE.clean(&self.phone).map_err(|refusal| refusal.on("phone"))?.value,
            timezone: zone.to_string(),
            language: self.language,
            policies: serde_json::to_string(&self.policies).map_err(Fault::from)?,
            ..old.clone()
        };
        one_row(store::clinic::update(work.on(), &row, now).await?)?;
        let rates = (Some(before.commission_bp), Some(self.policies.commission_bp));
        commission::changes(work, StaffId(clinic.0), rates).await?;
        work.record("clinic", clinic.0, &old, &row, "")?;
        Ok(old.version + 1)
    }
}

impl Desk {
    /// What keeps the data, by its own name.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self.db() {
            store::Db::Sqlite { .. } => "SQLite",
            store::Db::Postgres(_) => "PostgreSQL",
        }
    }
}

/// The clinic behind its row.
pub(crate) fn clinic_of(row: ClinicRow) -> Done<Clinic> {
    let policies = policies_of(&row)?;
    let decimals = u8::try_from(row.decimals).ok().filter(|decimals| *decimals <= MOST_DECIMALS);
    Ok(Clinic {
        id: row.id,
        slug: row.slug,
        name: row.name,
        address: row.address,
        phone: row.phone,
        zone: row.timezone.parse().map_err(|_| changed("timezone"))?,
        currency: Currency { code: row.currency, decimals: decimals.ok_or_else(|| changed("decimals"))? },
        language: row.language,
        training: row.training,
        policies,
        version: row.version,
    })
}

fn policies_of(row: &ClinicRow) -> Done<Policies> {
    serde_json::from_str(&row.policies).map_err(|_| changed("policies").into())
}

/// The most decimals of any money; the schema says so too.
const MOST_DECIMALS: u8 = 4;

/// What the database says of the clinic is what no loket wrote.
fn changed(what: &str) -> Refusal {
    Refusal::new("clinic.unreadable").with("what", what)
}

/// The same, where it is no value of its column any more.
pub(super) fn unreadable(fault: store::Fault) -> Fault {
    match fault {
        store::Fault::Other(what) => match what.strip_prefix("column ") {
            Some(column) => changed(column.trim_matches('"')).into(),
            None => store::Fault::Other(what).into(),
        },
        fault => fault.into(),
    }
}

/// More than any drawer holds, in minor units.
const MOST: i64 = 1_000_000_000_000;

/// Policies somebody could regret: refused with the field and its range.
fn check(policies: &Policies) -> Result<(), Refusal> {
    let ranges = [
        ("late_hours", policies.late_hours, 0, 24 * 14),
        ("grace_minutes", policies.grace_minutes, 0, 240),
        ("calls", policies.calls, 1, 20),
        ("recall_seconds", policies.recall_seconds, 0, 3_600),
        ("look_ahead_minutes", policies.look_ahead_minutes, 0, 120),
        ("discount_limit_bp", policies.discount_limit_bp, 0, 10_000),
        ("payment_limit", policies.payment_limit, 0, MOST),
        ("refund_limit", policies.refund_limit, 0, MOST),
        ("void_minutes", policies.void_minutes, 0, 24 * 60),
        ("idle_lock_minutes", policies.idle_lock_minutes, 1, 15),
        ("pin_lock_minutes", policies.pin_lock_minutes, 1, 15),
        ("cash_rounding", policies.cash_rounding, 1, 1_000_000),
        ("slot_minutes", policies.slot_minutes, 5, 240),
        ("opening_float", policies.opening_float, 0, MOST),
        ("drawer_tolerance", policies.drawer_tolerance, 0, MOST),
        ("paid_out_limit", policies.paid_out_limit, 0, MOST),
        ("deposit_after_no_shows", policies.deposit_after_no_shows, 0, 100),
        ("deposit_share_bp", policies.deposit_share_bp, 0, 10_000),
        ("commission_bp", policies.commission_bp, 0, 10_000),
    ];
    for (field, value, from, to) in ranges {
        if !(from..=to).contains(&value) {
            return Err(Refusal::at("policy.range", field).with("from", from).with("to", to));
        }
    }
    let prefix = &policies.queue_prefix;
    if prefix.is_empty() || prefix.len() > 3 || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Refusal::at("treatment.prefix", "queue_prefix"));
    }
    if policies.country_code.parse::<u16>().is_err() {
        return Err(Refusal::at("policy.country_code", "country_code"));
    }
    LINE.clean(&policies.receipt_footer).map_err(|refusal| refusal.on("receipt_footer"))?;
    Ok(())
}
