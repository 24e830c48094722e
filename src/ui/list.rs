//! A list: rows, a cursor, columns that leave when there is no room. Only the rows in sight are
//! asked for, and they are painted straight into the cells.
//!
//! The list goes by pages: inside a page a moving cursor touches two rows, and a whole page is
//! painted only when the cursor leaves it. Pages overlap by two rows, so that the row before and
//! the row after the cursor are always in sight.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::look::{Layout, Look, Move};
use super::text;

/// Where the cursor is, of how many rows.
#[derive(Debug, Clone, Default)]
pub struct List {
    at: usize,
    len: usize,
    /// Where the rows were drawn last: only paging and the mouse ask for it.
    drawn: Cell<Rect>,
}

impl List {
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self { len, ..Self::default() }
    }

    /// The row in hand; none when there are no rows.
    #[must_use]
    pub fn selected(&self) -> Option<usize> {
        (self.at < self.len).then_some(self.at)
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// There are so many rows now; the cursor stays where it was if it can.
    pub fn resize(&mut self, len: usize) {
        self.len = len;
        self.at = self.at.min(len.saturating_sub(1));
    }

    /// Puts the cursor on a row.
    pub fn select(&mut self, row: usize) {
        self.at = row.min(self.len.saturating_sub(1));
    }

    /// There are other rows now: the cursor stays on the row that `same` recognises, else on its
    /// line. Use it when a list is read again, so that a new row above does not move the cursor
    /// onto somebody else.
    pub fn refresh(&mut self, len: usize, same: impl FnMut(usize) -> bool) {
        match (0..len).find({
            let mut same = same;
            move |row| same(*row)
        }) {
            Some(row) => {
                self.len = len;
                self.at = row;
            }
            None => self.resize(len),
        }
    }

    /// Moves the cursor; says whether this was a move of a list at all.
    pub fn go(&mut self, to: Move) -> bool {
        let page = usize::from(self.drawn.get().height).saturating_sub(2).max(1);
        let last = self.len.saturating_sub(1);
        self.at = match to {
            Move::Up => self.at.saturating_sub(1),
            Move::Down => self.at + 1,
            Move::PageUp => self.at.saturating_sub(page),
            Move::PageDown => self.at + page,
            Move::HalfUp => self.at.saturating_sub(page.div_ceil(2)),
            Move::HalfDown => self.at + page.div_ceil(2),
            Move::First => 0,
            Move::Last => last,
            Move::Left | Move::Right | Move::Next | Move::Previous | Move::Forward => return false,
        }
        .min(last);
        true
    }

    /// The row drawn at a place of the screen.
    #[must_use]
    pub fn row_at(&self, place: Position) -> Option<usize> {
        let drawn = self.drawn.get();
        if !drawn.contains(place) {
            return None;
        }
        let row = self.top(drawn.height) + usize::from(place.y - drawn.y);
        (row < self.len).then_some(row)
    }

    /// The first row in sight. It follows from the cursor and the height alone, so that drawing
    /// remembers nothing.
    fn top(&self, height: u16) -> usize {
        let height = usize::from(height);
        if self.len <= height {
            return 0;
        }
        if height < 4 {
            return self.at.saturating_sub(height / 2).min(self.len - height);
        }
        let stride = height - 2;
        (self.at.saturating_sub(1) / stride * stride).min(self.len - height)
    }

    /// Draws a heading and the rows in sight. `row` is called for each of them with its number and
    /// the cells to fill.
    pub fn draw(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        look: &Look,
        columns: &[Column],
        row: impl FnMut(usize, &mut Cells<'_>),
    ) {
        let area = area.intersection(buffer.area);
        let headed = columns.iter().any(|column| !column.title.is_empty()) && area.height > 1;
        let mut spans = [Span::default(); COLUMNS];
        fit(columns, area.width.saturating_sub(1), look.layout, &mut spans);
        if headed {
            for (column, span) in columns.iter().zip(&spans) {
                if span.cells > 0 && !column.title.is_empty() {
                    let title = look.words.text(column.title);
                    let place = (area.x + 1 + span.x, area.y);
                    column.align.put(buffer, place, &title, span.cells, look.theme.dim, look);
                }
            }
        }
        let rows = if headed { Rect { y: area.y + 1, height: area.height - 1, ..area } } else { area };
        self.draw_rows(buffer, rows, look, columns, &spans, row);
    }

    fn draw_rows(
        &self,
        buffer: &mut Buffer,
        rows: Rect,
        look: &Look,
        columns: &[Column],
        spans: &[Span; COLUMNS],
        mut row: impl FnMut(usize, &mut Cells<'_>),
    ) {
        self.drawn.set(rows);
        if rows.is_empty() {
            return;
        }
        let top = self.top(rows.height);
        for (y, number) in (rows.top()..rows.bottom()).zip(top..self.len) {
            let in_hand = number == self.at;
            if in_hand {
                let marker = look.theme.glyphs.marker;
                buffer.set_stringn(rows.x, y, marker, usize::from(rows.width.min(1)), look.theme.accent);
            }
            let mut cells = Cells { buffer, look, columns, spans, x: rows.x + 1, y, in_hand };
            row(number, &mut cells);
        }
    }

    /// Where the cursor's row is on the screen, for a real cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<Position> {
        let drawn = self.drawn.get();
        let down = self.at.checked_sub(self.top(drawn.height))?;
        let down = u16::try_from(down).ok().filter(|down| *down < drawn.height && self.len > 0)?;
        Some(Position { x: drawn.x, y: drawn.y + down })
    }
}

/// More columns than this no screen can show.
pub const COLUMNS: usize = 12;

/// One column of a list.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The message id of its heading; empty for none.
    pub title: &'static str,
    /// Cells it wants.
    pub width: u16,
    /// Takes what is left over, and gives first when there is too little. One per list.
    pub grows: bool,
    pub align: Align,
    /// The narrowest layout that shows it.
    pub from: Layout,
    /// Reversed on the row in hand: the name one looks for. One per list.
    pub key: bool,
}

