//! What those who treat earn of it.

use std::collections::HashMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use super::ledger::{book_of_packages, counting, not_while_counting};
use super::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::id::{BookingId, StaffId};
use crate::domain::ledger::{Sales, commissions, money};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::report::check;
use crate::store;
use crate::store::commission::RateRow;

/// The commissions of a span by who performed: earned with the service, payable as what was done is paid, a session as its
/// package is; and the tips beside them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCommissions {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Left out: everybody.
    #[serde(default)]
    pub staff: Option<StaffId>,
}

/// One line's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommissionRow {
    pub day: NaiveDate,
    pub patient: String,
    pub what: String,
    /// In basis points, as it was when this was done.
    pub rate_bp: i64,
    pub base: Money,
    pub earned: Money,
    pub payable: Money,
    pub booking: BookingId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StaffCommission {
    pub staff: StaffId,
    pub name: String,
    /// Their own rate, else the clinic's, in basis points; none where the lines have several.
    pub rate_bp: Option<i64>,
    /// What they performed, after discounts and before tax and rounding.
    pub base: Money,
    pub earned: Money,
    pub payable: Money,
    /// What was given to them beside it, by the day it was theirs: no part of what they earned.
    pub tips: Money,
    pub rows: Vec<CommissionRow>,
}

impl Act for ListCommissions {
    const NAME: &'static str = "commissions";
    const NEEDS: Permission = Permission::ReportSee;
    type Output = Vec<StaffCommission>;
}

impl Look for ListCommissions {
    async fn look(self, desk: &Desk) -> Done<Vec<StaffCommission>> {
        check(self.from, self.to)?;
        if let Some(session) = counting(desk, self.to).await? {
            return Err(not_while_counting(&session).into());
        }
        let clinic = desk.clinic();
        let roster = desk.roster().await?;
        let changes = store::commission::rates(desk.db(), clinic.id).await?;
        let rate = |id: StaffId, day: NaiveDate| {
            let own = roster.staff(id).and_then(|row| row.commission_bp);
            rate_on(&changes, id, day, own)
                .or_else(|| rate_on(&changes, StaffId(clinic.id.0), day, Some(clinic.policies.commission_bp)))
                .unwrap_or_default()
        };
        let veil = desk.veil();
        let mut all: HashMap<StaffId, Vec<CommissionRow>> = HashMap::new();
        let mut tips: HashMap<StaffId, i128> = HashMap::new();
        let book = book_of_packages(desk, (self.from, self.to)).await?;
        let sales: Sales<'_> = book
            .iter()
            .flat_map(|entry| entry.lines.iter().map(move |line| (line, &entry.bill)))
            .filter(|(line, _)| line.kind == LineKind::Package && line.reduces.is_none())
            .map(|(line, bill)| (line.id, bill))
            .collect();
        for entry in &book {
            for (_, place, amount) in entry.bill.tips(self.from, self.to) {
                let whose = entry.lines[place].staff_id;
                if let Some(staff) = whose.filter(|staff| self.staff.is_none_or(|wanted| wanted == *staff)) {
                    *tips.entry(staff).or_default() += amount;
                    all.entry(staff).or_default();
                }
            }
            for due in commissions(&entry.bill, &sales, (self.from, self.to), rate) {
                if self.staff.is_some_and(|staff| staff != due.staff) {
                    continue;
                }
                let mut patient = entry.row.patient.clone();
                veil.name(&mut patient);
                all.entry(due.staff).or_default().push(CommissionRow {
                    day: due.day,
                    patient,
                    what: entry.lines[due.line].description.clone(),
                    rate_bp: due.rate_bp,
                    base: money(due.base)?,
                    earned: money(due.earned)?,
                    payable: money(due.payable)?,
                    booking: entry.row.booking_id,
                });
            }
        }
        let mut list = all
            .into_iter()
            .map(|(staff, mut rows)| {
                rows.sort_by_key(|row| row.day);
                let first = rows.first().map_or_else(|| rate(staff, self.to), |row| row.rate_bp);
                Ok(StaffCommission {
                    staff,
                    name: roster.staff_name(staff).to_owned(),
                    rate_bp: Some(first).filter(|first| rows.iter().all(|row| row.rate_bp == *first)),
                    base: Money::sum(rows.iter().map(|row| row.base))?,
                    earned: Money::sum(rows.iter().map(|row| row.earned))?,
                    payable: Money::sum(rows.iter().map(|row| row.payable))?,
                    tips: money(tips.get(&staff).copied().unwrap_or_default())?,
                    rows,
                })
            })
            .collect::<Result<Vec<_>, Refusal>>()?;
        // Tips that were taken off again are nobody's.
        list.retain(|one| !one.rows.is_empty() || one.tips != Money::ZERO);
        list.sort_by(|a, b| b.earned.cmp(&a.earned).then_with(|| a.name.cmp(&b.name)));
        Ok(list)
    }
}

/// A rate on a day: of the last change up to it; what changed later only, or never, is as it `stands`.
fn rate_on(changes: &[RateRow], whose: StaffId, day: NaiveDate, stands: Option<i64>) -> Option<i64> {
    let until = changes.iter().rfind(|row| row.whose == whose && row.from_day <= day);
    until.map_or(stands, |row| row.rate_bp)
}

/// Notes that a rate changes, from today on; from tomorrow where today is closed. What was agreed before stays written
/// down for the days before.
pub(super) async fn changes(
    work: &mut Work<'_>,
    whose: StaffId,
    (old, new): (Option<i64>, Option<i64>),
) -> Done<()> {
    if old == new {
        return Ok(());
    }
    let (clinic, today) = (work.id(), work.today());
    let known = store::commission::rates(work.on(), clinic).await?;
    if !known.iter().any(|row| row.whose == whose) {
        let ever = RateRow { whose, from_day: NaiveDate::default(), rate_bp: old };
        store::commission::set_rate(work.on(), clinic, &ever).await?;
    }
    let locked = store::day_close::locked(work.on(), clinic, today).await?.is_some();
    let from_day = if locked { today.succ_opt().unwrap_or(today) } else { today };
    let row = RateRow { whose, from_day, rate_bp: new };
    if known.iter().any(|row| row.whose == whose && row.from_day == from_day) {
        store::commission::change_rate(work.on(), clinic, &row).await?;
    } else {
        store::commission::set_rate(work.on(), clinic, &row).await?;
    }
    Ok(())
}
