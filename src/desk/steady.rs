//! The time that keeps somebody out: how long a pause goes on, a log-in, a code, a right. Where several computers share
//! a server it is the server's, so that no counter's clock shortens the one or lengthens the other. A file has the
//! clock of its computer.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Desk;
use super::fault::Done;
use crate::domain::time::Ts;
use crate::store;

/// For so long the server is not asked again: two computers' seconds are equally long.
const KEPT: Duration = Duration::from_mins(1);

/// What the server said, and when.
#[derive(Debug, Default)]
pub(super) struct Steady(Mutex<Option<(Ts, Instant)>>);

impl Desk {
    /// Now, by the clock that nobody at a counter sets.
    pub(super) async fn steady(&self) -> Done<Ts> {
        let house = &self.house;
        if !house.db.is_postgres() || !house.clock.may_be_wrong() {
            return Ok(self.now());
        }
        let said = *house.steady.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, since)) = said.filter(|(_, since)| since.elapsed() < KEPT) {
            let since = i64::try_from(since.elapsed().as_micros()).unwrap_or_default();
            return Ok(Ts(at.0.saturating_add(since)));
        }
        let (at,) = store::clinic::clock(&house.db).await?;
        *house.steady.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, Instant::now()));
        Ok(at)
    }
}
