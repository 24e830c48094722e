//! When visits were called off, and when that was taken back: what was true of a day stays true.

use super::{Days, Reach, around};
use crate::domain::id::{BillId, ClinicId};
use crate::domain::time::Ts;
use crate::store::db::{Answer, On, row};

row! {
    /// The visit of a bill was called off, or no longer is.
    pub struct OffRow {
        pub bill_id: BillId,
        pub at: Ts,
        pub off: bool,
    }
}

/// When the visits of those bills were called off, and when that was taken back, in order.
pub fn steps<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    days: Days,
    reach: Reach,
) -> Answer<'a, Vec<OffRow>> {
    let (from, to) = around(days);
    on.into().all(
        touched!(
            reach,
            "SELECT t.id AS bill_id, e.at, (e.to_status IN ('cancelled', 'no_show', 'left')) AS off
             FROM touched t
             JOIN bill b ON b.clinic_id = $1 AND b.id = t.id
             JOIN booking_step e ON e.clinic_id = b.clinic_id AND e.booking_id = b.booking_id
               AND (e.to_status IN ('cancelled', 'no_show', 'left') OR e.from_status IN ('cancelled', 'no_show', 'left'))
             ORDER BY e.booking_id, e.seq"
        ),
        (clinic, days.0, days.1, from, to),
    )
}
