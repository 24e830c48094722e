//! Bills and their lines.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use super::vouched::{BILL, BILL_LINE, LINE_SHARE};
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::id::{
    AccountId, BillId, BillLineId, BookingId, ClinicId, PatientId, StaffId, TreatmentId,
};
use crate::domain::money::Money;
use crate::domain::time::Ts;

/// What a visit owes, as `desk::bill::sums` has it: booking `b`, its treatment `t`, its bill `bl` where there is one;
/// before that the price that was agreed and the tax on top of it. Of a visit that is off, what stands alone is what its
/// balance and what was paid come to.
macro_rules! owes {
    () => {
        "CASE WHEN bl.id IS NOT NULL AND b.status IN ('cancelled', 'no_show', 'left') THEN bl.balance + bl.paid
           WHEN bl.id IS NOT NULL THEN bl.charged
           WHEN b.status IN ('cancelled', 'no_show', 'left') THEN 0
           WHEN t.tax_mode = 'exclusive'
             THEN b.price + b.price / 10000 * t.tax_bp + (b.price % 10000 * t.tax_bp + 5000) / 10000
           ELSE b.price END"
    };
}

pub(super) use owes;

row! {
    pub struct BillRow {
        pub id: BillId,
        pub booking_id: BookingId,
        pub patient_id: PatientId,
        pub business_day: NaiveDate,
        pub version: i64,
        pub updated_at: Ts,
        pub updated_by: AccountId,
    }
}

row! {
    pub struct LineRow {
        pub id: BillLineId,
        pub position: i64,
        pub kind: LineKind,
        /// What the visit was booked for, or what was put in its place: one line, while it stands.
        pub own: bool,
        pub treatment_id: Option<TreatmentId>,
        pub staff_id: Option<StaffId>,
        pub description: String,
        /// Of the treatment, as it was called when the line was written; empty for what is none.
        pub category: String,
        pub quantity: i64,
        pub unit_price: Money,
        pub amount: Money,
        pub percent_bp: Option<i64>,
        pub tax_mode: TaxMode,
        pub tax_bp: i64,
        /// The line a discount or a refund takes off; none: the whole bill.
        pub reduces: Option<BillLineId>,
        pub reason: Option<String>,
        /// The step of its booking that kept a deposit by moving it.
        pub step: Option<i64>,
        pub approved_by: Option<AccountId>,
        /// The day it was written.
        pub business_day: NaiveDate,
        /// How many performed it together; 0 where it was one person.
        pub shared: i64,
    }
}

row! {
    /// One of several who performed a line, and their part of it in basis points.
    pub struct ShareRow {
        pub staff_id: StaffId,
        pub share_bp: i64,
    }
}

impl LineRow {
    /// A line of one piece without anything special about it. Its position is given when it is stored.
    #[must_use]
    pub fn new(kind: LineKind, description: &str, amount: Money, day: NaiveDate) -> Self {
        Self {
            id: BillLineId::new(),
            position: 0,
            kind,
            own: false,
            treatment_id: None,
            staff_id: None,
            description: description.to_owned(),
            category: String::new(),
            quantity: 1,
            unit_price: amount,
            amount,
            percent_bp: None,
            tax_mode: TaxMode::None,
            tax_bp: 0,
            reduces: None,
            reason: None,
            step: None,
            approved_by: None,
            business_day: day,
            shared: 0,
        }
    }
}

row! {
    /// A treatment that stood on a bill, or still does.
    pub struct StoodRow {
        pub id: BillLineId,
        pub own: bool,
        pub treatment_id: Option<TreatmentId>,
        pub amount: Money,
        pub created_at: Ts,
        pub voided_at: Option<Ts>,
    }
}

/// Every treatment there was on a bill, first to last.
pub fn treatments<'a>(on: impl Into<On<'a>>, clinic: ClinicId, bill: BillId) -> Answer<'a, Vec<StoodRow>> {
    on.into().all(
        "SELECT id, own, treatment_id, amount, created_at, voided_at FROM bill_line
         WHERE clinic_id = $1 AND bill_id = $2 AND kind = 'treatment' ORDER BY position",
        (clinic, bill),
    )
}

const OF_BOOKING: &str = "SELECT id, booking_id, patient_id, business_day, version, updated_at, updated_by
 FROM bill WHERE clinic_id = $1 AND booking_id = $2";

pub fn of_booking<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Option<BillRow>> {
    on.into().opt(OF_BOOKING, (clinic, booking))
}

/// The same, locked until the transaction ends: two people paying one bill come one after the other.
pub fn lock_of_booking<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Option<BillRow>> {
    on.into().opt(
        Sql::Each {
            sqlite: OF_BOOKING,
            postgres: "SELECT id, booking_id, patient_id, business_day, version, updated_at, updated_by
             FROM bill WHERE clinic_id = $1 AND booking_id = $2 FOR UPDATE",
        },
        (clinic, booking),
    )
}

pub fn insert<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &BillRow) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().add_with(
        &BILL,
        (clinic, row.id, row.booking_id, row.patient_id, row.business_day),
        "INSERT INTO bill (clinic_id, id, booking_id, patient_id, business_day, version, created_at, created_by,
           updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $6, $7)",
        (clinic, row.id, row.booking_id, row.patient_id, row.business_day, row.updated_at, row.updated_by),
    )
}

