//! Unused sessions of a package go back: they are taken off the sale, and what was paid for them is returned.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::bill::{self, BillView, Open, add};
use super::fault::{Done, Fault};
use super::package::{left, locked};
use super::refund::{Back, Refunded, give_back, may_go_back};
use super::rounding::{made_by_payment, made_by_receipt};
use super::stake::{Part, Rows};
use super::work::Work;
use super::{NOTHING, method, rounding, stake, unsure};
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
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
        let carried = carried(work, &open, owned.line_id).await?;
        // It first makes less of what is due of the package; only what came for it goes back, and nothing else.
        let back = Rows::of(&open).back(owned.line_id, value, carried);
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
        let exact = stake::parts(&open.payments, back, spare_of);
        let exact_sum = Money(sum(&exact) + back.0.min(0));
        let parts = if in_cash(work, &exact, self.method)? {
            let most = |row: &PaymentRow| {
                let more = rounded_up(&open.lines, row);
                Money(spare_of(row).0.0 + more.0).min(spare(row, &open.payments))
            };
            to_coins(exact, work.clinic.policies.cash_rounding, most)
        } else {
            exact
        };
        if exact_sum != Money::ZERO {
            round(work, &mut open, owned.line_id, &parts, (exact_sum, carried)).await?;
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

/// What goes back, before coins, when sessions worth `value` of the package that this line of a bill sold do.
#[must_use]
pub fn goes_back(bill: &BillView, package: BillLineId, value: Money) -> Money {
    let status = match (bill.off, bill.done) {
        (true, _) => Status::Cancelled,
        (_, true) => Status::Done,
        _ => Status::Booked,
    };
    let rows = Rows { status, lines: &bill.lines, payments: &bill.payments, allocations: &bill.allocations };
    rows.back(package, value, Money::ZERO).max(Money::ZERO)
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

/// What goes back as cash can give it: the nearest there are coins for. Of a payment never more than `most`: what else it
/// paid for is not rounded away.
fn to_coins(exact: Vec<Part>, coin: i64, most: impl Fn(&PaymentRow) -> Money) -> Vec<Part> {
    let nearest = round_half_up(sum(&exact), coin);
    let parts = summed(&exact, nearest, &most);
    if sum(&parts) < nearest { summed(&exact, nearest - coin, &most) } else { parts }
}

/// What a payment brought more than was asked, since there were no coins for less.
fn rounded_up(lines: &[LineRow], payment: &PaymentRow) -> Money {
    let made = lines.iter().find(|line| line.kind == LineKind::Rounding && line.id.0 == payment.id.0);
    made.map_or(Money::ZERO, |line| line.amount.max(Money::ZERO))
}

fn sum(parts: &[Part]) -> i64 {
    parts.iter().map(|(_, part)| part.0).sum()
}

/// What there were no coins for when earlier sessions of a package went back, as more or less is asked of it since.
async fn carried(work: &mut Work<'_>, open: &Open, package: BillLineId) -> Done<Money> {
    let mut carried = Money::ZERO;
    let hangs = |line: &&LineRow| line.kind == LineKind::Rounding && line.reduces == Some(package);
    for line in open.lines.iter().filter(hangs) {
        if !made_by_payment(open, line) && !made_by_receipt(work, line).await? {
            carried.0 += line.amount.0;
        }
    }
    Ok(carried)
}

/// What there are no coins for stays, or comes, as a line of its own that hangs on the package, so that the parts together
/// give back what all would at once.
async fn round(
    work: &mut Work<'_>,
    open: &mut Open,
    package: BillLineId,
    parts: &[Part],
    (exact, carried): (Money, Money),
) -> Done<()> {
    // What hangs on this package and goes along with it does so by itself.
    let of_it = |line: &LineRow| !parts.is_empty() && line.reduces == Some(package);
    let own = rounding::goes(work, open, parts, of_it).await?;
    let own: i64 = own.iter().map(|line| line.amount.0).sum();
    // Where cash was rounded down, more is given back in the end than was asked: nobody is owed that.
    let net = Rows::of(open).purposes().package(package).map_or(0, |debt| debt.net().0) - carried.0;
    let rounding = Money(exact.0 + own - sum(parts) - carried.0 + (-net).max(0));
    if rounding != Money::ZERO {
        let line = LineRow {
            reduces: Some(package),
            ..LineRow::new(LineKind::Rounding, "", rounding, work.today())
        };
        add(work, open.bill.id, &line).await?;
        open.lines.push(line);
    }
    Ok(())
}

/// These parts, as much more or less of each as makes them `to`, or as near to it as `most` of their payments allows.
fn summed(parts: &[Part], to: i64, most: impl Fn(&PaymentRow) -> Money) -> Vec<Part> {
    let mut more = to - sum(parts);
    let mut summed = parts.to_vec();
    for (payment, part) in &mut summed {
        let by = more.clamp(-part.0, (most(payment).0 - part.0).max(0));
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
