//! A payment that was a mistake, taken back while its own drawer session still runs. After that it is a refund.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::bill::{self, BillView, left_of};
use super::fault::Done;
use super::refund::{of_payment, within_limit};
use super::stake::Rows;
use super::work::Work;
use super::{begun, drawer, package_use, payment, receipt, rounding, unsure};
use crate::domain::id::PaymentId;
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
use crate::store::payment::{NewPayment, PaymentRow};

/// Takes a payment back as if it had not been. Its receipt keeps its number and says VOID.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidPayment {
    pub payment: PaymentId,
    pub reason: String,
}

impl Act for VoidPayment {
    const NAME: &'static str = "void_payment";
    const NEEDS: Permission = Permission::PaymentVoid;
    const PIN_LAST: bool = true;
    type Output = BillView;
}

impl Change for VoidPayment {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let clinic = work.id();
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let mut open = of_payment(work, self.payment).await?;
        let payment = open.payments.iter().find(|row| row.id == self.payment);
        let payment = payment.ok_or_else(|| Refusal::at("payment.unknown", "payment"))?.clone();
        if !payment.kind.takes() {
            return Err(Refusal::at("payment.back", "payment").into());
        }
        if payment.state == Some(PaymentState::Failed) {
            return Err(Refusal::at("payment.state", "payment").with("state", "failed").into());
        }
        voidable(&payment, left_of(&payment, &open.payments), work.today())?;
        // It pays a package that stays sold although the visit was called off: without it that is owed again, and nobody
        // stands at the counter to pay it.
        let rows = Rows::of(&open);
        let sold_alone = !open.booking.status.active() && rows.is_for_package(payment.id);
        // What was kept of it stays kept: without this payment nothing would stand behind it.
        let kept = rows.kept_of(payment.id);
        if kept > Money::ZERO {
            return Err(Refusal::at("void.kept", "payment").with("kept", kept).into());
        }
        if let Some(session) = payment.drawer_session_id {
            // Held until the act ends: whoever counts it meanwhile waits.
            let standing = store::drawer::lock_session(work.on(), clinic, session).await?;
            if !matches!(standing, Some((None, None))) {
                return Err(Refusal::at("void.closed", "payment").into());
            }
            drawer::takes_today(work, session).await?;
        }
        // By the later of both clocks: one that was set back would make it a slip of just now for ever.
        let late = !work.clinic.policies.is_slip(payment.taken_at, work.now.max(work.steady));
        if late
            || payment.account_id != work.me()
            || !drawer::is_here(work, payment.drawer_session_id).await?
        {
            // Somebody else's drawer would be short of it, or the patient is long gone: it takes what giving as much
            // back takes. First what no PIN may help with: nobody comes for nothing to type theirs.
            within_limit(work, &open, payment.amount)?;
            work.approve_amount(Permission::PaymentVoidOther, payment.amount)?;
        } else if sold_alone
            || !open.booking.status.active() && begun::at(work, &open.booking).await?.is_some()
        {
            // Or they were treated, and went because they had paid.
            work.approve_amount(Permission::PaymentVoidOther, payment.amount)?;
        }
        let method = work.roster.methods.iter().find(|method| method.id == payment.method_id);
        if let Some(session) = payment.drawer_session_id.filter(|_| method.is_some_and(|one| one.in_drawer)) {
            drawer::take_out(work, session, payment.amount).await?;
        }
        let parts = [(payment.clone(), payment.amount)];
        let gone = rounding::goes(work, &open, &parts, |_| true).await?;
        rounding::forget(work, &mut open, gone).await?;
        package_use::forget_discount(work, &mut open, &payment).await?;
        write(work, &open, &payment, &reason).await?;
        if let Some(package) = payment.package_id {
            package_use::comes_back(work, package, payment.amount).await?;
        }
        let number = receipt::named(&payment.series, payment.number);
        let after =
            serde_json::json!({"voided": payment.amount, "receipt": number, "method": payment.method});
        work.record("payment", payment.id.0, super::NOTHING, &after, &reason)?;
        unsure::without_money(work, &mut open.booking).await?;
        bill::close(work, open).await
    }
}

/// Whether a payment may still be taken back as if it had not been, as far as its rows say.
///
/// # Errors
/// `void.returned`, `void.closed` by its drawer; of what has none `void.day`, `void.session`.
pub fn voidable(payment: &PaymentRow, left: Money, today: NaiveDate) -> Result<(), Refusal> {
    let code = match payment.drawer_session_id {
        _ if left != payment.amount => "void.returned",
        Some(_) if !payment.drawer_runs => "void.closed",
        // Credit and sessions have no drawer: their day is their session.
        None if payment.business_day != today && payment.method_kind == MethodKind::Package => "void.session",
        None if payment.business_day != today => "void.day",
        _ => return Ok(()),
    };
    Err(Refusal::at(code, "payment"))
}

/// The row that takes a payment back: same method, same session, same receipt.
pub(super) async fn write(
    work: &mut Work<'_>,
    open: &bill::Open,
    payment: &PaymentRow,
    reason: &str,
) -> Done<()> {
    let of_it = open.allocations.iter().filter(|part| part.payment_id == payment.id);
    let row = NewPayment {
        packages: of_it.map(|part| (part.line_id, Money(-part.amount.0))).collect(),
        id: PaymentId::new(),
        bill_id: open.bill.id,
        patient_id: open.booking.patient_id,
        receipt_id: payment.receipt_id,
        method_id: payment.method_id,
        kind: PaymentKind::Void,
        amount: Money(-payment.amount.0),
        tendered: Money(-payment.amount.0),
        change_given: Money::ZERO,
        reference: String::new(),
        reason: reason.to_owned(),
        refers_to: Some(payment.id),
        drawer_session_id: payment.drawer_session_id,
        package_id: payment.package_id,
        approved_by: work.approved,
        business_day: work.today(),
    };
    payment::write(work, &row).await
}
