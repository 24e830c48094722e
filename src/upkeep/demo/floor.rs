//! The clinic's floor on one day: who treats whom when, with no two at once anywhere.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use fastrand::Rng;

use crate::desk::Roster;
use crate::domain::clinic::Clinic;
use crate::domain::id::RoomId;
use crate::domain::schedule::Span;
use crate::domain::time::Ts;
use crate::store::treatment::TreatmentRow;

/// A treatment of somebody by somebody: places in the lists of staff, treatments and patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub staff: usize,
    pub treatment: usize,
    pub patient: usize,
    pub starts: Ts,
}

/// Who works here and what they can do.
#[derive(Debug)]
pub(super) struct Floor<'a> {
    pub clinic: &'a Clinic,
    pub roster: &'a Roster,
    /// By place in the staff list: the places of the treatments.
    can: Vec<Vec<usize>>,
    patients: usize,
}

/// The grid visits begin on, and how long one takes on average.
const GRID: i64 = 15;
const USUAL: f64 = 50.0;

impl<'a> Floor<'a> {
    pub fn new(clinic: &'a Clinic, roster: &'a Roster, patients: usize) -> Self {
        let places = |id| {
            let can = |row: &&(usize, &TreatmentRow)| roster.can(row.1.id).contains(&id);
            let all: Vec<_> = roster.treatments.iter().enumerate().collect();
            all.iter().filter(can).map(|(place, _)| *place).collect()
        };
        Self { clinic, roster, can: roster.staff.iter().map(|row| places(row.id)).collect(), patients }
    }

    pub fn treatment(&self, slot: &Slot) -> &TreatmentRow {
        &self.roster.treatments[slot.treatment]
    }

    /// When a slot is over.
    pub fn ends(&self, slot: &Slot) -> Ts {
        slot.starts.plus_minutes(self.treatment(slot).minutes)
    }

    /// A day's visits in the order of the clock, about `most` of them and never more. `seen` are the patients who
    /// have something that day already; those who come are added.
    pub fn fill(&self, rng: &mut Rng, day: NaiveDate, most: usize, seen: &mut HashSet<usize>) -> Vec<Slot> {
        let spans: Vec<Vec<Span>> =
            self.roster.staff.iter().map(|row| self.roster.working(row.id, day, self.clinic)).collect();
        let minutes: i64 = spans.iter().flatten().map(|span| span.to.minutes_since(span.from)).sum();
        let load = (most as f64 * USUAL / (minutes.max(1) as f64)).clamp(0.05, 0.97);
        let pause = USUAL * (1.0 / load - 1.0);
        let gap = |rng: &mut Rng, mean: f64| (rng.f64() * 2.0 * mean / GRID as f64) as i64 * GRID;
        let mut rooms: HashMap<RoomId, Vec<Span>> = HashMap::new();
        let mut slots = Vec::new();
        for (staff, spans) in spans.iter().enumerate() {
            for span in spans {
                let mut at = span.from.plus_minutes(gap(rng, pause / 2.0));
                while let Some(treatment) = self.choose(rng, staff, at, span.to, &rooms) {
                    let row = &self.roster.treatments[treatment];
                    let held = Span::minutes(at, row.minutes);
                    if let Some(room) = row.room_id {
                        rooms.entry(room).or_default().push(held);
                    }
                    let Some(patient) = self.somebody(rng, seen) else { break };
                    slots.push(Slot { staff, treatment, patient, starts: at });
                    at = held.to.plus_minutes(gap(rng, pause));
                }
            }
        }
        rng.shuffle(&mut slots);
        slots.truncate(most);
        slots.sort_by_key(|slot| (slot.starts, slot.staff));
        slots
    }

    /// A treatment that fits before `end`, in a room that is free.
    fn choose(
        &self,
        rng: &mut Rng,
        staff: usize,
        at: Ts,
        end: Ts,
        rooms: &HashMap<RoomId, Vec<Span>>,
    ) -> Option<usize> {
        let fits: Vec<usize> = self.can[staff]
            .iter()
            .copied()
            .filter(|place| {
                let row = &self.roster.treatments[*place];
                let span = Span::minutes(at, row.minutes);
                let taken = row.room_id.and_then(|room| rooms.get(&room));
                span.to <= end && taken.is_none_or(|held| !held.iter().any(|other| other.overlaps(&span)))
            })
            .collect();
        fits.get(rng.usize(..fits.len().max(1))).copied()
    }

    /// Somebody who does not come that day yet; regulars more often than others.
    pub fn somebody(&self, rng: &mut Rng, seen: &mut HashSet<usize>) -> Option<usize> {
        (0..50).find_map(|_| {
            let place = (rng.f64().powf(1.5) * self.patients as f64) as usize;
            (place < self.patients && seen.insert(place)).then_some(place)
        })
    }
}
