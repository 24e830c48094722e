//! What is added for the staff, and what nobody will pay any more.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NOTHING;
use super::act::{Act, Change};
use super::bill::{self, BillView, Open, add, close, open_version, still_to_be};
use super::fault::Done;
use super::package::{left, locked};
use super::stake::Rows;
use super::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::id::{BillLineId, BookingId, StaffId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
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

/// Says that nobody will pay the rest, or a part of it: of a visit that was done, of a package's sessions that were used,
/// or of what went back and then turned out never to have come. Each debt gets its line on the bill, never a payment.
/// Sessions nobody used are not written off: they are given back, which takes them off what is due.
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
        let due = open.sums().due();
        let off = !open.booking.status.active();
        if open.booking.status != Status::Done && !(off && due > Money::ZERO) {
            return Err(Refusal::new("write_off.not_done").into());
        }
        let amount = self.amount.unwrap_or(due);
        if amount.0 <= 0 || amount > due {
            return Err(Refusal::at("write_off.above", "amount").with("due", due).into());
        }
        let lost = lost(work, &open, amount).await?;
        work.worth(amount);
        let mut written = Vec::new();
        for (reduces, amount) in lost {
            let line = LineRow {
                reason: Some(reason.clone()),
                approved_by: work.approved,
                reduces,
                ..LineRow::new(LineKind::WriteOff, "", Money(-amount.0), work.today())
            };
            add(work, open.bill.id, &line).await?;
            written.push(line);
        }
        match written.as_slice() {
            [line] => work.record("bill", open.bill.id.0, NOTHING, line, &reason)?,
            lines => {
                let lines = serde_json::json!({"lines": lines});
                work.record("bill", open.bill.id.0, NOTHING, &lines, &reason)?;
            }
        }
        close(work, open).await
    }
}

/// Which debts `amount` is written off of, the visit's own first: the line each reduces, and by how much. A write-off of
/// a visit that is done names no line: it is one while the visit is done. What a visit that is off owes stays owed
/// whatever becomes of it.
///
/// # Errors
/// `write_off.sessions` with the `package`, how many `sessions` of it nobody used, and what they are worth (`value`).
async fn lost(work: &mut Work<'_>, open: &Open, amount: Money) -> Done<Vec<(Option<BillLineId>, Money)>> {
    let clinic = work.id();
    let parted = Rows::of(open).purposes();
    let mut rest = amount;
    let mut lost = Vec::new();
    let mut unused = None;
    for debt in parted.debts() {
        let mut most = debt.due();
        let mut reduces = debt.line;
        if let Some(line) = debt.line {
            if let Some((id,)) = store::package::of_line(work.on(), clinic, line).await? {
                let owned = locked(work, id).await?;
                let left = left(&owned);
                if left.value.min(most) > Money::ZERO {
                    most = Money((most.0 - left.value.0).max(0));
                    unused = unused.or(Some((owned.name, left)));
                }
            }
        } else if !open.booking.status.active() {
            reduces = bill::stands_on(work, open).await?;
        }
        let part = most.min(rest);
        if part > Money::ZERO {
            lost.push((reduces, part));
            rest.0 -= part.0;
        }
    }
    if rest > Money::ZERO {
        let refusal = Refusal::at("write_off.sessions", "amount").with("most", Money(amount.0 - rest.0));
        return Err(match unused {
            Some((name, left)) => refusal
                .with("package", name.as_str())
                .with("sessions", left.sessions)
                .with("value", left.value),
            None => Refusal::at("write_off.above", "amount").with("due", Money(amount.0 - rest.0)),
        }
        .into());
    }
    Ok(lost)
}
