//! Whether the hand of this counter's clock was moved by hand: told, whichever way it went.
//!
//! On a server every counter's time is the server's, and a counter's own clock is of no account. On a file there is one
//! computer and its clock, which anybody may set: back behind the last row of the trail it is seen, at the first start
//! or act; ahead only by a program that runs meanwhile and knows how long the computer is on. What was written while it
//! was ahead stands in the trail for good, and all that comes after stands behind it, until that day comes; each row keeps
//! what its own clock said, and is read by that.
//!
//! What keeps somebody out for a while does not go by a clock that anybody may set: on a file it goes by how long the
//! computer is on, from what its clock showed when it was looked at first since then. Who starts the computer anew begins
//! there anew, with the tries that were counted.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::Desk;
use super::fault::Done;
use crate::clock::uptime;
use crate::domain::audit::clock;
use crate::domain::event::EventKind;
use crate::domain::time::Ts;
use crate::store;

/// A clock that goes back by more than this was set.
const BACK: i64 = 60 * 1_000_000;
/// A clock that goes ahead of how long the computer is on by more than this was set: one that was put right by less does
/// no harm, and a computer that is itself a program may have stood for a while.
const AHEAD: i64 = 2 * 60 * 60 * 1_000_000;

/// What the clock of this counter showed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    hand: Mutex<Hand>,
    /// When this computer was switched on, by what its clock showed when that was first asked; none before.
    switched_on: OnceLock<Ts>,
}

#[derive(Debug, Default)]
struct Hand {
    /// The latest moment, of this process or of the last row of the trail before it; none before anybody looked.
    latest: Option<Ts>,
    /// The last look, and how long the computer was on then: where nobody sets the clock both grow by the same.
    looked: Option<(Ts, Duration)>,
}

impl Hand {
    /// Looks at the clock; where it was set, by how much, back being negative. From there on it counts from where it was
    /// set to: told once.
    fn look(&mut self, now: Ts, on: Option<Duration>) -> Option<i64> {
        let grown = self.looked.zip(on).map(|((at, was), on)| {
            let since = i64::try_from(on.saturating_sub(was).as_micros()).unwrap_or_default();
            Ts(at.0.saturating_add(since))
        });
        let least = self.latest.max(grown);
        let back = least.map(|least| now.0 - least.0).filter(|by| *by < -BACK);
        let ahead = grown.map(|grown| now.0 - grown.0).filter(|by| *by > AHEAD);
        let set = back.or(ahead);
        self.latest = if set.is_some() { Some(now) } else { self.latest.max(Some(now)) };
        self.looked = on.map(|on| (now, on));
        set
    }
}

impl Desk {
    /// Looks whether the clock of this counter was set: back behind the last row of the trail, whichever process wrote it,
    /// or, while the program runs, to where a clock that goes on could not be.
    pub(super) async fn watches_clock(&self) -> Done<()> {
        let house = &self.house;
        let hand = || house.meter.clock.hand.lock().unwrap_or_else(PoisonError::into_inner);
        if hand().latest.is_none() {
            let last = store::trail::last(&house.db, self.clinic().id).await?;
            hand().latest = last.map(|(at, behind)| clock(at, behind));
        }
        let own = house.clock.may_be_wrong() && !house.db.is_postgres();
        let set = hand().look(self.now(), if own { uptime_awake() } else { None });
        let Some(by) = set else { return Ok(()) };
        let account = self.who().map(|who| who.account_id);
        let (name, minutes) = (if by < 0 { "minutes" } else { "ahead" }, by.abs() / 60_000_000);
        self.tell(EventKind::ClockJump, account, format!("{name}={minutes}")).await
    }

    /// Now, by the clock that pauses go by: a server's; on a file one that nobody sets while the computer is on, whichever
    /// process asks. Nothing that people are shown goes by it.
    pub(super) async fn unmoved(&self) -> Done<Ts> {
        let house = &self.house;
        if house.db.is_postgres() || !house.clock.may_be_wrong() {
            return self.steady().await;
        }
        let Some((boot, on)) = boot().zip(uptime_awake()) else { return Ok(self.now()) };
        let on = i64::try_from(on.as_micros()).unwrap_or_default();
        let known = &house.meter.clock.switched_on;
        let since = match known.get() {
            Some(since) => *since,
            None => {
                let mut tx = house.db.begin().await?;
                let by_clock = Ts(self.now().0.saturating_sub(on));
                let (since,) = store::pause::switched_on(tx.on(), self.clinic().id, &boot, by_clock).await?;
                tx.commit().await?;
                *known.get_or_init(|| since)
            }
        };
        Ok(Ts(since.0.saturating_add(on)))
    }
}

/// What tells this time that the computer is on from the last.
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned()).filter(|id| !id.is_empty())
}

/// How long the computer is on, where that is known of one that slept.
fn uptime_awake() -> Option<Duration> {
    cfg!(target_os = "linux").then(uptime)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn at(minute: i64) -> Ts {
        Ts(0).plus_minutes(minute)
    }

    #[test]
    fn a_clock_that_was_set_is_told_once_and_one_that_goes_on_is_not() {
        let on = |minute: u64| Some(Duration::from_mins(minute));
        let mut hand = Hand { latest: Some(at(-30)), looked: None };
        let looks = [(0, 0), (600, 600), (1_400, 1_320), (1_401, 1_321), (1_000, 1_322), (1_001, 1_323)];
        assert_eq!(
            looks.map(|(now, on_for)| hand.look(at(now), on(on_for))),
            [None, None, None, None, Some(-402 * 60 * SECOND), None]
        );
        // While nobody looked for an hour it was set back by ten minutes, and then by a day ahead.
        assert_eq!(
            [(1_051, 1_383), (2_500, 1_384)]
                .map(|(now, on_for)| hand.look(at(now), on(on_for)).map(|by| by / 60 / SECOND)),
            [Some(-10), Some(1_448)]
        );
        // Of a clock that is the server's, or a test's, only what it showed is known.
        let mut hand = Hand { latest: Some(at(10)), looked: None };
        assert_eq!(
            [9, 8, 5_000, 8, 8].map(|now| hand.look(at(now), None).map(|by| by / 60 / SECOND)),
            [None, Some(-2), None, Some(-4_992), None]
        );
    }
}
