//! The day as a list: columns, and on a phone cards of two lines.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::Day;
use super::sheet::Sheet;
use super::state::{State, money};
use crate::app::Cx;
use crate::desk::booking::DayRow;
use crate::desk::queue::Line as Waits;
use crate::domain::booking::Status;
use crate::domain::queue::TicketStatus;
use crate::screens::{queue, status};
use crate::ui::{Column, Layout, Theme, column::widened, panel, text};

const COLUMNS: &[Column] = &[
    Column::new("day-time", 6),
    Column::new("", 2),
    Column::new("day-patient", 12).grows().key(),
    Column::new("day-ticket", 4),
    Column::new("day-treatment", 14).yields(),
    Column::new("day-staff", 8).yields(),
    Column::new("day-status", 14),
    Column::new("day-paid", 7),
];

/// The same beside the side column.
const MIDDLE: &[Column] = &[
    Column::new("day-time", 6),
    Column::new("", 2),
    Column::new("day-patient", 14).grows().key(),
    Column::new("day-ticket", 4),
    Column::new("day-treatment", 16).yields(),
    Column::new("day-staff", 12).yields(),
    Column::new("day-status", 14),
    Column::new("day-paid", 7),
];

/// The same where names of treatments and staff are whole, and the patient's still has more room.
const ROOMIER: &[Column] = &[
    Column::new("day-time", 6),
    Column::new("", 2),
    Column::new("day-patient", 16).grows().key(),
    Column::new("day-ticket", 4),
    Column::new("day-treatment", 20).yields(),
    Column::new("day-staff", 14).yields(),
    Column::new("day-status", 14),
    Column::new("day-paid", 7),
];

/// The same with how long it takes and the number to call, where there is room.
const WIDE: &[Column] = &[
    Column::new("day-time", 6),
    Column::new("", 2),
    Column::new("day-patient", 16).grows().key(),
    Column::new("day-ticket", 4),
    Column::new("day-treatment", 20).yields(),
    Column::new("day-staff", 14).yields(),
    Column::new("day-status", 14),
    Column::new("day-paid", 7),
    Column::new("day-phone", 15),
    Column::new("day-minutes", 4).right(),
];

/// Which of the columns is the number.
const TICKET: usize = 3;

/// Cells from which on there is room for them.
const ROOMY: u16 = 116;
pub(super) const ROOM: u16 = 84;
/// On fewer cells a row is a card of two lines: as columns it would say less.
const LEAST: u16 = 78;
/// Cells from which on names of staff are whole.
const ROOMIER_FROM: u16 = 94;

impl Day {
    pub(super) fn title(&self, sheet: &Sheet, cx: &Cx) -> String {
        let counts = sheet.counts(cx.now, cx.desk.clinic().policies.grace_minutes);
        let day = cx.look.day(sheet.day);
        if !sheet.filter.is_empty() {
            let facts =
                [("day", day.into()), ("filter", (&sheet.filter).into()), ("found", sheet.len().into())];
            return cx.fill("day-title_filter", &facts);
        }
        if cx.look.layout == Layout::Phone {
            // No room for the words: the signs are those of the rows.
            let glyphs = cx.look.theme.glyphs;
            let mut title =
                cx.fill("day-title_short", &[("day", day.into()), ("booked", counts.booked.into())]);
            let signs =
                [(counts.done, glyphs.done), (counts.late, glyphs.late), (counts.waiting, glyphs.waiting)];
            for (count, glyph) in signs.into_iter().filter(|(count, _)| *count > 0) {
                let _ = write!(title, " {glyph}{count}");
            }
            return title;
        }
        cx.fill(
            "day-title",
            &[
                ("day", day.into()),
                ("booked", counts.booked.into()),
                ("done", counts.done.into()),
                ("late", counts.late.into()),
                ("waiting", counts.waiting.into()),
                ("off", if sheet.all { 0usize } else { counts.off }.into()),
            ],
        )
    }

    pub(super) fn draw_list(&self, buffer: &mut Buffer, area: Rect, sheet: &Sheet, cx: &Cx) {
        let theme = &cx.look.theme;
        if sheet.is_empty() {
            let none = match sheet.filter.as_str() {
                "" => cx.look.words.text("day-empty"),
                said => cx.fill("day-filtered", &[("text", said.into()), ("off", sheet.off().into())]).into(),
            };
            panel::say(buffer, area, &none, theme.dim, &cx.look);
            return;
        }
        if area.width < LEAST && !cx.look.accessible {
            return self.draw_cards(buffer, area, sheet, cx);
        }
        let grace = cx.desk.clinic().policies.grace_minutes;
        let begun = sheet.begun(cx.now);
        let columns = match area.width {
            ROOMY.. if self.has_side(cx) => WIDE,
            ROOMIER_FROM.. => ROOMIER,
            ROOM.. => MIDDLE,
            _ => COLUMNS,
        };
        let columns = widened(columns, TICKET, sheet.ticket_cells());
        let mut words = String::with_capacity(40);
        self.list.draw(buffer, area, &cx.look, &columns, |nth, cells| {
            if let Some(line) = sheet.number(nth) {
                let local = line.ticket.waiting_since.local(cx.zone).time();
                let (state, style) = waiting(line, cx);
                let now = begun == Some(nth);
                let plain = if now { theme.text.add_modifier(Modifier::UNDERLINED) } else { theme.text };
                let mark = if now { theme.glyphs.more } else { "" };
                cells.styled(0, &format!("{}{mark}", local.format("%H:%M")), plain);
                cells.styled(1, if line.ticket.alerts.is_empty() { "" } else { "!" }, theme.warn);
                cells.styled(2, &line.ticket.patient, plain);
                cells.styled(3, &line.label, plain);
                for (column, said) in [(4, &line.ticket.treatment), (5, &line.ticket.staff)] {
                    cells.styled(column, said.as_deref().unwrap_or(theme.glyphs.dash), plain);
                }
                cells.styled(6, &state, style);
                return;
            }
            let Some((row, line)) = sheet.row(nth) else { return };
            let state = State::of(row, cx.now, grace);
            let plain = struck(row, theme.text);
            // Under the last one that has begun runs the line of now.
            let plain = if begun == Some(nth) { plain.add_modifier(Modifier::UNDERLINED) } else { plain };
            let on = |style: Style| Style { add_modifier: style.add_modifier | plain.add_modifier, ..style };
            words.clear();
            words.push_str(&line.time);
            if begun == Some(nth) {
                words.push_str(theme.glyphs.more);
            }
            cells.styled(0, &words, plain);
            cells.styled(
                1,
                &line.flags,
                if row.alerts.is_empty() { on(theme.accent) } else { on(theme.warn) },
            );
            cells.styled(2, &row.patient, plain);
            cells.styled(3, &line.ticket, plain);
            cells.styled(4, &row.treatment, plain);
            cells.styled(5, row.staff.as_deref().unwrap_or(theme.glyphs.dash), plain);
            words.clear();
            state.write(&mut words, cx);
            cells.styled(6, &words, state.sign(theme).1);
            if let Some((word, style)) = money(row, theme) {
                cells.styled(7, &cx.look.words.text(word), style);
            }
            cells.styled(8, &line.phone, theme.dim);
            cells.styled(9, &cx.look.words.span(line.minutes), theme.dim);
        });
    }

