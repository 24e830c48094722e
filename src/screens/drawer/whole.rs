//! The figures of a session line by line, for a screen that has no room for all of them at once.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::draw::{Figure, pair};
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::ui::{Layout, Move, Scroll, panel};

/// What was hidden, as it was when it was asked for.
#[derive(Debug)]
pub struct Whole {
    figures: Vec<Figure>,
    paper: Scroll,
}

impl Whole {
    pub(super) const fn new(figures: Vec<Figure>) -> Self {
        Self { figures, paper: Scroll::new() }
    }
}

/// There is something to open them for.
pub(super) fn is_small(cx: &Cx) -> Result<(), Why> {
    if cx.look.layout == Layout::Phone { Ok(()) } else { Err(Why::Not) }
}

/// So many figures have no room, and where they are.
pub(super) fn more(hidden: usize, cx: &Cx) -> Figure {
    let count = i64::try_from(hidden).unwrap_or(i64::MAX);
    (cx.fill("drawer-more", &[("count", count.into())]), String::new(), cx.look.theme.dim)
}

#[derive(Debug)]
pub enum Msg {}

impl Screen for Whole {
    type Msg = Msg;
    const NAME: &'static str = "figures";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("figures.close", "enter", |_, _| Effect::Close)];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, _: &Cx) -> Effect<Msg> {
        self.paper.go(to, self.figures.len());
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &cx.text("screen-figures"), &cx.look);
        let in_sight = self.paper.in_sight(self.figures.len(), inside.height);
        for (y, figure) in (inside.top()..inside.bottom()).zip(&self.figures[in_sight]) {
            pair(buffer, Rect { y, height: 1, ..inside }, figure, cx);
        }
    }
}
