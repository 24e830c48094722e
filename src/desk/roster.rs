//! Who works here, what is sold, and who can do what: read once, kept until somebody changes it, so that a
//! screen needs one question to the database and not six.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{NaiveDate, TimeDelta};
use tokio::sync::Mutex;

use super::Desk;
use super::fault::Done;
use crate::domain::clinic::Clinic;
use crate::domain::id::{RoomId, StaffId, TreatmentId};
use crate::domain::schedule::{Hours, Span, without, working};
use crate::domain::time::{Ts, day_start};
use crate::store;
use crate::store::method::MethodRow;
use crate::store::staff::{LeaveRow, RoomRow, StaffRow};
use crate::store::treatment::TreatmentRow;

/// The nouns whose change makes the roster old.
pub(crate) const NOUNS: &[&str] = &["clinic", "staff", "leave", "room", "treatment", "method", "import"];

/// The clinic's slow-changing rows.
#[derive(Debug, Default)]
pub struct Roster {
    pub staff: Vec<StaffRow>,
    pub hours: HashMap<StaffId, Vec<Hours>>,
    /// Leave from yesterday on.
    pub leave: Vec<LeaveRow>,
    pub rooms: Vec<RoomRow>,
    pub treatments: Vec<TreatmentRow>,
    /// In the order of the staff list; active staff only.
    pub who_can: HashMap<TreatmentId, Vec<StaffId>>,
    /// Those that are not offered any more included.
    pub methods: Vec<MethodRow>,
}

/// The roster as this process keeps it.
#[derive(Debug, Default)]
pub(super) struct Kept {
    roster: RwLock<Option<Arc<Roster>>>,
    /// How often it grew old.
    aged: AtomicU64,
    /// One reads it; who asks meanwhile waits for what that one reads.
    reading: Mutex<()>,
}

impl Kept {
    fn get(&self) -> Option<Arc<Roster>> {
        self.roster.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Somebody changed something of it.
    pub(super) fn forget(&self) {
        let mut kept = self.roster.write().unwrap_or_else(PoisonError::into_inner);
        self.aged.fetch_add(1, Ordering::SeqCst);
        *kept = None;
    }

    /// Keeps what was read since `aged`, unless it grew old meanwhile.
    fn keep(&self, roster: &Arc<Roster>, aged: u64) {
        let mut kept = self.roster.write().unwrap_or_else(PoisonError::into_inner);
        if self.aged.load(Ordering::SeqCst) == aged {
            *kept = Some(Arc::clone(roster));
        }
    }
}

impl Desk {
    /// Who works here and what is sold, as of the last change anybody made to it.
    pub async fn roster(&self) -> Done<Arc<Roster>> {
        let kept = &self.house.roster;
        if let Some(roster) = kept.get() {
            return Ok(roster);
        }
        let _reading = kept.reading.lock().await;
        if let Some(roster) = kept.get() {
            return Ok(roster);
        }
        let aged = kept.aged.load(Ordering::SeqCst);
        let roster = Arc::new(Roster::load(self).await?);
        kept.keep(&roster, aged);
        Ok(roster)
    }
}

impl Roster {
    async fn load(desk: &Desk) -> Done<Self> {
        let clinic = desk.clinic();
        let db = desk.db();
        let since = Ts(desk.now().0 - TimeDelta::days(1).num_microseconds().unwrap_or_default());
        let mut hours: HashMap<StaffId, Vec<Hours>> = HashMap::new();
        for row in store::staff::hours(db, clinic.id).await? {
            let line = Hours { weekday: row.weekday, kind: row.kind, starts: row.starts, ends: row.ends };
            hours.entry(row.staff_id).or_default().push(line);
        }
        let mut who_can: HashMap<TreatmentId, Vec<StaffId>> = HashMap::new();
        for row in store::treatment::who_can(db, clinic.id).await? {
            who_can.entry(row.treatment_id).or_default().push(row.staff_id);
        }
        Ok(Self {
            staff: store::staff::all(db, clinic.id).await?,
            hours,
            leave: store::staff::leave(db, clinic.id, since, Ts(i64::MAX / 4)).await?,
            rooms: store::staff::rooms(db, clinic.id).await?,
            treatments: store::treatment::all(db, clinic.id).await?,
            who_can,
            methods: store::method::all(db, clinic.id).await?,
        })
    }

    #[must_use]
    pub fn staff(&self, id: StaffId) -> Option<&StaffRow> {
        self.staff.iter().find(|row| row.id == id)
    }

    #[must_use]
    pub fn staff_name(&self, id: StaffId) -> &str {
        self.staff(id).map_or("", |row| row.name.as_str())
    }

    #[must_use]
    pub fn room_name(&self, id: RoomId) -> &str {
        self.rooms.iter().find(|row| row.id == id).map_or("", |row| row.name.as_str())
    }

    #[must_use]
    pub fn treatment(&self, id: TreatmentId) -> Option<&TreatmentRow> {
        self.treatments.iter().find(|row| row.id == id)
    }

    /// Active staff who can do a treatment.
    #[must_use]
    pub fn can(&self, treatment: TreatmentId) -> &[StaffId] {
        self.who_can.get(&treatment).map_or(&[], Vec::as_slice)
    }

    /// When somebody works on a day: their week without breaks and leave.
    #[must_use]
    pub fn working(&self, staff: StaffId, day: NaiveDate, clinic: &Clinic) -> Vec<Span> {
        let week = self.hours.get(&staff).map_or(&[][..], Vec::as_slice);
        self.leave
            .iter()
            .filter(|leave| leave.staff_id == staff)
            .fold(working(week, day, clinic.zone), |spans, leave| {
                without(&spans, &Span { from: leave.starts_at, to: leave.ends_at })
            })
    }
}

/// A business day as a span of time.
#[must_use]
pub fn day_span(day: NaiveDate, clinic: &Clinic) -> Span {
    let next = day.succ_opt().unwrap_or(day);
    Span { from: day_start(day, clinic.zone), to: day_start(next, clinic.zone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grew_old_while_it_was_read_is_not_kept() {
        let (kept, read) = (Kept::default(), Arc::new(Roster::default()));
        let aged = kept.aged.load(Ordering::SeqCst);
        kept.forget();
        kept.keep(&read, aged);
        assert!(kept.get().is_none());
        kept.keep(&read, aged + 1);
        assert!(kept.get().is_some());
    }
}
