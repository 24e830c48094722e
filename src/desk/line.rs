//! Lines that come onto a bill and go off it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NOTHING;
use super::act::{Act, Change};
use super::bill::{BillView, Open, add, close, line_day, line_of, open_version, still_to_be};
use super::booking::sold as on_the_list;
use super::discount::{self, beyond, given, no_reason, sold};
use super::fault::Done;
use super::stake::Rows;
use super::work::Work;
use super::{begun, package, package_use};
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::booking::Status;
use crate::domain::id::{BillLineId, BookingId, StaffId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::{LINE, LINE_NEEDED};
use crate::store;
use crate::store::bill::LineRow;

/// Adds a line: another treatment, or something with a name and a price.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLine {
    pub booking: BookingId,
    pub version: Option<i64>,
    #[serde(default)]
    pub treatment: Option<TreatmentId>,
    /// Who performed it; left out: who treats the visit.
    #[serde(default)]
    pub staff: Option<StaffId>,
    /// What it is, where it is no treatment of the list.
    #[serde(default)]
    pub description: String,
    /// Left out: one.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// Of one, in minor units; left out for a treatment: its price. Below the price of the list, the list's price stands
    /// and a discount of the rest is given on it.
    #[serde(default)]
    pub price: Option<Money>,
    /// Why it costs less than on the list.
    #[serde(default)]
    pub reason: String,
}

impl Act for AddLine {
    const NAME: &'static str = "add_line";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for AddLine {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let open = open_version(work, self.booking, self.version).await?;
        still_to_be(&open)?;
        let quantity = self.quantity.unwrap_or(1);
        if !(1..=999).contains(&quantity) {
            return Err(Refusal::at("line.quantity", "quantity").into());
        }
        let reason = LINE.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let mut category = String::new();
        let (kind, description, price, list, tax) = match self.treatment {
            Some(id) => {
                let treatment = on_the_list(work, id).await?;
                let tax = (treatment.tax_mode, treatment.tax_bp);
                let price = self.price.unwrap_or(treatment.price);
                category = treatment.category;
                (LineKind::Treatment, treatment.name, price, Some(treatment.price), tax)
            }
            None => {
                let text =
                    LINE_NEEDED.clean(&self.description).map_err(|refusal| refusal.on("description"))?;
                let price = self.price.ok_or_else(|| Refusal::at("money.empty", "price"))?;
                (LineKind::Item, text.value, price, None, (TaxMode::None, 0))
            }
        };
        if price.0 < 0 {
            return Err(Refusal::at("money.negative", "price").into());
        }
        let times = |price: Money| price.times(quantity).map_err(|refusal| refusal.on("price"));
        // What is sold for less than on the list is sold at its price, and the rest is a discount like any other.
        let (price, off) = match list.filter(|list| price < *list) {
            Some(list) => (list, Money(times(list)?.0 - times(price)?.0)),
            None => (price, Money::ZERO),
        };
        let amount = times(price)?;
        work.limit(amount, "price")?;
        let gone = begun::off(work, &open).await?.0;
        if off > Money::ZERO
            && beyond(work, Money(given(&open).0 + gone + off.0), Money(sold(&open).0 + gone + amount.0))
        {
            // Who asks for the leave asks why with it.
            work.approve_amount(Permission::BillDiscountBeyond, off)?;
            if reason.is_empty() {
                return Err(no_reason(work));
            }
        }
        // What is added while it goes on is part of the visit; what comes after it is sold today.
        let day = if open.booking.status == Status::Done {
            work.today()
        } else {
            line_day(work, &open.booking).await?
        };
        let line = LineRow {
            treatment_id: self.treatment,
            category,
            // Who treats in the end is who performed it: nobody is written down who was not named.
            staff_id: self.staff,
            quantity,
            unit_price: price,
            tax_mode: tax.0,
            tax_bp: tax.1,
            ..LineRow::new(kind, &description, amount, day)
        };
        add(work, open.bill.id, &line).await?;
        if off > Money::ZERO {
            let less = LineRow {
                reason: Some(reason.clone()),
                approved_by: work.approved,
                reduces: Some(line.id),
                ..LineRow::new(LineKind::Discount, "", Money(-off.0), day)
            };
            add(work, open.bill.id, &less).await?;
            let both = LineRow { amount: Money(amount.0 - off.0), ..line };
            work.record("bill", open.bill.id.0, NOTHING, &both, &reason)?;
        } else {
            work.record("bill", open.bill.id.0, NOTHING, &line, &reason)?;
        }
        close(work, open).await
    }
}

