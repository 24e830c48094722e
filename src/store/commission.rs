//! What rate of commission was agreed from which day on.

use chrono::NaiveDate;

use super::db::{Answer, On, row};
use super::vouched::COMMISSION_RATE;
use crate::domain::id::{ClinicId, StaffId};

row! {
    /// A rate that changed. What never changed has no row: it is as it stands at the person or the clinic.
    pub struct RateRow {
        /// Somebody who treats; the clinic's own rate has the clinic's id.
        pub whose: StaffId,
        pub from_day: NaiveDate,
        /// In basis points; none: the clinic's.
        pub rate_bp: Option<i64>,
    }
}

/// Every change, the oldest first.
pub fn rates<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<RateRow>> {
    on.into().all(
        "SELECT whose, from_day, rate_bp FROM commission_rate WHERE clinic_id = $1 ORDER BY whose, from_day",
        (clinic,),
    )
}

/// Another rate from a day on from which one was agreed already.
pub fn change_rate<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &RateRow) -> Answer<'a, u64> {
    on.into().change(
        &COMMISSION_RATE,
        "UPDATE commission_rate SET rate_bp = $4 WHERE clinic_id = $1 AND whose = $2 AND from_day = $3 RETURNING *",
        (clinic, row.whose, row.from_day, row.rate_bp),
    )
}

/// The rate from a day on from which none was agreed yet.
pub fn set_rate<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &RateRow) -> Answer<'a, ()> {
    on.into().add(
        &COMMISSION_RATE,
        "INSERT INTO commission_rate (clinic_id, whose, from_day, rate_bp) VALUES ($1, $2, $3, $4)",
        (clinic, row.whose, row.from_day, row.rate_bp),
    )
}
