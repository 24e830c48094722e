//! The time that keeps somebody out: how long a pause goes on, a log-in, a code, a right. Where several computers share
//! a server it is the server's, so that no counter's clock shortens the one or lengthens the other. A file has the
//! clock of its computer.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Desk;
use super::fault::Done;
use crate::clock::uptime;
use crate::domain::time::Ts;
use crate::store;

/// For so long the server is not asked again: two computers' seconds are equally long.
const KEPT: Duration = Duration::from_mins(1);

/// What the server said, and how long this computer was on then.
#[derive(Debug, Default)]
pub(super) struct Steady(Mutex<Option<(Ts, Duration)>>);

impl Desk {
    /// Now, by the clock that nobody at a counter sets.
    pub(super) async fn steady(&self) -> Done<Ts> {
        let house = &self.house;
        if !house.db.is_postgres() || !house.clock.may_be_wrong() {
            return Ok(self.now());
        }
        let said = *house.steady.0.lock().unwrap_or_else(PoisonError::into_inner);
        let since = |on: Duration| uptime().saturating_sub(on);
        if let Some((at, on)) = said.filter(|(_, on)| since(*on) < KEPT) {
            let since = i64::try_from(since(on).as_micros()).unwrap_or_default();
            return Ok(Ts(at.0.saturating_add(since)));
        }
        let (at,) = store::clinic::clock(&house.db).await?;
        self.server_said(at);
        Ok(at)
    }

    /// The server's clock showed this just now.
    pub(super) fn server_said(&self, at: Ts) {
        *self.house.steady.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, uptime()));
    }
}
