//! Staff, their week, their leave, and the rooms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::fault::Done;
use super::work::{Work, one_row};
use super::{Desk, NOTHING, commission};
use crate::domain::id::{BookingId, LeaveId, RoomId, StaffId, TreatmentId};
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::{Hours, Span, check_week};
use crate::domain::text::LINE;
use crate::domain::time::Ts;
use crate::store;
use crate::store::staff::{HoursRow, LeaveRow, RoomRow, StaffRow};
use crate::store::treatment::CanRow;

/// Everybody who treats, with week, leave and treatments; and the rooms.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStaff {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StaffView {
    pub staff: StaffRow,
    pub hours: Vec<Hours>,
    /// From yesterday on.
    pub leave: Vec<LeaveRow>,
    pub treatments: Vec<TreatmentId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StaffList {
    pub staff: Vec<StaffView>,
    pub rooms: Vec<RoomRow>,
}

impl Act for ListStaff {
    const NAME: &'static str = "list_staff";
    const NEEDS: Permission = Permission::StaffSee;
    type Output = StaffList;
}

impl Look for ListStaff {
    async fn look(self, desk: &Desk) -> Done<StaffList> {
        let roster = desk.roster().await?;
        let view = |staff: &StaffRow| StaffView {
            staff: staff.clone(),
            hours: roster.hours.get(&staff.id).cloned().unwrap_or_default(),
            leave: roster.leave.iter().filter(|leave| leave.staff_id == staff.id).cloned().collect(),
            treatments: roster
                .treatments
                .iter()
                .filter(|treatment| roster.can(treatment.id).contains(&staff.id))
                .map(|treatment| treatment.id)
                .collect(),
        };
        Ok(StaffList { staff: roster.staff.iter().map(view).collect(), rooms: roster.rooms.clone() })
    }
}

/// Somebody who treats, as the form gives it. The week replaces the old one; the treatments too, where given.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveStaff {
    /// Left out: somebody new.
    #[serde(default)]
    pub staff: Option<StaffId>,
    #[serde(default)]
    pub version: Option<i64>,
    pub name: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub skills: String,
    #[serde(default)]
    pub room: Option<RoomId>,
    /// Their own commission in basis points (10 % = 1000); left out: the clinic's.
    #[serde(default)]
    pub commission_bp: Option<i64>,
    #[serde(default)]
    pub hours: Vec<Hours>,
    #[serde(default)]
    pub treatments: Option<Vec<TreatmentId>>,
    #[serde(default = "yes")]
    pub active: bool,
}

pub(super) const fn yes() -> bool {
    true
}

impl Act for SaveStaff {
    const NAME: &'static str = "save_staff";
    const NEEDS: Permission = Permission::StaffEdit;
    type Output = StaffRow;
}

