//! What is in hand: a row of the list, or one of the figures at the top; and where it comes from.

use ratatui::layout::Position;

use super::sides::{SIDES, Side};
use super::{BehindFigure, Books, Msg, draw, sheet};
use crate::app::{Cx, Effect};
use crate::desk::explain::Explain;
use crate::desk::report::Part;
use crate::domain::report::Figure;
use crate::ui::{List, Look, Move};

impl Books {
    pub(super) fn parts(&self) -> &[Part] {
        let Some(report) = &self.report else { return &[] };
        match self.side {
            Side::Treatment => &report.earned_by_treatment,
            Side::Category => &report.earned_by_category,
            Side::Staff => &report.earned_by_staff,
            Side::Method => &report.received_by_method,
            Side::Spent => &report.expenses_by_category,
            Side::Figures | Side::Heat => &[],
        }
    }

    pub(super) fn rows(&self) -> usize {
        match self.side {
            Side::Figures => Figure::ALL.len(),
            Side::Heat => 0,
            _ => self.parts().len(),
        }
    }

    fn turn(&mut self, by: usize) {
        let place = SIDES.iter().position(|side| *side == self.side).unwrap_or_default();
        self.side = SIDES[(place + by) % SIDES.len()];
        self.list = List::new(self.rows());
    }

    /// The figure at the top in hand: of those there is room for now.
    pub(super) fn tile(&self, look: &Look) -> Option<usize> {
        self.tile.map(|tile| tile.min(draw::tiles(look).len() - 1))
    }

    /// A row that is clicked is in hand, whatever was.
    pub(super) fn press(&mut self, place: Position) {
        if let Some(row) = self.list.row_at(place) {
            self.tile = None;
            self.list.rest(false);
            self.list.select(row);
        }
    }

    /// Where the figure in hand comes from.
    pub(super) fn explain(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(desk) = self.open().cloned() else { return Effect::None };
        let (from, to) = self.span;
        let row = self.list.selected();
        let tile = self.tile(&cx.look).and_then(|tile| draw::tiles(&cx.look).nth(tile));
        let (figure, key) = match self.side {
            _ if tile.is_some() => (tile, None),
            Side::Figures => (row.and_then(|row| Figure::ALL.get(row)).copied(), None),
            Side::Heat => (Some(Figure::Earned), None),
            side => {
                let figure = match side {
                    Side::Method => Figure::Received,
                    Side::Spent => Figure::Expenses,
                    _ => Figure::Earned,
                };
                (Some(figure), row.and_then(|row| self.parts().get(row)).cloned())
            }
        };
        let Some(figure) = figure else { return Effect::None };
        let name = key.as_ref().map(|part| sheet::part_name(part, &cx.look.words));
        let explain = Explain { figure, from, to, key: key.map(|part| part.key) };
        let behind = BehindFigure::new(desk, explain, name);
        Effect::open(match &self.report {
            Some(report) => behind.coming_to(&sheet::value(report, figure, &cx.look.words).0),
            None => behind,
        })
    }

    /// A moving key. Above the first row are the figures at the top.
    pub(super) fn go(&mut self, to: Move, cx: &Cx) {
        let last = draw::tiles(&cx.look).len() - 1;
        self.tile = match (to, self.tile(&cx.look)) {
            (Move::Up, None) if self.list.selected().unwrap_or_default() == 0 => Some(0),
            (Move::Up, tile @ Some(_)) => tile,
            (Move::Left, Some(tile)) => Some(tile.saturating_sub(1)),
            (Move::Right, Some(tile)) => Some((tile + 1).min(last)),
            (Move::Down, Some(_)) => None,
            (Move::Next, _) => {
                self.turn(1);
                None
            }
            (Move::Previous, _) => {
                self.turn(SIDES.len() - 1);
                None
            }
            (other, _) => {
                self.list.go(other);
                None
            }
        };
        self.list.rest(self.tile.is_some());
    }
}
