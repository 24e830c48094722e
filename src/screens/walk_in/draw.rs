//! The form, and below it who was found for what is typed.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::{WalkIn, Who};
use crate::app::Cx;
use crate::domain::phone::Phone;
use crate::screens::patients::named;
use crate::screens::refused;
use crate::ui::{Column, panel, text};

const COLUMNS: &[Column] = &[Column::new("", 14).grows().key(), Column::new("", 16), Column::new("", 18)];

/// What there is to be careful about, in lines of this width.
pub(super) fn careful(alerts: &str, width: usize, cx: &Cx) -> Vec<String> {
    if alerts.is_empty() {
        return Vec::new();
    }
    text::wrap(&format!("{} {alerts}", cx.look.theme.glyphs.late), width)
}

pub(super) fn form(this: &WalkIn, frame: &mut Frame, area: Rect, cx: &Cx) {
    let theme = &cx.look.theme;
    let buffer = frame.buffer_mut();
    let inside = panel::framed(buffer, area, &cx.text("screen-walk_in"), &cx.look);
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let rows = u16::try_from(this.rows()).unwrap_or(u16::MAX).min(inside.height / 2);
    let upper = Rect { height: inside.height.saturating_sub(rows + u16::from(rows > 0)), ..inside };
    let drawn = this.form.draw(buffer, upper, &cx.look);
    if rows > 0 {
        // Who was found stands below the fields, near what is typed.
        let y = (upper.y + drawn.rows + 1).min(upper.bottom() + 1);
        let below = Rect { y, height: rows, ..inside };
        let home = cx.desk.clinic().policies.calling_code();
        this.list.draw(buffer, below, &cx.look, COLUMNS, |row, cells| {
            if let Some(person) = this.people.get(row) {
                cells.text(0, &named(person, cx));
                let phone = person.phone.as_deref().map(|phone| match Phone::parse_at(phone, home) {
                    Ok(phone) => phone.shown(),
                    Err(_) => phone.to_owned(),
                });
                cells.styled(1, phone.as_deref().unwrap_or_default(), theme.dim);
                let alerts =
                    if person.alerts.is_empty() { String::new() } else { format!("! {}", person.alerts) };
                cells.styled(2, &alerts, theme.warn);
            }
        });
        // Somebody new has the whole line: a name is seen as it was typed.
        let new = this.people.len();
        for y in below.top()..below.bottom() {
            if this.list.row_at(Position { x: below.x, y }) == Some(new) {
                let said = cx.fill("walk_in-new", &[("typed", this.form.value("patient").into())]);
                let here = this.list.selected() == Some(new);
                let style = if here { theme.selected(theme.accent) } else { theme.accent };
                text::put(buffer, (below.x + 1, y), &said, below.width.saturating_sub(1), style, theme);
            }
        }
    } else {
        let hint = match this.who {
            Who::Sought => "walk_in-type",
            Who::Known(_) | Who::New => "walk_in-enter",
        };
        let width = usize::from(upper.width);
        let careful = careful(&this.alerts, width, cx).into_iter().map(|line| (line, theme.warn));
        let (hint, style) = match &this.lost {
            Some(fault) => (refused::sentence(fault, cx), theme.warn),
            None => (cx.text(hint), theme.dim),
        };
        let hint = text::wrap(&hint, width).into_iter().map(|line| (line, style));
        let y = (upper.y + drawn.rows + 1).min(upper.bottom());
        for (y, (line, style)) in (y..upper.bottom()).zip(careful.chain(hint)) {
            text::put(buffer, (upper.x, y), &line, upper.width, style, theme);
        }
    }
    if let Some(cursor) = drawn.cursor {
        frame.set_cursor_position(cursor);
    }
}
