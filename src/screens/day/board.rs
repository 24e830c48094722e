//! The day as columns of staff, a line a quarter of an hour. What stands where is worked out once when the
//! day is read; drawing looks it up.

use std::cell::Cell;

use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::sheet::Sheet;
use crate::app::Cx;
use crate::domain::booking::Status;
use crate::domain::clinic::Clinic;
use crate::domain::id::{BookingId, StaffId};
use crate::domain::time::{Ts, at_local};
use crate::domain::zone::Zone;
use crate::screens::status::sign;
use crate::ui::{Move, panel, text};

/// Minutes a line stands for.
pub const STEP: i64 = 15;
/// Cells a column of staff can do with.
const NARROWEST: u16 = 13;
/// Cells before the columns: the time.
const TIMES: u16 = 6;

/// What one quarter of an hour of somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// Not working.
    Off,
    /// Between two spells of work: break or leave.
    Pause,
    Free,
    /// A booking, by its place among the day's rows; whether it begins here, and whether there is another
    /// one under it.
    Held {
        row: usize,
        begins: bool,
        more: bool,
    },
}

/// Who works, when, and the place of the cursor among them.
#[derive(Debug, Default)]
pub struct Board {
    day: NaiveDate,
    staff: Vec<(StaffId, String)>,
    /// The first line, in minutes since midnight.
    from: i64,
    lines: usize,
    /// By staff, then by line.
    slots: Vec<Vec<Slot>>,
    column: usize,
    line: usize,
    drawn: Cell<Rect>,
}

impl Board {
    /// Lays the day out. The cursor stays on its time and its person, where they are there.
    pub fn lay(&mut self, sheet: &Sheet, clinic: &Clinic, now: Ts) {
        let fresh = self.slots.is_empty();
        let at = (self.staff.get(self.column).map(|(id, _)| *id), self.minute());
        let rows = sheet.rows();
        let minute = |at: Ts| minute_of(at, sheet.day, clinic.zone);
        let held = |id: StaffId| rows.iter().enumerate().filter(move |(_, row)| row.staff_id == Some(id));
        let mut spells = Vec::new();
        self.staff.clear();
        for staff in &sheet.roster.staff {
            let works = sheet.roster.working(staff.id, sheet.day, clinic);
            if works.is_empty() && held(staff.id).next().is_none() {
                continue;
            }
            self.staff.push((staff.id, staff.name.clone()));
            spells.push(works.iter().map(|span| (minute(span.from), minute(span.to))).collect::<Vec<_>>());
        }
        let booked = rows.iter().filter(|row| row.staff_id.is_some() && row.status.active());
        let spans = booked.map(|row| (minute(row.starts_at), minute(row.ends_at)));
        let (from, to) = spells
            .iter()
            .flatten()
            .copied()
            .chain(spans)
            .fold((24 * 60, 0), |(first, last), (from, to)| (first.min(from), last.max(to)));
        self.day = sheet.day;
        self.from = if from < to { from / STEP * STEP } else { 9 * 60 };
        self.lines = usize::try_from(((to - self.from).max(0) + STEP - 1) / STEP).unwrap_or(0);
        self.slots = self
            .staff
            .iter()
            .zip(&spells)
            .map(|((id, _), works)| {
                let mut slots: Vec<Slot> = (0..self.lines).map(|line| slot(works, self.at(line))).collect();
                for (place, row) in held(*id).filter(|(_, row)| row.status.active()) {
                    let (first, last) = (minute(row.starts_at), minute(row.ends_at));
                    for (line, slot) in slots.iter_mut().enumerate() {
                        let here = self.from + i64::try_from(line).unwrap_or(0) * STEP;
                        if here + STEP <= first || here >= last {
                            continue;
                        }
                        match slot {
                            Slot::Held { more, .. } => *more = true,
                            _ => *slot = Slot::Held { row: place, begins: here <= first, more: false },
                        }
                    }
                }
                slots
            })
            .collect();
        if fresh && now.day(clinic.zone) == sheet.day {
            self.go_to(minute(now));
        } else {
            self.go_to(at.1);
            self.column = self.staff.iter().position(|(id, _)| Some(*id) == at.0).unwrap_or(self.column);
        }
        self.column = self.column.min(self.staff.len().saturating_sub(1));
    }

    fn at(&self, line: usize) -> i64 {
        self.from + i64::try_from(line).unwrap_or(0) * STEP
    }

    fn minute(&self) -> i64 {
        self.at(self.line)
    }

    fn go_to(&mut self, minute: i64) {
        let line = usize::try_from((minute - self.from).max(0) / STEP).unwrap_or(0);
        self.line = line.min(self.lines.saturating_sub(1));
    }

    /// Puts the cursor on this minute.
    pub fn go_to_now(&mut self, cx: &Cx) {
        self.go_to(minute_of(cx.now, self.day, cx.zone));
    }

