//! The only place that asks the system for the time. Everything else is told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::domain::time::Ts;

/// Tells the time. The desk, the screens and the tests are given one.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Ts;

    /// Whether it is a computer's own, which may be wrong, or set: then what keeps somebody out goes by the database's.
    fn may_be_wrong(&self) -> bool {
        false
    }
}

/// A clock that can be handed around.
pub type SharedClock = Arc<dyn Clock>;

/// The computer's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    fn now(&self) -> Ts {
        Ts::of(chrono::Utc::now())
    }

    fn may_be_wrong(&self) -> bool {
        true
    }
}

/// How long this computer has been on, asleep or awake: where it is subtracted from a later one, nobody who sets the
/// clock, and no lid that was closed, changes the difference. Where the system does not count sleep, without that.
#[must_use]
pub fn uptime() -> Duration {
    #[cfg(target_os = "linux")]
    const COUNTS_SLEEP: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const COUNTS_SLEEP: ClockId = ClockId::Monotonic;
    Duration::try_from(clock_gettime(COUNTS_SLEEP)).unwrap_or_default()
}

/// Notices that the computer slept.
#[derive(Debug, Clone, Copy)]
pub struct Awake {
    on: Duration,
    awake: Instant,
}

impl Awake {
    /// From now on.
    #[must_use]
    pub fn now() -> Self {
        Self { on: uptime(), awake: Instant::now() }
    }

    /// How long it slept since it was asked last.
    pub fn slept(&mut self) -> Duration {
        self.until(Self::now())
    }

    fn until(&mut self, now: Self) -> Duration {
        let before = std::mem::replace(self, now);
        let on = now.on.saturating_sub(before.on);
        // Two clocks are never read at quite the same moment.
        Some(on.saturating_sub(now.awake.duration_since(before.awake)))
            .filter(|slept| *slept >= Duration::from_secs(1))
            .unwrap_or_default()
    }
}

/// A clock that stands where it was set: `--now` on a training copy, and the tests.
#[derive(Debug)]
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    #[must_use]
    pub fn at(now: Ts) -> Self {
        Self(now.0.into())
    }

    pub fn set(&self, now: Ts) {
        self.0.store(now.0, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Ts {
        Ts(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_slept_where_the_one_clock_went_on_and_the_other_stood() {
        let (on, awake) = (Duration::from_secs(1_000), Instant::now());
        let mut counter = Awake { on, awake };
        let later = |on_for, awake_for| Awake {
            on: on + Duration::from_millis(on_for),
            awake: awake + Duration::from_millis(awake_for),
        };
        assert_eq!(counter.until(later(5_000, 5_000)), Duration::ZERO);
        assert_eq!(counter.until(later(5_900, 5_000)), Duration::ZERO, "read a little later");
        assert_eq!(counter.until(later(605_900, 5_000)), Duration::from_mins(10));
        assert_eq!(counter.until(later(606_900, 6_000)), Duration::ZERO, "told once");
    }
}
