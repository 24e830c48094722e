//! Patients: what is kept of them, and what their card counts.

mod found;

use chrono::NaiveDate;

use super::bill::owes;
use super::db::{Answer, Both, On, Sql, row};
use crate::domain::id::{AccountId, BookingId, ClinicId, PatientId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

pub use self::found::{FoundRow, PartOfPhone, by_part_of_phone, by_phone, by_word, by_words, family};

row! {
    pub struct PatientRow {
        pub id: PatientId,
        pub name: String,
        pub email: Option<String>,
        pub birth_date: Option<NaiveDate>,
        pub address: String,
        pub notes: String,
        pub alerts: String,
        pub reminders: bool,
        pub active: bool,
        pub version: i64,
        pub updated_at: Ts,
        pub updated_by: AccountId,
    }
}

row! {
    pub struct PhoneRow {
        pub position: i64,
        pub phone: String,
        pub typed: String,
        /// Whose it is, where it came with somebody who was merged into this patient.
        pub merged_from: Option<PatientId>,
    }
}

row! {
    /// One visit, as the patient card and the favourite staff see it.
    pub struct VisitRow {
        pub id: BookingId,
        pub starts_at: Ts,
        pub status: crate::domain::booking::Status,
        pub treatment: String,
        pub staff: Option<String>,
        pub total: Money,
        pub paid: Money,
    }
}

row! {
    pub struct FavouriteRow {
        pub staff: String,
        pub visits: i64,
    }
}

row! {
    /// What the card counts: derived, never stored.
    pub struct TallyRow {
        pub visits: i64,
        pub no_shows: i64,
        pub last_visit: Option<Ts>,
    }
}

/// A patient, with `$lock` behind the question.
macro_rules! get {
    ($lock:literal) => {
        concat!(
            "SELECT id, name, email, birth_date, address, notes, alerts, reminders, active, version, updated_at,
               updated_by
             FROM patient WHERE clinic_id = $1 AND id = $2",
            $lock
        )
    };
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, Option<PatientRow>> {
    on.into().opt(get!(""), (clinic, id))
}

/// The same, held against a merge until the transaction is over: whoever works with a patient works with them to the end.
pub fn held<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, Option<PatientRow>> {
    on.into().opt(Sql::Each { sqlite: get!(""), postgres: get!(" FOR KEY SHARE") }, (clinic, id))
}

pub fn phones<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, Vec<PhoneRow>> {
    on.into().all(
        "SELECT position, phone, typed, merged_from FROM patient_phone WHERE clinic_id = $1 AND patient_id = $2
         ORDER BY position",
        (clinic, id),
    )
}

row! {
    /// The same as it is counted, with what is still open over all visits that were done or are going on.
    pub struct CountedRow {
        pub visits: i64,
        pub no_shows: i64,
        pub last_visit: Option<Ts>,
        /// Who treated most often, and how often.
        pub staff: Option<String>,
        pub often: Option<i64>,
        pub balance: Money,
    }
}

pub fn insert<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &PatientRow,
    name_key: &'a str,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().put(
        "INSERT INTO patient (clinic_id, id, name, name_key, email, birth_date, address, notes, alerts, reminders,
           active, version, created_at, created_by, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, TRUE, 1, $11, $12, $11, $12)",
        (
            clinic, row.id, row.name, name_key, row.email, row.birth_date, row.address, row.notes, row.alerts,
            row.reminders, row.updated_at, row.updated_by,
        ),
    )
}

/// 0 rows when the version is stale.
pub fn update<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &PatientRow,
    name_key: &'a str,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().exec(
        "UPDATE patient SET name = $4, name_key = $5, email = $6, birth_date = $7, address = $8, notes = $9,
           alerts = $10, reminders = $11, active = $12, version = version + 1, updated_at = $13, updated_by = $14
         WHERE clinic_id = $1 AND id = $2 AND version = $3",
        (
            clinic, row.id, row.version, row.name, name_key, row.email, row.birth_date, row.address, row.notes,
            row.alerts, row.reminders, row.active, row.updated_at, row.updated_by,
        ),
    )
}

