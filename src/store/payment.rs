//! The ledger: payments, what became of them, and receipts. Rows are only ever added.

use chrono::NaiveDate;

use super::db::{Answer, On, row};
use super::vouched::{PAYMENT, PAYMENT_ALLOCATION, PAYMENT_STATE, RECEIPT, RECEIPT_COPY};
use crate::domain::id::{
    AccountId, BillId, BillLineId, BookingId, ClinicId, DrawerSessionId, MethodId, PatientId,
    PatientPackageId, PaymentId, ReceiptId,
};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::time::Ts;

row! {
    /// One payment with what became of it.
    pub struct PaymentRow {
        pub id: PaymentId,
        pub receipt_id: ReceiptId,
        pub series: String,
        pub number: i64,
        pub kind: PaymentKind,
        pub method_id: MethodId,
        pub method: String,
        pub method_kind: MethodKind,
        pub amount: Money,
        pub tendered: Money,
        pub change_given: Money,
        pub reference: String,
        pub reason: String,
        /// The payment a refund or a void takes back.
        pub refers_to: Option<PaymentId>,
        pub drawer_session_id: Option<DrawerSessionId>,
        pub package_id: Option<PatientPackageId>,
        pub business_day: NaiveDate,
        pub taken_at: Ts,
        pub account_id: AccountId,
        pub account: String,
        /// None: money in the hand.
        pub state: Option<PaymentState>,
        /// The drawer session it went into is not counted yet. True for what went into none.
        pub drawer_runs: bool,
    }
}

row! {
    /// How much of a payment, or of what went back of one, is for a package, by the line of its sale; and how much of it was
    /// kept, by the line that says so.
    pub struct AllocationRow {
        pub payment_id: PaymentId,
        pub line_id: BillLineId,
        pub amount: Money,
    }
}

/// A payment about to be written.
#[derive(Debug, Clone)]
pub struct NewPayment {
    pub id: PaymentId,
    pub bill_id: BillId,
    pub patient_id: PatientId,
    pub receipt_id: ReceiptId,
    pub method_id: MethodId,
    pub kind: PaymentKind,
    pub amount: Money,
    pub tendered: Money,
    pub change_given: Money,
    pub reference: String,
    /// Why it goes back; empty for money that comes.
    pub reason: String,
    pub refers_to: Option<PaymentId>,
    /// None only where no new money moves: credit, packages.
    pub drawer_session_id: Option<DrawerSessionId>,
    pub package_id: Option<PatientPackageId>,
    pub approved_by: Option<AccountId>,
    pub business_day: NaiveDate,
    /// How much of it is for which package, by the line of its sale: with the sign of the amount.
    pub packages: Vec<(BillLineId, Money)>,
}

row! {
    pub struct ReceiptRow {
        pub id: ReceiptId,
        pub series: String,
        pub number: i64,
        pub bill_id: BillId,
        pub booking_id: BookingId,
        pub patient_id: PatientId,
        pub business_day: NaiveDate,
        pub issued_at: Ts,
        /// What the receipt says, without the name: that is kept where it can be erased.
        pub snapshot: String,
        /// The drawer whose numbers it is among.
        pub drawer_session_id: Option<DrawerSessionId>,
        pub copies: i64,
        /// What of its payments was voided.
        pub voided: Money,
    }
}

row! {
    /// Where a payment stands, for acts on it.
    pub struct StandingRow {
        pub id: PaymentId,
        pub booking_id: BookingId,
        pub amount: Money,
        pub state: Option<PaymentState>,
        pub seq: i64,
    }
}

/// Draws the next number of a series of receipts, and answers with the name of who pays: one journey for both. The
/// number is given back when the transaction rolls back: no holes.
pub fn draw_number<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    series: &'static str,
    patient: PatientId,
) -> Answer<'a, (i64, String)> {
    on.into().one(
        "INSERT INTO counter (clinic_id, kind, scope, value) VALUES ($1, 'receipt', $2, 1)
         ON CONFLICT (clinic_id, kind, scope) DO UPDATE SET value = counter.value + 1
         RETURNING value, (SELECT p.name FROM patient p WHERE p.clinic_id = $1 AND p.id = $3)",
        (clinic, series, patient),
    )
}

pub fn insert_receipt<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &ReceiptRow,
    by: AccountId,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().add(
        &RECEIPT,
        "INSERT INTO receipt (clinic_id, id, series, number, bill_id, business_day, issued_at, account_id, snapshot,
           drawer_session_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        (
            clinic, row.id, row.series, row.number, row.bill_id, row.business_day, row.issued_at, by, row.snapshot,
            row.drawer_session_id,
        ),
    )
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &NewPayment,
    now: Ts,
    by: AccountId,
    terminal: &'a str,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().add(
        &PAYMENT,
        "INSERT INTO payment (clinic_id, id, bill_id, patient_id, receipt_id, method_id, kind, amount, tendered,
           change_given, reference, reason, refers_to, drawer_session_id, package_id, approved_by, business_day,
           taken_at, account_id, terminal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        (
            clinic, row.id, row.bill_id, row.patient_id, row.receipt_id, row.method_id, row.kind, row.amount,
            row.tendered, row.change_given, row.reference, row.reason, row.refers_to, row.drawer_session_id,
            row.package_id, row.approved_by, row.business_day, now, by, terminal,
        ),
    )
}

/// Writes down what a payment is for.
pub fn allocate<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: AllocationRow) -> Answer<'a, ()> {
    on.into().add(
        &PAYMENT_ALLOCATION,
        "INSERT INTO payment_allocation (clinic_id, payment_id, line_id, amount) VALUES ($1, $2, $3, $4)",
        (clinic, row.payment_id, row.line_id, row.amount),
    )
}

