//! A paper that is longer than the screen: which of its lines are in sight.

use std::cell::Cell;
use std::ops::Range;

use super::look::Move;

/// How far a paper was moved.
#[derive(Debug, Clone, Default)]
pub struct Scroll {
    /// Lines above what is in sight.
    above: usize,
    /// Lines there was room for when it was drawn last: a page.
    page: Cell<usize>,
}

impl Scroll {
    #[must_use]
    pub const fn new() -> Self {
        Self { above: 0, page: Cell::new(0) }
    }

    /// Moves over a paper of so many lines.
    pub fn go(&mut self, to: Move, lines: usize) {
        let page = self.page.get().max(1);
        let last = lines.saturating_sub(page);
        let above = match to {
            Move::Up => self.above.saturating_sub(1),
            Move::Down => self.above + 1,
            Move::PageUp => self.above.saturating_sub(page),
            Move::PageDown => self.above + page,
            Move::HalfUp => self.above.saturating_sub(page.div_ceil(2)),
            Move::HalfDown => self.above + page.div_ceil(2),
            Move::First => 0,
            Move::Last => last,
            Move::Left | Move::Right | Move::Next | Move::Previous | Move::Forward => self.above,
        };
        self.above = above.min(last);
    }

    /// The lines to draw where there is room for `height` of them.
    #[must_use]
    pub fn in_sight(&self, lines: usize, height: u16) -> Range<usize> {
        let page = usize::from(height);
        self.page.set(page);
        let from = self.above.min(lines.saturating_sub(page));
        from..lines.min(from + page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_what_is_seen() {
        let mut paper = Scroll::new();
        let seen = |paper: &Scroll| paper.in_sight(50, 20);
        assert_eq!(seen(&paper), 0..20);
        let mut go = |to, expected: Range<usize>| {
            paper.go(to, 50);
            assert_eq!(seen(&paper), expected, "{to:?}");
        };
        go(Move::PageDown, 20..40);
        go(Move::HalfUp, 10..30);
        go(Move::Down, 11..31);
        go(Move::HalfDown, 21..41);
        go(Move::PageDown, 30..50);
        go(Move::Down, 30..50);
        go(Move::PageUp, 10..30);
        go(Move::Last, 30..50);
        go(Move::First, 0..20);
        assert_eq!(paper.in_sight(5, 20), 0..5);
    }
}
