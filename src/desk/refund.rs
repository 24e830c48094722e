//! Money that goes back after its day or its drawer: each time a receipt of its own, in the series of refunds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::bill::{self, Open, left_of};
use super::fault::Done;
use super::stake::{Part, Rows};
use super::void::voidable;
use super::work::Work;
use super::{NOTHING, drawer, method, receipt, rounding, unsure};
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::id::{BillLineId, MethodId, PaymentId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::method::MethodRow;
use crate::store::payment::{NewPayment, PaymentRow};

/// Gives money back: never more than is left of the payment, nor, in cash, than the drawer should hold. After the
/// service what goes back beyond an overpayment is taken off the bill, so that nobody owes it again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundPayment {
    pub payment: PaymentId,
    /// Left out: all that is left of it.
    #[serde(default)]
    pub amount: Option<Money>,
    /// Left out: the payment's own. Credit: the patient may use it another time.
    #[serde(default)]
    pub method: Option<MethodId>,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refunded {
    pub receipt: ReceiptId,
    /// `RF-000001`
    pub number: String,
    pub amount: Money,
    /// By which ways, by name.
    pub method: String,
    /// How much by which way, in the order it was paid.
    pub parts: Vec<GivenBack>,
    /// What was taken off the bill, as it was earned and given back.
    pub taken_off: Money,
    /// Still to pay.
    pub due: Money,
}

/// What goes back by one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GivenBack {
    pub method: String,
    pub amount: Money,
}

impl Act for RefundPayment {
    const NAME: &'static str = "refund_payment";
    const NEEDS: Permission = Permission::PaymentRefund;
    const PIN_LAST: bool = true;
    type Output = Refunded;
}

impl Change for RefundPayment {
    async fn change(self, work: &mut Work<'_>) -> Done<Refunded> {
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let open = of_payment(work, self.payment).await?;
        let payment = open.payments.iter().find(|row| row.id == self.payment);
        let payment = payment.ok_or_else(|| Refusal::at("payment.unknown", "payment"))?.clone();
        let left = may_go_back(&payment, &open.payments)?;
        let amount = self.amount.unwrap_or(left);
        if amount.0 <= 0 {
            return Err(Refusal::at("payment.empty", "amount").into());
        }
        if amount > left {
            return Err(Refusal::at("refund.above", "amount").with("left", left).into());
        }
        if payment.method_kind == MethodKind::Package {
            voidable(&payment, left, work.today())?;
            return Err(Refusal::at("refund.package", "payment").into());
        }
        let rows = Rows::of(&open);
        let (free, own) = (rows.purposes().free(), rows.free_of(&payment));
        if amount > free {
            return Err(Refusal::at("refund.kept", "amount").with("free", free).into());
        }
        if amount > own && rows.kept_of(payment.id) > Money::ZERO {
            return Err(Refusal::at("refund.kept", "amount").with("free", own).into());
        }
        // What paid for a package goes back with the package.
        if amount > own {
            return Err(Refusal::at("refund.purpose", "payment").with("free", own).into());
        }
        let parts = vec![(payment, amount)];
        // After the service it is taken off the bill, so that nobody owes it again.
        let earned = if open.booking.status == Status::Done {
            Money((amount.0 - open.sums().over().0).max(0))
        } else {
            Money::ZERO
        };
        give_back(work, open, Back { parts, package: None, earned }, self.method, &reason).await
    }
}

/// The bill of a payment, locked: those who give the same money back come one after the other.
pub(super) async fn of_payment(work: &mut Work<'_>, id: PaymentId) -> Done<Open> {
    let clinic = work.id();
    let standing = store::payment::standing(work.on(), clinic, id)
        .await?
        .ok_or_else(|| Refusal::at("payment.unknown", "payment"))?;
    bill::open(work, standing.booking_id).await
}

/// What of a payment may still go back.
///
/// # Errors
/// `payment.back` for what is itself no payment, `payment.waiting` for what nobody has seen arrive,
/// `payment.state` for what failed, `refund.nothing` when nothing is left of it.
pub(super) fn may_go_back(payment: &PaymentRow, payments: &[PaymentRow]) -> Result<Money, Refusal> {
    if !payment.kind.takes() {
        return Err(Refusal::at("payment.back", "payment"));
    }
    match payment.state {
        Some(PaymentState::Failed) => {
            return Err(Refusal::at("payment.state", "payment").with("state", "failed"));
        }
        Some(PaymentState::Waiting) => return Err(Refusal::at("payment.waiting", "payment")),
        _ => {}
    }
    let left = left_of(payment, payments);
    if left.0 <= 0 {
        return Err(Refusal::at("refund.nothing", "payment"));
    }
    Ok(left)
}

/// What goes back of one bill in a day is within the clinic's limit, be it in parts, or signed for as what is beyond
/// it. A void of somebody else's payment, or of a late one, is as good as a refund.
///
/// # Errors
/// As [`Work::approve`].
pub(super) fn within_limit(work: &mut Work<'_>, open: &Open, amount: Money) -> Done<()> {
    let (today, policies) = (work.today(), &work.clinic.policies);
    let slip = |row: &PaymentRow| {
        let taken = open.payments.iter().find(|payment| Some(payment.id) == row.refers_to);
        taken.is_some_and(|payment| {
            payment.account_id == row.account_id && policies.is_slip(payment.taken_at, row.taken_at)
        })
    };
    let counts = |row: &&PaymentRow| match row.kind {
        PaymentKind::Refund => true,
        PaymentKind::Void => !slip(row),
        _ => false,
    };
    let back = open.payments.iter().filter(|row| row.business_day == today).filter(counts);
    let back: i64 = back.map(|row| -row.amount.0).sum();
    if back.saturating_add(amount.0) > policies.refund_limit {
        work.approve_amount(Permission::PaymentRefundBeyond, amount)?;
    }
    Ok(())
}

