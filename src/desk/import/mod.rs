//! Tables from other programs become patients or treatments. The whole file is read and decided about first; then
//! everything comes in by one transaction, or nothing does. A second run of the same file brings nothing.

mod column;
mod patients;
mod report;
mod table;
mod treatments;

use std::collections::BTreeSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::fault::Done;
use super::hashing::digest;
use super::patient::Reading;
use super::progress::Progress;
use super::work::Work;
use super::{Desk, NOTHING};
use crate::domain::id::{AccountId, PatientId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::domain::time::Ts;
use crate::paper::csv;
use crate::store;
use crate::store::import::NewPatient;
use crate::store::treatment::CanRow;
pub use report::{Fate, ImportLine, ImportReport, Problem};

/// What an import of patients would do. Changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryPatients {
    /// The file's text: a header, then one person a line; comma, semicolon or tab.
    pub csv: String,
    /// Look-alikes come in as somebody else: a person has looked at them.
    #[serde(default)]
    pub look_alikes: bool,
}

impl Act for TryPatients {
    const NAME: &'static str = "try_patients";
    const NEEDS: Permission = Permission::PatientImport;
    type Output = ImportReport;
}

impl Look for TryPatients {
    async fn look(self, desk: &Desk) -> Done<ImportReport> {
        let clinic = desk.clinic();
        let people =
            patients::read(&csv::read(self.csv.as_bytes())?, clinic.policies.calling_code(), desk.today())?;
        let (phones, names) = people.asked_for();
        let mut known = patients::Register::default();
        known.know(store::import::by_phones(desk.db(), clinic.id, phones).await?);
        known.know_names(store::import::by_names(desk.db(), clinic.id, names).await?);
        let wishes =
            patients::Wishes { unique_phone: clinic.policies.unique_phone, look_alikes: self.look_alikes };
        Ok(patients::plan(&people, &mut known, wishes).0)
    }
}

/// Imports patients: all that can come in, by one transaction.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportPatients {
    /// The file's text.
    pub csv: String,
    /// Where it came from. Only its hash is kept.
    #[serde(default)]
    pub file: String,
    /// Leave out what cannot be read; without it one such row refuses the whole file.
    #[serde(default)]
    pub skip_rejected: bool,
    #[serde(default)]
    pub look_alikes: bool,
    #[serde(skip)]
    pub progress: Progress,
    #[serde(skip)]
    pub ready: Ready,
}

/// The file as it was read before anybody had to wait for it.
#[derive(Debug, Clone, Default)]
pub struct Ready(Option<Arc<table::Table>>);

impl Act for ImportPatients {
    const NAME: &'static str = "import_patients";
    const NEEDS: Permission = Permission::PatientImport;
    const NAMING: &'static [&'static str] = &["name", "like", "details"];
    type Output = ImportReport;
}

/// Patients written between two words about the progress.
const STRIDE: usize = 1_000;

impl Change for ImportPatients {
    /// A file of many people takes longer to read than to look up.
    fn prepare(&mut self, desk: &Desk) {
        let home = desk.clinic().policies.calling_code();
        self.ready = Ready(table::Table::of(&self.csv, home, desk.today()).ok().map(Arc::new));
    }

    async fn change(self, work: &mut Work<'_>) -> Done<ImportReport> {
        let (clinic, now, me) = (work.id(), work.now, work.me());
        let (home, today) = (work.clinic.policies.calling_code(), work.today());
        let table = match self.ready.0.filter(|table| table.is_of(home, today)) {
            Some(table) => table,
            None => Arc::new(table::Table::of(&self.csv, home, today)?),
        };
        store::history::unhurried(&mut work.tx).await?;
        alone(work).await?;
        let (phones, names) = table.asked_for.clone();
        let mut known = patients::Register::default();
        known.know(store::import::by_phones(work.on(), clinic, phones).await?);
        known.know_names(store::import::by_names(work.on(), clinic, names).await?);
        let wishes = patients::Wishes {
            unique_phone: work.clinic.policies.unique_phone,
            look_alikes: self.look_alikes,
        };
        let (report, incoming) = patients::plan(&table.people, &mut known, wishes);
        refuse_rejected(&report, self.skip_rejected)?;
        let new: Vec<NewPatient> =
            incoming.into_iter().map(|reading| new_patient(reading, now, me)).collect();
        for (stride, part) in new.chunks(STRIDE).enumerate() {
            store::import::insert_patients(&mut work.tx, clinic, part).await?;
            self.progress.say((stride * STRIDE + part.len()).min(new.len()), new.len());
        }
        record(work, "patients", &self.file, &self.csv, &report)?;
        Ok(report)
    }
}

