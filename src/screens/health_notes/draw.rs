//! How health notes look: the list, and beside or below it the note in hand in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::HealthNotes;
use crate::app::Cx;
use crate::desk::health_note::HealthNote;
use crate::screens::refused;
use crate::ui::{Column, Layout, panel, text};

const COLUMNS: &[Column] = &[
    Column::new("health_notes-when", 12),
    Column::new("health_notes-words", 16).grows().key(),
    Column::new("health_notes-who", 18).from(Layout::Base),
];

/// One whose words are not what was written has none.
fn words(note: &HealthNote, cx: &Cx) -> String {
    note.words.clone().unwrap_or_else(|| cx.text("health_notes-gone"))
}

impl HealthNotes {
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let notes = self.notes.as_deref().unwrap_or_default();
        let (list, beside) = self.places(area, cx);
        let title = format!("{} {} {}", cx.text("screen-health_notes"), theme.glyphs.dot, self.name);
        let inside = panel::panel(buffer, list, &title, &cx.look);
        let said = match &self.fault {
            Some(fault) => refused::sentence(fault, cx),
            None if notes.is_empty() && self.notes.is_some() => cx.text("health_notes-none"),
            None => String::new(),
        };
        if !said.is_empty() {
            let width = inside.width.saturating_sub(2);
            for (y, line) in (inside.y..inside.bottom()).zip(text::wrap(&said, usize::from(width))) {
                text::put(buffer, (inside.x + 1, y), &line, width, theme.dim, theme);
            }
            return;
        }
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(note) = notes.get(row) else { return };
            let struck = note.struck.is_some();
            let style = if struck { theme.dim.add_modifier(Modifier::CROSSED_OUT) } else { theme.text };
            let first = words(note, cx);
            let first = first.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            // Where no line can be drawn through it, a sign says so.
            let first = if struck { format!("{} {first}", theme.glyphs.cancelled) } else { first.to_owned() };
            cells.styled(0, &cx.look.brief_day(note.written_at.day(cx.zone)), theme.dim);
            cells.styled(1, &first, if note.words.is_some() { style } else { theme.error });
            cells.styled(2, &note.written_by, theme.dim);
        });
        if let Some((note, beside)) = self.in_hand().zip(beside) {
            self.in_full(buffer, beside, note, cx);
        }
    }

    /// Where the list is, and the note in hand.
    fn places(&self, area: Rect, cx: &Cx) -> (Rect, Option<Rect>) {
        let Some(note) = self.in_hand() else { return (area, None) };
        if cx.look.layout == Layout::Wide {
            let width = area.width / 2;
            let beside = Rect { x: area.x + width, width: area.width - width, ..area };
            return (Rect { width, ..area }, Some(beside));
        }
        // As much as it says, as long as some of the list is seen.
        let says = said(note, area.width.saturating_sub(4), cx).len() as u16;
        let below = says.saturating_add(2).clamp((area.height / 2).min(8), (area.height * 2 / 3).max(1));
        let list = Rect { height: area.height - below, ..area };
        (list, Some(Rect { y: list.bottom(), height: below, ..area }))
    }

    /// Draws a note; where the room ends before it does, a part of it, and how many lines there are beside.
    fn in_full(&self, buffer: &mut Buffer, area: Rect, note: &HealthNote, cx: &Cx) {
        let theme = &cx.look.theme;
        let title = cx.look.moment(note.written_at.local(cx.zone));
        let title = format!("{title} {} {}", theme.glyphs.dot, note.written_by);
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let width = inside.width.saturating_sub(2);
        let all = said(note, width, cx);
        let room = usize::from(inside.height);
        let long = all.len() > room;
        self.long.set(long);
        let part = if long { room.saturating_sub(1).max(1) } else { room.max(1) };
        // After the last part comes the first again.
        let nth = if self.part_of == Some(note.id) { self.part } else { 0 };
        let from = nth % all.len().div_ceil(part).max(1) * part;
        let shown = all.iter().skip(from).take(part);
        let others = all.len() - shown.len();
        for (y, (line, style)) in (inside.y..).zip(shown) {
            text::put(buffer, (inside.x + 1, y), line, width, *style, theme);
        }
        if let Some(y) = inside.bottom().checked_sub(1).filter(|_| long && room > 1) {
            let more = cx.fill("trail-lines", &[("count", (others as i64).into())]);
            text::put(buffer, (inside.x + 1, y), &more, width, theme.dim, theme);
        }
    }
}

/// A note line by line, none wider than `width`: that it was struck stands above its words.
fn said(note: &HealthNote, width: u16, cx: &Cx) -> Vec<(String, Style)> {
    let theme = &cx.look.theme;
    let mut all = Vec::new();
    let mut put = |words: &str, style| {
        all.extend(text::wrap(words, usize::from(width)).into_iter().map(|line| (line, style)));
    };
    let mut style = theme.text;
    if let Some(struck) = &note.struck {
        let at = cx.look.moment(struck.at.local(cx.zone));
        let facts = [("who", struck.by.as_str().into()), ("at", at.into())];
        put(&cx.fill("health_notes-struck_by", &facts), theme.warn);
        put(struck.reason.as_deref().unwrap_or_default(), theme.warn);
        style = theme.dim.add_modifier(Modifier::CROSSED_OUT);
    }
    put(&words(note, cx), if note.words.is_some() { style } else { theme.error });
    all
}
