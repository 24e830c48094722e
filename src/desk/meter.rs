//! What happens too often: counted in memory, for the few minutes it matters, and what is read in steps in the database, so
//! that whoever starts the program anew begins no new count. Of a script, whose every question may be a process of its own,
//! it is counted there only.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::timeout;
use uuid::Uuid;

use super::Desk;
use super::fault::Done;
use super::hand::Seen;
use super::meter_kept::Counted;
use super::rights::Who;
use crate::domain::event::EventKind;
use crate::domain::id::{AccountId, EventId, PatientId};
use crate::domain::time::Ts;

/// In so many minutes…
pub(super) const MINUTES: i64 = 10;
/// …nobody needs to open more patients than these, to be told about once,
const OPENED: usize = 200;
/// to go through longer lists of them: a dozen searches that each found all a search shows are a day's work,
const LISTED: usize = 600;
/// or to be denied so often.
const DENIALS: usize = 10;
/// So many patients listed at a desk are written down together: fewer are lost when the program is killed. A card that was
/// opened is written down at once.
const STEP: usize = 25;
/// Nobody who leaves waits longer for what is written down.
const PATIENCE: Duration = Duration::from_secs(2);
/// Whoever types on so soon did not read what was found on the way.
const TYPING: i64 = 3 * 1_000_000;
/// The last minutes of everybody who works at this counter.
#[derive(Debug, Default)]
pub(super) struct Meter {
    read: Mutex<HashMap<AccountId, Read>>,
    denied: Mutex<HashMap<AccountId, Often>>,
    pub(super) clock: Seen,
}

/// How often something happened.
#[derive(Debug, Default)]
struct Often {
    times: VecDeque<Ts>,
    /// Told already; again only after it was quiet.
    told: bool,
}

impl Often {
    /// Adds one, and says how many they are where this is what goes beyond `most`.
    fn add(&mut self, now: Ts, most: usize) -> Option<usize> {
        let since = now.plus_minutes(-MINUTES);
        self.times.push_back(now);
        self.times.retain(|at| *at > since);
        beyond(self.times.len(), most, &mut self.told)
    }
}

/// Different patients, and when each was read last: whoever is read again is not one more.
#[derive(Debug, Default)]
struct Patients {
    last: HashMap<PatientId, Ts>,
    /// Those that are not written down yet.
    fresh: Vec<PatientId>,
    told: bool,
}

impl Patients {
    fn add(&mut self, patients: impl IntoIterator<Item = PatientId>, now: Ts, most: usize) -> Option<usize> {
        let since = now.plus_minutes(-MINUTES);
        // One from the future was read while the clock was ahead.
        self.last.retain(|_, at| *at > since && *at < now.plus_minutes(1));
        for patient in patients {
            if self.last.insert(patient, now).is_none() {
                self.fresh.push(patient);
            }
        }
        beyond(self.last.len(), most, &mut self.told)
    }

    /// Those to be written down now, and how many were read.
    fn step(&mut self, least: usize) -> Option<(Vec<Uuid>, usize)> {
        if self.fresh.len() < least {
            return None;
        }
        Some((self.fresh.drain(..).map(|patient| patient.0).collect(), self.last.len()))
    }
}

fn beyond(count: usize, most: usize, told: &mut bool) -> Option<usize> {
    let tell = count > most && !*told;
    *told = count > most;
    tell.then_some(count)
}

/// Which patients somebody read.
#[derive(Debug, Default)]
struct Read {
    opened: Patients,
    listed: Patients,
    /// What the last search found: read when something else is, unless it was on the way to that.
    found: Option<Search>,
}

#[derive(Debug)]
struct Search {
    at: Ts,
    text: String,
    patients: Vec<PatientId>,
}

impl Search {
    /// Whether `next` is this with letters added, as they are typed. What is taken back was looked at: by adding a letter
    /// and taking it back again and again one would see everybody.
    fn leads_to(&self, next: &Self) -> bool {
        let typed_on = next.text.len() > self.text.len() && next.text.starts_with(&self.text);
        typed_on && next.at.0 - self.at.0 < TYPING && !next.patients.is_empty()
    }
}

impl Read {
    fn open(&mut self, patient: PatientId, now: Ts) -> Option<usize> {
        self.opened.add([patient], now, OPENED)
    }

    fn list(&mut self, patients: Vec<PatientId>, now: Ts) -> Option<usize> {
        self.listed.add(patients, now, LISTED)
    }

