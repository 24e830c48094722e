//! The only place that asks the system for the time. Everything else is told.

use std::sync::Arc;

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
