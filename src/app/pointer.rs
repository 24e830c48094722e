//! The mouse: a press puts the cursor, presses a tab or a hint; the wheel moves the list. Never
//! needed: everything has a key.

use std::time::Instant;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::ui::{Move, header, helpline};

use super::engine::App;
use super::global::Target;

impl App {
    /// Whether the mouse is used at all.
    pub const fn use_mouse(&mut self, used: bool) {
        self.mouse = used;
    }

    /// The mouse pressed on a cell.
    pub fn click(&mut self, place: Position, at: Instant) {
        if !self.mouse {
            return;
        }
        self.touch(at);
        // A press cannot wait in line behind keys: it means what is seen now.
        if self.uncovered() || !self.held.is_empty() {
            return;
        }
        if let Some(target) = self.pressed(place) {
            return self.run(target);
        }
        if let Some(layer) = self.stack.last_mut() {
            let (id, effect) = (layer.id, layer.screen.clicked(place, &self.cx));
            self.perform(id, effect);
        }
    }

    /// The wheel of the mouse turned.
    pub fn wheel(&mut self, to: Move, at: Instant) {
        if !self.mouse {
            return;
        }
        self.touch(at);
        if !self.uncovered() && self.held.is_empty() {
            self.run(Target::Move(to));
        }
    }

    /// The tab or hint at a place. They are drawn once more, aside: what is pressed is what is seen.
    fn pressed(&self, place: Position) -> Option<Target> {
        let (width, height) = self.cx.size;
        let line = Rect { x: 0, y: place.y, width, height: 1 };
        let mut aside = Buffer::empty(line);
        let at = |hits: Vec<std::ops::Range<u16>>| hits.iter().position(|hit| hit.contains(&place.x));
        if place.y == 0 {
            let (tabs, targets) = self.tabs(&self.cx);
            return at(header::draw(&mut aside, line, &self.cx.look, &tabs, &(self.front.corner)(&self.cx)))
                .map(|nth| targets[nth]);
        }
        if place.y + 1 != height || self.said(&self.cx).is_some() {
            return None;
        }
        let (hints, targets) = self.hints(&self.cx);
        let help = self.help_hint(&self.cx);
        let hits = helpline::draw(&mut aside, line, &self.cx.look, None, &hints, &help);
        at(hits).and_then(|nth| targets.get(nth).copied())
    }
}