/// What an import of treatments would do. Changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryTreatments {
    /// The file's text: a header, then one treatment a line; comma, semicolon or tab.
    pub csv: String,
}

impl Act for TryTreatments {
    const NAME: &'static str = "try_treatments";
    const NEEDS: Permission = Permission::TreatmentEdit;
    type Output = ImportReport;
}

impl Look for TryTreatments {
    async fn look(self, desk: &Desk) -> Done<ImportReport> {
        let roster = desk.roster().await?;
        Ok(treatments::plan(&csv::read(self.csv.as_bytes())?, &desk.clinic(), &roster)?.0)
    }
}

/// Imports treatments: all that can come in, by one transaction. What the price list has already is left as it is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportTreatments {
    /// The file's text.
    pub csv: String,
    /// Where it came from. Only its hash is kept.
    #[serde(default)]
    pub file: String,
    /// Leave out what cannot be read; without it one such row refuses the whole file.
    #[serde(default)]
    pub skip_rejected: bool,
    #[serde(skip)]
    pub progress: Progress,
}

impl Act for ImportTreatments {
    const NAME: &'static str = "import_treatments";
    const NEEDS: Permission = Permission::TreatmentEdit;
    type Output = ImportReport;
}

impl Change for ImportTreatments {
    async fn change(self, work: &mut Work<'_>) -> Done<ImportReport> {
        let (clinic, now) = (work.id(), work.now);
        alone(work).await?;
        let roster = Arc::clone(&work.roster);
        let (report, incoming) = treatments::plan(&csv::read(self.csv.as_bytes())?, work.clinic, &roster)?;
        refuse_rejected(&report, self.skip_rejected)?;
        let rows: Vec<_> = incoming.iter().map(|new| (new.row.clone(), new.key.clone())).collect();
        let can: Vec<CanRow> = incoming
            .iter()
            .flat_map(|new| {
                let treatment_id = new.row.id;
                new.staff.iter().map(move |staff_id| CanRow { treatment_id, staff_id: *staff_id })
            })
            .collect();
        store::import::insert_treatments(&mut work.tx, clinic, now, &rows, &can).await?;
        self.progress.say(rows.len(), rows.len());
        record(work, "treatments", &self.file, &self.csv, &report)?;
        Ok(report)
    }
}

/// One import at a time: two counters with the same file must not both find nobody.
async fn alone(work: &mut Work<'_>) -> Done<()> {
    let key = uuid::Uuid::new_v5(&work.id().0, b"import");
    store::booking::queue_up(work.on(), vec![key]).await?;
    Ok(())
}

/// # Errors
/// `csv.rejected` with the first line that cannot be read.
fn refuse_rejected(report: &ImportReport, skip: bool) -> Result<(), Refusal> {
    match report.first_rejected() {
        Some(first) if !skip => Err(Refusal::new("csv.rejected")
            .with("rows", report.rejected as i64)
            .with("line", first.line as i64)
            .with("code", first.problem.as_ref().map_or("", |problem| problem.code.as_str()))),
        _ => Ok(()),
    }
}

fn record(work: &mut Work<'_>, what: &str, file: &str, csv: &str, report: &ImportReport) -> Done<()> {
    let counts = serde_json::json!({
        "what": what,
        "file": digest(file),
        "content": digest(csv),
        "rows": report.rows,
        "new": report.new,
        "family": report.family,
        "same": report.same,
        "review": report.review,
        "rejected": report.rejected,
    });
    work.record("import", None, NOTHING, &counts, "")
}

fn new_patient(reading: &Reading, now: Ts, me: AccountId) -> NewPatient {
    let row = reading.row(PatientId::new(), now, me);
    NewPatient {
        name_key: reading.name.key(),
        phones: reading
            .phones
            .iter()
            .map(|(phone, typed)| (phone.as_str().to_owned(), phone.reversed(), typed.clone()))
            .collect(),
        words: words(&row.name).into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
        row,
    }
}
