//! Figures that leave the program as a file: whoever takes them out signs for it, and the trail says who did.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NOTHING;
use super::act::{Act, Change};
use super::fault::Done;
use super::ledger::{not_counted_by, not_while_counting};
use super::work::Work;
use crate::domain::permission::Permission;
use crate::domain::report::check;
use crate::store;

/// Takes the report of these days out as a file. It answers nothing: what is written is what `report` answered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportReport {
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Act for ExportReport {
    const NAME: &'static str = "export_report";
    const NEEDS: Permission = Permission::ReportExport;
    type Output = ();
}

impl Change for ExportReport {
    async fn change(self, work: &mut Work<'_>) -> Done<()> {
        check(self.from, self.to)?;
        let (clinic, me) = (work.id(), work.me());
        let open = store::drawer::open_sessions(work.on(), clinic).await?;
        if let Some(session) = not_counted_by(open, me, self.to).filter(|one| one.business_day <= self.from) {
            return Err(not_while_counting(&session).into());
        }
        work.record("report", None, NOTHING, &serde_json::json!({"from": self.from, "to": self.to}), "")
    }
}
