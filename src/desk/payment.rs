//! Taking money, and what becomes of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::bill::{self, BillView};
use super::fault::{Done, Fault};
use super::work::Work;
use super::{Desk, NOTHING, drawer};
use crate::domain::bill::LineKind;
use crate::domain::id::{BookingId, MethodId, PaymentId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, Offer, Part, PaymentKind, PaymentState, split};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::bill::LineRow;
use crate::store::payment::{MethodRow, NewPayment, ReceiptRow};

/// The clinic's payment methods, in its order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMethods {}

impl Act for ListMethods {
    const NAME: &'static str = "list_methods";
    const NEEDS: Permission = Permission::BillSee;
    type Output = Vec<MethodRow>;
}

impl Look for ListMethods {
    async fn look(self, desk: &Desk) -> Done<Vec<MethodRow>> {
        Ok(desk.roster().await?.methods.clone())
    }
}

/// One part of what is paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tender {
    pub method: MethodId,
    /// What is handed over (cash) or charged (the others), in minor units.
    pub tendered: Money,
    /// Of the slip or the app.
    #[serde(default)]
    pub reference: String,
}

/// Takes a payment, in full or in part, by one method or several. One receipt.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakePayment {
    pub booking: BookingId,
    pub tenders: Vec<Tender>,
    /// What the screen showed as still to pay: when somebody else took a payment meanwhile, nothing is taken.
    #[serde(default)]
    pub due: Option<Money>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Paid {
    pub receipt: ReceiptId,
    /// `000123`
    pub number: String,
    pub parts: Vec<Part>,
    pub change: Money,
    pub rounding: Money,
    /// Still to pay.
    pub due: Money,
    /// Something of it waits to be verified.
    pub waiting: bool,
}

/// The one series there is until refunds have their own.
const SERIES: &str = "R";

impl Act for TakePayment {
    const NAME: &'static str = "take_payment";
    const NEEDS: Permission = Permission::PaymentTake;
    type Output = Paid;
}

impl Change for TakePayment {
    async fn change(self, work: &mut Work<'_>) -> Done<Paid> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let roster = std::sync::Arc::clone(&work.roster);
        let mut open = bill::open(work, self.booking).await?;
        let sums = open.sums();
        if !open.booking.status.active() && sums.due() == Money::ZERO {
            let status = open.booking.status.as_str();
            return Err(Refusal::new("payment.ended").with("status", status).into());
        }
        refuse_if_paid(work, &open.payments, sums.due(), self.due)?;
        let methods = self
            .tenders
            .iter()
            .map(|tender| roster.methods.iter().find(|method| method.id == tender.method))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| Refusal::at("method.unknown", "method"))?;
        let offers: Vec<Offer> = methods
            .iter()
            .zip(&self.tenders)
            .map(|(method, tender)| Offer { kind: method.kind, tendered: tender.tendered })
            .collect();
        let split = split(sums.due(), &offers, work.clinic.policies.cash_rounding)?;
        if split.rounding.0 != 0 {
            let line = LineRow::new(LineKind::Rounding, "", split.rounding, work.today());
            bill::add(work, open.bill.id, &line).await?;
        }
        let session = drawer::here(work).await?;
        let (number,) = store::audit::next(work.on(), clinic, "receipt", SERIES).await?;
        let receipt = ReceiptRow {
            id: ReceiptId::new(),
            series: SERIES.to_owned(),
            number,
            bill_id: open.bill.id,
            booking_id: open.booking.id,
            business_day: work.today(),
            issued_at: now,
            snapshot: String::new(),
            copies: 0,
        };
        let mut taken = Vec::new();
        for ((method, tender), part) in methods.iter().zip(&self.tenders).zip(&split.parts) {
            let reference = LINE.clean(&tender.reference).map_err(|refusal| refusal.on("reference"))?.value;
            taken.push((
                *method,
                NewPayment {
                    id: PaymentId::new(),
                    bill_id: open.bill.id,
                    patient_id: open.booking.patient_id,
                    receipt_id: receipt.id,
                    method_id: method.id,
                    kind: if open.booking.status.pending() {
                        PaymentKind::Deposit
                    } else {
                        PaymentKind::Payment
                    },
                    amount: part.amount,
                    tendered: part.tendered,
                    change_given: part.change,
                    reference,
                    reason: String::new(),
                    refers_to: None,
                    drawer_session_id: method.counts_as_received.then_some(session.id),
                    package_id: None,
                    approved_by: None,
                    business_day: work.today(),
                },
            ));
        }
        open.lines = store::bill::lines(work.on(), clinic, open.bill.id).await?;
        let applied: i64 = split.parts.iter().map(|part| part.amount.0).sum();
        let due = Money(sums.due().0 + split.rounding.0 - applied);
        let snapshot = super::receipt::snapshot(work, &open, &receipt, &taken, due).await?;
        let snapshot = serde_json::to_string(&snapshot).map_err(|error| Fault::Broken(error.to_string()))?;
        let row = ReceiptRow { snapshot, ..receipt };
        store::payment::insert_receipt(work.on(), clinic, &row, me).await?;
        let mut waiting = false;
        for (method, payment) in &taken {
            let terminal = work.terminal;
            store::payment::insert(work.on(), clinic, payment, now, me, terminal).await?;
            if method.kind == MethodKind::Qris {
                waiting = true;
                let reference = payment.reference.clone();
                let state = PaymentState::Waiting;
                let day = payment.business_day;
                store::payment::add_state(work.on(), clinic, payment.id, 1, state, &reference, day, now, me)
                    .await?;
            }
        }
        let change = Money(split.parts.iter().map(|part| part.change.0).sum());
        let paid = Paid {
            receipt: row.id,
            number: number_shown(row.number),
            parts: split.parts,
            change,
            rounding: split.rounding,
            due,
            waiting,
        };
        work.record("payment", row.id.0, NOTHING, &paid, "")?;
        bill::close(work, open).await?;
        Ok(paid)
    }
}