    /// Puts the cursor on a booking.
    pub fn select(&mut self, sheet: &Sheet, id: BookingId, zone: Zone) {
        let Some(row) = sheet.rows().iter().find(|row| row.id == id) else { return };
        self.go_to(minute_of(row.starts_at, sheet.day, zone));
        if let Some(column) = self.staff.iter().position(|(staff, _)| Some(*staff) == row.staff_id) {
            self.column = column;
        }
    }

    /// The booking under the cursor.
    #[must_use]
    pub fn selected(&self, sheet: &Sheet) -> Option<BookingId> {
        match self.slots.get(self.column)?.get(self.line)? {
            Slot::Held { row, .. } => sheet.rows().get(*row).map(|row| row.id),
            _ => None,
        }
    }

    /// Who and when the cursor is on; none when nobody works that day.
    #[must_use]
    pub fn place(&self, zone: Zone) -> Option<(StaffId, Ts)> {
        let (staff, _) = self.staff.get(self.column)?;
        let local = self.day.and_time(NaiveTime::MIN) + TimeDelta::minutes(self.minute());
        Some((*staff, at_local(local, zone).ok()?))
    }

    /// Moves the cursor.
    pub fn go(&mut self, to: Move) {
        let page = usize::from(self.drawn.get().height.saturating_sub(3)).max(1);
        let (lines, columns) = (self.lines.saturating_sub(1), self.staff.len().saturating_sub(1));
        match to {
            Move::Up => self.line = self.line.saturating_sub(1),
            Move::Down => self.line += 1,
            Move::PageUp => self.line = self.line.saturating_sub(page),
            Move::PageDown => self.line += page,
            Move::HalfUp => self.line = self.line.saturating_sub(page.div_ceil(2)),
            Move::HalfDown => self.line += page.div_ceil(2),
            Move::First => self.line = 0,
            Move::Last => self.line = lines,
            Move::Left | Move::Previous => self.column = self.column.saturating_sub(1),
            Move::Right | Move::Next => self.column += 1,
            Move::Forward => {}
        }
        self.line = self.line.min(lines);
        self.column = self.column.min(columns);
    }

    /// The mouse pressed on a cell.
    pub fn click(&mut self, place: Position) {
        let drawn = self.drawn.get();
        if !drawn.contains(place) || place.y == drawn.y || place.x < drawn.x + TIMES {
            return;
        }
        let (first, _, wide) = self.columns(drawn.width);
        self.column = first + usize::from((place.x - drawn.x - TIMES) / wide.max(1));
        self.line = self.top(drawn.height) + usize::from(place.y - drawn.y - 1);
        self.go(Move::Forward);
    }

    /// The first column in sight, how many there are, and how wide each is.
    fn columns(&self, width: u16) -> (usize, usize, u16) {
        let room = width.saturating_sub(TIMES);
        let fit = usize::from(room / NARROWEST).max(1);
        let count = fit.min(self.staff.len()).max(1);
        let first = if self.staff.len() <= count { 0 } else { self.column / count * count };
        let first = first.min(self.staff.len().saturating_sub(count));
        (first, count, room / u16::try_from(count).unwrap_or(1))
    }

    /// Whether everybody has a column at this width.
    #[must_use]
    pub fn fits(&self, width: u16) -> bool {
        self.staff.len() <= usize::from(width.saturating_sub(TIMES) / NARROWEST)
    }

    /// The first line in sight: it goes by pages, so that moving the cursor repaints two lines.
    fn top(&self, height: u16) -> usize {
        let lines = usize::from(height.saturating_sub(1)).max(1);
        if self.lines <= lines {
            return 0;
        }
        let stride = lines.saturating_sub(2).max(1);
        (self.line.saturating_sub(1) / stride * stride).min(self.lines - lines)
    }

