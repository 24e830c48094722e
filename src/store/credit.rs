//! What the clinic owes a patient who paid before: there is no table of it, only the payments by credit.

use chrono::NaiveDate;

use super::db::{Answer, On, Sql, row};
use crate::domain::id::{BookingId, ClinicId, PatientId, PaymentId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    /// One time credit came or went.
    pub struct CreditRow {
        pub id: PaymentId,
        pub booking_id: BookingId,
        pub receipt_id: ReceiptId,
        pub series: String,
        pub number: i64,
        /// What the credit grew by; negative where it was used.
        pub amount: Money,
        pub reason: String,
        pub business_day: NaiveDate,
        pub taken_at: Ts,
        pub account: String,
    }
}

pub fn balance<'a>(on: impl Into<On<'a>>, clinic: ClinicId, patient: PatientId) -> Answer<'a, (Money,)> {
    on.into().one(
        "SELECT CAST(-COALESCE(SUM(m.amount), 0) AS BIGINT) FROM bill b
         JOIN payment m ON m.clinic_id = b.clinic_id AND m.bill_id = b.id
         JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
         WHERE b.clinic_id = $1 AND b.patient_id = $2 AND w.kind = 'credit'",
        (clinic, patient),
    )
}

pub fn rows<'a>(on: impl Into<On<'a>>, clinic: ClinicId, patient: PatientId) -> Answer<'a, Vec<CreditRow>> {
    on.into().all(
        "SELECT m.id, b.booking_id, m.receipt_id, r.series, r.number, CAST(-m.amount AS BIGINT) AS amount, m.reason,
           m.business_day, m.taken_at, a.full_name AS account
         FROM bill b
         JOIN payment m ON m.clinic_id = b.clinic_id AND m.bill_id = b.id
         JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
         JOIN receipt r ON r.clinic_id = m.clinic_id AND r.id = m.receipt_id
         JOIN account a ON a.clinic_id = m.clinic_id AND a.id = m.account_id
         WHERE b.clinic_id = $1 AND b.patient_id = $2 AND w.kind = 'credit' ORDER BY m.taken_at, m.id",
        (clinic, patient),
    )
}

/// Holds a patient until the transaction ends: two counters never spend the same credit. None where they were merged with
/// somebody meanwhile.
pub fn lock<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    patient: PatientId,
) -> Answer<'a, Option<(PatientId,)>> {
    on.into().opt(
        Sql::Each {
            sqlite: "SELECT id FROM patient WHERE clinic_id = $1 AND id = $2 AND merged_into IS NULL",
            postgres: "SELECT id FROM patient WHERE clinic_id = $1 AND id = $2 AND merged_into IS NULL
               FOR NO KEY UPDATE",
        },
        (clinic, patient),
    )
}
