//! The first line: the places with their keys, where one is, and the clock.

use std::ops::Range;

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
/// parts of `corner` go from the least important to the most. Returns the cells of each place.
pub fn draw(
    buffer: &mut Buffer,
    area: Rect,
    look: &Look,
    tabs: &[Tab],
    corner: &[String],
) -> Vec<Range<u16>> {
    let theme = &look.theme;
    let mut hits = vec![0..0; tabs.len()];
    let mut x = area.x;
    for (tab, hit) in tabs.iter().zip(&mut hits) {
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
        let used = text::put(buffer, (x, area.y), &label, wide, style, theme);
        *hit = x..x + used;
        x += used + 1;
    }
    draw_corner(buffer, Rect { x, width: area.right().saturating_sub(x), ..area }, look, corner);
    hits
}

fn draw_corner(buffer: &mut Buffer, room: Rect, look: &Look, corner: &[String]) {
    let theme = &look.theme;
    let clock = look.words.time(look.now.time());
    let dot = format!(" {} ", theme.glyphs.dot);
    let mut parts: Vec<&str> = corner.iter().map(String::as_str).collect();
    parts.push(&clock);
    let fits = |parts: &[&str]| text::width(&parts.join(&dot)) <= usize::from(room.width);
    while !parts.is_empty() && !fits(&parts) {
        parts.remove(0);
    }
    text::put_right(buffer, (room.x, room.y), &parts.join(&dot), room.width, theme.dim, theme);
}
