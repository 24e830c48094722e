//! A list: rows, a cursor, columns that leave when there is no room. Only the rows in sight are
//! asked for, and they are painted straight into the cells.
//!
//! The list goes by pages: inside a page a moving cursor touches two rows, and a whole page is
//! painted only when the cursor leaves it. Pages overlap by two rows, so that the row before and
//! the row after the cursor are always in sight.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::column::{COLUMNS, Cells, Column, Span, fit};
use super::look::{Look, Move};

/// Where the cursor is, of how many rows.
#[derive(Debug, Clone, Default)]
pub struct List {
    at: usize,
    len: usize,
    /// Something else on the screen is in hand: no row is marked.
    rests: bool,
    /// Where the rows were drawn last: only paging and the mouse ask for it.
    drawn: Cell<Rect>,
    /// Lines of one row: more than one when they are cards.
    tall: Cell<u16>,
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

    /// Whether something else on the screen is in hand, and no row of this one.
    pub const fn rest(&mut self, rests: bool) {
        self.rests = rests;
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
        let page = usize::from(self.in_sight()).saturating_sub(2).max(1);
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
        let row = self.top(self.in_sight()) + usize::from((place.y - drawn.y) / self.tall.get().max(1));
        (row < self.len).then_some(row)
    }

    /// How many rows there is room for.
    fn in_sight(&self) -> u16 {
        self.drawn.get().height / self.tall.get().max(1)
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
        self.tall.set(1);
        if rows.is_empty() {
            return;
        }
        let top = self.top(rows.height);
        for (y, number) in (rows.top()..rows.bottom()).zip(top..self.len) {
            let in_hand = !self.rests && number == self.at;
            if in_hand {
                let marker = look.theme.glyphs.marker;
                buffer.set_stringn(rows.x, y, marker, usize::from(rows.width.min(1)), look.theme.accent);
            }
            let mut cells = Cells { buffer, look, columns, spans, x: rows.x + 1, y, in_hand };
            row(number, &mut cells);
        }
    }

    /// Draws the rows as cards of `tall` lines, for screens too narrow for columns. `card` is called
    /// for each in sight with its number, its place, and whether it is in hand.
    pub fn draw_cards(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        look: &Look,
        tall: u16,
        mut card: impl FnMut(usize, &mut Buffer, Rect, bool),
    ) {
        let area = area.intersection(buffer.area);
        let tall = tall.max(1);
        let cards = area.height / tall;
        self.drawn.set(Rect { height: cards * tall, ..area });
        self.tall.set(tall);
        if cards == 0 || area.width == 0 {
            return;
        }
        let top = self.top(cards);
        for (nth, number) in (0..cards).zip(top..self.len) {
            let in_hand = !self.rests && number == self.at;
            let place = Rect { x: area.x + 1, y: area.y + nth * tall, width: area.width - 1, height: tall };
            if in_hand {
                for y in place.top()..place.bottom() {
                    buffer.set_stringn(area.x, y, look.theme.glyphs.marker, 1, look.theme.accent);
                }
            }
            card(number, buffer, place, in_hand);
        }
    }

    /// Where the cursor's row is on the screen, for a real cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<Position> {
        let drawn = self.drawn.get();
        let down = self.at.checked_sub(self.top(self.in_sight()))?;
        let down = u16::try_from(down).ok().filter(|down| *down < self.in_sight() && self.len > 0)?;
        Some(Position { x: drawn.x, y: drawn.y + down * self.tall.get().max(1) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn cards_are_paged_and_clicked_as_one() {
        let look = crate::ui::look::Look::plain();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 7));
        let mut list = List::new(9);
        let mut seen = Vec::new();
        let area = buffer.area;
        list.draw_cards(&mut buffer, area, &look, 2, |row, _, place, _| seen.push((row, place.y)));
        assert_eq!(seen, [(0, 0), (1, 2), (2, 4)]);
        assert_eq!(list.row_at(Position { x: 3, y: 5 }), Some(2));
        assert_eq!(list.row_at(Position { x: 3, y: 6 }), None);
        list.select(2);
        assert_eq!(
            list.cursor(),
            Some(Position { x: 0, y: 2 }),
            "the card before and the one after are in sight"
        );
        list.go(Move::PageDown);
        assert_eq!(list.selected(), Some(3));
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
