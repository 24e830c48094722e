//! What is free next.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use crate::domain::id::{BookingId, PatientId, RoomId, StaffId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::{Span, starts, without};
use crate::domain::time::Ts;
use crate::store;
use crate::store::booking::TakenRow;

/// The next starts at which a treatment fits.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextFree {
    pub treatment: TreatmentId,
    /// Left out: any who can.
    #[serde(default)]
    pub staff: Option<StaffId>,
    /// Whose it will be: where they are booked themselves, nothing is free for them.
    #[serde(default)]
    pub patient: Option<PatientId>,
    /// The booking that is moved: its patient leaves where it is now.
    #[serde(default)]
    pub moving: Option<BookingId>,
    /// The first day to look at; left out: today. The past is never offered.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Only before or after noon on the clinic's wall.
    #[serde(default)]
    pub part: Option<DayPart>,
    /// Only this very start, where it is free.
    #[serde(default)]
    pub at: Option<Ts>,
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
/// Days read at first, where most find what they ask for, and then at a time.
const STRIDES_DAYS: [u64; 2] = [2, 7];

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
        let from = self.at.map(|at| clinic.day(at)).or(self.from);
        let first = from.unwrap_or_else(|| desk.today()).max(desk.today());
        let end = first + Days::new(if self.at.is_some() { 1 } else { HORIZON_DAYS });
        let mut found: Vec<FreeStart> = Vec::new();
        let mut stride = first;
        let [mut days, then] = STRIDES_DAYS;
        while stride < end {
            let next = stride + Days::new(days);
            let mut rows = store::booking::taken(desk.db(), clinic.id, stride, next - Days::new(1)).await?;
            // A time that overlaps its own is no other's; where it is already, it need not be moved to.
            let own =
                rows.iter().find(|row| self.moving == Some(row.id)).map(|row| (row.staff_id, row.starts_at));
            rows.retain(|row| self.moving != Some(row.id));
            let stays = |staff, start| self.at.is_none() && own == Some((staff, start));
            let taken = Taken::of(&rows, treatment.room_id, |row| self.patient == Some(row.patient_id));
            for day in stride.iter_days().take_while(|day| *day < next) {
                let mut of_day: Vec<FreeStart> = Vec::new();
                for staff in &who {
                    let free = taken
                        .spans(*staff)
                        .fold(roster.working(*staff, day, &clinic), |free, span| without(&free, span));
                    let grid = clinic.policies.slot_minutes;
                    let begins = match self.at {
                        Some(at) => begins_at(&free, Span::minutes(at, treatment.minutes), now),
                        None => starts(&free, treatment.minutes, grid, day, clinic.zone, now),
                    };
                    of_day.extend(
                        begins
                            .into_iter()
                            .filter(|start| self.part.is_none_or(|part| part.holds(clinic.local(*start))))
                            .filter(|start| !stays(*staff, *start))
                            .map(|starts_at| FreeStart {
                                starts_at,
                                staff: *staff,
                                staff_name: roster.staff_name(*staff).to_owned(),
                            }),
                    );
                }
                // Of two who are free at the same time, the one with less to do comes first.
                of_day.sort_by_key(|slot| (slot.starts_at, taken.load(slot.staff, day)));
                if self.staff.is_none() {
                    of_day.dedup_by_key(|slot| slot.starts_at);
                }
                found.extend(of_day);
                if found.len() >= most {
                    found.truncate(most);
                    return Ok(found);
                }
            }
            (stride, days) = (next, then);
        }
        Ok(found)
    }
}

/// The start of this span, where it is free and not past. As the desk has it, the minute that has begun is not past yet.
fn begins_at(free: &[Span], span: Span, now: Ts) -> Vec<Ts> {
    let fits = span.from >= now.plus_minutes(-1) && free.iter().any(|free| span.within(free));
    if fits { vec![span.from] } else { Vec::new() }
}

/// What is taken, by whom, in the room in question and by the patient.
#[derive(Debug, Default)]
struct Taken {
    staff: HashMap<StaffId, Vec<Span>>,
    /// The room, and the patient elsewhere.
    others: Vec<Span>,
    load: HashMap<(StaffId, NaiveDate), usize>,
}

impl Taken {
    fn of(rows: &[TakenRow], room: Option<RoomId>, elsewhere: impl Fn(&TakenRow) -> bool) -> Self {
        let mut taken = Self::default();
        for row in rows {
            let span = Span { from: row.starts_at, to: row.ends_at };
            taken.staff.entry(row.staff_id).or_default().push(span);
            *taken.load.entry((row.staff_id, row.business_day)).or_default() += 1;
            if (room.is_some() && row.room_id == room) || elsewhere(row) {
                taken.others.push(span);
            }
        }
        taken
    }

    /// When somebody, the room or the patient is taken.
    fn spans(&self, staff: StaffId) -> impl Iterator<Item = &Span> {
        self.staff.get(&staff).into_iter().flatten().chain(&self.others)
    }

    /// How many bookings somebody has on a day.
    fn load(&self, staff: StaffId, day: NaiveDate) -> usize {
        self.load.get(&(staff, day)).copied().unwrap_or_default()
    }
}

impl DayPart {
    fn holds(self, local: chrono::NaiveDateTime) -> bool {
        use chrono::Timelike;
        (local.hour() < 12) == (self == Self::Morning)
    }
}
