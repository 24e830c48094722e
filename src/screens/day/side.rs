//! Beside the day on a wide terminal: the month, the queue, and who is under the cursor.

use std::fmt::Write as _;
use std::time::Duration;

use chrono::{Datelike, Days, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::Day;
use super::list::ROOM;
use super::sheet::{Line, Sheet};
use super::state::State;
use crate::app::Cx;
use crate::desk::booking::{DayCountRow, DayRow};
use crate::desk::queue::Line as Queued;
use crate::domain::queue::TicketStatus;
use crate::ui::{Layout, panel, text};

/// The cursor rests when no key came for so long.
pub const REST: Duration = Duration::from_millis(200);
/// Cells of the side column with its frame.
pub const WIDTH: u16 = 34;
/// Six weeks, the names of the days, and the frame.
const MONTH: u16 = 9;
const QUEUE: u16 = 11;
/// Cells of the name of a counter beside a number.
const SAID: usize = 12;

/// Bookings by day of one month.
#[derive(Debug)]
pub struct Month {
    pub first: NaiveDate,
    /// By day of the month, less one.
    counts: [i64; 31],
}

impl Month {
    #[must_use]
    pub fn new(first: NaiveDate, rows: &[DayCountRow]) -> Self {
        let mut counts = [0; 31];
        for row in rows.iter().filter(|row| row.business_day.month() == first.month()) {
            counts[row.business_day.day0() as usize] = row.bookings;
        }
        Self { first, counts }
    }

    fn on(&self, day: NaiveDate) -> i64 {
        if (day.year(), day.month()) == (self.first.year(), self.first.month()) {
            self.counts[day.day0() as usize]
        } else {
            0
        }
    }
}

/// The first day of a day's month, and the last.
#[must_use]
pub fn month_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = day.with_day(1).unwrap_or(day);
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
    (first, last.unwrap_or(first))
}

impl Day {
    /// Whether the side column stands beside the day: only where nothing of the list, and nobody's column, has to go
    /// for it, so that no wider terminal shows less.
    pub(super) fn has_side(&self, cx: &Cx) -> bool {
        let left = cx.size.0.saturating_sub(WIDTH + 2);
        let roomy = cx.look.layout == Layout::Wide && left >= ROOM;
        roomy && (!self.columns || self.board.fits(left))
    }

    pub(super) fn draw_side(&self, buffer: &mut Buffer, area: Rect, sheet: &Sheet, cx: &Cx) {
        let month = Rect { height: MONTH.min(area.height), ..area };
        let queue = Rect { y: month.bottom(), height: QUEUE.min(area.height - month.height), ..area };
        let rest = Rect { y: queue.bottom(), height: area.height - month.height - queue.height, ..area };
        self.draw_month(buffer, month, sheet.day, cx);
        self.draw_queue(buffer, queue, cx);
        let of_day = |id| sheet.rows().iter().position(|row| row.id == id);
        if cx.still >= REST || self.beside.get().and_then(of_day).is_none() {
            self.beside.set(self.in_hand());
        }
        if let Some((row, line)) = self.beside.get().and_then(of_day).and_then(|at| sheet.any(at)) {
            draw_selected(buffer, rest, row, line, cx);
        } else {
            panel::panel(buffer, rest, &cx.look.words.text("day-selected"), &cx.look);
        }
    }

    fn draw_month(&self, buffer: &mut Buffer, area: Rect, shown: NaiveDate, cx: &Cx) {
        let theme = &cx.look.theme;
        let words = &cx.look.words;
        let inside = panel::panel(buffer, area, &words.month_and_year(shown), &cx.look);
        if inside.height < 2 || inside.width < 30 {
            return;
        }
        for (nth, name) in (0u16..).zip(words.text("date-weekdays").split_whitespace()) {
            text::put(buffer, (inside.x + 4 * nth, inside.y), name, 3, theme.dim, theme);
        }
        let count = words.text("day-bookings");
        let after = inside.x + 28;
        text::put_right(buffer, (after, inside.y), &count, inside.right() - after, theme.dim, theme);
        let month = self.month.as_ref().filter(|month| month.first == month_of(shown).0);
        let (first, last) = month_of(shown);
        let monday = first - Days::new(u64::from(first.weekday().num_days_from_monday()));
        let mut figures = String::with_capacity(8);
        for (week, y) in (0u64..6).zip(inside.y + 1..inside.bottom()) {
            let mut total = 0;
            let monday = monday + Days::new(7 * week);
            if monday > last {
                break;
            }
            for (nth, day) in (0u16..7).zip(monday.iter_days()) {
                if day < first || day > last {
                    continue;
                }
                let booked = month.map_or(0, |month| month.on(day));
                total += booked;
                let style = if booked > 0 { theme.text } else { theme.dim };
                let style = if day == cx.today() { theme.accent.add_modifier(Modifier::BOLD) } else { style };
                let style = if day == shown { theme.selected(style) } else { style };
                figures.clear();
                let _ = write!(figures, "{:>3}", day.day());
                text::put(buffer, (inside.x + 4 * nth, y), &figures, 3, style, theme);
            }
            if month.is_some() {
                figures.clear();
                let _ = write!(figures, "{total}");
                text::put_right(buffer, (after, y), &figures, inside.right() - after, theme.dim, theme);
            }
        }
    }

