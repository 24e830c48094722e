//! The time where several computers share a server: the server's, at every counter, so that no counter's clock shortens a
//! pause, lengthens a log-in, or writes a wrong time down. A file has the clock of its computer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Desk;
use super::fault::Done;
use crate::clock::{Clock, SharedClock, uptime};
use crate::domain::time::Ts;
use crate::store::{self, Db};

/// For so long the server is not asked again: two computers' seconds are equally long.
const KEPT: Duration = Duration::from_mins(1);

/// The server's clock, as this computer counts on from what the server said last; its own until the server said anything.
pub(super) struct Steady {
    own: SharedClock,
    /// What the server said, and how long this computer was on then.
    said: Mutex<Option<(Ts, Duration)>>,
}

impl Steady {
    /// The clock of a desk whose computer has this one, and the same once more where it is a server's.
    pub(super) fn beside(db: &Db, own: SharedClock) -> (SharedClock, Option<Arc<Self>>) {
        if !db.is_postgres() || !own.may_be_wrong() {
            return (own, None);
        }
        let steady = Arc::new(Self { own, said: Mutex::default() });
        (Arc::clone(&steady) as SharedClock, Some(steady))
    }

    fn said(&self) -> Option<(Ts, Duration)> {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Steady {
    fn now(&self) -> Ts {
        let Some((at, on)) = self.said() else { return self.own.now() };
        let since = i64::try_from(uptime().saturating_sub(on).as_micros()).unwrap_or_default();
        Ts(at.0.saturating_add(since))
    }

    fn may_be_wrong(&self) -> bool {
        true
    }
}

impl Desk {
    /// Now, by the clock that nobody at a counter sets.
    pub(super) async fn steady(&self) -> Done<Ts> {
        let Some(steady) = &self.house.steady else { return Ok(self.now()) };
        if steady.said().is_none_or(|(_, on)| uptime().saturating_sub(on) >= KEPT) {
            let (at,) = store::clinic::clock(&self.house.db).await?;
            self.server_said(at);
        }
        Ok(steady.now())
    }

    /// The server's clock showed this just now.
    pub(super) fn server_said(&self, at: Ts) {
        if let Some(steady) = &self.house.steady {
            *steady.said.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, uptime()));
        }
    }
}
