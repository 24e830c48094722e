//! Registering patients, and changing them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::fault::Done;
pub use super::find::FindPatients;
pub(super) use super::kept::Whole;
use super::work::{Work, one_row};
use super::{NOTHING, kept};
use crate::domain::email::Email;
use crate::domain::id::{AccountId, PatientId};
use crate::domain::name::Name;
use crate::domain::note::Note;
use crate::domain::permission::Permission;
use crate::domain::phone::{CallingCode, Phone};
use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::domain::time::Ts;
use crate::domain::when;
use crate::store;
pub use crate::store::patient::FoundRow;
use crate::store::patient::{PatientRow, PhoneRow};

mod card;

pub use card::{MergedRow, OpenPatient, PatientCard};

/// What is known of a patient when the form is saved. Only a name is needed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientForm {
    pub name: String,
    /// As typed, any spelling; the first is the one shown.
    #[serde(default)]
    pub phones: Vec<String>,
    #[serde(default)]
    pub email: String,
    /// As people write it: `17/8/1990`.
    #[serde(default)]
    pub birth_date: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub notes: String,
    /// Allergies and what must be known before anybody starts: shown on every screen of this patient.
    #[serde(default)]
    pub alerts: String,
    /// Agreed to be reminded.
    #[serde(default)]
    pub reminders: bool,
}

/// Registers a patient. Name and number are enough.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPatient {
    #[serde(flatten)]
    pub form: PatientForm,
    /// Said after the look-alike warning: it is somebody else.
    #[serde(default)]
    pub somebody_else: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Registered {
    pub id: PatientId,
    pub name: String,
    pub version: i64,
}

impl Act for RegisterPatient {
    const NAME: &'static str = "register_patient";
    const NEEDS: Permission = Permission::PatientEdit;
    type Output = Registered;
}

impl Change for RegisterPatient {
    async fn change(self, work: &mut Work<'_>) -> Done<Registered> {
        let id = PatientId::new();
        let row = register(work, id, &self.form, self.somebody_else).await?;
        work.record("patient", id.0, NOTHING, &Whole { row: &row, phones: &self.form.phones }, "")?;
        Ok(Registered { id, name: row.name, version: 1 })
    }
}

/// Changes a patient's form.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditPatient {
    pub patient: PatientId,
    /// The version the form was opened with.
    pub version: Option<i64>,
    #[serde(flatten)]
    pub form: PatientForm,
}

impl Act for EditPatient {
    const NAME: &'static str = "edit_patient";
    const NEEDS: Permission = Permission::PatientEdit;
    type Output = Registered;
}

impl Change for EditPatient {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let form = kept::form_of(work, self.patient).await?;
        Ok(form.map(|form| Self { form, ..self.clone() }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<Registered> {
        let clinic = work.id();
        let old = known(work, self.patient).await?;
        work.fresh(self.version, old.version, old.updated_by, old.updated_at).await?;
        let had = store::patient::phones(work.on(), clinic, old.id).await?;
        let read = Reading::of(&self.form, work.clinic.policies.calling_code(), work.today())?;
        let row = PatientRow { version: old.version, ..read.row(self.patient, work.now, work.me()) };
        unique_phone(work, &read, self.patient).await?;
        one_row(store::patient::update(work.on(), clinic, &row, &read.name.key()).await?)?;
        write_phones(work, row.id, numbers(&read, &had)).await?;
        kept::write_words(work, row.id, &row.name).await?;
        let had: Vec<String> = had.into_iter().map(|phone| phone.typed).collect();
        let before = Whole { row: &old, phones: &had };
        work.record("patient", row.id.0, &before, &Whole { row: &row, phones: &self.form.phones }, "")?;
        Ok(Registered { id: row.id, name: row.name, version: old.version + 1 })
    }
}

/// What a form was understood as.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub name: Name,
    pub phones: Vec<(Phone, String)>,
    email: Option<Email>,
    pub birth_date: Option<chrono::NaiveDate>,
    address: String,
    notes: Note,
    alerts: Note,
    reminders: bool,
}

impl Reading {
    /// Reads a form at a clinic whose numbers are typed without the code of `home`.
    pub fn of(form: &PatientForm, home: CallingCode, today: chrono::NaiveDate) -> Result<Self, Refusal> {
        let mut phones: Vec<(Phone, String)> = Vec::new();
        for typed in form.phones.iter().filter(|typed| !typed.trim().is_empty()) {
            let phone = Phone::parse_at(typed, home)?;
            if !phones.iter().any(|(known, _)| *known == phone) {
                phones.push((phone, typed.trim().to_owned()));
            }
        }
        let filled = |text: &str| !text.trim().is_empty();
        Ok(Self {
            name: Name::parse(&form.name)?,
            phones,
            email: filled(&form.email).then(|| Email::parse(&form.email)).transpose()?,
            birth_date: filled(&form.birth_date)
                .then(|| when::birth(&form.birth_date, today))
                .transpose()
                .map_err(|refusal| Refusal { field: Some("birth_date"), ..refusal })?,
            address: Note::parse(&form.address)
                .map_err(|refusal| Refusal { field: Some("address"), ..refusal })?
                .as_str()
                .to_owned(),
            notes: Note::parse(&form.notes).map_err(|refusal| Refusal { field: Some("notes"), ..refusal })?,
            alerts: Note::parse(&form.alerts)
                .map_err(|refusal| Refusal { field: Some("alerts"), ..refusal })?,
            reminders: form.reminders,
        })
    }