/// `000123`: receipts are numbered without holes, six digits and more when needed.
#[must_use]
pub fn number_shown(number: i64) -> String {
    format!("{number:06}")
}

/// Two people paying the same bill end in one truth: the second is told who took the first, and nothing is taken.
fn refuse_if_paid(
    work: &Work<'_>,
    payments: &[store::payment::PaymentRow],
    due: Money,
    shown: Option<Money>,
) -> Result<(), Refusal> {
    if due.0 > 0 && shown.is_none_or(|shown| shown == due) {
        return Ok(());
    }
    match payments.last() {
        Some(last) if due.0 <= 0 => Err(Refusal::new("payment.twice")
            .with("by", last.account.as_str())
            .with("at", work.local(last.taken_at))
            .with("receipt", number_shown(last.number))),
        _ if due.0 <= 0 => Err(Refusal::new("payment.settled")),
        _ => Err(Refusal::new("payment.due_changed").with("due", due)),
    }
}

/// Somebody saw the money arrive: QRIS, transfer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyPayment {
    pub payment: PaymentId,
    /// Of the acquirer's app.
    #[serde(default)]
    pub reference: String,
}

impl Act for VerifyPayment {
    const NAME: &'static str = "verify_payment";
    const NEEDS: Permission = Permission::PaymentTake;
    type Output = BillView;
}

impl Change for VerifyPayment {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        become_of(work, self.payment, PaymentState::Verified, &self.reference).await
    }
}

/// The money never came: the balance comes back, the row stays.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailPayment {
    pub payment: PaymentId,
    pub reason: String,
}

impl Act for FailPayment {
    const NAME: &'static str = "fail_payment";
    const NEEDS: Permission = Permission::PaymentTake;
    type Output = BillView;
}

impl Change for FailPayment {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        use crate::domain::text::LINE_NEEDED;
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        become_of(work, self.payment, PaymentState::Failed, &reason).await
    }
}

async fn become_of(work: &mut Work<'_>, id: PaymentId, to: PaymentState, text: &str) -> Done<BillView> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let unknown = || Refusal::at("payment.unknown", "payment");
    let standing = store::payment::standing(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    // The bill's lock orders those who decide about the same payment.
    let open = bill::open(work, standing.booking_id).await?;
    let standing = store::payment::standing(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    let cash = open.payments.iter().any(|p| p.id == id && p.method_kind == MethodKind::Cash);
    let ok = match to {
        PaymentState::Verified => standing.state == Some(PaymentState::Waiting),
        PaymentState::Failed => standing.state != Some(PaymentState::Failed) && !cash,
        PaymentState::Waiting => false,
    };
    if !ok {
        let state = standing.state.map_or("", PaymentState::as_str);
        return Err(Refusal::at("payment.state", "payment").with("state", state).into());
    }
    let text = LINE.clean(text).map_err(|refusal| refusal.on("reference"))?.value;
    let day = work.today();
    store::payment::add_state(work.on(), clinic, id, standing.seq + 1, to, &text, day, now, me).await?;
    let before = serde_json::json!({"state": standing.state});
    work.record("payment", id.0, &before, &serde_json::json!({"state": to, "reference": text}), "")?;
    bill::close(work, open).await
}
