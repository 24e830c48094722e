//! Choose one of many: type to narrow, Enter takes it.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::{Action, Asks, Cx, Effect, Moves, Screen};
use crate::ui::picker::Picker;
use crate::ui::{Column, List, Look, Move, Sentence, panel};

/// One of the many: what is looked for, and what stands beside it.
#[derive(Debug, Clone)]
pub struct Choice {
    pub name: String,
    pub detail: String,
    /// Its name and what stands beside it, where those are words.
    words: (Sentence, Sentence),
    /// What stands beside it wants a look.
    pub warns: bool,
}

impl Choice {
    #[must_use]
    pub fn new(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            detail: detail.into(),
            words: (Sentence::NOTHING, Sentence::NOTHING),
            warns: false,
        }
    }

    /// One that is words, or beside which words stand: they are said in the language that is spoken.
    #[must_use]
    pub fn said(name: impl Into<Sentence>, detail: impl Into<Sentence>, cx: &Cx) -> Self {
        let mut said = Self { words: (name.into(), detail.into()), ..Self::new("", "") };
        said.speak(&cx.look);
        said
    }

    /// What stands beside it wants a look.
    #[must_use]
    pub fn warning(mut self, detail: Sentence, cx: &Cx) -> Self {
        (self.words.1, self.warns) = (detail, true);
        self.speak(&cx.look);
        self
    }

    /// Another language is spoken from now on.
    pub(super) fn speak(&mut self, look: &Look) {
        let Self { name, detail, words, .. } = self;
        for (said, words) in [(name, &words.0), (detail, &words.1)] {
            if !words.is_empty() {
                *said = words.said(look);
            }
        }
    }
}

/// A list to choose from. Answers with the place of the choice in the list it was given.
#[derive(Debug)]
pub struct Pick {
    /// The words above the list.
    title: Sentence,
    choices: Vec<Choice>,
    picker: Picker,
}

impl Pick {
    /// `title` is the id of the words above the list.
    #[must_use]
    pub fn new(title: &'static str, choices: Vec<Choice>) -> Self {
        let picker = Picker::new("help-search", words_of(&choices));
        Self { title: Sentence::text(title), choices, picker }
    }

    /// The words above the list name somebody.
    #[must_use]
    pub fn worded(title: impl Into<Sentence>, choices: Vec<Choice>) -> Self {
        Self { title: title.into(), ..Self::new("", choices) }
    }

    /// Begins with this much already typed.
    #[must_use]
    pub fn narrowed(mut self, typed: &str, cx: &Cx) -> Self {
        self.picker.paste(typed, &cx.look);
        self
    }

    /// Begins with what stands there already: at it where it is one of the choices, else narrowed by it.
    #[must_use]
    pub fn beginning(self, with: &str, cx: &Cx) -> Self {
        match self.choices.iter().position(|choice| choice.name == with) {
            Some(row) => {
                let mut this = self;
                this.picker.list.select(row);
                this
            }
            None => self.narrowed(with, cx),
        }
    }

    fn take(&mut self, _: &Cx) -> Effect<Msg> {
        self.picker.chosen().map_or(Effect::None, Effect::answer::<Self>)
    }
}

/// What each of them is found by.
pub(super) fn words_of(choices: &[Choice]) -> Vec<String> {
    choices.iter().map(|choice| format!("{} {}", choice.name, choice.detail)).collect()
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Pick {
    type Answer = usize;
}

const COLUMNS: &[Column] = &[Column::new("", 16).grows().key(), Column::new("", 24)];

impl Screen for Pick {
    type Msg = Msg;
    const NAME: &'static str = "pick";
    const ACTIONS: &'static [Action<Self, Msg>] = &[Action::new("pick.take", "enter", Self::take)];

    fn spoken(&mut self, cx: &Cx) {
        self.choices.iter_mut().for_each(|choice| choice.speak(&cx.look));
        self.picker.reword(words_of(&self.choices));
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let rows = u16::try_from(self.choices.len()).unwrap_or(u16::MAX).saturating_add(4);
        Some((60, rows.clamp(6, cx.size.1.saturating_sub(4).max(6))))
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
        self.picker.key(key, &cx.look);
        Effect::None
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

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        if let Some(row) = self.picker.list.row_at(place) {
            self.picker.list.select(row);
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let title = self.title.said(&cx.look);
        let inside = panel::framed(buffer, area, &title, &cx.look);
        if inside.height < 2 {
            return;
        }
        let line = Rect { height: 1, ..inside };
        let rows = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        if self.picker.found() == 0 {
            let none = cx.look.words.text("pick-none");
            panel::say(buffer, rows, &none, theme.dim, &cx.look);
        }
        self.picker.list.draw(buffer, rows, &cx.look, COLUMNS, |row, cells| {
            let Some(choice) = self.picker.word(row).and_then(|place| self.choices.get(place)) else {
                return;
            };
            cells.text(0, &choice.name);
            cells.styled(1, &choice.detail, theme.dim);
        });
        if let Some(cursor) = self.picker.query.draw(buffer, line, &cx.look, true) {
            frame.set_cursor_position(cursor);
        }
    }
}
