//! How things are drawn right now: the language, the colours, the size class and the time.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::theme::Theme;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::i18n::Words;

/// What every part needs to draw itself.
#[derive(Debug, Clone)]
pub struct Look {
    pub words: Arc<Words>,
    pub theme: Theme,
    pub layout: Layout,
    /// The clock on the clinic's wall.
    pub now: NaiveDateTime,
    /// How amounts inside sentences are written.
    pub currency: Currency,
    /// No boxes, the real cursor on the row in hand: for people who listen to the screen.
    pub accessible: bool,
    /// The screen being drawn has the keyboard: one behind a dialog shows no cursor.
    pub in_front: bool,
}

impl Look {
    /// The sentence of a refusal in the language in use.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal) -> String {
        self.words.refusal(refusal, &self.currency, self.now.date())
    }

    /// `Sat 21 Nov`, with its year where that is not today's.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> String {
        self.words.day(day, self.now.date())
    }

    /// `Sat 21 Nov 14:30`, with its year where that is not today's.
    #[must_use]
    pub fn moment(&self, at: NaiveDateTime) -> String {
        self.words.moment(at, self.now.date())
    }

    /// For a column: `Sat 21 Nov`, in another year `1 Jan 2027`. At most 11 cells.
    #[must_use]
    pub fn brief_day(&self, day: NaiveDate) -> String {
        if day.year() == self.now.year() { self.day(day) } else { self.words.date(day) }
    }

    /// For a column: `Sat 21 Nov 14:30`, in another year `1 Jan 2027 14:30`. At most 17 cells.
    #[must_use]
    pub fn brief_moment(&self, at: NaiveDateTime) -> String {
        format!("{} {}", self.brief_day(at.date()), self.words.time(at.time()))
    }
}

/// The three sizes a screen is designed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Under 60 columns: a phone over SSH. One pane, no side pane, few columns.
    Phone,
    /// 60 to 109 columns: the usual terminal, complete at 80 by 24.
    Base,
    /// 110 columns and more: room for a side column.
    Wide,
}

impl Layout {
    /// The smallest terminal that is drawn at all.
    pub const LEAST: (u16, u16) = (36, 12);

    /// The same for somebody who listens: never two columns beside each other, since a line is read from end to end.
    #[must_use]
    pub fn heard(width: u16, accessible: bool) -> Self {
        if accessible { Self::of(width).min(Self::Base) } else { Self::of(width) }
    }

    #[must_use]
    pub const fn of(width: u16) -> Self {
        match width {
            0..60 => Self::Phone,
            60..110 => Self::Base,
            _ => Self::Wide,
        }
    }
}

/// Where a moving key wants to go. The keys are the app's; what moves is the screen's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    First,
    Last,
    /// To the next field or pane.
    Next,
    /// To the field or pane before.
    Previous,
    /// Enter in a form: the next field, and past the last one the form is done.
    Forward,
}

#[cfg(test)]
impl Look {
    /// English without colours, on the base layout.
    pub fn plain() -> Self {
        use super::theme::Colours;
        Self {
            words: Arc::new(Words::new(crate::i18n::Language::English)),
            theme: Theme::new(crate::config::Theme::Mono, Colours::Sixteen, false),
            layout: Layout::Base,
            now: NaiveDateTime::default(),
            currency: Currency::rupiah(),
            accessible: false,
            in_front: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_break_where_the_mock_ups_do() {
        assert_eq!(Layout::of(0), Layout::Phone);
        assert_eq!(Layout::of(59), Layout::Phone);
        assert_eq!(Layout::of(60), Layout::Base);
        assert_eq!(Layout::of(109), Layout::Base);
        assert_eq!(Layout::of(110), Layout::Wide);
        assert_eq!([110, 59].map(|width| Layout::heard(width, true)), [Layout::Base, Layout::Phone]);
    }
}
