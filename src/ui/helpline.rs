//! The last line: as many keys as fit, the most important first, and the key for help, which is
//! always there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::look::Look;
use super::notice::Notice;
use super::text;

/// A key and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub key: String,
    pub label: String,
}

/// Draws the line: a notice instead of the hints while there is one.
pub fn draw(
    buffer: &mut Buffer,
    area: Rect,
    look: &Look,
    notice: Option<&Notice>,
    hints: impl Iterator<Item = Hint>,
    help: &Hint,
) {
    let theme = &look.theme;
    let last = format!("{} {}", help.key, help.label);
    let reserved = u16::try_from(text::width(&last)).unwrap_or(u16::MAX).min(area.width);
    text::put_right(buffer, (area.x, area.y), &last, area.width, theme.dim, theme);
    let room = area.width.saturating_sub(reserved + 2);
    if let Some(notice) = notice {
        let (sign, style) = notice.tone.sign(theme);
        text::put(buffer, (area.x, area.y), &format!("{sign} {}", notice.text), room, style, theme);
        return;
    }
    let mut x = 0u16;
    for hint in hints {
        let (key, label) = (text::width(&hint.key), text::width(&hint.label));
        let wide = u16::try_from(key + 1 + label).unwrap_or(u16::MAX);
        let lead = if x == 0 { 0 } else { 3 };
        if x.saturating_add(lead).saturating_add(wide) > room {
            break;
        }
        if lead > 0 {
            text::put(buffer, (area.x + x + 1, area.y), theme.glyphs.dot, 1, theme.dim, theme);
        }
        x += lead;
        let used = text::put(buffer, (area.x + x, area.y), &hint.key, wide, theme.accent, theme);
        text::put(buffer, (area.x + x + used + 1, area.y), &hint.label, wide, theme.dim, theme);
        x += wide;
    }
}
