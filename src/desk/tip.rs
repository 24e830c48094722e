//! What is added for the staff, and what nobody will pay any more.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NOTHING;
use super::act::{Act, Change};
use super::bill::{BillView, add, close, open_version, still_to_be};
use super::fault::Done;
use super::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, StaffId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store::bill::LineRow;

/// Adds a tip to the bill. It is the staff's: no revenue, no tax, no discount.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTip {
    pub booking: BookingId,
    #[serde(default)]
    pub version: Option<i64>,
    pub amount: Money,
    /// Left out: who treats.
    #[serde(default)]
    pub staff: Option<StaffId>,
}

impl Act for AddTip {
    const NAME: &'static str = "add_tip";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for AddTip {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let open = open_version(work, self.booking, self.version).await?;
        still_to_be(&open)?;
        if self.amount.0 <= 0 {
            return Err(Refusal::at("payment.empty", "amount").into());
        }
        work.limit(self.amount, "amount")?;
        let staff = self.staff.or(open.booking.staff_id);
        let staff = staff.ok_or_else(|| Refusal::at("tip.staff", "staff"))?;
        let name = work.roster.staff(staff).map(|row| row.name.clone());
        let name = name.ok_or_else(|| Refusal::at("staff.unknown", "staff"))?;
        let line = LineRow {
            staff_id: Some(staff),
            ..LineRow::new(LineKind::Tip, &name, self.amount, work.today())
        };
        add(work, open.bill.id, &line).await?;
        work.record("bill", open.bill.id.0, NOTHING, &line, "")?;
        close(work, open).await
    }
}

/// Says that nobody will pay the rest, or a part of it: of a visit that was done, or of a package that was sold on one
/// that was called off. It is a line of the bill, never a payment.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteOff {
    pub booking: BookingId,
    #[serde(default)]
    pub version: Option<i64>,
    /// Left out: all that is due.
    #[serde(default)]
    pub amount: Option<Money>,
    pub reason: String,
}

impl Act for WriteOff {
    const NAME: &'static str = "write_off";
    const NEEDS: Permission = Permission::PaymentWriteOff;
    const PIN_LAST: bool = true;
    type Output = BillView;
}

impl Change for WriteOff {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let open = open_version(work, self.booking, self.version).await?;
        let status = open.booking.status;
        // Of a visit that never came to be only what stands alone is owed: a package, before all.
        let stands = open.lines.iter().find(|line| line.kind.stands_alone() && line.amount > Money::ZERO);
        let reduces = stands.filter(|_| !status.active()).map(|line| line.id);
        if status != Status::Done && reduces.is_none() {
            return Err(Refusal::new("write_off.not_done").into());
        }
        let due = open.sums().due();
        let amount = self.amount.unwrap_or(due);
        if amount.0 <= 0 || amount > due {
            return Err(Refusal::at("write_off.above", "amount").with("due", due).into());
        }
        work.worth(amount);
        let line = LineRow {
            reason: Some(reason.clone()),
            approved_by: work.approved,
            reduces,
            ..LineRow::new(LineKind::WriteOff, "", Money(-amount.0), work.today())
        };
        add(work, open.bill.id, &line).await?;
        work.record("bill", open.bill.id.0, NOTHING, &line, &reason)?;
        close(work, open).await
    }
}
