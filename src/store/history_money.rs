//! Years of money at once: receipts with what was paid, and expenses.

use chrono::NaiveDate;

use super::db::Tx;
use super::expense::NewExpense;
use super::fault::Stored;
use super::payment::NewPayment;
use super::personal::PersonalRow;
use super::vouched::{EXPENSE, PAYMENT, PAYMENT_STATE, RECEIPT};
use crate::domain::id::{AccountId, ClinicId, PaymentId, ReceiptId};
use crate::domain::payment::PaymentState;
use crate::domain::time::Ts;

/// A receipt of a day that is over, and what was paid with it.
#[derive(Debug, Clone)]
pub struct PastReceipt {
    pub id: ReceiptId,
    pub number: i64,
    pub at: Ts,
    pub by: AccountId,
    pub snapshot: String,
    /// What the page says of the patient, beside it.
    pub patient: PersonalRow,
    pub payments: Vec<NewPayment>,
    /// Payments that waited, and when somebody verified them.
    pub verified: Vec<(PaymentId, Ts)>,
}

impl PastReceipt {
    /// The day it was paid.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        self.payments.first().map(|payment| payment.business_day)
    }
}

/// Writes receipts with their payments.
pub async fn insert_receipts(
    tx: &mut Tx,
    clinic: ClinicId,
    series: &'static str,
    terminal: &str,
    receipts: &[PastReceipt],
) -> Stored<()> {
    let rows: Vec<_> = receipts
        .iter()
        .filter_map(|row| row.payments.first().map(|first| (row, first)))
        .map(|(row, first)| {
            let snapshot = row.snapshot.clone();
            (
                clinic,
                row.id,
                series,
                row.number,
                first.bill_id,
                first.business_day,
                row.at,
                row.by,
                snapshot,
                first.drawer_session_id,
            )
        })
        .collect();
    tx.add_many(
        &RECEIPT,
        "INSERT INTO receipt (clinic_id, id, series, number, bill_id, business_day, issued_at, account_id, snapshot,
           drawer_session_id)",
        rows,
    )
    .await?;
    let payments: Vec<_> = receipts
        .iter()
        .flat_map(|row| row.payments.iter().map(move |payment| (row, payment.clone())))
        .map(|(row, payment)| {
            (
                clinic,
                payment.id,
                payment.bill_id,
                payment.patient_id,
                payment.receipt_id,
                payment.method_id,
                payment.kind,
                payment.amount,
                payment.tendered,
                payment.change_given,
                payment.reference,
                payment.reason,
                payment.refers_to,
                payment.drawer_session_id,
                payment.package_id,
                payment.approved_by,
                payment.business_day,
                row.at,
                row.by,
                terminal.to_owned(),
            )
        })
        .collect();
    tx.add_many(
        &PAYMENT,
        "INSERT INTO payment (clinic_id, id, bill_id, patient_id, receipt_id, method_id, kind, amount, tendered,
           change_given, reference, reason, refers_to, drawer_session_id, package_id, approved_by, business_day,
           taken_at, account_id, terminal)",
        payments,
    )
    .await?;
    let states: Vec<_> = receipts
        .iter()
        .flat_map(|row| row.verified.iter().map(move |verified| (row, verified)))
        .flat_map(|(row, (payment, at))| {
            [(1_i64, PaymentState::Waiting, row.at), (2, PaymentState::Verified, *at)]
                .map(|(seq, state, at)| (clinic, *payment, seq, state, "", row.day(), at, row.by))
        })
        .collect();
    tx.add_many(
        &PAYMENT_STATE,
        "INSERT INTO payment_state (clinic_id, payment_id, seq, state, reference, business_day, at, account_id)",
        states,
    )
    .await
}

/// An expense of a day that is over.
#[derive(Debug, Clone)]
pub struct PastExpense {
    pub expense: NewExpense,
    pub at: Ts,
    pub by: AccountId,
}

/// Writes expenses that took nothing out of a drawer.
pub async fn insert_expenses(
    tx: &mut Tx,
    clinic: ClinicId,
    terminal: &str,
    rows: Vec<PastExpense>,
) -> Stored<()> {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|PastExpense { expense, at, by }| {
            (
                clinic,
                expense.id,
                expense.business_day,
                expense.category_id,
                expense.amount,
                expense.description,
                expense.reference,
                expense.paid_from,
                expense.move_id,
                expense.recurring_id,
                terminal.to_owned(),
                at,
                by,
                None::<Ts>,
                None::<NaiveDate>,
                None::<AccountId>,
                None::<String>,
            )
        })
        .collect();
    tx.add_many(
        &EXPENSE,
        "INSERT INTO expense (clinic_id, id, business_day, category_id, amount, description, reference, paid_from,
           move_id, recurring_id, terminal, created_at, created_by, voided_at, voided_day, voided_by, void_reason)",
        rows,
    )
    .await
}