    fn draw_queue(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let Some(queue) = &self.queue else {
            panel::panel(buffer, area, &cx.look.words.text("day-queue"), &cx.look);
            return;
        };
        let title = cx.fill("day-queue_waiting", &[("waiting", queue.waiting.into())]);
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let open = queue.lines.iter().filter(|line| line.ticket.status.open());
        let rows: Vec<_> =
            (inside.top()..inside.bottom()).zip(open).map(|(y, line)| (y, line, said_of(line, cx))).collect();
        // Where somebody is called to is read whole: the names leave it the room.
        let said = rows.iter().map(|(.., said)| text::width(said)).max().unwrap_or(0).min(SAID);
        let room = u16::try_from(said).unwrap_or(0);
        let name = inside.width.saturating_sub(7 + 3 + room + 1);
        for (y, line, said) in rows {
            let (glyph, style) = match line.ticket.status {
                TicketStatus::Called | TicketStatus::Serving => (theme.glyphs.running, theme.ok),
                TicketStatus::Waiting => (theme.glyphs.waiting, theme.warn),
                _ => (theme.glyphs.absent, theme.dim),
            };
            text::put(buffer, (inside.x + 1, y), &line.label, 5, theme.text, theme);
            text::put(buffer, (inside.x + 7, y), &line.ticket.patient, name, theme.text, theme);
            let after = inside.x + 7 + name + 1;
            text::put(buffer, (after, y), glyph, 1, style, theme);
            // The number of a counter stands at its end.
            let said = text::cut_front(&said, usize::from(room), theme.glyphs.cut);
            text::put(buffer, (after + 2, y), &said, room, style, theme);
        }
    }
}

/// Where somebody is called to, or how long they have waited or been treated.
fn said_of(line: &Queued, cx: &Cx) -> String {
    let ticket = &line.ticket;
    match (&ticket.status, &ticket.called_to) {
        (TicketStatus::Called, Some(to)) => to.clone(),
        _ => {
            let served = ticket.serving_at.filter(|_| ticket.status == TicketStatus::Serving);
            let since = served.map(|since| cx.now.minutes_since(since).max(0));
            cx.look.words.span(since.unwrap_or_else(|| ticket.waited(cx.now)))
        }
    }
}

/// The row under the cursor, in words: what the signs in the list stand for too.
fn draw_selected(buffer: &mut Buffer, area: Rect, row: &DayRow, line: &Line, cx: &Cx) {
    let theme = &cx.look.theme;
    let words = &cx.look.words;
    let inside = panel::panel(buffer, area, &words.text("day-selected"), &cx.look);
    let width = inside.width.saturating_sub(2);
    let mut y = inside.y;
    let mut say = |said: &str, style| {
        for said in text::wrap(said, usize::from(width)) {
            if y < inside.bottom() {
                text::put(buffer, (inside.x + 1, y), &said, width, style, theme);
                y += 1;
            }
        }
    };
    say(&row.patient, theme.text.add_modifier(Modifier::BOLD));
    say(&line.phone, theme.dim);
    if !row.alerts.is_empty() {
        say(&format!("{} {}", theme.glyphs.late, row.alerts), theme.warn);
    }
    let staff = match (row.waits_for, row.staff.as_deref()) {
        (Some(_), Some(staff)) => words.fill("visit-waits_for", &[("staff", staff.into())]),
        (_, staff) => staff.unwrap_or(theme.glyphs.dash).to_owned(),
    };
    let lasts = words.span(line.minutes);
    say(&format!("{} {lasts} {} {staff}", row.treatment, theme.glyphs.dot), theme.text);
    let mut state = String::new();
    let grace = cx.desk.clinic().policies.grace_minutes;
    State::of(row, cx.now, grace).write(&mut state, cx);
    say(&state, theme.text);
    let currency = &cx.look.currency;
    let (total, paid) = (currency.shown(row.total), currency.shown(row.paid));
    say(&cx.fill("day-money", &[("total", total.into()), ("paid", paid.into())]), theme.text);
    let marks = [(row.fresh, "day-fresh"), (row.moves > 0, "day-moved"), (row.overbook, "day-overbook")];
    for (_, id) in marks.iter().filter(|(marked, _)| *marked) {
        say(&words.text(id), theme.dim);
    }
    if !row.note.is_empty() {
        say(&row.note, theme.dim);
    }
}