    /// Draws the columns. `carried` is the booking being moved: the cursor wears its name.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, sheet: &Sheet, carried: Option<&str>, cx: &Cx) {
        let theme = &cx.look.theme;
        self.drawn.set(area);
        if self.staff.is_empty() || area.height < 2 {
            let none = cx.look.words.text("day-nobody");
            panel::say(buffer, area, &none, theme.dim, &cx.look);
            return;
        }
        let (first, count, wide) = self.columns(area.width);
        for (nth, (_, name)) in self.staff.iter().enumerate().skip(first).take(count) {
            let x = column_x(area, nth - first, wide);
            let style = if nth == self.column { theme.accent } else { theme.dim };
            text::put(buffer, (x, area.y), name, wide.saturating_sub(1), style, theme);
        }
        let now = (cx.today() == self.day).then(|| minute_of(cx.now, self.day, cx.zone));
        let top = self.top(area.height);
        for (y, line) in (area.top() + 1..area.bottom()).zip(top..self.lines) {
            let minute = self.at(line);
            let is_now = now.is_some_and(|now| (minute..minute + STEP).contains(&now));
            self.draw_time(buffer, (area.x, y), minute, is_now, cx);
            for nth in first..(first + count).min(self.staff.len()) {
                let x = column_x(area, nth - first, wide);
                let place = Rect { x, y, width: wide.saturating_sub(1), height: 1 };
                let cursor = nth == self.column && line == self.line;
                self.draw_slot(buffer, place, (nth, line), sheet, carried.filter(|_| cursor), cx);
                if cursor {
                    buffer.set_style(place, theme.selected(theme.text));
                }
            }
            if is_now {
                let rest = Rect { x: area.x, y, width: area.width, height: 1 };
                buffer.set_style(rest, theme.text.add_modifier(Modifier::UNDERLINED));
            }
        }
    }

    fn draw_time(&self, buffer: &mut Buffer, (x, y): (u16, u16), minute: i64, is_now: bool, cx: &Cx) {
        let theme = &cx.look.theme;
        // Figures without an allocation: this runs for every line of every frame.
        let digit = |value: i64| b'0' + u8::try_from(value % 10).unwrap_or(0);
        let (hours, minutes) = (minute / 60 % 24, minute % 60);
        let bytes = [digit(hours / 10), digit(hours), b':', digit(minutes / 10), digit(minutes)];
        let label = std::str::from_utf8(&bytes).unwrap_or_default();
        let hour = minute % 60 == 0;
        let style = if is_now {
            theme.accent
        } else if hour {
            theme.text
        } else {
            theme.dim
        };
        text::put(buffer, (x, y), label, 5, style, theme);
        if is_now {
            text::put(buffer, (x + 5, y), theme.glyphs.more, 1, theme.accent, theme);
        }
    }

    fn draw_slot(
        &self,
        buffer: &mut Buffer,
        place: Rect,
        (column, line): (usize, usize),
        sheet: &Sheet,
        carried: Option<&str>,
        cx: &Cx,
    ) {
        let theme = &cx.look.theme;
        let glyphs = theme.glyphs;
        let at = (place.x, place.y);
        let rest = place.width.saturating_sub(2);
        let Some(slot) = self.slots.get(column).and_then(|slots| slots.get(line)) else { return };
        match *slot {
            Slot::Off => {
                text::put(buffer, at, glyphs.dot, 1, theme.dim, theme);
            }
            Slot::Pause => {
                text::put(buffer, at, glyphs.shade[0], 1, theme.dim, theme);
            }
            Slot::Free => {}
            Slot::Held { row: nth, begins, more } => {
                let Some(row) = sheet.rows().get(nth) else { return };
                let (glyph, style) = sign(row.status, theme);
                // What is not what is looked for stands back.
                let (named, style) =
                    if sheet.finds(nth) { (theme.text, style) } else { (theme.dim, theme.dim) };
                let bar = if row.status == Status::Booked { glyphs.shade[1] } else { glyphs.bar[2] };
                text::put(buffer, at, bar, 1, style, theme);
                if begins && carried.is_none() {
                    let name = rest.saturating_sub(2 + u16::from(more));
                    let used = text::put(buffer, (at.0 + 2, at.1), &row.patient, name, named, theme);
                    text::put(buffer, (at.0 + 3 + used, at.1), glyph, 1, style, theme);
                    if more {
                        text::put(buffer, (at.0 + 4 + used, at.1), "+", 1, theme.warn, theme);
                    }
                } else if line > 0 && self.begins(column, line - 1) && carried.is_none() {
                    text::put(buffer, (at.0 + 2, at.1), &row.treatment, rest, theme.dim, theme);
                } else if line > 1 && self.begins(column, line - 2) && carried.is_none() {
                    let room = row.room_id.map_or("", |room| sheet.roster.room_name(room));
                    text::put(buffer, (at.0 + 2, at.1), room, rest, theme.dim, theme);
                }
            }
        }
        if let Some(name) = carried {
            text::put(buffer, (at.0 + 2, at.1), name, rest, theme.accent, theme);
        }
    }

    fn begins(&self, column: usize, line: usize) -> bool {
        let slot = self.slots.get(column).and_then(|slots| slots.get(line));
        matches!(slot, Some(Slot::Held { begins: true, .. }))
    }
}

fn column_x(area: Rect, nth: usize, wide: u16) -> u16 {
    area.x + TIMES + u16::try_from(nth).unwrap_or(0) * wide
}

fn slot(works: &[(i64, i64)], minute: i64) -> Slot {
    let inside = |(from, to): &(i64, i64)| *from <= minute && minute < *to;
    if works.iter().any(inside) {
        Slot::Free
    } else if works.iter().any(|(_, to)| *to <= minute) && works.iter().any(|(from, _)| *from > minute) {
        Slot::Pause
    } else {
        Slot::Off
    }
}

/// Minutes on the clinic's wall since the day began; before it 0, after it a whole day.
fn minute_of(at: Ts, day: NaiveDate, zone: Zone) -> i64 {
    let local = at.local(zone);
    match local.date().cmp(&day) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => i64::from(local.hour() * 60 + local.minute()),
        std::cmp::Ordering::Greater => 24 * 60,
    }
}
