//! A day of the book: its lines as the first screen shows them, and how full the days of a month are.

use chrono::NaiveDate;

use super::bill::owes;
use super::db::{Answer, On, row};
use crate::domain::booking::{Source, Status};
use crate::domain::id::{BookingId, ClinicId, PatientId, RoomId, StaffId, TicketId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::queue::{Moments, TicketStatus, waited};
use crate::domain::time::Ts;

row! {
    /// One line of the day.
    pub struct DayRow {
        pub id: BookingId,
        pub starts_at: Ts,
        pub ends_at: Ts,
        pub status: Status,
        pub source: Source,
        pub overbook: bool,
        pub moves: i64,
        pub patient_id: PatientId,
        pub patient: String,
        pub phone: Option<String>,
        pub alerts: String,
        /// Never treated here before.
        pub fresh: bool,
        pub treatment_id: TreatmentId,
        pub treatment: String,
        pub staff_id: Option<StaffId>,
        /// Who treats, by name; of somebody who waits for nobody's time yet: whom their number waits for.
        pub staff: Option<String>,
        /// Whom their number waits for, where they wait for nobody's time yet.
        pub waits_for: Option<StaffId>,
        pub room_id: Option<RoomId>,
        pub arrived_at: Option<Ts>,
        pub started_at: Option<Ts>,
        pub ticket_id: Option<TicketId>,
        pub ticket_prefix: Option<String>,
        pub ticket_number: Option<i64>,
        pub ticket_status: Option<TicketStatus>,
        pub ticket_version: Option<i64>,
        /// Since when the number waits, and when it was called first and last.
        pub waiting_since: Option<Ts>,
        pub called_at: Option<Ts>,
        pub last_called_at: Option<Ts>,
        pub total: Money,
        pub paid: Money,
        /// What was given back, off `paid` already; what became credit was not.
        pub returned: Money,
        /// What came beyond what counts so far: of a visit that is not done, all that is at stake when it is called off.
        pub held: Money,
        /// What came before the service and was not given back.
        pub deposits: Money,
        /// The part of `total` that counts whatever becomes of the visit; told where all that was paid came before the
        /// service.
        pub standing: Money,
        /// The deposit it needs while it is still to come, whatever was paid already.
        pub deposit_needed: Money,
        /// How often the patient did not come, of a booking that is still to come.
        pub no_shows: i64,
        /// What came by QRIS or the like and nobody has verified yet.
        pub unverified: Money,
        /// How many wait that day with a number and no booking: the same on every line.
        pub numbers: i64,
        pub note: String,
        pub version: i64,
    }
}

impl DayRow {
    /// The minutes whoever has arrived waited, as the queue counts them: by their number, else since they came.
    #[must_use]
    pub fn waited(&self, now: Ts) -> Option<i64> {
        let Some((status, since)) = self.ticket_status.zip(self.waiting_since) else {
            return self.arrived_at.map(|at| now.minutes_since(at).max(0));
        };
        let moments =
            Moments { called: self.called_at, last_called: self.last_called_at, ..Moments::default() };
        Some(waited(status, since, moments, now))
    }
}

row! {
    /// How many active bookings a day has.
    pub struct DayCountRow {
        pub business_day: NaiveDate,
        pub bookings: i64,
    }
}

/// The statement behind [`rows`]: what is measured runs it bare. What needs one column of another table looks it up:
/// with each table joined a server that has just begun plans noticeably longer.
pub const DAY: &str = concat!(
    "SELECT b.id, b.starts_at, b.ends_at, b.status, b.source, b.overbook, b.moves,
   b.patient_id, p.name AS patient,
   (SELECT n.phone FROM patient_phone n WHERE n.clinic_id = b.clinic_id AND n.patient_id = b.patient_id
     AND n.position = 1) AS phone, p.alerts,
   NOT EXISTS (SELECT 1 FROM booking e WHERE e.clinic_id = b.clinic_id AND e.patient_id = b.patient_id
     AND e.starts_at < b.starts_at AND e.status = 'done') AS fresh,
   b.treatment_id, t.name AS treatment, b.staff_id,
   (SELECT s.name FROM staff s WHERE s.clinic_id = b.clinic_id
     AND s.id = COALESCE(b.staff_id, k.staff_id)) AS staff,
   CASE WHEN b.staff_id IS NULL THEN k.staff_id END AS waits_for, b.room_id,
   b.arrived_at, b.started_at,
   k.id AS ticket_id, k.prefix AS ticket_prefix, k.number AS ticket_number, k.status AS ticket_status,
   k.version AS ticket_version, k.waiting_since, k.called_at, k.last_called_at,
   CAST(",
    owes!(),
    " AS BIGINT) AS total,
   COALESCE(bl.paid, 0) AS paid, COALESCE(bl.returned, 0) AS returned,
   CASE WHEN bl.balance < 0 THEN -bl.balance ELSE 0 END AS held, COALESCE(bl.deposits, 0) AS deposits,
   CASE WHEN bl.id IS NULL OR bl.deposits = 0 OR bl.deposits <> bl.paid THEN 0
     WHEN b.status <> 'done' THEN bl.balance + bl.paid
     ELSE (SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM bill_line l WHERE l.clinic_id = bl.clinic_id
       AND l.bill_id = bl.id AND (l.kind IN ('package', 'forfeit') OR l.kind IN ('write_off', 'rounding') AND l.reduces IS NOT NULL)
       AND l.voided_at IS NULL) END AS standing,
   b.deposit AS deposit_needed,
   CASE WHEN b.status IN ('booked', 'confirmed') THEN (SELECT COUNT(*) FROM booking g
     WHERE g.clinic_id = b.clinic_id AND g.patient_id = b.patient_id AND g.status = 'no_show') ELSE 0 END AS no_shows,
   COALESCE(bl.waiting, 0) AS unverified,
   (SELECT COUNT(*) FROM ticket w WHERE w.clinic_id = $1 AND w.business_day = $2 AND w.status = 'waiting'
     AND w.booking_id IS NULL) AS numbers,
   b.note, b.version
 FROM booking b
 JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
 JOIN treatment t ON t.clinic_id = b.clinic_id AND t.id = b.treatment_id
 LEFT JOIN ticket k ON k.clinic_id = b.clinic_id AND k.booking_id = b.id AND k.status <> 'left'
 LEFT JOIN bill bl ON bl.clinic_id = b.clinic_id AND bl.booking_id = b.id
 WHERE b.clinic_id = $1 AND b.business_day = $2
 ORDER BY b.starts_at, b.id"
);

/// A business day's bookings in the order of the clock, cancelled ones included.
pub fn rows<'a>(on: impl Into<On<'a>>, clinic: ClinicId, day: NaiveDate) -> Answer<'a, Vec<DayRow>> {
    on.into().all(DAY, (clinic, day))
}

/// Active bookings by day, for a calendar: of the whole clinic, or of one who treats.
pub fn counts<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    from: NaiveDate,
    to: NaiveDate,
    whose: Option<StaffId>,
) -> Answer<'a, Vec<DayCountRow>> {
    on.into().all(
        "SELECT business_day, COUNT(*) AS bookings FROM booking
         WHERE clinic_id = $1 AND business_day BETWEEN $2 AND $3 AND status NOT IN ('cancelled', 'no_show', 'left')
           AND ($4 IS NULL OR staff_id = $4)
         GROUP BY business_day ORDER BY business_day",
        (clinic, from, to, whose),
    )
}