/// What the payments on a bill are for, as far as that is a package or a forfeit that stands.
pub fn allocations<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    bill: BillId,
) -> Answer<'a, Vec<AllocationRow>> {
    on.into().all(
        "SELECT x.payment_id, x.line_id, x.amount
         FROM bill_line l JOIN payment_allocation x ON x.clinic_id = l.clinic_id AND x.line_id = l.id
         WHERE l.clinic_id = $1 AND l.bill_id = $2 AND l.kind IN ('package', 'forfeit') AND l.voided_at IS NULL
         ORDER BY l.position, x.payment_id",
        (clinic, bill),
    )
}

/// What became of a payment; a new row, the last one counts.
pub fn add_state<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    payment: PaymentId,
    seq: i64,
    state: PaymentState,
    reference: &'a str,
    day: NaiveDate,
    now: Ts,
    by: AccountId,
) -> Answer<'a, ()> {
    on.into().add(
        &PAYMENT_STATE,
        "INSERT INTO payment_state (clinic_id, payment_id, seq, state, reference, business_day, at, account_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        (clinic, payment, seq, state, reference, day, now, by),
    )
}

/// Everything paid on a bill, first to last.
pub fn of_bill<'a>(on: impl Into<On<'a>>, clinic: ClinicId, bill: BillId) -> Answer<'a, Vec<PaymentRow>> {
    on.into().all(
        "SELECT m.id, m.receipt_id, r.series, r.number, m.kind, m.method_id, w.name AS method,
           w.kind AS method_kind, m.amount, m.tendered, m.change_given, m.reference, m.reason, m.refers_to,
           m.drawer_session_id, m.package_id, m.business_day, m.taken_at, m.account_id, a.full_name AS account,
           (SELECT x.state FROM payment_state x WHERE x.clinic_id = m.clinic_id AND x.payment_id = m.id
            ORDER BY x.seq DESC LIMIT 1) AS state,
           NOT EXISTS (SELECT 1 FROM drawer_session d WHERE d.clinic_id = m.clinic_id AND d.id = m.drawer_session_id
             AND (d.counted_at IS NOT NULL OR d.closed_at IS NOT NULL)) AS drawer_runs
         FROM payment m
         JOIN receipt r ON r.clinic_id = m.clinic_id AND r.id = m.receipt_id
         JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
         JOIN account a ON a.clinic_id = m.clinic_id AND a.id = m.account_id
         WHERE m.clinic_id = $1 AND m.bill_id = $2 ORDER BY m.taken_at, r.number, m.id",
        (clinic, bill),
    )
}

pub fn standing<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: PaymentId,
) -> Answer<'a, Option<StandingRow>> {
    on.into().opt(
        "SELECT m.id, b.booking_id, m.amount,
           (SELECT x.state FROM payment_state x WHERE x.clinic_id = m.clinic_id AND x.payment_id = m.id
            ORDER BY x.seq DESC LIMIT 1) AS state,
           CAST(COALESCE((SELECT MAX(x.seq) FROM payment_state x
              WHERE x.clinic_id = m.clinic_id AND x.payment_id = m.id), 0) AS BIGINT) AS seq
         FROM payment m JOIN bill b ON b.clinic_id = m.clinic_id AND b.id = m.bill_id
         WHERE m.clinic_id = $1 AND m.id = $2",
        (clinic, id),
    )
}

pub fn receipt<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: ReceiptId) -> Answer<'a, Option<ReceiptRow>> {
    on.into().opt(
        "SELECT r.id, r.series, r.number, r.bill_id, b.booking_id, b.patient_id, r.business_day, r.issued_at, r.snapshot,
           r.drawer_session_id,
           (SELECT COUNT(*) FROM receipt_copy c WHERE c.clinic_id = r.clinic_id AND c.receipt_id = r.id) AS copies,
           CAST(COALESCE((SELECT -SUM(m.amount) FROM payment m WHERE m.clinic_id = r.clinic_id AND m.receipt_id = r.id
              AND m.kind = 'void'), 0) AS BIGINT) AS voided
         FROM receipt r JOIN bill b ON b.clinic_id = r.clinic_id AND b.id = r.bill_id
         WHERE r.clinic_id = $1 AND r.id = $2",
        (clinic, id),
    )
}

row! {
    /// What somebody said of a payment, and when.
    pub struct StateRow {
        pub payment_id: PaymentId,
        pub state: PaymentState,
        pub at: Ts,
    }
}

/// What was said of the payments of a receipt, the last of each last.
pub fn states_of<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    receipt: ReceiptId,
) -> Answer<'a, Vec<StateRow>> {
    on.into().all(
        "SELECT s.payment_id, s.state, s.at
         FROM payment_state s JOIN payment m ON m.clinic_id = s.clinic_id AND m.id = s.payment_id
         WHERE s.clinic_id = $1 AND m.receipt_id = $2 ORDER BY s.payment_id, s.seq",
        (clinic, receipt),
    )
}

/// Writes down that a receipt left the desk again, as copy n.
pub fn add_copy<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    receipt: ReceiptId,
    copy: i64,
    now: Ts,
    by: AccountId,
) -> Answer<'a, ()> {
    on.into().add(
        &RECEIPT_COPY,
        "INSERT INTO receipt_copy (clinic_id, receipt_id, copy, at, account_id) VALUES ($1, $2, $3, $4, $5)",
        (clinic, receipt, copy, now, by),
    )
}
