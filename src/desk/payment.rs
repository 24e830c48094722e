//! Taking money, and what becomes of it.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::bill::{self, BillView, Open, left_of};
use super::fault::Done;
use super::work::Work;
use super::{NOTHING, credit, deposit, drawer, method, paid_for, receipt, rounding, unsure};
use crate::domain::bill::LineKind;
use crate::domain::id::{BillLineId, BookingId, MethodId, PaymentId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::payment::{Exact, MethodKind, Offer, Part, PaymentKind, PaymentState, split};
use crate::domain::permission::Permission;
use crate::domain::purpose::PaidFor;
use crate::domain::refusal::Refusal;
use crate::domain::text::{LINE, LINE_NEEDED};
use crate::store;
use crate::store::bill::LineRow;
use crate::store::method::MethodRow;
use crate::store::payment::{AllocationRow, NewPayment, PaymentRow};

/// One part of what is paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tender {
    pub method: MethodId,
    /// What is handed over (cash) or charged (the others), in minor units. Zero only of cash, where there are no coins
    /// for what is due: the rounding settles it.
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
    /// Where a package on the bill is due beside the visit: what it is for. Left out: first what is lacking of a deposit, and
    /// of whoever is here what they are treated for, unless it pays all the packages or just one; of a visit that is done
    /// first the service.
    #[serde(default)]
    pub paid_for: Option<PaidFor>,
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
        let mut methods = Vec::new();
        for tender in &self.tenders {
            work.limit(tender.tendered, "amount")?;
            let method = method::offered(&roster, tender.method)?;
            // Its sessions are counted, not its money.
            if method.kind == MethodKind::Package {
                return Err(Refusal::at("payment.package", "method").into());
            }
            methods.push(method);
        }
        let offers: Vec<Offer> = methods
            .iter()
            .zip(&self.tenders)
            .map(|(method, tender)| Offer { kind: method.kind, tendered: tender.tendered })
            .collect();
        let exact = exact(
            &open.payments,
            store::credit::balance(work.on(), clinic, open.booking.patient_id).await?.0,
        );
        let split = split(sums.due(), &offers, exact, work.clinic.policies.cash_rounding)?;
        beyond(work, &open, methods.iter().zip(&split.parts))?;
        let by_credit =
            methods.iter().zip(&split.parts).filter(|(method, _)| method.kind == MethodKind::Credit);
        let by_credit = Money(by_credit.map(|(_, part)| part.amount.0).sum());
        if by_credit > Money::ZERO {
            credit::spend(work, open.booking.patient_id, by_credit).await?;
        }
        // Cash for which there are no coins takes nothing in.
        let parts = || {
            let parts = methods.iter().zip(&self.tenders).zip(&split.parts);
            parts.filter(|(_, part)| part.amount > Money::ZERO)
        };
        let session = if parts().any(|((method, _), _)| method.counts_as_received) {
            Some(drawer::here(work).await?.id)
        } else {
            None
        };
        let id = ReceiptId::new();
        let kind = if open.booking.status.pending() { PaymentKind::Deposit } else { PaymentKind::Payment };
        let mut taken = Vec::new();
        for ((method, tender), part) in parts() {
            let reference = LINE.clean(&tender.reference).map_err(|refusal| refusal.on("reference"))?.value;
            let payment = NewPayment {
                tendered: part.tendered,
                change_given: part.change,
                approved_by: work.approved,
                reference,
                drawer_session_id: session.filter(|_| method.counts_as_received),
                ..NewPayment::of(&open, id, method, kind, part.amount, work.today())
            };
            taken.push(((*method).clone(), payment));
        }
        if split.rounding.0 != 0 {
            // The line has the id of the payment it makes payable: it goes when that is voided. Where it settles the bill
            // alone, that of the receipt.
            let cash = taken.iter().find(|(method, _)| method.kind == MethodKind::Cash).or(taken.last());
            let line = LineRow {
                id: cash.map_or(BillLineId(id.0), |(_, payment)| BillLineId(payment.id.0)),
                reduces: rounding::hangs_on(work, &open).await?,
                ..LineRow::new(LineKind::Rounding, "", split.rounding, work.today())
            };
            bill::add(work, open.bill.id, &line).await?;
            open.lines.push(line);
        }
        let packages = paid_for::packages(work, &open, &taken, self.paid_for).await?;
        paid_for::share(&mut taken, packages);
        let applied: i64 = split.parts.iter().map(|part| part.amount.0).sum();
        let due = Money(sums.due().0 + split.rounding.0 - applied);
        let number = receipt::issue_as(work, &open, (receipt::TAKEN, id), &taken, due).await?;
        let mut waiting = false;
        for (_, payment) in taken.iter().filter(|(method, _)| method.kind == MethodKind::Qris) {
            waiting = true;
            let (state, day) = (PaymentState::Waiting, payment.business_day);
            let reference = &payment.reference;
            store::payment::add_state(work.on(), clinic, payment.id, 1, state, reference, day, now, me)
                .await?;
        }
        let change = Money(split.parts.iter().map(|part| part.change.0).sum());
        let paid = Paid {
            receipt: id,
            number: number_shown(number),
            parts: split.parts,
            change,
            rounding: split.rounding,
            due,
            waiting,
        };
        let by = methods.iter().map(|method| method.name.as_str());
        let mut told = serde_json::to_value(&paid)?;
        told["method"] = by.collect::<Vec<_>>().join(", ").into();
        told["number"] = receipt::named(receipt::TAKEN, number).into();
        work.record("payment", id.0, NOTHING, &told, "")?;
        bill::touch(work, &open.bill).await?;
        Ok(paid)
    }
}

