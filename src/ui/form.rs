//! Fields in reading order: Tab and Enter go on, Shift+Tab goes back, a mistake is shown under its
//! field and the cursor goes to the first one. Nothing that was typed is ever lost.

mod older;

use std::cell::Cell;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::field::Field;
use super::look::{Layout, Look, Move};
use super::{panel, text};
use crate::domain::refusal::Refusal;
use older::Older;

/// Where a moving key led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To another field.
    Moved,
    /// Past the last field: the form is done, save it.
    Past,
    /// Into the list of this field: open its picker.
    Pick(&'static str),
    /// Nowhere: not a move of a form.
    Nowhere,
}

/// How wide a form is taken to be before it is drawn.
const WIDTH: u16 = 58;

/// The fields of one screen.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<Field>,
    at: usize,
    /// How wide it was last drawn: its height follows from that.
    drawn: Cell<u16>,
    /// What has to be read before it is saved again: somebody else changed what it was filled from.
    older: Option<Older>,
}

impl Form {
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields, at: 0, drawn: Cell::new(WIDTH), older: None }
    }

    /// The field that has the cursor.
    #[must_use]
    pub fn focused(&self) -> &'static str {
        self.fields.get(self.at).map_or("", Field::name)
    }

    /// Whether going forward leads past the last field: Enter saves.
    #[must_use]
    pub fn ends(&self) -> bool {
        self.fields.get(self.at).is_some_and(|here| {
            self.at + 1 == self.fields.len() && !(here.is_pick() && here.typed().is_empty())
        })
    }

    /// Puts the cursor into a field.
    pub fn focus(&mut self, name: &str) {
        if let Some(at) = self.place(name) {
            self.at = at;
        }
    }

    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name() == name)
    }

    pub fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.name() == name)
    }

    /// What was typed into a field, without the blanks around it.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.field(name).map_or("", Field::typed).trim()
    }

    /// What was typed into a field, every blank kept: passwords.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.field(name).map_or("", Field::typed)
    }

    /// Which option of a choice is taken.
    #[must_use]
    pub fn chosen(&self, name: &str) -> usize {
        self.field(name).map_or(0, Field::chosen)
    }

    /// Replaces the text of a field and reads it.
    pub fn set(&mut self, name: &str, text: &str, look: &Look) {
        if let Some(field) = self.field_mut(name) {
            field.set(text);
            field.read(look);
        }
    }

    /// Whether plain letters are text now.
    #[must_use]
    pub fn typing(&self) -> bool {
        !self.fields.is_empty()
    }

    /// Whether something was typed that is not saved.
    #[must_use]
    pub fn dirty(&self) -> bool {
        self.fields.iter().any(Field::dirty)
    }

    /// What stands here now is saved.
    pub fn settle(&mut self) {
        for field in &mut self.fields {
            field.settle();
        }
    }

    /// A key for the field with the cursor. Says which field changed.
    pub fn key(&mut self, key: KeyEvent, look: &Look) -> Option<&'static str> {
        let field = self.fields.get_mut(self.at)?;
        field.key(key, look).then(|| field.name())
    }

    /// Whether the cursor is in a text of several lines.
    #[must_use]
    pub fn on_note(&self) -> bool {
        self.fields.get(self.at).is_some_and(Field::is_note)
    }

    /// Begins a new line where the cursor is, in a field that has several. Says which field changed.
    pub fn break_line(&mut self) -> Option<&'static str> {
        let field = self.fields.get_mut(self.at)?;
        field.break_line().then(|| field.name())
    }

    /// Pasted text for the field with the cursor. Says which field changed.
    ///
    /// # Errors
    /// `paste.long` when it does not fit; nothing is changed then.
    pub fn paste(&mut self, pasted: &str, look: &Look) -> Result<Option<&'static str>, Refusal> {
        let Some(field) = self.fields.get_mut(self.at) else { return Ok(None) };
        field.paste(pasted, look)?;
        Ok(Some(field.name()))
    }

    /// A moving key. The field that is left says what is wrong with it, if anything.
    pub fn go(&mut self, to: Move, look: &Look) -> Step {
        if matches!(to, Move::Up | Move::Down)
            && let Some(note) = self.fields.get_mut(self.at)
            && note.climb(to == Move::Up)
        {
            return Step::Moved;
        }
        let Some(here) = self.fields.get(self.at) else { return Step::Nowhere };
        let last = self.fields.len() - 1;
        let next = match to {
            Move::Down if here.is_pick() => return Step::Pick(here.name()),
            Move::Forward if here.is_pick() && here.typed().is_empty() => return Step::Pick(here.name()),
            Move::Forward if self.at == last => {
                self.fields[self.at].left(look);
                return Step::Past;
            }
            Move::Down => (self.at + 1).min(last),
            Move::Up => self.at.saturating_sub(1),
            Move::Next => (self.at + 1) % self.fields.len(),
            Move::Forward => self.at + 1,
            Move::Previous => self.at.checked_sub(1).unwrap_or(last),
            _ => return Step::Nowhere,
        };
        if next == self.at {
            return Step::Nowhere;
        }
        self.fields[self.at].left(look);
        self.at = next;
        Step::Moved
    }

    /// Reads one field by the domain's own parser; a mistake is marked under the field. Read every
    /// field before giving up, so that all mistakes are marked, then call [`Form::point`].
    pub fn read<T>(
        &mut self,
        name: &str,
        look: &Look,
        parse: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<T> {
        let result = parse(self.value(name));
        let field = self.field_mut(name)?;
        match result {
            Ok(value) => {
                field.refuse(None, look);
                Some(value)
            }
            Err(refusal) => {
                field.refuse(Some(refusal), look);
                None
            }
        }
    }

    /// Marks the field a refusal of the desk points at. Says whether there is one.
    pub fn refuse(&mut self, refusal: &Refusal, look: &Look) -> bool {
        let Some(field) = refusal.field.and_then(|name| self.field_mut(name)) else { return false };
        field.refuse(Some(refusal.clone()), look);
        self.point();
        true
    }

    /// Another language is spoken from now on: what is wrong is said in it.
    pub fn speak(&mut self, look: &Look) {
        self.fields.iter_mut().for_each(|field| field.speak(look));
    }

    /// Puts the cursor into the first field with a mistake. Says whether there is one.
    pub fn point(&mut self) -> bool {
        let bad = self.fields.iter().position(|field| field.error().is_some());
        if let Some(at) = bad {
            self.at = at;
        }
        bad.is_some()
    }

    /// The field drawn at a place of the screen gets the cursor.
    pub fn click(&mut self, area: Rect, place: Position, look: &Look) -> bool {
        let (_, area) = self.below(area, look);
        let hit = self.places(area, look).into_iter().find(|(_, rows)| rows.contains(place));
        if let Some((at, _)) = hit {
            self.at = at;
        }
        hit.is_some()
    }

    /// Draws the fields; the one with the cursor is always in sight. Returns where the real cursor
    /// goes and how many rows were used.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) -> Drawn {
        let area = area.intersection(buffer.area);
        let theme = &look.theme;
        let labels = self.label_cells(look, area.width);
        self.drawn.set(area.width);
        let (above, fields) = self.below(area, look);
        for (y, line) in (area.y..fields.y).zip(&above) {
            text::put(buffer, (area.x, y), line, area.width, theme.warn, theme);
        }
        let mut drawn = Drawn { cursor: None, rows: fields.y - area.y };
        for (at, rows) in self.places(fields, look) {
            let field = &self.fields[at];
            let label = look.words.text(field.label());
            let focused = at == self.at && look.in_front;
            let style = if focused { theme.accent } else { theme.dim };
            text::put(buffer, (rows.x, rows.y), &label, labels.max(1), style, theme);
            let line = line_of(rows, labels, look);
            let line = Rect { height: field.height(line.width, look), ..line }.intersection(area);
            let cursor = field.draw(buffer, line, look, focused);
            drawn.cursor = drawn.cursor.or(cursor);
            for (y, said) in (line.bottom()..area.bottom()).zip(said_wrong(field, line.width, look)) {
                text::put(buffer, (line.x, y), &said, line.width, theme.error, theme);
            }
            drawn.rows = drawn.rows.max(rows.bottom() - area.y);
        }
        drawn
    }

    /// Draws the form in a frame with its title, and puts the real cursor where it is.
    pub fn framed(&self, frame: &mut Frame, area: Rect, title: &str, look: &Look) {
        let inside = panel::framed(frame.buffer_mut(), area, title, look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        if let Some(cursor) = self.draw(frame.buffer_mut(), inside, look).cursor {
            frame.set_cursor_position(cursor);
        }
    }

    /// Rows the form wants, at the width it was last drawn with.
    #[must_use]
    pub fn height(&self, look: &Look) -> u16 {
        let width = self.drawn.get();
        let labels = self.label_cells(look, width);
        let above = u16::try_from(self.said_older(width, look).len()).unwrap_or(0);
        above + self.fields.iter().map(|field| rows_of(field, width, labels, look)).sum::<u16>()
    }

    /// Who changed meanwhile what it was filled from, and the place that is left below that.
    fn below(&self, area: Rect, look: &Look) -> (Vec<String>, Rect) {
        let above = self.above((area.width, area.height), look);
        let rows = u16::try_from(above.len()).unwrap_or(0).min(area.height);
        (above, Rect { y: area.y + rows, height: area.height - rows, ..area })
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name() == name)
    }

    fn label_cells(&self, look: &Look, width: u16) -> u16 {
        if look.layout == Layout::Phone {
            return width;
        }
        let widest = self.fields.iter().map(|field| text::width(&look.words.text(field.label())));
        u16::try_from(widest.max().unwrap_or(0)).unwrap_or(width).min(18).min(width)
    }

    /// The fields in sight and their rows, scrolled so that the one with the cursor is among them.
    fn places(&self, area: Rect, look: &Look) -> Vec<(usize, Rect)> {
        let labels = self.label_cells(look, area.width);
        let mut tops = Vec::with_capacity(self.fields.len());
        let mut total = 0u16;
        for field in &self.fields {
            let rows = rows_of(field, area.width, labels, look);
            tops.push((total, rows));
            total = total.saturating_add(rows);
        }
        let Some(&(top, rows)) = tops.get(self.at) else { return Vec::new() };
        let scroll = (top + rows).saturating_sub(area.height).min(top);
        tops.into_iter()
            .enumerate()
            .filter(|(_, (top, _))| *top >= scroll && top - scroll < area.height)
            .map(|(at, (top, rows))| {
                let y = area.y + top - scroll;
                (at, Rect { y, height: rows.min(area.bottom() - y), ..area })
            })
            .collect()
    }
}