impl Column {
    /// A column that is always there.
    #[must_use]
    pub const fn new(title: &'static str, width: u16) -> Self {
        Self { title, width, grows: false, align: Align::Left, from: Layout::Phone, key: false }
    }

    /// Takes the room that is left; `width` becomes the least it can do with.
    #[must_use]
    pub const fn grows(self) -> Self {
        Self { grows: true, ..self }
    }

    /// For amounts and counts.
    #[must_use]
    pub const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    /// Left out on narrower layouts.
    #[must_use]
    pub const fn from(self, layout: Layout) -> Self {
        Self { from: layout, ..self }
    }

    /// What is reversed on the row in hand.
    #[must_use]
    pub const fn key(self) -> Self {
        Self { key: true, ..self }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

impl Align {
    fn put(self, buffer: &mut Buffer, place: (u16, u16), s: &str, cells: u16, style: Style, look: &Look) {
        match self {
            Self::Left => text::put(buffer, place, s, cells, style, &look.theme),
            Self::Right => text::put_right(buffer, place, s, cells, style, &look.theme),
        };
    }
}

/// Where a column stands; no cells when it is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Span {
    x: u16,
    cells: u16,
}

/// Gives the columns their places: one cell between them, the growing one takes the rest, and
/// when even that is too little the last ones leave.
fn fit(columns: &[Column], width: u16, layout: Layout, spans: &mut [Span; COLUMNS]) {
    let shown = |column: &&Column| layout >= column.from;
    let mut keep = columns.len().min(COLUMNS);
    let needed = |keep: usize| -> u16 {
        columns[..keep].iter().filter(shown).map(|column| column.width.saturating_add(1)).sum::<u16>()
    };
    while keep > 1 && needed(keep) > width.saturating_add(1) {
        keep -= 1;
    }
    let rest = width.saturating_add(1).saturating_sub(needed(keep));
    let mut x = 0;
    for (column, span) in columns[..keep].iter().zip(spans.iter_mut()) {
        if layout < column.from {
            continue;
        }
        let cells = column.width.saturating_add(if column.grows { rest } else { 0 });
        *span = Span { x, cells: cells.min(width.saturating_sub(x)) };
        x = x.saturating_add(cells).saturating_add(1);
    }
}

/// The cells of one row.
#[derive(Debug)]
pub struct Cells<'a> {
    buffer: &'a mut Buffer,
    look: &'a Look,
    columns: &'a [Column],
    spans: &'a [Span; COLUMNS],
    x: u16,
    y: u16,
    in_hand: bool,
}

