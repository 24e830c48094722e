//! What those who treat earn of it.

use std::collections::HashMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use super::ledger::{book, counting, not_while_counting};
use crate::domain::id::{BookingId, StaffId};
use crate::domain::ledger::{commissions, money};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::report::check;

/// The commissions of a span by who performed: earned with the service, payable as the bill is paid.
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
    pub base: Money,
    pub earned: Money,
    pub payable: Money,
    pub booking: BookingId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StaffCommission {
    pub staff: StaffId,
    pub name: String,
    /// Their own rate, else the clinic's, in basis points.
    pub rate_bp: i64,
    /// What they performed, after discounts and before tax and rounding.
    pub base: Money,
    pub earned: Money,
    pub payable: Money,
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
        let rate =
            |id| roster.staff(id).and_then(|row| row.commission_bp).unwrap_or(clinic.policies.commission_bp);
        let mut all: HashMap<StaffId, Vec<CommissionRow>> = HashMap::new();
        for entry in book(desk, (self.from, self.to)).await? {
            for due in commissions(&entry.bill, self.from, self.to, rate) {
                if self.staff.is_some_and(|staff| staff != due.staff) {
                    continue;
                }
                all.entry(due.staff).or_default().push(CommissionRow {
                    day: due.day,
                    patient: entry.row.patient.clone(),
                    what: entry.lines[due.line].description.clone(),
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
                Ok(StaffCommission {
                    staff,
                    name: roster.staff_name(staff).to_owned(),
                    rate_bp: rate(staff),
                    base: Money::sum(rows.iter().map(|row| row.base))?,
                    earned: Money::sum(rows.iter().map(|row| row.earned))?,
                    payable: Money::sum(rows.iter().map(|row| row.payable))?,
                    rows,
                })
            })
            .collect::<Result<Vec<_>, Refusal>>()?;
        list.sort_by(|a, b| b.earned.cmp(&a.earned).then_with(|| a.name.cmp(&b.name)));
        Ok(list)
    }
}