impl NewPayment {
    /// A payment on an open bill, of today, with nothing special about it.
    pub(super) fn of(
        open: &Open,
        receipt: ReceiptId,
        method: &MethodRow,
        kind: PaymentKind,
        amount: Money,
        day: NaiveDate,
    ) -> Self {
        Self {
            id: PaymentId::new(),
            bill_id: open.bill.id,
            patient_id: open.booking.patient_id,
            receipt_id: receipt,
            method_id: method.id,
            kind,
            amount,
            tendered: amount,
            change_given: Money::ZERO,
            reference: String::new(),
            reason: String::new(),
            refers_to: None,
            drawer_session_id: None,
            package_id: None,
            approved_by: None,
            business_day: day,
            packages: Vec::new(),
        }
    }
}

/// A row of the ledger, with what it is for.
pub(super) async fn write(work: &mut Work<'_>, payment: &NewPayment) -> Done<()> {
    let (clinic, me, now, terminal) = (work.id(), work.me(), work.now, work.terminal);
    store::payment::insert(work.on(), clinic, payment, now, me, terminal).await?;
    for (line_id, amount) in payment.packages.iter().copied() {
        let row = AllocationRow { payment_id: payment.id, line_id, amount };
        store::payment::allocate(work.on(), clinic, row).await?;
    }
    Ok(())
}

/// `000123`: receipts are numbered without holes, six digits and more when needed.
#[must_use]
pub fn number_shown(number: i64) -> String {
    format!("{number:06}")
}

/// What of a bill came by what pays to the last, and stands; `credit` is what the patient has.
#[must_use]
pub fn exact(payments: &[PaymentRow], credit: Money) -> Exact {
    let stands = |row: &&PaymentRow| {
        row.kind.takes() && row.state != Some(PaymentState::Failed) && left_of(row, payments) > Money::ZERO
    };
    let came = |by: fn(MethodKind) -> bool| payments.iter().filter(stands).any(|row| by(row.method_kind));
    Exact {
        paid: came(|kind| kind != MethodKind::Cash && !kind.before()),
        by_credit: came(|kind| kind == MethodKind::Credit),
        credit,
    }
}

/// Two people paying the same bill end in one truth: the second is told who took the first, and nothing is taken. Where
/// money went back since, whoever took some before is not why nothing is to pay.
fn refuse_if_paid(
    work: &Work<'_>,
    payments: &[PaymentRow],
    due: Money,
    shown: Option<Money>,
) -> Result<(), Refusal> {
    if due.0 > 0 && shown.is_none_or(|shown| shown == due) {
        return Ok(());
    }
    let took = |row: &&PaymentRow| {
        let took = row.kind.takes();
        took && row.state != Some(PaymentState::Failed)
    };
    match payments.last().filter(took) {
        Some(last) if due.0 <= 0 => Err(Refusal::new("payment.twice")
            .with("by", last.account.as_str())
            .with("at", work.local(last.taken_at))
            .with("receipt", receipt::named(&last.series, last.number))),
        _ if due.0 <= 0 => Err(Refusal::new("payment.settled")),
        _ => Err(Refusal::new("payment.due_changed").with("due", due)),
    }
}

