//! Choose some of many: Space takes and leaves, Enter is done.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::pick::Choice;
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::ui::{Column, List, panel};

/// A list with a mark at each row. Answers with the places of the rows that are taken.
#[derive(Debug)]
pub struct PickMany {
    title: &'static str,
    choices: Vec<Choice>,
    taken: Vec<bool>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {}

impl PickMany {
    /// `title` is the id of the words above the list; `taken` says which rows begin with a mark.
    #[must_use]
    pub fn new(title: &'static str, choices: Vec<Choice>, mut taken: Vec<bool>) -> Self {
        taken.resize(choices.len(), false);
        let list = List::new(choices.len());
        Self { title, choices, taken, list }
    }

    fn toggle(&mut self, _: &Cx) -> Effect<Msg> {
        if let Some(taken) = self.list.selected().and_then(|row| self.taken.get_mut(row)) {
            *taken = !*taken;
        }
        Effect::None
    }

    /// All of them; when all are taken, none.
    fn all(&mut self, _: &Cx) -> Effect<Msg> {
        let all = self.taken.iter().all(|taken| *taken);
        self.taken.fill(!all);
        Effect::None
    }

    fn done(&mut self, _: &Cx) -> Effect<Msg> {
        let taken = self.taken.iter().enumerate().filter(|(_, taken)| **taken);
        Effect::answer::<Self>(taken.map(|(row, _)| row).collect())
    }
}

impl Asks for PickMany {
    type Answer = Vec<usize>;
}

const COLUMNS: &[Column] = &[Column::new("", 3), Column::new("", 16).grows().key(), Column::new("", 12)];

impl Screen for PickMany {
    type Msg = Msg;
    const NAME: &'static str = "pick_many";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("pick_many.done", "enter", Self::done),
        Action::new("pick_many.toggle", "space", Self::toggle),
        Action::new("pick_many.all", "a", Self::all),
    ];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let rows = u16::try_from(self.choices.len()).unwrap_or(u16::MAX).saturating_add(2);
        Some((60, rows.clamp(6, cx.size.1.saturating_sub(4).max(6))))
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn clicked(&mut self, place: Position, cx: &Cx) -> Effect<Msg> {
        if let Some(row) = self.list.row_at(place) {
            self.list.select(row);
            return self.toggle(cx);
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text(self.title), &cx.look);
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(choice) = self.choices.get(row) else { return };
            let mark = if self.taken.get(row) == Some(&true) { theme.glyphs.done } else { " " };
            cells.styled(0, &format!("[{mark}]"), theme.accent);
            cells.text(1, &choice.name);
            cells.styled(2, &choice.detail, theme.dim);
        });
    }
}
