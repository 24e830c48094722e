//! One line about what just happened. It never covers the key for help and never needs a key.

use std::time::Duration;

use ratatui::style::Style;

use super::theme::Theme;

/// How good the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Done,
    Look,
    Stop,
}

/// A line for the person at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
}

impl Notice {
    /// It worked.
    #[must_use]
    pub fn done(text: impl Into<String>) -> Self {
        Self { tone: Tone::Done, text: text.into() }
    }

    /// It worked or did not, and something wants a look.
    #[must_use]
    pub fn look(text: impl Into<String>) -> Self {
        Self { tone: Tone::Look, text: text.into() }
    }

    /// It did not happen, and why.
    #[must_use]
    pub fn stop(text: impl Into<String>) -> Self {
        Self { tone: Tone::Stop, text: text.into() }
    }

    /// How long it stays when no key takes it away.
    #[must_use]
    pub const fn stays(&self) -> Duration {
        match self.tone {
            Tone::Done => Duration::from_secs(5),
            Tone::Look | Tone::Stop => Duration::from_secs(10),
        }
    }
}

impl Tone {
    /// The sign and the style of the tone; the sign says it without colour.
    #[must_use]
    pub const fn sign(self, theme: &Theme) -> (&'static str, Style) {
        match self {
            Self::Done => (theme.glyphs.done, theme.ok),
            Self::Look => (theme.glyphs.late, theme.warn),
            Self::Stop => (theme.glyphs.cancelled, theme.error),
        }
    }
}
