//! How far something long has come.

use std::fmt;
use std::sync::Arc;

/// Told now and then: how many are done, of how many. Plays no part in what is done.
#[derive(Clone, Default)]
pub struct Progress(Option<Told>);

type Told = Arc<dyn Fn(usize, usize) + Send + Sync>;

impl Progress {
    #[must_use]
    pub fn told_to(told: impl Fn(usize, usize) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    pub(crate) fn say(&self, done: usize, of: usize) {
        if let Some(told) = &self.0 {
            told(done, of);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}
