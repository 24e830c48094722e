//! A log-in that ends without a key: nobody is there any more, or somebody ended it from elsewhere.

use std::time::{Duration, Instant};

use futures::FutureExt;

use super::effect::{Effect, Parcel};
use super::engine::{App, NOBODY};
use super::global;
use crate::desk::Desk;
use crate::desk::account::UNUSED_MINUTES;

/// An unattended counter logs off after so long, whatever was begun: nobody comes back to it.
const LOG_OFF: Duration = Duration::from_mins(UNUSED_MINUTES.unsigned_abs());

impl App {
    /// Asks whether the log-in still holds: where a form waits nothing is read that would tell.
    pub(super) fn asks_standing(&mut self) {
        let holds = |desk: Desk| async move {
            desk.holds().await;
            Box::new(()) as Parcel
        };
        self.start(NOBODY, "standing", false, Box::new(move |desk| holds(desk).boxed()));
    }

    /// After how long without a key this counter locks: as the clinic says, or sooner where it is set so here.
    pub(super) fn idle(&self) -> Option<Duration> {
        let clinic = u64::try_from(self.cx.desk.clinic().policies.idle_lock_minutes).unwrap_or(1);
        self.idle.map(|here| here.min(Duration::from_mins(clinic)))
    }

    /// Whether a counter that is left locks now.
    pub fn locks(&self) -> bool {
        self.idle.is_some() && global::locks(self).is_ok()
    }

    /// The computer slept for so long, and nobody touched a key meanwhile.
    pub fn slept(&mut self, time: Duration, at: Instant) {
        self.touched = self.touched.checked_sub(time).unwrap_or(self.touched);
        self.alarm(at);
    }

    /// Logs off where nobody touched a key for so long.
    pub(super) fn is_left(&mut self, at: Instant) {
        let left = self.idle().is_some_and(|idle| self.touched + idle.max(LOG_OFF) <= at);
        if !left || self.cx.desk.who().is_none() {
            return;
        }
        self.log_off(false);
    }

    /// Ends the log-in, and shows the door: to somebody else where the desk is handed over, else to whoever was there.
    pub(super) fn log_off(&mut self, handed_over: bool) {
        let desk = self.cx.desk.clone();
        let leaves = |desk: Desk| async move {
            if let Err(fault) = desk.logout().await {
                tracing::warn!(fault = fault.message(), "logging off");
            }
            Box::new(()) as Parcel
        };
        let door = {
            let who = desk.who().filter(|_| !handed_over).map(|who| who.username.as_str());
            (self.front.door)(&self.cx, who)
        };
        let nobodys = desk.nobodys();
        self.start(NOBODY, "log-off", true, Box::new(move |_| leaves(desk).boxed()));
        self.perform(NOBODY, Effect::Become(nobodys, door));
    }
}
