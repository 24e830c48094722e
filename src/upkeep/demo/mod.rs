//! A training copy with a believable day in it, and as much history as is wanted: to learn on, and to measure with.
//!
//! What is past is written all at once; the day itself is played through the desk. Chance comes from the seed: the
//! same seed at the same moment makes the same people and the same day, and what is past has the same ids too.

mod again;
mod close;
mod floor;
mod history;
mod money;
mod people;
mod place;
mod script;
mod seats;
mod spent;
mod till;
mod today;

use std::sync::Arc;

use chrono::{Days, Timelike};
use fastrand::Rng;
use uuid::Uuid;

use crate::clock::{FixedClock, SharedClock};
use crate::config::DatabaseAddress;
use crate::desk::clinic::EditClinic;
use crate::desk::found::{Founding, found};
use crate::desk::staff::{AddLeave, SaveStaff};
use crate::desk::team::{Learner, join};
use crate::desk::{Desk, Done, Fault, Progress, Roster};
use crate::domain::account::Role;
use crate::domain::clinic::{Language, Policies};
use crate::domain::id::{AccountId, PatientId};
use crate::domain::refusal::Refusal;
use crate::domain::schedule::{Hours, HoursKind};
use crate::domain::time::{Ts, at_local};
use crate::domain::zone::Zone;
use crate::store::{self, Db};
pub use again::{new_day, new_day_in};
use floor::Floor;
use people::Lists;
pub use place::zone;

/// How much there is to be.
#[derive(Debug, Clone)]
pub struct Plan {
    pub patients: usize,
    /// Before today and in the days ahead; the day itself comes on top.
    pub bookings: usize,
    pub seed: u64,
    pub language: Language,
    /// The counter whose drawer is open today.
    pub counter: String,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            patients: 200,
            bookings: 1_500,
            seed: 1,
            language: Language::Indonesian,
            counter: TERMINAL.to_owned(),
        }
    }
}

/// Somebody to log in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub full_name: &'static str,
    pub username: &'static str,
    pub role: Role,
    pub pin: &'static str,
}

/// Everybody's password. It opens training copies only.
pub const PASSWORD: &str = "latihan-ceria-kita";

/// Who works at the training clinic's desk; the first owns it.
pub const LOGINS: &[Login] = &[
    Login { full_name: "Ratna Dewi Kartika", username: "ratna", role: Role::Owner, pin: "740258" },
    Login { full_name: "Hendra Gunawan", username: "hendra", role: Role::Manager, pin: "638174" },
    Login { full_name: "Siti Aminah", username: "siti", role: Role::Receptionist, pin: "529046" },
    Login { full_name: "Rina Wulandari", username: "rina", role: Role::Therapist, pin: "817350" },
];

/// Who keeps the till.
const RECEPTIONIST: &str = LOGINS[2].username;
const CLINIC: &str = "Klinik Melati";
/// The counter, where nobody says how it is called.
const TERMINAL: &str = "Loket 1";

/// The clinic of the demo: who keeps its till, where everything is, and when today begins.
pub(crate) struct Staffed<'a> {
    floor: Floor<'a>,
    lists: &'a Lists,
    seed: u64,
    cashier: AccountId,
    cashier_name: String,
    /// Who closes the days.
    owner: AccountId,
    terminal: &'a str,
    key: crate::domain::audit::TrailKey,
    made: Ts,
    opens: Ts,
}

/// A training copy that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Nobody is in today's queue: the day in it is an older one.
    pub quiet: bool,
    /// The clinic's: its counter is called so.
    pub language: Language,
}

/// What is in the database: a training copy, or nothing yet.
///
/// # Errors
/// `clinic.own` for any other clinic, and the faults of the database.
pub async fn standing(address: &DatabaseAddress, now: Ts) -> Done<Option<Standing>> {
    let db = Db::open(address).await?;
    let clock: SharedClock = Arc::new(FixedClock::at(now));
    let found = match Desk::open(db.clone(), clock, TERMINAL.to_owned(), None).await {
        Ok(desk) if desk.clinic().training => {
            let tickets = store::queue::board(&db, desk.clinic().id, desk.today()).await?;
            Ok(Some(Standing { quiet: tickets.is_empty(), language: desk.clinic().language }))
        }
        Ok(_) => Err(Refusal::new("clinic.own").into()),
        Err(Fault::Refused(refusal)) if refusal.code == "clinic.none" => Ok(None),
        Err(fault) => Err(fault),
    };
    db.close().await;
    found
}