    fn draw_cards(&self, buffer: &mut Buffer, area: Rect, sheet: &Sheet, cx: &Cx) {
        let theme = &cx.look.theme;
        let grace = cx.desk.clinic().policies.grace_minutes;
        let begun = sheet.begun(cx.now);
        let mut words = String::with_capacity(60);
        self.list.draw_cards(buffer, area, &cx.look, 2, |nth, buffer, place, in_hand| {
            if let Some(line) = sheet.number(nth) {
                let local = line.ticket.waiting_since.local(cx.zone).time().format("%H:%M").to_string();
                let name = if in_hand { theme.selected(theme.text) } else { theme.text };
                text::put(buffer, (place.x, place.y), &local, place.width, theme.text, theme);
                let room = put_ticket(buffer, place, &line.label, theme);
                text::put(buffer, (place.x + 6, place.y), &line.ticket.patient, room, name, theme);
                if place.height > 1 {
                    let (state, style) = waiting(line, cx);
                    let said = format!("{} {} {state}", theme.glyphs.dash, theme.glyphs.dot);
                    let room = place.width.saturating_sub(7);
                    text::put(buffer, (place.x + 6, place.y + 1), &said, room, style, theme);
                }
                return;
            }
            let Some((row, line)) = sheet.row(nth) else { return };
            let style = struck(row, theme.text);
            let name = if in_hand { theme.selected(style) } else { style };
            text::put(buffer, (place.x, place.y), &line.time, place.width, style, theme);
            // The mark of now stands where the columns have it.
            if begun == Some(nth) {
                text::put(buffer, (place.x + 5, place.y), theme.glyphs.more, 1, theme.accent, theme);
            }
            let room = put_ticket(buffer, place, &line.ticket, theme);
            text::put(buffer, (place.x + 6, place.y), &row.patient, room, name, theme);
            let right = (place.right().saturating_sub(2), place.y);
            text::put(buffer, right, &line.flags, 2, theme.warn, theme);
            if place.height < 2 {
                return;
            }
            // Where there is too little room the treatment gives way, never the state or the money.
            let state = State::of(row, cx.now, grace);
            words.clear();
            state.write(&mut words, cx);
            if let Some((word, _)) = money(row, theme) {
                let _ = write!(words, "  {}", cx.look.words.text(word));
            }
            let wide = u16::try_from(text::width(&words)).unwrap_or(u16::MAX);
            let room = place.width.saturating_sub(6 + wide + 3);
            let below = (place.x + 6, place.y + 1);
            let used = text::put(buffer, below, &row.treatment, room, theme.dim, theme);
            text::put(buffer, (below.0 + used + 1, below.1), theme.glyphs.dot, 1, theme.dim, theme);
            text::put(buffer, (below.0 + used + 3, below.1), &words, wide, state.sign(theme).1, theme);
        });
    }
}

/// Puts the number of whoever has one before the signs of a card, and tells the cells it leaves to the name.
fn put_ticket(buffer: &mut Buffer, place: Rect, ticket: &str, theme: &Theme) -> u16 {
    let cells = u16::try_from(text::width(ticket)).unwrap_or(u16::MAX);
    let right = place.width.saturating_sub(3);
    text::put_right(buffer, (place.x, place.y), ticket, right, theme.dim, theme);
    let taken = if cells == 0 { 0 } else { cells.saturating_add(1) };
    right.saturating_sub(6).saturating_sub(taken)
}

/// How somebody is doing who has a number and no visit yet: as the queue says it, and since when they wait.
pub(super) fn waiting(line: &Waits, cx: &Cx) -> (String, Style) {
    let theme = &cx.look.theme;
    if line.ticket.status != TicketStatus::Waiting {
        return queue::state(line, cx);
    }
    let waited = cx.look.words.span(line.ticket.waited(cx.now));
    let said = format!("{} {} {waited}", theme.glyphs.waiting, cx.text("queue-waiting"));
    (said, status::sign(Status::Arrived, theme).1)
}

/// Who does not come is struck through.
fn struck(row: &DayRow, style: Style) -> Style {
    if row.status.active() { style } else { style.add_modifier(Modifier::CROSSED_OUT | Modifier::DIM) }
}
