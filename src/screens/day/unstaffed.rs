//! Above the columns of staff: who is here and stands in no column, because nobody of the staff is theirs yet.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Day;
use super::list::waiting;
use super::sheet::{Sheet, Unstaffed};
use super::state::State;
use crate::app::Cx;
use crate::ui::text;

/// Lines they take at most, and on a screen with room for more.
const LINES: usize = 2;
const TALL: (u16, usize) = (30, 3);

impl Day {
    /// Says who they are, since when they are here and how they do, and returns the room below.
    pub(super) fn draw_unstaffed(&self, buffer: &mut Buffer, area: Rect, sheet: &Sheet, cx: &Cx) -> Rect {
        let theme = &cx.look.theme;
        let width = area.width.saturating_sub(1);
        let most = if area.height >= TALL.0 { TALL.1 } else { LINES };
        let lines = lines(sheet, usize::from(width), most, cx);
        for (y, line) in (area.top()..area.bottom()).zip(&lines) {
            text::put(buffer, (area.x + 1, y), line, width, theme.warn, theme);
        }
        let taken = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
        Rect { y: area.y + taken, height: area.height - taken, ..area }
    }
}

/// As many of them as so many lines have room for, whole; how many more there are is said at the end.
fn lines(sheet: &Sheet, width: usize, most: usize, cx: &Cx) -> Vec<String> {
    let all = sheet.unstaffed(cx.now);
    if all.is_empty() {
        return Vec::new();
    }
    let dot = format!(" {} ", cx.look.theme.glyphs.dot);
    let named: Vec<String> = all
        .iter()
        .map(|(since, who)| {
            let at = cx.look.words.time(since.local(cx.zone).time());
            let (name, alerts, state) = match who {
                Unstaffed::Visit(row) => {
                    let mut state = String::new();
                    State::of(row, cx.now, cx.desk.clinic().policies.grace_minutes).write(&mut state, cx);
                    (&row.patient, &row.alerts, state)
                }
                Unstaffed::Number(line) => (&line.ticket.patient, &line.ticket.alerts, waiting(line, cx).0),
            };
            // As in the list: what has to be read stands before the name.
            let mark = if alerts.is_empty() { "" } else { "! " };
            format!("{at} {mark}{name} {state}")
        })
        .collect();
    let said = |count: usize| {
        let mut people = named[..count].join(&dot);
        if count < named.len() {
            let more = format!("+{}", named.len() - count);
            people = if count == 0 { more } else { people + &dot + &more };
        }
        text::wrap(&cx.fill("day-no_staff", &[("people", people.into())]), width)
    };
    let count = (1..=named.len()).rev().find(|count| said(*count).len() <= most).unwrap_or(0);
    let mut lines = said(count);
    lines.truncate(most);
    lines
}