/// Takes a line off. What was paid already must still fit under what is left.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidLine {
    pub booking: BookingId,
    pub version: Option<i64>,
    pub line: BillLineId,
    #[serde(default)]
    pub reason: String,
}

impl Act for VoidLine {
    const NAME: &'static str = "void_line";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for VoidLine {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let open = open_version(work, self.booking, self.version).await?;
        let line = line_of(work, &open, self.line).await?.clone();
        let reason = LINE.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        may_go(work, &open, &line, &reason).await?;
        let day = if line.kind.earned() { line_day(work, &open.booking).await? } else { work.today() };
        store::bill::void_line(work.on(), clinic, open.bill.id, line.id, &reason, me, now, day).await?;
        work.record("bill", open.bill.id.0, &line, &serde_json::json!({"voided": true}), &reason)?;
        close(work, open).await
    }
}

/// What must be true before a line is taken off.
async fn may_go(work: &mut Work<'_>, open: &Open, line: &LineRow, reason: &str) -> Done<()> {
    let clinic = work.id();
    let refuse = |code| Err(Refusal::at(code, "line").into());
    match line.kind {
        LineKind::Rounding => return refuse("line.rounding"),
        LineKind::Tax | LineKind::Refund => return refuse("line.derived"),
        // It is owed again, by whoever may say that it is not.
        LineKind::WriteOff => {
            work.approve_amount(Permission::PaymentWriteOff, Money(-line.amount.0))?;
        }
        // The deposit is held again, and may go back.
        LineKind::Forfeit => return work.approve_amount(Permission::DepositWaive, line.amount),
        LineKind::Package => {
            let Some((id,)) = store::package::of_line(work.on(), clinic, line.id).await? else {
                return refuse("line.derived");
            };
            let owned = package::locked(work, id).await?;
            if owned.used != 0 || owned.returned != 0 {
                return refuse("line.package_used");
            }
            // Its money would become the visit's, and go from there without anybody who signs for it.
            let paid = Rows::of(open).came_for(line.id);
            if paid > Money::ZERO {
                return Err(Refusal::at("line.package_paid", "line").with("paid", paid).into());
            }
        }
        _ => {}
    }
    // A session of a package brought it; it goes with the session.
    if package_use::of(line, &open.payments).is_some() {
        return refuse("line.derived");
    }
    // What hangs on a line goes first.
    if open.lines.iter().any(|other| other.reduces == Some(line.id)) {
        return refuse("line.reduced");
    }
    // A session took off its treatment what was left of it beside what was given on all of them.
    let session_since =
        |other: &&LineRow| other.position > line.position && package_use::of(other, &open.payments).is_some();
    if line.kind == LineKind::Discount
        && line.reduces.is_none()
        && open.lines.iter().any(|other| session_since(&other))
    {
        return refuse("line.session_since");
    }
    taken_off(work, open, line, reason).await?;
    // A package on the bill is due beside: what was given of the visit is not given of it.
    let told = Rows::of(open).purposes();
    if line.kind.sold() && told.rest.net().0 - line.amount.0 < 0 {
        let given =
            open.lines.iter().filter(|other| other.kind == LineKind::Discount && other.reduces.is_none());
        let off = Money(-given.map(|other| other.amount.0).sum::<i64>());
        if off > Money::ZERO {
            return Err(Refusal::at("line.given", "line").with("off", off).into());
        }
    }
    let sums = open.sums();
    let left = sums.total.0 - line.amount.0;
    if left < sums.settled().0 || left < 0 {
        return Err(Refusal::at("line.paid", "line").with("paid", sums.settled()).into());
    }
    Ok(())
}

/// What was done, and the visit's own treatment, is a gift like a discount when it is taken off; and what was given as a
/// share of more must not become more than may be given of less.
async fn taken_off(work: &mut Work<'_>, open: &Open, line: &LineRow, reason: &str) -> Done<()> {
    if !line.kind.sold() {
        return Ok(());
    }
    let off = begun::off(work, open).await?;
    let without = begun::off_without(work, open, Some(line.id)).await?;
    if without > off {
        let (all, base) = (Money(given(open).0 + without.0), Money(sold(open).0 + off.0));
        if beyond(work, all, base) {
            // What was given before was asked for then.
            work.approve_amount(Permission::BillDiscountBeyond, Money(without.0 - off.0))?;
            if reason.is_empty() {
                return Err(no_reason(work));
            }
        }
        return Ok(());
    }
    // Something dear that comes and goes makes no gift smaller.
    discount::of_less(work, open, line).await
}
