//! The steps a booking took, each written down for ever.

use super::db::{Answer, On, row};
use crate::domain::booking::Status;
use crate::domain::id::{AccountId, BookingId, ClinicId};
use crate::domain::time::Ts;

row! {
    pub struct StepRow {
        pub seq: i64,
        pub from_status: Option<Status>,
        pub to_status: Status,
        pub undoes: Option<i64>,
        /// When it was to begin before, where the step moved it.
        pub moved_from: Option<Ts>,
        pub at: Ts,
        pub account_id: AccountId,
        pub account: String,
        pub terminal: String,
    }
}

/// Writes down a step for ever; `undoes` names the one it takes back, `moved_from` says where it moved the booking from.
pub fn add<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: BookingId,
    step: (Option<Status>, Status),
    (undoes, moved_from): (Option<i64>, Option<Ts>),
    at: Ts,
    by: AccountId,
    terminal: &'a str,
) -> Answer<'a, ()> {
    on.into().put(
        "INSERT INTO booking_step (clinic_id, booking_id, seq, from_status, to_status, undoes, moved_from, at, account_id,
           terminal)
         VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM booking_step WHERE clinic_id = $1 AND booking_id = $2),
           $3, $4, $5, $6, $7, $8, $9)",
        (clinic, id, step.0, step.1, undoes, moved_from, at, by, terminal),
    )
}

/// Every step a booking took, first to last.
pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: BookingId) -> Answer<'a, Vec<StepRow>> {
    on.into().all(
        "SELECT e.seq, e.from_status, e.to_status, e.undoes, e.moved_from, e.at, e.account_id, a.full_name AS account,
           e.terminal
         FROM booking_step e JOIN account a ON a.clinic_id = e.clinic_id AND a.id = e.account_id
         WHERE e.clinic_id = $1 AND e.booking_id = $2 ORDER BY e.seq",
        (clinic, id),
    )
}

/// When what was owed for a visit was last given up with a signature, and what that row says.
pub fn given_up<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Option<(Ts, String)>> {
    on.into().opt(
        "SELECT at, after FROM audit WHERE clinic_id = $1 AND entity = 'booking' AND entity_id = $2
           AND after LIKE '%\"given_up\":%' ORDER BY seq DESC LIMIT 1",
        (clinic, booking),
    )
}

/// The number of the last step a booking took.
pub fn last<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: BookingId) -> Answer<'a, (i64,)> {
    on.into().one("SELECT MAX(seq) FROM booking_step WHERE clinic_id = $1 AND booking_id = $2", (clinic, id))
}

/// What the trail says of a booking, the newest first: which act it was, and what was before.
pub fn trailed<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Vec<(String, String)>> {
    on.into().all(
        "SELECT act, before FROM audit WHERE clinic_id = $1 AND entity = 'booking' AND entity_id = $2
         ORDER BY seq DESC",
        (clinic, booking),
    )
}

/// Why a booking was confirmed without its deposit when it was confirmed last; nothing where it needed no why.
pub fn confirmed_why<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Option<(String,)>> {
    on.into().opt(
        "SELECT reason FROM audit WHERE clinic_id = $1 AND entity = 'booking' AND entity_id = $2
           AND act = 'confirm_booking' ORDER BY seq DESC LIMIT 1",
        (clinic, booking),
    )
}

/// What the trail says of when the patient of a booking came last.
pub fn came<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    booking: BookingId,
) -> Answer<'a, Option<(String,)>> {
    on.into().opt(
        "SELECT after FROM audit WHERE clinic_id = $1 AND entity = 'booking' AND entity_id = $2 AND act = 'arrive'
         ORDER BY seq DESC LIMIT 1",
        (clinic, booking),
    )
}
