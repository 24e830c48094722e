//! What whoever treats should know.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::note;
use crate::ui::{Field, Form, panel};

/// Changes a note. Answers with the new one.
#[derive(Debug)]
pub struct Note {
    form: Form,
}

impl Note {
    #[must_use]
    pub fn new(note: &str) -> Self {
        Self { form: Form::new(vec![Field::text("note", "booking-note").limit(500).cells(60).with(note)]) }
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Note {
    type Answer = String;
}

impl Screen for Note {
    type Msg = Msg;
    const NAME: &'static str = "note";
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

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.form.read("note", &cx.look, note::Note::parse) {
            Some(note) => Effect::answer::<Self>(note.as_str().to_owned()),
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.look.words.text("screen-note"), &cx.look);
        if let Some(cursor) = self.form.draw(buffer, inside, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