/// Takes a training copy away. On a server its database stays: whoever made it drops it.
///
/// # Errors
/// `clinic.own`, `demo.server`, `demo.folder` when a file cannot be removed.
pub async fn remove(address: &DatabaseAddress, now: Ts) -> Done<()> {
    let DatabaseAddress::Sqlite(path) = address else { return Err(Refusal::new("demo.server").into()) };
    if standing(address, now).await?.is_none() {
        return Ok(());
    }
    for ending in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Refusal::new("demo.folder").with("path", path.display().to_string()).into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes the training clinic in an empty database.
///
/// # Errors
/// `clinic.exists` when there is one, and the faults of the database.
pub async fn make(
    address: &DatabaseAddress,
    now: Ts,
    pepper: &[u8],
    plan: &Plan,
    progress: &Progress,
) -> Done<()> {
    let db = Db::open(address).await?;
    let done = make_in(&db, now, pepper, plan, progress).await;
    db.close().await;
    done
}

/// As [`make`], in a database that is open.
///
/// # Errors
/// As [`make`].
pub async fn make_in(db: &Db, now: Ts, pepper: &[u8], plan: &Plan, progress: &Progress) -> Done<()> {
    let (zone, opens) = place::hours(now)?;
    let today = now.day(zone);
    let each_day = (plan.bookings / 2_500).max(24);
    let days = plan.bookings / each_day + 20;
    let begins = at_local((today - Days::new(days as u64)).and_hms_opt(8, 0, 0).unwrap_or_default(), zone)?;
    let clock = Arc::new(FixedClock::at(begins));
    let shared: SharedClock = clock.clone();
    open_clinic(db, &shared, pepper, plan.language, zone).await?;

    let made = opens.plus_minutes(-26 * 60);
    clock.set(made);
    let door = Desk::open(db.clone(), shared, plan.counter.clone(), Some(pepper.to_vec())).await?;
    let owner = door.login(LOGINS[0].username, PASSWORD).await?.0;
    set_up(&owner, plan, opens, each_day).await?;

    let lists = Lists::read()?;
    let roster = owner.roster().await?;
    seats::link(&owner, &roster).await?;
    let clinic = owner.clinic();
    let siti = door.login(RECEPTIONIST, PASSWORD).await?.0;
    siti.logout().await?;
    owner.logout().await?;
    let cashier = siti.who().ok_or_else(|| Refusal::new("login.over"))?;
    let hers = owner.who().ok_or_else(|| Refusal::new("login.over"))?;
    let mut rng = Rng::with_seed(plan.seed);
    let span = (begins, made);
    let people = people::patients(&mut rng, &lists, plan.patients, span, today, cashier.account_id)?;
    let staffed = Staffed {
        floor: Floor::new(&clinic, &roster, people.len()),
        lists: &lists,
        seed: plan.seed,
        cashier: cashier.account_id,
        cashier_name: cashier.full_name.clone(),
        owner: hers.account_id,
        terminal: &plan.counter,
        key: crate::domain::audit::TrailKey::of(pepper),
        made,
        opens,
    };
    let visits = history::visits(&staffed.floor, plan.seed, today, plan.bookings, each_day)?;
    history::write(db, &staffed, &people, &visits, today, progress).await?;
    drop(visits);

    let patients: Vec<PatientId> = people.iter().map(|new| new.row.id).collect();
    today::Day {
        door: &door,
        clock: &clock,
        floor: &staffed.floor,
        lists: &lists,
        patients: &patients,
        opens,
        now,
        seed: plan.seed,
        standing: Vec::new(),
        since: made,
    }
    .play()
    .await?;
    Ok(())
}

async fn open_clinic(
    db: &Db,
    clock: &SharedClock,
    pepper: &[u8],
    language: Language,
    zone: Zone,
) -> Done<()> {
    let owner = &LOGINS[0];
    let founding = Founding {
        name: CLINIC.to_owned(),
        slug: "melati".to_owned(),
        timezone: zone.to_string(),
        currency: "IDR".to_owned(),
        decimals: 0,
        language,
        owner: owner.full_name.to_owned(),
        username: owner.username.to_owned(),
        password: PASSWORD.to_owned(),
        pin: owner.pin.to_owned(),
        training: true,
        example: true,
    };
    found(db, clock, pepper, &founding).await?;
    let others: Vec<Learner> = LOGINS[1..]
        .iter()
        .map(|one| Learner {
            full_name: one.full_name.to_owned(),
            username: one.username.to_owned(),
            role: one.role,
            password: PASSWORD.to_owned(),
            pin: one.pin.to_owned(),
        })
        .collect();
    join(db, clock, pepper, language, &others).await
}

/// The letterhead; everybody's hours, around this hour; one who is on leave today; more staff for more bookings.
async fn set_up(owner: &Desk, plan: &Plan, opens: Ts, each_day: usize) -> Done<()> {
    let clinic = owner.clinic();
    owner
        .act(EditClinic {
            version: None,
            name: CLINIC.to_owned(),
            address: "Jl. Kenanga No. 12, Bandung".to_owned(),
            phone: "022-555-0134".to_owned(),
            timezone: clinic.zone.to_string(),
            language: plan.language,
            policies: Policies {
                receipt_footer: "Terima kasih, sampai jumpa lagi".to_owned(),
                ..clinic.policies.clone()
            },
        })
        .await?;
    let roster = owner.roster().await?;
    let opens_at = i64::from(clinic.local(opens).hour()) * 60;
    for (place, row) in roster.staff.iter().enumerate() {
        let save = SaveStaff {
            staff: Some(row.id),
            version: None,
            name: row.name.clone(),
            title: row.title.clone(),
            skills: row.skills.clone(),
            room: row.room_id,
            commission_bp: None,
            hours: week(opens_at, place),
            treatments: None,
            active: true,
        };
        owner.act(save).await?;
    }
    hire(owner, &roster, plan, opens_at, each_day).await?;
    till::packages(owner, &roster.treatments).await?;
    if let Some(away) = roster.staff.last() {
        let leave = AddLeave {
            staff: away.id,
            starts_at: opens,
            ends_at: opens.plus_minutes(11 * 60),
            reason: "Cuti".to_owned(),
        };
        owner.act(leave).await?;
    }
    Ok(())
}

/// Everybody works ten hours less a little, every day of the week, and has half an hour's break.
fn week(opens: i64, place: usize) -> Vec<Hours> {
    let place = i64::try_from(place).unwrap_or_default();
    let starts = opens + place % 3 * 30;
    let pause = starts + 180 + place % 4 * 15;
    let line = |weekday, kind, starts, ends| Hours { weekday, kind, starts, ends };
    (1..=7)
        .flat_map(|day| {
            let work = line(day, HoursKind::Work, starts, (starts + 570).min(1440));
            [work, line(day, HoursKind::Break, pause, pause + 30)]
        })
        .collect()
}

/// Six people treat some forty patients a day; a busier clinic has more of them.
async fn hire(owner: &Desk, roster: &Roster, plan: &Plan, opens: i64, each_day: usize) -> Done<()> {
    let wanted = each_day.div_ceil(8) + 2;
    let mut rng = Rng::with_seed(plan.seed ^ 0x57aff);
    let lists = Lists::read()?;
    for place in roster.staff.len()..wanted {
        let like = &roster.staff[1 + place % (roster.staff.len() - 1)];
        let can = |row: &&crate::store::treatment::TreatmentRow| roster.can(row.id).contains(&like.id);
        let save = SaveStaff {
            staff: None,
            version: None,
            name: lists.somebody(&mut rng),
            title: like.title.clone(),
            skills: like.skills.clone(),
            room: None,
            commission_bp: None,
            hours: week(opens, place),
            treatments: Some(roster.treatments.iter().filter(can).map(|row| row.id).collect()),
            active: true,
        };
        owner.act(save).await?;
    }
    Ok(())
}

/// An id that says when, as all ids here do, with its random part from the seed.
fn id(at: Ts, salt: u64, nth: u8) -> Uuid {
    let mut rng = Rng::with_seed(salt.wrapping_add(u64::from(nth)));
    let mut bytes = [0; 10];
    rng.fill(&mut bytes);
    let millis = u64::try_from(at.0 / 1_000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_readme_prints_is_known_to_be_printed() {
        let mut printed = vec![PASSWORD];
        printed.extend(LOGINS.iter().map(|login| login.pin));
        assert_eq!(printed, crate::domain::secret::PRINTED);
    }

    #[test]
    fn there_is_a_working_day_at_every_hour() {
        for hour in 0..48 {
            let now = Ts(1_795_000_000_000_000).plus_minutes(hour * 30);
            let (zone, opens) = place::hours(now).unwrap();
            let local = now.local(zone);
            assert!((11..18).contains(&local.hour()), "{local}");
            let minutes = now.minutes_since(opens);
            assert!((300..360).contains(&minutes), "{minutes}");
            assert_eq!(opens.day(zone), now.day(zone));
        }
    }
}
