//! When a screen breaks: the terminal stays whole, the screen goes away, what was saved is saved.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::ui::Notice;

use super::engine::App;
use super::stack::Reply;

/// So many faults in so short a time are not bad luck: the program ends.
const FAULTS: usize = 3;
const SPAN: Duration = Duration::from_mins(1);

/// Panics are written to the log, not over the screen; the place only, for what was in hand may
/// be somebody's name.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "something broke");
    }));
}

/// What came of it, unless it panicked.
pub fn caught<T>(step: impl FnOnce() -> T) -> Option<T> {
    // What is half-done after a panic is a screen, and that screen is thrown away.
    catch_unwind(AssertUnwindSafe(step)).ok()
}

/// Does a step with the program; when a screen panics in it, the screen is taken away.
pub fn careful(app: &mut App, step: impl FnOnce(&mut App)) {
    if caught(|| step(app)).is_none() {
        app.broke(Instant::now());
    }
}

impl App {
    /// The top screen broke: it is taken away, and when it was the lowest one starts again at home.
    pub fn broke(&mut self, at: Instant) {
        self.faults.retain(|fault| at.duration_since(*fault) < SPAN);
        self.faults.push(at);
        self.held.clear();
        self.pending.clear();
        self.acting = None;
        self.stack.pop();
        if self.faults.len() >= FAULTS {
            return self.quit();
        }
        let shown = caught(|| {
            if self.stack.is_empty() {
                self.push((self.front.home)(&self.cx), Reply::Nowhere);
            } else {
                self.load_top();
            }
        });
        if shown.is_none() {
            return self.broke(at);
        }
        self.say(Notice::stop(self.cx.text("app-broke")));
        self.redraw = true;
    }

    /// Whether the program ends because too much broke.
    #[must_use]
    pub fn broken(&self) -> bool {
        self.faults.len() >= FAULTS
    }
}
