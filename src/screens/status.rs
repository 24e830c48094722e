//! How the state of a booking is seen: a sign, a word and a colour, and never the colour alone.

use ratatui::style::Style;

use crate::domain::booking::Status;
use crate::ui::Theme;

/// The sign and the colour of a state.
#[must_use]
pub fn sign(status: Status, theme: &Theme) -> (&'static str, Style) {
    let glyphs = theme.glyphs;
    match status {
        Status::Booked => (glyphs.unconfirmed, theme.text),
        Status::Confirmed => (glyphs.confirmed, theme.text),
        Status::Arrived => (glyphs.waiting, theme.warn),
        Status::InService => (glyphs.running, theme.accent),
        Status::Done => (glyphs.done, theme.ok),
        Status::NoShow => (glyphs.absent, theme.error),
        Status::Cancelled | Status::Left => (glyphs.cancelled, theme.dim),
    }
}

/// The id of the word of a state.
#[must_use]
pub const fn word(status: Status) -> &'static str {
    match status {
        Status::Booked => "status-booked",
        Status::Confirmed => "status-confirmed",
        Status::Arrived => "status-arrived",
        Status::InService => "status-in_service",
        Status::Done => "status-done",
        Status::NoShow => "status-no_show",
        Status::Cancelled => "status-cancelled",
        Status::Left => "status-left",
    }
}