    pub fn row(&self, id: PatientId, now: Ts, by: AccountId) -> PatientRow {
        PatientRow {
            id,
            name: self.name.as_str().to_owned(),
            email: self.email.as_ref().map(|email| email.as_str().to_owned()),
            birth_date: self.birth_date,
            address: self.address.clone(),
            notes: self.notes.as_str().to_owned(),
            alerts: self.alerts.as_str().to_owned(),
            reminders: self.reminders,
            active: true,
            version: 1,
            updated_at: now,
            updated_by: by,
        }
    }
}

/// The patient, or a refusal.
pub(super) async fn known(work: &mut Work<'_>, id: PatientId) -> Done<PatientRow> {
    let clinic = work.id();
    let row = store::patient::held(work.on(), clinic, id).await?;
    let row = row.ok_or_else(|| Refusal::at("patient.unknown", "patient"))?;
    if row.active {
        return Ok(row);
    }
    // Only an erasure or a merge ends a patient.
    let erased = || Refusal::at("patient.erased", "patient");
    Err(kept::refused(work.on(), clinic, id).await?.unwrap_or_else(erased).into())
}

/// Writes a new patient with numbers and words. Asks back when somebody with the same number has the same or
/// nearly the same name, unless told that it is somebody else.
pub(super) async fn register(
    work: &mut Work<'_>,
    id: PatientId,
    form: &PatientForm,
    somebody_else: bool,
) -> Done<PatientRow> {
    let clinic = work.id();
    let read = Reading::of(form, work.clinic.policies.calling_code(), work.today())?;
    if !somebody_else {
        for (phone, _) in &read.phones {
            let family = store::patient::by_phone(work.on(), clinic, phone.as_str()).await?;
            let name = read.name.as_str();
            let alike = |one: &&FoundRow| one.names().any(|known| look_alike(known, name));
            if let Some(alike) = family.iter().find(alike) {
                return Err(Refusal::at("patient.look_alike", "name")
                    .naming("name", alike.name.as_str())
                    .with("phone", phone.shown())
                    .with("patient", alike.id)
                    .into());
            }
        }
    }
    unique_phone(work, &read, id).await?;
    let row = read.row(id, work.now, work.me());
    store::patient::insert(work.on(), clinic, &row, &read.name.key()).await?;
    index(work, id, &read).await?;
    Ok(row)
}

/// Where the clinic wants one person per number, another's number is refused.
async fn unique_phone(work: &mut Work<'_>, read: &Reading, id: PatientId) -> Done<()> {
    if !work.clinic.policies.unique_phone {
        return Ok(());
    }
    let clinic = work.id();
    for (phone, _) in &read.phones {
        let key = uuid::Uuid::new_v5(&clinic.0, phone.as_str().as_bytes());
        store::booking::queue_up(work.on(), vec![key]).await?;
        let others = store::patient::by_phone(work.on(), clinic, phone.as_str()).await?;
        if let Some(other) = others.iter().find(|other| other.id != id) {
            return Err(Refusal::at("patient.phone_taken", "phone").naming("name", &*other.name).into());
        }
    }
    Ok(())
}

/// The numbers of a form; those that came with somebody else stay theirs.
fn numbers(read: &Reading, had: &[PhoneRow]) -> Vec<PhoneRow> {
    let of =
        |phone: &Phone| had.iter().find(|row| row.phone == phone.as_str()).and_then(|row| row.merged_from);
    let rows = (1..).zip(&read.phones).map(|(position, (phone, typed))| PhoneRow {
        position,
        phone: phone.as_str().to_owned(),
        typed: typed.clone(),
        merged_from: of(phone),
    });
    rows.collect()
}

/// Writes the numbers of a patient instead of those they had.
pub(super) async fn write_phones(work: &mut Work<'_>, id: PatientId, rows: Vec<PhoneRow>) -> Done<()> {
    let clinic = work.id();
    store::patient::clear_phones(work.on(), clinic, id).await?;
    for (position, row) in (1..).zip(rows) {
        let reversed = Phone::parse(&row.phone)?.reversed();
        store::patient::add_phone(work.on(), clinic, id, &PhoneRow { position, ..row }, &reversed).await?;
    }
    Ok(())
}

async fn index(work: &mut Work<'_>, id: PatientId, read: &Reading) -> Done<()> {
    let clinic = work.id();
    for row in numbers(read, &[]) {
        let reversed = Phone::parse(&row.phone)?.reversed();
        store::patient::add_phone(work.on(), clinic, id, &row, &reversed).await?;
    }
    for word in words(read.name.as_str()) {
        store::patient::add_word(work.on(), clinic, id, &word).await?;
    }
    Ok(())
}

/// The same words, or all words of the shorter name in the longer, a slip of the fingers apart: `Siti` and `Siti Rahma`,
/// or `Sri Ayu` and `Sry Ayu`, on one number are probably one person, `Siti` and `Budi` are a family.
#[must_use]
pub fn look_alike(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    !short.is_empty() && short.iter().all(|word| long.iter().any(|other| nearly(word, other)))
}

/// One letter apart, in a long word two.
fn nearly(one: &str, other: &str) -> bool {
    let letters = one.chars().count().min(other.chars().count());
    let slips = match letters {
        0..3 => 0,
        3..7 => 1,
        _ => 2,
    };
    one == other || (slips > 0 && strsim::osa_distance(one, other) <= slips)
}