/// More taken of one bill in a day than the clinic's limit takes a second person, in one payment or in several.
fn beyond<'m>(
    work: &mut Work<'_>,
    open: &Open,
    parts: impl Iterator<Item = (&'m &'m MethodRow, &'m Part)>,
) -> Done<()> {
    let today = work.today();
    let now: i64 = parts.filter(|(method, _)| method.counts_as_received).map(|(_, part)| part.amount.0).sum();
    let before = open.payments.iter().filter(|row| {
        let took = row.kind.takes();
        took && !row.method_kind.before()
            && row.business_day == today
            && row.state != Some(PaymentState::Failed)
    });
    let before: i64 = before.map(|row| left_of(row, &open.payments).0).sum();
    if now > 0 && before.saturating_add(now) > work.clinic.policies.payment_limit {
        work.approve_amount(Permission::PaymentTakeBeyond, Money(now))?;
    }
    Ok(())
}

/// Somebody saw the money arrive: QRIS, transfer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyPayment {
    pub payment: PaymentId,
    /// Of the acquirer's app; it may not be empty.
    pub reference: String,
}

impl Act for VerifyPayment {
    const NAME: &'static str = "verify_payment";
    const NEEDS: Permission = Permission::PaymentTake;
    type Output = BillView;
}

impl Change for VerifyPayment {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let reference = LINE_NEEDED.clean(&self.reference).map_err(|refusal| refusal.on("reference"))?.value;
        become_of(work, self.payment, PaymentState::Verified, &reference).await
    }
}

/// The money never came: the balance comes back, the row stays. What went back of it is owed too, and a deposit of it
/// that was kept is kept no more.
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
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        become_of(work, self.payment, PaymentState::Failed, &reason).await
    }
}

async fn become_of(work: &mut Work<'_>, id: PaymentId, to: PaymentState, text: &str) -> Done<BillView> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let unknown = || Refusal::at("payment.unknown", "payment");
    let standing = store::payment::standing(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    // The bill's lock orders those who decide about the same payment.
    let mut open = bill::open(work, standing.booking_id).await?;
    let standing = store::payment::standing(work.on(), clinic, id).await?.ok_or_else(unknown)?;
    let payment = open.payments.iter().find(|payment| payment.id == id).ok_or_else(unknown)?.clone();
    let took = payment.kind.takes();
    // Money in the hand and money that came before cannot fail.
    let may_fail = took && payment.method_kind != MethodKind::Cash && !payment.method_kind.before();
    let voided = |row: &PaymentRow| row.refers_to == Some(id) && row.kind == PaymentKind::Void;
    let stands = !open.payments.iter().any(voided);
    let ok = match to {
        PaymentState::Verified => standing.state == Some(PaymentState::Waiting) && stands,
        // What went back of it meanwhile is owed like the rest.
        PaymentState::Failed => standing.state != Some(PaymentState::Failed) && may_fail && stands,
        PaymentState::Waiting => false,
    };
    if !ok {
        let state = standing.state.map_or("", PaymentState::as_str);
        return Err(Refusal::at("payment.state", "payment").with("state", state).into());
    }
    let text = LINE.clean(text).map_err(|refusal| refusal.on("reference"))?.value;
    // What was seen to arrive, or never waited for, is money like any other: to say that it failed is a late void.
    if to == PaymentState::Failed && standing.state != Some(PaymentState::Waiting) {
        work.approve_amount(Permission::PaymentVoidOther, payment.amount)?;
    }
    let day = work.today();
    store::payment::add_state(work.on(), clinic, id, standing.seq + 1, to, &text, day, now, me).await?;
    let unkept = match to {
        PaymentState::Failed => {
            let unkept = deposit::never_came(work, &open, id).await?;
            let gone = rounding::goes(work, &open, &[(payment.clone(), payment.amount)], |_| true).await?;
            rounding::forget(work, &mut open, gone).await?;
            unkept
        }
        _ => Money::ZERO,
    };
    let before = serde_json::json!({"state": standing.state});
    let mut after = serde_json::json!({"state": to, "reference": text});
    if unkept > Money::ZERO {
        after["unkept"] = serde_json::json!(unkept);
    }
    work.record("payment", id.0, &before, &after, "")?;
    if to == PaymentState::Failed {
        unsure::without_money(work, &mut open.booking).await?;
    }
    bill::close(work, open).await
}
