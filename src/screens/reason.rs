//! Asks why, and by whose wish where that matters, before something that stays in the book.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::text::LINE_NEEDED;
use crate::ui::{Field, Form, Sentence, panel};

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub reason: String,
    /// Which of the people offered; 0 when none were.
    pub by: usize,
}

/// How wide the dialog is where there is room.
const WIDTH: u16 = 60;

/// The question.
#[derive(Debug)]
pub struct Reason {
    title: Sentence,
    /// The id of the words on the box.
    named: &'static str,
    form: Form,
}

impl Reason {
    /// Asks for a reason. `title` says for what, in words.
    #[must_use]
    pub fn new(title: impl Into<Sentence>) -> Self {
        let reason = Field::text("reason", "reason-why").limit(120);
        Self { title: title.into(), named: "screen-reason", form: Form::new(vec![reason]) }
    }

    /// Asks for a note, where `title` is itself a question.
    #[must_use]
    pub fn note(title: impl Into<Sentence>) -> Self {
        let note = Field::text("reason", "reason-note").limit(120);
        Self { title: title.into(), named: "reason-note", form: Form::new(vec![note]) }
    }

    /// Asks whose wish it is too: `people` are the ids of their words, whoever it mostly is first.
    #[must_use]
    pub fn by(title: impl Into<Sentence>, people: &[&'static str]) -> Self {
        let by = Field::words("by", "reason-by", people);
        let reason = Field::text("reason", "reason-why").limit(120);
        Self { title: title.into(), named: "screen-reason", form: Form::new(vec![reason, by]) }
    }

    /// Begins with what was answered to the same question, where it came to nothing: another desk was first, or nobody
    /// signed for it.
    #[must_use]
    pub fn once(mut self, cx: &Cx) -> Self {
        cx.signing.fill(&self.title.said(&cx.look), &mut self.form);
        self
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Reason {
    type Answer = Given;
}

impl Screen for Reason {
    type Msg = Msg;
    const NAME: &'static str = "reason";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((WIDTH, self.form.height(&cx.look) + 3 + self.title.lines((WIDTH, cx.size.0), &cx.look)))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let by = self.form.chosen("by");
        match self.form.read("reason", &cx.look, |typed| LINE_NEEDED.clean(typed)) {
            Some(heard) => {
                cx.signing.explains(&self.title.said(&cx.look), &heard.value);
                Effect::answer::<Self>(Given { reason: heard.value, by })
            }
            None => {
                self.form.point();
                Effect::None
            }
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.look.words.text(self.named), &cx.look);
        let inside = Rect { width: inside.width.saturating_sub(1), ..inside };
        let said = panel::say(buffer, inside, &self.title.said(&cx.look), cx.look.theme.text, &cx.look);
        let below = Rect {
            x: inside.x + 1,
            y: inside.y + said,
            width: inside.width.saturating_sub(1),
            height: inside.height - said,
        };
        if let Some(cursor) = self.form.draw(buffer, below, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
