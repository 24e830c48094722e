//! What happens too often: counted in memory, for the few minutes it matters.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use super::Desk;
use super::fault::Done;
use super::rights::Who;
use crate::domain::event::EventKind;
use crate::domain::id::AccountId;
use crate::domain::time::Ts;

/// In so many minutes…
const MINUTES: i64 = 10;
/// …nobody needs to read more patients than these, to be told about once,
const PATIENTS: usize = 200;
/// or to be denied so often.
const DENIALS: usize = 10;
/// A clock that goes back by more than this was set.
const JUMP: i64 = 120 * 1_000_000;

/// The last minutes of everybody who works at this counter.
#[derive(Debug, Default)]
pub(super) struct Meter {
    read: Mutex<HashMap<AccountId, Recent>>,
    denied: Mutex<HashMap<AccountId, Recent>>,
    /// When somebody read a day of the book last.
    days: Mutex<HashMap<(AccountId, NaiveDate), Ts>>,
    /// The latest moment this counter saw.
    latest: AtomicI64,
}

#[derive(Debug, Default)]
struct Recent {
    /// When, and how many.
    times: VecDeque<(Ts, usize)>,
    /// Told already; again only after it was quiet.
    told: bool,
}

impl Recent {
    /// Adds, and says whether this is what goes beyond `most`.
    fn add(&mut self, count: usize, now: Ts, most: usize) -> Option<usize> {
        let since = now.plus_minutes(-MINUTES);
        self.times.push_back((now, count));
        while self.times.front().is_some_and(|(at, _)| *at <= since) {
            self.times.pop_front();
        }
        let sum = self.times.iter().map(|(_, count)| count).sum::<usize>();
        let beyond = sum > most;
        let tell = beyond && !self.told;
        self.told = beyond;
        tell.then_some(sum)
    }
}

fn add(
    of: &Mutex<HashMap<AccountId, Recent>>,
    who: &Who,
    count: usize,
    now: Ts,
    most: usize,
) -> Option<usize> {
    let mut all = of.lock().unwrap_or_else(PoisonError::into_inner);
    all.entry(who.account_id).or_default().add(count, now, most)
}

impl Desk {
    /// So many patients were read: a day's work needs some, a thief all.
    pub(super) async fn has_read(&self, patients: usize) -> Done<()> {
        let Some(who) = self.who() else { return Ok(()) };
        match add(&self.house.meter.read, who, patients, self.now(), PATIENTS) {
            Some(sum) => {
                self.tell(EventKind::ManyRead, Some(who.account_id), format!("patients={sum}")).await
            }
            None => Ok(()),
        }
    }

    /// A day of the book was read, with so many patients. Read again and again, as it stands on a screen, it counts once.
    pub(super) async fn has_read_day(&self, day: NaiveDate, patients: usize) -> Done<()> {
        let Some(who) = self.who() else { return Ok(()) };
        let (now, since) = (self.now(), self.now().plus_minutes(-MINUTES));
        let before = {
            let mut days = self.house.meter.days.lock().unwrap_or_else(PoisonError::into_inner);
            days.retain(|_, at| *at > since);
            days.insert((who.account_id, day), now)
        };
        if before.is_some() { Ok(()) } else { self.has_read(patients).await }
    }

    /// Somebody tried what they may not.
    pub(super) async fn denied(&self, who: &Who) -> Done<()> {
        match add(&self.house.meter.denied, who, 1, self.now(), DENIALS - 1) {
            Some(sum) => self.tell(EventKind::Denied, Some(who.account_id), format!("times={sum}")).await,
            None => Ok(()),
        }
    }

    /// Looks whether the clock of this counter went back.
    pub(super) async fn watches_clock(&self) -> Done<()> {
        let now = self.now().0;
        let latest = self.house.meter.latest.load(Ordering::SeqCst);
        if now + JUMP < latest {
            // From here on it counts from where it was set to.
            let set = &self.house.meter.latest;
            if set.compare_exchange(latest, now, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                let account = self.who().map(|who| who.account_id);
                let minutes = (latest - now) / 60_000_000;
                return self.tell(EventKind::ClockJump, account, format!("minutes={minutes}")).await;
            }
        }
        self.house.meter.latest.fetch_max(now, Ordering::SeqCst);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_often_is_told_once_until_it_is_quiet() {
        let mut recent = Recent::default();
        let at = |minute: i64| Ts(0).plus_minutes(minute);
        assert_eq!(recent.add(150, at(0), 200), None);
        assert_eq!(recent.add(50, at(9), 200), None);
        assert_eq!(recent.add(1, at(9), 200), Some(201));
        assert_eq!(recent.add(1, at(9), 200), None);
        // What was ten minutes ago does not count any more.
        assert_eq!(recent.add(1, at(10), 200), None);
        assert_eq!(recent.add(200, at(11), 200), Some(253));
    }
}
