//! The days before today, and what is booked already: many bookings at once, each with the life it had.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use fastrand::Rng;

use super::close::Evenings;
use super::floor::{Floor, Slot};
use super::people::{Lists, one_of};
use super::{Staffed, id, money};
use crate::desk::{Done, Fault, Progress};
use crate::domain::booking::{CancelledBy, Source, Status};
use crate::domain::id::{BookingId, DrawerId};
use crate::domain::money::Money;
use crate::domain::time::{Ts, day_start};
use crate::store::booking::BookingRow;
use crate::store::import::NewPatient;
use crate::store::{self, Db, Tx};

/// Days ahead in which something is booked.
const AHEAD: u64 = 14;
/// Rows written between two words about the progress.
const STRIDE: usize = 5_000;

/// One booking's life.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    pub slot: Slot,
    pub day: NaiveDate,
    pub status: Status,
    pub source: Source,
    pub created: Ts,
    pub confirmed: Option<Ts>,
    pub arrived: Option<Ts>,
    pub started: Option<Ts>,
    pub done: Option<Ts>,
    pub ended: Ts,
    /// What its ids and its choices are made of.
    pub salt: u64,
}

impl Visit {
    pub fn id(&self) -> BookingId {
        BookingId(id(self.created, self.salt, 1))
    }
}