    fn find(&mut self, search: Search) -> Option<usize> {
        let now = search.at;
        let before = self.found.take().filter(|before| !before.leads_to(&search));
        self.found = Some(search);
        self.list(before?.patients, now)
    }

    /// What is to be written down: every card that was opened, and of those that were listed where there are so many.
    fn steps(&mut self, least: usize) -> Vec<(Counted, (Vec<Uuid>, usize))> {
        let of = |what, patients: &mut Patients, least| patients.step(least).map(|step| (what, step));
        of(Counted::Opened, &mut self.opened, 1)
            .into_iter()
            .chain(of(Counted::Listed, &mut self.listed, least))
            .collect()
    }
}

impl Desk {
    /// A patient's card was opened: a day's work needs some, a thief all.
    pub(super) async fn has_opened(&self, patient: PatientId) -> Done<()> {
        if self.is_script() {
            return self.counts_read(Counted::Opened, vec![patient.0], 0).await;
        }
        self.has_read(|read, now| read.open(patient, now)).await
    }

    /// A list of patients was shown, as a day of the book is.
    pub(super) async fn has_listed(&self, patients: Vec<PatientId>) -> Done<()> {
        if self.is_script() {
            let patients = patients.into_iter().map(|patient| patient.0).collect();
            return self.counts_read(Counted::Listed, patients, 0).await;
        }
        self.has_read(|read, now| read.list(patients, now)).await
    }

    /// A search found these: somebody's who types it, on the way or at its end, or a script's, which reads each.
    pub(super) async fn has_found(&self, text: String, patients: Vec<PatientId>) -> Done<()> {
        if self.is_script() {
            return self.has_listed(patients).await;
        }
        self.has_read(|read, at| read.find(Search { at, text, patients })).await
    }

    /// Whether nobody's hand was on this desk yet.
    fn is_script(&self) -> bool {
        self.who().is_some_and(|who| !who.is_by_hand())
    }

    async fn has_read(&self, add: impl FnOnce(&mut Read, Ts) -> Option<usize>) -> Done<()> {
        let Some(who) = self.who() else { return Ok(()) };
        let (beyond, steps) = {
            let mut all = self.house.meter.read.lock().unwrap_or_else(PoisonError::into_inner);
            let read = all.entry(who.account_id).or_default();
            let beyond = add(read, self.now());
            (beyond, read.steps(if beyond.is_some() { 1 } else { STEP }))
        };
        for (what, (fresh, known)) in steps {
            if beyond.is_some() {
                self.counts_read(what, fresh, known).await?;
                continue;
            }
            // Nobody who looks at a screen waits for it.
            let (desk, account) = (self.clone(), who.account_id);
            self.house.noting.begins(tokio::spawn(async move {
                if let Err(fault) = desk.counts_read(what, fresh.clone(), known).await {
                    tracing::warn!(fault = fault.message(), "counting who was read");
                    desk.still_to_count(account, what, fresh);
                }
            }));
        }
        Ok(())
    }

    /// What could not be written down goes along with the next.
    fn still_to_count(&self, account: AccountId, what: Counted, each: Vec<Uuid>) {
        let mut all = self.house.meter.read.lock().unwrap_or_else(PoisonError::into_inner);
        let read = all.entry(account).or_default();
        let patients = if matches!(what, Counted::Opened) { &mut read.opened } else { &mut read.listed };
        patients.fresh.extend(each.into_iter().map(PatientId));
    }

    /// Counts patients that whoever is logged in read, and tells where they are too many.
    async fn counts_read(&self, what: Counted, each: Vec<Uuid>, known: usize) -> Done<()> {
        let Some(account) = self.who().map(|who| who.account_id) else { return Ok(()) };
        let most = if matches!(what, Counted::Opened) { OPENED } else { LISTED };
        let Some(sum) = self.counts((account, what), each, (known, most)).await? else { return Ok(()) };
        self.tell(EventKind::ManyRead, Some(account), format!("patients={sum}")).await
    }

    /// Whoever works here leaves: what they read is written down, as far as there is a way to the database.
    pub(super) async fn leaves_counted(&self) {
        let Some(who) = self.who().filter(|_| self.lost_since().is_none()) else { return };
        // What is on its way first: what of it fails is to be written down, too.
        let _ = timeout(PATIENCE, self.at_rest()).await;
        let steps = {
            let mut all = self.house.meter.read.lock().unwrap_or_else(PoisonError::into_inner);
            all.get_mut(&who.account_id).map(|read| read.steps(1)).unwrap_or_default()
        };
        for (what, (fresh, known)) in steps {
            match timeout(PATIENCE, self.counts_read(what, fresh, known)).await {
                Ok(Ok(())) => {}
                Ok(Err(fault)) => tracing::warn!(fault = fault.message(), "counting who was read"),
                Err(_) => return,
            }
        }
    }

