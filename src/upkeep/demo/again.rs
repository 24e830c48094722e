//! A training copy on a later day: the new day is played into the same clinic. What anybody did in it stays.

use std::sync::Arc;

use super::floor::{Floor, Slot};
use super::people::Lists;
use super::today;
use crate::clock::{FixedClock, SharedClock};
use crate::config::DatabaseAddress;
use crate::desk::{Desk, Done, Fault};
use crate::domain::id::PatientId;
use crate::domain::time::Ts;
use crate::store::{self, Db};

/// So long after opening there is something to see.
const UNDER_WAY: i64 = 120;
/// Whoever comes today is one of so many.
const REGULARS: i64 = 2_000;

/// Plays today into a training copy that has stood for days. Says whether there was a day to play: not before the
/// clinic has been open for two hours, and not where somebody has worked today.
///
/// # Errors
/// The faults of the database.
pub async fn new_day(
    address: &DatabaseAddress,
    now: Ts,
    pepper: &[u8],
    seed: u64,
    counter: &str,
) -> Done<bool> {
    let db = Db::open(address).await?;
    let done = new_day_in(&db, now, pepper, seed, counter).await;
    db.close().await;
    done
}

/// As [`new_day`], in a database that is open.
///
/// # Errors
/// As [`new_day`].
pub async fn new_day_in(db: &Db, now: Ts, pepper: &[u8], seed: u64, counter: &str) -> Done<bool> {
    match play(db, now, pepper, seed, counter).await {
        // Somebody gave the receptionist another password: then it is their clinic, and their day.
        Err(Fault::Refused(_)) => Ok(false),
        done => done,
    }
}

async fn play(db: &Db, now: Ts, pepper: &[u8], seed: u64, counter: &str) -> Done<bool> {
    let clock = Arc::new(FixedClock::at(now));
    let shared: SharedClock = clock.clone();
    let door = Desk::open(db.clone(), shared, counter.to_owned(), Some(pepper.to_vec())).await?;
    let (clinic, roster) = (door.clinic(), door.roster().await?);
    let today = clinic.day(now);
    let spans = roster.staff.iter().flat_map(|row| roster.working(row.id, today, &clinic));
    let Some(opens) = spans.map(|span| span.from).min() else { return Ok(false) };
    let since = opens.plus_minutes(-60);
    let worked = store::history::last_act(db, clinic.id).await?.is_some_and(|last| last >= since);
    if worked || now.minutes_since(opens) < UNDER_WAY {
        return Ok(false);
    }
    let patients = store::history::patients(db, clinic.id, REGULARS).await?;
    let patients: Vec<PatientId> = patients.into_iter().map(|(id,)| id).collect();
    let standing = store::history::booked_for(db, clinic.id, today, counter).await?;
    let standing = standing.into_iter().filter_map(|(id, patient, treatment, staff, starts)| {
        let slot = Slot {
            staff: roster.staff.iter().position(|row| row.id == staff)?,
            treatment: roster.treatments.iter().position(|row| row.id == treatment)?,
            patient: patients.iter().position(|known| *known == patient)?,
            starts,
        };
        Some((id, slot))
    });
    let lists = Lists::read()?;
    today::Day {
        door: &door,
        clock: &clock,
        floor: &Floor::new(&clinic, &roster, patients.len()),
        lists: &lists,
        patients: &patients,
        opens,
        now,
        seed,
        standing: standing.collect(),
        since,
    }
    .play()
    .await?;
    Ok(true)
}