pub fn clear_phones<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, ()> {
    on.into().put("DELETE FROM patient_phone WHERE clinic_id = $1 AND patient_id = $2", (clinic, id))
}

pub fn add_phone<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: PatientId,
    row: &PhoneRow,
    reversed: &'a str,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().put(
        "INSERT INTO patient_phone (clinic_id, patient_id, position, phone, reversed, typed, merged_from)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        (clinic, id, row.position, row.phone, reversed, row.typed, row.merged_from),
    )
}

pub fn clear_words<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, ()> {
    on.into().put("DELETE FROM patient_word WHERE clinic_id = $1 AND patient_id = $2", (clinic, id))
}

pub fn add_word<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId, word: &'a str) -> Answer<'a, ()> {
    on.into().put(
        "INSERT INTO patient_word (clinic_id, word, patient_id) VALUES ($1, $2, $3)
         ON CONFLICT (clinic_id, word, patient_id) DO NOTHING",
        (clinic, word, id),
    )
}

/// The last visits and what is still to come, latest first.
pub fn visits<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: PatientId,
    limit: i64,
) -> Answer<'a, Vec<VisitRow>> {
    on.into().all(
        concat!(
            "SELECT b.id, b.starts_at, b.status, t.name AS treatment, s.name AS staff,
           CAST(",
            owes!(),
            " AS BIGINT) AS total, COALESCE(bl.paid, 0) AS paid
         FROM booking b
         JOIN treatment t ON t.clinic_id = b.clinic_id AND t.id = b.treatment_id
         LEFT JOIN staff s ON s.clinic_id = b.clinic_id AND s.id = b.staff_id
         LEFT JOIN bill bl ON bl.clinic_id = b.clinic_id AND bl.booking_id = b.id
         WHERE b.clinic_id = $1 AND b.patient_id = $2 ORDER BY b.starts_at DESC LIMIT $3"
        ),
        (clinic, id, limit),
    )
}

/// A patient with what the card counts, in one question.
pub fn counted<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: PatientId,
) -> Answer<'a, Option<Both<PatientRow, CountedRow>>> {
    on.into().opt(
        concat!("SELECT q.id, q.name, q.email, q.birth_date, q.address, q.notes, q.alerts, q.reminders, q.active, q.version,
           q.updated_at, q.updated_by, tally.visits, tally.no_shows, tally.last_visit, often.staff, often.often,
           CAST((SELECT COALESCE(SUM(CASE WHEN v.total > v.paid THEN v.total - v.paid ELSE 0 END), 0) FROM (
             SELECT ", owes!(), " AS total, COALESCE(bl.paid, 0) AS paid
             FROM booking b
             JOIN treatment t ON t.clinic_id = b.clinic_id AND t.id = b.treatment_id
             LEFT JOIN bill bl ON bl.clinic_id = b.clinic_id AND bl.booking_id = b.id
             WHERE b.clinic_id = $1 AND b.patient_id = $2
               AND b.status NOT IN ('booked', 'confirmed', 'arrived')) v) AS BIGINT)
             AS balance
         FROM patient q
         CROSS JOIN (SELECT COUNT(*) FILTER (WHERE status = 'done') AS visits,
             COUNT(*) FILTER (WHERE status = 'no_show') AS no_shows,
             MAX(starts_at) FILTER (WHERE status = 'done') AS last_visit
           FROM booking WHERE clinic_id = $1 AND patient_id = $2) tally
         LEFT JOIN (SELECT s.name AS staff, COUNT(*) AS often FROM booking b
             JOIN staff s ON s.clinic_id = b.clinic_id AND s.id = b.staff_id
             WHERE b.clinic_id = $1 AND b.patient_id = $2 AND b.status = 'done'
             GROUP BY s.id, s.name ORDER BY COUNT(*) DESC, MAX(b.starts_at) DESC LIMIT 1) often ON TRUE
         WHERE q.clinic_id = $1 AND q.id = $2"),
        (clinic, id),
    )
}

/// How often somebody did not come.
pub fn no_shows<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, (i64,)> {
    on.into().one(
        "SELECT COUNT(*) FROM booking WHERE clinic_id = $1 AND patient_id = $2 AND status = 'no_show'",
        (clinic, id),
    )
}
