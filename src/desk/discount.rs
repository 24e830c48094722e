//! Discounts on a bill.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::bill::{BillView, Open, add, close, line_day, line_of, open_version, still_to_be};
use super::fault::{Done, Fault};
use super::stake::Rows;
use super::work::Work;
use super::{NOTHING, begun, package_use, tax};
use crate::domain::bill::{LineKind, share, share_of};
use crate::domain::id::{BillLineId, BookingId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store::bill::LineRow;

/// Gives a discount: a share of the lines, or an amount. Above the clinic's limit it needs the right, a PIN and a
/// reason; the limit counts everything given on this bill together.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveDiscount {
    pub booking: BookingId,
    pub version: Option<i64>,
    /// In basis points (10 % = 1000); either this or an amount.
    #[serde(default)]
    pub percent_bp: Option<i64>,
    #[serde(default)]
    pub amount: Option<Money>,
    /// Off one line; left out: off the whole bill.
    #[serde(default)]
    pub line: Option<BillLineId>,
    #[serde(default)]
    pub reason: String,
}

impl Act for GiveDiscount {
    const NAME: &'static str = "give_discount";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for GiveDiscount {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let open = open_version(work, self.booking, self.version).await?;
        still_to_be(&open)?;
        let (base, given) = (sold(&open), given(&open));
        let off_before = begun::off(work, &open).await?;
        let most = match self.line {
            None => base,
            Some(id) => {
                let line = line_of(work, &open, id).await?;
                if !line.kind.sold() {
                    return Err(Refusal::at("discount.line", "line").into());
                }
                tax::net(&open.lines, line)
            }
        };
        if base.0 == 0 && open.lines.iter().any(|line| line.kind == LineKind::Package) {
            return Err(Refusal::at("discount.line", "discount").into());
        }
        let off = match (self.percent_bp, self.amount) {
            (Some(percent), None) => share(most, percent)?,
            (None, Some(amount)) if amount.0 > 0 => amount,
            _ => return Err(Refusal::at("discount.range", "discount").into()),
        };
        if self.line.is_some() && off > most {
            return Err(Refusal::at("discount.above_due", "discount").with("due", most).into());
        }
        // Neither tax nor tip is given away: no more than what is left of the prices.
        let priced = open.lines.iter().filter(|line| line.kind.sold() || line.kind == LineKind::Discount);
        // A package on the bill is due beside: nothing is given of it.
        let told = Rows::of(&open).purposes();
        let rest = Money((told.rest.net().0 - told.sessions.0).max(0));
        let left = Money(priced.map(|line| line.amount.0).sum()).min(open.sums().due()).min(rest);
        if off > left || off.0 == 0 {
            return Err(Refusal::at("discount.above_due", "discount").with("due", left).into());
        }
        let reason = LINE.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        if beyond(work, Money(given.0 + off_before.0 + off.0), Money(base.0 + off_before.0)) {
            if reason.is_empty() {
                return Err(no_reason(work));
            }
            work.approve_amount(Permission::BillDiscountBeyond, off)?;
        }
        let day = line_day(work, &open.booking).await?;
        let line = LineRow {
            percent_bp: self.percent_bp,
            reason: Some(reason.clone()),
            approved_by: work.approved,
            reduces: self.line,
            ..LineRow::new(LineKind::Discount, "", Money(-off.0), day)
        };
        add(work, open.bill.id, &line).await?;
        work.record("bill", open.bill.id.0, NOTHING, &line, &reason)?;
        close(work, open).await
    }
}

/// Whether a session of a package pays a line.
fn by_session(open: &Open, line: BillLineId) -> bool {
    open.lines
        .iter()
        .any(|other| other.reduces == Some(line) && package_use::of(other, &open.payments).is_some())
}

/// What the bill would be without any gift, beside what sessions of packages pay.
pub(super) fn sold(open: &Open) -> Money {
    let brought = |line: &&LineRow| package_use::of(line, &open.payments).is_some();
    let sold = open.lines.iter().filter(|line| line.kind.sold());
    Money(sold.filter(|line| !by_session(open, line.id) && !brought(line)).map(|line| line.amount.0).sum())
}

/// The gifts on the bill so far. What a package's session takes off is none, nor what was taken off beside it: the
/// session pays what it is worth.
fn gifts(open: &Open) -> impl Iterator<Item = &LineRow> {
    open.lines.iter().filter(|line| {
        line.kind == LineKind::Discount
            && package_use::of(line, &open.payments).is_none()
            && !line.reduces.is_some_and(|of| by_session(open, of))
    })
}

/// What was given on the bill so far.
pub(super) fn given(open: &Open) -> Money {
    Money(-gifts(open).map(|line| line.amount.0).sum::<i64>())
}

/// What was given that nobody else signed: what was signed may be given of whatever is left.
pub(super) fn unsigned(open: &Open) -> Money {
    Money(-gifts(open).filter(|line| line.approved_by.is_none()).map(|line| line.amount.0).sum::<i64>())
}

/// Whether giving `off` of `base` goes beyond the clinic's limit.
pub(super) fn beyond(work: &Work<'_>, off: Money, base: Money) -> bool {
    share_of(off, base) > work.clinic.policies.discount_limit_bp
}

/// Above the limit somebody says why.
pub(super) fn no_reason(work: &Work<'_>) -> Fault {
    let limit = work.clinic.policies.discount_limit_bp / 100;
    Refusal::at("discount.reason", "reason").with("limit", limit).into()
}

/// Whether `off` may be given of `base`: above the clinic's limit it takes the right, and a PIN.
pub(super) fn gift(work: &mut Work<'_>, off: Money, base: Money) -> Done<()> {
    if beyond(work, off, base) {
        work.approve_amount(Permission::BillDiscountBeyond, off)?;
    }
    Ok(())
}

/// What was given on a bill whose lines became others: it is held against what is left of them.
///
/// # Errors
/// As [`gift`], and `discount.above_due` where more was given than is left.
pub(super) fn still_given(work: &mut Work<'_>, open: &Open) -> Done<()> {
    let base = sold(open);
    if given(open) > base {
        return Err(Refusal::at("discount.above_due", "discount").with("due", base).into());
    }
    gift(work, unsigned(open), base)
}

/// Whether what was given may be given although a line that it was a share of goes, with what was given on it alone:
/// nobody is asked again who was asked before.
pub(super) async fn of_less(work: &mut Work<'_>, open: &Open, line: &LineRow) -> Done<()> {
    let off = begun::off(work, open).await?;
    let (all, base) = (Money(unsigned(open).0 + off.0), Money(sold(open).0 + off.0));
    if beyond(work, all, base) {
        return Ok(());
    }
    let on_it = gifts(open).filter(|gift| gift.reduces == Some(line.id) && gift.approved_by.is_none());
    let on_it: i64 = on_it.map(|gift| -gift.amount.0).sum();
    gift(work, Money(all.0 - on_it), Money(base.0 - line.amount.0))
}
