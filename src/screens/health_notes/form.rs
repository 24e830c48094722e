//! A new health note. Whoever writes it need not be able to read the others.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::health_note::{AddHealthNote, Noted};
use crate::desk::{self, Done};
use crate::domain::health_note;
use crate::domain::id::{HealthNoteId, PatientId, RequestId};
use crate::screens::note::{Asked, NEW_LINE, breaks};
use crate::screens::refused;
use crate::ui::{Field, Form, Notice, panel, text};

/// The form. Answers with the note that was added.
#[derive(Debug)]
pub struct HealthNoteForm {
    patient: PatientId,
    /// Of the patient.
    name: String,
    form: Form,
    asked: Asked,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Added(Done<Noted>),
}

impl Asks for HealthNoteForm {
    type Answer = HealthNoteId;
}

/// As wide as the form would be.
const WIDE: u16 = 76;

/// Who will read it, line by line.
fn who_reads(width: u16, cx: &Cx) -> Vec<String> {
    text::wrap(&cx.text("health_notes-who_reads"), usize::from(width))
}

impl HealthNoteForm {
    /// Of a patient of this name.
    #[must_use]
    pub fn new(patient: PatientId, name: &str) -> Self {
        let field = Field::note("words", "health_notes-new").limit(4_000).rows(3, 12);
        let (form, asked) = (Form::new(vec![field]), Asked::default());
        Self { patient, name: name.to_owned(), form, asked, request: RequestId::new() }
    }

    fn new_line(&mut self, _: &Cx) -> Effect<Msg> {
        self.form.break_line();
        Effect::None
    }
}

impl Screen for HealthNoteForm {
    type Msg = Msg;
    const NAME: &'static str = "health_note_form";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("health_note.new_line", NEW_LINE, Self::new_line)
            .when(|this: &Self, _: &Cx| breaks(&this.form))];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Added(Ok(noted)) => {
                self.form.settle();
                let said = cx.fill("health_notes-added", &[("name", self.name.as_str().into())]);
                Effect::say(Notice::done(said)).and(Effect::answer::<Self>(noted.id))
            }
            Msg::Added(Err(fault)) => {
                self.request = RequestId::new();
                refused::show(&fault, &mut self.form, cx)
            }
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let said = who_reads(WIDE.min(cx.size.0).saturating_sub(4), cx).len() as u16;
        Some((WIDE, self.form.height(&cx.look) + said + 2))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let read = self.form.read("words", &cx.look, |typed| {
            self.asked.note(typed)?;
            health_note::words(typed, true)
        });
        let Some(words) = read else { return Effect::None };
        let act = AddHealthNote { patient: self.patient, words: words.as_str().to_owned(), sure: true };
        let asked = desk::Asked { request: Some(self.request), approval: None };
        Effect::write("health_note", |desk| async move { Msg::Added(desk.act_as(act, asked).await) })
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = cx.text("screen-health_note_form");
        let title = format!("{title} {} {}", cx.look.theme.glyphs.dot, self.name);
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &title, &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let said = who_reads(inside.width, cx);
        let below = inside.height.min(said.len() as u16);
        let form = Rect { height: inside.height - below, ..inside };
        if let Some(cursor) = self.form.draw(buffer, form, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
        for (y, line) in (form.bottom()..inside.bottom()).zip(&said) {
            text::put(frame.buffer_mut(), (inside.x, y), line, inside.width, theme.dim, theme);
        }
    }
}
