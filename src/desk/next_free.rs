//! What is free next.

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use crate::domain::id::{StaffId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::{Span, starts, without};
use crate::domain::time::Ts;
use crate::store;

/// The next starts at which a treatment fits.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextFree {
    pub treatment: TreatmentId,
    /// Left out: any who can.
    #[serde(default)]
    pub staff: Option<StaffId>,
    /// The first day to look at; left out: today. The past is never offered.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Only before or after noon on the clinic's wall.
    #[serde(default)]
    pub part: Option<DayPart>,
    /// How many; ten unless told.
    #[serde(default)]
    pub most: Option<usize>,
}

/// Half a day, as people ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayPart {
    Morning,
    Afternoon,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FreeStart {
    pub starts_at: Ts,
    pub staff: StaffId,
    pub staff_name: String,
}

impl Act for NextFree {
    const NAME: &'static str = "next_free";
    const NEEDS: Permission = Permission::DaySee;
    type Output = Vec<FreeStart>;
}

/// Looking further than this for a free start is looking for another clinic.
const HORIZON_DAYS: u64 = 60;
/// Days read at a time.
const STRIDE_DAYS: u64 = 7;

impl Look for NextFree {
    async fn look(self, desk: &Desk) -> Done<Vec<FreeStart>> {
        let clinic = desk.clinic();
        let roster = desk.roster().await?;
        let treatment =
            roster.treatment(self.treatment).ok_or_else(|| Refusal::at("treatment.unknown", "treatment"))?;
        let who: Vec<StaffId> = roster
            .can(treatment.id)
            .iter()
            .copied()
            .filter(|id| self.staff.is_none_or(|one| one == *id))
            .collect();
        let most = self.most.unwrap_or(10).min(100);
        let now = desk.now();
        let first = self.from.unwrap_or_else(|| desk.today()).max(desk.today());
        let mut found: Vec<FreeStart> = Vec::new();
        let mut stride = first;
        while stride < first + Days::new(HORIZON_DAYS) {
            let last = stride + Days::new(STRIDE_DAYS - 1);
            let held = store::booking::held_days(desk.db(), clinic.id, stride, last).await?;
            for day in stride.iter_days().take_while(|day| *day <= last) {
                let mut of_day: Vec<FreeStart> = Vec::new();
                for staff in &who {
                    let free = held
                        .iter()
                        .filter(|row| {
                            row.staff_id == Some(*staff)
                                || (treatment.room_id.is_some() && row.room_id == treatment.room_id)
                        })
                        .fold(roster.working(*staff, day, &clinic), |free, row| {
                            without(&free, &Span { from: row.starts_at, to: row.ends_at })
                        });
                    let grid = clinic.policies.slot_minutes;
                    of_day.extend(
                        starts(&free, treatment.minutes, grid, day, clinic.zone, now)
                            .into_iter()
                            .filter(|start| self.part.is_none_or(|part| part.holds(clinic.local(*start))))
                            .map(|starts_at| FreeStart {
                                starts_at,
                                staff: *staff,
                                staff_name: roster.staff_name(*staff).to_owned(),
                            }),
                    );
                }
                // Of two who are free at the same time, the one with less to do comes first.
                let load = |id: StaffId| {
                    held.iter().filter(|r| r.staff_id == Some(id) && clinic.day(r.starts_at) == day).count()
                };
                of_day.sort_by_key(|slot| (slot.starts_at, load(slot.staff)));
                if self.staff.is_none() {
                    of_day.dedup_by_key(|slot| slot.starts_at);
                }
                found.extend(of_day);
                if found.len() >= most {
                    found.truncate(most);
                    return Ok(found);
                }
            }
            stride = last + Days::new(1);
        }
        Ok(found)
    }
}

impl DayPart {
    fn holds(self, local: chrono::NaiveDateTime) -> bool {
        use chrono::Timelike;
        (local.hour() < 12) == (self == Self::Morning)
    }
}
