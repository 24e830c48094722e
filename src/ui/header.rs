//! The first line: the places with their keys, where one is, and the clock.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::look::{Layout, Look};
use super::text;

/// One place of the first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub key: String,
    pub label: String,
    pub here: bool,
}

/// Draws the places and, at the right edge, as much of `corner` as fits with the clock last. The
/// parts of `corner` go from the least important to the most.
pub fn draw(buffer: &mut Buffer, area: Rect, look: &Look, tabs: &[Tab], corner: &[String]) {
    let theme = &look.theme;
    let mut x = area.x;
    for tab in tabs {
        if look.layout == Layout::Phone && !tab.here {
            continue;
        }
        let label = format!("{} {}", tab.key, tab.label);
        let wide = u16::try_from(text::width(&label)).unwrap_or(u16::MAX);
        if wide > area.right().saturating_sub(x) {
            break;
        }
        let style =
            if tab.here { theme.selected(theme.text).add_modifier(Modifier::BOLD) } else { theme.dim };
        x += text::put(buffer, (x, area.y), &label, wide, style, theme) + 1;
    }
    let room = usize::from(area.right().saturating_sub(x));
    let clock = look.words.time(look.now.time());
    let dot = format!(" {} ", theme.glyphs.dot);
    let mut parts: Vec<&str> = corner.iter().map(String::as_str).collect();
    parts.push(&clock);
    while !parts.is_empty() {
        let line = parts.join(&dot);
        if text::width(&line) <= room {
            let from = area.right() - u16::try_from(text::width(&line)).unwrap_or(0);
            text::put(buffer, (from, area.y), &line, area.right() - from, theme.dim, theme);
            break;
        }
        parts.remove(0);
    }
}
