//! The last line: as many keys as fit, the most important first, and the key for help, which is
//! always there.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::look::{Layout, Look};
use super::notice::Notice;
use super::{panel, text};

/// A key and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub key: String,
    pub label: String,
}

/// More lines than this no notice takes; on a phone the same sentences take more.
const LINES: usize = 4;
const LINES_OF_A_PHONE: usize = 9;

/// Draws the line: a notice instead of the hints while there is one. A notice that is longer than
/// the line takes the lines above it too: what to do next stands at its end. Returns the cells of
/// each hint that is shown.
pub fn draw(
    buffer: &mut Buffer,
    area: Rect,
    look: &Look,
    notice: Option<&Notice>,
    hints: &[Hint],
    help: &Hint,
) -> Vec<Range<u16>> {
    let theme = &look.theme;
    let last = format!("{} {}", help.key, help.label);
    let room = room_of(area.width, help);
    if let Some(notice) = notice {
        draw_notice(buffer, area, look, notice, room);
    }
    text::put_right(buffer, (area.x, area.y), &last, area.width, theme.dim, theme);
    let mut hits = Vec::new();
    let mut x = 0u16;
    for hint in hints.iter().filter(|_| notice.is_none()) {
        let (key, label) = (text::width(&hint.key), text::width(&hint.label));
        let wide = u16::try_from(key + 1 + label).unwrap_or(u16::MAX);
        let lead = if x == 0 { 0 } else { 3 };
        // What is too long leaves its place to what comes after it.
        if x.saturating_add(lead).saturating_add(wide) > room {
            hits.push(0..0);
            continue;
        }
        if lead > 0 {
            text::put(buffer, (area.x + x + 1, area.y), theme.glyphs.dot, 1, theme.dim, theme);
        }
        x += lead;
        let from = area.x + x;
        let used = text::put(buffer, (from, area.y), &hint.key, wide, theme.accent, theme);
        text::put(buffer, (from + used + 1, area.y), &hint.label, wide, theme.dim, theme);
        x += wide;
        hits.push(from..from + wide);
    }
    hits
}

/// The lines above the last one that a notice takes.
#[must_use]
pub fn above(width: u16, notice: &Notice, help: &Hint, look: &Look) -> u16 {
    let lines = said(notice, room_of(width, help), look).len();
    u16::try_from(lines.saturating_sub(1)).unwrap_or(0)
}

/// The cells beside the key for help.
fn room_of(width: u16, help: &Hint) -> u16 {
    let last = text::width(&help.key) + 1 + text::width(&help.label);
    width.saturating_sub(u16::try_from(last).unwrap_or(u16::MAX).min(width) + 2)
}

fn said(notice: &Notice, room: u16, look: &Look) -> Vec<String> {
    let (sign, _) = notice.tone.sign(&look.theme);
    let mut lines = text::wrap(&format!("{sign} {}", notice.text), usize::from(room));
    lines.truncate(if look.layout == Layout::Phone { LINES_OF_A_PHONE } else { LINES });
    lines
}

fn draw_notice(buffer: &mut Buffer, area: Rect, look: &Look, notice: &Notice, room: u16) {
    let theme = &look.theme;
    let (_, style) = notice.tone.sign(theme);
    let lines = said(notice, room, look);
    let above = u16::try_from(lines.len().saturating_sub(1)).unwrap_or(0).min(area.y - buffer.area.y);
    let top = Rect { y: area.y - above, height: above, ..area };
    panel::clear(buffer, top, look);
    for (y, line) in (top.y..=area.y).zip(&lines) {
        text::put(buffer, (area.x, y), line, room, style, theme);
    }
}