/// What goes back.
pub(super) struct Back {
    pub parts: Vec<Part>,
    /// The package that is given back, by the line of its sale.
    pub package: Option<BillLineId>,
    /// What of it was earned.
    pub earned: Money,
}

/// Gives back parts of payments of one bill on one receipt, by `method` or each by its own, and leaves the act's row
/// in the trail. What was `earned` and goes back is taken off the bill.
pub(super) async fn give_back(
    work: &mut Work<'_>,
    mut open: Open,
    Back { parts, package, earned }: Back,
    method: Option<MethodId>,
    reason: &str,
) -> Done<Refunded> {
    let amount = Money(parts.iter().map(|(_, part)| part.0).sum());
    work.worth(amount);
    within_limit(work, &open, amount)?;
    if earned > Money::ZERO {
        let line = LineRow {
            reason: Some(reason.to_owned()),
            approved_by: work.approved,
            ..LineRow::new(LineKind::Refund, "", Money(-earned.0), work.today())
        };
        bill::add(work, open.bill.id, &line).await?;
        open.lines.push(line);
    } else {
        rounding::goes_back(work, &mut open, &parts, package).await?;
    }
    let taken = write(work, &open, (parts, package), method, reason).await?;
    let sums = open.sums();
    let due = Money((sums.total.0 - sums.settled().0 + amount.0).max(0));
    let number = receipt::issue(work, &open, receipt::BACK, &taken, due).await?;
    let receipt = taken.first().map_or_else(ReceiptId::new, |(_, payment)| payment.receipt_id);
    let mut parts: Vec<GivenBack> = Vec::new();
    for (method, payment) in &taken {
        let back = Money(-payment.amount.0);
        match parts.iter_mut().find(|part| part.method == method.name) {
            Some(part) => part.amount.0 += back.0,
            None => parts.push(GivenBack { method: method.name.clone(), amount: back }),
        }
    }
    let done = Refunded {
        receipt,
        number: receipt::named(receipt::BACK, number),
        amount,
        method: parts.iter().map(|part| part.method.as_str()).collect::<Vec<_>>().join(", "),
        parts,
        taken_off: earned,
        due,
    };
    if work.entry.is_none() {
        work.record("payment", receipt.0, NOTHING, &done, reason)?;
    }
    unsure::without_money(work, &mut open.booking).await?;
    bill::touch(work, &open.bill).await?;
    Ok(done)
}

/// The rows that go back, on a receipt of their own.
async fn write(
    work: &mut Work<'_>,
    open: &Open,
    (parts, package): (Vec<Part>, Option<BillLineId>),
    method: Option<MethodId>,
    reason: &str,
) -> Done<Vec<(MethodRow, NewPayment)>> {
    let roster = std::sync::Arc::clone(&work.roster);
    let receipt = ReceiptId::new();
    let (mut taken, mut gone) = (Vec::new(), Vec::new());
    // What came in coins and goes back whole is there in the same coins.
    let mut broken = Money::ZERO;
    for (payment, part) in parts {
        let by = match method {
            Some(id) => method::offered(&roster, id)?,
            None => roster
                .methods
                .iter()
                .find(|method| method.id == payment.method_id)
                .ok_or_else(|| Refusal::at("method.unknown", "method"))?,
        };
        if by.kind == MethodKind::Package {
            return Err(Refusal::at("refund.package", "method").into());
        }
        let whole = payment.method_kind == MethodKind::Cash && part == payment.amount;
        if by.kind == MethodKind::Cash && !whole {
            broken = Money(broken.0 + part.0);
        }
        let of_packages = Rows::of(open).of_packages(&payment, part, package, &gone);
        gone.extend_from_slice(&of_packages);
        let row = NewPayment {
            packages: of_packages.into_iter().map(|(line, part)| (line, Money(-part.0))).collect(),
            reason: reason.to_owned(),
            refers_to: Some(payment.id),
            approved_by: work.approved,
            ..NewPayment::of(open, receipt, by, PaymentKind::Refund, Money(-part.0), work.today())
        };
        taken.push((by.clone(), row));
    }
    in_coins(broken, work.clinic.policies.cash_rounding)?;
    if taken.iter().any(|(method, _)| method.counts_as_received) {
        let session = drawer::here(work).await?.id;
        for (_, row) in taken.iter_mut().filter(|(method, _)| method.counts_as_received) {
            row.drawer_session_id = Some(session);
        }
        let cash = taken.iter().filter(|(method, _)| method.in_drawer).map(|(_, row)| -row.amount.0).sum();
        if cash > 0 {
            drawer::take_out(work, session, Money(cash)).await?;
        }
    }
    Ok(taken)
}

/// Cash that goes back is an amount there are coins for, or the drawer could never be counted right.
///
/// # Errors
/// `refund.coins`, with the next amount below; `refund.no_coins` where there is none.
fn in_coins(amount: Money, coin: i64) -> Result<(), Refusal> {
    let rest = amount.0 % coin.max(1);
    if rest == 0 {
        return Ok(());
    }
    let less = Money(amount.0 - rest);
    let code = if less > Money::ZERO { "refund.coins" } else { "refund.no_coins" };
    Err(Refusal::at(code, "amount").with("coin", Money(coin)).with("less", less))
}