impl Change for SaveStaff {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let Some(id) = self.staff else { return Ok(None) };
        let Some(old) = store::staff::get(work.on(), clinic, id).await? else { return Ok(None) };
        let week = store::staff::hours(work.on(), clinic).await?;
        let week = week.into_iter().filter(|row| row.staff_id == id);
        let hours =
            week.map(|HoursRow { weekday, kind, starts, ends, .. }| Hours { weekday, kind, starts, ends });
        Ok(Some(Self {
            title: old.title,
            skills: old.skills,
            room: old.room_id,
            commission_bp: old.commission_bp,
            hours: hours.collect(),
            active: old.active,
            ..self.clone()
        }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<StaffRow> {
        let (clinic, now) = (work.id(), work.now);
        check_week(&self.hours)?;
        if self.commission_bp.is_some_and(|rate| !(0..=10_000).contains(&rate)) {
            return Err(Refusal::at("staff.commission", "commission").into());
        }
        let line = |text: &str, field| {
            LINE.clean(text).map(|heard| heard.value).map_err(|refusal: Refusal| refusal.on(field))
        };
        let mut row = StaffRow {
            id: self.staff.unwrap_or_else(StaffId::new),
            name: Name::parse(&self.name)?.as_str().to_owned(),
            title: line(&self.title, "title")?,
            skills: line(&self.skills, "skills")?,
            room_id: self.room,
            commission_bp: self.commission_bp,
            position: 0,
            active: self.active,
            version: 1,
        };
        let old = match self.staff {
            Some(id) => {
                let old = store::staff::get(work.on(), clinic, id)
                    .await?
                    .ok_or_else(|| Refusal::at("staff.unknown", "staff"))?;
                work.fresh_by_trail(self.version, old.version, id.0, None).await?;
                named_alone(work, &row).await?;
                row.version = old.version;
                row.position = old.position;
                one_row(store::staff::update(work.on(), clinic, &row, now).await?)?;
                commission::changes(work, row.id, (old.commission_bp, row.commission_bp)).await?;
                row.version += 1;
                Some(old)
            }
            None => {
                named_alone(work, &row).await?;
                store::staff::insert(work.on(), clinic, &row, now).await?;
                None
            }
        };
        store::staff::clear_hours(work.on(), clinic, row.id).await?;
        for hours in &self.hours {
            let line = HoursRow {
                staff_id: row.id,
                weekday: hours.weekday,
                kind: hours.kind,
                starts: hours.starts,
                ends: hours.ends,
            };
            store::staff::add_hours(work.on(), clinic, &line).await?;
        }
        if let Some(treatments) = &self.treatments {
            store::treatment::clear_what(work.on(), clinic, row.id).await?;
            for treatment in treatments {
                let can = CanRow { treatment_id: *treatment, staff_id: row.id };
                store::treatment::add_who_can(work.on(), clinic, &can).await?;
            }
        }
        let after = serde_json::json!({"staff": row, "hours": self.hours, "treatments": self.treatments});
        work.record("staff", row.id.0, &serde_json::json!({"staff": old}), &after, "")?;
        Ok(row)
    }
}

/// Whoever treats is picked by name: of those who work here nobody else is called the same, in whatever letters.
///
/// # Errors
/// `staff.name_taken`.
async fn named_alone(work: &mut Work<'_>, row: &StaffRow) -> Done<()> {
    let clinic = work.id();
    let key = |row: &StaffRow| Name::parse(&row.name).map_or_else(|_| row.name.clone(), |name| name.key());
    let mine = key(row);
    let all = store::staff::all(work.on(), clinic).await?;
    let same = |other: &&StaffRow| other.active && other.id != row.id && key(other) == mine;
    match all.iter().find(same) {
        Some(other) if row.active => {
            Err(Refusal::at("staff.name_taken", "name").with("name", other.name.as_str()).into())
        }
        _ => Ok(()),
    }
}

/// Somebody is away. Bookings in that time are not touched: they are listed, to be resolved.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLeave {
    pub staff: StaffId,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LeaveAdded {
    pub id: LeaveId,
    /// What lies in the time and has to be moved or called off.
    pub bookings: Vec<Affected>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Affected {
    pub id: BookingId,
    pub starts_at: Ts,
    /// Empty where the leave is asked for again under the same request id.
    pub patient: String,
}

impl Act for AddLeave {
    const NAME: &'static str = "add_leave";
    const NEEDS: Permission = Permission::StaffEdit;
    const NAMING: &'static [&'static str] = &["patient"];
    type Output = LeaveAdded;
}

impl Change for AddLeave {
    async fn change(self, work: &mut Work<'_>) -> Done<LeaveAdded> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        if self.starts_at >= self.ends_at {
            return Err(Refusal::at("leave.order", "until").into());
        }
        store::staff::get(work.on(), clinic, self.staff)
            .await?
            .ok_or_else(|| Refusal::at("staff.unknown", "staff"))?;
        let row = LeaveRow {
            id: LeaveId::new(),
            staff_id: self.staff,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            reason: LINE.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value,
        };
        store::staff::add_leave(work.on(), clinic, &row, me, now).await?;
        let span = Span { from: row.starts_at, to: row.ends_at };
        let (from, to) = (work.clinic.day(span.from), work.clinic.day(span.to));
        let bookings = store::booking::held_days(work.on(), clinic, from, to)
            .await?
            .into_iter()
            .filter(|held| held.staff_id == Some(self.staff) && held.status.pending())
            .filter(|held| span.overlaps(&Span { from: held.starts_at, to: held.ends_at }))
            .map(|held| Affected { id: held.id, starts_at: held.starts_at, patient: held.patient })
            .collect();
        work.record("leave", row.id.0, NOTHING, &row, &row.reason)?;
        Ok(LeaveAdded { id: row.id, bookings })
    }
}

/// Calls leave off.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelLeave {
    pub leave: LeaveId,
}

