//! Choose some of many: type to narrow, Space takes and leaves, Enter is done.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::pick::{Choice, words_of};
use crate::app::{Action, Asks, Cx, Effect, Moves, Screen};
use crate::ui::picker::Picker;
use crate::ui::{Column, Layout, List, Move, panel, text};

/// A list with a mark at each row. Answers with the places of the rows that are taken.
#[derive(Debug)]
pub struct PickMany {
    title: &'static str,
    choices: Vec<Choice>,
    taken: Vec<bool>,
    picker: Picker,
}

#[derive(Debug)]
pub enum Msg {}

impl PickMany {
    /// `title` is the id of the words above the list; `taken` says which rows begin with a mark.
    #[must_use]
    pub fn new(title: &'static str, choices: Vec<Choice>, mut taken: Vec<bool>) -> Self {
        taken.resize(choices.len(), false);
        let picker = Picker::new("help-search", words_of(&choices));
        Self { title, choices, taken, picker }
    }

    fn toggle(&mut self, _: &Cx) -> Effect<Msg> {
        if let Some(taken) = self.picker.chosen().and_then(|place| self.taken.get_mut(place)) {
            *taken = !*taken;
        }
        Effect::None
    }

    /// All that are in the list as it is narrowed; when all of them are taken, none.
    fn all(&mut self, _: &Cx) -> Effect<Msg> {
        let listed: Vec<usize> = (0..self.picker.found()).filter_map(|row| self.picker.word(row)).collect();
        let all = listed.iter().all(|place| self.taken.get(*place) == Some(&true));
        for place in listed {
            if let Some(taken) = self.taken.get_mut(place) {
                *taken = !all;
            }
        }
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

const COLUMNS: &[Column] =
    &[Column::new("", 3), Column::new("", 16).grows().key(), Column::new("", 18).from(Layout::Base)];
/// Where nothing stands beside the names.
const NAMES: &[Column] = &[Column::new("", 3), Column::new("", 16).grows().key()];

impl Screen for PickMany {
    type Msg = Msg;
    const NAME: &'static str = "pick_many";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("pick_many.done", "enter", Self::done),
        Action::new("pick_many.toggle", "space", Self::toggle),
        Action::new("pick_many.all", "ctrl-a", Self::all),
    ];

    fn spoken(&mut self, cx: &Cx) {
        self.choices.iter_mut().for_each(|choice| choice.speak(&cx.look));
        self.picker.reword(words_of(&self.choices));
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let rows = u16::try_from(self.choices.len()).unwrap_or(u16::MAX).saturating_add(3);
        Some((76, rows.clamp(6, cx.size.1.saturating_sub(4).max(6))))
    }

    fn list(&self) -> Option<&List> {
        Some(&self.picker.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.picker.list)
    }

    fn typing(&self) -> bool {
        true
    }

    fn typed(&mut self, key: KeyEvent, cx: &Cx) -> Effect<Msg> {
        // A blank parts no words here: it marks.
        if key.code == KeyCode::Char(' ') {
            return self.toggle(cx);
        }
        self.picker.key(key, &cx.look);
        Effect::None
    }

    fn blank(&self) -> Option<&'static str> {
        Some("pick_many.toggle")
    }

    fn pasted(&mut self, text: &str, cx: &Cx) -> Effect<Msg> {
        self.picker.paste(text, &cx.look);
        Effect::None
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, _: &Cx) -> Effect<Msg> {
        self.picker.go(to);
        Effect::None
    }

    fn clicked(&mut self, place: Position, cx: &Cx) -> Effect<Msg> {
        if let Some(row) = self.picker.list.row_at(place) {
            self.picker.list.select(row);
            return self.toggle(cx);
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let marked = self.taken.iter().filter(|taken| **taken).count();
        let facts = [
            ("title", cx.text(self.title).into()),
            ("marked", marked.into()),
            ("all", self.choices.len().into()),
        ];
        let inside = panel::framed(buffer, area, &cx.fill("pick_many-count", &facts), &cx.look);
        if inside.height < 2 {
            return;
        }
        let line = Rect { height: 1, ..inside };
        let plain = self.choices.iter().all(|choice| choice.detail.is_empty());
        let beside = if plain || cx.look.layout == Layout::Phone { 7 } else { 26 };
        // A name that may be cut off stands below, whole.
        let room = usize::from(inside.width.saturating_sub(beside));
        let long = self.choices.iter().any(|choice| text::width(&choice.name) > room);
        let kept = if long && inside.height > 6 { 2 } else { 0 };
        let rows = Rect { y: inside.y + 1, height: inside.height - 1 - kept, ..inside };
        let choice = self.picker.chosen().and_then(|place| self.choices.get(place));
        if let Some(choice) = choice.filter(|choice| text::width(&choice.name) > room) {
            let width = rows.width.saturating_sub(2);
            let lines = text::wrap(&choice.name, usize::from(width));
            for (line, y) in lines.iter().zip(rows.bottom()..inside.bottom()) {
                text::put(buffer, (rows.x + 1, y), line, width, theme.dim, theme);
            }
        }
        if self.picker.found() == 0 {
            let none = cx.look.words.text("pick-none");
            panel::say(buffer, rows, &none, theme.dim, &cx.look);
        }
        let columns = if plain { NAMES } else { COLUMNS };
        self.picker.list.draw(buffer, rows, &cx.look, columns, |row, cells| {
            let Some(place) = self.picker.word(row) else { return };
            let Some(choice) = self.choices.get(place) else { return };
            let mark = if self.taken.get(place) == Some(&true) { theme.glyphs.done } else { " " };
            cells.styled(0, &format!("[{mark}]"), theme.accent);
            cells.text(1, &choice.name);
            cells.styled(2, &choice.detail, if choice.warns { theme.warn } else { theme.dim });
        });
        if let Some(cursor) = self.picker.query.draw(buffer, line, &cx.look, true) {
            frame.set_cursor_position(cursor);
        }
    }
}
