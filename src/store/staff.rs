//! Staff, their week, their leave, and the rooms.

use super::db::{Answer, On, row};
use super::vouched::STAFF;
use crate::domain::id::{AccountId, ClinicId, LeaveId, RoomId, StaffId};
use crate::domain::schedule::HoursKind;
use crate::domain::time::Ts;

row! {
    /// Somebody who treats.
    pub struct StaffRow {
        pub id: StaffId,
        pub name: String,
        pub title: String,
        pub skills: String,
        pub room_id: Option<RoomId>,
        /// Of what they perform, in basis points; none: the clinic's.
        pub commission_bp: Option<i64>,
        pub position: i64,
        pub active: bool,
        pub version: i64,
    }
}

row! {
    pub struct HoursRow {
        pub staff_id: StaffId,
        pub weekday: i64,
        pub kind: HoursKind,
        pub starts: i64,
        pub ends: i64,
    }
}

row! {
    /// Away from then till then.
    pub struct LeaveRow {
        pub id: LeaveId,
        pub staff_id: StaffId,
        pub starts_at: Ts,
        pub ends_at: Ts,
        pub reason: String,
    }
}

row! {
    pub struct RoomRow {
        pub id: RoomId,
        pub name: String,
        pub active: bool,
        pub version: i64,
    }
}

pub fn all<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<StaffRow>> {
    on.into().all(
        "SELECT id, name, title, skills, room_id, commission_bp, position, active, version FROM staff
         WHERE clinic_id = $1 ORDER BY active DESC, position, name",
        (clinic,),
    )
}

pub fn get<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: StaffId) -> Answer<'a, Option<StaffRow>> {
    on.into().opt(
        "SELECT id, name, title, skills, room_id, commission_bp, position, active, version FROM staff
         WHERE clinic_id = $1 AND id = $2",
        (clinic, id),
    )
}

pub fn insert<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &StaffRow, now: Ts) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &STAFF,
        "INSERT INTO staff (clinic_id, id, name, title, skills, room_id, commission_bp, position, active, version,
           created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $9, (SELECT COALESCE(MAX(position), 0) + 1 FROM staff WHERE clinic_id = $1),
           $7, 1, $8, $8)
         RETURNING *",
        (clinic, row.id, row.name, row.title, row.skills, row.room_id, row.active, now, row.commission_bp),
    )
}

/// 0 rows when the version is stale.
pub fn update<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &StaffRow, now: Ts) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().change(
        &STAFF,
        "UPDATE staff SET name = $4, title = $5, skills = $6, room_id = $7, active = $8, version = version + 1,
           updated_at = $9, commission_bp = $10
         WHERE clinic_id = $1 AND id = $2 AND version = $3 RETURNING *",
        (
            clinic, row.id, row.version, row.name, row.title, row.skills, row.room_id, row.active, now,
            row.commission_bp,
        ),
    )
}

pub fn hours<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<HoursRow>> {
    on.into().all(
        "SELECT staff_id, weekday, kind, starts, ends FROM staff_hours
         WHERE clinic_id = $1 ORDER BY staff_id, weekday, kind DESC, starts",
        (clinic,),
    )
}

pub fn clear_hours<'a>(on: impl Into<On<'a>>, clinic: ClinicId, staff: StaffId) -> Answer<'a, u64> {
    on.into().exec("DELETE FROM staff_hours WHERE clinic_id = $1 AND staff_id = $2", (clinic, staff))
}

pub fn add_hours<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &HoursRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().exec(
        "INSERT INTO staff_hours (clinic_id, staff_id, weekday, kind, starts, ends) VALUES ($1, $2, $3, $4, $5, $6)",
        (clinic, row.staff_id, row.weekday, row.kind, row.starts, row.ends),
    )
}

/// Leave that touches the span, of everybody.
pub fn leave<'a>(on: impl Into<On<'a>>, clinic: ClinicId, from: Ts, to: Ts) -> Answer<'a, Vec<LeaveRow>> {
    on.into().all(
        "SELECT id, staff_id, starts_at, ends_at, reason FROM staff_leave
         WHERE clinic_id = $1 AND ends_at > $2 AND starts_at < $3 AND cancelled_at IS NULL ORDER BY starts_at",
        (clinic, from, to),
    )
}

pub fn add_leave<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &LeaveRow,
    by: AccountId,
    now: Ts,
) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().exec(
        "INSERT INTO staff_leave (clinic_id, id, staff_id, starts_at, ends_at, reason, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        (clinic, row.id, row.staff_id, row.starts_at, row.ends_at, row.reason, now, by),
    )
}

/// Calls leave off; 0 rows when there is none.
pub fn cancel_leave<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: LeaveId, now: Ts) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE staff_leave SET cancelled_at = $3 WHERE clinic_id = $1 AND id = $2 AND cancelled_at IS NULL",
        (clinic, id, now),
    )
}

pub fn rooms<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<RoomRow>> {
    on.into().all(
        "SELECT id, name, active, version FROM room WHERE clinic_id = $1 ORDER BY active DESC, name",
        (clinic,),
    )
}

pub fn insert_room<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    id: RoomId,
    name: &'a str,
) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO room (clinic_id, id, name, active, version) VALUES ($1, $2, $3, TRUE, 1)",
        (clinic, id, name),
    )
}

/// 0 rows when the version is stale.
pub fn update_room<'a>(on: impl Into<On<'a>>, clinic: ClinicId, row: &RoomRow) -> Answer<'a, u64> {
    let row = row.clone();
    on.into().exec(
        "UPDATE room SET name = $4, active = $5, version = version + 1
         WHERE clinic_id = $1 AND id = $2 AND version = $3",
        (clinic, row.id, row.version, row.name, row.active),
    )
}
