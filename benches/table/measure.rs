//! Medians and p99 of what was timed.

use std::time::{Duration, Instant};

/// What a thing took, many times.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub fn add(&mut self, time: Duration) {
        let at = self.0.partition_point(|known| *known < time);
        self.0.insert(at, time);
    }

    pub fn median(&self) -> Option<f64> {
        self.at(0.5)
    }

    pub fn p99(&self) -> Option<f64> {
        self.at(0.99)
    }

    /// In milliseconds.
    fn at(&self, share: f64) -> Option<f64> {
        let last = self.0.len().checked_sub(1)?;
        let index = ((last as f64) * share).round() as usize;
        Some(self.0[index].as_secs_f64() * 1_000.0)
    }
}

/// Times one thing `count` times, after a few that are not counted.
pub async fn repeat<F: Future<Output = ()>>(count: usize, mut thing: impl FnMut(usize) -> F) -> Times {
    for index in 0..count.div_ceil(10) {
        thing(index).await;
    }
    let mut times = Vec::with_capacity(count);
    for index in 0..count {
        let begun = Instant::now();
        thing(index).await;
        times.push(begun.elapsed());
    }
    Times::of(times)
}

/// Three digits that matter.
pub fn shown(ms: Option<f64>) -> String {
    match ms {
        None => "–".to_owned(),
        Some(ms) if ms >= 100.0 => format!("{ms:.0}"),
        Some(ms) if ms >= 10.0 => format!("{ms:.1}"),
        Some(ms) if ms >= 1.0 => format!("{ms:.2}"),
        Some(ms) => format!("{ms:.3}"),
    }
}
