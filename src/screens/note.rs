//! Asks for a note of several lines.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen, Why};
use crate::domain::note::{LOOKS_LIKE_NIK, LOOKS_LIKE_SECRET, Note};
use crate::domain::refusal::Refusal;
use crate::ui::{Field, Form, panel};

/// The key that begins a new line of a note, in every form that has one. Enter goes on and saves as everywhere.
pub const NEW_LINE: &str = "ctrl-n";

/// Whether a new line can begin where the cursor is.
pub fn breaks(form: &Form) -> Result<(), Why> {
    if form.on_note() { Ok(()) } else { Err(Why::Not) }
}

/// The question. Answers with the note, checked; it may be empty.
#[derive(Debug)]
pub struct EditNote {
    form: Form,
    asked: Asked,
}

/// What a form asked about already and keeps when it is said once more: texts that looked like a NIK or a private key.
#[derive(Debug, Default)]
pub struct Asked(Vec<String>);

impl Asked {
    /// Reads a note; the second time the same text is taken as it is.
    ///
    /// # Errors
    /// Those of [`Note::parse_asking`].
    pub fn note(&mut self, typed: &str) -> Result<Note, Refusal> {
        let read = Note::parse_asking(typed, self.0.iter().any(|text| text == typed));
        if read.as_ref().is_err_and(|refusal| [LOOKS_LIKE_NIK, LOOKS_LIKE_SECRET].contains(&refusal.code)) {
            self.0.push(typed.to_owned());
        }
        read
    }
}

impl EditNote {
    /// `label` is the id of the words before the note; its `.help` says what it is for.
    #[must_use]
    pub fn new(label: &'static str, note: &str) -> Self {
        let field = Field::note("note", label).limit(4_000).rows(3, 12).with(note);
        Self { form: Form::new(vec![field]), asked: Asked::default() }
    }

    fn new_line(&mut self, _: &Cx) -> Effect<Msg> {
        self.form.break_line();
        Effect::None
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for EditNote {
    type Answer = String;
}

impl Screen for EditNote {
    type Msg = Msg;
    const NAME: &'static str = "note";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("note.new_line", NEW_LINE, Self::new_line)
            .when(|this: &Self, _: &Cx| breaks(&this.form))];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((76, self.form.height(&cx.look) + 2))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.form.read("note", &cx.look, |typed| self.asked.note(typed)) {
            Some(heard) => Effect::answer::<Self>(heard.as_str().to_owned()),
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.look.words.text("screen-note"), &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        if let Some(cursor) = self.form.draw(buffer, inside, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