/// Marks a locked bill as changed.
pub fn touch<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: BillId,
    by: AccountId,
    now: Ts,
) -> Answer<'a, ()> {
    on.into().put(
        "UPDATE bill SET version = version + 1, updated_at = $3, updated_by = $4 WHERE clinic_id = $1 AND id = $2",
        (clinic, id, now, by),
    )
}

/// The lines that stand, voided ones left out.
pub fn lines<'a>(on: impl Into<On<'a>>, clinic: ClinicId, bill: BillId) -> Answer<'a, Vec<LineRow>> {
    on.into().all(
        "SELECT l.id, l.position, l.kind, l.own, l.treatment_id, l.staff_id, l.description, l.category, l.quantity, l.unit_price,
           l.amount,
           l.percent_bp, l.tax_mode, l.tax_bp, l.reduces, l.reason, l.step, l.approved_by, l.business_day,
           (SELECT COUNT(*) FROM line_share h WHERE h.clinic_id = l.clinic_id AND h.line_id = l.id) AS shared
         FROM bill_line l WHERE l.clinic_id = $1 AND l.bill_id = $2 AND l.voided_at IS NULL ORDER BY l.position",
        (clinic, bill),
    )
}

/// The first line a bill ever had, whether it stands or not.
pub fn first_line<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    bill: BillId,
) -> Answer<'a, Option<(BillLineId,)>> {
    on.into().opt(
        "SELECT id FROM bill_line WHERE clinic_id = $1 AND bill_id = $2 ORDER BY position LIMIT 1",
        (clinic, bill),
    )
}

pub fn add_line<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    bill: BillId,
    row: &LineRow,
    by: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &BILL_LINE,
        "INSERT INTO bill_line (clinic_id, id, bill_id, position, kind, treatment_id, staff_id, description, quantity,
           unit_price, amount, percent_bp, tax_mode, tax_bp, reduces, reason, approved_by, business_day, created_at,
           created_by, category, own, step)
         VALUES ($1, $2, $3, (SELECT COALESCE(MAX(position), 0) + 1 FROM bill_line WHERE clinic_id = $1 AND bill_id = $3),
           $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) RETURNING *",
        (
            clinic, row.id, bill, row.kind, row.treatment_id, row.staff_id, row.description, row.quantity,
            row.unit_price, row.amount, row.percent_bp, row.tax_mode, row.tax_bp, row.reduces, row.reason,
            row.approved_by, row.business_day, now, by, row.category, row.own, row.step,
        ),
    )
}

/// Who was to perform a visit until somebody else was put in their place at that moment; nothing where nobody was.
pub fn performer_until<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
    at: Ts,
) -> Answer<'a, Option<(Option<StaffId>,)>> {
    on.into().opt(
        "SELECT l.staff_id FROM bill b JOIN bill_line l ON l.clinic_id = b.clinic_id AND l.bill_id = b.id
         WHERE b.clinic_id = $1 AND b.booking_id = $2 AND l.own AND l.voided_at = $3 AND l.void_reason = 'assigned'
         ORDER BY l.position DESC LIMIT 1",
        (clinic, booking, at),
    )
}

/// Takes a line off the bill; it stays in the book. 0 rows when it is off already.
pub fn void_line<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    bill: BillId,
    line: BillLineId,
    reason: &'a str,
    by: AccountId,
    now: Ts,
    day: NaiveDate,
) -> Answer<'a, u64> {
    on.into().change(
        &BILL_LINE,
        "UPDATE bill_line SET voided_at = $4, voided_by = $5, void_reason = $6, voided_day = $7
         WHERE clinic_id = $1 AND bill_id = $2 AND id = $3 AND voided_at IS NULL RETURNING *",
        (clinic, bill, line, now, by, reason, day),
    )
}

/// When a line was taken off a bill, and by whom; nothing of one that stands or never was.
pub fn gone<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    bill: BillId,
    line: BillLineId,
) -> Answer<'a, Option<(Ts, String)>> {
    on.into().opt(
        "SELECT l.voided_at, a.full_name FROM bill_line l JOIN account a ON a.clinic_id = l.clinic_id AND a.id = l.voided_by
         WHERE l.clinic_id = $1 AND l.bill_id = $2 AND l.id = $3 AND l.voided_at IS NOT NULL",
        (clinic, bill, line),
    )
}

pub fn shares<'a>(on: impl Into<On<'a>>, clinic: ClinicId, line: BillLineId) -> Answer<'a, Vec<ShareRow>> {
    on.into().all(
        "SELECT staff_id, share_bp FROM line_share WHERE clinic_id = $1 AND line_id = $2 ORDER BY share_bp DESC, staff_id",
        (clinic, line),
    )
}

/// Forgets who performed a line together, before it is written anew.
pub fn clear_shares<'a>(on: impl Into<On<'a>>, clinic: ClinicId, line: BillLineId) -> Answer<'a, u64> {
    on.into().remove(
        &LINE_SHARE,
        "DELETE FROM line_share WHERE clinic_id = $1 AND line_id = $2 RETURNING *",
        (clinic, line),
    )
}

pub fn add_share<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    line: BillLineId,
    row: &ShareRow,
) -> Answer<'a, u64> {
    on.into().change(
        &LINE_SHARE,
        "INSERT INTO line_share (clinic_id, line_id, staff_id, share_bp) VALUES ($1, $2, $3, $4) RETURNING *",
        (clinic, line, row.staff_id, row.share_bp),
    )
}