/// `count` visits around `today`, but none on it: some in the days ahead, the others before, as far back as needed.
/// In the order in which they were booked.
pub(super) fn visits(
    floor: &Floor<'_>,
    seed: u64,
    today: NaiveDate,
    count: usize,
    each_day: usize,
) -> Done<Vec<Visit>> {
    let rng_of =
        |day: NaiveDate| Rng::with_seed(seed ^ (day_number(day).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let mut visits = Vec::with_capacity(count);
    for ahead in 1..=AHEAD {
        let day = today + Days::new(ahead);
        let wanted = (each_day * (18 - ahead as usize) / 24).min(count / 4 / AHEAD as usize);
        let mut rng = rng_of(day);
        for slot in floor.fill(&mut rng, day, wanted, &mut HashSet::new()) {
            visits.push(to_come(&mut rng, floor, day, today, slot));
        }
    }
    let mut day = today;
    let mut idle = 0;
    while visits.len() < count {
        day = day.pred_opt().ok_or_else(|| Fault::Broken("calendar".to_owned()))?;
        let mut rng = rng_of(day);
        let before = visits.len();
        for slot in floor.fill(&mut rng, day, each_day.min(count - before), &mut HashSet::new()) {
            visits.push(gone_by(&mut rng, floor, day, slot));
        }
        idle = if visits.len() == before { idle + 1 } else { 0 };
        if idle > 30 {
            return Err(Fault::Broken("nobody works here".to_owned()));
        }
    }
    visits.sort_by_key(|visit| (visit.created, visit.salt));
    Ok(visits)
}

fn day_number(day: NaiveDate) -> u64 {
    use chrono::Datelike;
    u64::try_from(day.num_days_from_ce()).unwrap_or_default()
}

fn source(rng: &mut Rng) -> Source {
    match rng.u8(..100) {
        0..46 => Source::Whatsapp,
        46..74 => Source::Phone,
        74..84 => Source::Online,
        84..96 => Source::Desk,
        _ => Source::Rebook,
    }
}

fn to_come(rng: &mut Rng, floor: &Floor<'_>, day: NaiveDate, today: NaiveDate, slot: Slot) -> Visit {
    // Made during one of the last days' working hours.
    let made = day_start(today - Days::new(rng.u64(1..9)), floor.clinic.zone);
    let created = made.plus_minutes(rng.i64(9 * 60..17 * 60));
    let confirmed = (rng.f32() < 0.35).then(|| created.plus_minutes(rng.i64(5..240)));
    Visit {
        slot,
        day,
        status: if confirmed.is_some() { Status::Confirmed } else { Status::Booked },
        source: source(rng),
        created,
        confirmed,
        arrived: None,
        started: None,
        done: None,
        ended: confirmed.unwrap_or(created),
        salt: rng.u64(..),
    }
}

fn gone_by(rng: &mut Rng, floor: &Floor<'_>, day: NaiveDate, slot: Slot) -> Visit {
    let walk_in = rng.f32() < 0.18;
    let status = match rng.u16(..1000) {
        0..890 => Status::Done,
        890..940 if !walk_in => Status::Cancelled,
        940..985 if !walk_in => Status::NoShow,
        985..1000 => Status::Left,
        _ => Status::Done,
    };
    let came = matches!(status, Status::Done | Status::Left);
    let treated = status == Status::Done;
    let arrived = slot.starts.plus_minutes(-rng.i64(1..16));
    let created = if walk_in { arrived } else { slot.starts.plus_minutes(-rng.i64(90..14 * 24 * 60)) };
    let confirmed = (!walk_in && rng.f32() < 0.6).then(|| {
        let until = slot.starts.minutes_since(created) - 60;
        created.plus_minutes(rng.i64(1..until.max(2)))
    });
    let started = slot.starts.plus_minutes(rng.i64(0..4));
    let done = floor.ends(&slot).plus_minutes(-rng.i64(0..4));
    let ended = match status {
        Status::Done => done,
        Status::Left => slot.starts.plus_minutes(rng.i64(15..30)),
        Status::NoShow => slot.starts.plus_minutes(rng.i64(16..40)),
        _ => confirmed.unwrap_or(created).plus_minutes(rng.i64(1..30)),
    };
    Visit {
        slot,
        day,
        status,
        source: if walk_in { Source::WalkIn } else { source(rng) },
        created,
        confirmed,
        arrived: came.then_some(arrived),
        started: treated.then_some(started),
        done: treated.then_some(done),
        ended,
        salt: rng.u64(..),
    }
}

/// Writes everything in one transaction; the trail has a row for each part of it.
pub(super) async fn write(
    db: &Db,
    staffed: &Staffed<'_>,
    people: &[NewPatient],
    visits: &[Visit],
    today: NaiveDate,
    progress: &Progress,
) -> Done<()> {
    let clinic = staffed.floor.clinic.id;
    let receipts = money::receipts(staffed, people, visits);
    let all = people.len() + visits.len() + receipts.len();
    let mut tx = db.begin().await?;
    store::history::unhurried(&mut tx).await?;
    let mut written = 0;
    for part in people.chunks(STRIDE) {
        store::import::insert_patients(&mut tx, clinic, part).await?;
        written += part.len();
        progress.say(written, all);
    }
    for part in visits.chunks(STRIDE) {
        let rows = part.iter().map(|visit| (row(staffed, people, visit), visit.created)).collect();
        store::history::insert_bookings(&mut tx, clinic, rows).await?;
        written += part.len();
        progress.say(written, all);
    }
    store::history::follow(&mut tx, clinic, staffed.terminal).await?;
    record(&mut tx, staffed, &serde_json::json!({"patients": people.len(), "bookings": visits.len()}))
        .await?;
    let drawer = DrawerId(id(staffed.made, staffed.seed, 8));
    let key = crate::domain::drawer::name_key(staffed.terminal);
    store::drawer::insert_drawer(tx.on(), clinic, drawer, staffed.terminal, &key).await?;
    let head = store::z::trail(tx.on(), clinic).await?;
    let mut evenings = Evenings::new(drawer, head);
    let mut rest = receipts.as_slice();
    while !rest.is_empty() {
        // A drawer has one open session at a time: day by day.
        let (part, left) = rest.split_at(whole_days(rest, visits));
        let mut past = Vec::with_capacity(part.len());
        for one in part {
            past.push(one.row(staffed, people, visits)?);
        }
        let mut sessions = Vec::new();
        for day in past.chunk_by(|one, next| one.day() == next.day()) {
            let session = evenings.session(staffed, day)?;
            store::history_drawer::open(&mut tx, clinic, staffed.terminal, &session).await?;
            store::history_money::insert_receipts(&mut tx, clinic, money::SERIES, staffed.terminal, day)
                .await?;
            store::history_drawer::close(&mut tx, clinic, &session).await?;
            sessions.push(session);
        }
        let said = past.iter().map(|receipt| receipt.patient.clone()).collect();
        store::personal::insert_many(&mut tx, clinic, said).await?;
        store::history_drawer::insert_reports(&mut tx, clinic, &sessions).await?;
        record(&mut tx, staffed, &serde_json::json!({"receipts": part.len()})).await?;
        written += part.len();
        progress.say(written, all);
        rest = left;
    }
    let drawn = i64::try_from(receipts.len()).unwrap_or(i64::MAX);
    if drawn > 0 {
        store::history::set_counter(&mut tx, clinic, "receipt", money::SERIES, drawn).await?;
        store::history::set_counter(&mut tx, clinic, "z", "", evenings.reports()).await?;
    }
    evenings.owed(&mut tx, staffed, today).await?;
    if let Some(first) = visits.iter().map(|visit| visit.day).min() {
        super::spent::write(&mut tx, staffed, first, today).await?;
    }
    let first = visits.iter().map(|visit| visit.day).min().unwrap_or(today);
    let spent = store::day_close::spent(tx.on(), clinic, (first, today)).await?;
    store::history_drawer::insert_days(&mut tx, clinic, &evenings.days(staffed, visits, &spent)?).await?;
    store::history::analyse(&mut tx).await?;
    record(&mut tx, staffed, &serde_json::json!({"seed": staffed.seed.to_string()})).await?;
    Ok(tx.commit().await?)
}

/// How many of the receipts make about a stride, up to the end of a day.
fn whole_days(receipts: &[money::Due], visits: &[Visit]) -> usize {
    let day = |due: &money::Due| visits[due.visit].day;
    match receipts.get(STRIDE) {
        None => receipts.len(),
        Some(next) => {
            let same = receipts[STRIDE..].iter().take_while(|due| day(due) == day(next)).count();
            STRIDE + same
        }
    }
}

/// A row of the trail for what was written since the last one.
async fn record(tx: &mut Tx, staffed: &Staffed<'_>, after: &serde_json::Value) -> Done<()> {
    use crate::domain::audit::Entry;
    use crate::store::audit::Doing;
    let doing = Doing {
        clinic: staffed.floor.clinic.id,
        account: Some(staffed.cashier),
        approver: None,
        session: None,
        terminal: staffed.terminal,
        act: "demo",
        at: staffed.made,
        key: &staffed.key,
    };
    let entry = Entry {
        entity: "demo",
        entity_id: None,
        before: serde_json::Value::Null,
        after: after.clone(),
        reason: String::new(),
    };
    Ok(store::audit::write_parts(tx, doing, &entry).await?)
}

fn row(staffed: &Staffed<'_>, people: &[NewPatient], visit: &Visit) -> BookingRow {
    let floor = &staffed.floor;
    let treatment = floor.treatment(&visit.slot);
    let mut rng = Rng::with_seed(visit.salt);
    let lists: &Lists = staffed.lists;
    let cancelled = visit.status == Status::Cancelled;
    BookingRow {
        id: visit.id(),
        patient_id: people[visit.slot.patient].row.id,
        treatment_id: treatment.id,
        staff_id: Some(floor.roster.staff[visit.slot.staff].id),
        room_id: treatment.room_id,
        starts_at: visit.slot.starts,
        ends_at: floor.ends(&visit.slot),
        business_day: visit.day,
        minutes: treatment.minutes,
        price: Money(treatment.price.0),
        treatment_deposit: treatment.deposit,
        status: visit.status,
        source: visit.source,
        note: if rng.f32() < 0.06 { one_of(&mut rng, &lists.visit_notes).to_owned() } else { String::new() },
        overbook: false,
        overbook_reason: None,
        moves: 0,
        rebooked_from: None,
        cancelled_by: cancelled.then_some(CancelledBy::Patient),
        cancel_reason: cancelled.then(|| one_of(&mut rng, &lists.cancel_reasons).to_owned()),
        cancel_late: cancelled.then_some(visit.slot.starts.minutes_since(visit.ended) < 24 * 60),
        alerts_seen_at: None,
        confirmed_at: visit.confirmed,
        arrived_at: visit.arrived,
        started_at: visit.started,
        done_at: visit.done,
        version: 1,
        updated_at: visit.ended,
        updated_by: staffed.cashier,
    }
}