impl Cells<'_> {
    /// Whether this is the row in hand.
    #[must_use]
    pub const fn in_hand(&self) -> bool {
        self.in_hand
    }

    /// How many cells a column got; 0 when it is left out.
    #[must_use]
    pub fn room(&self, column: usize) -> u16 {
        self.spans.get(column).map_or(0, |span| span.cells)
    }

    /// Fills a column in the theme's text colour.
    pub fn text(&mut self, column: usize, text: &str) {
        self.styled(column, text, self.look.theme.text);
    }

    /// Fills a column in a style of its own.
    pub fn styled(&mut self, column: usize, text: &str, style: Style) {
        let (Some(kind), Some(span)) = (self.columns.get(column), self.spans.get(column)) else { return };
        if span.cells == 0 {
            return;
        }
        let style = if self.in_hand && kind.key { self.look.theme.selected(style) } else { style };
        kind.align.put(self.buffer, (self.x + span.x, self.y), text, span.cells, style, self.look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(columns: &[Column], width: u16) -> Vec<u16> {
        let mut spans = [Span::default(); COLUMNS];
        fit(columns, width, Layout::of(width), &mut spans);
        spans[..columns.len()].iter().map(|span| span.cells).collect()
    }

    const DAY: [Column; 4] = [
        Column::new("time", 5),
        Column::new("name", 10).grows(),
        Column::new("staff", 8).from(Layout::Base),
        Column::new("status", 11),
    ];

    #[test]
    fn columns_leave_when_there_is_no_room() {
        assert_eq!(spans(&DAY, 80), [5, 53, 8, 11]);
        assert_eq!(spans(&DAY, 40), [5, 22, 0, 11]);
        assert_eq!(spans(&DAY, 20), [5, 14, 0, 0]);
        assert_eq!(spans(&DAY, 1), [1, 0, 0, 0]);
        assert_eq!(spans(&DAY, 0), [0, 0, 0, 0]);
    }

    #[test]
    fn the_rows_around_the_cursor_are_in_sight() {
        for height in 1..30u16 {
            for len in 0..70 {
                let mut list = List::new(len);
                for at in 0..len {
                    list.select(at);
                    let top = list.top(height);
                    let last = top + usize::from(height);
                    assert!(top <= at && at < last, "{height} {len} {at}: {top}");
                    assert!(len <= usize::from(height) || last <= len);
                    if height >= 4 {
                        assert!(at == 0 || top < at, "the row above is in sight");
                        assert!(at + 1 == len || at + 1 < last, "the row below is in sight");
                    }
                }
            }
        }
    }

    #[test]
    fn the_cursor_stays_in_the_list() {
        let mut list = List::new(3);
        assert!(list.go(Move::Last));
        assert_eq!(list.selected(), Some(2));
        assert!(list.go(Move::Down));
        assert_eq!(list.selected(), Some(2));
        list.resize(1);
        assert_eq!(list.selected(), Some(0));
        list.resize(0);
        assert_eq!(list.selected(), None);
        for to in [Move::Up, Move::Down, Move::PageUp, Move::PageDown, Move::First, Move::Last] {
            assert!(list.go(to));
            assert_eq!(list.selected(), None);
        }
        assert!(!list.go(Move::Next));
    }

    #[test]
    fn a_row_that_moved_keeps_the_cursor() {
        let mut list = List::new(3);
        list.select(1);
        let after = ["new", "a", "b", "c"];
        list.refresh(after.len(), |row| after[row] == "b");
        assert_eq!(list.selected(), Some(2));
        list.refresh(2, |_| false);
        assert_eq!(list.selected(), Some(1));
    }
}
