//! What was done last at this counter and will probably be done again. Forgotten when the program ends.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::Desk;
use crate::domain::booking::Source;

/// How somebody who wants a time can come in; the first is what a counter begins with.
pub const SOURCES: [Source; 4] = [Source::Phone, Source::Whatsapp, Source::Online, Source::Desk];

/// What every screen of this process remembers together.
#[derive(Debug, Default)]
pub(super) struct Habit {
    source: AtomicUsize,
}

impl Desk {
    /// Which of [`SOURCES`] the last booking made here came by.
    #[must_use]
    pub fn last_source(&self) -> usize {
        self.house.habit.source.load(Ordering::Relaxed)
    }

    /// The next booking will probably come by this one of [`SOURCES`] too.
    pub fn remember_source(&self, source: usize) {
        self.house.habit.source.store(source.min(SOURCES.len() - 1), Ordering::Relaxed);
    }
}
