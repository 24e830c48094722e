//! Asks for one line: a note, a word to narrow a list by.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::refusal::Refusal;
use crate::ui::{Field, Form, panel};

/// Reads the line as it is kept.
type Check = fn(&str) -> Result<String, Refusal>;

/// The question. Answers with the line, checked; it may be empty where the check lets it.
#[derive(Debug)]
pub struct OneLine {
    /// The id of the words above it.
    title: &'static str,
    form: Form,
    check: Check,
    /// It narrows a list: nothing is saved, and Esc shows all of it again.
    narrows: bool,
}

impl OneLine {
    /// `label` is the id of the words before the line; its `.help` says what it takes.
    #[must_use]
    pub fn new(title: &'static str, label: &'static str, text: &str, check: Check) -> Self {
        let field = Field::text("note", label).limit(500).cells(60).with(text);
        Self { title, form: Form::new(vec![field]), check, narrows: false }
    }

    /// Asks for what a list is narrowed by, where `text` narrows it now.
    #[must_use]
    pub fn filter(label: &'static str, text: &str, check: Check) -> Self {
        Self { narrows: true, ..Self::new("screen-filter", label, text, check) }
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for OneLine {
    type Answer = String;
}

impl Screen for OneLine {
    type Msg = Msg;
    const NAME: &'static str = "one_line";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((74, self.form.height(&cx.look) + 2))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn leaves(&mut self, _: &Cx) -> Option<Effect<Msg>> {
        self.narrows.then(|| Effect::answer::<Self>(String::new()))
    }

    fn unsaved(&self) -> bool {
        !self.narrows && self.form.dirty()
    }

    fn says(&self, action: &str) -> Option<&'static str> {
        match action {
            "move.forward" if self.narrows => Some("one_line.narrow"),
            "app.back" if self.narrows => Some("one_line.all"),
            _ => None,
        }
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.form.read("note", &cx.look, self.check) {
            Some(line) => Effect::answer::<Self>(line),
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.look.words.text(self.title), &cx.look);
        if let Some(cursor) = self.form.draw(buffer, inside, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