impl Act for CancelLeave {
    const NAME: &'static str = "cancel_leave";
    const NEEDS: Permission = Permission::StaffEdit;
    type Output = LeaveId;
}

impl Change for CancelLeave {
    async fn change(self, work: &mut Work<'_>) -> Done<LeaveId> {
        let (clinic, now) = (work.id(), work.now);
        if store::staff::cancel_leave(work.on(), clinic, self.leave, now).await? == 0 {
            return Err(Refusal::at("leave.unknown", "leave").into());
        }
        work.record("leave", self.leave.0, NOTHING, &serde_json::json!({"cancelled": true}), "")?;
        Ok(self.leave)
    }
}

/// A room, new or changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveRoom {
    /// Left out: a new one.
    #[serde(default)]
    pub room: Option<RoomId>,
    #[serde(default)]
    pub version: Option<i64>,
    pub name: String,
    #[serde(default = "yes")]
    pub active: bool,
}

impl Act for SaveRoom {
    const NAME: &'static str = "save_room";
    const NEEDS: Permission = Permission::StaffEdit;
    type Output = RoomRow;
}

impl Change for SaveRoom {
    const KEEPS: bool = true;

    async fn as_it_is(&self, work: &mut Work<'_>) -> Done<Option<Self>> {
        let clinic = work.id();
        let rooms = store::staff::rooms(work.on(), clinic).await?;
        let old = rooms.into_iter().find(|room| Some(room.id) == self.room);
        Ok(old.map(|old| Self { active: old.active, ..self.clone() }))
    }

    async fn change(self, work: &mut Work<'_>) -> Done<RoomRow> {
        let clinic = work.id();
        let name = Name::parse(&self.name)?;
        let rooms = store::staff::rooms(work.on(), clinic).await?;
        // Two rooms that are told apart by a capital letter are one room to whoever reads them out.
        let same = |room: &RoomRow| Name::parse(&room.name).is_ok_and(|known| known.key() == name.key());
        if rooms.iter().any(|room| Some(room.id) != self.room && same(room)) {
            return Err(Refusal::at("room.name_taken", "name").into());
        }
        let name = name.as_str().to_owned();
        let row = match self.room {
            Some(id) => {
                let old = rooms
                    .into_iter()
                    .find(|room| room.id == id)
                    .ok_or_else(|| Refusal::at("room.unknown", "room"))?;
                work.fresh_by_trail(self.version, old.version, id.0, None).await?;
                let row = RoomRow { name, active: self.active, ..old.clone() };
                one_row(store::staff::update_room(work.on(), clinic, &row).await?)?;
                work.record("room", id.0, &old, &row, "")?;
                RoomRow { version: old.version + 1, ..row }
            }
            None => {
                let row = RoomRow { id: RoomId::new(), name, active: true, version: 1 };
                store::staff::insert_room(work.on(), clinic, row.id, &row.name).await?;
                work.record("room", row.id.0, NOTHING, &row, "")?;
                row
            }
        };
        Ok(row)
    }
}