    /// Somebody tried what they may not.
    pub(super) async fn denied(&self, who: &Who) -> Done<()> {
        let beyond = if who.is_by_hand() {
            let mut all = self.house.meter.denied.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(who.account_id).or_default().add(self.now(), DENIALS - 1)
        } else {
            let one = vec![EventId::new().0];
            self.counts((who.account_id, Counted::Denied), one, (0, DENIALS - 1)).await?
        };
        match beyond {
            Some(sum) => self.tell(EventKind::Denied, Some(who.account_id), format!("times={sum}")).await,
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn at(minute: i64) -> Ts {
        Ts(0).plus_minutes(minute)
    }

    fn some(count: usize) -> Vec<PatientId> {
        (0..count).map(|_| PatientId::new()).collect()
    }

    /// A search that was typed and read.
    fn search(text: &str, patients: &[PatientId], at: Ts) -> Search {
        Search { at, text: text.to_owned(), patients: patients.to_vec() }
    }

    #[test]
    fn what_is_too_often_is_told_once_until_it_is_quiet() {
        let mut often = Often::default();
        assert_eq!([0, 9, 9].map(|minute| often.add(at(minute), 2)), [None, None, Some(3)]);
        assert_eq!(often.add(at(9), 2), None);
        // What was ten minutes ago does not count any more.
        assert_eq!([20, 20, 20].map(|minute| often.add(at(minute), 2)), [None, None, Some(3)]);
    }

    #[test]
    fn a_patient_read_again_is_not_one_more() {
        let mut read = Read::default();
        let patients = some(OPENED + 1);
        for patient in patients[..OPENED].iter().chain(&patients[..OPENED]) {
            assert_eq!(read.open(*patient, at(0)), None);
        }
        assert_eq!(read.open(patients[OPENED], at(9)), Some(OPENED + 1));
        assert_eq!(read.open(patients[0], at(9)), None);
        let mut day = Read::default();
        assert!((0..100).all(|minute| day.list(patients.clone(), at(minute)).is_none()));
    }

    #[test]
    fn a_dozen_searches_typed_letter_by_letter_are_a_days_work() {
        let mut read = Read::default();
        for name in 0..12_i64 {
            let (many, end) = (some(50), some(50));
            for (letters, text) in ["si", "sit", "siti", "sit", "siti"].into_iter().enumerate() {
                let typed = Ts(name * 30 * SECOND + i64::try_from(letters).unwrap() * SECOND);
                let patients = if text == "siti" { &end } else { &many };
                assert_eq!(read.find(search(&format!("{name}{text}"), patients, typed)), None);
            }
        }
        assert_eq!(read.find(search("ani", &some(3), at(8))), None);
    }

    #[test]
    fn going_through_all_patients_by_their_first_letters_is_told() {
        for pause in [0, TYPING] {
            let mut read = Read::default();
            let told = (0..14).map(|nth| {
                let text = char::from(b'a' + nth).to_string();
                read.find(search(&text, &some(50), Ts(i64::from(nth) * pause)))
            });
            assert_eq!(told.flatten().collect::<Vec<_>>(), [650]);
        }
    }

    #[test]
    fn adding_a_letter_and_taking_it_back_hides_nothing() {
        let mut read = Read::default();
        let told = (0..26).flat_map(|nth| {
            let longer = format!("an{}", char::from(b'a' + nth));
            let at = |half: i64| Ts((i64::from(nth) * 2 + half) * SECOND);
            [search("an", &some(1), at(0)), search(&longer, &some(50), at(1))]
        });
        let told: Vec<_> = told.filter_map(|search| read.find(search)).collect();
        assert_eq!(told.len(), 1);
    }

    #[test]
    fn a_search_that_stood_or_that_found_more_than_its_end_was_read() {
        for (second, patients, listed) in [(2, 1, 0), (3, 1, 50), (2, 0, 50)] {
            let mut read = Read::default();
            read.find(search("si", &some(50), Ts(0)));
            read.find(search("six", &some(patients), Ts(second * SECOND)));
            assert_eq!(read.listed.last.len(), listed, "{second}");
        }
    }
}
