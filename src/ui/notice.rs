//! One line about what just happened. It never covers the key for help and never needs a key.

use std::time::Duration;

use ratatui::style::Style;

use super::look::Look;
use super::sentence::Sentence;
use super::theme::Theme;

/// How good the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Done,
    Look,
    Stop,
}

/// A line for the person at the desk.
#[derive(Debug, Clone)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
    /// How it is said in another language, where that is known.
    again: Sentence,
}

impl PartialEq for Notice {
    fn eq(&self, other: &Self) -> bool {
        (self.tone, &self.text) == (other.tone, &other.text)
    }
}

impl Eq for Notice {}

impl Notice {
    /// It worked.
    #[must_use]
    pub fn done(text: impl Into<String>) -> Self {
        Self::of(Tone::Done, text.into())
    }

    /// It worked or did not, and something wants a look.
    #[must_use]
    pub fn look(text: impl Into<String>) -> Self {
        Self::of(Tone::Look, text.into())
    }

    /// It did not happen, and why.
    #[must_use]
    pub fn stop(text: impl Into<String>) -> Self {
        Self::of(Tone::Stop, text.into())
    }

    /// It did not happen: this sentence says why, in whatever language is spoken.
    #[must_use]
    pub fn because(why: Sentence, look: &Look) -> Self {
        Self { again: why.clone(), ..Self::stop(why.said(look)) }
    }

    const fn of(tone: Tone, text: String) -> Self {
        Self { tone, text, again: Sentence::NOTHING }
    }

    /// The same in the language of this look; none where it was good news, which was read, or can only be said as it was.
    #[must_use]
    pub fn spoken(self, look: &Look) -> Option<Self> {
        if self.again.is_empty() {
            return (self.tone == Tone::Stop).then_some(self);
        }
        Some(Self { text: self.again.said(look), ..self })
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
