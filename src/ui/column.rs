//! The columns of a list: how wide they are, which leave when there is no room, and the cells of one
//! row.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::look::{Layout, Look};
use super::text;

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
    /// Leaves before the others when there is no room: never an amount, a time or a state (ux.md §5.2).
    pub yields: bool,
}

impl Column {
    /// A column that is always there.
    #[must_use]
    pub const fn new(title: &'static str, width: u16) -> Self {
        Self {
            title,
            width,
            grows: false,
            align: Align::Left,
            from: Layout::Phone,
            key: false,
            yields: false,
        }
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

    /// Leaves first when there is no room.
    #[must_use]
    pub const fn yields(self) -> Self {
        Self { yields: true, ..self }
    }

    /// What is reversed on the row in hand.
    #[must_use]
    pub const fn key(self) -> Self {
        Self { key: true, ..self }
    }
}

/// The columns with one of them at least so wide.
#[must_use]
pub fn widened(columns: &[Column], nth: usize, cells: u16) -> Cow<'_, [Column]> {
    if columns.get(nth).is_none_or(|column| column.width >= cells) {
        return Cow::Borrowed(columns);
    }
    let mut columns = columns.to_vec();
    columns[nth].width = cells;
    Cow::Owned(columns)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

impl Align {
    pub(super) fn put(
        self,
        buffer: &mut Buffer,
        place: (u16, u16),
        s: &str,
        cells: u16,
        style: Style,
        look: &Look,
    ) {
        match self {
            Self::Left => text::put(buffer, place, s, cells, style, &look.theme),
            Self::Right => text::put_right(buffer, place, s, cells, style, &look.theme),
        };
    }
}

/// Where a column stands; no cells when it is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) x: u16,
    pub(super) cells: u16,
}

/// Gives the columns their places: one cell between them, those that grow share the rest, and when even that is too little
/// those leave that yield, then the others, the last first.
pub(super) fn fit(columns: &[Column], width: u16, layout: Layout, spans: &mut [Span; COLUMNS]) {
    let columns = &columns[..columns.len().min(COLUMNS)];
    let mut stays = [false; COLUMNS];
    let mut needed = 0u16;
    for (column, stays) in columns.iter().zip(&mut stays).filter(|(column, _)| layout >= column.from) {
        *stays = true;
        needed = needed.saturating_add(column.width).saturating_add(1);
    }
    let room = width.saturating_add(1);
    for yields in [true, false] {
        // The first is what a row is known by.
        for nth in (1..columns.len()).rev() {
            if needed > room && stays[nth] && columns[nth].yields == yields {
                stays[nth] = false;
                needed = needed.saturating_sub(columns[nth].width.saturating_add(1));
            }
        }
    }
    let rest = room.saturating_sub(needed);
    let shown = || columns.iter().zip(stays).filter_map(|(column, stays)| stays.then_some(column));
    let growing = shown().filter(|column| column.grows).count();
    let growing = u16::try_from(growing).unwrap_or(u16::MAX).max(1);
    let mut odd = rest % growing;
    let mut x = 0;
    for ((column, span), _) in columns.iter().zip(spans).zip(stays).filter(|(_, stays)| *stays) {
        let more = if column.grows { rest / growing + std::mem::take(&mut odd) } else { 0 };
        let cells = column.width.saturating_add(more);
        *span = Span { x, cells: cells.min(width.saturating_sub(x)) };
        x = x.saturating_add(cells).saturating_add(1);
    }
}

/// The cells of one row.
#[derive(Debug)]
pub struct Cells<'a> {
    pub(super) buffer: &'a mut Buffer,
    pub(super) look: &'a Look,
    pub(super) columns: &'a [Column],
    pub(super) spans: &'a [Span; COLUMNS],
    pub(super) x: u16,
    pub(super) y: u16,
    pub(super) in_hand: bool,
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

    /// Fills the whole row instead: words from its first cell on, and an amount at its end that is never cut.
    pub fn whole(&mut self, words: &str, amount: &str, style: Style) {
        let end = self.spans.iter().map(|span| span.x + span.cells).max().unwrap_or(0);
        let wide = u16::try_from(text::width(amount)).unwrap_or(u16::MAX);
        let room = end.saturating_sub(if wide > 0 { wide.saturating_add(1) } else { 0 });
        let named = if self.in_hand { self.look.theme.selected(style) } else { style };
        Align::Left.put(self.buffer, (self.x, self.y), words, room, named, self.look);
        Align::Right.put(self.buffer, (self.x, self.y), amount, end, style, self.look);
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
    fn what_yields_leaves_before_what_a_row_is_read_for() {
        let list =
            [DAY[0], DAY[1], Column::new("treatment", 14).yields(), Column::new("staff", 8).yields(), DAY[3]];
        assert_eq!(spans(&list, 60), [5, 18, 14, 8, 11]);
        assert_eq!(spans(&list, 51), [5, 18, 14, 0, 11]);
        assert_eq!(spans(&list, 40), [5, 22, 0, 0, 11]);
        assert_eq!(spans(&list, 27), [5, 21, 0, 0, 0]);
    }
}
