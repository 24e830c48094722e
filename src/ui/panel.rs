//! A box with a title, and the places of boxes inside each other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::look::{Layout, Look};
use super::text;

/// Draws a box with a title at its upper edge and returns the room inside. On a phone the box is
/// only its title line; for a listener there is no line at all.
pub fn panel(buffer: &mut Buffer, area: Rect, title: &str, look: &Look) -> Rect {
    let area = area.intersection(buffer.area);
    if look.accessible || look.layout == Layout::Phone {
        return titled(buffer, area, title, look);
    }
    framed(buffer, area, title, look)
}

/// Draws a box on every layout: dialogs have to stand out from what they cover.
pub fn framed(buffer: &mut Buffer, area: Rect, title: &str, look: &Look) -> Rect {
    let area = area.intersection(buffer.area);
    if area.width < 2 || area.height < 2 {
        return Rect { width: 0, height: 0, ..area };
    }
    if look.accessible {
        return titled(buffer, area, title, look);
    }
    let theme = &look.theme;
    let [across, down, upper_left, upper_right, lower_right, lower_left] = theme.glyphs.line;
    let (left, top, right, bottom) = (area.left(), area.top(), area.right() - 1, area.bottom() - 1);
    // Each sign of a line is one cell: nothing has to be taken apart.
    let mut line = |x: u16, y: u16, sign| text::sign(buffer, (x, y), sign, theme.border);
    for x in left + 1..right {
        line(x, top, across);
        line(x, bottom, across);
    }
    for y in top + 1..bottom {
        line(left, y, down);
        line(right, y, down);
    }
    line(left, top, upper_left);
    line(right, top, upper_right);
    line(right, bottom, lower_right);
    line(left, bottom, lower_left);
    if !title.is_empty() && area.width > 4 {
        let used = text::put(buffer, (left + 2, top), title, area.width - 4, theme.text, theme);
        buffer.set_stringn(left + 1, top, " ", 1, theme.text);
        buffer.set_stringn(left + 2 + used, top, " ", 1, theme.text);
    }
    Rect { x: left + 1, y: top + 1, width: area.width - 2, height: area.height - 2 }
}

fn titled(buffer: &mut Buffer, area: Rect, title: &str, look: &Look) -> Rect {
    if title.is_empty() || area.height < 2 {
        return area;
    }
    text::put(buffer, (area.x, area.y), title, area.width, look.theme.accent, &look.theme);
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

/// Writes a warning above everything else, as many lines as it takes, and returns the room below it.
pub fn warned(buffer: &mut Buffer, mut area: Rect, said: &str, look: &Look) -> Rect {
    for line in text::wrap(said, usize::from(area.width)) {
        text::put(buffer, (area.x, area.y), &line, area.width, look.theme.warn, &look.theme);
        area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    }
    area
}

/// Writes a sentence into the room of a box, one cell from its edge, in as many lines as it takes, and tells how many.
pub fn say(buffer: &mut Buffer, inside: Rect, said: &str, style: Style, look: &Look) -> u16 {
    let width = inside.width.saturating_sub(1);
    let lines = text::wrap(said, usize::from(width));
    for (y, line) in (inside.top()..inside.bottom()).zip(&lines) {
        text::put(buffer, (inside.x + 1, y), line, width, style, &look.theme);
    }
    u16::try_from(lines.len()).unwrap_or(u16::MAX).min(inside.height)
}

/// Empties an area, so that nothing of what is below shows through.
pub fn clear(buffer: &mut Buffer, area: Rect, look: &Look) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buffer[(x, y)].reset();
        }
    }
    buffer.set_style(area, look.theme.ground);
}

/// The place of a dialog of this size in the middle of `area`; as much of it as there is room.
#[must_use]
pub fn middle(area: Rect, (width, height): (u16, u16)) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
