//! Unused sessions of a package go back: they are taken off the sale, and what was paid for them is returned.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::bill::{self, Open, add};
use super::fault::{Done, Fault};
use super::package::{left, locked};
use super::refund::{Back, Refunded, give_back, made_payable, may_go_back};
use super::stake::{Part, Rows};
use super::work::Work;
use super::{NOTHING, method, stake, unsure};
use crate::domain::bill::LineKind;
use crate::domain::id::{BillLineId, MethodId, PatientPackageId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, round_half_up};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::payment::PaymentRow;

/// Gives unused sessions back: they are taken off the sale, and what was paid for them goes back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundPackage {
    pub package: PatientPackageId,
    /// Left out: all that are left.
    #[serde(default)]
    pub sessions: Option<i64>,
    /// Left out: as they were paid.
    #[serde(default)]
    pub method: Option<MethodId>,
    pub reason: String,
}

/// Sessions that went back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Returned {
    pub sessions: i64,
    pub value: Money,
    /// None when nothing had been paid for them.
    pub refund: Option<Refunded>,
}

impl Act for RefundPackage {
    const NAME: &'static str = "refund_package";
    const NEEDS: Permission = Permission::PaymentRefund;
    const PIN_LAST: bool = true;
    type Output = Returned;
}

impl Change for RefundPackage {
    async fn change(self, work: &mut Work<'_>) -> Done<Returned> {
        let (clinic, today) = (work.id(), work.today());
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let sale = store::package::owned(work.on(), clinic, self.package)
            .await?
            .ok_or_else(|| Refusal::at("package.unknown", "package"))?;
        // First the bill, then the package: everybody locks in this order.
        let mut open = bill::open(work, sale.booking_id).await?;
        let owned = locked(work, self.package).await?;
        let rest = left(&owned);
        let sessions = self.sessions.unwrap_or(rest.sessions);
        let value = rest.worth(sessions, owned.sessions, owned.price)?;
        // It first makes less of what is due of the package; only what came for it goes back, and nothing else.
        let back = Rows::of(&open).back(owned.line_id, value);
        // A session that was written off as used, and came back since, is asked of nobody: it is no money.
        let parted = Rows::of(&open).purposes();
        if parted
            .package(owned.line_id)
            .is_some_and(|debt| debt.written_off > Money::ZERO && value > debt.net())
        {
            let refusal = Refusal::at("package.written_off", "package");
            return Err(refusal.with("day", open.booking.business_day).into());
        }
        let line = LineRow {
            quantity: sessions,
            unit_price: Money(-owned.price.0 / owned.sessions.max(1)),
            treatment_id: Some(owned.treatment_id),
            reduces: Some(owned.line_id),
            reason: Some(reason.clone()),
            approved_by: work.approved,
            ..LineRow::new(LineKind::Package, &owned.name, Money(-value.0), today)
        };
        add(work, open.bill.id, &line).await?;
        open.lines.push(line);
        let rows = Rows::of(&open);
        let spare_of = |row: &PaymentRow| {
            let (own, most) = (rows.left_for(row.id, owned.line_id), spare(row, &open.payments));
            (Money(own.0 + rows.beside(row, owned.line_id).0).min(most), own.min(most))
        };
        let mut parts = stake::parts(&open.payments, back, spare_of);
        if in_cash(work, &parts, self.method)? {
            parts = to_coins(work, &mut open, owned.line_id, parts).await?;
        }
        let facts = serde_json::json!({"package": owned.id, "sessions": sessions, "value": value});
        work.record("bill", open.bill.id.0, NOTHING, &facts, &reason)?;
        let refund = if parts.is_empty() {
            work.worth(value);
            bill::touch(work, &open.bill).await?;
            unsure::without_money(work, &mut open.booking).await?;
            None
        } else {
            Some(
                give_back(
                    work,
                    open,
                    Back { parts, package: Some(owned.line_id), earned: Money::ZERO },
                    self.method,
                    &reason,
                )
                .await
                .map_err(no_other_amount)?,
            )
        };
        if let (Some(entry), Some(refund)) = (work.entry.as_mut(), &refund) {
            entry.after["refund"] = serde_json::json!(refund);
        }
        Ok(Returned { sessions, value, refund })
    }
}

/// What sessions are worth is no choice: another method is.
fn no_other_amount(fault: Fault) -> Fault {
    match fault {
        Fault::Refused(refusal) if refusal.code == "refund.coins" => {
            Refusal { code: "refund.no_coins", ..refusal }.into()
        }
        fault => fault,
    }
}

/// Whether something goes back, and all of it as cash.
fn in_cash(work: &Work<'_>, parts: &[Part], method: Option<MethodId>) -> Done<bool> {
    let chosen = method.map(|id| method::offered(&work.roster, id)).transpose()?.map(|method| method.kind);
    let cash = |(payment, _): &Part| chosen.unwrap_or(payment.method_kind) == MethodKind::Cash;
    Ok(!parts.is_empty() && parts.iter().all(cash))
}

/// What goes back as cash can give it; what there are no coins for stays, or comes, as a line of its own.
async fn to_coins(
    work: &mut Work<'_>,
    open: &mut Open,
    package: BillLineId,
    exact: Vec<Part>,
) -> Done<Vec<Part>> {
    let coin = work.clinic.policies.cash_rounding;
    let sum = |parts: &[Part]| parts.iter().map(|(_, part)| part.0).sum::<i64>();
    let nearest = round_half_up(sum(&exact), coin);
    let mut parts = summed(&exact, nearest, &open.payments);
    if sum(&parts) < nearest {
        // Nobody gets back more than they paid.
        parts = summed(&exact, nearest - coin, &open.payments);
    }
    // What made a payment payable goes with it by itself; what made the package payable was less to ask of it.
    let own: i64 = parts
        .iter()
        .filter_map(|(payment, part)| made_payable(open, payment, *part))
        .filter(|line| line.reduces.is_none())
        .map(|line| line.amount.0)
        .sum();
    let rounding = Money(sum(&exact) + own - sum(&parts));
    if rounding != Money::ZERO {
        let line = LineRow {
            reduces: Some(package).filter(|_| !open.booking.status.active()),
            ..LineRow::new(LineKind::Rounding, "", rounding, work.today())
        };
        add(work, open.bill.id, &line).await?;
        open.lines.push(line);
    }
    Ok(parts)
}

/// These parts, as much more or less of each as makes them `sum`, or as near to it as what is left of the payments.
fn summed(parts: &[Part], sum: i64, payments: &[PaymentRow]) -> Vec<Part> {
    let mut more = sum - parts.iter().map(|(_, part)| part.0).sum::<i64>();
    let mut summed = parts.to_vec();
    for (payment, part) in &mut summed {
        let by = more.clamp(-part.0, (spare(payment, payments).0 - part.0).max(0));
        part.0 += by;
        more -= by;
    }
    summed.retain(|(_, part)| *part > Money::ZERO);
    summed
}

/// What of a payment may pay for sessions that go back.
fn spare(payment: &PaymentRow, payments: &[PaymentRow]) -> Money {
    let left = may_go_back(payment, payments).ok().filter(|_| payment.method_kind != MethodKind::Package);
    left.unwrap_or(Money::ZERO)
}