/// What drawing a form tells: where the real cursor goes, how many rows it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    pub cursor: Option<Position>,
    pub rows: u16,
}

/// The first line of a field inside its rows: beside its label, on a phone below it.
fn line_of(rows: Rect, labels: u16, look: &Look) -> Rect {
    if look.layout == Layout::Phone {
        return Rect { y: rows.y + 1, height: 1, ..rows };
    }
    let shift = (labels + 1).min(rows.width);
    Rect { x: rows.x + shift, width: rows.width - shift, height: 1, ..rows }
}

/// What is wrong with a field, in lines that fit: how to put it right stands at the end.
fn said_wrong(field: &Field, width: u16, look: &Look) -> Vec<String> {
    let most = if look.layout == Layout::Phone { 8 } else { 4 };
    let Some(error) = field.error() else { return Vec::new() };
    let mut lines = text::wrap(&format!("{} {error}", look.theme.glyphs.cancelled), usize::from(width));
    lines.truncate(most);
    lines
}

fn rows_of(field: &Field, width: u16, labels: u16, look: &Look) -> u16 {
    let line = line_of(Rect { width, ..Rect::default() }, labels, look);
    let wrong = u16::try_from(said_wrong(field, line.width, look).len()).unwrap_or(0);
    u16::from(look.layout == Layout::Phone) + field.height(line.width, look) + wrong
}
